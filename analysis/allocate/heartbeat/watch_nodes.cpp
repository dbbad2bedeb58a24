#include "analysis/allocate/heartbeat/watch_nodes.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/core/parallel.h"
#include "analysis/simulate/sampler.h"

namespace causeway::allocate::heartbeat {

using simulate::Draw;
using simulate::keyOf;

namespace {

// One way of messages between two nodes.
class Channel {
public:
    Channel(const WatchScenario &scenario, std::uint64_t key) : m_scenario(scenario), m_key(key) {}
    bool loses()
    {
        Draw draw(keyOf(m_key, m_number++));
        m_bad = m_bad ? draw.unit() >= m_scenario.badToGood : draw.unit() < m_scenario.goodToBad;
        return m_bad && draw.unit() < m_scenario.lossInBad;
    }

private:
    const WatchScenario &m_scenario;
    std::uint64_t m_key, m_number = 0;
    bool m_bad = false;
};

struct Outage {
    double fromS = 0, toS = 0;
    bool detected = false;
};

struct Arrival {
    double sentS = 0, atS = 0;
    std::uint64_t number = 0;
    bool operator<(const Arrival &other) const { return atS > other.atS; } // a heap of the earliest
};

class NodeWatch {
public:
    NodeWatch(const WatchScenario &scenario, const DetectorInfo &info, double intervalS, double margin, std::uint64_t key)
        : m_scenario(scenario), m_info(info), m_detector(info.make(intervalS, margin)), m_rtt(scenario.rttS), m_there(scenario, keyOf(key, 1)), m_back(scenario, keyOf(key, 2)), m_delays(keyOf(key, 3))
    {
        Draw crashes(keyOf(key, 4));
        for (double at = scenario.crashEveryS * crashes.exponential(); at < scenario.durationS; at += scenario.repairS + scenario.crashEveryS * crashes.exponential())
            m_outages.push_back({at, at + scenario.repairS});
    }

    void run(WatchResult &sum)
    {
        double sendS = 0;
        for (std::uint64_t number = 0; sendS < m_scenario.durationS; ++number) {
            hearUntil(sendS);
            send(sendS, number);
            sendS += m_detector->intervalS();
        }
        hearUntil(m_scenario.durationS);
        suspectUntil(m_scenario.durationS);
        double down = 0;
        for (const Outage &outage : m_outages) {
            down += std::min(outage.toS, m_scenario.durationS) - outage.fromS;
            if (outage.toS > m_scenario.durationS)
                continue;
            ++sum.crashes;
            sum.detected += outage.detected;
        }
        sum.detectionMeanS += m_detectionS;
        sum.falseSuspicions += m_false;
        sum.messages += m_messages;
        sum.suspectedUpShare += m_wrongS / (m_scenario.durationS - down) / m_scenario.nodes;
    }

private:
    [[nodiscard]] Outage *outageAt(double timeS)
    {
        const auto after = std::ranges::upper_bound(m_outages, timeS, {}, &Outage::fromS);
        return after != m_outages.begin() && timeS < std::prev(after)->toS ? &*std::prev(after) : nullptr;
    }
    void send(double atS, std::uint64_t number)
    {
        Draw draw(keyOf(m_delays, number));
        const double rtt = m_rtt.draw(draw);
        if (!m_info.pulls && outageAt(atS) != nullptr)
            return;
        ++m_messages;
        if (m_there.loses())
            return;
        double arrivesS = atS + rtt / 2;
        if (m_info.pulls) {
            if (outageAt(arrivesS) != nullptr)
                return;
            ++m_messages;
            if (m_back.loses())
                return;
            arrivesS += rtt / 2;
        }
        m_arrivals.push_back({atS, arrivesS, number});
        std::push_heap(m_arrivals.begin(), m_arrivals.end());
    }
    void hearUntil(double timeS)
    {
        while (!m_arrivals.empty() && m_arrivals.front().atS <= timeS) {
            const Arrival arrival = m_arrivals.front();
            std::pop_heap(m_arrivals.begin(), m_arrivals.end());
            m_arrivals.pop_back();
            suspectUntil(arrival.atS);
            if (m_suspectedS >= 0) // what was suspected while it was up, until now or until it crashed
                trust(arrival.atS);
            m_detector->heard(arrival.sentS, arrival.atS, arrival.number, m_ended);
            m_ended = false;
        }
    }
    void suspectUntil(double timeS)
    {
        if (m_suspectedS >= 0)
            return account(timeS);
        const double deadline = std::max(m_detector->deadlineS(), m_lookedS);
        if (deadline >= timeS) {
            m_lookedS = timeS;
            return;
        }
        m_suspectedS = m_accountedS = deadline;
        if (outageAt(deadline) == nullptr)
            ++m_false;
        account(timeS);
    }
    // The time since it was last accounted for, in which it was suspected: wrong while up, and a crash in it is detected at once.
    void account(double timeS)
    {
        while (m_accountedS < timeS) {
            Outage *const outage = outageAt(m_accountedS);
            if (outage != nullptr) {
                if (!outage->detected) {
                    outage->detected = true;
                    if (outage->toS <= m_scenario.durationS)
                        m_detectionS += m_accountedS - outage->fromS;
                }
                m_accountedS = std::min(timeS, outage->toS);
                continue;
            }
            const auto next = std::ranges::upper_bound(m_outages, m_accountedS, {}, &Outage::fromS);
            const double to = next == m_outages.end() ? timeS : std::min(timeS, next->fromS);
            m_wrongS += to - m_accountedS;
            m_accountedS = to;
        }
    }
    void trust(double timeS)
    {
        m_suspectedS = -1;
        m_lookedS = timeS;
        m_ended = true;
    }

