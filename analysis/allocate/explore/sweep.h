#pragma once
// A scenario with one of its fields taken through a range, each simulated on the same random numbers.

#include <functional>

#include "analysis/allocate/explore/trial.h"
#include "analysis/simulate/scenario_path.h"

namespace causeway::allocate {

constexpr unsigned kMostSteps = 200;

struct SweepRange {
    std::string path;           // scenario_path.h
    double from = 0, to = 0;
    unsigned steps = 9;         // values, evenly spaced, both ends among them; whole fields have each whole value once
};
// "services.order.replicas=1:8:8". Errors: InvalidInput.
Result<SweepRange> parseSweep(std::string_view text);
// From half to twice what it is, within its bounds. Errors: those of scenarioField; InvalidInput (a name).
Result<SweepRange> usualSweep(const simulate::Scenario &scenario, std::string_view path);

struct SweepPoint {
    double value = 0;
    Measures fluid{};
    MeasureEstimates measures{}, delta{}; // delta: to the scenario as it is, replication by replication
    std::optional<Error> error;           // it could not be simulated: then nothing else holds
};

struct Sweep {
    SweepRange range;
    simulate::ScenarioField field;        // as the scenario has it
    MeasureEstimates base{};              // of the scenario as it is
    std::vector<SweepPoint> points;       // rising
};

// onPart: called from this thread with all so far after each point. Errors: NotFound and InvalidInput at the field, those of tryOut for the
// scenario as it is, Cancelled.
Result<Sweep> makeSweep(const simulate::Scenario &scenario, const SweepRange &range, const TrialSettings &settings, const Job &job, const std::function<void(const Sweep &)> &onPart = {});

} // namespace causeway::allocate
