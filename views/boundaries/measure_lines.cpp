#include "views/boundaries/measure_lines.h"

#include <QCoreApplication>

#include <cmath>

#include "views/boundaries/boundary_desk.h"
#include "views/text/text.h"

namespace causeway::views {

using boundaries::Measures;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("boundaries", text); }

constexpr double kSame = 5e-4; // as shown

double shown(double value, MeasureLine::Unit unit)
{
    return unit == MeasureLine::Unit::Share || unit == MeasureLine::Unit::Number ? std::round(value * 1000) / 1000 : unit == MeasureLine::Unit::Count ? std::round(value) : value;
}

QString valueText(double value, MeasureLine::Unit unit)
{
    switch (unit) {
    case MeasureLine::Unit::Count: return text::number(static_cast<std::int64_t>(std::llround(value)));
    case MeasureLine::Unit::Nanos: return text::duration(Nanos{std::llround(value)});
    default: return QLocale().toString(value, 'f', 3);
    }
}

std::optional<double> known(double value) { return std::isnan(value) ? std::nullopt : std::optional(value); }

} // namespace

QString MeasureLine::text(const std::optional<double> &value) const { return value ? valueText(*value, unit) : QStringLiteral("–"); }

int MeasureLine::judge(const std::optional<double> &from, const std::optional<double> &to) const
{
    if (!from || !to || better == 0)
        return 0;
    const double by = shown(*to, unit) - shown(*from, unit);
    if (std::abs(by) < (unit == Unit::Nanos ? std::abs(*from) * 1e-3 : kSame))
        return 0;
    return (by > 0) == (better > 0) ? 1 : -1;
}

QString MeasureLine::differenceText(const std::optional<double> &from, const std::optional<double> &to) const
{
    if (!from || !to)
        return {};
    const double by = shown(*to, unit) - shown(*from, unit);
    if (std::abs(by) < (unit == Unit::Nanos ? std::abs(*from) * 1e-3 : kSame))
        return {};
    const int mark = judge(from, to);
    const QString size = (by > 0 ? QStringLiteral("+") : QStringLiteral("−")) + valueText(std::abs(by), unit);
    const QString arrow = by > 0 ? QStringLiteral("▲") : QStringLiteral("▼");
    return mark == 0 ? size : QStringLiteral("%1 %2 %3").arg(size, arrow, mark > 0 ? tr("better") : tr("worse"));
}

QString MeasureLine::previewText() const
{
    if (!preview)
        return text(now);
    const QString difference = differenceText(now, preview);
    return difference.isEmpty() ? text(preview) : QStringLiteral("%1 → %2  %3").arg(text(now), text(preview), difference);
}

namespace {

bool allServed(const BoundaryDesk &desk)
{
    const boundaries::Assignment &services = desk.split()->split.serviceOf;
    for (std::uint32_t i = 0; i < services.size(); ++i)
        if (services[i] == boundaries::kNoService && !desk.isUtility(i))
            return false;
    return true;
}

} // namespace

std::vector<MeasureLine> measureLines(const BoundaryDesk &desk)
{
    using Unit = MeasureLine::Unit;
    std::vector<MeasureLine> out;
    const auto add = [&](MeasureKind kind, const QString &name, const QString &tip, int better, Unit unit, auto &&of) {
        const auto take = [&](const std::optional<Measures> &measures) { return measures ? std::optional<double>(static_cast<double>(of(*measures))) : std::nullopt; };
        out.push_back({kind, name, tip, better, unit, take(desk.comparedMeasures()), take(desk.measures()), take(desk.preview())});
    };
    const bool observed = desk.data() == nullptr || desk.data()->data.model.observed;
    add(MeasureKind::Services, tr("Services"), {}, 0, Unit::Count, [](const Measures &m) { return m.k; });
    add(MeasureKind::Icp, tr("ICP"), observed ? tr("Share of the recorded calls that cross a border (inter-partition calls); each pair of classes counts ln(calls) + 1.") : tr("Share of the references that cross a border: no calls were recorded."), -1, Unit::Share,
        [](const Measures &m) { return m.icp; });
    add(MeasureKind::Sm, tr("SM"), tr("Structural modularity: pairs of classes that call within services, less those between them; without self calls."), 1, Unit::Number, [](const Measures &m) { return m.sm; });
    add(MeasureKind::Ned, tr("NED"), tr("Share of the classes in services of less than 5 or more than 20 (non-extreme distribution)."), -1, Unit::Share, [](const Measures &m) { return m.ned; });
    add(MeasureKind::Bcp, tr("BCP"), tr("Business context purity: mean over services of ln(use cases). A service of one use case counts 0, so that single classes flatter it."), -1, Unit::Number, [](const Measures &m) { return m.bcp; });
    add(MeasureKind::BcpBySize, tr("BCP by size"), tr("The same, each service weighted by its classes: single classes do not flatter it."), -1, Unit::Number, [](const Measures &m) { return m.bcpBySize; });
    add(MeasureKind::Ifn, tr("IFN"), tr("Pairs of classes that call over a border, for each service (interface number)."), -1, Unit::Number, [](const Measures &m) { return m.ifn; });
    add(MeasureKind::Modularity, tr("Modularity"), tr("Newman's, of the calls."), 1, Unit::Number, [](const Measures &m) { return m.modularity; });
    add(MeasureKind::Singletons, tr("Single classes"), tr("Services of one class: ICP apart, they make every measure look better than it is."), -1, Unit::Count, [](const Measures &m) { return m.singletons; });
    add(MeasureKind::Small, tr("Under three"), tr("Services of less than three classes."), -1, Unit::Count, [](const Measures &m) { return m.small; });
    add(MeasureKind::Largest, tr("Largest"), tr("Classes of the largest service."), 0, Unit::Count, [](const Measures &m) { return m.largest; });
    add(MeasureKind::Coverage, tr("Coverage"), tr("Share of the classes that are in a service."), 0, Unit::Share, [](const Measures &m) { return m.coverage; });
    const BoundaryDesk::Latency &latency = desk.latency();
    // The work of classes in no service is not in it: beside the whole it would look fast.
    if (desk.split() != nullptr && known(latency.splitNs) && allServed(desk)) {
        out.push_back({MeasureKind::Latency, tr("Latency, fluid"), tr("Mean of a request, by fluid: at once and rough; Cost simulates it. Before: as it runs now, without a split. More services have more processors."), -1, Unit::Nanos, known(latency.wholeNs), known(latency.splitNs), known(latency.previewNs)});
        out.push_back({MeasureKind::P95, tr("p95, fluid"), tr("Of each use case by fluid, weighted by how often it is requested: at once and rough; Cost simulates it. Before: as it runs now, without a split."), -1, Unit::Nanos, known(latency.wholeP95Ns), known(latency.splitP95Ns), known(latency.previewP95Ns)});
    }
    if (desk.isCostOfNow()) {
        out.push_back({MeasureKind::CostP95, tr("p95, simulated"), tr("With its interval in the panel of costs. Before: as it runs now, without a split."), -1, Unit::Nanos, desk.cost()->p95Ns.before.mean, desk.cost()->p95Ns.after.mean, std::nullopt});
        out.push_back({MeasureKind::RemoteCalls, tr("Remote calls"), tr("Of a request, on average: calls that cross a border."), -1, Unit::Number, std::nullopt, desk.cost()->remoteCalls, std::nullopt});
    }
    return out;
}

} // namespace causeway::views
