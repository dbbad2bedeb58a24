#include <algorithm>
#include <cmath>

#include "app/engine/compare_policies.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/training_panel.h"

namespace causeway::views {

using engine::TrainingBaselines;
using engine::TrainingCurve;
using engine::TrainingCurves;

namespace {

constexpr double kFarApart = 12; // from the least to the largest: then by decades

struct Group { // that differ in their seed alone
    QString name;
    std::vector<const TrainingCurve *> seeds;
};

std::vector<Group> groupsOf(const TrainingCurves &curves)
{
    std::vector<Group> out;
    for (const TrainingCurve &curve : curves.curves) {
        if (curve.rounds.empty())
            continue;
        auto found = std::ranges::find_if(out, [&](const Group &group) { return group.seeds.front()->method == curve.method && group.seeds.front()->settings == curve.settings; });
        if (found == out.end())
            found = out.insert(out.end(), Group{text::fromBytes(engine::toText({curve.method, curve.settings})), {}});
        // Of trainings that were begun again with the same seed the newest.
        if (std::ranges::none_of(found->seeds, [&](const TrainingCurve *one) { return one->seed == curve.seed; }))
            found->seeds.push_back(&curve);
    }
    return out;
}

PlotColor colorOf(std::size_t group)
{
    static constexpr std::array tones{theme::Tone::Accent, theme::Tone::Warning, theme::Tone::Better, theme::Tone::Worse, theme::Tone::Info};
    return [tone = tones[group % tones.size()]] { return theme::color(tone); };
}

// One line of a value of rounds; NaN where no seed has it.
template <typename F>
PlotSeries lineOf(const Group &group, const F &value)
{
    PlotSeries out;
    std::size_t rounds = 0;
    for (const TrainingCurve *curve : group.seeds)
        rounds = std::max(rounds, curve->rounds.size());
    for (std::size_t r = 0; r < rounds; ++r) {
        double sum = 0, least = HUGE_VAL, most = -HUGE_VAL;
        int count = 0;
        for (const TrainingCurve *curve : group.seeds)
            if (const double v = r < curve->rounds.size() ? value(curve->rounds[r]) : std::nan(""); std::isfinite(v)) {
                sum += v;
                ++count;
                least = std::min(least, v);
                most = std::max(most, v);
            }
        out.x.push_back(static_cast<double>(r + 1));
        out.y.push_back(count > 0 ? sum / count : std::nan(""));
        if (group.seeds.size() > 1) {
            out.low.push_back(count > 0 ? least : std::nan(""));
            out.high.push_back(count > 0 ? most : std::nan(""));
        }
    }
    return out;
}

double bestOf(const TrainingCurve &curve)
{
    double out = HUGE_VAL;
    for (const allocate::TrainingRound &round : curve.rounds)
        if (std::isfinite(round.work))
            out = std::min(out, round.work);
    return out;
}

const TrainingBaselines::Policy *bestOf(const TrainingBaselines &baselines)
{
    const auto best = std::ranges::min_element(baselines.policies, {}, [](const TrainingBaselines::Policy &one) { return one.work.mean; });
    return best == baselines.policies.end() ? nullptr : &*best;
}

QString number(double value) { return text::number(value, 3); }

} // namespace

Plot trainingPlot(const TrainingCurves &curves, const TrainingBaselines *baselines)
{
    Plot plot;
    plot.title = TrainingPanel::tr("Learning curves");
    plot.x.title = TrainingPanel::tr("round");
    plot.x.whole = true;
    const std::vector<Group> groups = groupsOf(curves);
    if (groups.empty())
        return plot;
    PlotPane work, errors;
    work.y.title = TrainingPanel::tr("work in progress, requests (on runs that it does not learn from)");
    work.share = 3;
    double rounds = 1;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const Group &group = groups[g];
        PlotSeries series = lineOf(group, [](const allocate::TrainingRound &round) { return round.work; });
        series.name = group.seeds.size() > 1 ? TrainingPanel::tr("%1: mean of %2 seeds, least to most").arg(group.name).arg(group.seeds.size()) : TrainingPanel::tr("%1, seed %2").arg(group.name).arg(group.seeds.front()->seed);
        series.color = colorOf(g);
        series.strong = true;
        series.mark = PlotSeries::Mark::Dot;
        rounds = std::max(rounds, static_cast<double>(series.size()));
        work.series.push_back(std::move(series));
        PlotSeries model = lineOf(group, [](const allocate::TrainingRound &round) { return round.errors.empty() ? std::nan("") : round.errors.front().model; });
        if (std::ranges::none_of(model.y, [](double y) { return std::isfinite(y); }))
            continue; // it has no model
        model.color = colorOf(g);
        model.labels.fill(TrainingPanel::tr("its model"), static_cast<qsizetype>(model.size()));
        PlotSeries same = lineOf(group, [](const allocate::TrainingRound &round) { return round.errors.empty() ? std::nan("") : round.errors.front().persistence; });
        same.color = [] { return theme::muted(); };
        same.dashed = true;
        same.low.clear();
        same.high.clear();
        same.labels.fill(TrainingPanel::tr("that all stays as it is"), static_cast<qsizetype>(same.size()));
        errors.series.push_back(std::move(same));
        errors.series.push_back(std::move(model));
    }
    plot.x.from = 1;
    plot.x.to = std::max(2.0, rounds);
    if (baselines != nullptr) {
        const TrainingBaselines::Policy *best = bestOf(*baselines);
        for (const TrainingBaselines::Policy &one : baselines->policies) {
            if (!std::isfinite(one.work.mean))
                continue;
            const bool isOwn = &one == &baselines->policies.front();
            const QString name = text::fromBytes(one.choice.name);
            PlotSeries line;
            line.color = [] { return theme::muted(); };
            line.dashed = true;
            line.quiet = &one != best;
            line.x = {1, *plot.x.to};
            line.y = {one.work.mean, one.work.mean};
            const QString label = isOwn ? TrainingPanel::tr("%1, as the scenario has it").arg(name) : TrainingPanel::tr("%1, not learned").arg(name);
            line.labels = {label, label};
            work.series.push_back(std::move(line));
            if (&one == best || isOwn)
                work.rules.push_back({&one == best ? TrainingPanel::tr("best that is not learned: %1, %2").arg(name, number(one.work.mean)) : TrainingPanel::tr("as it is: %1, %2").arg(name, number(one.work.mean)), one.work.mean, false, [] { return theme::muted(); }});
        }
        if (std::isfinite(baselines->worked) && baselines->worked > 0)
            work.rules.push_back({TrainingPanel::tr("none comes below: nothing waits, %1").arg(number(baselines->worked)), baselines->worked, false, [] { return theme::color(theme::Tone::Better); }});
    }
    double least = HUGE_VAL, most = 0;
    for (const PlotSeries &series : work.series)
        for (const double y : series.y)
            if (std::isfinite(y) && y > 0) {
                least = std::min(least, y);
                most = std::max(most, y);
            }
    if (most > kFarApart * least)
        work.y.scale = PlotAxis::Scale::Log;
    else
        work.y.fromZero = true;
    plot.panes.push_back(std::move(work));
    if (!errors.series.empty()) {
        errors.y.title = TrainingPanel::tr("error of the model a window ahead, requests; dashed: that all stays as it is");
        errors.y.fromZero = true;
        plot.panes.push_back(std::move(errors));
    }
    return plot;
}

