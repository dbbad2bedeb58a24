#include "app/engine/judged_scores.h"

#include <algorithm>

#include "app/engine/list_models.h"
#include "app/engine/subjects.h"

namespace causeway::engine {

Result<ScoreJudge> ScoreJudge::read(storage::Project &project)
{
    ScoreJudge judge;
    CAUSEWAY_ASSIGN(judge.m_sessions, verdicts(project, SubjectKind::Session));
    CAUSEWAY_ASSIGN(judge.m_windows, verdicts(project, SubjectKind::Window));
    return judge;
}

std::uint64_t ScoreJudge::labels() const
{
    // Those of windows are among them.
    return static_cast<std::uint64_t>(std::count_if(m_sessions.begin(), m_sessions.end(), [](const auto &entry) { return entry.second != Verdict::Unsure; }));
}

Result<JudgedScores> ScoreJudge::judge(storage::Project &project, const storage::RunInfo &run, bool heldOut) const
{
    JudgedScores out;
    const detect::Detector *detector = findDetector(run.detector);
    out.windows = detector != nullptr && detector->info().subjects == "window";
    const auto &known = out.windows ? m_windows : m_sessions;
    CAUSEWAY_ASSIGN(auto scores, storage::FindingStore(project).scores(run.id));
    std::vector<std::string> used;
    if (heldOut) {
        CAUSEWAY_ASSIGN(used, storage::ModelStore(project).usedSubjects(run.model));
        std::sort(used.begin(), used.end());
    }
    out.ids = std::move(scores.subjectIds);
    out.scores = std::move(scores.scores);
    out.labels.assign(out.ids.size(), JudgedScores::Label::None);
    for (std::size_t i = 0; i < out.ids.size(); ++i) {
        const auto label = known.find(out.ids[i]);
        if (label == known.end() || label->second == Verdict::Unsure)
            continue;
        if (heldOut && std::binary_search(used.begin(), used.end(), out.ids[i]))
            ++out.leftOut;
        else
            out.labels[i] = label->second == Verdict::Anomalous ? JudgedScores::Label::Anomalous : JudgedScores::Label::Normal;
    }
    return out;
}

} // namespace causeway::engine
