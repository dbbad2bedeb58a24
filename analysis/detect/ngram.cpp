#include "analysis/detect/builtin.h"

#include "analysis/detect/ngram_table.h"
#include "analysis/detect/session_model.h"
#include "analysis/detect/wording.h"

namespace causeway::detect {

namespace {

const DetectorInfo &describe()
{
    static const DetectorInfo kInfo{"ngram",
                                    "Unseen run of events",
                                    DetectorKind::Trivial,
                                    "session",
                                    "sessions",
                                    "Forrest et al. 1996, A Sense of Self for Unix Processes (stide)",
                                    "stide with begin and end markers; the run's length is the longest that left-out sessions bear",
                                    {falsePositives(0.005), {"n", "Events in a run; 0 chooses 2 to 4", 0, 0, 4}, rareShare()}};
    return kInfo;
}

class NgramModel final : public SessionModel {
public:
    NgramModel(NgramTable table, TrainReport trained) : SessionModel(describe(), std::move(trained)), m_table(std::move(table))
    {
        setRule(Message(CAUSEWAY_TEXT("Anomalous with more than %1 different runs of %2 events never seen in training (%3 runs are known)"),
                        report().threshold, m_table.order(), m_table.runs()));
    }

protected:
    double scoreOf(std::span<const std::uint32_t> sequence) const override { return static_cast<double>(m_table.unseen(sequence)); }
    void explainNew(std::span<const std::uint32_t> sequence, const KeyNamer &name, Explanation &out) const override
    {
        out.message = wordRuns(sequence, m_table, report().sessions, name, out, true).value_or(nothingOdd(report().sessions));
    }
    void write(ByteWriter &out) const override { m_table.write(out); }

private:
    NgramTable m_table;
};

class NgramDetector final : public SessionDetector {
public:
    const DetectorInfo &info() const override { return describe(); }

protected:
    Learned learn(const Lesson &lesson, const Job &job) const override
    {
        const auto n = static_cast<unsigned>(setting(info(), lesson.settings, "n"));
        CAUSEWAY_ASSIGN(auto runs, chooseRuns(*lesson.data.sessions, lesson.training.unique, n, lesson.allowed, job));
        return std::make_unique<NgramModel>(std::move(runs.table), sessionReport(lesson.data, lesson.training, runs.leftOut, lesson.allowed));
    }
    std::unique_ptr<SessionModel> read(ByteReader &in, TrainReport trained) const override
    {
        auto table = NgramTable::read(in);
        return table && table->order() > 0 ? std::make_unique<NgramModel>(std::move(*table), std::move(trained)) : nullptr;
    }
    RareRule rareRule() const override { return {RareTraits::kRuns, false}; }
};

} // namespace

const Detector &ngramDetector()
{
    static const NgramDetector kDetector;
    return kDetector;
}

} // namespace causeway::detect
