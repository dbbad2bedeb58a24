#pragma once
// Which inputs of a scenario matter: each is made less and more by the same share, the others staying as they are, and what comes of it is
// told as a tornado (Eschenbach 1992, "Spiderplots versus Tornado Diagrams for Sensitivity Analysis"). By fluid for all of them; those that
// move the measure most are simulated, on the same random numbers as the scenario itself.

#include <functional>

#include "analysis/allocate/explore/trial.h"
#include "analysis/simulate/scenario_path.h"

namespace causeway::allocate {

constexpr double kUsualChange = 0.2;

struct TornadoInput {
    std::string path;               // scenario_path.h: loads, replicas, servers, speeds, self times, latencies of links and calls, failures, prices
    simulate::FieldKind kind = simulate::FieldKind::Other;
    double now = 0, less = 0, more = 0; // its values; whole ones move by one at least, and by none where there is no room
    Measures fluidLess{}, fluidMore{};
    // Differences to the scenario as it is, replication by replication; absent: not simulated.
    std::optional<MeasureEstimates> deltaLess, deltaMore;
    // The distance of the two ends in that measure: simulated where it was, else by fluid.
    [[nodiscard]] double swing(Measure measure) const;
    [[nodiscard]] double fluidSwing(Measure measure) const;
    [[nodiscard]] bool isConfirmed() const { return deltaLess.has_value() && deltaMore.has_value(); }
};

struct TornadoSettings {
    Measure measure = Measure::SloViolation; // that chooses what is simulated and in what order inputs stand
    double change = kUsualChange;            // share, 0 … 0.9
    std::size_t confirmed = 8;               // inputs that are simulated
    std::size_t most = 400;                  // inputs; more are left out, those of the busiest last to go
    TrialSettings trial;
};

struct Tornado {
    Measure measure = Measure::SloViolation;
    double change = kUsualChange;
    Measures fluid{};                        // of the scenario as it is
    MeasureEstimates base{};                 // likewise, simulated
    std::vector<TornadoInput> inputs;        // the simulated ones first, each part by swing, widest first
    std::size_t leftOut = 0;
};

// onPart: called from this thread with all so far, after the fluid and after each simulated input. Inputs that are 0 are left alone.
// Errors: those of tryOut for the scenario as it is; Cancelled. An input that cannot be simulated so keeps its fluid alone.
Result<Tornado> makeTornado(const simulate::Scenario &scenario, const TornadoSettings &settings, const Job &job, const std::function<void(const Tornado &)> &onPart = {});

} // namespace causeway::allocate
