#include "analysis/allocate/explore/pareto.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/simulate/scenario_path.h"

namespace causeway::allocate {

using simulate::PolicyChoice;
using simulate::Scenario;

namespace {

// The usual one first, then one setting changed, then two …
std::vector<PolicyChoice> settingsOf(const PolicyChoice &policy, unsigned grid)
{
    std::vector<PolicyChoice> out{policy};
    const Policy *const known = findPolicy(policy.name);
    if (known == nullptr)
        return out;
    unsigned varied = 0;
    for (const Setting &setting : known->settings) {
        // Switches and what a person has set stay.
        if (policy.settings.contains(std::string(setting.name)) || (setting.whole && setting.most - setting.least < 2) || setting.usual == 0 || varied >= grid)
            continue;
        ++varied;
        const std::size_t before = out.size();
        for (const double factor : {0.5, 2.0}) {
            double value = std::clamp(setting.usual * factor, setting.least, setting.most);
            value = setting.whole ? std::round(value) : value;
            if (value == setting.usual)
                continue;
            for (std::size_t i = 0; i < before; ++i) {
                PolicyChoice &other = out.emplace_back(out[i]);
                other.settings[std::string(setting.name)] = value;
            }
        }
    }
    std::ranges::stable_sort(out, {}, [](const PolicyChoice &one) { return one.settings.size(); });
    return out;
}

std::vector<std::vector<std::pair<std::string, double>>> replicasOf(const Scenario &scenario, std::size_t services)
{
    std::vector<std::vector<std::pair<std::string, double>>> out{{}};
    const auto fluid = simulate::solveFluid(scenario);
    if (!fluid)
        return out;
    std::vector<std::size_t> order(scenario.services.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t s) { return fluid->services[s].utilisationMost; });
    for (std::size_t i = 0; i < std::min(services, order.size()); ++i) {
        const simulate::Service &service = scenario.services[order[i]];
        const std::string path = "services." + service.name + ".replicas";
        const unsigned now = service.replicas, half = (now + 1) / 2;
        for (const unsigned replicas : {now + 1, now + half, 2 * now, now - 1}) {
            const std::vector<std::pair<std::string, double>> change{{path, replicas}};
            Scenario other = scenario;
            if (replicas != now && std::ranges::find(out, change) == out.end() && simulate::setScenarioField(other, path, replicas))
                out.push_back(change);
        }
    }
    return out;
}

} // namespace

std::vector<Candidate> candidatesOf(const Scenario &scenario, const ParetoSettings &settings, std::size_t *leftOut)
{
    std::vector<PolicyChoice> policies = settings.policies;
    if (policies.empty())
        for (const Policy &policy : allocate::policies())
            policies.push_back({std::string(policy.name), {}});
    if (const auto own = std::ranges::find(policies, scenario.policy); own != policies.end())
        policies.erase(own);
    policies.insert(policies.begin(), scenario.policy);
    const auto replicas = replicasOf(scenario, settings.services);
    struct Ranked {
        Candidate candidate;
        std::size_t rank = 0; // things that differ from the usual
    };
    std::vector<Ranked> all;
    for (const PolicyChoice &policy : policies) {
        const std::size_t other = policy == scenario.policy ? 0 : 1;
        for (const PolicyChoice &choice : settingsOf(policy, settings.grid))
            for (const auto &fields : replicas)
                all.push_back({{choice, fields}, other + choice.settings.size() - policy.settings.size() + fields.size()});
    }
    std::ranges::stable_sort(all, {}, &Ranked::rank);
    if (leftOut != nullptr)
        *leftOut = all.size() - std::min(all.size(), settings.most);
    std::vector<Candidate> out;
    for (std::size_t i = 0; i < std::min(all.size(), settings.most); ++i)
        out.push_back(std::move(all[i].candidate));
    return out;
}

Result<Scenario> applied(const Scenario &scenario, const Candidate &candidate)
{
    Scenario out = scenario;
    for (const auto &[path, value] : candidate.fields)
        CAUSEWAY_TRY(simulate::setScenarioField(out, path, value));
    out.policy = candidate.policy;
    if (auto problems = checkPolicy(out); !problems.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The policy cannot be used")), std::move(problems.front().why));
    return out;
}

void markDominated(std::vector<TriedCandidate> &tried)
{
    std::vector<MeasureEstimates> measures;
    std::vector<std::size_t> which;
    for (std::size_t i = 0; i < tried.size(); ++i) {
        tried[i].dominated = !tried[i].error;
        if (!tried[i].error) {
            measures.push_back(tried[i].measures);
            which.push_back(i);
        }
    }
    for (const std::size_t i : paretoFront(measures))
        tried[which[i]].dominated = false;
}

Result<ParetoResult> findPareto(const Scenario &scenario, const ParetoSettings &settings, const Job &job, const std::function<void(const ParetoResult &)> &onPart)
{
    ParetoResult out;
    const std::vector<Candidate> candidates = candidatesOf(scenario, settings, &out.leftOut);
    std::vector<Measures> base;
    std::vector<double> replicas; // as it is
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        TriedCandidate one;
        one.candidate = candidates[i];
        one.isNow = i == 0;
        Scenario other;
        Result<Trial> trial = [&]() -> Result<Trial> {
            CAUSEWAY_ASSIGN(other, applied(scenario, candidates[i]));
            return tryOut(other, settings.trial, partOf(job, static_cast<double>(i), 1, static_cast<double>(candidates.size())));
        }();
        if (!trial && (i == 0 || trial.error().code == ErrorCode::Cancelled))
            return failure(std::move(trial).error());
        if (trial) {
            if (i == 0) {
                base = trial->runs;
                replicas = trial->replicas;
            }
            one.measures = trial->measures;
            one.delta = differencesOf(trial->runs, base);
            one.risk = riskOf(other, *trial, i == 0 ? std::nullopt : std::optional(of(one.delta, Measure::Cost)), settings.observed != nullptr ? simulate::extrapolations(*settings.observed, other) : std::vector<simulate::Extrapolation>(), replicas);
        } else
            one.error = std::move(trial).error();
        out.tried.push_back(std::move(one));
        markDominated(out.tried);
        if (onPart)
            onPart(out);
    }
    return out;
}

} // namespace causeway::allocate
