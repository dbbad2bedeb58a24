#pragma once
// The logs of a made-up shop of twelve services in which something goes wrong, with the truth about it. Eleven services carry the
// id of a request from line to line; the search indexer and the gateway's timer carry none. The first half hour is calm; in
// the last third, for a sixth of all requests, about a quarter of these go wrong in one of six ways. A tenth of all requests
// take between half and one and a half of the usual time at each step: jitter, which is no fault. Declined cards, cache misses and a
// payment that is tried twice are ordinary life. Deterministic by seed.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/ids.h"
#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "analysis/core/units.h"

namespace causeway::demo {

enum class Fault : std::uint8_t {
    Latency,     // one step takes 5 s instead of 10 ms, in right order
    SkippedStep,
    WrongOrder,
    Exception,
    RetryStorm,
    Hang,        // no line comes any more
};
constexpr std::size_t kFaults = 6;
std::string_view toName(Fault fault); // "latency", "skipped-step", "wrong-order", "exception", "retry-storm", "hang"

constexpr std::size_t kFewestLines = 10'000, kMostLines = 5'000'000;
constexpr std::size_t kServices = 12;

struct ShopSettings {
    std::uint64_t seed = 1;
    std::size_t lines = 50'000; // physical ones, of all files together; exactly so many are made
};

struct FaultyRequest {
    std::string id; // "req-1d9c03aa"
    Fault fault = Fault::Latency;
    std::string service;         // where
    TimePoint from, to;          // when: the last line that is right, and the one that shows it; both are the former where something does not come
};

struct ShopLogs {
    // In either layout by the hour: "…-11.log" is calm, "…-12.log" holds the incident. platform: `<Date> <Time> <Level> [<Thread>]
    // <Component>: <Content>`; backend: `<Time> <Level> <Component>[<Process>] <Content>`.
    struct File {
        std::string name, text;
        bool calm = false;
    };
    std::vector<File> files;
    std::vector<FaultyRequest> faults; // by time
    std::vector<std::string> jittered; // ids, by time; none of them is faulty
    std::size_t requests = 0;
    TimePoint incidentFrom, incidentTo; // requests that go wrong begin in it
};

// Errors: InvalidInput (too few or too many lines), Cancelled.
Result<ShopLogs> makeShop(const ShopSettings &settings, const Job &job);

// A line a faulty or jittered request: request,what,service,from,to; what is "jitter" where nothing is wrong.
std::string truthCsv(const ShopLogs &logs);

} // namespace causeway::demo
