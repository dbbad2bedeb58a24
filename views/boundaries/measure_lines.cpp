#include "views/boundaries/measure_lines.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

#include "views/boundaries/boundary_desk.h"
#include "views/boundaries/split_text.h"
#include "views/text/text.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

using boundaries::Measures;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("boundaries", text); }

constexpr double kSame = 5e-4; // as shown

double shown(double value, MeasureLine::Unit unit)
{
    return unit == MeasureLine::Unit::Number ? std::round(value * 1000) / 1000 : unit == MeasureLine::Unit::Count ? std::round(value) : value;
}

QString valueText(double value, MeasureLine::Unit unit)
{
    switch (unit) {
    case MeasureLine::Unit::Count: return text::number(static_cast<std::int64_t>(std::llround(value)));
    case MeasureLine::Unit::Nanos: return text::duration(Nanos{std::llround(value)});
    case MeasureLine::Unit::PerHour: return text::number(value, 3);
    case MeasureLine::Unit::Share: return text::percent(value);
    default: return QLocale().toString(value, 'f', 3);
    }
}

bool isSame(double from, double by, MeasureLine::Unit unit)
{
    return std::abs(by) < (unit == MeasureLine::Unit::Nanos || unit == MeasureLine::Unit::PerHour ? std::abs(from) * 1e-3 : kSame);
}

} // namespace

QString MeasureLine::intervalText() const { return plusMinus > 0 ? QStringLiteral("± ") + valueText(plusMinus, unit) : QString(); }

QString MeasureLine::text(const std::optional<double> &value) const { return value ? valueText(*value, unit) : QStringLiteral("–"); }

int MeasureLine::judge(const std::optional<double> &from, const std::optional<double> &to) const
{
    if (!from || !to || better == 0)
        return 0;
    const double by = shown(*to, unit) - shown(*from, unit);
    if (isSame(*from, by, unit) || std::abs(by) <= plusMinus) // what lies within the interval is no difference
        return 0;
    return (by > 0) == (better > 0) ? 1 : -1;
}

QString MeasureLine::differenceText(const std::optional<double> &from, const std::optional<double> &to) const
{
    if (!from || !to)
        return {};
    const double by = shown(*to, unit) - shown(*from, unit);
    if (isSame(*from, by, unit))
        return {};
    const int mark = judge(from, to);
    const QString size = (by > 0 ? QStringLiteral("+") : QStringLiteral("−")) + valueText(std::abs(by), unit);
    if (mark == 0)
        return size;
    const QString judged = mark > 0 ? BoundaryDesk::tr("better") : BoundaryDesk::tr("worse");
    return QStringLiteral("%1 %2 %3").arg(size, by > 0 ? QStringLiteral("▲") : QStringLiteral("▼"), judged); // which way the value goes, whatever that means
}

QString MeasureLine::previewText() const
{
    if (!preview)
        return text(now);
    const QString difference = differenceText(now, preview);
    return difference.isEmpty() ? text(preview) : QStringLiteral("%1 → %2  %3").arg(text(now), text(preview), difference);
}

