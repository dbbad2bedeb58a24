#include "analysis/flow/session_order.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>

namespace causeway::flow {

namespace {

constexpr double kBothWays = 0.004; // share of the rarer order from which on two templates are concurrent
constexpr double kEvidence = 4; // nats in favour of a fork
constexpr std::size_t kMostTriples = 4000;

template <typename F>
void forEachStretch(const Timeline &line, const F &f)
{
    for (std::size_t s = 0; s < line.stretches.size(); ++s) {
        const std::size_t begin = line.stretches[s], end = s + 1 < line.stretches.size() ? line.stretches[s + 1] : line.size();
        f(begin, end);
    }
}

// Where in the row of sessions that hold both of two templates one order of them occurs.
struct Occurrence {
    std::uint32_t times = 0, first = 0, last = 0; // places in that row
};

constexpr double kMostWindow = 0.5, kChance = 1e-6;

// Whether all of `rare` fall into a part of the row by more than chance: r of uniform places in a window of share w, the window
// chosen after the fact, have a probability of about r (r − 1) w^(r − 2) (Naus 1965, scan statistic of the whole sample's range).
bool isOfAPart(const Occurrence &rare, double row)
{
    if (rare.times < 3)
        return false;
    const double window = (rare.last - rare.first + 1.0) / row, r = rare.times;
    return window <= kMostWindow && std::log(r * (r - 1)) + (r - 2) * std::log(window) < std::log(kChance);
}

// Pairs seen in both orders in sessions that hold each of them once. A loop shows one order there.
Concurrency byOrder(const Timeline &line, SessionOrder order)
{
    const std::size_t keys = std::min(line.ids.size(), Concurrency::kMostKeys);
    std::vector<Occurrence> before(keys * keys);
    std::vector<std::uint32_t> times(line.ids.size(), 0), once;
    forEachStretch(line, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            ++times[line.keys[i]];
        once.clear();
        for (std::size_t i = begin; i < end; ++i)
            if (line.keys[i] < keys && times[line.keys[i]] == 1)
                once.push_back(line.keys[i]);
        for (std::size_t j = 1; j < once.size(); ++j)
            for (std::size_t i = j - std::min<std::size_t>(j, 64); i < j; ++i) {
                Occurrence &there = before[once[i] * keys + once[j]];
                const std::uint32_t place = there.times + before[once[j] * keys + once[i]].times;
                if (there.times++ == 0)
                    there.first = place;
                there.last = place;
            }
        for (std::size_t i = begin; i < end; ++i)
            times[line.keys[i]] = 0;
    });
    Concurrency out(line.ids.size());
    for (std::uint32_t a = 0; a < keys; ++a)
        for (std::uint32_t b = a + 1; b < keys; ++b) {
            const Occurrence &there = before[a * keys + b], &back = before[b * keys + a];
            const Occurrence &rare = there.times < back.times ? there : back;
            const double row = static_cast<double>(there.times) + back.times;
            if (rare.times >= 3 && rare.times >= kBothWays * row && (order == SessionOrder::Arbitrary || !isOfAPart(rare, row)))
                out.set(a, b);
        }
    return out;
}

std::vector<double> ranks(const std::vector<double> &values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> out(values.size());
    for (std::size_t i = 0; i < order.size();) {
        std::size_t e = i;
        while (e < order.size() && values[order[e]] == values[order[i]])
            ++e;
        for (std::size_t k = i; k < e; ++k)
            out[order[k]] = static_cast<double>(i + e - 1) / 2;
        i = e;
    }
    return out;
}

// Spearman's rank correlation.
double correlation(const std::vector<double> &a, const std::vector<double> &b)
{
    const std::vector<double> x = ranks(a), y = ranks(b);
    const double mean = (static_cast<double>(x.size()) - 1) / 2;
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += (x[i] - mean) * (y[i] - mean);
        xx += (x[i] - mean) * (x[i] - mean);
        yy += (y[i] - mean) * (y[i] - mean);
    }
    return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

struct Triples {
    std::vector<double> first, second; // seconds from the grandparent to the parent, from the parent to the child
};

// Children that come no later when the last of what seems to cause them does: they follow from what caused that.
bool splitByTime(const Timeline &line, Concurrency &concurrent)
{
    // Grandparent, child, then the parents, ascending.
    std::map<std::vector<std::uint32_t>, Triples> all;
    std::vector<std::uint64_t> ancestors;
    std::vector<std::vector<std::uint32_t>> parents;
    std::vector<std::uint32_t> who;
    forEachStretch(line, [&](std::size_t begin, std::size_t end) {
        parents.assign(end - begin, {});
        forEachCause(std::span(line.keys).subspan(begin, end - begin), concurrent, ancestors,
                     [&](std::size_t i, std::size_t j) { parents[j].push_back(static_cast<std::uint32_t>(i)); }); // the latest first
        for (std::size_t j = 0; j < parents.size(); ++j) {
            if (parents[j].empty())
                continue;
            // The latest event that all parents follow from.
            std::uint64_t common = ~std::uint64_t{0};
            for (const std::uint32_t i : parents[j])
                common &= j - i < 64 ? ancestors[i] << (j - i) : 0; // bit k: the event j - 1 - k
            if (common == 0)
                continue;
            const std::size_t f = j - 1 - static_cast<std::size_t>(std::countr_zero(common)), a = parents[j].front();
            who.assign({line.keys[begin + f], line.keys[begin + j]});
            for (const std::uint32_t i : parents[j])
                who.push_back(line.keys[begin + i]);
            std::sort(who.begin() + 2, who.end());
            Triples &triples = all[who];
            if (triples.first.size() >= kMostTriples)
                continue;
            triples.first.push_back(line.seconds[begin + a] - line.seconds[begin + f]);
            triples.second.push_back(line.seconds[begin + j] - line.seconds[begin + a]);
        }
    });
    bool any = false;
    for (const auto &[keys, triples] : all) {
        const double n = static_cast<double>(triples.first.size());
        if (n < 30 || keys[0] == keys[1] || std::find(keys.begin() + 2, keys.end(), keys[0]) != keys.end() ||
            std::find(keys.begin() + 2, keys.end(), keys[1]) != keys.end())
            continue;
        std::vector<double> whole = triples.first;
        for (std::size_t i = 0; i < whole.size(); ++i)
            whole[i] += triples.second[i];
        const double afterParent = correlation(triples.first, triples.second), afterGrandparent = correlation(triples.first, whole);
        // Fisher's z of the two: which of them is nought.
        const double parent = std::atanh(std::clamp(afterParent, -0.99, 0.99)), grandparent = std::atanh(std::clamp(afterGrandparent, -0.99, 0.99));
        const double evidence = (n - 3) / 2 * (parent * parent - grandparent * grandparent);
        if (afterParent < 0 && evidence > kEvidence) {
            for (auto one = keys.begin() + 2; one != keys.end(); ++one)
                concurrent.set(keys[1], *one);
            any = true;
        }
    }
    return any;
}

} // namespace

Result<Concurrency> learnConcurrency(const Timeline &line, SessionOrder order, const Job &job)
{
    Concurrency out = byOrder(line, order);
    for (int round = 0; round < 4 && splitByTime(line, out); ++round)
        if (job.isCancelled())
            return failure(cancelled());
    return out;
}

} // namespace causeway::flow
