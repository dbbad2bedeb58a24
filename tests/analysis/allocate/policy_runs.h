#pragma once
// Scenarios under policies.

#include <QTest>

#include "analysis/allocate/compare.h"
#include "analysis/allocate/learned/train.h"
#include "analysis/allocate/policy.h"
#include "tests/analysis/simulate/known_scenarios.h"
#include "tests/support/test_data.h"

namespace causeway::test {

inline simulate::Scenario fixedScenario(const std::string &name)
{
    auto scenario = simulate::readScenario(readFile(sourcePath("tests/data/scenarios/" + name + ".json")), allocate::checkPolicy);
    if (!scenario)
        qFatal("%s: %s", name.c_str(), scenario.error().toEnglish().c_str());
    return *std::move(scenario);
}

// Where a policy acts as it was trained: one that has learned nothing yet.
inline std::shared_ptr<const allocate::TrainedPolicy> untrained(const simulate::Scenario &scenario, const std::string &name)
{
    const allocate::Policy *policy = allocate::findPolicy(name);
    if (policy == nullptr || !policy->trained)
        return nullptr;
    const auto training = allocate::beginTraining(scenario, name, {}, 1);
    if (!training)
        qFatal("%s: %s", name.c_str(), training.error().toEnglish().c_str());
    return std::make_shared<const allocate::TrainedPolicy>(training->best);
}

inline simulate::ReplicationsResult under(const simulate::Scenario &scenario, const simulate::PolicyChoice &choice, unsigned replications = 10, unsigned threads = 0, std::uint64_t seed = 1)
{
    const auto prepared = allocate::prepare(scenario, choice, untrained(scenario, choice.name));
    if (!prepared)
        qFatal("%s", prepared.error().toEnglish().c_str());
    simulate::ReplicationSettings settings;
    settings.replications = replications;
    settings.threads = threads;
    settings.seed = seed;
    settings.controller = prepared->controller;
    auto result = simulate::runReplications(prepared->scenario, settings, {});
    if (!result)
        qFatal("%s: %s", choice.name.c_str(), result.error().toEnglish().c_str());
    return *std::move(result);
}

// The measure of one less that of the other, replication by replication.
inline simulate::Estimate difference(const simulate::Scenario &scenario, const simulate::ReplicationsResult &one, const simulate::ReplicationsResult &other, allocate::Measure measure)
{
    return allocate::differencesOf(allocate::measuresOf(scenario, one), allocate::measuresOf(scenario, other))[static_cast<std::size_t>(measure)];
}

// What a controller was shown and what it did: replicas of service 0 as of its next look.
struct Watched {
    std::vector<double> timesS;
    std::vector<std::vector<simulate::ServiceWindow>> services;
    [[nodiscard]] std::vector<unsigned> replicas(std::size_t service = 0) const
    {
        std::vector<unsigned> out;
        for (const auto &one : services)
            out.push_back(one[service].replicas);
        return out;
    }
};
class Watching final : public simulate::Controller {
public:
    Watching(std::unique_ptr<simulate::Controller> inner, Watched &watched) : m_inner(std::move(inner)), m_watched(watched) {}
    [[nodiscard]] std::string_view name() const override { return m_inner->name(); }
    [[nodiscard]] double intervalS() const override { return m_inner->intervalS(); }
    void tick(const simulate::Observation &seen, simulate::Actions &actions) override
    {
        m_watched.timesS.push_back(seen.timeS);
        m_watched.services.emplace_back(seen.services.begin(), seen.services.end());
        m_inner->tick(seen, actions);
    }
    [[nodiscard]] std::unique_ptr<simulate::Controller> clone() const override { return std::make_unique<Watching>(m_inner->clone(), m_watched); }

private:
    std::unique_ptr<simulate::Controller> m_inner;
    Watched &m_watched;
};

inline Watched watch(const simulate::Scenario &scenario, const simulate::PolicyChoice &choice, simulate::RunResult *result = nullptr)
{
    const auto prepared = allocate::prepare(scenario, choice, untrained(scenario, choice.name));
    if (!prepared || !prepared->controller)
        qFatal("%s", prepared ? "it has no controller" : prepared.error().toEnglish().c_str());
    Watched out;
    simulate::Simulation simulation(*simulate::makePlan(prepared->scenario, true), 1, 0, std::make_unique<Watching>(prepared->controller(), out));
    if (const auto done = simulation.run({}); !done)
        qFatal("%s", done.error().toEnglish().c_str());
    if (result != nullptr)
        *result = simulation.result();
    return out;
}

// So many requests a second, evenly, each of so much work: `rate · workS` servers are busy.
inline simulate::Scenario evenLoad(const std::string &service, double rate, double workS, double durationS, const std::string &more = {})
{
    std::string times;
    for (int i = 0; i < rate * durationS; ++i)
        times += (i == 0 ? "" : ", ") + std::to_string(i / rate);
    return scenarioOf("\"s\": {" + service + "}", "\"o\": {\"service\": \"s\", \"self_s\": {\"constant\": " + std::to_string(workS) + "}}", "{\"operation\": \"o\", \"times_s\": [" + times + "]}", durationS, 0, more);
}

} // namespace causeway::test
