#pragma once
// What detectors learn from and judge: the sessions or the windows of a project, in columns, with their ids and labels.

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/detect/detector.h"
#include "storage/event_reader.h"
#include "storage/session_store.h"
#include "storage/template_store.h"

namespace causeway::engine {

struct Subjects {
    std::shared_ptr<const storage::TemplateCatalog> catalog;
    bool windows = false;
    std::string grouping;                               // "identifier:blk"; of windows "window:60s"
    // Sessions, in order of their first event.
    std::shared_ptr<const storage::SessionSet> sessions;
    detect::SequenceSet sequences;                      // sequence i is session i
    // Windows.
    detect::CountTable counts;

    [[nodiscard]] std::size_t size() const { return windows ? counts.buckets() : sequences.size(); }
    [[nodiscard]] Subject subject(std::size_t i) const;
    [[nodiscard]] TimeRange times(std::size_t i) const; // first and last event (both inclusive); of a window its ends
    [[nodiscard]] detect::KeyNamer namer() const;       // by template text, valid UTF-8
};

// The remembered grouping's sessions (grouped first where need be).
Result<Subjects> sessionSubjects(storage::Project &project, unsigned threads, const Job &job);
// The same with their values where the detector needs them.
Result<Subjects> sessionSubjects(storage::Project &project, const detect::DetectorInfo &detector, unsigned threads, const Job &job);
// bucketNs 0: chosen from the span of the events, at most a minute. Errors: InvalidInput where no event has a time.
Result<Subjects> windowSubjects(storage::Project &project, std::int64_t bucketNs, unsigned threads, const Job &job);
Result<Subjects> subjectsFor(storage::Project &project, const detect::DetectorInfo &detector, unsigned threads, const Job &job);

// Verdicts by subject id.
Result<std::unordered_map<std::string, Verdict>> verdicts(storage::Project &project, SubjectKind kind);

// Labels of sessions by subject id, with what verdicts() leaves out.
struct SessionLabel {
    Verdict verdict = Verdict::Unsure;
    std::string kind;
    bool imported = false; // came with the data
};
using SessionLabels = std::unordered_map<std::string, SessionLabel>;
Result<SessionLabels> sessionLabels(storage::Project &project);

// "window:60s" → 60·10⁹; 0 where it is none.
std::int64_t windowLength(std::string_view grouping);

} // namespace causeway::engine
