#pragma once
// Writes a bundle: the tables of a project with what lies in a slice of it, and nothing else. Nothing from outside the slice is
// ever written to the file, so that nothing of it can be left over there.
//
// Events, spans and points are numbered anew, densely and in their old order, and whatever names events (findings, bookmarks,
// labels, lines of sequence files) goes with them; shapes and header forms likewise. Ids of templates, sources, imports, models,
// runs and findings stay, so that models judge as they did. Sessions are not written: they are grouped when the bundle is opened.
// The log of edits stays behind: it holds what was before. So do scenarios, trained policies, approvals and splits: they are about what may be,
// and are exchanged as files of their own.

#include <functional>
#include <map>
#include <unordered_set>

#include "analysis/core/subject.h"
#include "analysis/traces/span_table.h"
#include "storage/bundle/bundle_info.h"
#include "storage/bundle/event_slice.h"
#include "storage/event_reader.h"

namespace causeway::storage {

struct TraceHash {
    std::size_t operator()(const traces::TraceKey &key) const { return std::hash<std::uint64_t>()(key.high * 0x9E3779B97F4A7C15u ^ key.low); }
};
using TraceKeys = std::unordered_set<traces::TraceKey, TraceHash>;

struct BundleContent {
    std::shared_ptr<const Snapshot> snapshot;
    std::shared_ptr<const EventSlice> events;  // numbered
    TraceKeys traces;                          // whole
    bool everything = false;                   // points and rows without a time too
    TimeRange points;                          // of metrics
    std::vector<TimeRange> times;              // the slice's
    std::vector<SourceId> sources;             // that are named even where nothing of them is in the slice
    // The subject as the bundle has it; nullopt: it is outside.
    std::function<std::optional<Subject>(const Subject &)> moved;
    std::map<std::string, std::string> settings; // in the place of the project's; empty: none
    BundleInfo info;                           // all but the counts, which are found here
};

struct BundleCounts {
    std::uint64_t events = 0, spans = 0, metricPoints = 0, labels = 0, findings = 0, runs = 0, models = 0, bookmarks = 0, incidents = 0;
    std::uint64_t bytes = 0; // of the file
};

// To FILE, whole or not at all: beside it first. Reads the project as it is at one moment. Errors: Cancelled, Damaged, Unwritable,
// LimitExceeded.
Result<BundleCounts> writeBundle(const Project &project, EventReader &reader, const BundleContent &content, const std::string &file, const Job &job);

// Whether any time of the slice is within [from, to] (both inclusive; none: no).
bool touches(const std::vector<TimeRange> &times, TimePoint from, TimePoint to);

} // namespace causeway::storage
