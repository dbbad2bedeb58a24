#include "analysis/loop/detector_trigger.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace causeway::loop {

namespace {

constexpr std::size_t kMostExplained = 200; // of a window; the others count as these do
constexpr double kWrong = 0.03, kTimes = 4; // a share of wrong sessions worth telling: that, or so many times what is usual

std::string nameless(std::uint32_t) { return {}; }

} // namespace

Result<Blame> blame(const detect::Model &model, const detect::SequenceSet &sessions, const EventKeys &keys, std::size_t serviceCount, const Job &job)
{
    Blame out{std::vector<double>(serviceCount), std::vector<double>(serviceCount)};
    if (sessions.size() == 0)
        return out;
    std::vector<std::size_t> last(serviceCount, SIZE_MAX);
    for (std::size_t s = 0; s < sessions.size(); ++s)
        for (const std::uint32_t key : sessions.session(s))
            if (const std::uint32_t service = keys.service(key); std::exchange(last[service], s) != s)
                ++out.sessions[service];
    CAUSEWAY_ASSIGN(const detect::Scores scores, model.score(sessions, 1, job));
    std::vector<std::size_t> flagged;
    for (std::size_t s = 0; s < scores.scores.size(); ++s)
        if (scores.scores[s] > scores.threshold)
            flagged.push_back(s);
    const std::size_t explained = std::min(flagged.size(), kMostExplained);
    for (std::size_t i = 0; i < explained; ++i) {
        const std::size_t s = flagged[i * flagged.size() / explained];
        CAUSEWAY_ASSIGN(const detect::Explanation explanation, model.summarise(sessions, s, nameless));
        const auto origin = explanation.firstWrong();
        if (!origin)
            continue;
        const auto session = sessions.session(s);
        const std::uint32_t key = origin->absent ? *origin->absent : session[std::min<std::size_t>(origin->position, session.size() - 1)];
        if (const std::uint32_t service = keys.service(key); service < serviceCount)
            out.wrong[service] += static_cast<double>(flagged.size()) / static_cast<double>(explained);
    }
    return out;
}

namespace {

class DetectorTrigger final : public Trigger {
public:
    DetectorTrigger(const simulate::Scenario &scenario, std::shared_ptr<const Judge> judge, double height)
        : m_judge(std::move(judge)), m_height(height), m_warmupS(scenario.warmupS), m_keys(std::make_shared<const EventKeys>(scenario)), m_log(m_keys), m_evidence(scenario.services.size())
    {
    }

    [[nodiscard]] simulate::TraceSink *sink() override { return &m_log; }
    std::vector<Alarm> look(const simulate::Observation &seen) override
    {
        const auto window = blame(*m_judge->model, m_log.close(std::llround((seen.timeS + m_warmupS) * 1e9)), *m_keys, m_evidence.size(), {});
        std::vector<Alarm> out;
        for (std::uint32_t s = 0; window && s < m_evidence.size(); ++s) {
            const double usual = m_judge->usual[s], bad = std::min(0.5, std::max(kWrong, kTimes * usual));
            const double wrong = std::min(window->wrong[s], window->sessions[s]), right = window->sessions[s] - wrong;
            m_evidence[s] = std::max(0.0, m_evidence[s] + wrong * std::log(bad / usual) + right * std::log((1 - bad) / (1 - usual)));
            m_strongest = std::max(m_strongest, m_evidence[s]);
            if (m_evidence[s] > m_height)
                out.push_back({s, m_evidence[s] / m_height});
        }
        std::ranges::stable_sort(out, std::greater(), &Alarm::strength);
        return out;
    }
    void forget() override { std::ranges::fill(m_evidence, 0); }
    [[nodiscard]] double strongest() const override { return m_strongest; }
    [[nodiscard]] std::unique_ptr<Trigger> clone() const override { return std::make_unique<DetectorTrigger>(*this); }

private:
    std::shared_ptr<const Judge> m_judge;
    double m_height, m_warmupS;
    std::shared_ptr<const EventKeys> m_keys;
    SessionLog m_log;
    std::vector<double> m_evidence; // nats, by service
    double m_strongest = 0;
};

} // namespace

std::unique_ptr<Trigger> detectorTrigger(const simulate::Scenario &scenario, std::shared_ptr<const Judge> judge, double height)
{
    return std::make_unique<DetectorTrigger>(scenario, std::move(judge), height);
}

} // namespace causeway::loop
