#include "analysis/learn/ensemble/combination.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "analysis/detect/training.h"

namespace causeway::learn {

namespace {

constexpr double kLeastShare = 1e-4; // a share of 0 asks for what no number of sessions can tell
constexpr double kGain = 0.005; // of near-misses that one more member has to find, else chance chose it

std::vector<double> combined(const std::vector<std::vector<double>> &evidence, const std::vector<bool> &uses, bool strongest)
{
    std::vector<double> out(evidence.empty() ? 0 : evidence.front().size(), 0);
    for (std::size_t m = 0; m < evidence.size(); ++m)
        for (std::size_t s = 0; uses[m] && s < out.size(); ++s)
            out[s] = strongest ? std::max(out[s], evidence[m][s]) : out[s] + evidence[m][s];
    return out;
}

// From where on a session is anomalous, by what left-out sessions score, descending. Where the share asks for less than one in
// n + 1 the threshold lies beyond all by the rest: the evidence is −ln of a share itself.
double thresholdOf(const std::vector<double> &descending, double share)
{
    if (descending.empty())
        return 0;
    const auto sessions = static_cast<double>(descending.size());
    const std::uint64_t allowed = std::min<std::uint64_t>(detect::allowedExceptions(descending.size(), share), descending.size() - 1);
    const double beyond = std::clamp(-std::log(std::max(share, kLeastShare) * (sessions + 1)), 0.0, -std::log(kLeastShare));
    return std::max(0.0, descending[allowed]) + beyond;
}

// The share of near-misses found, on average over several shares of normal sessions flagged: one alone is settled by a handful.
double quality(const EvidenceTable &table, const std::vector<bool> &uses, bool strongest, double share)
{
    std::vector<double> normal = combined(table.normal, uses, strongest);
    const std::vector<double> near = combined(table.nearMisses, uses, strongest);
    if (near.empty() || normal.empty())
        return 0;
    std::sort(normal.begin(), normal.end(), std::greater<>());
    double sum = 0;
    constexpr std::array<double, 4> kTimes{1, 2, 5, 10};
    for (const double times : kTimes) {
        const double threshold = thresholdOf(normal, std::min(0.5, share * times));
        sum += static_cast<double>(std::ranges::count_if(near, [&](double score) { return score > threshold; })) / static_cast<double>(near.size());
    }
    return sum / kTimes.size();
}

} // namespace

double Combination::score(std::span<const double> evidence) const
{
    double out = 0;
    for (std::size_t m = 0; m < uses.size(); ++m)
        if (uses[m])
            out = strongest ? std::max(out, evidence[m]) : out + evidence[m];
    return out;
}

void Combination::write(ByteWriter &out) const
{
    for (const bool used : uses)
        out.u8(used ? 1 : 0);
    out.u8(strongest ? 1 : 0);
    out.f64(threshold);
    out.f64(fpr);
    out.f64(found);
}

bool Combination::read(ByteReader &in, std::size_t members)
{
    uses.clear();
    for (std::size_t m = 0; m < members; ++m)
        uses.push_back(in.u8() != 0);
    strongest = in.u8() != 0;
    threshold = in.f64();
    fpr = in.f64();
    found = in.f64();
    return in.ok() && std::isfinite(threshold) && fpr >= 0 && fpr <= 1 && found >= 0 && found <= 1;
}

Combination combinationOf(const EvidenceTable &table, const std::vector<bool> &uses, bool strongest, double share)
{
    Combination out{uses, strongest, 0, 0, 0};
    std::vector<double> normal = combined(table.normal, uses, strongest);
    std::sort(normal.begin(), normal.end(), std::greater<>());
    out.threshold = thresholdOf(normal, share);
    out.fpr = normal.empty() ? 0 : static_cast<double>(std::ranges::count_if(normal, [&](double s) { return s > out.threshold; })) / static_cast<double>(normal.size());
    out.found = quality(table, uses, strongest, share);
    return out;
}

Combination chooseCombination(const EvidenceTable &table, const std::vector<bool> &may, const std::vector<bool> &base, double share)
{
    if (table.nearMisses.empty() || table.nearMisses.front().empty())
        return combinationOf(table, may, false, share);
    std::vector<bool> best = base;
    bool bestStrongest = false;
    double bestQuality = -1;
    for (const bool strongest : {false, true}) {
        std::vector<bool> uses = base;
        double reached = std::ranges::find(base, true) == base.end() ? -1 : quality(table, base, strongest, share);
        for (;;) {
            std::size_t gain = may.size();
            double with = reached < 0 ? -1 : reached + kGain;
            for (std::size_t m = 0; m < may.size(); ++m) {
                if (!may[m] || uses[m])
                    continue;
                std::vector<bool> more = uses;
                more[m] = true;
                const double q = quality(table, more, strongest, share);
                if (q > with) {
                    with = q;
                    gain = m;
                }
            }
            if (gain == may.size())
                break;
            uses[gain] = true;
            reached = with;
        }
        if (reached > bestQuality + (bestQuality < 0 ? 0 : kGain)) {
            best = uses;
            bestStrongest = strongest;
            bestQuality = reached;
        }
    }
    return combinationOf(table, best, bestStrongest, share);
}

} // namespace causeway::learn
