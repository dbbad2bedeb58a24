#include "analysis/detect/length_range.h"

#include <algorithm>
#include <vector>

namespace causeway::detect {

namespace {
std::uint64_t beyond(std::uint64_t length, std::uint64_t shortest, std::uint64_t longest)
{
    return length > longest ? length - longest : length < shortest ? shortest - length : 0;
}
} // namespace

LengthRange::LengthRange(const SequenceSet &sessions, const UniqueSequences &unique)
{
    std::vector<std::uint64_t> lengths;
    for (std::size_t u = 0; u < unique.first.size(); ++u)
        lengths.insert(lengths.end(), std::min<std::uint64_t>(unique.weight[u], 2), sessions.session(unique.first[u]).size());
    if (lengths.empty())
        return;
    std::sort(lengths.begin(), lengths.end());
    m_shortest = lengths.front();
    m_longest = lengths.back();
    m_secondShortest = lengths[std::min<std::size_t>(1, lengths.size() - 1)];
    m_secondLongest = lengths[lengths.size() - std::min<std::size_t>(2, lengths.size())];
}

std::uint64_t LengthRange::excess(std::uint64_t length) const { return beyond(length, m_shortest, m_longest); }

std::uint64_t LengthRange::excessIfLeftOut(std::uint64_t length) const
{
    return beyond(length, length == m_shortest ? m_secondShortest : m_shortest, length == m_longest ? m_secondLongest : m_longest);
}

Message LengthRange::word(std::uint64_t length) const
{
    return Message(CAUSEWAY_TEXT("The session has %1 events; those of training have %2 to %3"), length, m_shortest, m_longest);
}

void LengthRange::write(ByteWriter &out) const
{
    out.varint(m_shortest);
    out.varint(m_longest);
    out.varint(m_secondShortest);
    out.varint(m_secondLongest);
}

std::optional<LengthRange> LengthRange::read(ByteReader &in)
{
    LengthRange range;
    range.m_shortest = in.varint();
    range.m_longest = in.varint();
    range.m_secondShortest = in.varint();
    range.m_secondLongest = in.varint();
    if (!in.ok() || range.m_shortest > range.m_secondShortest || range.m_secondLongest > range.m_longest || range.m_shortest > range.m_longest)
        return std::nullopt;
    return range;
}

} // namespace causeway::detect
