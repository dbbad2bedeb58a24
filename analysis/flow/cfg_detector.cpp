#include "analysis/flow/detectors.h"

#include <algorithm>

#include "analysis/detect/session_model.h"
#include "analysis/detect/wording.h"
#include "analysis/flow/flow_facts.h"

namespace causeway::flow {

namespace {

using namespace detect;

const DetectorInfo &describe()
{
    static const DetectorInfo kInfo{"cfg",
                                    "Control flow",
                                    DetectorKind::Flow,
                                    "session",
                                    "sessions",
                                    "Nandi et al. 2016, Anomaly detection using program control flow graph mining from execution logs (OASIS); "
                                    "van Dongen & van der Aalst 2004, Multi-phase process mining",
                                    "Edges come from the order within sessions instead of from lags; a missing child is a new end",
                                    {falsePositives(0.005), rareShare()}};
    return kInfo;
}

class CfgModel final : public SessionModel {
public:
    CfgModel(FlowFacts facts, TrainReport trained) : SessionModel(describe(), std::move(trained)), m_facts(std::move(facts))
    {
        setRule(Message(CAUSEWAY_TEXT("Anomalous with more than %1 steps of control flow never seen in training (%2 are known)"), report().threshold, m_facts.size()));
    }

protected:
    double scoreOf(std::span<const std::uint32_t> sequence) const override
    {
        const auto facts = m_facts.of(sequence);
        return static_cast<double>(std::ranges::count(facts, 0u, &FlowFacts::Fact::sessions));
    }
    void explainNew(std::span<const std::uint32_t> sequence, const KeyNamer &name, Explanation &out) const override
    {
        out.message = nothingOdd(report().sessions);
        bool worded = false;
        for (const FlowFacts::Fact &fact : m_facts.of(sequence)) {
            if (fact.sessions > 0)
                continue;
            if (fact.position < out.steps.size())
                out.steps[fact.position].odd = true;
            if (!std::exchange(worded, true))
                out.message = word(fact, name);
        }
    }
    void write(ByteWriter &out) const override { m_facts.write(out); }

private:
    [[nodiscard]] Message word(const FlowFacts::Fact &fact, const KeyNamer &name) const
    {
        if (fact.newTemplate)
            return neverSeen(nameOf(name, *fact.to), report().sessions);
        if (!fact.from)
            return Message(CAUSEWAY_TEXT("“%1” comes without what it always followed from in %2 training sessions"), nameOf(name, *fact.to), report().sessions);
        if (!fact.to)
            return Message(CAUSEWAY_TEXT("Nothing follows from “%1”; in %2 training sessions something always did"), nameOf(name, *fact.from), report().sessions);
        return Message(CAUSEWAY_TEXT("“%1” follows from “%2”, which it does in none of %3 training sessions"), nameOf(name, *fact.to), nameOf(name, *fact.from),
                       report().sessions);
    }

    FlowFacts m_facts;
};

class CfgDetector final : public SessionDetector {
public:
    const DetectorInfo &info() const override { return describe(); }

protected:
    Learned learn(const Lesson &lesson, const Job &job) const override
    {
        const UniqueSequences &unique = lesson.training.unique;
        std::vector<std::span<const std::uint32_t>> sequences;
        for (const auto first : unique.first)
            sequences.push_back(lesson.data.sessions->session(first));
        const std::vector<std::uint64_t> weights(unique.weight.begin(), unique.weight.end());
        CAUSEWAY_ASSIGN(FlowFacts facts, FlowFacts::learn(sequences, weights, job));
        // Left out, a session lacks what it alone has.
        std::vector<double> leftOut(sequences.size(), 0);
        for (std::size_t u = 0; u < sequences.size(); ++u) {
            if (u % 256 == 0 && job.isCancelled())
                return failure(cancelled());
            if (weights[u] == 1)
                leftOut[u] = static_cast<double>(std::ranges::count(facts.of(sequences[u]), 1u, &FlowFacts::Fact::sessions));
        }
        return std::make_unique<CfgModel>(std::move(facts), sessionReport(lesson.data, lesson.training, leftOut, lesson.allowed));
    }
    std::unique_ptr<SessionModel> read(ByteReader &in, TrainReport trained) const override
    {
        auto facts = FlowFacts::read(in);
        return facts ? std::make_unique<CfgModel>(std::move(*facts), std::move(trained)) : nullptr;
    }
    RareRule rareRule() const override { return {RareTraits::kRuns, false}; }
};

} // namespace

const Detector &cfgDetector()
{
    static const CfgDetector kDetector;
    return kDetector;
}

} // namespace causeway::flow
