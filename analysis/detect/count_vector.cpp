#include "analysis/detect/builtin.h"

#include "analysis/detect/count_vectors.h"
#include "analysis/detect/training.h"
#include "analysis/detect/wording.h"

namespace causeway::detect {

namespace {

const DetectorInfo &describe()
{
    static const DetectorInfo kInfo{"count-vector",
                                    "Unseen count vector",
                                    DetectorKind::Counts,
                                    "session",
                                    "sessions",
                                    "Landauer, Skopik & Wurzenberger 2024, A Critical Review of Common Log Data Sets",
                                    "Exact nearest neighbour in L1; the tolerated distance is chosen by leaving one session out",
                                    {falsePositives(0.005)}};
    return kInfo;
}

class CountVectorModel final : public Model {
public:
    CountVectorModel(CountVectorTable table, TrainReport report) : m_table(std::move(table)), m_report(std::move(report))
    {
        m_report.rule =
            Message(CAUSEWAY_TEXT("Anomalous where more than %1 events are missing or too many against the nearest of %2 known combinations of counts"),
                    m_report.threshold, m_table.size());
    }

    const TrainReport &report() const override { return m_report; }

    Result<Scores> score(const SequenceSet &sessions, unsigned threads, const Job &job) const override
    {
        CAUSEWAY_ASSIGN(auto scores, scoreUnique(sessions, threads, job, [this](auto sequence) {
            return static_cast<double>(m_table.nearest(countVector(sequence)).distance);
        }));
        return Scores{std::move(scores), m_report.threshold};
    }

    Result<Explanation> explain(const SequenceSet &sessions, std::size_t session, const KeyNamer &name) const override
    {
        CAUSEWAY_TRY(checkSession(sessions, session));
        const auto sequence = sessions.session(session);
        Explanation out{{}, plainSteps(sequence), {}};
        out.message = wordCounts(sequence, m_table, {}, nullptr, name, out.steps);
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
    CountVectorTable m_table;
    TrainReport m_report;
};

class CountVectorDetector final : public Detector {
public:
    const DetectorInfo &info() const override { return describe(); }

    Result<std::unique_ptr<Model>> train(const TrainingData &data, const TrainSettings &settings, const Job &job) const override
    {
        CAUSEWAY_TRY(checkSettings(info(), settings));
        CAUSEWAY_ASSIGN(const TrainingSessions training, trainingSessions(data, job));
        CountVectorTable table(*data.sessions, training.unique);
        CAUSEWAY_ASSIGN(const auto leftOut, leftOutDistances(*data.sessions, training.unique, table, {}, settings.threads, job));
        const std::uint64_t allowed = allowedExceptions(training.sessions, setting(info(), settings, "false_positives"));
        const double threshold = toleratedScore(leftOut, training.unique.weight, allowed);
        return std::make_unique<CountVectorModel>(
            std::move(table), sessionReport(training, threshold, leftOutFpr(data, training.unique, leftOut, threshold)));
    }

    Result<std::unique_ptr<Model>> load(std::string_view bytes) const override
    {
        ByteReader in(bytes);
        auto report = readHead(in, info().name);
        auto table = CountVectorTable::read(in);
        if (!report || !table || !in.atEnd())
            return damagedModel(info().name);
        return std::make_unique<CountVectorModel>(std::move(*table), std::move(*report));
    }
};

} // namespace

const Detector &countVectorDetector()
{
    static const CountVectorDetector kDetector;
    return kDetector;
}

} // namespace causeway::detect
