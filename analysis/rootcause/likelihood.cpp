#include "analysis/rootcause/likelihood.h"

#include <algorithm>
#include <cmath>

namespace causeway::rootcause {

namespace {

constexpr double kFewest = 3; // of a window, to have a share of its own

// n · KL(k/n ‖ p)
double divergence(double k, double n, double p)
{
    double sum = 0;
    if (k > 0)
        sum += k * std::log(k / (n * p));
    if (n - k > 1e-12)
        sum += (n - k) * std::log((n - k) / (n * (1 - p)));
    return sum;
}

} // namespace

double effective(double n)
{
    return n <= 1 ? n : n / (1 + kLikeness * (n - 1));
}

double shareChange(Share now, Share before)
{
    if (now.of <= 0 || before.of <= 0)
        return 0;
    const double pooled = (now.count + before.count) / (now.of + before.of);
    if (pooled <= 0 || pooled >= 1)
        return 0;
    const double nats = std::max(0.0, divergence(now.count, now.of, pooled) + divergence(before.count, before.of, pooled));
    return now.count / now.of >= before.count / before.of ? nats : -nats;
}

double changeFromWindows(Share now, std::span<const Share> windows)
{
    if (now.of <= 0)
        return 0;
    const auto scaled = [](Share share) { return Share{share.count / share.of * effective(share.of), effective(share.of)}; };
    std::vector<Share> kept;
    for (const Share &window : windows)
        if (window.of > 0)
            kept.push_back(window);
    const double rate = now.count / now.of;
    Share all;
    for (const Share &window : kept)
        all = {all.count + scaled(window).count, all.of + scaled(window).of};
    if (all.of <= 0)
        return 0;
    const double side = rate >= all.count / all.of ? 1 : -1;
    // Towards the incident's share, the furthest last.
    std::stable_sort(kept.begin(), kept.end(), [&](const Share &a, const Share &b) { return side * a.count * b.of < side * b.count * a.of; });
    const auto sized = static_cast<std::size_t>(std::count_if(kept.begin(), kept.end(), [](const Share &share) { return share.of >= kFewest; }));
    if (sized >= 4)
        for (std::size_t drop = std::max<std::size_t>(1, sized / 5); drop > 0; --drop)
            kept.pop_back();
    Share before;
    double worst = all.count / all.of;
    for (const Share &window : kept) {
        before = {before.count + scaled(window).count, before.of + scaled(window).of};
        if (window.of >= kFewest)
            worst = window.count / window.of; 
    }
    double nats = shareChange(scaled(now), before);
    if (nats * side <= 0)
        return 0;
    if (sized >= 4) {
        if (side * (rate - worst) <= 0)
            return 0;
        const double limit = shareChange(scaled(now), {worst * before.of, before.of});
        nats = side * std::min(std::abs(nats), std::abs(limit));
    }
    return nats;
}

double quantile(std::vector<double> &values, double share)
{
    if (values.empty())
        return 0;
    const auto at = std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
    return values[at];
}

double median(std::vector<double> &values)
{
    return quantile(values, 0.5);
}

TimeShift timeShift(std::vector<double> &now, std::vector<double> &before)
{
    TimeShift shift;
    shift.of = static_cast<double>(now.size());
    shift.baselineOf = static_cast<double>(before.size());
    if (now.empty() || before.empty())
        return shift;
    shift.medianNs = median(now);
    shift.thresholdNs = quantile(before, 0.95);
    shift.baselineMedianNs = median(before);
    std::vector<double> deviations;
    deviations.reserve(before.size());
    for (const double value : before)
        deviations.push_back(std::abs(value - shift.baselineMedianNs));
    shift.thresholdNs = std::max(shift.thresholdNs, shift.baselineMedianNs + 3 * 1.4826 * median(deviations));
    const auto beyond = [&](double value) { return value > shift.thresholdNs; };
    shift.over = static_cast<double>(std::count_if(now.begin(), now.end(), beyond));
    shift.baselineOver = static_cast<double>(std::count_if(before.begin(), before.end(), beyond));
    return shift;
}

} // namespace causeway::rootcause
