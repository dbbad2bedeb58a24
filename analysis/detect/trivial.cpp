#include "analysis/detect/builtin.h"

#include <algorithm>

#include "analysis/detect/count_vectors.h"
#include "analysis/detect/length_range.h"
#include "analysis/detect/ngram_table.h"
#include "analysis/detect/session_model.h"
#include "analysis/detect/wording.h"

namespace causeway::detect {

namespace {

const DetectorInfo &describe()
{
    static const DetectorInfo kInfo{"trivial",
                                    "Counts, runs and lengths",
                                    DetectorKind::Trivial,
                                    "session",
                                    "sessions",
                                    "Landauer, Skopik & Wurzenberger 2024, A Critical Review of Common Log Data Sets",
                                    "The published combination; which templates count and what is tolerated is chosen by leaving one session out",
                                    {falsePositives(0.001), rareShare()}};
    return kInfo;
}

// Any part that is exceeded makes a session anomalous. Counts always judge. Each further part is expected to cost false
// positives even where no left-out session exceeds it (1 in n + 1), so it judges only where the target still affords it.
struct Parameters {
    std::vector<std::uint32_t> varying; // templates whose counts are not judged
    CountVectorTable counts;            // without those
    double countsTolerated = 0;
    NgramTable runs; // also for what is expected where it does not judge
    double runsTolerated = 0;
    bool runsJudge = false;
    LengthRange lengths;
    double lengthTolerated = 0;
    bool lengthJudges = false;
};

std::string listOf(std::span<const std::uint32_t> keys)
{
    std::string out;
    for (const std::uint32_t key : keys)
        out += (out.empty() ? "" : ", ") + std::to_string(key);
    return out.empty() ? "–" : out;
}

Message ruleOf(const Parameters &p)
{
    const std::string varying = listOf(p.varying);
    if (!p.runsJudge)
        return Message(CAUSEWAY_TEXT("Anomalous where more than %1 events are missing or too many against the nearest of %2 known combinations of "
                                     "counts (patterns not counted: %3)"),
                       p.countsTolerated, p.counts.size(), varying);
    if (!p.lengthJudges)
        return Message(CAUSEWAY_TEXT("Anomalous where more than %1 events are missing or too many against the nearest of %2 known combinations of "
                                     "counts (patterns not counted: %3), or more than %4 runs of %5 events were never seen"),
                       p.countsTolerated, p.counts.size(), varying, p.runsTolerated, p.runs.order());
    return Message(CAUSEWAY_TEXT("Anomalous where more than %1 events are missing or too many against the nearest of %2 known combinations of "
                                 "counts (patterns not counted: %3), more than %4 runs of %5 events were never seen, or the length is more "
                                 "than %6 events beyond %7 to %8"),
                   p.countsTolerated, p.counts.size(), varying, p.runsTolerated, p.runs.order(), p.lengthTolerated, p.lengths.shortest(),
                   p.lengths.longest());
}

struct Excess {
    double counts = 0, runs = 0, length = 0; // beyond what is tolerated
};

class TrivialModel final : public SessionModel {
public:
    TrivialModel(Parameters parameters, TrainReport trained) : SessionModel(describe(), judgedByExcess(std::move(trained))), m_parameters(std::move(parameters))
    {
        setRule(ruleOf(m_parameters));
    }

protected:
    double scoreOf(std::span<const std::uint32_t> sequence) const override
    {
        const Excess e = excess(sequence);
        double worst = e.counts;
        if (m_parameters.runsJudge)
            worst = std::max(worst, e.runs);
        if (m_parameters.lengthJudges)
            worst = std::max(worst, e.length);
        return worst;
    }
    void explainNew(std::span<const std::uint32_t> sequence, const KeyNamer &name, Explanation &out) const override
    {
        const Parameters &p = m_parameters;
        const Excess e = excess(sequence);
        const bool oddRuns = p.runsJudge && e.runs > 0;
        const auto aboutRuns = wordRuns(sequence, p.runs, report().sessions, name, out, oddRuns || e.counts > 0);
        if (e.counts > 0)
            out.message = wordCounts(sequence, p.counts, p.varying, &p.runs, name, out.steps);
        else if (oddRuns && aboutRuns)
            out.message = *aboutRuns;
        else if (p.lengthJudges && e.length > 0)
            out.message = p.lengths.word(sequence.size());
        else
            out.message = nothingOdd(report().sessions);
    }
    void write(ByteWriter &out) const override
    {
        const Parameters &p = m_parameters;
        out.varint(p.varying.size());
        for (const std::uint32_t key : p.varying)
            out.varint(key);
        p.counts.write(out);
        p.runs.write(out);
        p.lengths.write(out);
        out.u8(static_cast<std::uint8_t>((p.runsJudge ? 1 : 0) | (p.lengthJudges ? 2 : 0)));
        out.f64(p.countsTolerated);
        out.f64(p.runsTolerated);
        out.f64(p.lengthTolerated);
    }

private:
    static TrainReport judgedByExcess(TrainReport trained)
    {
        trained.threshold = 0;
        return trained;
    }
    Excess excess(std::span<const std::uint32_t> sequence) const
    {
        const Parameters &p = m_parameters;
        return {static_cast<double>(p.counts.nearest(countVector(sequence, p.varying)).distance) - p.countsTolerated,
                static_cast<double>(p.runs.unseen(sequence)) - p.runsTolerated,
                static_cast<double>(p.lengths.excess(sequence.size())) - p.lengthTolerated};
    }

