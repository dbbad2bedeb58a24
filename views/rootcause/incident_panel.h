#pragma once
// The incidents that are kept; the chosen one is looked at.

#include <QWidget>

#include "views/models/incident_model.h"
#include "views/rootcause/cause_desk.h"

class QMenu;
class QStackedLayout;
class QTableView;

namespace causeway::views {

class EmptyState;

class IncidentPanel : public QWidget {
    Q_OBJECT
public:
    IncidentPanel(CauseDesk &desk, QWidget *parent);
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] IncidentModel &model() { return *m_model; }
    [[nodiscard]] bool isEmpty() const;
    void fill(QMenu &menu) const; // what can be done with the chosen one
    void importFile();
    void exportFile();

private:
    void refresh();
    void follow(); // what is looked at is the chosen one

    CauseDesk &m_desk;
    IncidentModel *m_model;
    QTableView *m_table;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
};

} // namespace causeway::views
