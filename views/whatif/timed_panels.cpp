#include "views/whatif/timed_panels.h"

#include <QComboBox>

#include <cmath>

#include "views/text/text.h"
#include "views/whatif/common_beginning.h"
#include "views/whatif/measure_text.h"

namespace causeway::views {

namespace {

constexpr int kNameRole = Qt::UserRole + 1; // of what can be chosen: the whole name

} // namespace

TimedPanel::TimedPanel(ChartDesk &charts, const QString &name, const QString &title, const QString &would, QWidget *parent) : PlotPage(charts.desk(), name, title, would, parent), m_charts(charts)
{
    connect(&charts, &ChartDesk::changed, this, &TimedPanel::follow);
}

void TimedPanel::follow()
{
    setRunning(m_charts.isRunning());
    setOf(m_charts.shown().id, m_charts.shown().document);
    if (m_charts.now() == nullptr) {
        m_drawn = nullptr;
        return showNothing();
    }
    if (m_drawn == m_charts.shown().answer)
        return;
    m_drawn = m_charts.shown().answer;
    draw(*m_drawn->now, m_drawn->before.get());
}

LatencyPanel::LatencyPanel(ChartDesk &charts, QWidget *parent)
    : TimedPanel(charts, QStringLiteral("latency"), tr("Over time"), tr("Here you will see when p99 is over its SLO, how latencies are spread, and how busy each service is over time."), parent), m_what(new QComboBox(this)), m_of(new QComboBox(this))
{
    m_what->addItems({tr("p99 and SLO over time"), tr("Distribution of latencies"), tr("A service over time")});
    m_what->setAccessibleName(tr("What is drawn"));
    m_of->setAccessibleName(tr("Of which"));
    m_of->setMinimumContentsLength(22);
    m_of->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (QComboBox *box : {m_what, m_of}) {
        addControl(box);
        connect(box, &QComboBox::activated, this, [this] {
            if (m_charts.now() != nullptr)
                draw(*m_charts.now(), m_charts.before().get());
        });
    }
    connect(&view(), &PlotView::spotMarked, this, [this] {
        const std::string name = m_of->currentData(kNameRole).toString().toStdString();
        m_charts.showService((m_listsServices ? "services." : "operations.") + name + ".");
    });
    follow();
}

void LatencyPanel::list(const TimedRun &now)
{
    const bool services = m_what->currentIndex() == Services;
    const QString chosen = m_of->currentData(kNameRole).toString();
    QList<std::pair<QString, std::uint32_t>> all;
    if (services)
        for (std::uint32_t s = 0; s < now.scenario->services.size(); ++s)
            all.push_back({text::fromBytes(now.scenario->services[s].name), s});
    else
        for (const std::uint32_t o : shownOperations(now))
            all.push_back({text::fromBytes(now.scenario->operations[o].name), o});
    m_of->clear();
    QStringList names;
    for (const auto &[name, number] : all)
        names << name;
    const qsizetype beginning = services ? 0 : commonBeginning(names);
    for (const auto &[name, number] : all) {
        m_of->addItem(withoutBeginning(name, beginning), number);
        m_of->setItemData(m_of->count() - 1, name, kNameRole);
        m_of->setItemData(m_of->count() - 1, text::toolTip(name), Qt::ToolTipRole);
    }
    m_of->setCurrentIndex(std::max(0, services == m_listsServices ? m_of->findData(chosen, kNameRole) : 0));
    m_listsServices = services;
}

void LatencyPanel::draw(const TimedRun &now, const TimedRun *before)
{
    list(now);
    if (m_of->count() == 0)
        return showNothing(tr("Nothing comes from outside, and no operation has an objective."));
    const std::uint32_t of = m_of->currentData().toUInt();
    if (m_what->currentIndex() == Services) {
        const simulate::ServiceEstimate &service = now.result.services[of];
        return present(servicePlot(now, before, of), tr("%1: %2 busy on average, %3 wait. %n replications.", nullptr, static_cast<int>(now.result.runs.size())).arg(m_of->currentData(kNameRole).toString(), text::percent(service.utilisation.mean), text::number(service.queueMean.mean, 3)));
    }
    const simulate::OperationEstimate &operation = now.result.operations[of];
    const QString line = tr("%1: p50 %2, p95 %3, p99 %4; %5 over the SLO or failed. %n replications.", nullptr, static_cast<int>(now.result.runs.size()))
                             .arg(m_of->currentData(kNameRole).toString(), measureValue(allocate::Measure::P99Ns, operation.p50Ns), measureValue(allocate::Measure::P99Ns, operation.p95Ns), measureValue(allocate::Measure::P99Ns, operation.p99Ns), text::percent(operation.violation.mean));
    present(m_what->currentIndex() == Distribution ? cdfPlot(now, before, of) : latencyPlot(now, before, of), line);
}

EnergyPanel::EnergyPanel(ChartDesk &charts, QWidget *parent)
    : TimedPanel(charts, QStringLiteral("energy"), tr("Energy"), tr("Here you will see power over time, how much of it is green and brown, carbon, and batch work that waits for greener hours."), parent)
{
    follow();
}

void EnergyPanel::draw(const TimedRun &now, const TimedRun *before)
{
    Plot plot = energyPlot(now, before);
    if (plot.isEmpty())
        return showNothing(tr("Nothing in this scenario needs power: its services are on no nodes, or the nodes have no watts (nodes: idle_w, max_w)."));
    const auto said = [](const TimedRun &run) {
        const simulate::ReplicationsResult &result = run.result;
        const QString batch = batchText(run);
        return tr("%1 Wh, of them brown %2 Wh, carbon %3 g").arg(text::number(result.energyWh.mean, 4), text::number(result.brownWh.mean, 4), text::number(result.carbonG.mean, 4)) + (batch.isEmpty() ? QString() : QStringLiteral("; ") + batch);
    };
    const QString replications = tr("%n replications.", nullptr, static_cast<int>(now.result.runs.size()));
    present(std::move(plot), (before != nullptr ? tr("Now %1. Before %2.").arg(said(now), said(*before)) : tr("%1.").arg(said(now))) + QLatin1Char(' ') + replications);
}

} // namespace causeway::views