    Parameters m_parameters;
};

// Adds a part to the rule if the target affords it: with `judges` = parts then in force, at most floor(α (n + 1)) − judges
// left-out sessions may be flagged by any of them. The part gets the lowest tolerance that keeps to that.
class Budget {
public:
    Budget(std::uint64_t sessions, double share, const std::vector<std::uint64_t> &weights)
        : m_allowed(allowedExceptions(sessions, share)), m_weights(weights), m_flagged(weights.size(), false)
    {
    }

    [[nodiscard]] std::uint64_t allowed() const { return m_allowed; }
    [[nodiscard]] const std::vector<bool> &flagged() const { return m_flagged; }

    double takeFirst(const std::vector<double> &leftOut)
    {
        const double tolerated = toleratedScore(leftOut, m_weights, m_allowed);
        flag(leftOut, tolerated);
        return tolerated;
    }
    bool takeFurther(const std::vector<double> &leftOut, double *tolerated)
    {
        std::uint64_t already = 0;
        std::vector<double> fresh = leftOut; // of sessions that no other part flags
        for (std::size_t u = 0; u < fresh.size(); ++u) {
            if (m_flagged[u]) {
                already += m_weights[u];
                fresh[u] = 0;
            }
        }
        if (m_allowed < already + 1)
            return false;
        --m_allowed;
        *tolerated = toleratedScore(fresh, m_weights, m_allowed - already);
        flag(leftOut, *tolerated);
        return true;
    }

private:
    void flag(const std::vector<double> &leftOut, double tolerated)
    {
        for (std::size_t u = 0; u < leftOut.size(); ++u)
            if (leftOut[u] > tolerated)
                m_flagged[u] = true;
    }

    std::uint64_t m_allowed;
    const std::vector<std::uint64_t> &m_weights;
    std::vector<bool> m_flagged;
};

class TrivialDetector final : public SessionDetector {
public:
    const DetectorInfo &info() const override { return describe(); }

protected:
    Learned learn(const Lesson &lesson, const Job &job) const override
    {
        const SequenceSet &sessions = *lesson.data.sessions;
        const UniqueSequences &unique = lesson.training.unique;
        Budget budget(lesson.training.sessions, lesson.falsePositives, unique.weight);

        Parameters p;
        CAUSEWAY_ASSIGN(p.varying, varyingKeys(CountVectorTable(sessions, unique), budget.allowed(), job));
        p.counts = CountVectorTable(sessions, unique, p.varying);
        CAUSEWAY_ASSIGN(const auto distances, leftOutDistances(sessions, unique, p.counts, p.varying, lesson.settings.threads, job));
        CAUSEWAY_ASSIGN(auto runs, chooseRuns(sessions, unique, 0, budget.allowed(), job));
        p.countsTolerated = budget.takeFirst(distances);
        p.runs = std::move(runs.table);
        p.runsJudge = budget.takeFurther(runs.leftOut, &p.runsTolerated);
        p.lengths = LengthRange(sessions, unique);
        if (p.runsJudge) {
            std::vector<double> excess(unique.first.size(), 0);
            for (std::size_t u = 0; u < excess.size(); ++u)
                if (unique.weight[u] == 1)
                    excess[u] = static_cast<double>(p.lengths.excessIfLeftOut(sessions.session(unique.first[u]).size()));
            p.lengthJudges = budget.takeFurther(excess, &p.lengthTolerated);
        }
        std::vector<double> flagged(budget.flagged().begin(), budget.flagged().end());
        return std::make_unique<TrivialModel>(std::move(p), sessionReport(lesson.training, 0, leftOutFpr(lesson.data, unique, flagged, 0.5)));
    }

    std::unique_ptr<SessionModel> read(ByteReader &in, TrainReport trained) const override
    {
        Parameters p;
        const std::uint64_t varying = in.varint();
        if (!in.fits(varying))
            return nullptr;
        for (std::uint64_t i = 0; i < varying; ++i)
            p.varying.push_back(static_cast<std::uint32_t>(in.bounded(0xffffffffu)));
        auto counts = CountVectorTable::read(in);
        auto runs = counts ? NgramTable::read(in) : std::nullopt;
        const auto lengths = runs ? LengthRange::read(in) : std::nullopt;
        if (!lengths)
            return nullptr;
        const std::uint8_t judges = in.u8();
        p.countsTolerated = in.f64();
        p.runsTolerated = in.f64();
        p.lengthTolerated = in.f64();
        const bool tolerable = p.countsTolerated >= 0 && p.runsTolerated >= 0 && p.lengthTolerated >= 0;
        if (!in.ok() || judges > 3 || !tolerable || runs->order() < 2 || !std::ranges::is_sorted(p.varying))
            return nullptr;
        p.counts = std::move(*counts);
        p.runs = std::move(*runs);
        p.lengths = *lengths;
        p.runsJudge = (judges & 1) != 0;
        p.lengthJudges = (judges & 2) != 0;
        return std::make_unique<TrivialModel>(std::move(p), std::move(trained));
    }
    RareRule rareRule() const override { return {RareTraits::kCounts | RareTraits::kRuns, true}; }
};

} // namespace

const Detector &trivialDetector()
{
    static const TrivialDetector kDetector;
    return kDetector;
}

} // namespace causeway::detect
