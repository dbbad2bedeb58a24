#pragma once
// Counts of texts, in the order in which they came first. Open addressing over one list: nothing is allocated per text, and a
// table's hashes serve the table it is added to.

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "analysis/core/event.h"

namespace causeway::engine {

class ValueTable {
public:
    struct Entry {
        std::string_view text; // the caller's bytes
        std::size_t hash = 0;
        std::uint64_t count = 0;
        EventId first; // smallest number of an event that has it
    };
    static std::size_t hashOf(std::string_view text) { return std::hash<std::string_view>{}(text); }

    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }
    [[nodiscard]] std::vector<Entry> &entries() { return m_entries; }
    // nullptr: not there. Stays valid until the next add().
    [[nodiscard]] Entry *find(std::string_view text, std::size_t hash)
    {
        if (m_slots.empty())
            return nullptr;
        for (std::size_t at = hash & (m_slots.size() - 1);; at = (at + 1) & (m_slots.size() - 1)) {
            const Slot &slot = m_slots[at];
            if (slot.entry == 0)
                return nullptr;
            if (slot.tag == tagOf(hash) && m_entries[slot.entry - 1].text == text)
                return &m_entries[slot.entry - 1];
        }
    }
    // entry.text is not there yet. At most 2³² − 1 of them.
    void add(const Entry &entry)
    {
        if ((m_entries.size() + 1) * 2 > m_slots.size())
            enlarge();
        m_entries.push_back(entry);
        place(m_entries.size());
    }

private:
    struct Slot {
        std::uint32_t entry = 0; // its place + 1; 0 = free
        std::uint32_t tag = 0;
    };
    static std::uint32_t tagOf(std::size_t hash) { return static_cast<std::uint32_t>(hash >> 32); }
    void place(std::size_t number)
    {
        const std::size_t hash = m_entries[number - 1].hash;
        std::size_t at = hash & (m_slots.size() - 1);
        while (m_slots[at].entry != 0)
            at = (at + 1) & (m_slots.size() - 1);
        m_slots[at] = {static_cast<std::uint32_t>(number), tagOf(hash)};
    }
    void enlarge()
    {
        m_slots.assign(m_slots.empty() ? 64 : m_slots.size() * 2, Slot());
        for (std::size_t number = 1; number <= m_entries.size(); ++number)
            place(number);
    }
    std::vector<Entry> m_entries;
    std::vector<Slot> m_slots; // a power of two, at most half full
};

} // namespace causeway::engine
