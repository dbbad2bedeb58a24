#pragma once
// The services that call each other in the incident, with how much each explains: who is the cause, who only shows it.

#include <QWidget>

#include "views/rootcause/propagation.h"

class QStackedLayout;

namespace causeway::views {

class EmptyState;
class GraphLayout;
class GraphLegend;
class GraphView;

class PropagationPanel : public QWidget {
    Q_OBJECT
public:
    PropagationPanel(CauseDesk &desk, QWidget *parent);
    [[nodiscard]] GraphView &view() { return *m_view; }
    [[nodiscard]] const std::shared_ptr<const ServicePicture> &picture() const { return m_picture; } // nullptr: none

protected:
    void showEvent(QShowEvent *event) override;

private:
    void invalidate();
    void read();
    void lay(ServiceMapData map);
    void mark();

    CauseDesk &m_desk;
    GraphLayout *m_layouts;
    GraphView *m_view;
    GraphLegend *m_legend;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
    CauseAnswerData m_shown;
    std::shared_ptr<const ServicePicture> m_picture;
};

} // namespace causeway::views
