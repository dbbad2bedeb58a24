#pragma once
// Policies, their settings and replicas tried together, for what cannot be bettered in SLO violations, cost and carbon at once.

#include <functional>

#include "analysis/allocate/explore/risk.h"
#include "analysis/allocate/explore/trial.h"

namespace causeway::allocate {

// A change of the scenario: its policy, and fields by path (scenario_path.h).
struct Candidate {
    simulate::PolicyChoice policy;
    std::vector<std::pair<std::string, double>> fields;
    bool operator==(const Candidate &) const = default;
};

struct TriedCandidate {
    Candidate candidate;
    MeasureEstimates measures{}, delta{}; // delta: to the scenario as it is, replication by replication
    Risk risk;                            // against the scenario as it is
    bool dominated = false;               // another is as good in all three and better in one, by their means
    bool isNow = false;                   // the scenario as it is
    std::optional<Error> error;           // it could not be simulated: then nothing else holds
};

struct ParetoSettings {
    std::vector<simulate::PolicyChoice> policies; // empty: all there are
    unsigned grid = 2;                    // settings of each that are varied, each to half and twice its usual value, within its bounds; 0: none
    std::size_t services = 2;             // of the busiest by fluid, whose replicas are varied: one less, one more, half as many more
    std::size_t most = 60;                // candidates; what differs in fewer things comes first
    std::shared_ptr<const simulate::LearnedScenario> observed = {}; // where the scenario was learned: what is beyond is a risk
    TrialSettings trial;
};

// Those that would be tried, the scenario as it is first. leftOut: how many beyond `most`.
std::vector<Candidate> candidatesOf(const simulate::Scenario &scenario, const ParetoSettings &settings, std::size_t *leftOut = nullptr);

// The scenario so changed. Errors: those of setScenarioField, InvalidInput (the first of checkPolicy).
Result<simulate::Scenario> applied(const simulate::Scenario &scenario, const Candidate &candidate);

struct ParetoResult {
    std::vector<TriedCandidate> tried;    // the scenario as it is first
    std::size_t leftOut = 0;
};
void markDominated(std::vector<TriedCandidate> &tried);

// onPart: called from this thread with all so far after each. Errors: those of tryOut for the scenario as it is; Cancelled.
Result<ParetoResult> findPareto(const simulate::Scenario &scenario, const ParetoSettings &settings, const Job &job, const std::function<void(const ParetoResult &)> &onPart = {});

} // namespace causeway::allocate
