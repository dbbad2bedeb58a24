#include <QCoreApplication>

#include <algorithm>
#include <cmath>

#include "analysis/simulate/latency_cdf.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/timed_panels.h"

namespace causeway::views {

using simulate::SeriesEstimate;
using simulate::SeriesOf;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("whatif", text); }

const PlotColor kNow = [] { return theme::color(theme::Tone::Accent); };
const PlotColor kBefore = [] { return theme::muted(); };

PlotAxis timeAxis()
{
    PlotAxis out;
    out.title = tr("time from the beginning");
    out.unit = PlotAxis::Unit::Duration;
    return out;
}

bool isShare(SeriesOf what) { return what == SeriesOf::Violation || what == SeriesOf::Utilisation; }

PlotSeries line(const TimedRun &run, const SeriesEstimate *column, const QString &name, const PlotColor &color, double scale = 1, bool interval = true)
{
    PlotSeries out;
    out.name = name;
    out.color = color;
    for (std::size_t i = 0; column != nullptr && i < column->mean.size(); ++i) {
        out.x.push_back((static_cast<double>(i) + 0.5) * run.slotS);
        out.y.push_back(column->mean[i] * scale);
        if (interval) {
            out.low.push_back(std::max(0.0, column->low[i]) * scale);
            out.high.push_back(isShare(column->what) ? std::min(1.0, column->high[i]) : column->high[i] * scale);
        }
    }
    return out;
}

const simulate::Objective *objectiveOf(const simulate::Scenario &scenario, const std::string &operation)
{
    const auto found = std::ranges::find(scenario.objectives, operation, &simulate::Objective::operation);
    return found == scenario.objectives.end() ? nullptr : &*found;
}

QString duration(double seconds) { return text::duration(Nanos{std::llround(seconds * 1e9)}); }

// The other run's operation or service of the same name.
template <typename T>
std::optional<std::uint32_t> likeIn(const std::vector<T> &there, const std::string &name)
{
    const auto found = std::ranges::find(there, name, &T::name);
    return found == there.end() ? std::nullopt : std::optional(static_cast<std::uint32_t>(found - there.begin()));
}

PlotPane pane(const QString &title, PlotAxis::Unit unit, double share = 1)
{
    PlotPane out;
    out.y.title = title;
    out.y.unit = unit;
    out.y.fromZero = true;
    out.share = share;
    return out;
}

} // namespace

std::vector<std::uint32_t> shownOperations(const TimedRun &run)
{
    const simulate::Scenario &scenario = *run.scenario;
    std::vector<std::uint32_t> out;
    for (std::uint32_t o = 0; o < scenario.operations.size(); ++o) {
        const std::string &name = scenario.operations[o].name;
        const bool outside = std::ranges::find(scenario.arrivals, name, &simulate::Arrivals::operation) != scenario.arrivals.end();
        if ((outside || objectiveOf(scenario, name) != nullptr) && run.find(SeriesOf::P99, o) != nullptr)
            out.push_back(o);
    }
    std::ranges::stable_sort(out, std::greater<>(), [&](std::uint32_t o) { return run.result.operations[o].answers; });
    return out;
}

