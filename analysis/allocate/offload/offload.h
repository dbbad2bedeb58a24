#pragma once
// Which tasks of devices are worked on at the edge (after Mao et al. 2017, Cao et al. 2019). A task of C cycles and D bits of input takes
//   on its device  t = C/f                     e = κ C f²
//   at the edge    t = D/r + wait + C/f_e      e = p D/r      r = (B/k) log2(1 + p h/N0)
// and costs λ t + (1 − λ) e (seconds and joules). What makes it a game: the channel is shared evenly in frequency by all k that are
// sent, for as long as the longest lasts, and the edge works on so many at once, each with f_e, first come first served as their
// input has arrived. All begin at 0, each device has one task, answers are short and cost nothing, noise does not depend on the share.
// Deadlines come first: of two plans the one with fewer late tasks is better, then the one that costs less.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"

namespace causeway::allocate::offload {

struct Device {
    double cyclesPerS = 1e9, kappa = 1e-27, powerW = 0.1; // f, κ (J s²/cycle³), p: of sending
};

struct Task {
    std::string name;
    double cycles = 0, bits = 0, gain = 0; // C, D, h: of the channel
    std::optional<double> deadlineS = {};
    Device device = {};
};

struct Instance {
    double timeWeight = 0.5;               // λ, 0 … 1
    double bandwidthHz = 0, noiseW = 0;    // B, N0
    double edgeCyclesPerS = 0;             // f_e
    unsigned edgeServers = 1;
    std::vector<Task> tasks;
};

using Plan = std::vector<bool>;            // of the tasks: at the edge

struct TaskOutcome {
    double timeS = 0, uploadS = 0, waitS = 0, energyJ = 0, cost = 0;
    bool late = false;
};
struct Outcome {
    std::vector<TaskOutcome> tasks;
    double timeS = 0, energyJ = 0, cost = 0; // sums
    std::size_t late = 0;
    [[nodiscard]] bool betterThan(const Outcome &other) const { return late != other.late ? late < other.late : cost < other.cost - 1e-12 * (1 + other.cost); }
};
Outcome evaluate(const Instance &instance, const Plan &plan);

constexpr std::size_t kMostTasks = 200, kMostExact = 15;

Plan greedy(const Instance &instance);     // from all local: the one change that helps most, again and again
// Each task chooses what is best for itself, in turn, until none would change; nullopt where that does not end.
std::optional<Plan> equilibrium(const Instance &instance);
// The best of all plans, by trying each. Errors: LimitExceeded (more than kMostExact tasks), Cancelled.
Result<Plan> exact(const Instance &instance, const Job &job);

// The text of an instance file. Errors: InvalidInput with field, line and remedy; Foreign (another format number).
//   {"causeway_offload": 1, "time_weight": 0.5, "channel": {"bandwidth_hz", "noise_w"}, "edge": {"cycles_per_s", "servers"},
//    "device": {"cycles_per_s", "kappa", "power_w"}, "tasks": {NAME: {"cycles", "bits", "gain", "deadline_s", "device"}}}
// time_weight, servers, device and its fields, deadline_s may be absent; a task's own device differs from the common one where it says so.
Result<Instance> readInstance(std::string_view text);

} // namespace causeway::allocate::offload
