#include "analysis/simulate/scenario_path.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>

#include "analysis/simulate/read_scenario.h"
#include "analysis/simulate/scenario_fields_walk.h"

namespace causeway::simulate {

namespace {

constexpr std::string_view kNoValue = "none";

std::string digits(double value)
{
    char out[32];
    return {out, std::to_chars(out, out + sizeof out, value).ptr};
}

ScenarioField shown(FieldAccess &access)
{
    ScenarioField out = std::move(access.field);
    if (out.name)
        out.text = access.getName();
    else {
        out.value = access.get();
        out.text = out.value ? digits(*out.value) : std::string(kNoValue);
    }
    return out;
}

Result<FieldAccess> find(Scenario &scenario, std::string_view path)
{
    std::vector<FieldAccess> all = walkFields(scenario, path);
    const auto found = std::ranges::find(all, path, [](const FieldAccess &one) -> std::string_view { return one.field.path; });
    if (found != all.end())
        return std::move(*found);
    const Message what(CAUSEWAY_TEXT("“%1” is not a field of this scenario"), path);
    // What begins as far alike as any does.
    std::string beside;
    std::size_t listed = 0;
    all = walkFields(scenario);
    for (std::string_view prefix = path; listed == 0;) {
        const std::size_t cut = prefix.find_last_of(".[");
        prefix = prefix.substr(0, cut == std::string_view::npos ? 0 : cut);
        for (const FieldAccess &one : all)
            if (one.field.path.starts_with(prefix) && ++listed <= 8)
                beside += (beside.empty() ? "" : ", ") + one.field.path;
        if (prefix.empty())
            break;
    }
    return failure(ErrorCode::NotFound, what, Message(CAUSEWAY_TEXT("there is no service, operation or field of that name")), Message(CAUSEWAY_TEXT("There are, for example: %1."), beside));
}

tl::unexpected<Error> refused(std::string_view path, Message why, Message hint = {})
{
    return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” was not changed"), path), std::move(why), std::move(hint));
}

// Sets it, and takes that back where the scenario could not be simulated then.
template <typename F>
Result<void> change(Scenario &scenario, std::string_view path, const F &set)
{
    Scenario before = scenario;
    set();
    if (auto problems = checkScenario(scenario); !problems.empty()) {
        scenario = std::move(before);
        return refused(path, std::move(problems.front().why), std::move(problems.front().hint));
    }
    return {};
}

} // namespace

std::string_view toName(FieldKind kind)
{
    static constexpr std::array<std::string_view, 14> names{"other", "load", "replicas", "servers", "speed", "self_time", "latency", "failure", "price", "carbon", "call", "floor", "objective", "policy"};
    return names[static_cast<std::size_t>(kind)];
}

std::vector<ScenarioField> scenarioFields(const Scenario &scenario)
{
    Scenario copy = scenario;
    std::vector<ScenarioField> out;
    for (FieldAccess &access : walkFields(copy))
        out.push_back(shown(access));
    return out;
}

Result<ScenarioField> scenarioField(const Scenario &scenario, std::string_view path)
{
    Scenario copy = scenario;
    CAUSEWAY_ASSIGN(FieldAccess access, find(copy, path));
    return shown(access);
}

Result<void> setScenarioField(Scenario &scenario, std::string_view path, double value)
{
    CAUSEWAY_ASSIGN(const FieldAccess access, find(scenario, path));
    if (access.field.name)
        return refused(path, Message(CAUSEWAY_TEXT("it is a name, not a number")));
    if (!(value >= access.field.least && value <= access.field.most))
        return refused(path, Message(CAUSEWAY_TEXT("%1 must be between %2 and %3, it is %4"), path, access.field.least, access.field.most, value));
    if (access.field.whole && value != std::floor(value))
        return refused(path, Message(CAUSEWAY_TEXT("%1 must be a whole number that is not negative"), path));
    return change(scenario, path, [&] { access.set(value); });
}

Result<void> setScenarioField(Scenario &scenario, std::string_view path, std::string_view text)
{
    CAUSEWAY_ASSIGN(const FieldAccess access, find(scenario, path));
    if (access.field.name) {
        if (!access.field.choices.empty() && std::ranges::find(access.field.choices, text) == access.field.choices.end()) {
            std::string all;
            for (const std::string_view one : access.field.choices)
                all += (all.empty() ? "" : ", ") + std::string(one);
            return refused(path, Message(CAUSEWAY_TEXT("%1 is none of: %2"), text, all));
        }
        return change(scenario, path, [&] { access.setName(std::string(text)); });
    }
    if (access.field.optional && text == kNoValue)
        return change(scenario, path, [&] { access.set(std::nullopt); });
    if (access.field.whole && access.field.most == 1 && (text == "true" || text == "false"))
        return setScenarioField(scenario, path, text == "true" ? 1.0 : 0.0);
    double value = 0;
    if (const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value); text.empty() || stop != text.data() + text.size() || error != std::errc{})
        return refused(path, Message(CAUSEWAY_TEXT("“%1” is not a number"), text));
    return setScenarioField(scenario, path, value);
}

double meanLoad(const Scenario &scenario, const Arrivals &arrivals)
{
    if (arrivals.closed)
        return arrivals.closed->users;
    if (!arrivals.times.empty())
        return static_cast<double>(std::ranges::upper_bound(arrivals.times, scenario.durationS) - arrivals.times.begin()) / scenario.durationS;
    if (arrivals.rates.empty())
        return arrivals.ratePerS;
    double sum = 0;
    for (std::size_t i = 0; i < arrivals.rates.size(); ++i) {
        const double from = std::max(0.0, arrivals.rates[i].first), to = i + 1 < arrivals.rates.size() ? arrivals.rates[i + 1].first : scenario.durationS;
        sum += arrivals.rates[i].second * std::max(0.0, std::min(to, scenario.durationS) - from);
    }
    return sum / scenario.durationS;
}

void scaleLoad(Arrivals &arrivals, double factor)
{
    arrivals.ratePerS *= factor;
    for (auto &[at, rate] : arrivals.rates)
        rate *= factor;
    if (arrivals.closed)
        arrivals.closed->users = static_cast<unsigned>(std::clamp<double>(std::round(arrivals.closed->users * factor), 1, most::kUsers));
    if (arrivals.times.empty())
        return;
    // As many times as many, along the same course: what had come by a time, times the factor.
    const std::vector<double> &old = arrivals.times;
    std::vector<double> times(static_cast<std::size_t>(std::clamp<double>(std::round(static_cast<double>(old.size()) * factor), 1, most::kRequests)));
    for (std::size_t i = 0; i < times.size(); ++i) {
        const double place = std::min(static_cast<double>(i) / factor, static_cast<double>(old.size() - 1));
        const auto before = static_cast<std::size_t>(place);
        times[i] = old[before] + (before + 1 < old.size() ? (old[before + 1] - old[before]) * (place - static_cast<double>(before)) : 0);
    }
    arrivals.times = std::move(times);
}

void scale(Distribution &distribution, double factor)
{
    distribution.mean *= factor;
    for (double &value : distribution.values)
        value *= factor;
}

} // namespace causeway::simulate
