#include "analysis/rootcause/fit_calibration.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace causeway::rootcause {

namespace {

constexpr double kPrior = 2;            // a: what is known beforehand counts as so many incidents
constexpr std::size_t kFewest = 3;
constexpr double kExpectsToShow = 0.5;  // relevance from which a source is expected to point at a fault of the kind

// A source says something of somebody.
bool speaks(const std::vector<double> &loud)
{
    return std::any_of(loud.begin(), loud.end(), [](double value) { return value > 0; });
}

double topScore(const RankingInput &input, const Calibration &calibration)
{
    const auto ranked = rankCandidates(input, calibration);
    return ranked.empty() ? 0 : ranked.front().score;
}

void judge(const LabelledCase &one, const Calibration &calibration, Accuracy &accuracy)
{
    const std::vector<Candidate> ranked = rankCandidates(one.input, calibration);
    ++accuracy.incidents;
    double truth = 0, other = 0;
    for (std::size_t i = 0; i < ranked.size() && ranked[i].score > 0; ++i) {
        if (ranked[i].service != one.service) {
            other = std::max(other, ranked[i].score);
            continue;
        }
        truth = ranked[i].score;
        accuracy.rank1 += i < 1 ? 1 : 0;
        accuracy.rank3 += i < 3 ? 1 : 0;
        accuracy.rank5 += i < 5 ? 1 : 0;
        if (i == 0 && one.kind) {
            ++accuracy.kindTold;
            accuracy.kind += ranked[i].kind == *one.kind ? 1 : 0;
        }
    }
    const auto n = static_cast<double>(accuracy.incidents);
    accuracy.margin += (std::log((1 + truth) / (1 + other)) - accuracy.margin) / n;
}

// No worse: by rank 1, then rank 3, then kind, then by how clear it is.
bool isAsGood(const Accuracy &fit, const Accuracy &byDefault)
{
    const auto key = [](const Accuracy &a) { return std::tuple(a.rank1, a.rank3, a.kind, a.margin); };
    return key(fit) >= key(byDefault);
}

std::vector<const LabelledCase *> without(const std::vector<const LabelledCase *> &cases, std::size_t left)
{
    std::vector<const LabelledCase *> out = cases;
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(left));
    return out;
}

struct LeftOut {
    Accuracy byDefault, byFit;
};
LeftOut leaveOneOut(const std::vector<const LabelledCase *> &cases)
{
    LeftOut out;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        judge(*cases[i], defaultCalibration(), out.byDefault);
        judge(*cases[i], fitWeights(without(cases, i)), out.byFit);
    }
    return out;
}

// Each score against a bar from the others.
BarAccuracy barAccuracy(const std::vector<double> &quiet, const std::vector<double> &incidents, bool fitted)
{
    BarAccuracy out{incidents.size(), 0, quiet.size(), 0};
    const auto barWithout = [&](const std::vector<double> &scores, std::size_t left, bool isQuiet) {
        if (!fitted)
            return defaultCalibration().bar;
        std::vector<double> rest = scores;
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(left));
        return isQuiet ? fitBar(rest, incidents) : fitBar(quiet, rest);
    };
    for (std::size_t i = 0; i < incidents.size(); ++i)
        out.named += incidents[i] >= barWithout(incidents, i, false) ? 1 : 0;
    for (std::size_t i = 0; i < quiet.size(); ++i)
        out.none += quiet[i] < barWithout(quiet, i, true) ? 1 : 0;
    return out;
}

} // namespace

double BarAccuracy::balanced() const
{
    const double found = incidents == 0 ? 1 : static_cast<double>(named) / static_cast<double>(incidents);
    return (found + (windows == 0 ? 1 : static_cast<double>(none) / static_cast<double>(windows))) / 2;
}

Accuracy accuracyOf(const std::vector<LabelledCase> &cases, const Calibration &calibration)
{
    Accuracy out;
    for (const LabelledCase &one : cases)
        judge(one, calibration, out);
    return out;
}

Calibration fitWeights(const std::vector<const LabelledCase *> &cases)
{
    const Calibration &before = defaultCalibration();
    Calibration out = before;
    Loudness hits{}, asked{};
    for (const LabelledCase *one : cases) {
        if (one->input.nats[0].size() <= one->service)
            continue;
        const SourceNats loud = loudness(one->input, before);
        for (std::size_t source = 0; source < kSourceCount; ++source) {
            // Silent of everybody it misleads nobody; that a fault of this kind shows elsewhere is no fault of the source.
            if (!speaks(loud[source]) || (one->kind && before.relevance[source][static_cast<std::size_t>(*one->kind)] < kExpectsToShow))
                continue;
            hits[source] += loud[source][one->service] / *std::max_element(loud[source].begin(), loud[source].end());
            asked[source] += 1;
        }
    }
    double hit = 0, all = 0;
    for (std::size_t source = 0; source < kSourceCount; ++source) {
        hit += hits[source];
        all += asked[source];
    }
    for (std::size_t source = 0; source < kSourceCount; ++source)
        for (double &relevance : out.relevance[source])
            relevance *= all > 0 ? (hits[source] + kPrior) / (asked[source] * hit / all + kPrior) : 1;
    // As loud as before altogether: what is clear, and the bar, are told in scores.
    double was = 0, is = 0;
    for (const LabelledCase *one : cases) {
        was += topScore(one->input, before);
        is += topScore(one->input, out);
    }
    if (was > 0 && is > 0)
        for (auto &source : out.relevance)
            for (double &relevance : source)
                relevance *= was / is;
    return out;
}

