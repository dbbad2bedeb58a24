#include "analysis/flow/flow_facts.h"

#include <algorithm>
#include <map>

namespace causeway::flow {

namespace {

constexpr std::size_t kOrdered = 400'000; // events that the order is learned from
constexpr std::uint32_t kMostSessions = 0xffffffff;

} // namespace

std::uint32_t FlowFacts::indexOf(std::uint32_t key) const
{
    const auto it = std::ranges::lower_bound(m_keys, key);
    return static_cast<std::uint32_t>(it != m_keys.end() && *it == key ? it - m_keys.begin() : m_keys.end() - m_keys.begin());
}

template <typename F>
void FlowFacts::forEachCode(std::span<const std::uint32_t> known, const F &f) const
{
    std::vector<std::uint64_t> ancestors;
    std::vector<bool> child(known.size(), false), parent(known.size(), false);
    forEachCause(known, m_concurrent, ancestors, [&](std::size_t i, std::size_t j) {
        child[i] = parent[j] = true;
        f(std::uint64_t{known[i] + 1} << 32 | (known[j] + 1), j);
    });
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (!parent[i])
            f(std::uint64_t{known[i]} + 1, i);
        if (!child[i])
            f(std::uint64_t{known[i] + 1} << 32, i);
    }
}

Result<FlowFacts> FlowFacts::learn(std::span<const std::span<const std::uint32_t>> sequences, std::span<const std::uint64_t> weights, const Job &job)
{
    FlowFacts out;
    std::vector<std::uint32_t> templates, sessions;
    std::vector<std::int64_t> times;
    for (std::size_t s = 0; s < sequences.size(); ++s) {
        out.m_keys.insert(out.m_keys.end(), sequences[s].begin(), sequences[s].end());
        if (s % 256 == 0) {
            std::ranges::sort(out.m_keys);
            out.m_keys.erase(std::unique(out.m_keys.begin(), out.m_keys.end()), out.m_keys.end());
        }
        if (templates.size() > kOrdered)
            continue;
        // Places instead of times: only what changes places is concurrent then.
        for (std::size_t i = 0; i < sequences[s].size(); ++i) {
            templates.push_back(sequences[s][i]);
            sessions.push_back(static_cast<std::uint32_t>(s));
            times.push_back(static_cast<std::int64_t>(i));
        }
    }
    std::ranges::sort(out.m_keys);
    out.m_keys.erase(std::unique(out.m_keys.begin(), out.m_keys.end()), out.m_keys.end());
    const Events events{templates, times, sessions};
    const Timeline line = makeSessionTimeline(events, indexSessions(events));
    CAUSEWAY_ASSIGN(const Concurrency learned, learnConcurrency(line, SessionOrder::Arbitrary, job));
    out.m_concurrent = Concurrency(out.m_keys.size());
    for (std::uint32_t a = 0; a < std::min(line.ids.size(), Concurrency::kMostKeys); ++a)
        for (std::uint32_t b = a + 1; b < std::min(line.ids.size(), Concurrency::kMostKeys); ++b)
            if (learned(a, b)) {
                out.m_pairs.emplace_back(out.indexOf(line.ids[a]), out.indexOf(line.ids[b]));
                out.m_concurrent.set(out.m_pairs.back().first, out.m_pairs.back().second);
            }
    std::map<std::uint64_t, std::uint64_t> counts;
    std::vector<std::uint32_t> known;
    std::vector<std::uint64_t> codes;
    for (std::size_t s = 0; s < sequences.size(); ++s) {
        if (s % 256 == 0 && job.isCancelled())
            return failure(cancelled());
        known.clear();
        codes.clear();
        for (const std::uint32_t key : sequences[s])
            known.push_back(out.indexOf(key));
        out.forEachCode(known, [&](std::uint64_t code, std::size_t) { codes.push_back(code); });
        std::ranges::sort(codes);
        codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
        for (const std::uint64_t code : codes)
            counts[code] += weights[s];
    }
    for (const auto &[code, count] : counts) {
        out.m_facts.push_back(code);
        out.m_sessions.push_back(static_cast<std::uint32_t>(std::min<std::uint64_t>(count, kMostSessions)));
    }
    return out;
}

