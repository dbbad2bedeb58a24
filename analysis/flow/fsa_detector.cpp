#include "analysis/flow/detectors.h"

#include <algorithm>
#include <cmath>

#include "analysis/detect/session_model.h"
#include "analysis/detect/wording.h"
#include "analysis/flow/calibration.h"
#include "analysis/flow/session_automaton.h"

namespace causeway::flow {

namespace {

using namespace detect;
using Kind = Deviation::Kind;

const DetectorInfo &describe()
{
    static const DetectorInfo kInfo{"fsa",
                                    "Automaton of sessions",
                                    DetectorKind::Flow,
                                    "session",
                                    "sessions",
                                    "Fu, Lou, Wang & Li 2009, Execution anomaly detection in distributed systems through unstructured log analysis",
                                    "Sessions stand for threads; bounds of times and loops are widened to what training sessions keep to",
                                    {falsePositives(0.005), rareShare(), {"tail", "Events of the future by which states are told apart (k)", 2, 1, 2}}};
    return kInfo;
}

struct Tolerance {
    double unknown = 0;        // transitions and ends
    double loop = 1, slow = 1; // observed ÷ bound
};

class FsaModel final : public SessionModel {
public:
    FsaModel(SessionAutomaton automaton, Tolerance tolerance, TrainReport trained)
        : SessionModel(describe(), std::move(trained)), m_automaton(std::move(automaton)), m_tolerance(tolerance)
    {
        setRule(m_automaton.hasTimes()
                    ? Message(CAUSEWAY_TEXT("Anomalous with more than %1 transitions that an automaton of %2 states lacks, with a loop beyond %3 times its "
                                            "bound, or with a transition slower than %4 times its bound"),
                              tolerance.unknown, m_automaton.states(), tolerance.loop, tolerance.slow)
                    : Message(CAUSEWAY_TEXT("Anomalous with more than %1 transitions that an automaton of %2 states lacks, or with a loop beyond %3 times its bound"),
                              tolerance.unknown, m_automaton.states(), tolerance.loop));
    }

protected:
    double scoreOf(std::span<const std::uint32_t> sequence) const override
    {
        double unknown = 0, loop = 0;
        for (const Deviation &one : m_automaton.paths(sequence, m_tolerance.loop)) {
            if (one.kind == Kind::Loop)
                loop = std::max(loop, excessOf(one.observed / one.bound, m_tolerance.loop));
            else
                ++unknown;
        }
        return std::max(unknown - m_tolerance.unknown, 0.0) + loop;
    }
    void explainNew(std::span<const std::uint32_t> sequence, const KeyNamer &name, Explanation &out) const override
    {
        out.message = nothingOdd(report().sessions);
        const auto found = m_automaton.paths(sequence, m_tolerance.loop);
        const auto unknown = std::ranges::count_if(found, [](const Deviation &one) { return one.kind != Kind::Loop; });
        const bool judged = static_cast<double>(unknown) > m_tolerance.unknown;
        bool worded = false;
        for (const Deviation &one : found) {
            if (one.kind != Kind::Loop && !judged)
                continue;
            Step &step = out.steps[one.position];
            step.odd = true;
            auto &expected = one.kind == Kind::End ? out.expectedAtEnd : step.expected;
            for (const Deviation::Expected &other : one.expected)
                expected.push_back({other.templateId, other.probability});
            if (!std::exchange(worded, true))
                out.message = word(one, name);
        }
    }
    bool judgesTimes() const override { return m_automaton.hasTimes(); }
    double timeScoreOf(std::span<const std::uint32_t> sequence, std::span<const std::int64_t> timesNs) const override
    {
        double worst = 0;
        for (const Deviation &one : m_automaton.slow(sequence, timesNs, m_tolerance.slow))
            worst = std::max(worst, excessOf(one.observed / one.bound, m_tolerance.slow));
        return worst;
    }
    void explainTimes(std::span<const std::uint32_t> sequence, std::span<const std::int64_t> timesNs, bool alone, const KeyNamer &name, Explanation &out) const override
    {
        const auto found = m_automaton.slow(sequence, timesNs, m_tolerance.slow);
        for (const Deviation &one : found)
            if (const auto step = std::ranges::find(out.steps, one.position, &Step::position); step != out.steps.end())
                step->odd = true;
        const auto worst = std::ranges::max_element(found, {}, [](const Deviation &one) { return one.observed / one.bound; });
        if (alone && worst != found.end())
            out.message = word(*worst, name);
    }
    void write(ByteWriter &out) const override
    {
        out.f64(m_tolerance.unknown);
        out.f64(m_tolerance.loop);
        out.f64(m_tolerance.slow);
        m_automaton.write(out);
    }

private:
    [[nodiscard]] Message word(const Deviation &one, const KeyNamer &name) const
    {
        const std::string to = one.to ? nameOf(name, *one.to) : std::string(), from = one.from ? nameOf(name, *one.from) : std::string();
        const std::string instead = one.expected.empty() ? std::string() : nameOf(name, one.expected.front().templateId);
        const double share = one.expected.empty() ? 0 : std::round(one.expected.front().probability * 1000) / 10;
        switch (one.kind) {
        case Kind::NewTemplate:
            return neverSeen(to, report().sessions);
        case Kind::Slow:
            return Message(CAUSEWAY_TEXT("“%1” came %2 after “%3”; %4 is usual there and %5 the bound"), to, Nanos{static_cast<std::int64_t>(one.observed)}, from,
                           Nanos{static_cast<std::int64_t>(one.typical)}, Nanos{static_cast<std::int64_t>(one.bound * m_tolerance.slow)});
        case Kind::Loop:
            return Message(CAUSEWAY_TEXT("A loop over “%1” is taken %2 times; %3 is usual and %4 the bound"), to, std::llround(one.observed),
                           std::llround(one.typical), std::llround(std::floor(one.bound * m_tolerance.loop)));
        case Kind::End:
            return one.expected.empty() ? Message(CAUSEWAY_TEXT("The session ends with “%1”, where none of %2 training sessions does"), from, report().sessions)
                                        : Message(CAUSEWAY_TEXT("The session ends with “%1”, where none of %2 training sessions does; “%3” was expected (%4 %)"), from,
                                                  report().sessions, instead, share);
        case Kind::Transition:
            break;
        }
        if (!one.from)
            return Message(CAUSEWAY_TEXT("The session begins with “%1”, as none of %2 training sessions does; “%3” was expected (%4 %)"), to, report().sessions, instead,
                           share);
        return one.expected.empty()
                   ? Message(CAUSEWAY_TEXT("“%1” came after “%2”, where each of %3 training sessions ends"), to, from, report().sessions)
                   : Message(CAUSEWAY_TEXT("All was well up to “%1”; then “%2” came, as in none of %3 training sessions at that point, and “%4” was expected (%5 %)"),
                             from, to, report().sessions, instead, share);
    }

