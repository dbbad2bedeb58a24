#pragma once
// What a bundle of an incident takes along: the lines, traces and points of its time and of the time that it is compared with, so
// that a search for the root cause finds the same in it; and what belongs to them.
//
// Of the times: lines; traces that are busy in them, whole, with their lines; sessions of the current grouping that have lines in them,
// whole where they last no longer than the times themselves, else ten minutes around them; lines without a time behind one that is
// taken. Points of metrics from ten minutes before to ten minutes after, as a search reads them.

#include "storage/bundle/write_bundle.h"

namespace causeway::engine {

struct BundleRequest {
    TimeRange time;                    // of the incident; isAll(): everything
    std::optional<TimeRange> baseline; // absent: defaultBundleBaseline()
    unsigned threads = 0;
};

struct BundlePart {
    std::uint64_t events = 0, traces = 0, spans = 0;
};

struct BundlePlan {
    storage::BundleContent content;
    BundlePart time, baseline, around;  // a trace where its spans are: in the time, else in the baseline, else around
    std::uint64_t metricPoints = 0;
    std::uint64_t cutSessions = 0;      // of which a part is in the slice
    std::uint64_t timelessLeftOut = 0;  // lines without a time, of sources in which no line has one
    std::uint64_t bytes = 0;            // about what the file will have
    [[nodiscard]] std::uint64_t events() const { return time.events + baseline.events + around.events; }
    [[nodiscard]] std::uint64_t spans() const { return time.spans + baseline.spans + around.spans; }
    [[nodiscard]] std::uint64_t traces() const { return time.traces + baseline.traces + around.traces; }
};

// What lies before: twice as long as the incident and at least half an hour, as far as there is something; nullopt: nothing does.
std::optional<TimeRange> defaultBundleBaseline(TimeRange time, TimeRange all);

// Mines templates and groups sessions first where that is to be done. Errors: NotFound (nothing lies in the time), InvalidInput (the
// baseline is empty or within the time), Cancelled, Damaged.
Result<BundlePlan> planBundle(storage::Project &project, const BundleRequest &request, const Job &job);

} // namespace causeway::engine
