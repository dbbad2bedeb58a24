#pragma once
// Fields of a scenario by path, as its file and its messages have them: "services.order.replicas", "operations.pay.self_s.mean",
// "arrivals[0].poisson.rate_per_s", "operations.pay.calls[2].parallel[0].retries", "slo.pay.latency_s". Some are of more than one number:
// the mean of a distribution or a series (set, all of it is scaled, its shape stays), "services.order.speed" (mean of its replicas),
// "arrivals[0].load" (requests per second over the measured time, or users, however they are told) and "arrivals.load" (of all of them).

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/result.h"
#include "analysis/simulate/scenario.h"

namespace causeway::simulate {

enum class FieldKind : std::uint8_t { Other, Load, Replicas, Servers, Speed, SelfTime, Latency, Failure, Price, Carbon, Call, Floor, Objective, Policy };
std::string_view toName(FieldKind kind); // "other", "load", "replicas", "self_time" …

struct ScenarioField {
    std::string path;
    FieldKind kind = FieldKind::Other;
    std::string_view unit;                 // "s", "1/s", "1/h", "W" …; empty: a count or a share
    double least = 0, most = 0;
    bool whole = false, optional = false;  // whole: whole numbers only; optional: can be none, which is written "none"
    bool summary = false;                  // of more than one number of the file
    std::span<const std::string_view> choices; // of a field that is a name among some
    bool name = false;                     // a name, one of the choices where there are any
    std::optional<double> value;           // absent: none, or a name
    std::string text;                      // as setScenarioField takes it
};

// All there are, in the order of the file; absent optional ones among them.
std::vector<ScenarioField> scenarioFields(const Scenario &scenario);

// Errors: NotFound (no such field; the hint names those that there are beside it).
Result<ScenarioField> scenarioField(const Scenario &scenario, std::string_view path);

// Errors: NotFound, InvalidInput (no number, out of bounds, not whole, none of the choices, or the scenario could not be simulated then: the
// first of checkScenario), after which the scenario is as it was. Which policies and settings there are is not known here.
Result<void> setScenarioField(Scenario &scenario, std::string_view path, double value);
Result<void> setScenarioField(Scenario &scenario, std::string_view path, std::string_view text);

// Requests per second over the measured time; users, where it is closed.
double meanLoad(const Scenario &scenario, const Arrivals &arrivals);
// So many times its load, whatever it is told as: rates are multiplied, times are put as close, users are rounded. factor: above 0.
void scaleLoad(Arrivals &arrivals, double factor);
// So many times as long, of the same shape. factor: at least 0.
void scale(Distribution &distribution, double factor);

} // namespace causeway::simulate
