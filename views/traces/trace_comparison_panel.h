#pragma once
// What is different about these traces? A set against another, ranked; a trace against another, span by span.

#include <QWidget>

#include <optional>

#include "views/models/difference_model.h"
#include "views/shell/perspective.h"
#include "views/traces/trace_sets.h"

class QComboBox;
class QLineEdit;
class QStackedLayout;
class QTabWidget;
class QTableView;
class QTreeView;

namespace causeway::views {

class ElidedLabel;
class EmptyState;
class TraceDesk;

class TraceComparisonPanel : public QWidget {
    Q_OBJECT
public:
    TraceComparisonPanel(TraceDesk &desk, QWidget *parent);
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] QTreeView &tree() { return *m_tree; }
    [[nodiscard]] QTabWidget &tabs() { return *m_tabs; }
    [[nodiscard]] QComboBox &what() { return *m_what; }
    [[nodiscard]] QComboBox &against() { return *m_against; }
    [[nodiscard]] QComboBox &first() { return *m_first; }
    [[nodiscard]] QComboBox &second() { return *m_second; }
    [[nodiscard]] DifferenceModel &differences() { return *m_model; }
    [[nodiscard]] AlignedTraceModel &aligned() { return *m_aligned; }
    [[nodiscard]] bool showsComparison() const;
    // Lines that were logged in the compared traces that have what the row tells become the filter. A job.
    void filterTo(int row);

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Answer; // of the job
    QWidget *makeSets();
    QWidget *makePair();
    void compareChosen(); // in the list
    void invalidate();
    void recompute();
    void take(std::shared_ptr<const Answer> answer);
    void offerTraces();
    void align();
    void say(EmptyState *page, const QString &title, const QString &text);
    [[nodiscard]] TraceSetChoice choice() const;
    [[nodiscard]] QString traceText(std::uint32_t trace) const;

    TraceDesk &m_desk;
    ViewContext m_context;
    QComboBox *m_what, *m_against, *m_first, *m_second;
    QLineEdit *m_filter;
    ElidedLabel *m_summary;
    QTableView *m_table;
    QTreeView *m_tree;
    QTabWidget *m_tabs;
    DifferenceModel *m_model;
    AlignedTraceModel *m_aligned;
    QStackedLayout *m_stack, *m_setStack = nullptr;
    EmptyState *m_empty, *m_wait, *m_none = nullptr;
    std::shared_ptr<const Answer> m_answer;
    std::optional<TraceSetChoice> m_asked;
    bool m_stale = true;
    bool m_pairAsked = false; // of two chosen traces
    bool m_isAsked = false;    // by a person; else what the project has is offered: failing traces, else the slowest
};

} // namespace causeway::views
