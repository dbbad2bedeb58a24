#include "analysis/detect/builtin.h"

#include <algorithm>

#include "analysis/detect/length_range.h"
#include "analysis/detect/session_model.h"
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
                                    {falsePositives(0.005), rareShare()}};
    return kInfo;
}

struct Parameters {
    std::vector<std::uint32_t> keys; // seen in training, ascending
    LengthRange lengths;
};

class NewEventModel final : public SessionModel {
public:
    NewEventModel(Parameters parameters, TrainReport trained) : SessionModel(describe(), std::move(trained)), m_parameters(std::move(parameters))
    {
        setRule(Message(CAUSEWAY_TEXT("Anomalous with more than %1 events that are new (%2 patterns are known) or beyond %3 to %4 events"),
                        report().threshold, m_parameters.keys.size(), m_parameters.lengths.shortest(), m_parameters.lengths.longest()));
    }

protected:
    double scoreOf(std::span<const std::uint32_t> sequence) const override
    {
        const auto isNew = [this](std::uint32_t key) { return !std::ranges::binary_search(m_parameters.keys, key); };
        return static_cast<double>(std::ranges::count_if(sequence, isNew)) + static_cast<double>(m_parameters.lengths.excess(sequence.size()));
    }
    void explainNew(std::span<const std::uint32_t> sequence, const KeyNamer &name, Explanation &out) const override
    {
        out.message = m_parameters.lengths.excess(sequence.size()) > 0 ? m_parameters.lengths.word(sequence.size()) : nothingOdd(report().sessions);
        for (Step &step : out.steps)
            step.odd = !std::ranges::binary_search(m_parameters.keys, step.observed);
        if (const auto odd = std::ranges::find(out.steps, true, &Step::odd); odd != out.steps.end())
            out.message = neverSeen(nameOf(name, odd->observed), report().sessions);
    }
    void write(ByteWriter &out) const override
    {
        out.varint(m_parameters.keys.size());
        std::uint32_t previous = 0;
        for (const std::uint32_t key : m_parameters.keys) {
            out.varint(key - previous);
            previous = key;
        }
        m_parameters.lengths.write(out);
    }

private:
    Parameters m_parameters;
};

class NewEventDetector final : public SessionDetector {
public:
    const DetectorInfo &info() const override { return describe(); }

protected:
    Learned learn(const Lesson &lesson, const Job &) const override
    {
        const SequenceSet &sessions = *lesson.data.sessions;
        const TrainingSessions &training = lesson.training;
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
        return std::make_unique<NewEventModel>(std::move(parameters), sessionReport(lesson.data, training, leftOut, lesson.allowed));
    }

    std::unique_ptr<SessionModel> read(ByteReader &in, TrainReport trained) const override
    {
        Parameters parameters;
        const std::uint64_t keys = in.varint();
        if (!in.fits(keys))
            return nullptr;
        std::uint64_t key = 0;
        for (std::uint64_t i = 0; i < keys; ++i) {
            const std::uint64_t step = in.bounded(0xffffffffu);
            key += step;
            if (!in.ok() || key > 0xffffffffu || (i > 0 && step == 0))
                return nullptr;
            parameters.keys.push_back(static_cast<std::uint32_t>(key));
        }
        const auto lengths = LengthRange::read(in);
        if (!lengths)
            return nullptr;
        parameters.lengths = *lengths;
        return std::make_unique<NewEventModel>(std::move(parameters), std::move(trained));
    }
    RareRule rareRule() const override { return {RareTraits::kKeys | RareTraits::kLengths, false}; }
};

} // namespace

const Detector &newEventDetector()
{
    static const NewEventDetector kDetector;
    return kDetector;
}

} // namespace causeway::detect