Plot cdfPlot(const TimedRun &now, const TimedRun *before, std::uint32_t operation)
{
    const simulate::Scenario &scenario = *now.scenario;
    const std::string &name = scenario.operations[operation].name;
    Plot plot;
    plot.title = tr("Latency of %1").arg(text::fromBytes(name));
    plot.x.title = tr("latency");
    plot.x.unit = PlotAxis::Unit::Duration;
    plot.x.scale = PlotAxis::Scale::Log;
    PlotPane shares = pane(tr("answered within it, share (by nines)"), PlotAxis::Unit::Share);
    shares.y.scale = PlotAxis::Scale::Nines; // the tail is what is asked for
    // As far as ten answers are beyond it.
    const double answers = static_cast<double>(std::max<std::uint64_t>(1, now.result.operations[operation].answers));
    const double top = answers >= 1e5 ? 0.9999 : answers >= 1e4 ? 0.999 : 0.99;
    shares.y.from = 0;
    shares.y.to = 1 - (1 - top) * 0.6;
    const auto add = [&](const TimedRun &run, std::uint32_t o, const QString &title, const PlotColor &color, bool strong) {
        PlotSeries series;
        series.name = title;
        series.color = color;
        series.strong = strong;
        series.dashed = !strong;
        for (const simulate::CdfPoint &point : simulate::latencyCdf(run.result.operations[o].latencies)) {
            series.x.push_back(std::max(point.ns, 1.0) * 1e-9);
            series.y.push_back(point.share);
        }
        shares.series.push_back(std::move(series));
    };
    if (before != nullptr)
        if (const auto o = likeIn(before->scenario->operations, name))
            add(*before, *o, tr("before"), kBefore, false);
    add(now, operation, tr("now"), kNow, true);
    // From where anything is answered to where all is: an axis by decades would begin at the luckiest one.
    double least = HUGE_VAL, most = 0;
    for (const PlotSeries &series : shares.series)
        for (std::size_t i = 0; i < series.size(); ++i) {
            if (series.y[i] >= 0.005)
                least = std::min(least, series.x[i]);
            if (i == 0 || series.y[i - 1] < *shares.y.to)
                most = std::max(most, series.x[i]);
        }
    if (const simulate::OperationEstimate &own = now.result.operations[operation]; own.p99Ns > 0)
        shares.rules.push_back({tr("p99 now: %1").arg(duration(own.p99Ns * 1e-9)), own.p99Ns * 1e-9, true, kNow});
    if (const simulate::Objective *objective = objectiveOf(scenario, name)) {
        shares.rules.push_back({tr("SLO %1").arg(duration(objective->latencyS)), objective->latencyS, true, {}});
        shares.rules.push_back({tr("%1 within it").arg(text::percent(objective->share)), objective->share, false, {}});
    }
    for (const PlotRule &rule : shares.rules)
        if (rule.upright) {
            least = std::min(least, rule.at * 0.95);
            most = std::max(most, rule.at * 1.05);
        }
    if (std::isfinite(least) && most > least) {
        plot.x.from = least;
        plot.x.to = most;
    }
    plot.panes.push_back(std::move(shares));
    return plot;
}

Plot latencyPlot(const TimedRun &now, const TimedRun *before, std::uint32_t operation)
{
    const simulate::Scenario &scenario = *now.scenario;
    const std::string &name = scenario.operations[operation].name;
    const simulate::Objective *objective = objectiveOf(scenario, name);
    Plot plot;
    plot.title = tr("%1 over time").arg(text::fromBytes(name));
    plot.x = timeAxis();
    PlotPane latency = pane(tr("p99 latency"), PlotAxis::Unit::Duration, 3), over = pane(objective != nullptr ? tr("over the SLO, share of the answers") : tr("failed, share of the answers"), PlotAxis::Unit::Share), load = pane(tr("answers, /s"), PlotAxis::Unit::Number);
    if (before != nullptr)
        if (const auto o = likeIn(before->scenario->operations, name)) {
            PlotSeries series = line(*before, before->find(SeriesOf::P99, *o), tr("before"), kBefore, 1e-9, false);
            series.dashed = true;
            latency.series.push_back(std::move(series));
        }
    PlotSeries p99 = line(now, now.find(SeriesOf::P99, operation), tr("now, with 95 % interval"), kNow, 1e-9);
    p99.strong = true;
    latency.series.push_back(std::move(p99));
    // Widely different times are seen side by side by their decades.
    double least = HUGE_VAL, most = 0;
    for (const PlotSeries &series : latency.series)
        for (const double y : series.y)
            if (y > 0) {
                least = std::min(least, y);
                most = std::max(most, y);
            }
    if (most > 50 * least) {
        latency.y.scale = PlotAxis::Scale::Log;
        latency.y.from = least / 2;
        for (PlotSeries &series : latency.series)
            for (double &low : series.low)
                low = std::max(low, least / 2);
    }
    if (objective != nullptr)
        latency.rules.push_back({tr("SLO of %1: %2").arg(text::fromBytes(name), duration(objective->latencyS)), objective->latencyS, false, {}});
    over.series.push_back(line(now, now.find(SeriesOf::Violation, operation), {}, kNow));
    if (objective != nullptr)
        over.rules.push_back({tr("%1 may be").arg(text::percent(1 - objective->share)), 1 - objective->share, false, {}});
    load.series.push_back(line(now, now.find(SeriesOf::Answers, operation), {}, [] { return theme::color(theme::Tone::Info); }));
    plot.panes = {std::move(latency), std::move(over), std::move(load)};
    return plot;
}

