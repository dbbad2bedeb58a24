#include "storage/bundle/event_slice.h"

#include <algorithm>
#include <bit>

namespace causeway::storage {

void EventSlice::addAll()
{
    std::fill(m_words.begin(), m_words.end(), ~std::uint64_t{0});
    if (m_events % 64 != 0)
        m_words.back() = (std::uint64_t{1} << (m_events % 64)) - 1;
}

void EventSlice::number()
{
    m_before.clear();
    m_before.reserve(m_words.size());
    m_size = 0;
    for (const std::uint64_t word : m_words) {
        m_before.push_back(m_size);
        m_size += static_cast<std::uint64_t>(std::popcount(word));
    }
}

std::uint64_t EventSlice::before(EventId event) const
{
    if (event.value >= m_events)
        return m_size;
    const auto word = static_cast<std::size_t>(event.value / 64);
    return m_before[word] + static_cast<std::uint64_t>(std::popcount(m_words[word] & ((std::uint64_t{1} << (event.value % 64)) - 1)));
}

std::optional<EventId> EventSlice::moved(EventId event) const
{
    return contains(event) ? std::optional(EventId(before(event))) : std::nullopt;
}

std::vector<std::uint32_t> EventSlice::rowsOf(const ChunkInfo &chunk) const
{
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < chunk.rows; ++row)
        if (contains(EventId(chunk.first.value + row)))
            rows.push_back(row);
    return rows;
}

} // namespace causeway::storage
