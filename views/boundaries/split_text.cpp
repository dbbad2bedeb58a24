#include "views/boundaries/split_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <cmath>

#include "views/text/text.h"

namespace causeway::views {

using boundaries::Measures;
using engine::Quantity;
using Mark = engine::ComparedRow::Mark;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("boundaries", text); }

constexpr double kSame = 1e-9;

Mark markOf(const simulate::Estimate &delta, double size)
{
    const bool sure = delta.low > 0 || delta.high < 0;
    if (!std::isfinite(delta.low) || !sure || std::abs(delta.mean) <= engine::kLeastShare * size)
        return Mark::None;
    return delta.mean < 0 ? Mark::Better : Mark::Worse;
}

} // namespace

const std::vector<MeasureRow> &measureRows()
{
    static const std::vector<MeasureRow> rows{
        {tr("Services"), tr("How many there are. More is neither better nor worse."), nullptr, &Measures::k},
        {tr("ICP"), tr("Share of the calls, each pair of classes as ln(calls) + 1, that cross a border. Less is better; one service alone has 0. Where nothing was recorded references stand for calls."), &Measures::icp, nullptr, -1},
        {tr("SM"), tr("Structural modularity: how closely the classes of a service call one another, less how closely those of different ones do; without calls of a class to itself. More is better; services of one or two classes push it up."), &Measures::sm, nullptr, 1},
        {tr("NED"), tr("Share of the classes in services of less than 5 or more than 20. Less is better."), &Measures::ned, nullptr, -1},
        {tr("BCP"), tr("Mean of ln(use cases) over the services: how many purposes one serves. Less is better; a service of one class counts as much as a large one, so single classes push it down."), &Measures::bcp, nullptr, -1},
        {tr("BCP by size"), tr("The same, weighted by the number of classes: single classes no longer push it down. Less is better."), &Measures::bcpBySize, nullptr, -1},
        {tr("IFN"), tr("Pairs of classes that call each other over a border, a service: how wide the interfaces are. Less is better."), &Measures::ifn, nullptr, -1},
        {tr("Modularity"), tr("Of the graph of calls (Newman): calls within services, less what chance would give. More is better."), &Measures::modularity, nullptr, 1},
        {tr("Coverage"), tr("Share of the classes that are in a service. More is better."), &Measures::coverage, nullptr, 1, true},
        {tr("Single classes"), tr("Services of one class. They make other measures look better than they are."), nullptr, &Measures::singletons, -1},
        {tr("Under three"), tr("Services of less than three classes, single ones among them."), nullptr, &Measures::small, -1},
        {tr("Largest"), tr("Classes of the largest service."), nullptr, &Measures::largest},
    };
    return rows;
}

QString MeasureRow::text(const Measures &of) const
{
    if (count != nullptr)
        return text::number(static_cast<std::int64_t>(of.*count));
    return share ? text::percent(of.*real) : QLocale().toString(of.*real, 'f', 3);
}

Mark MeasureRow::mark(const Measures &before, const Measures &after) const
{
    const double difference = value(after) - value(before);
    if (std::abs(difference) < kSame)
        return Mark::None;
    return better == 0 ? Mark::Other : difference * better > 0 ? Mark::Better : Mark::Worse;
}

std::vector<CostRow> costRows(const boundaries::SplitCost &cost)
{
    const QString over = text::duration(Nanos{std::llround(cost.sloNs)});
    std::vector<CostRow> rows{
        {tr("Latency, simulated"), tr("Mean of a request until it is answered, all use cases weighted by how often they are passed"), Quantity::Mean, cost.meanNs},
        {tr("p95, simulated"), tr("95 % of the requests are answered within it"), Quantity::P95, cost.p95Ns},
        {tr("Over SLO (%1)").arg(over), cost.sloGiven ? tr("Share of the requests that take longer") : tr("Share of the requests that take longer. No SLO was given: it is 1.2 times the p95 before"), Quantity::Violations, cost.violation},
        {tr("Price, an hour"), tr("Processors times their price: %1 before, %2 after").arg(cost.processorsBefore).arg(cost.processorsAfter), Quantity::Cost, cost.pricePerH},
        {tr("Power, W"), tr("Of the processors, idle ones too"), Quantity::Energy, cost.powerW},
        {tr("Carbon, g an hour"), tr("What that power emits"), Quantity::Carbon, cost.carbonGPerH},
    };
    for (CostRow &row : rows)
        row.mark = markOf(row.values.delta, std::max(std::abs(row.values.before.mean), std::abs(row.values.after.mean)));
    return rows;
}

QString remoteText(const boundaries::SplitCost &cost)
{
    const QString own = text::duration(Nanos{std::llround(std::abs(cost.remoteNs))}), calls = text::number(cost.remoteCalls, 3);
    return cost.remoteNs < 0 ? tr("%1 remote calls a request; those that become local spare %2 themselves, all else is waiting.").arg(calls, own)
                             : tr("%1 remote calls a request; they add %2 themselves, all else that is added is waiting, because the processors are divided.").arg(calls, own);
}

QString layerText(boundaries::Layer layer)
{
    using boundaries::Layer;
    switch (layer) {
    case Layer::Calls: return tr("calls");
    case Layer::References: return tr("references");
    case Layer::UseCases: return tr("use cases");
    case Layer::Names: return tr("names");
    case Layer::Packages: return tr("packages");
    case Layer::Terms: return tr("terms");
    case Layer::CoChange: return tr("changes in common");
    case Layer::Tables: return tr("tables");
    case Layer::Embedding: return tr("embedding");
    }
    return {};
}

QString callsText(double calls) { return calls >= 100 || calls == std::floor(calls) ? text::number(static_cast<std::int64_t>(std::llround(calls))) : text::number(calls, 3); }

QString classText(const std::string &name)
{
    const std::size_t dot = name.rfind('.');
    return text::fromBytes(dot == std::string::npos ? name : name.substr(dot + 1));
}

QString servicesText(const std::vector<std::uint32_t> &services, const boundaries::Split &split)
{
    QStringList names;
    for (const std::uint32_t s : services)
        names << text::fromBytes(split.services[s]);
    return names.join(QStringLiteral(", "));
}

QString remedyText(const boundaries::RemotePair &pair, const boundaries::ClassModel &model, const boundaries::Split &split, bool ofServices)
{
    using Remedy = boundaries::RemotePair::Remedy;
    if (pair.saved <= 0)
        return {};
    switch (pair.remedy) {
    case Remedy::Move: return tr("Move %1 to %2").arg(classText(model.classes[pair.moved]), text::fromBytes(split.services[pair.to]));
    case Remedy::Duplicate: return (ofServices ? tr("Run %1 beside both") : tr("Have %1 in every service")).arg(classText(model.classes[pair.b]));
    case Remedy::Batch: return tr("Batch: one call for all of a request");
    }
    return {};
}

} // namespace causeway::views
