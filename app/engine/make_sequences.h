#pragma once
// Sessions and counts as detectors see them: columns of template ids and times, no strings.

#include <span>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/detect/sequence_set.h"
#include "storage/event_reader.h"
#include "storage/session_store.h"
#include "storage/template_store.h"

namespace causeway::engine {

// Sequence i is session i of the set. Errors: Cancelled, Damaged.
Result<detect::SequenceSet> makeSequences(storage::EventReader &reader, const storage::SessionSet &sessions,
                                          const storage::TemplateCatalog &catalog, unsigned threads, const Job &job);
// Sequence i is session picked[i]: only the chunks that hold their events are read.
Result<detect::SequenceSet> makeSequences(storage::EventReader &reader, const storage::SessionSet &sessions,
                                          std::span<const std::size_t> picked, const storage::TemplateCatalog &catalog, const Job &job);

// One series "all", one a level and one a template that occurs. Buckets are aligned to multiples of bucketNs since 1970;
// bucketNs is doubled until there are at most kMaxBuckets. Events without a time are left out. No buckets: no event has one.
constexpr std::size_t kMaxBuckets = 100'000;
Result<detect::CountTable> makeCounts(storage::EventReader &reader, const storage::TemplateCatalog &catalog, std::int64_t bucketNs,
                                      unsigned threads, const Job &job);

} // namespace causeway::engine
