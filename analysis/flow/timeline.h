#pragma once
// Events as the miner of kernels sees them: a stretch of time, or several that lie so far apart that nothing of one can
// follow from another. A session is such a stretch; so mining with ids is mining a log in which nothing is interleaved.

#include <cstdint>
#include <span>
#include <vector>

namespace causeway::flow {

constexpr std::uint32_t kNoSession = 0xffffffff;

// Columns in order of time, equally long; sessions may be empty: unknown.
struct Events {
    std::span<const std::uint32_t> templates;
    std::span<const std::int64_t> timesNs;
    std::span<const std::uint32_t> sessions; // kNoSession: of none
};

struct Timeline {
    std::vector<std::uint32_t> ids;       // template of key k, ascending
    std::vector<std::uint32_t> counts;    // events of key k
    std::vector<std::uint32_t> keys;      // one an event
    std::vector<double> seconds;          // one an event, ascending within a stretch
    std::vector<std::uint32_t> stretches; // first event of each, ascending; the first is 0
    std::vector<std::vector<std::uint32_t>> places; // by key: its events, ascending
    double span = 0;                      // seconds, of all stretches together
    [[nodiscard]] std::size_t size() const { return keys.size(); }
};

// One stretch a part; parts hold at least one event in order of time.
Timeline makeTimeline(std::span<const Events> parts);
// Events by session: those of session s are order[offsets[s], offsets[s+1]), in order of time. Session numbers are dense.
struct SessionIndex {
    std::vector<std::uint32_t> offsets{0};
    std::vector<std::uint32_t> order;
    [[nodiscard]] std::size_t size() const { return offsets.size() - 1; }
    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t session) const
    {
        return std::span(order).subspan(offsets[session], offsets[session + 1] - offsets[session]);
    }
};
SessionIndex indexSessions(const Events &events);
// One stretch a session, of every step-th session.
Timeline makeSessionTimeline(const Events &events, const SessionIndex &index, std::size_t step = 1);

} // namespace causeway::flow
