#pragma once
// Some of a snapshot's events, and the numbers they get where the others are not there: dense, in the same order.

#include <cstdint>
#include <optional>
#include <vector>

#include "storage/snapshot.h"

namespace causeway::storage {

class EventSlice {
public:
    explicit EventSlice(std::uint64_t events) : m_events(events), m_words(static_cast<std::size_t>((events + 63) / 64), 0) {}
    void add(EventId event) { m_words[static_cast<std::size_t>(event.value / 64)] |= std::uint64_t{1} << (event.value % 64); }
    void addAll();
    [[nodiscard]] bool contains(EventId event) const { return event.value < m_events && ((m_words[static_cast<std::size_t>(event.value / 64)] >> (event.value % 64)) & 1) != 0; }

    // To be called behind the last add(), before what follows.
    void number();
    [[nodiscard]] std::uint64_t size() const { return m_size; }
    // How many there are before this event, which need not be one of them; events() counts all.
    [[nodiscard]] std::uint64_t before(EventId event) const;
    [[nodiscard]] std::optional<EventId> moved(EventId event) const; // nullopt: is not one of them
    // Rows of a chunk, rising.
    [[nodiscard]] std::vector<std::uint32_t> rowsOf(const ChunkInfo &chunk) const;

private:
    std::uint64_t m_events, m_size = 0;
    std::vector<std::uint64_t> m_words;
    std::vector<std::uint64_t> m_before; // by word
};

} // namespace causeway::storage