    const WatchScenario &m_scenario;
    const DetectorInfo &m_info;
    std::unique_ptr<Detector> m_detector;
    simulate::Sampler m_rtt;
    Channel m_there, m_back;
    std::uint64_t m_delays;
    std::vector<Outage> m_outages;
    std::vector<Arrival> m_arrivals;
    double m_suspectedS = -1, m_accountedS = 0, m_lookedS = 0, m_detectionS = 0, m_wrongS = 0;
    std::uint64_t m_false = 0, m_messages = 0;
    bool m_ended = false;
};

} // namespace

WatchResult watchNodes(const WatchScenario &scenario, const DetectorInfo &detector, double intervalS, double margin)
{
    WatchResult out;
    for (unsigned node = 0; node < scenario.nodes; ++node)
        NodeWatch(scenario, detector, intervalS, margin, keyOf(simulate::scramble(scenario.seed + 1), node)).run(out);
    out.detectionMeanS = out.detected > 0 ? out.detectionMeanS / out.detected : 0;
    out.messagesPerNodeS = static_cast<double>(out.messages) / (scenario.durationS * scenario.nodes);
    return out;
}

namespace {

constexpr unsigned kSeeds = 4; // a mean over as many crashes as tell it within some percent

// Means over several seeds.
WatchResult watchedOften(WatchScenario scenario, const DetectorInfo &detector, double intervalS, double margin)
{
    WatchResult sum;
    double detection = 0;
    for (unsigned i = 0; i < kSeeds; ++i, ++scenario.seed) {
        const WatchResult one = watchNodes(scenario, detector, intervalS, margin);
        sum.crashes += one.crashes;
        sum.detected += one.detected;
        sum.falseSuspicions += one.falseSuspicions;
        sum.messages += one.messages;
        detection += one.detectionMeanS * one.detected;
        sum.suspectedUpShare += one.suspectedUpShare / kSeeds;
        sum.messagesPerNodeS += one.messagesPerNodeS / kSeeds;
    }
    sum.detectionMeanS = sum.detected > 0 ? detection / sum.detected : 0;
    return sum;
}

} // namespace

std::optional<Calibrated> calibrate(const WatchScenario &scenario, const DetectorInfo &detector, double messagesPerNodeS, double detectionS)
{
    Calibrated out{(detector.pulls ? 2 : 1) / messagesPerNodeS, 0, {}};
    for (int round = 0; round < 5; ++round) {
        double low = detector.leastMargin, high = detector.mostMargin;
        const auto detection = [&](double margin) {
            const WatchResult result = watchedOften(scenario, detector, out.intervalS, margin);
            return result.detected < result.crashes ? scenario.repairS : result.detectionMeanS;
        };
        if (detection(low) > detectionS)
            return std::nullopt;
        const bool steps = low > 0; // by factors, where it spans many
        for (int i = 0; i < 20; ++i) {
            const double middle = steps ? std::sqrt(low * high) : (low + high) / 2;
            const double found = detection(middle);
            (found < detectionS ? low : high) = middle;
            if (std::abs(found / detectionS - 1) < 0.002) {
                high = middle;
                break;
            }
        }
        out.margin = high;
        out.result = watchedOften(scenario, detector, out.intervalS, high);
        const double messages = out.result.messagesPerNodeS;
        if (std::abs(messages / messagesPerNodeS - 1) < 0.003)
            break;
        if (round < 4)
            out.intervalS *= messages / messagesPerNodeS;
    }
    if (out.result.suspectedUpShare > kMostSuspected)
        return std::nullopt;
    return out;
}

Result<std::vector<DetectorOutcome>> compareDetectors(const WatchScenario &scenario, double messagesPerNodeS, double detectionS, unsigned replications, unsigned threads, const Job &job)
{
    constexpr std::uint64_t kCalibration = UINT64_C(1) << 32; // seeds that no replication has
    std::vector<DetectorOutcome> out(detectors().size());
    CAUSEWAY_TRY(parallelFor(out.size(), threads, job, [&](std::size_t i, unsigned) -> Result<void> {
        DetectorOutcome &outcome = out[i];
        outcome.detector = &detectors()[i];
        WatchScenario one = scenario;
        one.seed = scenario.seed + kCalibration;
        outcome.calibrated = calibrate(one, *outcome.detector, messagesPerNodeS, detectionS);
        if (!outcome.calibrated)
            return {};
        std::vector<double> detection, messages, wrong, suspected;
        for (unsigned r = 0; r < replications; ++r) {
            if (job.isCancelled())
                return failure(cancelled());
            one.seed = scenario.seed + r;
            const WatchResult result = watchNodes(one, *outcome.detector, outcome.calibrated->intervalS, outcome.calibrated->margin);
            detection.push_back(result.detectionMeanS);
            messages.push_back(result.messagesPerNodeS);
            wrong.push_back(static_cast<double>(result.falseSuspicions) / one.nodes / (one.durationS / 3600));
            suspected.push_back(result.suspectedUpShare);
        }
        outcome.detectionS = simulate::estimate(detection);
        outcome.messagesPerNodeS = simulate::estimate(messages);
        outcome.falsePerNodeH = simulate::estimate(wrong);
        outcome.suspectedUp = simulate::estimate(suspected);
        return {};
    }));
    return out;
}

} // namespace causeway::allocate::heartbeat
