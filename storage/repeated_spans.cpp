#include "storage/repeated_spans.h"

#include <array>
#include <bit>
#include <tuple>

#include "analysis/core/hash.h"

namespace causeway::storage {

namespace {

std::uint64_t hashOf(const traces::SpanRow &row)
{
    const std::uint64_t ids = mix64(row.trace.high ^ mix64(row.trace.low ^ mix64(row.id.value)));
    return mix64(ids ^ static_cast<std::uint64_t>(row.startNs));
}

bool same(const traces::SpanRow &a, const traces::SpanRow &b)
{
    return std::tie(a.trace, a.id, a.startNs, a.durationNs, a.parent, a.operation, a.kind) == std::tie(b.trace, b.id, b.startNs, b.durationNs, b.parent, b.operation, b.kind);
}

} // namespace

std::size_t RepeatedSpans::find(const traces::SpanRow &row, std::uint64_t hash, const std::vector<traces::SpanRow> &kept) const
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t at = hash & mask;
    while (m_slots[at].row != traces::kNone && (m_slots[at].hash != static_cast<std::uint32_t>(hash >> 32) || !same(kept[m_slots[at].row], row)))
        at = (at + 1) & mask;
    return at;
}

void RepeatedSpans::grow(const std::vector<traces::SpanRow> &kept, std::size_t rows)
{
    std::vector<Slot> before = std::move(m_slots);
    m_slots.assign(std::bit_ceil(2 * rows + 16), {});
    for (const Slot &slot : before)
        if (slot.row != traces::kNone)
            m_slots[find(kept[slot.row], hashOf(kept[slot.row]), kept)] = slot;
}

void RepeatedSpans::learn(const std::vector<traces::SpanRow> &kept)
{
    const std::size_t most = m_used + kept.size() - m_learnt;
    if (m_slots.size() < 2 * most)
        grow(kept, most);
    // Slots lie far apart: fetched some rows ahead, they are there when they are looked at.
    constexpr std::size_t kAhead = 16;
    std::array<std::uint64_t, kAhead> hashes{};
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t next = m_learnt; m_learnt < kept.size(); ++m_learnt) {
        for (; next < kept.size() && next < m_learnt + kAhead; ++next) {
            hashes[next % kAhead] = hashOf(kept[next]);
            __builtin_prefetch(&m_slots[hashes[next % kAhead] & mask], 1);
        }
        const std::uint64_t hash = hashes[m_learnt % kAhead];
        Slot &slot = m_slots[find(kept[m_learnt], hash, kept)];
        if (slot.row != traces::kNone)
            continue;
        slot = {static_cast<std::uint32_t>(hash >> 32), static_cast<std::uint32_t>(m_learnt)};
        ++m_used;
    }
}

bool RepeatedSpans::contains(const traces::SpanRow &row, const std::vector<traces::SpanRow> &kept)
{
    for (; m_source < m_firstSpans.size() && row.sequence >= m_firstSpans[m_source]; ++m_source)
        if (m_source > 0)
            learn(kept);
    return m_used > 0 && m_slots[find(row, hashOf(row), kept)].row != traces::kNone;
}

} // namespace causeway::storage
