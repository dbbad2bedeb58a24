#include "analysis/detect/evaluation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace causeway::detect {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kResamples = 1000;

double ratio(double part, double whole) { return whole > 0 ? part / whole : kNaN; }
double ratio(std::uint64_t part, std::uint64_t whole) { return ratio(static_cast<double>(part), static_cast<double>(whole)); }

// A score that is not a number ranks below every other.
double rankable(double score) { return std::isnan(score) ? -std::numeric_limits<double>::infinity() : score; }

// Drawing n subjects with replacement and counting them in four cells is one draw of a multinomial: three binomials
// in turn, whatever n is.
Interval bootstrapF1(const Confusion &confusion, std::uint64_t seed)
{
    const std::array<std::uint64_t, 3> cells{confusion.tp, confusion.fp, confusion.fn};
    const std::uint64_t n = confusion.tp + confusion.fp + confusion.fn + confusion.tn;
    std::mt19937_64 random(seed);
    std::vector<double> f1;
    f1.reserve(kResamples);
    for (int i = 0; i < kResamples; ++i) {
        std::array<std::uint64_t, 3> drawn{};
        std::uint64_t left = n, mass = n;
        for (std::size_t c = 0; c < cells.size(); ++c) {
            if (left > 0 && cells[c] > 0) {
                const double p = cells[c] >= mass ? 1.0 : ratio(cells[c], mass);
                std::binomial_distribution<std::int64_t> draw(static_cast<std::int64_t>(left), p);
                drawn[c] = std::min(left, static_cast<std::uint64_t>(draw(random)));
                left -= drawn[c];
            }
            mass -= cells[c];
        }
        const double value = Confusion{drawn[0], drawn[1], drawn[2], left}.f1();
        if (!std::isnan(value))
            f1.push_back(value);
    }
    if (f1.empty())
        return {kNaN, kNaN};
    std::sort(f1.begin(), f1.end());
    const auto quantile = [&](double q) { return f1[static_cast<std::size_t>(std::llround(q * static_cast<double>(f1.size() - 1)))]; };
    return {quantile(0.025), quantile(0.975)};
}

Quality judge(std::span<const ScoredSubject *const> subjects, std::optional<double> prevalence, std::uint64_t seed)
{
    Quality quality;
    for (const ScoredSubject *subject : subjects) {
        Confusion &c = quality.confusion;
        ++(subject->anomalous ? (subject->flagged ? c.tp : c.fn) : (subject->flagged ? c.fp : c.tn));
    }
    quality.f1Interval = bootstrapF1(quality.confusion, seed);

    std::vector<const ScoredSubject *> ranked(subjects.begin(), subjects.end());
    std::sort(ranked.begin(), ranked.end(), [](const ScoredSubject *a, const ScoredSubject *b) {
        return rankable(a->score) > rankable(b->score);
    });
    const std::uint64_t positives = quality.confusion.tp + quality.confusion.fn;
    const std::uint64_t negatives = quality.confusion.fp + quality.confusion.tn;
    double area = 0, average = 0;
    std::uint64_t tp = 0, fp = 0;
    for (std::size_t from = 0; from < ranked.size();) {
        std::uint64_t groupTp = 0, groupFp = 0;
        std::size_t to = from;
        for (; to < ranked.size() && rankable(ranked[to]->score) == rankable(ranked[from]->score); ++to)
            ++(ranked[to]->anomalous ? groupTp : groupFp);
        area += static_cast<double>(groupFp) * (static_cast<double>(tp) + 0.5 * static_cast<double>(groupTp));
        tp += groupTp;
        fp += groupFp;
        if (positives > 0)
            average += ratio(groupTp, positives) * ratio(tp, tp + fp);
        from = to;
    }
    quality.auc = ratio(area, static_cast<double>(positives) * static_cast<double>(negatives));
    quality.averagePrecision = positives > 0 ? average : kNaN;

    if (prevalence) {
        const double p = *prevalence;
        const double recall = quality.confusion.recall();
        const double precision = ratio(p * recall, p * recall + (1 - p) * quality.confusion.fpr());
        quality.f1Projected = recall == 0 ? 0 : ratio(2 * precision * recall, precision + recall);
    }
    return quality;
}

} // namespace

double Confusion::precision() const { return ratio(tp, tp + fp); }
double Confusion::recall() const { return ratio(tp, tp + fn); }
double Confusion::f1() const { return ratio(2 * tp, 2 * tp + fp + fn); }
double Confusion::fpr() const { return ratio(fp, fp + tn); }

Evaluation evaluate(std::span<const ScoredSubject> subjects, std::optional<double> prevalence, std::uint64_t seed)
{
    std::vector<const ScoredSubject *> all(subjects.size());
    std::transform(subjects.begin(), subjects.end(), all.begin(), [](const ScoredSubject &s) { return &s; });
    Evaluation out;
    out.all = judge(all, prevalence, seed);

    std::stable_sort(all.begin(), all.end(), [](const ScoredSubject *a, const ScoredSubject *b) { return a->content < b->content; });
    std::vector<const ScoredSubject *> unique;
    for (std::size_t from = 0; from < all.size();) {
        std::size_t to = from;
        bool agreed = true;
        for (; to < all.size() && all[to]->content == all[from]->content; ++to)
            agreed = agreed && all[to]->anomalous == all[from]->anomalous;
        if (agreed)
            unique.push_back(all[from]);
        else
            ++out.contradictory;
        from = to;
    }
    out.unique = judge(unique, prevalence, seed);
    return out;
}

} // namespace causeway::detect