QString trainingLine(const TrainingCurves &curves, const TrainingBaselines *baselines)
{
    const std::vector<Group> groups = groupsOf(curves);
    if (groups.empty())
        return {};
    // The best of what was learned last: each seed keeps its own best round.
    const Group &group = groups.front();
    double sum = 0;
    std::size_t rounds = 0;
    for (const TrainingCurve *curve : group.seeds) {
        sum += bestOf(*curve);
        rounds = std::max(rounds, curve->rounds.size());
    }
    const double learned = sum / static_cast<double>(group.seeds.size());
    QString out = TrainingPanel::tr("%1 after %n rounds: %2 requests in progress", nullptr, static_cast<int>(rounds)).arg(group.name, number(learned));
    if (group.seeds.size() > 1)
        out += TrainingPanel::tr(" (mean of the best rounds of %1 seeds)").arg(group.seeds.size());
    if (baselines == nullptr || baselines->policies.empty())
        return out + QLatin1Char('.');
    const TrainingBaselines::Policy *best = bestOf(*baselines);
    const double gap = learned / best->work.mean - 1;
    out += TrainingPanel::tr("; %1, which is not learned, has %2: %3").arg(text::fromBytes(best->choice.name), number(best->work.mean), gap < 0 ? TrainingPanel::tr("learned has %1 less").arg(text::percent(-gap)) : TrainingPanel::tr("learned has %1 more").arg(text::percent(gap)));
    if (std::isfinite(baselines->worked) && baselines->worked > 0)
        out += TrainingPanel::tr("; %1 above what no policy comes below. The optimum is between the two.").arg(text::percent(learned / baselines->worked - 1));
    return out;
}