    SessionAutomaton m_automaton;
    Tolerance m_tolerance;
};

class FsaDetector final : public SessionDetector {
public:
    const DetectorInfo &info() const override { return describe(); }

protected:
    Learned learn(const Lesson &lesson, const Job &job) const override
    {
        const SequenceSet &sessions = *lesson.data.sessions;
        std::vector<bool> include(sessions.size());
        for (std::size_t s = 0; s < include.size(); ++s)
            include[s] = lesson.training.unique.of[s] != kNotIncluded;
        SessionAutomaton::Settings settings;
        settings.tail = static_cast<unsigned>(setting(info(), lesson.settings, "tail"));
        CAUSEWAY_ASSIGN(auto learned, SessionAutomaton::learn(sessions, include, settings, job));
        const auto scores = [&](double SessionAutomaton::LeftOut::*part) {
            std::vector<double> out;
            for (const auto &one : learned.leftOut)
                out.push_back(one.*part);
            return out;
        };
        Tolerance tolerance;
        Calibration paths(include, lesson.allowed);
        tolerance.unknown = paths.take(scores(&SessionAutomaton::LeftOut::unknown), 0);
        tolerance.loop = paths.take(scores(&SessionAutomaton::LeftOut::loop), 1);
        // Where nobody said what is normal, as many may be slow as may be rare.
        const std::uint64_t allowed = lesson.data.unlabelled
                                          ? std::max(lesson.allowed, allowedExceptions(lesson.training.sessions, setting(info(), lesson.settings, rareShare().name)))
                                          : lesson.allowed;
        Calibration all(include, allowed);
        if (!lesson.data.unlabelled) {
            (void)all.take(scores(&SessionAutomaton::LeftOut::unknown), tolerance.unknown);
            (void)all.take(scores(&SessionAutomaton::LeftOut::loop), tolerance.loop);
        }
        tolerance.slow = all.take(scores(&SessionAutomaton::LeftOut::slow), 1);
        TrainReport report = sessionReport(lesson.training, 0, all.flaggedShare(lesson.data.calibrationFrom));
        return std::make_unique<FsaModel>(std::move(learned.automaton), tolerance, std::move(report));
    }
    std::unique_ptr<SessionModel> read(ByteReader &in, TrainReport trained) const override
    {
        Tolerance tolerance;
        tolerance.unknown = in.f64();
        tolerance.loop = in.f64();
        tolerance.slow = in.f64();
        if (!in.ok() || !(tolerance.unknown >= 0) || !(tolerance.loop >= 1) || !(tolerance.slow >= 1) || trained.threshold != 0)
            return nullptr;
        auto automaton = SessionAutomaton::read(in);
        return automaton ? std::make_unique<FsaModel>(std::move(*automaton), tolerance, std::move(trained)) : nullptr;
    }
    RareRule rareRule() const override { return {RareTraits::kRuns, false}; }
};

} // namespace

const Detector &fsaDetector()
{
    static const FsaDetector kDetector;
    return kDetector;
}

} // namespace causeway::flow
