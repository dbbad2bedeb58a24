#include "app/engine/score_curves.h"

#include <algorithm>
#include <cmath>

#include "app/engine/judged_scores.h"
#include "app/engine/list_models.h"

namespace causeway::engine {

namespace {

ScoreCurve curveOf(const storage::RunInfo &run, const JudgedScores &judged)
{
    using Label = JudgedScores::Label;
    ScoreCurve out;
    out.run = run;
    out.windows = judged.windows;
    out.leftOut = judged.leftOut;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < judged.scores.size(); ++i) {
        ++out.subjects;
        out.anomalous += judged.labels[i] == Label::Anomalous;
        out.normal += judged.labels[i] == Label::Normal;
        if (!std::isnan(judged.scores[i])) // above no threshold
            order.push_back(i);
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return judged.scores[a] > judged.scores[b]; });
    ScoreCurve::Step step;
    for (std::size_t k = 0; k < order.size(); ++k) {
        const std::size_t i = order[k];
        step.score = judged.scores[i];
        ++step.subjects;
        step.anomalous += judged.labels[i] == Label::Anomalous;
        step.normal += judged.labels[i] == Label::Normal;
        if (k + 1 == order.size() || judged.scores[order[k + 1]] < step.score)
            out.steps.push_back(step);
    }
    return out;
}

} // namespace

ScoreCurve::Counts ScoreCurve::at(double threshold) const
{
    const auto end = std::partition_point(steps.begin(), steps.end(), [&](const Step &step) { return step.score > threshold; });
    const Step last = end == steps.begin() ? Step{} : *(end - 1);
    return {last.subjects, {last.anomalous, last.normal, anomalous - last.anomalous, normal - last.normal}};
}

Result<std::vector<ScoreCurve>> scoreCurves(storage::Project &project, bool heldOut, const Job &job)
{
    CAUSEWAY_ASSIGN(const ScoreJudge judge, ScoreJudge::read(project));
    CAUSEWAY_ASSIGN(const auto runs, storage::FindingStore(project).runs());
    std::vector<ScoreCurve> out;
    for (const detect::DetectorInfo &info : listDetectors()) {
        if (job.isCancelled())
            return failure(cancelled());
        const auto newest = std::find_if(runs.begin(), runs.end(), [&](const storage::RunInfo &run) { return run.detector == info.name; });
        if (newest == runs.end())
            continue;
        CAUSEWAY_ASSIGN(const JudgedScores judged, judge.judge(project, *newest, heldOut));
        out.push_back(curveOf(*newest, judged));
    }
    return out;
}

} // namespace causeway::engine