Plot referencePlot(const engine::ReferenceProblem &problem)
{
    Plot plot;
    plot.title = TrainingPanel::tr("Learning curve on the reference problem");
    plot.x.title = TrainingPanel::tr("round; 0: untrained");
    plot.x.whole = true;
    PlotPane pane;
    pane.y.title = TrainingPanel::tr("value of the empty state, by an exact solve (discounted rewards; more is better)");
    PlotSeries line;
    line.name = problem.curves.size() > 1 ? TrainingPanel::tr("learned: mean of %1 seeds, least to most").arg(problem.curves.size()) : TrainingPanel::tr("learned, seed 1");
    line.color = [] { return theme::color(theme::Tone::Accent); };
    line.strong = true;
    line.mark = PlotSeries::Mark::Dot;
    std::size_t rounds = 0;
    for (const engine::ReferenceCurve &curve : problem.curves)
        rounds = std::max(rounds, curve.values.size());
    for (std::size_t r = 0; r < rounds; ++r) {
        double sum = 0, least = HUGE_VAL, most = -HUGE_VAL;
        int count = 0;
        for (const engine::ReferenceCurve &curve : problem.curves)
            if (r < curve.values.size()) {
                sum += curve.values[r];
                ++count;
                least = std::min(least, curve.values[r]);
                most = std::max(most, curve.values[r]);
            }
        line.x.push_back(static_cast<double>(r));
        line.y.push_back(sum / count);
        if (problem.curves.size() > 1) {
            line.low.push_back(least);
            line.high.push_back(most);
        }
    }
    plot.x.from = 0;
    plot.x.to = std::max(2.0, static_cast<double>(rounds) - 1);
    if (line.size() > 0)
        pane.series.push_back(std::move(line));
    const auto rule = [&](const QString &name, double at, theme::Tone tone) { pane.rules.push_back({QStringLiteral("%1: %2").arg(name, text::number(at, 5)), at, false, [tone] { return theme::color(tone); }}); };
    rule(TrainingPanel::tr("optimum, by value iteration"), problem.optimum, theme::Tone::Better);
    rule(TrainingPanel::tr("in proportion to what waits"), problem.proportional, theme::Tone::Warning);
    rule(TrainingPanel::tr("evenly"), problem.evenSplit, theme::Tone::Warning);
    plot.panes.push_back(std::move(pane));
    return plot;
}

QString referenceLine(const engine::ReferenceProblem &problem)
{
    double least = HUGE_VAL, sum = 0;
    int count = 0;
    for (const engine::ReferenceCurve &curve : problem.curves)
        if (!curve.values.empty()) {
            sum += curve.values.back();
            least = std::min(least, curve.values.back());
            ++count;
        }
    if (count == 0)
        return {};
    const auto gap = [&](double value) { return text::percent((problem.optimum - value) / -problem.optimum); };
    return TrainingPanel::tr("After %1 rounds the learned policy is %2 from the optimum (the worst of %n seeds %3); in proportion it is %4, evenly %5.", nullptr, count).arg(problem.curves.front().values.size() - 1).arg(gap(sum / count), gap(least), gap(problem.proportional), gap(problem.evenSplit));
}

} // namespace causeway::views