namespace {

using Unit = MeasureLine::Unit;

// In the order of measureRows().
constexpr std::array kKinds{MeasureKind::Services, MeasureKind::Icp, MeasureKind::Sm, MeasureKind::Ned, MeasureKind::Bcp, MeasureKind::BcpBySize, MeasureKind::Ifn, MeasureKind::Modularity, MeasureKind::Coverage, MeasureKind::Singletons, MeasureKind::Small,
                            MeasureKind::Largest};

// The work of classes in no service is in no latency: beside another one it would look fast.
bool allServed(const SplitData &split)
{
    if (split == nullptr)
        return false;
    const boundaries::Assignment &services = split->split.serviceOf;
    const std::vector<std::uint32_t> &utilities = split->demands.utilities;
    for (std::uint32_t i = 0; i < services.size(); ++i)
        if (services[i] == boundaries::kNoService && std::ranges::find(utilities, i) == utilities.end())
            return false;
    return true;
}

void addLatencies(const BoundaryDesk &desk, std::vector<MeasureLine> &out)
{
    const BoundaryDesk::Latency &latency = desk.latency();
    const bool simulated = desk.isCostOfNow() && !desk.preview(), held = allServed(desk.compared());
    if (!allServed(desk.split()) || (!simulated && !latency.split))
        return;
    const auto add = [&](MeasureKind kind, const QString &name, const QString &tip, int better, Unit unit, const boundaries::BeforeAfter boundaries::SplitCost::*cost, auto &&fluid) {
        MeasureLine line{kind, name, tip, better, unit, {}, {}, {}, {}, 0};
        const auto of = [&](const std::optional<engine::SplitLatency> &from) { return from ? std::optional<double>(fluid(*from)) : std::nullopt; };
        if (simulated && cost != nullptr) {
            const boundaries::BeforeAfter &now = (*desk.cost()).*cost;
            line.now = now.after.mean;
            line.whole = now.before.mean;
            line.plusMinus = std::isfinite(now.after.high) && unit == Unit::Nanos ? (now.after.high - now.after.low) / 2 : 0;
            if (held && desk.comparedCost() != nullptr)
                line.before = ((*desk.comparedCost()).*cost).after.mean;
        } else {
            line.now = of(latency.split);
            line.whole = of(latency.whole);
            line.before = held ? of(latency.compared) : std::nullopt;
            line.preview = of(latency.preview);
        }
        out.push_back(std::move(line));
    };
    const QString how = simulated ? tr("Simulated request by request, with a 95 % interval.") : tr("By fluid: at once, and rough; it is simulated once nothing moves.");
    add(MeasureKind::Latency, simulated ? tr("Latency, simulated") : tr("Latency, fluid"), tr("Mean of a request, all use cases weighted by how often they are passed.") + QLatin1Char(' ') + how, -1, Unit::Nanos, &boundaries::SplitCost::meanNs,
        [](const engine::SplitLatency &of) { return of.meanNs; });
    add(MeasureKind::P95, simulated ? tr("p95, simulated") : tr("p95, fluid"), simulated ? tr("95 % of the requests are answered within it.") + QLatin1Char(' ') + how : tr("Of each use case, weighted by how often it is passed.") + QLatin1Char(' ') + how, -1, Unit::Nanos,
        &boundaries::SplitCost::p95Ns, [](const engine::SplitLatency &of) { return of.p95Ns; });
    if (latency.split)
        add(MeasureKind::Processors, tr("Processors"), tr("Each service has at least one: many small services need more."), 0, Unit::Count, nullptr, [](const engine::SplitLatency &of) { return static_cast<double>(of.processors); });
    const double price = desk.costSettings().pricePerH;
    add(MeasureKind::Price, tr("Price, an hour"), tr("Of all processors, an hour, in the currency that the price of one is told in."), -1, Unit::PerHour, &boundaries::SplitCost::pricePerH, [price](const engine::SplitLatency &of) { return price * of.processors; });
}

} // namespace

std::vector<MeasureLine> measureLines(const BoundaryDesk &desk)
{
    std::vector<MeasureLine> out;
    const std::vector<MeasureRow> &rows = measureRows();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const MeasureRow &row = rows[i];
        const auto of = [&](const std::optional<Measures> &measures) { return measures ? std::optional(row.value(*measures)) : std::nullopt; };
        out.push_back({kKinds[i], row.name, row.meaning, row.better, row.count != nullptr ? Unit::Count : row.share ? Unit::Share : Unit::Number, of(desk.comparedMeasures()), of(desk.measures()), of(desk.preview()), {}, 0});
    }
    addLatencies(desk, out);
    if (desk.isCostOfNow())
        out.push_back({MeasureKind::RemoteCalls, tr("Remote calls"), tr("Of a request, on average: calls that cross a border."), -1, Unit::Number, desk.comparedCost() != nullptr ? std::optional(desk.comparedCost()->remoteCalls) : std::nullopt, desk.cost()->remoteCalls, {}, {}, 0});
    return out;
}

} // namespace causeway::views