double fitBar(std::vector<double> quiet, std::vector<double> incidents)
{
    const double known = defaultCalibration().bar;
    if (quiet.size() < kFewest || incidents.size() < kFewest)
        return known;
    std::vector<double> cuts = quiet;
    cuts.insert(cuts.end(), incidents.begin(), incidents.end());
    std::sort(cuts.begin(), cuts.end());
    std::vector<double> bars{known};
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
        bars.push_back((cuts[i] + cuts[i + 1]) / 2);
    const auto right = [&](double bar) {
        const auto below = static_cast<double>(std::count_if(quiet.begin(), quiet.end(), [&](double score) { return score < bar; }));
        const auto above = static_cast<double>(std::count_if(incidents.begin(), incidents.end(), [&](double score) { return score >= bar; }));
        return below / static_cast<double>(quiet.size()) + above / static_cast<double>(incidents.size());
    };
    // Of equally good ones the one nearest to what is known beforehand; the lower of two.
    double best = known;
    for (const double bar : bars) {
        const double more = right(bar) - right(best);
        if (more > 1e-12 || (more > -1e-12 && (std::abs(bar - known) < std::abs(best - known) || (std::abs(bar - known) == std::abs(best - known) && bar < best))))
            best = bar;
    }
    const auto weight = static_cast<double>(std::min(quiet.size(), incidents.size()));
    return (kPrior * known + weight * best) / (kPrior + weight);
}

Result<CalibrationFit> fitCalibration(const std::vector<LabelledCase> &cases, const std::vector<RankingInput> &quiet, const Job &job)
{
    CalibrationFit fit;
    fit.calibration = defaultCalibration();
    std::vector<const LabelledCase *> all;
    for (const LabelledCase &one : cases)
        all.push_back(&one);
    const auto n = static_cast<std::int64_t>(cases.size());
    if (cases.size() < kFewest) {
        fit.byDefault = fit.accuracy = accuracyOf(cases, fit.calibration);
        fit.why = Message(CAUSEWAY_TEXT("Nothing is learned: %1 incidents have a known cause, three are needed"), n);
        return fit;
    }
    const LeftOut left = leaveOneOut(all);
    fit.byDefault = left.byDefault;
    fit.byFit = left.byFit;
    fit.isFitted = isAsGood(left.byFit, left.byDefault) && !(fitWeights(all) == fit.calibration);
    // Once more without each, so that the incident that is judged has no say in the choice either.
    std::vector<double> scores;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (job.isCancelled())
            return failure(cancelled());
        const std::vector<const LabelledCase *> rest = without(all, i);
        const Calibration fitted = fitWeights(rest);
        const LeftOut inner = leaveOneOut(rest);
        judge(*all[i], rest.size() >= kFewest && isAsGood(inner.byFit, inner.byDefault) ? fitted : defaultCalibration(), fit.accuracy);
        scores.push_back(topScore(all[i]->input, fit.isFitted ? fitted : defaultCalibration()));
    }
    if (fit.isFitted)
        fit.calibration = fitWeights(all);
    std::vector<double> quietScores;
    for (const RankingInput &window : quiet)
        quietScores.push_back(topScore(window, fit.calibration));
    fit.barByDefault = barAccuracy(quietScores, scores, false);
    fit.barByFit = barAccuracy(quietScores, scores, true);
    fit.isBarFitted = quiet.size() >= kFewest && fit.barByFit.balanced() > fit.barByDefault.balanced();
    if (fit.isBarFitted)
        fit.calibration.bar = fitBar(quietScores, scores);
    const auto right = [](const Accuracy &accuracy) { return static_cast<std::int64_t>(accuracy.rank1); };
    fit.why = fit.isFitted ? Message(CAUSEWAY_TEXT("From now on what these %1 incidents teach is used: learned from the others, the cause of each comes first in %2 of them; without learning in %3. Causes that were confirmed as they were named say nothing of how often it is wrong"), n, right(fit.byFit), right(fit.byDefault))
                           : Message(CAUSEWAY_TEXT("Learning from these %1 incidents makes nothing better, and is not used: the cause of each comes first in %2 of them, without learning in %3. Causes that were confirmed as they were named say nothing of how often it is wrong"), n, right(fit.byFit), right(fit.byDefault));
    return fit;
}

} // namespace causeway::rootcause
