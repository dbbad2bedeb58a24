#pragma once
// The scores of a run beside the labels: what evaluation and the curves are made of.

#include <unordered_map>

#include "storage/finding_store.h"

namespace causeway::engine {

struct JudgedScores {
    enum class Label : std::uint8_t { None, Normal, Anomalous }; // unsure is none
    std::vector<std::string> ids;
    std::vector<double> scores;
    std::vector<Label> labels;
    std::uint64_t leftOut = 0; // labelled, but used by the model
    bool windows = false;      // judged are windows, not sessions
};

// Reads the labels once, for any number of runs.
class ScoreJudge {
public:
    static Result<ScoreJudge> read(storage::Project &project);
    [[nodiscard]] std::uint64_t labels() const; // normal or anomalous
    // heldOut: labels of what the run's model was trained on, calibrated on, or labelled for training do not count.
    [[nodiscard]] Result<JudgedScores> judge(storage::Project &project, const storage::RunInfo &run, bool heldOut) const;

private:
    std::unordered_map<std::string, Verdict> m_sessions, m_windows;
};

} // namespace causeway::engine
