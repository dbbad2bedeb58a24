#pragma once
// What the detectors of this folder share when they learn: settings, the training sessions, thresholds by leaving one
// out, and the head of their files.

#include "analysis/core/bytes.h"
#include "analysis/detect/detector.h"
#include "analysis/detect/unique_sequences.h"

namespace causeway::detect {

// Errors: NotFound beyond the last session.
Result<> checkSession(const SequenceSet &sessions, std::size_t session);

// The share of normal subjects that a detector may flag; every detector has it as its setting "false_positives".
SettingInfo falsePositives(double defaultValue);

// Errors: InvalidInput for a name that is not among info.settings or a value outside its bounds.
Result<> checkSettings(const DetectorInfo &info, const TrainSettings &settings);
double setting(const DetectorInfo &info, const TrainSettings &settings, std::string_view name);

struct TrainingSessions {
    UniqueSequences unique;     // of the sessions not labelled anomalous
    std::uint64_t sessions = 0; // how many those are
};
// Errors: InvalidInput without a session to learn from; Cancelled.
Result<TrainingSessions> trainingSessions(const TrainingData &data, const Job &job);

// Thresholds are chosen by leaving one out: each training session is scored as if all the others alone had been learned
// from. A rule that flags k of n so left out is expected to flag a share (k + 1) / (n + 1) of normal sessions to come
// (Vovk, Gammerman & Shafer, Algorithmic Learning in a Random World, ch. 2). So k may be at most this for a target share;
// where n is too small for the target, none.
std::uint64_t allowedExceptions(std::uint64_t sessions, double falsePositives);

// The lowest of 0 and the scores that at most `allowed` sessions exceed. Scores and weights by distinct sequence.
double toleratedScore(const std::vector<double> &scores, const std::vector<std::uint64_t> &weights, std::uint64_t allowed);

// The share of the calibration sessions (of all where there are none) that exceed the threshold when left out.
double leftOutFpr(const TrainingData &data, const UniqueSequences &unique, const std::vector<double> &leftOut, double threshold);

TrainReport sessionReport(const TrainingSessions &training, double threshold, double calibrationFpr);
// The threshold from the scores of left-out sessions, of which `allowed` may exceed it.
TrainReport sessionReport(const TrainingData &data, const TrainingSessions &training, const std::vector<double> &leftOut, std::uint64_t allowed);

// Magic, version, detector, report (but its rule, which a model words anew). read: nothing where it is not that
// detector's, or hostile. Version 1 knew nothing of what is rare (rare_traits.h), version 2 nothing of
// what was accepted (TrainingData::accepted).
void writeHead(ByteWriter &out, std::string_view detector, const TrainReport &report);
std::optional<TrainReport> readHead(ByteReader &in, std::string_view detector, std::uint8_t *version = nullptr);
tl::unexpected<Error> damagedModel(std::string_view detector);

} // namespace causeway::detect
