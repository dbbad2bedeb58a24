#include "analysis/allocate/explore/sweep.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace causeway::allocate {

using simulate::Scenario;
using simulate::ScenarioField;

namespace {

bool read(std::string_view text, double &value)
{
    const char *const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return !text.empty() && stop == end && error == std::errc{} && std::isfinite(value);
}

std::vector<double> valuesOf(const SweepRange &range, bool whole)
{
    std::vector<double> out;
    for (unsigned i = 0; i < range.steps; ++i) {
        const double value = range.steps == 1 ? range.from : range.from + (range.to - range.from) * i / (range.steps - 1);
        out.push_back(whole ? std::round(value) : value);
    }
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

} // namespace

Result<SweepRange> parseSweep(std::string_view text)
{
    const auto bad = [&] { return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” is no sweep"), text), Message(CAUSEWAY_TEXT("FIELD=FROM:TO:STEPS was expected, such as services.order.replicas=1:8:8"))); };
    SweepRange out;
    const std::size_t equals = text.rfind('=');
    if (equals == std::string_view::npos || equals == 0)
        return bad();
    out.path = text.substr(0, equals);
    const std::string_view numbers = text.substr(equals + 1);
    const std::size_t first = numbers.find(':'), second = first == std::string_view::npos ? first : numbers.find(':', first + 1);
    double steps = 0;
    if (second == std::string_view::npos || !read(numbers.substr(0, first), out.from) || !read(numbers.substr(first + 1, second - first - 1), out.to) || !read(numbers.substr(second + 1), steps))
        return bad();
    if (!(steps >= 1 && steps <= kMostSteps && steps == std::floor(steps)))
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” is no sweep"), text), Message(CAUSEWAY_TEXT("there must be between 1 and %1 steps"), kMostSteps));
    out.steps = static_cast<unsigned>(steps);
    return out;
}

Result<SweepRange> usualSweep(const Scenario &scenario, std::string_view path)
{
    CAUSEWAY_ASSIGN(const ScenarioField field, simulate::scenarioField(scenario, path));
    if (field.name)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” cannot be swept"), path), Message(CAUSEWAY_TEXT("it is a name, not a number")));
    const double now = field.value.value_or(0);
    SweepRange out{std::string(path), std::max(field.least, now / 2), std::min(field.most, now > 0 ? now * 2 : std::max(1.0, field.least)), 9};
    if (field.whole) {
        out.from = std::max(field.least, std::floor(out.from));
        out.to = std::min(field.most, std::max(std::ceil(out.to), out.from + 4));
        out.steps = static_cast<unsigned>(std::min(9.0, out.to - out.from + 1));
    }
    return out;
}

Result<Sweep> makeSweep(const Scenario &scenario, const SweepRange &range, const TrialSettings &settings, const Job &job, const std::function<void(const Sweep &)> &onPart)
{
    Sweep out;
    out.range = range;
    CAUSEWAY_ASSIGN(out.field, simulate::scenarioField(scenario, range.path));
    const std::vector<double> values = valuesOf(range, out.field.whole);
    // What is out of its bounds altogether is told before anything is simulated.
    for (const double end : {values.front(), values.back()})
        if (out.field.name || !(end >= out.field.least && end <= out.field.most)) {
            Scenario other = scenario;
            if (auto set = simulate::setScenarioField(other, range.path, end); !set)
                return failure(std::move(set).error());
        }
    const double all = static_cast<double>(values.size()) + 1;
    CAUSEWAY_ASSIGN(const Trial base, tryOut(scenario, settings, partOf(job, 0, 1, all)));
    out.base = base.measures;
    for (std::size_t i = 0; i < values.size(); ++i) {
        SweepPoint point;
        point.value = values[i];
        Scenario other = scenario;
        Result<Trial> trial = [&]() -> Result<Trial> {
            CAUSEWAY_TRY(simulate::setScenarioField(other, range.path, values[i]));
            return tryOut(other, settings, partOf(job, static_cast<double>(i) + 1, 1, all));
        }();
        if (!trial && trial.error().code == ErrorCode::Cancelled)
            return failure(std::move(trial).error());
        if (trial) {
            point.measures = trial->measures;
            point.delta = differencesOf(trial->runs, base.runs);
            if (const auto fluid = fluidMeasures(other))
                point.fluid = *fluid;
        } else
            point.error = std::move(trial).error();
        out.points.push_back(std::move(point));
        if (onPart)
            onPart(out);
    }
    return out;
}

} // namespace causeway::allocate
