#pragma once
// The measures before and after, and the services with their sizes, as tables.

#include <QWidget>

#include "views/boundaries/service_table.h"

class QSplitter;
class QStackedLayout;
class QTableView;

namespace causeway::views {

class ElidedLabel;

class MeasurePanel : public QWidget {
    Q_OBJECT
public:
    MeasurePanel(BoundaryDesk &desk, QWidget *parent);
    [[nodiscard]] MeasureTable &measures() { return *m_measureModel; }
    [[nodiscard]] SplitServiceTable &services() { return *m_serviceModel; }
    [[nodiscard]] QTableView &serviceView() { return *m_services; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();

    BoundaryDesk &m_desk;
    MeasureTable *m_measureModel;
    SplitServiceTable *m_serviceModel;
    QTableView *m_measures, *m_services;
    ElidedLabel *m_heading;
    QStackedLayout *m_stack;
    QWidget *m_page, *m_none;
    QSplitter *m_split;
};

} // namespace causeway::views
