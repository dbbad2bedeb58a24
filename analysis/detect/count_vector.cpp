#include "analysis/detect/builtin.h"

#include "analysis/detect/count_vectors.h"
#include "analysis/detect/session_model.h"
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
                                    {falsePositives(0.005), rareShare()}};
    return kInfo;
}

class CountVectorModel final : public SessionModel {
public:
    CountVectorModel(CountVectorTable table, TrainReport trained) : SessionModel(describe(), std::move(trained)), m_table(std::move(table))
    {
        setRule(Message(CAUSEWAY_TEXT("Anomalous where more than %1 events are missing or too many against the nearest of %2 known combinations of counts"),
                        report().threshold, m_table.size()));
    }

protected:
    double scoreOf(std::span<const std::uint32_t> sequence) const override
    {
        return static_cast<double>(m_table.nearest(countVector(sequence)).distance);
    }
    void explainNew(std::span<const std::uint32_t> sequence, const KeyNamer &name, Explanation &out) const override
    {
        out.message = wordCounts(sequence, m_table, {}, nullptr, name, out.steps);
    }
    void write(ByteWriter &out) const override { m_table.write(out); }

private:
    CountVectorTable m_table;
};

class CountVectorDetector final : public SessionDetector {
public:
    const DetectorInfo &info() const override { return describe(); }

protected:
    Learned learn(const Lesson &lesson, const Job &job) const override
    {
        const UniqueSequences &unique = lesson.training.unique;
        CountVectorTable table(*lesson.data.sessions, unique);
        CAUSEWAY_ASSIGN(const auto leftOut, leftOutDistances(*lesson.data.sessions, unique, table, {}, lesson.settings.threads, job));
        return std::make_unique<CountVectorModel>(std::move(table), sessionReport(lesson.data, lesson.training, leftOut, lesson.allowed));
    }
    std::unique_ptr<SessionModel> read(ByteReader &in, TrainReport trained) const override
    {
        auto table = CountVectorTable::read(in);
        return table ? std::make_unique<CountVectorModel>(std::move(*table), std::move(trained)) : nullptr;
    }
    RareRule rareRule() const override { return {RareTraits::kCounts, false}; }
};

} // namespace

const Detector &countVectorDetector()
{
    static const CountVectorDetector kDetector;
    return kDetector;
}

} // namespace causeway::detect
