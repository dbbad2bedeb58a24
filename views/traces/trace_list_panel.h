#pragma once
// The traces of the project: conditions as chips, a histogram of durations to choose from, and the table. A row shows its trace
// in the waterfall; Return or a double click goes there. GUI thread.

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QStackedLayout;
class QStringListModel;
class QTableView;
class QToolButton;

namespace causeway::views {

class DurationHistogramView;
class EmptyState;
class FlowLayout;
class TraceDesk;
class TraceListModel;

class TraceListPanel : public QWidget {
    Q_OBJECT
public:
    TraceListPanel(TraceDesk &desk, QWidget *parent);
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] TraceListModel &model() { return *m_model; }
    [[nodiscard]] QLineEdit &field() { return *m_field; }
    [[nodiscard]] DurationHistogramView &histogram() { return *m_histogram; }
    [[nodiscard]] QLabel &summary() { return *m_summary; }
    [[nodiscard]] QWidget *shownPage() const;

private:
    void refresh();
    void placeChips();
    void fillCompletions();
    void submit();
    void complain(const QString &why);
    void fillServices();

    TraceDesk &m_desk;
    TraceListModel *m_model;
    QTableView *m_table;
    QLineEdit *m_field;
    QStringListModel *m_completions;
    QToolButton *m_services, *m_errors;
    QMenu *m_serviceMenu;
    QLabel *m_summary;
    QWidget *m_chips;
    FlowLayout *m_chipLayout;
    DurationHistogramView *m_histogram;
    QStackedLayout *m_stack, *m_below;
    EmptyState *m_empty, *m_nothing;
};

} // namespace causeway::views
