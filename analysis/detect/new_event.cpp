#include "analysis/detect/builtin.h"

#include <algorithm>

#include "analysis/detect/length_range.h"
#include "analysis/detect/training.h"
#include "analysis/detect/wording.h"

namespace causeway::detect {

namespace {

const DetectorInfo &describe()
{
    static const DetectorInfo kInfo{"new-event",
                                    "New event or length",
                                    DetectorKind::Trivial,
                                    "session",
                                    "sessions",
                                    "Landauer, Skopik & Wurzenberger 2024, A Critical Review of Common Log Data Sets",
                                    "As published; the margin is chosen by leaving one session out",
                                    {falsePositives(0.005)}};
    return kInfo;
}

struct Parameters {
    std::vector<std::uint32_t> keys; // seen in training, ascending
    LengthRange lengths;
};

class NewEventModel final : public Model {
public:
    NewEventModel(Parameters parameters, TrainReport report) : m_parameters(std::move(parameters)), m_report(std::move(report))
    {
        m_report.rule = Message(CAUSEWAY_TEXT("Anomalous with more than %1 events that are new (%2 templates are known) or beyond %3 to %4 events"),
                                m_report.threshold, m_parameters.keys.size(), m_parameters.lengths.shortest(), m_parameters.lengths.longest());
    }

    const TrainReport &report() const override { return m_report; }

    Result<Scores> score(const SequenceSet &sessions, unsigned threads, const Job &job) const override
    {
        CAUSEWAY_ASSIGN(auto scores, scoreUnique(sessions, threads, job, [this](auto sequence) {
            const auto isNew = [this](std::uint32_t key) { return !std::ranges::binary_search(m_parameters.keys, key); };
            return static_cast<double>(std::ranges::count_if(sequence, isNew)) +
                   static_cast<double>(m_parameters.lengths.excess(sequence.size()));
        }));
        return Scores{std::move(scores), m_report.threshold};
    }

    Result<Explanation> explain(const SequenceSet &sessions, std::size_t session, const KeyNamer &name) const override
    {
        CAUSEWAY_TRY(checkSession(sessions, session));
        const auto sequence = sessions.session(session);
        Explanation out{nothingOdd(m_report.sessions), plainSteps(sequence), {}};
        if (m_parameters.lengths.excess(sequence.size()) > 0)
            out.message = Message(CAUSEWAY_TEXT("The session has %1 events; those of training have %2 to %3"), sequence.size(),
                                  m_parameters.lengths.shortest(), m_parameters.lengths.longest());
        for (Step &step : out.steps)
            step.odd = !std::ranges::binary_search(m_parameters.keys, step.observed);
        if (const auto odd = std::ranges::find(out.steps, true, &Step::odd); odd != out.steps.end())
            out.message = neverSeen(nameOf(name, odd->observed), m_report.sessions);
        limitSteps(out.steps);
        return out;
    }

    std::string save() const override
    {
        ByteWriter out;
        writeHead(out, describe().name, m_report);
        out.varint(m_parameters.keys.size());
        std::uint32_t previous = 0;
        for (const std::uint32_t key : m_parameters.keys) {
            out.varint(key - previous);
            previous = key;
        }
        m_parameters.lengths.write(out);
        return out.take();
    }

private:
    Parameters m_parameters;
    TrainReport m_report;
};

class NewEventDetector final : public Detector {
public:
    const DetectorInfo &info() const override { return describe(); }

    Result<std::unique_ptr<Model>> train(const TrainingData &data, const TrainSettings &settings, const Job &job) const override
    {
        CAUSEWAY_TRY(checkSettings(info(), settings));
        CAUSEWAY_ASSIGN(const TrainingSessions training, trainingSessions(data, job));
        const SequenceSet &sessions = *data.sessions;

        std::vector<KeyCount> seen; // key, sessions that have it (at most 2)
        for (std::size_t u = 0; u < training.unique.first.size(); ++u)
            for (const KeyCount &cell : countVector(sessions.session(training.unique.first[u])))
                seen.push_back({cell.key, training.unique.weight[u] > 1 ? 2u : 1u});
        std::sort(seen.begin(), seen.end());
        Parameters parameters;
        std::vector<std::uint32_t> rare; // in one session only
        for (std::size_t from = 0; from < seen.size();) {
            std::uint64_t holders = 0;
            std::size_t to = from;
            for (; to < seen.size() && seen[to].key == seen[from].key; ++to)
                holders += seen[to].count;
            parameters.keys.push_back(seen[from].key);
            if (holders == 1)
                rare.push_back(seen[from].key);
            from = to;
        }
        parameters.lengths = LengthRange(sessions, training.unique);

        std::vector<double> leftOut(training.unique.first.size(), 0);
        for (std::size_t u = 0; u < leftOut.size(); ++u) {
            if (training.unique.weight[u] > 1)
                continue;
            const auto sequence = sessions.session(training.unique.first[u]);
            const auto isRare = [&](std::uint32_t key) { return std::ranges::binary_search(rare, key); };
            leftOut[u] = static_cast<double>(std::ranges::count_if(sequence, isRare)) +
                         static_cast<double>(parameters.lengths.excessIfLeftOut(sequence.size()));
        }
        const std::uint64_t allowed = allowedExceptions(training.sessions, setting(info(), settings, "false_positives"));
        const double threshold = toleratedScore(leftOut, training.unique.weight, allowed);
        return std::make_unique<NewEventModel>(
            std::move(parameters), sessionReport(training, threshold, leftOutFpr(data, training.unique, leftOut, threshold)));
    }

    Result<std::unique_ptr<Model>> load(std::string_view bytes) const override
    {
        ByteReader in(bytes);
        auto report = readHead(in, info().name);
        Parameters parameters;
        const std::uint64_t keys = in.varint();
        if (!report || !in.fits(keys))
            return damagedModel(info().name);
        std::uint64_t key = 0;
        for (std::uint64_t i = 0; i < keys; ++i) {
            const std::uint64_t step = in.bounded(0xffffffffu);
            key += step;
            if (!in.ok() || key > 0xffffffffu || (i > 0 && step == 0))
                return damagedModel(info().name);
            parameters.keys.push_back(static_cast<std::uint32_t>(key));
        }
        const auto lengths = LengthRange::read(in);
        if (!lengths || !in.atEnd())
            return damagedModel(info().name);
        parameters.lengths = *lengths;
        return std::make_unique<NewEventModel>(std::move(parameters), std::move(*report));
    }
};

} // namespace

const Detector &newEventDetector()
{
    static const NewEventDetector kDetector;
    return kDetector;
}

} // namespace causeway::detect
