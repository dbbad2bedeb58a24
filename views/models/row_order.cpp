#include "views/models/row_order.h"

#include <algorithm>
#include <bit>

namespace causeway::views {

namespace {

constexpr std::uint64_t kRowsBetweenLooks = 1u << 16; // at the cancel token

} // namespace

Result<std::shared_ptr<const RowOrder>> RowOrder::make(std::shared_ptr<const storage::EventOrder> order,
                                                       std::shared_ptr<const storage::FilterResult> filter, const Job &job)
{
    auto made = std::shared_ptr<RowOrder>(new RowOrder);
    made->m_size = filter == nullptr ? order->size() : filter->count();
    if (filter != nullptr && !order->isIdentity()) {
        made->m_words.resize((order->size() + 63) / 64);
        for (std::uint64_t row = 0; row < filter->count(); ++row) {
            const EventId event = filter->select(row);
            if (event.value < order->size()) {
                const std::uint64_t position = order->positionOf(event);
                made->m_words[position / 64] |= std::uint64_t{1} << (position % 64);
            }
            if (row % kRowsBetweenLooks == 0 && job.isCancelled())
                return failure(cancelled());
        }
        made->m_before.reserve(made->m_words.size());
        std::uint64_t before = 0;
        for (const std::uint64_t word : made->m_words) {
            made->m_before.push_back(before);
            before += static_cast<std::uint64_t>(std::popcount(word));
        }
        made->m_size = before;
    } else {
        made->m_filter = std::move(filter);
    }
    made->m_order = std::move(order);
    return made;
}

EventId RowOrder::eventAt(std::uint64_t row) const
{
    if (m_filter != nullptr)
        return m_filter->select(row);
    if (m_words.empty())
        return m_order->at(row);
    const auto block = std::upper_bound(m_before.begin(), m_before.end(), row) - 1;
    const auto index = static_cast<std::size_t>(block - m_before.begin());
    std::uint64_t word = m_words[index];
    for (std::uint64_t skip = row - *block; skip > 0; --skip)
        word &= word - 1;
    return m_order->at(index * 64 + static_cast<std::uint64_t>(std::countr_zero(word)));
}

std::uint64_t RowOrder::lowerBound(EventId event) const
{
    if (event.value >= m_order->size())
        return m_size;
    if (m_filter != nullptr)
        return m_filter->rank(event);
    const std::uint64_t position = m_order->positionOf(event);
    if (m_words.empty())
        return position;
    const std::uint64_t below = (std::uint64_t{1} << (position % 64)) - 1;
    return m_before[position / 64] + static_cast<std::uint64_t>(std::popcount(m_words[position / 64] & below));
}

std::optional<std::uint64_t> RowOrder::rowOf(EventId event) const
{
    const std::uint64_t row = lowerBound(event);
    return row < m_size && eventAt(row) == event ? std::optional(row) : std::nullopt;
}

} // namespace causeway::views
