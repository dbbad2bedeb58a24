#pragma once
// Clocks of services that disagree: where a call's other side seems to lie outside of the call, it is moved to the middle of it, as
// if request and response had taken equally long, and everything below that runs on the same clock with it (Jaeger's query
// service, clock skew adjuster; Zipkin before it). A side that lasts longer than its call is only moved to begin with it.
// A consumer of a message is not moved: it runs when it wants.

#include "analysis/traces/span_table.h"

namespace causeway::traces {

struct ServiceSkew {
    std::uint32_t service = 0;
    std::uint32_t spans = 0;                       // moved
    std::int64_t leastNs = 0, medianNs = 0, mostNs = 0; // added to their starts
    bool operator==(const ServiceSkew &) const = default;
};

struct ClockSkew {
    std::vector<std::int64_t> shiftNs;  // by row of the trace, from SpanTable::firstRow: to be added to start
    std::vector<ServiceSkew> services;  // those with spans that were moved, rising by service
};

// toleranceNs: what sticks out by no more is left alone; many clocks tell whole milliseconds.
ClockSkew clockSkew(const SpanTable &table, std::uint32_t trace, std::int64_t toleranceNs = 1'000'000);

} // namespace causeway::traces
