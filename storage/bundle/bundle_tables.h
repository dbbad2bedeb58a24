#pragma once
// The parts of writing a bundle; each writes some tables. Within an open transaction on the bundle.

#include <map>

#include "storage/bundle/write_bundle.h"

namespace causeway::storage {

// What of a source is in the slice.
struct SourceUse {
    std::uint64_t events = 0, textBytes = 0, bare = 0, spans = 0, points = 0;
    TimePoint lastTime = TimePoint::none();
    bool timesFall = false;
};

struct BundleWriting {
    Database &from, &to;
    EventReader &reader;
    const BundleContent &content;
    const Job &job;
    BundleCounts counts;
    std::map<SourceId, SourceUse> sources;
    double done = 0; // of the whole, 0 … 1
    void report(double part) const { job.report({done + part, 1, Progress::Unit::None}); }
};

// import, chunk, part, shape, frame, sequence_line; template, shape_template, shape_use, template_alias.
Result<void> writeBundleEvents(BundleWriting &writing);
// signal_source, signal_note, resource, scope, operation, span, series, metric_point.
Result<void> writeBundleSignals(BundleWriting &writing);
// source. Behind both.
Result<void> writeBundleSources(BundleWriting &writing);
// label, model, run, finding, bookmark, incident, setting.
Result<void> writeBundleJudgements(BundleWriting &writing);

} // namespace causeway::storage
