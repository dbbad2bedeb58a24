#pragma once
// What the services of a simulation write down of their requests, as real ones do in logs and spans. A simulation without a sink writes
// nothing and pays for nothing.

#include <cstdint>

namespace causeway::simulate {

enum class TraceEventKind : std::uint8_t {
    Begun,    // the service took the request
    Worked,   // its own work is done, calls follow
    Ended,    // it answered
    Failed,   // it answered with a failure
    Refused,  // it did not take it
    TimedOut, // its caller waits no longer
    NotTried, // its caller did not call, because a breaker is open
};
constexpr std::uint32_t kTraceEventKinds = 7;

struct TraceEvent {
    std::int64_t timeNs = 0;            // since the clock began
    std::uint64_t trace = 0;            // number of the request from outside that it belongs to, unique within a run
    std::uint64_t span = 0, parent = 0; // parent 0: it came from outside. A span is an attempt, each retry one of its own
    std::uint32_t operation = 0;        // of the span, also where its caller writes
    std::uint32_t call = UINT32_MAX;    // the how manieth call of the scenario's operations, in their order; UINT32_MAX: from outside
    TraceEventKind kind = TraceEventKind::Begun;
};

// Told in order of time, on the thread that simulates.
class TraceSink {
public:
    virtual ~TraceSink() = default;
    virtual void take(const TraceEvent &event) = 0;
};

} // namespace causeway::simulate
