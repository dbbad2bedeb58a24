#pragma once
// Rules of a scenario made ready to act: names are numbers. What a rule may say:
//   METRIC(SERVICE) or METRIC(SERVICE#PLACE), PRIMITIVE(SERVICE, …) or PRIMITIVE(SERVICE#PLACE, …)
// SERVICE may be *, PLACE too: each one by itself, and a * in the primitive is the one that the condition held for. Names with
// other than letters, digits, - _ . : / are put in quotes.

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "analysis/core/result.h"
#include "analysis/simulate/scenario.h"

namespace causeway::allocate::rules {

constexpr std::uint32_t kAny = UINT32_MAX - 1, kNothing = UINT32_MAX;
constexpr std::size_t kMostRules = 200;

enum class Metric : std::uint8_t { Utilisation, Queue, Wait, LatencyMean, LatencyP95, LatencyP99, Arrivals, Errors, Dropped, Violations, Replicas, Down, Node };
enum class Primitive : std::uint8_t { AddReplicas, RemoveReplicas, SetReplicas, Dim, Limit, RateLimit, Route, Speed, Weight, Restart, Move, Resize };
enum class Level : std::uint8_t { Service, Instance };

struct MetricInfo {
    std::string_view name;
    bool ofService, ofInstance;
    std::string_view what;          // with its unit
};
struct PrimitiveInfo {
    std::string_view name;
    Level level;
    bool ofInstance;                // is done to a replica
    std::string_view argument;      // behind what it is done to; empty: none
    double least, most;             // of it, where it is a number
    std::string_view what;
};
std::span<const MetricInfo> metrics();       // as Metric
std::span<const PrimitiveInfo> primitives(); // as Primitive

struct Subject {
    std::uint32_t service = kAny;   // of the scenario
    std::uint32_t place = kNothing; // kNothing: the service as a whole
};

struct Rule {
    enum class Comparison : std::uint8_t { Above, AtLeast, Below, AtMost } comparison = Comparison::Above;
    Metric metric = Metric::Utilisation;
    Subject subject;
    double value = 0, forS = 0;
    Primitive primitive = Primitive::AddReplicas;
    Subject target;
    double amount = 0;
    simulate::Routing routing = simulate::Routing::RoundRobin;
    std::uint32_t node = kAny;      // Move: kAny: the least used one of its domain
    double cooldownS = 0, priority = 0;
    bool dry = false;
    [[nodiscard]] Level level() const { return primitives()[static_cast<std::size_t>(primitive)].level; }
};

// Errors: InvalidInput; `why` begins with the field: "when: there is no metric …".
Result<Rule> parse(const simulate::PolicyRule &rule, const simulate::Scenario &scenario);

// Those of a scenario; where it has none, the usual ones.
std::vector<simulate::PolicyRule> rulesOf(const simulate::Scenario &scenario);
std::vector<simulate::PolicyRule> usualRules();

// What is wrong with the rules of a scenario: "policy.rules[2].when: …". Empty: nothing.
std::vector<simulate::ScenarioNote> checkRules(const simulate::Scenario &scenario);
// Rules that want what a floor forbids: they are refused each time. The rules must be ones that checkRules finds nothing wrong with.
std::vector<simulate::ScenarioNote> warnRules(const simulate::Scenario &scenario);

} // namespace causeway::allocate::rules
