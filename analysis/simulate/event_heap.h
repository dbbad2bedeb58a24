#pragma once
// The events to come, in order of (time, number of being asked for): a heap of four children a node. Taking the first leaves its place
// open for the next that is put in, since most events cause one.

#include <cstdint>
#include <vector>

namespace causeway::simulate {

enum class EventKind : std::uint8_t { Arrival, Reach, Complete, Clock, Reply, TimeOut, Retry, Think, Fail, Repair, Ready, View, Tick, Slot, Measure, Pace, Fault };

struct Event {
    std::int64_t time = 0;
    std::uint64_t order = 0; // number · 256 + kind
    std::uint32_t index = 0; // of what it is about: a frame, a replica, a source …
    [[nodiscard]] EventKind kind() const { return static_cast<EventKind>(order & 0xff); }
    bool operator<(const Event &other) const { return time < other.time || (time == other.time && order < other.order); }
};

class EventHeap {
public:
    void reserve(std::size_t count) { m_events.reserve(count); }
    [[nodiscard]] std::size_t size() const { return m_events.size() - (m_open ? 1 : 0); }
    void push(std::int64_t time, EventKind kind, std::uint32_t index)
    {
        const Event event{time, m_next++ << 8 | static_cast<std::uint64_t>(kind), index};
        if (m_open) {
            m_open = false;
            down(event);
            return;
        }
        m_events.push_back(event);
        up(event);
    }
    // The first, where it is not after the time: then it is taken.
    bool take(std::int64_t notAfter, Event &out)
    {
        if (m_open) {
            m_open = false;
            const Event last = m_events.back();
            m_events.pop_back();
            if (!m_events.empty())
                down(last);
        }
        if (m_events.empty() || m_events.front().time > notAfter)
            return false;
        out = m_events.front();
        m_open = true;
        return true;
    }

private:
    void up(Event event)
    {
        std::size_t i = m_events.size() - 1;
        while (i > 0) {
            const std::size_t parent = (i - 1) / 4;
            if (!(event < m_events[parent]))
                break;
            m_events[i] = m_events[parent];
            i = parent;
        }
        m_events[i] = event;
    }
    void down(Event event) // from the top
    {
        const std::size_t n = m_events.size();
        std::size_t i = 0;
        for (;;) {
            const std::size_t first = 4 * i + 1;
            if (first >= n)
                break;
            std::size_t least = first;
            const std::size_t end = first + 4 < n ? first + 4 : n;
            for (std::size_t k = first + 1; k < end; ++k)
                least = m_events[k] < m_events[least] ? k : least;
            if (!(m_events[least] < event))
                break;
            m_events[i] = m_events[least];
            i = least;
        }
        m_events[i] = event;
    }

    std::vector<Event> m_events;
    std::uint64_t m_next = 0;
    bool m_open = false; // the place at the top
};

} // namespace causeway::simulate
