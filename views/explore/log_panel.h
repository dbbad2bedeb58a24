#pragma once
// The centre of the Explore perspective: the log table under the workspace's filter, the search in it, bookmarks, and what
// to do where there is nothing to show.

#include <QPointer>
#include <QWidget>

#include "views/explore/log_search.h"
#include "views/explore/log_view.h"
#include "views/models/event_log_rows.h"
#include "views/shell/perspective.h"

class QLabel;
class QStackedLayout;
class QToolButton;

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
    void goTo(const QString &where); // as parseGoal() reads it
    [[nodiscard]] bool isVeiled() const; // the lines do not show what the filter says yet
    void askWhereToGo();
    void showBookmarks();         // as a list to choose from
    void setWholeLines(bool on);
    void toggleBookmark(EventId event);
    void explainLines();          // why the two chosen lines are one pattern, or are not
    // Each of these changes the one filter.
    void showOnlyTemplate(bool only); // of the chosen event; false: hides it
    void showOnlyComponent();
    void showSession();
    void setRangeEdge(bool from);     // from here on, or up to here

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void rebuild();
    void showRows();
    void readBookmarks();
    void followSelection();
    void goToRow(std::uint64_t row);
    void updateVeil();
    [[nodiscard]] TimePoint currentTime() const; // of the chosen event; where it tells none, of the first
    void updateStack();
    void showMenu(const QPoint &position);
    [[nodiscard]] std::optional<EventId> currentEvent() const;
    [[nodiscard]] std::vector<EventId> twoChosen() const; // nothing where it is not two lines that are chosen
    void updateActions();

    ViewContext m_context;
    LinePager m_pager;
    LogView *m_view;
    LogSearch *m_search;
    QStackedLayout *m_stack;
    QWidget *m_table;
    EmptyState *m_noProject, *m_noEvents, *m_importing, *m_nothingPasses;
    QLabel *m_veil;
    QToolButton *m_why = nullptr; // are two chosen lines one pattern?
    bool m_arranging = false;
    std::shared_ptr<const RowOrder> m_order;
    std::shared_ptr<storage::EventReader> m_reader;
    std::shared_ptr<const storage::FilterResult> m_shownFilter; // of m_order
    std::vector<EventId> m_bookmarks;
    bool m_wholeLines = false;
    bool m_following = false;
};

} // namespace causeway::views
