#pragma once
// Numeric parameters of the events of sessions, for detectors that judge values.

#include "analysis/core/job.h"
#include "analysis/detect/detector.h"
#include "analysis/detect/sequence_set.h"
#include "storage/event_reader.h"
#include "storage/template_store.h"

namespace causeway::engine {

// Whether it learns from and judges sequences with values.
bool needsValues(const detect::DetectorInfo &detector);

// Fills sequences.values, from parameters of a template that are integers, decimals, durations (in nanoseconds) or sizes (in
// bytes) and not the same in every line. Only the chunks that hold such events are read. Errors: Cancelled, Damaged.
Result<void> addValues(storage::EventReader &reader, const storage::TemplateCatalog &catalog, detect::SequenceSet &sequences, unsigned threads, const Job &job);

} // namespace causeway::engine
