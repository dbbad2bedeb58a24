#include "analysis/detect/drift.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>

#include "analysis/core/hash.h"
#include "analysis/detect/count_vectors.h"
#include "analysis/detect/wording.h"

namespace causeway::detect {

namespace {

constexpr std::size_t kTraits = 4;
constexpr std::size_t kMostTemplates = 64, kMostPairs = 128; // those that most sessions of the reference have
constexpr int kDraws = 100;
constexpr std::size_t kBlock = 5;
constexpr std::size_t kLongestDraw = 10'000;
constexpr float kClip = 4;          // standard deviations: no single session decides
constexpr double kLeastSpread = 0.05;

using Pair = std::pair<std::uint32_t, std::uint32_t>;

struct Stream {
    DriftOf of = DriftOf::Templates;
    bool bothWays = true;
    double mean = 0, spread = 1;
    std::uint32_t key = 0;
    Pair pair;
    bool unseen = false; // counts what the reference has not
};

std::vector<Pair> pairsOf(std::span<const std::uint32_t> sequence)
{
    std::vector<Pair> pairs;
    for (std::size_t i = 1; i < sequence.size(); ++i)
        pairs.emplace_back(sequence[i - 1], sequence[i]);
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    return pairs;
}

template <typename Key>
std::map<Key, std::size_t> commonest(const std::map<Key, std::size_t> &sessions, std::size_t most)
{
    std::vector<std::pair<std::size_t, Key>> order;
    for (const auto &[key, count] : sessions)
        order.emplace_back(count, key);
    std::stable_sort(order.begin(), order.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    order.resize(std::min(order.size(), most));
    std::map<Key, std::size_t> out;
    for (const auto &[count, key] : order)
        out.emplace(key, 0);
    return out;
}

class Watch {
public:
    Watch(const SequenceSet &sessions, const std::vector<bool> &flagged, std::size_t reference) : m_sessions(sessions), m_flagged(flagged), m_reference(reference)
    {
        for (std::size_t s = 0; s < reference; ++s) {
            for (const KeyCount &cell : countVector(sessions.session(s)))
                ++m_keyHolders[cell.key];
            for (const Pair &pair : pairsOf(sessions.session(s)))
                ++m_pairHolders[pair];
        }
        m_keys = commonest(m_keyHolders, kMostTemplates);
        m_pairs = commonest(m_pairHolders, kMostPairs);
        for (auto &[key, stream] : m_keys) {
            stream = m_streams.size();
            m_streams.push_back({DriftOf::Templates, true, 0, 1, key, {}, false});
        }
        for (auto &[pair, stream] : m_pairs) {
            stream = m_streams.size();
            m_streams.push_back({DriftOf::Transitions, true, 0, 1, 0, pair, false});
        }
        m_unseenKey = m_streams.size();
        m_streams.push_back({DriftOf::Unseen, false, 0, 1, 0, {}, true});
        m_unseenPair = m_streams.size();
        m_streams.push_back({DriftOf::Transitions, false, 0, 1, 0, {}, true});
        m_flag = m_streams.size();
        if (!flagged.empty())
            m_streams.push_back({DriftOf::Flagged, true, 0, 1, 0, {}, false});
    }

    [[nodiscard]] const std::vector<Stream> &streams() const { return m_streams; }

    // What session s shows on each stream, not standardised. A session of the reference is asked what the others have not.
    void raw(std::size_t s, std::vector<float> &out) const
    {
        out.assign(m_streams.size(), 0);
        const std::size_t own = s < m_reference ? 1 : 0;
        for (const KeyCount &cell : countVector(m_sessions.session(s))) {
            const auto holders = m_keyHolders.find(cell.key);
            if ((holders == m_keyHolders.end() ? 0 : holders->second) <= own)
                out[m_unseenKey] = 1;
            if (const auto stream = m_keys.find(cell.key); stream != m_keys.end())
                out[stream->second] = static_cast<float>(std::log1p(static_cast<double>(cell.count)));
        }
        for (const Pair &pair : pairsOf(m_sessions.session(s))) {
            const auto holders = m_pairHolders.find(pair);
            if ((holders == m_pairHolders.end() ? 0 : holders->second) <= own)
                out[m_unseenPair] = 1;
            if (const auto stream = m_pairs.find(pair); stream != m_pairs.end())
                out[stream->second] = 1;
        }
        if (m_flag < m_streams.size())
            out[m_flag] = s < m_flagged.size() && m_flagged[s] ? 1 : 0;
    }

    void standardise(std::vector<float> &values) const
    {
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = std::clamp(static_cast<float>((static_cast<double>(values[i]) - m_streams[i].mean) / m_streams[i].spread), -kClip, kClip);
    }

    // Means and spreads from the reference, whose standardised values it returns.
    Result<std::vector<std::vector<float>>> learn(const Job &job)
    {
        std::vector<std::vector<float>> values(m_reference);
        std::vector<double> sum(m_streams.size(), 0), squares(m_streams.size(), 0);
        for (std::size_t s = 0; s < m_reference; ++s) {
            if (s % 256 == 0 && job.isCancelled())
                return failure(cancelled());
            raw(s, values[s]);
            for (std::size_t i = 0; i < sum.size(); ++i) {
                sum[i] += static_cast<double>(values[s][i]);
                squares[i] += static_cast<double>(values[s][i]) * static_cast<double>(values[s][i]);
            }
        }
        const auto n = static_cast<double>(m_reference);
        for (std::size_t i = 0; i < m_streams.size(); ++i) {
            m_streams[i].mean = sum[i] / n;
            m_streams[i].spread = std::max(std::sqrt(std::max(0.0, squares[i] / n - m_streams[i].mean * m_streams[i].mean)), kLeastSpread);
        }
        for (std::vector<float> &session : values)
            standardise(session);
        return values;
    }

private:
    const SequenceSet &m_sessions;
    const std::vector<bool> &m_flagged;
    std::size_t m_reference;
    std::map<std::uint32_t, std::size_t> m_keyHolders, m_keys;
    std::map<Pair, std::size_t> m_pairHolders, m_pairs;
    std::vector<Stream> m_streams;
    std::size_t m_unseenKey = 0, m_unseenPair = 0, m_flag = 0;
};

// Both one-sided sums of every stream.
class Cusum {
public:
    Cusum(std::size_t streams, float allowance) : m_up(streams, 0), m_down(streams, 0), m_since(2 * streams, 0), m_allowance(allowance) {}

    struct Top {
        float value = 0;
        std::size_t stream = 0, since = 0;
    };
    // Adds a session and raises the greatest sum of each trait.
    void add(std::size_t session, const std::vector<float> &values, const std::vector<Stream> &streams, std::array<Top, kTraits> &top)
    {
        for (std::size_t i = 0; i < values.size(); ++i) {
            Top &of = top[static_cast<std::size_t>(streams[i].of)];
            const auto step = [&](float &sum, float value, std::size_t &since) {
                if (sum <= 0) {
                    sum = 0;
                    since = session;
                }
                sum += value - m_allowance;
                if (sum > of.value)
                    of = {sum, i, since};
            };
            step(m_up[i], values[i], m_since[2 * i]);
            if (streams[i].bothWays)
                step(m_down[i], -values[i], m_since[2 * i + 1]);
        }
    }

private:
    std::vector<float> m_up, m_down;
    std::vector<std::size_t> m_since;
    float m_allowance;
};

// The bound of each trait: the quantile of the greatest sums over drawn streams, by a Gumbel distribution fitted to them.
Result<std::array<double, kTraits>> bounds(const std::vector<std::vector<float>> &reference, const std::vector<Stream> &streams, std::size_t length, float allowance,
                                           const DriftSettings &settings, const Job &job)
{
    const std::size_t drawn = std::min(length, kLongestDraw);
    std::array<double, kTraits> sum{}, squares{};
    std::uint64_t state = mix64(settings.seed + 0x5bd1e995);
    for (int draw = 0; draw < kDraws; ++draw) {
        Cusum cusum(streams.size(), allowance);
        std::array<Cusum::Top, kTraits> top;
        for (std::size_t i = 0; i < drawn;) {
            if (job.isCancelled())
                return failure(cancelled());
            state += 0x9e3779b97f4a7c15u;
            const std::size_t from = mix64(state) % reference.size();
            for (std::size_t j = 0; j < kBlock && i < drawn; ++j, ++i)
                cusum.add(i, reference[(from + j) % reference.size()], streams, top);
        }
        for (std::size_t t = 0; t < kTraits; ++t) {
            sum[t] += static_cast<double>(top[t].value);
            squares[t] += static_cast<double>(top[t].value) * static_cast<double>(top[t].value);
        }
    }
    std::array<double, kTraits> out{};
    const double quantile = -std::log(-std::log1p(-settings.falseAlarms / static_cast<double>(kTraits)));
    for (std::size_t t = 0; t < kTraits; ++t) {
        const double mean = sum[t] / kDraws, variance = std::max(0.0, squares[t] / kDraws - mean * mean);
        const double scale = std::max(std::sqrt(6 * variance) / 3.14159265358979, 0.5);
        out[t] = mean - 0.5772 * scale + scale * (quantile + std::log(static_cast<double>(length) / static_cast<double>(drawn)));
        // What never varied in the reference varies now and then all the same: three sessions are no drift.
        out[t] = std::max(out[t], 3.5 * static_cast<double>(kClip));
    }
    return out;
}

void word(Drift &drift, const Stream &stream, const KeyNamer &name, std::size_t sessions)
{
    const auto percent = [](double share) { return std::round(share * 1000) / 10; };
    const double before = percent(drift.before), after = percent(drift.after);
    drift.sessions = sessions - drift.since;
    if (stream.unseen)
        drift.message = stream.of == DriftOf::Unseen ? Message(CAUSEWAY_TEXT("%1 % of the sessions have an event of a pattern never seen before, earlier %2 %"), after, before)
                                                     : Message(CAUSEWAY_TEXT("%1 % of the sessions have two events in an order never seen before, earlier %2 %"), after, before);
    else if (stream.of == DriftOf::Templates)
        drift.message = Message(CAUSEWAY_TEXT("“%1” is logged %2{time|times} in a session that begins since then, in earlier ones %3{time|times}"), nameOf(name, stream.key), std::round(drift.after * 100) / 100,
                                std::round(drift.before * 100) / 100);
    else if (stream.of == DriftOf::Transitions)
        drift.message = Message(CAUSEWAY_TEXT("“%2” follows on “%1” in %3 % of the sessions, earlier in %4 %"), nameOf(name, stream.pair.first), nameOf(name, stream.pair.second), after, before);
    else
        drift.message = Message(CAUSEWAY_TEXT("%1 % of the sessions are found anomalous, earlier %2 %"), after, before);
}

// How often the stream's event was logged, or the share of sessions.
double amount(const SequenceSet &sessions, const Stream &stream, std::size_t s, const std::vector<float> &raw, std::size_t at)
{
    if (stream.of == DriftOf::Templates)
        return static_cast<double>(std::ranges::count(sessions.session(s), stream.key));
    return static_cast<double>(raw[at]);
}

} // namespace

std::string_view toName(DriftOf what)
{
    switch (what) {
    case DriftOf::Templates: return "templates";
    case DriftOf::Transitions: return "transitions";
    case DriftOf::Unseen: return "unseen";
    case DriftOf::Flagged: return "flagged";
    }
    return "";
}

Result<std::vector<Drift>> findDrift(const SequenceSet &sessions, const std::vector<bool> &flagged, const KeyNamer &name, const DriftSettings &settings, const Job &job)
{
    if (job.isCancelled())
        return failure(cancelled());
    std::vector<Drift> out;
    if (sessions.size() < kFewestDriftSessions)
        return out;
    const auto reference = std::clamp<std::size_t>(static_cast<std::size_t>(settings.reference * static_cast<double>(sessions.size())), kFewestDriftSessions / 4,
                                                   std::min(kMostReference, sessions.size() / 2));
    Watch watch(sessions, flagged, reference);
    CAUSEWAY_ASSIGN(const auto values, watch.learn(job));
    // Beyond the error of a mean of the reference, so that it does not add up.
    const auto allowance = static_cast<float>(std::max(0.15, 3 / std::sqrt(static_cast<double>(reference))));
    CAUSEWAY_ASSIGN(const auto bound, bounds(values, watch.streams(), sessions.size() - reference, allowance, settings, job));

    struct Found {
        std::size_t stream = 0;
        bool told = false;
        Drift drift;
    };
    std::array<Found, kTraits> found;
    std::array<Cusum::Top, kTraits> top;
    Cusum cusum(watch.streams().size(), allowance);
    std::vector<float> shown;
    for (std::size_t s = reference; s < sessions.size(); ++s) {
        if (s % 64 == 0 && job.isCancelled())
            return failure(cancelled());
        watch.raw(s, shown);
        watch.standardise(shown);
        cusum.add(s, shown, watch.streams(), top);
        for (std::size_t t = 0; t < kTraits; ++t) {
            const double score = static_cast<double>(top[t].value) / bound[t];
            if (score <= 1)
                continue;
            Found &of = found[t];
            if (!of.told) {
                of.told = true;
                of.stream = top[t].stream;
                of.drift.what = static_cast<DriftOf>(t);
                of.drift.since = top[t].since;
                of.drift.alarm = s;
            }
            of.drift.score = score;
        }
    }
    for (Found &of : found) {
        if (!of.told)
            continue;
        const Stream &stream = watch.streams()[of.stream];
        for (std::size_t s = 0; s < sessions.size(); ++s) {
            if (s % 64 == 0 && job.isCancelled())
                return failure(cancelled());
            watch.raw(s, shown);
            const double share = amount(sessions, stream, s, shown, of.stream);
            (s < of.drift.since ? of.drift.before : of.drift.after) += share / static_cast<double>(s < of.drift.since ? of.drift.since : sessions.size() - of.drift.since);
        }
        word(of.drift, stream, name, sessions.size());
        out.push_back(std::move(of.drift));
    }
    std::stable_sort(out.begin(), out.end(), [](const Drift &a, const Drift &b) { return a.since < b.since; });
    return out;
}

} // namespace causeway::detect
