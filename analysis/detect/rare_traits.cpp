#include "analysis/detect/rare_traits.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "analysis/detect/wording.h"

namespace causeway::detect {

namespace {

constexpr std::uint64_t kMany = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kFewestSessions = 10; // of less, one is no small share
constexpr unsigned kRunOfTwo = 2;

} // namespace

Result<RareTraits> RareTraits::learn(const SequenceSet &sessions, const TrainingSessions &training, std::span<const std::uint64_t> leftOut, std::uint8_t traits,
                                     bool varyingAside, double share, unsigned threads, const Job &job)
{
    const UniqueSequences &unique = training.unique;
    RareTraits out;
    out.m_traits = traits;
    out.m_sessions = training.sessions;
    const auto affordable = static_cast<std::uint64_t>(share * static_cast<double>(training.sessions));
    const std::uint64_t allowed = std::max<std::uint64_t>(affordable, share > 0 && training.sessions >= kFewestSessions ? 1 : 0);

    if (varyingAside) {
        CAUSEWAY_ASSIGN(out.m_varying, varyingKeys(CountVectorTable(sessions, unique), allowed, job));
    }
    out.m_counts = CountVectorTable(sessions, unique, out.m_varying);
    CAUSEWAY_ASSIGN(out.m_runs, NgramTable::build(sessions, unique, kRunOfTwo, job));
    std::map<std::uint64_t, std::uint64_t> lengths;
    for (std::size_t u = 0; u < unique.first.size(); ++u)
        lengths[sessions.session(unique.first[u]).size()] += unique.weight[u];
    out.m_lengths.assign(lengths.begin(), lengths.end());
    out.m_identities = sessions.identities;
    out.m_identities.insert(out.m_identities.end(), leftOut.begin(), leftOut.end());
    std::sort(out.m_identities.begin(), out.m_identities.end());

    std::vector<Holders> holders(unique.first.size());
    CAUSEWAY_TRY(forEach(holders.size(), threads, job, [&](std::size_t u) { holders[u] = out.holders(sessions.session(unique.first[u])); }));
    std::map<std::uint64_t, std::uint64_t> flagged; // holders of the rarest trait → sessions
    for (std::size_t u = 0; u < holders.size(); ++u)
        flagged[holders[u].fewest()] += unique.weight[u];
    std::uint64_t sum = 0;
    out.m_rare = 1;
    for (const auto &[fewest, count] : flagged) {
        sum += count;
        if (sum > allowed)
            break;
        out.m_rare = fewest;
    }
    if (const auto single = flagged.find(1); single != flagged.end() && single->second > allowed) {
        out.m_tolerated = 1; // compare with every other session, not only with what many have
        std::vector<double> excess(holders.size(), 0);
        CAUSEWAY_TRY(forEach(excess.size(), threads, job, [&](std::size_t u) {
            if (holders[u].fewest() <= 1)
                excess[u] = out.excess(sessions.session(unique.first[u]), holders[u]);
        }));
        out.m_tolerated = std::max(1.0, toleratedScore(excess, unique.weight, allowed));
    }
    return out;
}

bool RareTraits::knows(std::uint64_t identity) const { return std::ranges::binary_search(m_identities, identity); }

std::uint64_t RareTraits::holdersOfLength(std::uint64_t length) const
{
    std::uint64_t atLeast = 0, atMost = 0;
    for (const auto &[other, sessions] : m_lengths) {
        atLeast += other >= length ? sessions : 0;
        atMost += other <= length ? sessions : 0;
    }
    return std::min(atLeast, atMost);
}

RareTraits::Holders RareTraits::holders(std::span<const std::uint32_t> sequence) const
{
    Holders out{kMany, kMany, kMany, kMany};
    if (judges(kKeys))
        out.keys = m_runs.fewestSessions(sequence, 1);
    if (judges(kCounts)) {
        const std::uint32_t row = m_counts.find(countVector(sequence, m_varying));
        out.counts = row == CountVectorTable::kNone ? 0 : m_counts.weight(row);
    }
    if (judges(kRuns))
        out.runs = m_runs.fewestSessions(sequence, kRunOfTwo);
    if (judges(kLengths))
        out.length = holdersOfLength(sequence.size());
    return out;
}

double RareTraits::excess(std::span<const std::uint32_t> sequence, const Holders &holders) const
{
    double worst = 0;
    if (holders.keys <= m_rare)
        worst = static_cast<double>(std::ranges::count_if(sequence, [&](std::uint32_t key) { return m_runs.sessionsWith(key) <= m_rare; }));
    if (holders.counts <= m_rare) {
        const CountVector vector = countVector(sequence, m_varying);
        worst = std::max(worst, static_cast<double>(m_counts.nearest(vector, m_counts.find(vector), leastToCompare()).distance));
    }
    if (holders.runs <= m_rare)
        worst = std::max(worst, static_cast<double>(m_runs.unseenIfLeftOut(sequence, kRunOfTwo, m_rare)));
    return holders.length <= m_rare ? std::max(worst, 1.0) : worst;
}

double RareTraits::score(std::span<const std::uint32_t> sequence) const
{
    const Holders have = holders(sequence);
    const std::uint64_t fewest = have.fewest();
    if (fewest > m_rare)
        return 0;
    const double off = excess(sequence, have);
    if (off <= m_tolerated)
        return 0;
    // log2(1 + 1/m) > 1/(m + 1): the tie-break cannot overtake.
    const auto of = static_cast<double>(std::max<std::uint64_t>(fewest, 1));
    return std::log2(static_cast<double>(std::max<std::uint64_t>(m_sessions, 2)) / of) + off / (1 + off) / (of + 1);
}

Explanation RareTraits::explain(std::span<const std::uint32_t> sequence, const KeyNamer &name) const
{
    Explanation out{{}, plainSteps(sequence), {}};
    if (score(sequence) <= 0) {
        out.message = nothingOdd(m_sessions);
        limitSteps(out.steps);
        return out;
    }
    const Holders have = holders(sequence);
    const std::uint64_t fewest = have.fewest();
    std::optional<Message> aboutRuns;
    if (judges(kRuns))
        aboutRuns = wordRuns(sequence, m_runs, m_sessions, name, out, have.keys != fewest && have.counts != fewest && have.runs == fewest, m_rare);
    // Odd are the steps that the sentence is about, not what is unusual beside them.
    if (have.keys == fewest) {
        const auto rarest = std::ranges::min_element(sequence, {}, [&](std::uint32_t key) { return m_runs.sessionsWith(key); });
        for (Step &step : out.steps)
            step.odd = step.observed == *rarest;
        out.message = inOnly(nameOf(name, *rarest), m_runs.sessionsWith(*rarest), m_sessions);
    } else if (have.counts == fewest) {
        const Alike alike{have.counts, m_rare, leastToCompare(), m_counts.find(countVector(sequence, m_varying))};
        out.message = wordCounts(sequence, m_counts, m_varying, &m_runs, name, out.steps, &alike);
    } else if (have.runs == fewest && aboutRuns) {
        out.message = *aboutRuns;
    } else {
        const bool isLong = sequence.size() > m_lengths.front().first;
        out.message = isLong ? Message(CAUSEWAY_TEXT("The session has %1 events; only %2 of %3 sessions have as many"), sequence.size(), have.length, m_sessions)
                             : Message(CAUSEWAY_TEXT("The session has %1 events; only %2 of %3 sessions have as few"), sequence.size(), have.length, m_sessions);
    }
    limitSteps(out.steps);
    return out;
}

Message RareTraits::rule() const
{
    if (m_tolerated > 0)
        return Message(CAUSEWAY_TEXT("Learned without labels: of the %1 sessions learned from those are anomalous that are more than %2 events off every other"),
                       m_sessions, m_tolerated);
    return Message(CAUSEWAY_TEXT("Learned without labels: of the %1 sessions learned from those are anomalous that have something that only %2 or fewer have"),
                   m_sessions, m_rare);
}

void RareTraits::write(ByteWriter &out) const
{
    out.u8(m_traits);
    out.varint(m_sessions);
    out.varint(m_rare);
    out.f64(m_tolerated);
    out.varint(m_varying.size());
    for (const std::uint32_t key : m_varying)
        out.varint(key);
    m_counts.write(out);
    m_runs.write(out);
    out.varint(m_lengths.size());
    for (const auto &[length, sessions] : m_lengths) {
        out.varint(length);
        out.varint(sessions);
    }
    out.varint(m_identities.size());
    std::uint64_t last = 0;
    for (const std::uint64_t identity : m_identities) {
        out.varint(identity - last);
        last = identity;
    }
}

std::optional<RareTraits> RareTraits::read(ByteReader &in)
{
    constexpr std::uint64_t kMostSessions = std::uint64_t(1) << 40;
    RareTraits out;
    out.m_traits = in.u8();
    out.m_sessions = in.bounded(kMostSessions);
    out.m_rare = in.bounded(kMostSessions);
    out.m_tolerated = in.f64();
    const std::uint64_t varying = in.varint();
    if (!in.fits(varying) || out.m_traits == 0 || out.m_traits > 15 || out.m_rare == 0 || !(out.m_tolerated >= 0))
        return std::nullopt;
    for (std::uint64_t i = 0; i < varying; ++i)
        out.m_varying.push_back(static_cast<std::uint32_t>(in.bounded(0xffffffffu)));
    auto counts = CountVectorTable::read(in);
    auto runs = counts ? NgramTable::read(in) : std::nullopt;
    if (!runs || runs->order() != kRunOfTwo || !std::ranges::is_sorted(out.m_varying))
        return std::nullopt;
    out.m_counts = std::move(*counts);
    out.m_runs = std::move(*runs);
    const std::uint64_t lengths = in.varint();
    if (!in.fits(lengths, 2) || lengths == 0)
        return std::nullopt;
    for (std::uint64_t i = 0; i < lengths; ++i) {
        const std::uint64_t length = in.varint(), sessions = in.bounded(kMostSessions);
        if (!in.ok() || sessions == 0 || (i > 0 && length <= out.m_lengths.back().first) || i > kMostSessions / 2)
            return std::nullopt;
        out.m_lengths.emplace_back(length, sessions);
    }
    const std::uint64_t identities = in.varint();
    if (!in.fits(identities))
        return std::nullopt;
    std::uint64_t last = 0;
    for (std::uint64_t i = 0; i < identities; ++i) {
        const std::uint64_t step = in.varint();
        if (!in.ok() || step > ~last)
            return std::nullopt;
        last += step;
        out.m_identities.push_back(last);
    }
    return out;
}

SettingInfo rareShare() { return {"rare", "Share of the sessions learned from that may be flagged where none is labelled normal", 0.03, 0, 0.5}; }

Result<std::optional<RareTraits>> learnRare(const DetectorInfo &info, const TrainingData &data, const TrainSettings &settings,
                                            const TrainingSessions &training, std::uint8_t traits, bool varyingAside, const Job &job)
{
    if (!data.unlabelled || data.sessions->identities.size() != data.sessions->size())
        return std::optional<RareTraits>();
    CAUSEWAY_ASSIGN(RareTraits rare, RareTraits::learn(*data.sessions, training, data.leftOut, traits, varyingAside, setting(info, settings, rareShare().name),
                                                       settings.threads, job));
    return std::optional<RareTraits>(std::move(rare));
}

bool isOwn(const std::optional<RareTraits> &rare, const SequenceSet &sessions, std::size_t session)
{
    return rare && session < sessions.identities.size() && rare->knows(sessions.identities[session]);
}

Result<std::vector<double>> scoreSessions(const SequenceSet &sessions, const std::optional<RareTraits> &rare, double threshold, unsigned threads,
                                          const Job &job, const SequenceScore &score)
{
    if (!rare || sessions.size() == 0)
        return scoreUnique(sessions, threads, job, score);
    std::vector<bool> own(sessions.size());
    for (std::size_t s = 0; s < own.size(); ++s)
        own[s] = isOwn(rare, sessions, s);
    std::vector<double> scores;
    CAUSEWAY_TRY(scoreUnique(
        sessions, own, threads, job,
        [&](std::span<const std::uint32_t> sequence) {
            const double rarity = rare->score(sequence);
            return rarity > 0 ? threshold + rarity : 0;
        },
        scores));
    own.flip();
    CAUSEWAY_TRY(scoreUnique(sessions, own, threads, job, score, scores));
    return scores;
}

void writeRare(ByteWriter &out, const std::optional<RareTraits> &rare)
{
    out.u8(rare ? 1 : 0);
    if (rare)
        rare->write(out);
}

bool readRare(ByteReader &in, std::optional<RareTraits> &rare)
{
    const std::uint8_t present = in.u8();
    if (present == 1)
        rare = RareTraits::read(in);
    return present <= 1 && rare.has_value() == (present == 1) && in.ok();
}

} // namespace causeway::detect
