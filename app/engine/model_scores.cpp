#include "app/engine/model_scores.h"

namespace causeway::engine {

Result<detect::Scores> modelScores(const detect::Model &model, const storage::ModelInfo &info, const Subjects &subjects, unsigned threads, const Job &job)
{
    CAUSEWAY_ASSIGN(detect::Scores scores, subjects.windows ? model.scoreWindows(subjects.counts, job) : model.score(subjects.sequences, threads, job));
    if (scores.scores.size() != subjects.size())
        return failure(ErrorCode::Internal, Message(CAUSEWAY_TEXT("The detector gave %1 scores for %2 subjects"), scores.scores.size(), subjects.size()));
    if (!info.threshold)
        return scores;
    scores.threshold = *info.threshold;
    for (std::size_t i = 0; i < scores.scores.size() && !subjects.windows; ++i)
        if (scores.scores[i] > scores.threshold && model.isAccepted(subjects.sequences.session(i)))
            scores.scores[i] = scores.threshold;
    return scores;
}

} // namespace causeway::engine
