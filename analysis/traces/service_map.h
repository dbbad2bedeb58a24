#pragma once
// Who calls whom, how often, how it went and how long it took. A call of a service is a span that enters it: a root, a server or
// consumer, or a span whose parent is of another service.

#include "analysis/traces/span_table.h"

namespace causeway::traces {

struct CallFigures {
    std::uint64_t calls = 0, errors = 0;
    std::int64_t p50Ns = 0, p95Ns = 0, p99Ns = 0; // of the spans' durations; the smallest value that so many are not above
    double perSecond = 0;                         // over the time from the first start to the last end of all the spans; 0 where it is none
};
struct ServiceFigures : CallFigures {
    std::uint32_t service = 0;
    std::uint64_t spans = 0;
};
struct ServiceCall : CallFigures {
    std::uint32_t from = 0, to = 0; // services
};
struct ServiceMap {
    std::vector<ServiceFigures> services; // rising; those with spans
    std::vector<ServiceCall> calls;       // rising by (from, to); between different services
};

// Of the given traces, those of the table where none are given. Errors: Cancelled.
Result<ServiceMap> serviceMap(const SpanTable &table, const std::vector<std::uint32_t> *traces, const Job &job);

// values is reordered; 0 of none.
std::int64_t percentile(std::vector<std::int64_t> &values, double share);

} // namespace causeway::traces
