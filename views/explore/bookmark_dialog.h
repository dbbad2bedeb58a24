#pragma once
// The bookmarks of the project, in order of the lines; one is gone to.

#include <QDialog>

#include <vector>

#include "storage/event_reader.h"

class QListWidget;

namespace causeway::views {

struct BookmarkLine {
    EventId event;
    std::uint64_t number = 0; // among all events, from 1
    TimePoint time;
    std::string text;         // the beginning of the line's content
};

// For jobs: the lines of the bookmarks. Errors: Damaged, Cancelled.
Result<std::vector<BookmarkLine>> readBookmarkLines(storage::EventReader &reader, const storage::EventOrder &order, const std::vector<EventId> &bookmarks, const Job &job);

class BookmarkDialog : public QDialog {
    Q_OBJECT
public:
    BookmarkDialog(std::vector<BookmarkLine> lines, QWidget *parent);

Q_SIGNALS:
    void chosen(quint64 event);

private:
    void choose();
    std::vector<BookmarkLine> m_lines;
    QListWidget *m_list;
};

} // namespace causeway::views