Plot energyPlot(const TimedRun &now, const TimedRun *before)
{
    Plot plot;
    plot.title = tr("Power and carbon");
    plot.x = timeAxis();
    if (now.find(SeriesOf::Power) == nullptr)
        return plot;
    PlotPane power = pane(tr("power, W"), PlotAxis::Unit::Number, 3);
    PlotSeries green = line(now, now.find(SeriesOf::Green), tr("green, used"), [] { return theme::color(theme::Tone::Better); }, 1, false);
    PlotSeries brown = line(now, now.find(SeriesOf::Brown), tr("brown"), [] { return QColor(theme::isDark() ? 0xb0 : 0x8a, theme::isDark() ? 0x7a : 0x5a, 0x3c); }, 1, false);
    green.kind = brown.kind = PlotSeries::Kind::Area;
    power.series = {std::move(green), std::move(brown)};
    PlotSeries greenThere = line(now, now.find(SeriesOf::GreenThere), tr("green, there"), [] { return theme::color(theme::Tone::Better); }, 1, false);
    greenThere.dashed = true;
    if (std::ranges::any_of(greenThere.y, [](double y) { return y > 0; }))
        power.series.push_back(std::move(greenThere));
    plot.panes.push_back(std::move(power));
    const auto has = [](const SeriesEstimate *column) { return column != nullptr && std::ranges::any_of(column->mean, [](double y) { return y > 0; }); };
    // The same of the baseline, dashed, where it is another.
    const auto add = [&](SeriesOf what, const QString &title, const PlotColor &color, bool withBefore) {
        const SeriesEstimate *here = now.find(what), *there = before != nullptr && withBefore ? before->find(what) : nullptr;
        if (!has(here) && !has(there))
            return;
        PlotPane one = pane(title, PlotAxis::Unit::Number);
        if (there != nullptr) {
            PlotSeries series = line(*before, there, tr("before"), kBefore, 1, false);
            series.dashed = true;
            one.series.push_back(std::move(series));
        }
        one.series.push_back(line(now, here, {}, color, 1, withBefore));
        plot.panes.push_back(std::move(one));
    };
    add(SeriesOf::Carbon, tr("carbon given off, g/h"), [] { return theme::color(theme::Tone::Worse); }, true);
    add(SeriesOf::Deferred, tr("batch work that waits, jobs"), kNow, true);
    add(SeriesOf::Intensity, tr("carbon of brown power, g/kWh"), kBefore, false);
    return plot;
}

QString batchText(const TimedRun &run)
{
    double done = 0, inTime = 0;
    for (std::size_t o = 0; o < run.scenario->operations.size(); ++o)
        if (const auto &within = run.scenario->operations[o].deferrableS) {
            const simulate::OperationEstimate &operation = run.result.operations[o];
            const double answers = static_cast<double>(operation.answers);
            done += answers;
            inTime += answers * simulate::shareWithin(operation.latencies, *within * 1e9);
        }
    if (done == 0)
        return {};
    double most = 0;
    if (const SeriesEstimate *deferred = run.find(SeriesOf::Deferred))
        for (const double y : deferred->mean)
            most = std::max(most, y);
    return tr("batch work: %1 done, %2 of it in time, at most %3 wait").arg(text::number(done / static_cast<double>(std::max<std::size_t>(1, run.result.runs.size())), 4), text::percent(inTime / done), text::number(most, 3));
}

Plot servicePlot(const TimedRun &now, const TimedRun *before, std::uint32_t service)
{
    const std::string &name = now.scenario->services[service].name;
    Plot plot;
    plot.title = tr("%1 over time").arg(text::fromBytes(name));
    plot.x = timeAxis();
    const auto other = before != nullptr ? likeIn(before->scenario->services, name) : std::nullopt;
    for (const auto &[what, title, unit] : {std::tuple{SeriesOf::Utilisation, tr("utilisation of the servers"), PlotAxis::Unit::Share}, {SeriesOf::Queue, tr("requests that wait"), PlotAxis::Unit::Number}, {SeriesOf::Replicas, tr("replicas"), PlotAxis::Unit::Number}}) {
        PlotPane one = pane(title, unit);
        if (other) {
            PlotSeries series = line(*before, before->find(what, *other), tr("before"), kBefore, 1, false);
            series.dashed = true;
            one.series.push_back(std::move(series));
        }
        PlotSeries series = line(now, now.find(what, service), tr("now, with 95 % interval"), kNow);
        series.strong = true;
        one.series.push_back(std::move(series));
        plot.panes.push_back(std::move(one));
    }
    return plot;
}

} // namespace causeway::views
