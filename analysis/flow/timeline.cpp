#include "analysis/flow/timeline.h"

#include <algorithm>
#include <numeric>

namespace causeway::flow {

namespace {

class Builder {
public:
    void begin()
    {
        if (m_line.stretches.empty() || m_line.stretches.back() != m_line.keys.size())
            m_line.stretches.push_back(static_cast<std::uint32_t>(m_line.keys.size()));
        m_open = false;
    }
    void add(std::uint32_t id, std::int64_t timeNs)
    {
        if (!m_open)
            m_zero = timeNs;
        m_open = true;
        m_line.keys.push_back(id);
        m_line.seconds.push_back((static_cast<double>(timeNs) - static_cast<double>(m_zero)) * 1e-9);
    }
    Timeline finish()
    {
        if (!m_line.stretches.empty() && m_line.stretches.back() == m_line.keys.size())
            m_line.stretches.pop_back(); // nothing came
        m_line.ids = m_line.keys;
        std::sort(m_line.ids.begin(), m_line.ids.end());
        m_line.ids.erase(std::unique(m_line.ids.begin(), m_line.ids.end()), m_line.ids.end());
        m_line.counts.assign(m_line.ids.size(), 0);
        m_line.places.resize(m_line.ids.size());
        for (std::size_t i = 0; i < m_line.keys.size(); ++i) {
            const auto key = static_cast<std::uint32_t>(std::lower_bound(m_line.ids.begin(), m_line.ids.end(), m_line.keys[i]) - m_line.ids.begin());
            m_line.keys[i] = key;
            ++m_line.counts[key];
            m_line.places[key].push_back(static_cast<std::uint32_t>(i));
        }
        for (std::size_t s = 0; s < m_line.stretches.size(); ++s) {
            const std::size_t end = s + 1 < m_line.stretches.size() ? m_line.stretches[s + 1] : m_line.size();
            if (end > m_line.stretches[s])
                m_line.span += m_line.seconds[end - 1];
        }
        return std::move(m_line);
    }

private:
    Timeline m_line;
    std::int64_t m_zero = 0;
    bool m_open = false;
};

} // namespace

Timeline makeTimeline(std::span<const Events> parts)
{
    Builder builder;
    for (const Events &part : parts) {
        builder.begin();
        for (std::size_t i = 0; i < part.templates.size(); ++i)
            builder.add(part.templates[i], part.timesNs[i]);
    }
    return builder.finish();
}

SessionIndex indexSessions(const Events &events)
{
    SessionIndex out;
    std::uint32_t sessions = 0;
    for (const std::uint32_t session : events.sessions)
        if (session != kNoSession)
            sessions = std::max(sessions, session + 1);
    out.offsets.assign(sessions + 1, 0);
    for (const std::uint32_t session : events.sessions)
        if (session != kNoSession)
            ++out.offsets[session + 1];
    std::partial_sum(out.offsets.begin(), out.offsets.end(), out.offsets.begin());
    out.order.resize(out.offsets.back());
    std::vector<std::uint32_t> next(out.offsets.begin(), out.offsets.end() - 1);
    for (std::size_t i = 0; i < events.sessions.size(); ++i)
        if (events.sessions[i] != kNoSession)
            out.order[next[events.sessions[i]]++] = static_cast<std::uint32_t>(i);
    return out;
}

Timeline makeSessionTimeline(const Events &events, const SessionIndex &index, std::size_t step)
{
    Builder builder;
    for (std::size_t s = 0; s < index.size(); s += step) {
        builder.begin();
        for (const std::uint32_t i : index.of(s))
            builder.add(events.templates[i], events.timesNs[i]);
    }
    return builder.finish();
}

} // namespace causeway::flow