std::vector<FlowFacts::Fact> FlowFacts::of(std::span<const std::uint32_t> sequence) const
{
    std::vector<Fact> out;
    std::vector<std::uint32_t> known;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        const std::uint32_t index = indexOf(sequence[i]);
        if (index < m_keys.size()) {
            known.push_back(index);
            places.push_back(i);
        } else if (std::none_of(out.begin(), out.end(), [&](const Fact &f) { return f.to == sequence[i]; })) {
            out.push_back({std::nullopt, sequence[i], i, 0, true});
        }
    }
    std::map<std::uint64_t, std::size_t> first;
    forEachCode(known, [&](std::uint64_t code, std::size_t position) {
        const auto [it, added] = first.try_emplace(code, position);
        if (!added)
            it->second = std::min(it->second, position);
    });
    for (const auto &[code, position] : first) {
        Fact fact;
        if (const auto from = static_cast<std::uint32_t>(code >> 32); from > 0)
            fact.from = m_keys[from - 1];
        if (const auto to = static_cast<std::uint32_t>(code); to > 0)
            fact.to = m_keys[to - 1];
        fact.position = places[position];
        if (const auto it = std::ranges::lower_bound(m_facts, code); it != m_facts.end() && *it == code)
            fact.sessions = m_sessions[static_cast<std::size_t>(it - m_facts.begin())];
        out.push_back(fact);
    }
    std::ranges::stable_sort(out, {}, &Fact::position);
    return out;
}

void FlowFacts::write(ByteWriter &out) const
{
    out.varint(m_keys.size());
    for (const std::uint32_t key : m_keys)
        out.varint(key);
    out.varint(m_pairs.size());
    for (const auto &[a, b] : m_pairs) {
        out.varint(a);
        out.varint(b);
    }
    out.varint(m_facts.size());
    for (std::size_t i = 0; i < m_facts.size(); ++i) {
        out.varint(m_facts[i]);
        out.varint(m_sessions[i]);
    }
}

std::optional<FlowFacts> FlowFacts::read(ByteReader &in)
{
    FlowFacts out;
    const std::uint64_t keys = in.varint();
    if (!in.fits(keys, 1))
        return std::nullopt;
    for (std::uint64_t i = 0; i < keys; ++i) {
        const auto key = static_cast<std::uint32_t>(in.bounded(0xffffffff));
        if (!in.ok() || (i > 0 && key <= out.m_keys.back()))
            return std::nullopt;
        out.m_keys.push_back(key);
    }
    const std::uint64_t pairs = in.varint();
    if (!in.fits(pairs, 2))
        return std::nullopt;
    out.m_concurrent = Concurrency(out.m_keys.size());
    for (std::uint64_t i = 0; i < pairs; ++i) {
        const auto a = static_cast<std::uint32_t>(in.bounded(keys)), b = static_cast<std::uint32_t>(in.bounded(keys));
        if (!in.ok() || a >= b || b >= keys)
            return std::nullopt;
        out.m_pairs.emplace_back(a, b);
        out.m_concurrent.set(a, b);
    }
    const std::uint64_t facts = in.varint();
    if (!in.fits(facts, 2))
        return std::nullopt;
    for (std::uint64_t i = 0; i < facts; ++i) {
        const std::uint64_t code = in.varint();
        const auto sessions = static_cast<std::uint32_t>(in.bounded(0xffffffff));
        if (!in.ok() || code == 0 || (code >> 32) > keys || (code & 0xffffffff) > keys || (i > 0 && code <= out.m_facts.back()) || sessions == 0)
            return std::nullopt;
        out.m_facts.push_back(code);
        out.m_sessions.push_back(sessions);
    }
    return out;
}

} // namespace causeway::flow
