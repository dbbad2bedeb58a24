#include "analysis/flow/detectors.h"

#include <algorithm>
#include <numeric>

#include "analysis/detect/session_model.h"
#include "analysis/detect/wording.h"
#include "analysis/flow/calibration.h"
#include "analysis/flow/checker.h"
#include "analysis/flow/fitted_bound.h"
#include "analysis/flow/mine.h"
#include "analysis/flow/profile_file.h"

namespace causeway::flow {

namespace {

using namespace detect;

constexpr std::uint32_t kFolds = 5;

const DetectorInfo &describe()
{
    static const DetectorInfo kInfo{"tcfg",
                                    "Timed control flow",
                                    DetectorKind::Flow,
                                    "session",
                                    "sessions",
                                    "Jia et al. 2017, LogSed: anomaly diagnosis through mining time-weighted control flow graph in logs",
                                    "Sessions stand for instances that LogSed has to tell apart; bounds are widened to what sessions not learned from keep to",
                                    {falsePositives(0.005), rareShare()}};
    return kInfo;
}

// Events of sessions in order of time; without times each session is an instant of its own.
struct Columns {
    std::vector<std::uint32_t> templates, sessions;
    std::vector<std::int64_t> times;
    [[nodiscard]] Events events() const { return {templates, times, sessions}; }
};

Columns columnsOf(const SequenceSet &set, std::span<const std::size_t> chosen, bool timed)
{
    std::vector<std::pair<std::int64_t, std::uint64_t>> order; // time, event
    std::vector<std::uint32_t> numbers(set.keys.size());
    for (std::uint32_t number = 0; number < chosen.size(); ++number) {
        const std::size_t s = chosen[number];
        std::int64_t last = INT64_MIN;
        for (std::uint64_t i = set.offsets[s]; i < set.offsets[s + 1]; ++i) {
            last = timed ? std::max(last, set.timesNs[i]) : std::int64_t{1000} * number;
            order.emplace_back(last, i);
            numbers[i] = number;
        }
    }
    std::ranges::stable_sort(order, {}, &std::pair<std::int64_t, std::uint64_t>::first);
    Columns out;
    for (const auto &[time, i] : order) {
        out.templates.push_back(set.keys[i]);
        out.sessions.push_back(numbers[i]);
        out.times.push_back(time);
    }
    return out;
}

// A clock that tells no time, or one beyond what differences can be told of.
bool usable(const SequenceSet &set)
{
    constexpr std::int64_t kFarthest = std::int64_t{1} << 62;
    return set.timesNs.size() == set.keys.size() && std::ranges::all_of(set.timesNs, [](std::int64_t t) { return t > -kFarthest && t < kFarthest; });
}

// times: empty, or one an event.
std::vector<Finding> check(const Profile &profile, std::span<const std::uint32_t> sequence, std::span<const std::int64_t> timesNs)
{
    std::vector<Finding> found;
    CheckSettings settings;
    settings.complete = true;
    settings.shifts = false;
    Checker checker(profile, settings, [&](const Finding &finding) { found.push_back(finding); });
    std::int64_t now = 0;
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        if (i > 0 && !timesNs.empty())
            now = std::min(now + delayBetween(timesNs[i - 1], timesNs[i]), std::int64_t{1} << 61);
        checker.add(sequence[i], now, 0);
    }
    checker.finish();
    std::ranges::stable_sort(found, {}, &Finding::event);
    return found;
}

double slowness(const Finding &finding)
{
    return finding.kind == FindingKind::Latency ? static_cast<double>(finding.observedNs) / static_cast<double>(finding.expectedNs) : 0;
}

struct Tolerance {
    double steps = 0;
    double slow = 1; // observed ÷ bound
};

class TcfgModel final : public SessionModel {
public:
    TcfgModel(Profile profile, bool timed, Tolerance tolerance, TrainReport trained)
        : SessionModel(describe(), std::move(trained)), m_profile(std::move(profile)), m_timed(timed), m_tolerance(tolerance)
    {
        const std::size_t edges = m_profile.graph.edges.size();
        setRule(timed ? Message(CAUSEWAY_TEXT("Anomalous with more than %1 steps missing, too many or out of order in a graph of %2 edges, or with a step later than %3 "
                                              "times its bound"),
                                tolerance.steps, edges, tolerance.slow)
                      : Message(CAUSEWAY_TEXT("Anomalous with more than %1 steps missing, too many or out of order in a graph of %2 edges"), tolerance.steps, edges));
    }

protected:
    double scoreOf(std::span<const std::uint32_t> sequence) const override
    {
        return std::max(static_cast<double>(check(m_profile, sequence, {}).size()) - m_tolerance.steps, 0.0);
    }
    void explainNew(std::span<const std::uint32_t> sequence, const KeyNamer &name, Explanation &out) const override
    {
        out.message = nothingOdd(report().sessions);
        const auto found = check(m_profile, sequence, {});
        if (static_cast<double>(found.size()) <= m_tolerance.steps)
            return;
        for (const Finding &finding : found) {
            out.steps[static_cast<std::size_t>(finding.event)].odd = true;
            pointAt(finding, out);
        }
        out.message = word(found.front(), name);
    }
    bool judgesTimes() const override { return m_timed; }
    double timeScoreOf(std::span<const std::uint32_t> sequence, std::span<const std::int64_t> timesNs) const override
    {
        double worst = 0;
        for (const Finding &finding : check(m_profile, sequence, timesNs))
            worst = std::max(worst, excessOf(slowness(finding), m_tolerance.slow));
        return worst;
    }
    void explainTimes(std::span<const std::uint32_t> sequence, std::span<const std::int64_t> timesNs, bool alone, const KeyNamer &name, Explanation &out) const override
    {
        auto found = check(m_profile, sequence, timesNs);
        std::erase_if(found, [this](const Finding &finding) { return slowness(finding) <= m_tolerance.slow; });
        for (const Finding &finding : found) {
            pointAt(finding, out);
            if (const auto step = std::ranges::find(out.steps, finding.event, &Step::position); step != out.steps.end())
                step->odd = true;
        }
        const auto worst = std::ranges::max_element(found, {}, slowness);
        if (alone && worst != found.end())
            out.message = word(*worst, name);
    }
    void write(ByteWriter &out) const override
    {
        out.u8(m_timed ? 1 : 0);
        out.f64(m_tolerance.steps);
        out.f64(m_tolerance.slow);
        writeProfile(out, m_profile);
    }

private:
    // What a template follows from most often; nothing where it begins.
    [[nodiscard]] std::optional<std::uint32_t> cause(std::uint32_t templateId) const
    {
        const Graph &graph = m_profile.graph;
        const Edge *best = nullptr;
        for (const Edge &edge : graph.edges)
            if (graph.nodes[edge.to].templateId == templateId && (best == nullptr || edge.count > best->count))
                best = &edge;
        return best == nullptr ? std::nullopt : std::optional(graph.nodes[best->from].templateId);
    }
    // What follows from a template most often.
    [[nodiscard]] std::optional<std::uint32_t> consequence(std::uint32_t templateId) const
    {
        const Graph &graph = m_profile.graph;
        const Edge *best = nullptr;
        for (const Edge &edge : graph.edges)
            if (graph.nodes[edge.from].templateId == templateId && (best == nullptr || edge.count > best->count))
                best = &edge;
        return best == nullptr ? std::nullopt : std::optional(graph.nodes[best->to].templateId);
    }
    // The earliest counts.
    void pointAt(const Finding &finding, Explanation &out) const
    {
        if (out.origin && out.origin->position <= finding.event)
            return;
        out.origin = Explanation::Origin{finding.event, {}};
        if (finding.kind == FindingKind::Missing)
            out.origin->absent = finding.templateId != 0 ? std::optional(finding.templateId) : consequence(finding.from);
    }
    [[nodiscard]] Message word(const Finding &finding, const KeyNamer &name) const
    {
        const std::string what = nameOf(name, finding.templateId);
        const auto before = cause(finding.templateId);
        switch (finding.kind) {
        case FindingKind::Missing:
            if (const auto next = consequence(finding.from); finding.templateId == 0 && next)
                return Message(CAUSEWAY_TEXT("After “%1” came none of what follows from it, mostly “%2”"), nameOf(name, finding.from), nameOf(name, *next));
            return finding.templateId == 0 ? Message(CAUSEWAY_TEXT("After “%1” came none of what follows from it"), nameOf(name, finding.from))
                                           : Message(CAUSEWAY_TEXT("“%1” did not come after “%2”; it almost always does"), what, nameOf(name, finding.from));
        case FindingKind::Latency:
            return Message(CAUSEWAY_TEXT("“%1” came %2 after “%3”; %4 is the bound"), what, Nanos{finding.observedNs}, nameOf(name, finding.from),
                           Nanos{static_cast<std::int64_t>(static_cast<double>(finding.expectedNs) * m_tolerance.slow)});
        case FindingKind::Loop:
            return Message(CAUSEWAY_TEXT("“%1” comes more often than %2 times, which no session is to have"), what, finding.expectedNs);
        case FindingKind::Redundancy:
            return Message(CAUSEWAY_TEXT("“%1” came once more than “%2” gives rise to"), what, before ? nameOf(name, *before) : std::string());
        case FindingKind::Sequence:
            return Message(CAUSEWAY_TEXT("“%1” came before or without “%2”, which it follows from"), what, before ? nameOf(name, *before) : std::string());
        default:
            return neverSeen(what, report().sessions);
        }
    }

