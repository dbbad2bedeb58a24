#include "views/flow/flow_check_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QTableView>

#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"

namespace causeway::views {

FlowCheckPanel::FlowCheckPanel(ViewContext context, FlowMining &mining, QWidget *parent)
    : FlowTablePanel(new FlowFindingModel, tr("What is not as in the other period"),
                     {tr("Nothing is compared"), tr("Choose a time range in the time line and compare it: what is missing, repeated, late or out of order there will stand here."),
                      context.actions.action(QStringLiteral("flow.compareRest"))},
                     parent),
      m_context(context), m_mining(mining), m_model(static_cast<FlowFindingModel *>(&arranged())), m_told(new QLabel(this))
{
    m_told->setTextFormat(Qt::PlainText);
    bar().addWidget(m_told);
    fitColumns({17, 15, 9, 0, 26});
    setEmpty(true);
    connect(&mining, &FlowMining::changed, this, &FlowCheckPanel::take);
    onRowChosen(table(), [this](const QModelIndex &index) { choose(m_model->finding(index.row())); });
    connect(&table(), &QTableView::activated, this, [this](const QModelIndex &index) {
        const engine::FlowFinding finding = m_model->finding(index.row());
        const auto &mined = m_mining.mined();
        if (!finding.session.empty()) {
            Q_EMIT sessionChosen(finding.session);
        } else if (mined != nullptr && finding.from != 0) {
            const std::uint32_t from = mined->graph.find(finding.from), to = finding.to == 0 ? from : mined->graph.find(finding.to);
            m_mining.filterTo(from, to);
        }
    });
}

void FlowCheckPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    take();
}

void FlowCheckPanel::choose(const engine::FlowFinding &finding)
{
    if (finding.event)
        m_mining.selectEvent(*finding.event, finding.session);
    const auto &mined = m_mining.mined();
    if (mined == nullptr || finding.from == 0 || finding.to == 0)
        return;
    const std::uint32_t from = mined->graph.find(finding.from), to = mined->graph.find(finding.to);
    if (from == mined->graph.nodes.size() || to == mined->graph.nodes.size())
        return;
    if (const flow::Edge *edge = mined->graph.edge(from, to)) {
        const auto number = static_cast<std::uint32_t>(edge - mined->graph.edges.data());
        m_mining.selectEdge(number);
        Q_EMIT edgeChosen(number);
    }
}

void FlowCheckPanel::take()
{
    if (!isVisible() || m_mining.isRunning() || m_of == m_mining.mined())
        return;
    m_context.workspace.jobs().cancelKey("flow.check");
    m_of = m_mining.mined();
    m_model->setChecked(nullptr);
    m_told->clear();
    const auto project = m_context.workspace.data().project;
    if (!m_mining.compares() || project == nullptr) {
        empty().setText(tr("Nothing is compared"), tr("Choose a time range in the time line and compare it: what is missing, repeated, late or out of order there will stand here."));
        setEmpty(true);
        return;
    }
    setEmpty(false);
    m_told->setText(tr("Checking …"));
    using Checked = FlowFindingModel::Checked;
    m_context.workspace.jobs().start<Checked>(
        {.key = "flow.check", .title = Message(CAUSEWAY_TEXT("Check one period against the other"))},
        [project, request = engine::CheckFlowRequest{m_of->request}](const Job &job) -> Result<Checked> {
            CAUSEWAY_ASSIGN(auto checked, engine::checkFlow(*project, request, job));
            return std::make_shared<const engine::CheckFlowResponse>(std::move(checked));
        },
        this,
        [this](Checked checked) {
            const auto n = [](std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); };
            QStringList parts{tr("%1 findings in %2 events, against %3").arg(n(checked->total), n(checked->events), n(checked->normalEvents))};
            if (checked->cut > 0)
                parts << tr("%1 events of sessions that are cut by the period left out").arg(n(checked->cut));
            if (checked->total > checked->findings.size())
                parts << tr("%1 listed").arg(n(checked->findings.size()));
            m_told->setText(parts.join(QStringLiteral("  ·  ")));
            m_model->setChecked(std::move(checked));
        },
        [this](const Error &error) {
            empty().setText(tr("The period cannot be checked"), text::render(error));
            setEmpty(true);
        });
}

} // namespace causeway::views
