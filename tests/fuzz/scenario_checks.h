#pragma once
// Feeds a text to what reads scenarios and instances, and checks what is promised of the answer. `check` is called with false where a
// promise is broken: a fuzzer traps, a test fails.

#include <algorithm>
#include <string>
#include <string_view>

#include "analysis/allocate/offload/offload.h"
#include "analysis/allocate/placement/placement.h"
#include "analysis/allocate/policy.h"
#include "analysis/allocate/rules/rule.h"
#include "analysis/simulate/fluid.h"
#include "analysis/simulate/read_scenario.h"
#include "analysis/simulate/simulation.h"

namespace causeway::simulate::fuzz {

// Says what, why, where and what to do.
template <typename Check>
void checkError(const Error &error, std::string_view text, Check check)
{
    const auto lines = static_cast<std::uint64_t>(1 + std::ranges::count(text, '\n'));
    check(error.code == ErrorCode::InvalidInput || error.code == ErrorCode::Foreign);
    check(!error.what.empty() && !error.why.empty() && !error.hint.empty() && !error.toEnglish().empty());
    check(error.where.line <= lines && (error.where.line >= 1 || error.why.toEnglish() == "it is not UTF-8"));
}

// A few events, by a controller where there is one: stopped after them, whatever it would take.
template <typename Check>
void checkRun(const Scenario &scenario, Check check)
{
    std::size_t replicas = 0, users = 0;
    for (const Service &service : scenario.services)
        replicas += service.replicas;
    for (const Arrivals &arrivals : scenario.arrivals)
        users += arrivals.closed ? arrivals.closed->users : 0;
    if (replicas > 1'000 || users > 10'000 || scenario.nodes.size() > 1'000)
        return;
    const auto prepared = allocate::prepare(scenario, scenario.policy);
    check(prepared.has_value());
    auto plan = makePlan(prepared->scenario, prepared->controller != nullptr);
    check(plan.has_value());
    Simulation simulation(*plan, scenario.seed, 0, prepared->controller ? prepared->controller() : nullptr);
    Job job;
    job.cancel.cancel(); // looked at every so many events
    const auto done = simulation.run(job);
    check(done || done.error().code == ErrorCode::Cancelled || done.error().code == ErrorCode::LimitExceeded);
    const RunResult result = simulation.result();
    check(result.services.size() == scenario.services.size() && result.operations.size() == scenario.operations.size());
    for (const ServiceResult &service : result.services)
        check(service.utilisation >= 0 && service.utilisation <= 1 + 1e-6 && service.queueMean >= -1e-6);
}

template <typename Check>
void checkScenarioText(std::string_view text, Check check)
{
    const auto read = readScenarioText(text, allocate::checkPolicy, allocate::rules::warnRules);
    if (!read) {
        checkError(read.error(), text, check);
        return;
    }
    for (const Error &warning : read->warnings)
        checkError(warning, text, check);
    const std::string written = toJson(read->scenario);
    const auto again = readScenario(written, allocate::checkPolicy);
    check(again.has_value());
    check(toJson(*again) == written);
    if (read->scenario.operations.size() > 200)
        return;
    check(solveFluid(read->scenario, 10).has_value());
    checkRun(read->scenario, check);
    std::size_t replicas = 0;
    for (const Service &service : read->scenario.services)
        replicas += service.replicas;
    if (replicas * read->scenario.nodes.size() <= 1'000)
        if (const auto problem = allocate::placement::problemOf(read->scenario, {}))
            if (const auto placement = allocate::placement::greedy(*problem, {})) {
                check(allocate::placement::brokenBy(*problem, *placement).empty());
                check(readScenario(toJson(allocate::placement::placed(read->scenario, *placement)), allocate::checkPolicy).has_value());
            }
}

template <typename Check>
void checkOffloadText(std::string_view text, Check check)
{
    namespace offload = allocate::offload;
    const auto instance = offload::readInstance(text);
    if (!instance) {
        checkError(instance.error(), text, check);
        return;
    }
    if (instance->tasks.size() > 20)
        return;
    const offload::Outcome greedy = offload::evaluate(*instance, offload::greedy(*instance));
    check(greedy.cost >= 0 && greedy.tasks.size() == instance->tasks.size());
    check(!offload::evaluate(*instance, offload::Plan(instance->tasks.size(), false)).betterThan(greedy));
    if (instance->tasks.size() <= 6)
        check(!greedy.betterThan(offload::evaluate(*instance, *offload::exact(*instance, {}))));
}

} // namespace causeway::simulate::fuzz