    Profile m_profile;
    bool m_timed = false;
    Tolerance m_tolerance;
};

Result<Profile> learnFrom(const SequenceSet &set, std::span<const std::size_t> chosen, bool timed, unsigned threads, const Job &job)
{
    const Columns columns = columnsOf(set, chosen, timed);
    MineSettings settings;
    settings.kind = GraphKind::Tcfg;
    settings.kernels.threads = threads;
    CAUSEWAY_ASSIGN(Graph graph, mineGraph(columns.events(), settings, job));
    return learnProfile(std::move(graph), columns.events(), job);
}

class TcfgDetector final : public SessionDetector {
public:
    const DetectorInfo &info() const override { return describe(); }

protected:
    Learned learn(const Lesson &lesson, const Job &job) const override
    {
        const SequenceSet &set = *lesson.data.sessions;
        const bool timed = usable(set);
        const unsigned threads = lesson.settings.threads;
        std::vector<bool> include(set.size());
        std::vector<std::size_t> chosen;
        for (std::size_t s = 0; s < include.size(); ++s)
            if ((include[s] = lesson.training.unique.of[s] != kNotIncluded && set.offsets[s + 1] > set.offsets[s]))
                chosen.push_back(s);
        if (chosen.empty())
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is nothing to learn from")), Message(CAUSEWAY_TEXT("the sessions are empty")));
        // A graph is not taken apart by subtraction: each fifth of the sessions is judged by what the others taught.
        std::vector<double> steps(set.size(), 0), slow(set.size(), 0);
        for (std::uint32_t fold = 0; fold < kFolds && chosen.size() >= kFolds; ++fold) {
            std::vector<std::size_t> others, own;
            for (std::size_t i = 0; i < chosen.size(); ++i)
                (i % kFolds == fold ? own : others).push_back(chosen[i]);
            CAUSEWAY_ASSIGN(const Profile profile, learnFrom(set, others, timed, threads, job));
            CAUSEWAY_TRY(forEach(own.size(), threads, job, [&](std::size_t i) {
                const std::size_t s = own[i], first = set.offsets[s], size = set.offsets[s + 1] - first;
                const auto found = check(profile, set.session(s), timed ? std::span(set.timesNs).subspan(first, size) : std::span<const std::int64_t>());
                for (const Finding &finding : found) {
                    slow[s] = std::max(slow[s], slowness(finding));
                    steps[s] += finding.kind != FindingKind::Latency;
                }
            }));
        }
        Tolerance tolerance;
        Calibration known(include, lesson.allowed);
        tolerance.steps = known.take(steps, 0);
        // Where nobody said what is normal, as many may be slow as may be rare.
        const std::uint64_t rare = lesson.data.unlabelled ? allowedExceptions(lesson.training.sessions, setting(info(), lesson.settings, rareShare().name)) : 0;
        Calibration all(include, std::max(lesson.allowed, rare));
        if (!lesson.data.unlabelled)
            (void)all.take(steps, tolerance.steps);
        tolerance.slow = all.take(slow, 1);
        CAUSEWAY_ASSIGN(Profile profile, learnFrom(set, chosen, timed, threads, job));
        return std::make_unique<TcfgModel>(std::move(profile), timed, tolerance, sessionReport(lesson.training, 0, all.flaggedShare(lesson.data.calibrationFrom)));
    }
    std::unique_ptr<SessionModel> read(ByteReader &in, TrainReport trained) const override
    {
        const std::uint8_t timed = in.u8();
        Tolerance tolerance;
        tolerance.steps = in.f64();
        tolerance.slow = in.f64();
        if (!in.ok() || timed > 1 || !(tolerance.steps >= 0) || !(tolerance.slow >= 1) || trained.threshold != 0)
            return nullptr;
        auto profile = readProfile(in);
        return profile ? std::make_unique<TcfgModel>(std::move(*profile), timed == 1, tolerance, std::move(trained)) : nullptr;
    }
    RareRule rareRule() const override { return {RareTraits::kRuns, false}; }
};

} // namespace

const Detector &tcfgDetector()
{
    static const TcfgDetector kDetector;
    return kDetector;
}

} // namespace causeway::flow
