#pragma once
// The centre of the Explore perspective: the log table under the workspace's filter, the search in it, bookmarks, and what
// to do where there is nothing to show.

#include <QPointer>
#include <QWidget>

#include "views/explore/log_search.h"
#include "views/explore/log_view.h"
#include "views/models/event_log_rows.h"
#include "views/shell/perspective.h"

class QStackedLayout;

namespace causeway::views {

class EmptyState;

class LogPanel : public QWidget {
    Q_OBJECT
public:
    LogPanel(ViewContext context, QWidget *parent);

    [[nodiscard]] LogView &view() { return *m_view; }
    [[nodiscard]] LogSearch &search() { return *m_search; }
    [[nodiscard]] LinePager &pager() { return m_pager; }

    void step(bool forward);      // to the next hit
    void goTo(const QString &where); // "1200": the line; else a time, in the zone that is shown unless it tells one
    void askWhereToGo();
    void setWholeLines(bool on);
    void toggleBookmark(EventId event);
    // Each of these changes the one filter.
    void showOnlyTemplate(bool only); // of the chosen event; false: hides it
    void showOnlyComponent();
    void showSession();
    void setRangeEdge(bool from);     // from here on, or up to here

private:
    void rebuild();
    void showRows();
    void readBookmarks();
    void followSelection();
    void updateStack();
    void showMenu(const QPoint &position);
    [[nodiscard]] std::optional<EventId> currentEvent() const;

    ViewContext m_context;
    LinePager m_pager;
    LogView *m_view;
    LogSearch *m_search;
    QStackedLayout *m_stack;
    QWidget *m_table;
    EmptyState *m_noProject, *m_noEvents, *m_nothingPasses;
    std::shared_ptr<const RowOrder> m_order;
    std::shared_ptr<storage::EventReader> m_reader;
    std::vector<EventId> m_bookmarks;
    bool m_wholeLines = false;
    bool m_following = false;
};

} // namespace causeway::views
