#pragma once
// What the search by measures found: splits of which none is beaten by another in all measures, as a chart and as a table. One can be taken as
// a variant.

#include <QWidget>

#include "views/boundaries/boundary_desk.h"
#include "views/models/cell_table.h"

class QComboBox;
class QPushButton;
class QStackedLayout;
class QTableView;

namespace causeway::views {

class EmptyState;
class PlotView;

class MeasureSearchPanel : public QWidget {
    Q_OBJECT
public:
    MeasureSearchPanel(BoundaryDesk &desk, QWidget *parent);
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] CellTable &model() { return *m_model; }
    [[nodiscard]] PlotView &plot() { return *m_plot; }
    [[nodiscard]] QComboBox &across() { return *m_across; }
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] int current() const; // of the search's; −1: none
    void take();

private:
    void refresh();
    void draw();
    void mark(int found);

    BoundaryDesk &m_desk;
    CellTable *m_model;
    QTableView *m_table;
    PlotView *m_plot;
    QComboBox *m_across, *m_up;
    QPushButton *m_take;
    QStackedLayout *m_stack;
    QWidget *m_page, *m_none;
    EmptyState *m_search;
    bool m_following = false;
};

} // namespace causeway::views
