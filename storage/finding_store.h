#pragma once
// Runs of detectors and what they found; models and their versions.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/core/subject.h"
#include "analysis/detect/detector.h"
#include "storage/edit_log.h"
#include "storage/project.h"

namespace causeway::storage {

struct RunInfo {
    RunId id;
    ModelId model;
    std::string detector;
    std::string grouping;      // of the subjects
    std::int64_t atNs = 0;
    std::uint64_t scored = 0, anomalous = 0;
    double threshold = 0, seconds = 0;
    std::uint64_t snapshotVersion = 0;
};

struct Finding {
    FindingId id;
    RunId run;
    std::string detector;
    Subject subject;
    double score = 0, threshold = 0;
    TimePoint from = TimePoint::none(), to = TimePoint::none();
    Message message;           // kept as text key and arguments: it is rendered in the reader's language
    std::vector<EventId> odd;  // the events the message is about, rising
    // Of a session: the first wrong event or, where something did not come, the last one before that and the template that did not.
    std::optional<EventId> origin;
    TemplateId absent;         // 0: none
};

struct ModelInfo {
    ModelId id;
    std::string detector;
    std::string status;        // "candidate", "active", "retired"
    std::int64_t createdNs = 0;
    std::string settings;      // JSON: values, seed, epochs; "proposed":true where it is not to judge until it is promoted
    std::string grouping;
    detect::TrainReport report;
    std::optional<double> threshold; // set by a person, in the place of the report's
    std::uint64_t labels = 0;  // used
    std::string metrics;       // JSON, may be empty
    ModelId parent;            // 0 = none
    std::string dataFingerprint; // SHA-256 of the training sequences, hex
};

class FindingStore {
public:
    explicit FindingStore(Project &project) : m_project(project) {}
    // Writes a run with the score of every subject and its findings, in one transaction. scores are in the order of subjects.
    Result<RunId> addRun(const RunInfo &run, std::span<const std::string> subjectIds, std::span<const double> scores,
                         std::span<const Finding> findings);
    Result<std::vector<RunInfo>> runs() const; // newest first
    // Score of every subject of a run, in the order given to addRun.
    struct RunScores {
        std::vector<std::string> subjectIds;
        std::vector<double> scores;
    };
    Result<RunScores> scores(RunId run) const;
    struct Query {
        std::optional<RunId> run;        // default: the newest run of each detector
        std::optional<Subject> subject;
        std::size_t limit = 1000;
    };
    // Worst first: by score in units of the run's threshold, ties by time and id.
    Result<std::vector<Finding>> findings(const Query &query) const;
    Result<std::uint64_t> findingCount() const; // of the newest run of each detector

private:
    Project &m_project;
};

class ModelStore {
public:
    explicit ModelStore(Project &project) : m_project(project) {}
    // usedSubjects: sorted; trained on, calibrated on, or labelled for training; what `held-out` leaves out.
    Result<ModelId> add(const ModelInfo &info, std::string_view bytes, std::span<const std::string> usedSubjects);
    Result<std::vector<ModelInfo>> all() const; // newest first
    Result<ModelInfo> get(ModelId id) const;
    // The model's bytes, checked against their SHA-256. Errors: Damaged, NotFound.
    Result<std::string> bytes(ModelId id) const;
    Result<std::vector<std::string>> usedSubjects(ModelId id) const; // sorted
    // Makes a model the active one of its detector; the one before is retired. An edit that can be undone. Conflict where it
    // is active already.
    Result<EditNumber> promote(ModelId id);
    Result<void> undo(EditNumber edit);
    Result<void> redo(EditNumber edit);
    Result<void> setMetrics(ModelId id, std::string_view json);
    // nullopt: back to the one it learned. Errors: NotFound. As an edit that can be undone; 0 where nothing changes.
    Result<EditNumber> changeThreshold(ModelId id, std::optional<double> threshold);
    // The same without an edit, of a model that has just been made.
    Result<void> setThreshold(ModelId id, std::optional<double> threshold);
    // The active model of a detector, else its newest that is not only proposed, else its newest; NotFound with how to train one.
    Result<ModelInfo> newest(std::string_view detector) const;

private:
    Project &m_project;
};

} // namespace causeway::storage
