#include "views/rootcause/propagation_panel.h"

#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/graph/graph_layout.h"
#include "views/graph/graph_legend.h"
#include "views/graph/graph_view.h"
#include "views/shell/empty_state.h"
#include "views/shell/once_seen.h"
#include "views/text/text.h"

namespace causeway::views {

PropagationPanel::PropagationPanel(CauseDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_layouts(new GraphLayout(desk.context().workspace.jobs(), "rootcause.map-layout", this)), m_view(new GraphView(this)), m_legend(new GraphLegend(this)), m_stack(new QStackedLayout(this))
{
    setAccessibleName(tr("Propagation"));
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_view, 1);
    column->addWidget(m_legend);
    m_stack->addWidget(page);
    m_empty = new EmptyState(QStringLiteral("flow"), tr("No calls between services"), tr("The services of the incident's traces are drawn here, the stronger the more each explains of what is seen."), this);
    m_empty->setMinimumHeight(80);
    m_stack->addWidget(m_empty);
    m_stack->setCurrentWidget(m_empty);
    setFocusProxy(m_view);
    connect(&desk, &CauseDesk::changed, this, &PropagationPanel::invalidate);
    connect(&desk, &CauseDesk::causeChanged, this, &PropagationPanel::mark);
    connect(m_view, &GraphView::nodeChosen, this, [this](std::uint32_t node) {
        if (m_picture == nullptr || m_shown == nullptr || m_shown != m_desk.answer())
            return;
        const std::string &service = m_picture->map().name(m_picture->map().map.services[node].service);
        m_desk.chooseCause(m_shown->indexOf(service));
    });
}

void PropagationPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    onceSeen(this, [this] { invalidate(); });
}

void PropagationPanel::invalidate()
{
    if (isVisible() && m_desk.answer() != m_shown)
        read();
}

void PropagationPanel::read()
{
    m_shown = m_desk.answer();
    if (m_shown == nullptr || m_shown->summaries.empty()) {
        m_picture.reset();
        m_view->setPicture(nullptr, false);
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_desk.context().workspace.jobs().start<ServiceMapData>(
        {.key = "rootcause.map", .title = Message(CAUSEWAY_TEXT("Map the services")), .quiet = true},
        [answer = m_shown](const Job &job) { return propagationMap(*answer, job); },
        this, [this](ServiceMapData map) { lay(std::move(map)); });
}

void PropagationPanel::lay(ServiceMapData map)
{
    if (map->map.services.empty()) {
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    const auto picture = propagationPicture(*m_shown, std::move(map), font());
    m_layouts->start(
        picture->task(),
        [this, picture](const GraphLayout::Layout &layout) {
            picture->place(*layout);
            m_picture = picture;
            m_stack->setCurrentIndex(0);
            m_view->setPicture(m_picture, true);
            m_legend->setPicture(m_picture);
            mark();
        },
        [this](const Error &) { m_stack->setCurrentWidget(m_empty); });
}

void PropagationPanel::mark()
{
    const rootcause::Cause *cause = m_desk.cause();
    if (m_picture == nullptr || cause == nullptr || m_shown != m_desk.answer())
        return;
    std::vector<bool> chosen(m_picture->nodeCount(), false);
    for (std::size_t node = 0; node < chosen.size(); ++node)
        chosen[node] = m_picture->map().name(m_picture->map().map.services[node].service) == m_shown->report().services[cause->service];
    m_view->setChosen(chosen, std::nullopt);
    if (const auto found = std::ranges::find(chosen, true); found != chosen.end())
        m_view->show(static_cast<std::uint32_t>(found - chosen.begin()));
}

} // namespace causeway::views
