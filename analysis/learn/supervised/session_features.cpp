#include "analysis/learn/supervised/session_features.h"

#include <algorithm>
#include <cmath>

#include "analysis/detect/count_vectors.h"

namespace causeway::learn {

namespace {

using Pair = SessionFeatures::Pair;

constexpr double kGreatest = 1e9; // of a number in a file: sums of products stay finite

std::vector<Pair> distinctPairs(std::span<const std::uint32_t> sequence)
{
    std::vector<Pair> pairs;
    pairs.reserve(sequence.size() + 1);
    std::uint64_t before = SessionFeatures::kEdge;
    for (const std::uint32_t key : sequence) {
        pairs.push_back({before, key});
        before = key;
    }
    pairs.push_back({before, SessionFeatures::kEdge});
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    return pairs;
}

double entropy(double share) { return share <= 0 || share >= 1 ? 0 : -share * std::log2(share) - (1 - share) * std::log2(1 - share); }

// Of knowing whether a session has it, where both classes are equally likely.
double informationGain(double normalShare, double anomalousShare)
{
    const double with = (normalShare + anomalousShare) / 2, without = 1 - with;
    const double after = (with > 0 ? with * entropy(anomalousShare / 2 / with) : 0) + (without > 0 ? without * entropy((1 - anomalousShare) / 2 / without) : 0);
    return 1 - after;
}

struct Gain {
    Pair pair;
    double gain = 0;
};

Result<std::vector<Pair>> tellingPairs(const detect::SequenceSet &sessions, std::span<const LabelledContent> contents, std::size_t most, const Job &job)
{
    struct Seen {
        Pair pair;
        bool anomalous;
        bool operator<(const Seen &other) const { return pair < other.pair; }
    };
    std::vector<Seen> seen;
    double normal = 0, anomalous = 0;
    for (std::size_t c = 0; c < contents.size(); ++c) {
        if (c % 256 == 0 && job.isCancelled())
            return failure(cancelled());
        (contents[c].anomalous ? anomalous : normal) += 1;
        for (const Pair &pair : distinctPairs(sessions.session(contents[c].session)))
            seen.push_back({pair, contents[c].anomalous});
    }
    std::sort(seen.begin(), seen.end());
    std::vector<Gain> gains;
    for (std::size_t from = 0; from < seen.size();) {
        double of[2] = {0, 0};
        std::size_t to = from;
        for (; to < seen.size() && seen[to].pair == seen[from].pair; ++to)
            of[seen[to].anomalous ? 1 : 0] += 1;
        // What one session alone has tells nothing of the next.
        if (to - from >= 2)
            if (const double gain = informationGain(of[0] / std::max(normal, 1.0), of[1] / std::max(anomalous, 1.0)); gain > 1e-9)
                gains.push_back({seen[from].pair, gain});
        from = to;
    }
    std::stable_sort(gains.begin(), gains.end(), [](const Gain &a, const Gain &b) { return a.gain > b.gain; });
    gains.resize(std::min(gains.size(), most));
    std::vector<Pair> pairs;
    for (const Gain &gain : gains)
        pairs.push_back(gain.pair);
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

} // namespace

Result<SessionFeatures> SessionFeatures::choose(const detect::SequenceSet &sessions, std::span<const LabelledContent> contents, std::size_t pairs, const Job &job)
{
    SessionFeatures out;
    for (const LabelledContent &content : contents) {
        const auto sequence = sessions.session(content.session);
        out.m_keys.insert(out.m_keys.end(), sequence.begin(), sequence.end());
        if (out.m_keys.size() > 1'000'000 || &content == &contents.back()) {
            std::sort(out.m_keys.begin(), out.m_keys.end());
            out.m_keys.erase(std::unique(out.m_keys.begin(), out.m_keys.end()), out.m_keys.end());
        }
    }
    CAUSEWAY_ASSIGN(out.m_pairs, tellingPairs(sessions, contents, pairs, job));
    const std::size_t size = out.m_keys.size() + 1 + out.m_pairs.size();
    std::vector<double> sum(size, 0), squares(size, 0);
    out.m_normalMean.assign(size, 0);
    out.m_scale.assign(size, 0);
    double normal = 0;
    for (std::size_t c = 0; c < contents.size(); ++c) {
        if (c % 256 == 0 && job.isCancelled())
            return failure(cancelled());
        normal += contents[c].anomalous ? 0 : 1;
        for (const auto &[feature, value] : out.unscaled(sessions.session(contents[c].session))) {
            sum[feature] += value;
            squares[feature] += value * value;
            out.m_normalMean[feature] += contents[c].anomalous ? 0 : value;
        }
    }
    const auto n = static_cast<double>(std::max<std::size_t>(contents.size(), 1));
    for (std::size_t f = 0; f < size; ++f) {
        const double mean = sum[f] / n, variance = squares[f] / n - mean * mean;
        out.m_scale[f] = variance > 1e-12 ? 1 / std::sqrt(variance) : 0;
        out.m_normalMean[f] *= out.m_scale[f] / std::max(normal, 1.0);
    }
    return out;
}

FeatureRow SessionFeatures::unscaled(std::span<const std::uint32_t> sequence) const
{
    FeatureRow row;
    for (const detect::KeyCount &cell : detect::countVector(sequence))
        if (const auto it = std::ranges::lower_bound(m_keys, cell.key); it != m_keys.end() && *it == cell.key)
            row.push_back({static_cast<std::uint32_t>(it - m_keys.begin()), std::log1p(static_cast<double>(cell.count))});
    row.push_back({static_cast<std::uint32_t>(m_keys.size()), std::log1p(static_cast<double>(sequence.size()))});
    if (m_pairs.empty())
        return row;
    std::size_t at = 0;
    for (const Pair &has : distinctPairs(sequence)) { // both ascend
        while (at < m_pairs.size() && m_pairs[at] < has)
            ++at;
        if (at < m_pairs.size() && m_pairs[at] == has)
            row.push_back({static_cast<std::uint32_t>(m_keys.size() + 1 + at), 1});
    }
    return row;
}

FeatureRow SessionFeatures::row(std::span<const std::uint32_t> sequence) const
{
    FeatureRow row = unscaled(sequence);
    for (FeatureValue &cell : row)
        cell.value *= m_scale[cell.feature];
    return row;
}

double SessionFeatures::usual(std::size_t feature) const
{
    const double mean = m_scale[feature] > 0 ? m_normalMean[feature] / m_scale[feature] : 0;
    return meaning(feature) == Meaning::Pair ? mean : std::expm1(mean);
}

SessionFeatures::Meaning SessionFeatures::meaning(std::size_t feature) const
{
    return feature < m_keys.size() ? Meaning::Count : feature == m_keys.size() ? Meaning::Length : Meaning::Pair;
}

void SessionFeatures::write(ByteWriter &out) const
{
    out.varint(m_keys.size());
    for (const std::uint32_t key : m_keys)
        out.varint(key);
    out.varint(m_pairs.size());
    for (const Pair &pair : m_pairs) {
        out.varint(pair.from);
        out.varint(pair.to);
    }
    for (std::size_t f = 0; f < size(); ++f) {
        out.f64(m_scale[f]);
        out.f64(m_normalMean[f]);
    }
}

std::optional<SessionFeatures> SessionFeatures::read(ByteReader &in)
{
    SessionFeatures out;
    const std::uint64_t keys = in.varint();
    if (!in.fits(keys))
        return std::nullopt;
    for (std::uint64_t i = 0; i < keys; ++i)
        out.m_keys.push_back(static_cast<std::uint32_t>(in.bounded(0xffffffffu)));
    const std::uint64_t pairs = in.varint();
    if (!in.fits(pairs, 2))
        return std::nullopt;
    for (std::uint64_t i = 0; i < pairs; ++i) {
        const std::uint64_t from = in.bounded(kEdge);
        out.m_pairs.push_back({from, in.bounded(kEdge)});
    }
    const std::uint64_t size = keys + 1 + pairs;
    if (!in.fits(size, 2 * sizeof(double)))
        return std::nullopt;
    for (std::uint64_t f = 0; f < size; ++f) {
        out.m_scale.push_back(in.f64());
        out.m_normalMean.push_back(in.f64());
        if (!(out.m_scale.back() >= 0 && out.m_scale.back() <= kGreatest) || !(std::abs(out.m_normalMean.back()) <= kGreatest))
            return std::nullopt;
    }
    const auto rising = [](const auto &values) { return std::ranges::is_sorted(values) && std::ranges::adjacent_find(values) == values.end(); };
    return in.ok() && rising(out.m_keys) && rising(out.m_pairs) ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace causeway::learn
