#pragma once
// The search field above the log table: finds lines without hiding the others. Counts while it runs, jumps between hits,
// and says at the field what RE2 has against a pattern.

#include <QTimer>
#include <QWidget>

#include <atomic>
#include <memory>

#include "app/workspace/workspace.h"
#include "views/models/hit_finder.h"
#include "views/models/row_order.h"

class QLabel;
class QLineEdit;
class QToolButton;

namespace causeway::views {

class LogSearch : public QWidget {
    Q_OBJECT
public:
    explicit LogSearch(workspace::Workspace &workspace, QWidget *parent);

    // The rows that are searched: those that pass the workspace's filter, in this order; nullptr = none.
    void setOrder(std::shared_ptr<const RowOrder> order);
    [[nodiscard]] const std::shared_ptr<const HitFinder> &finder() const { return m_finder; } // nullptr: nothing is looked for
    [[nodiscard]] std::shared_ptr<const RowOrder> hits() const { return m_hits; }             // nullptr until they are known
    [[nodiscard]] QString status() const;
    void setPattern(const SearchPattern &pattern);
    void focusField();
    // The hit after (before) an event; wraps around at the end. nullopt: none.
    std::optional<EventId> nextHit(std::optional<EventId> from, bool forward);
    void setCurrent(std::optional<EventId> event); // where one is among the hits: "3 of 80"

Q_SIGNALS:
    void finderChanged();
    void hitsChanged(const std::vector<double> &marks); // positions 0 … 1 among the rows
    void stepRequested(bool forward);
    void left(); // Esc: back to the lines

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void readPattern();
    void runSearch();
    void showCount();

    workspace::Workspace &m_workspace;
    QLineEdit *m_field;
    QToolButton *m_case, *m_regex, *m_previous, *m_next;
    QLabel *m_status;
    QTimer m_typing, m_counting;
    SearchPattern m_pattern;
    std::optional<EventId> m_current;
    std::shared_ptr<const HitFinder> m_finder;
    std::shared_ptr<const RowOrder> m_order, m_hits;
    std::shared_ptr<std::atomic<std::uint64_t>> m_count;
};

} // namespace causeway::views
