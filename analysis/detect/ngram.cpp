#include "analysis/detect/builtin.h"

#include "analysis/detect/ngram_table.h"
#include "analysis/detect/training.h"
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
                                    {falsePositives(0.005), {"n", "Events in a run; 0 chooses 2 to 4", 0, 0, 4}}};
    return kInfo;
}

class NgramModel final : public Model {
public:
    NgramModel(NgramTable table, TrainReport report) : m_table(std::move(table)), m_report(std::move(report))
    {
        m_report.rule = Message(CAUSEWAY_TEXT("Anomalous with more than %1 different runs of %2 events never seen in training (%3 runs are known)"),
                                m_report.threshold, m_table.order(), m_table.runs());
    }

    const TrainReport &report() const override { return m_report; }

    Result<Scores> score(const SequenceSet &sessions, unsigned threads, const Job &job) const override
    {
        CAUSEWAY_ASSIGN(auto scores, scoreUnique(sessions, threads, job,
                                                 [this](auto sequence) { return static_cast<double>(m_table.unseen(sequence)); }));
        return Scores{std::move(scores), m_report.threshold};
    }

    Result<Explanation> explain(const SequenceSet &sessions, std::size_t session, const KeyNamer &name) const override
    {
        CAUSEWAY_TRY(checkSession(sessions, session));
        const auto sequence = sessions.session(session);
        Explanation out{{}, plainSteps(sequence), {}};
        out.message = wordRuns(sequence, m_table, m_report.sessions, name, out, true).value_or(nothingOdd(m_report.sessions));
        limitSteps(out.steps);
        return out;
    }

    std::string save() const override
    {
        ByteWriter out;
        writeHead(out, describe().name, m_report);
        m_table.write(out);
        return out.take();
    }

private:
    NgramTable m_table;
    TrainReport m_report;
};

class NgramDetector final : public Detector {
public:
    const DetectorInfo &info() const override { return describe(); }

    Result<std::unique_ptr<Model>> train(const TrainingData &data, const TrainSettings &settings, const Job &job) const override
    {
        CAUSEWAY_TRY(checkSettings(info(), settings));
        CAUSEWAY_ASSIGN(const TrainingSessions training, trainingSessions(data, job));
        const auto n = static_cast<unsigned>(setting(info(), settings, "n"));
        const std::uint64_t allowed = allowedExceptions(training.sessions, setting(info(), settings, "false_positives"));
        CAUSEWAY_ASSIGN(auto runs, chooseRuns(*data.sessions, training.unique, n, allowed, job));
        const double threshold = toleratedScore(runs.leftOut, training.unique.weight, allowed);
        return std::make_unique<NgramModel>(
            std::move(runs.table), sessionReport(training, threshold, leftOutFpr(data, training.unique, runs.leftOut, threshold)));
    }

    Result<std::unique_ptr<Model>> load(std::string_view bytes) const override
    {
        ByteReader in(bytes);
        auto report = readHead(in, info().name);
        auto table = NgramTable::read(in);
        if (!report || !table || table->order() == 0 || !in.atEnd())
            return damagedModel(info().name);
        return std::make_unique<NgramModel>(std::move(*table), std::move(*report));
    }
};

} // namespace

const Detector &ngramDetector()
{
    static const NgramDetector kDetector;
    return kDetector;
}

} // namespace causeway::detect
