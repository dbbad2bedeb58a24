#pragma once
// Errors and notices: a bar above the panels, never a dialog that stands in the way. What, why, what to do; Copy. Errors stand
// there, several at once, within a third of the window; the newest notice stands in the status line.

#include <QWidget>

#include <functional>
#include <vector>

#include "analysis/core/result.h"

class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace causeway::views {

class NoticeLine;

class MessageBar : public QWidget {
    Q_OBJECT
public:
    explicit MessageBar(QWidget *parent);
    [[nodiscard]] NoticeLine *noticeLine() const { return m_notice; } // for whoever places it

    void showError(const Error &error);
    // A notice may have one action. One without goes by itself after some seconds, one of an edit after more.
    // edit: the number of that it tells of; it goes where that is undone, or another one is told of. 0 = none.
    void showNotice(const QString &text, const QString &actionText = {}, std::function<void()> action = {}, std::int64_t edit = 0);
    void withdraw(std::int64_t edit);
    void dismiss(); // the message in front
    void clear();
    // What is said from now on is about a project, or not; the page of no project hides what is about one.
    void setOfProject(bool ofProject) { m_ofProject = ofProject; }
    void hideThoseOfProject(bool hidden);
    [[nodiscard]] int count() const; // of those that may be shown now
    [[nodiscard]] QString text() const; // of the message in front, as Copy gives it
    [[nodiscard]] QStringList shownTexts() const; // errors that can be seen at once, from the top, then the notice that can

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Entry {
        std::uint64_t number = 0;
        std::int64_t edit = 0;
        bool error = false, ofProject = false;
        QString title, details, copy;
        QString actionText;
        std::function<void()> action;
    };
    class Row;
    void push(Entry entry);
    void remove(std::uint64_t number);
    void refresh();
    void fit();
    [[nodiscard]] std::vector<const Entry *> shown() const; // errors first, each newest first

    std::vector<Entry> m_messages; // newest first
    std::vector<Row *> m_rows;
    QScrollArea *m_area;
    QWidget *m_list; // of rows, in the area
    QVBoxLayout *m_layout;
    NoticeLine *m_notice;
    QToolButton *m_more;
    bool m_all = false; // errors are shown, not the first few alone
    std::uint64_t m_last = 0;
    bool m_ofProject = false, m_hideProject = false;
};

} // namespace causeway::views
