#include "analysis/allocate/explore/tornado.h"

#include <algorithm>
#include <cmath>

namespace causeway::allocate {

using simulate::FieldKind;
using simulate::Scenario;
using simulate::ScenarioField;

namespace {

bool isInput(const ScenarioField &field)
{
    switch (field.kind) {
    case FieldKind::Load:
    case FieldKind::Replicas:
    case FieldKind::Speed:
    case FieldKind::Price: return field.value && *field.value > 0;
    case FieldKind::Servers: return field.value && *field.value > 0;
    case FieldKind::SelfTime:
    case FieldKind::Latency:
    case FieldKind::Failure: return field.value && *field.value > 0 && !field.path.ends_with(".cv");
    default: return false;
    }
}

// An end of it: whole values move by one at least, all within their bounds.
double moved(const ScenarioField &field, double by)
{
    double to = *field.value * (1 + by);
    if (field.whole)
        to = by < 0 ? std::min(std::round(to), *field.value - 1) : std::max(std::round(to), *field.value + 1);
    return std::clamp(to, field.least, field.most);
}

double at(const std::optional<MeasureEstimates> &delta, Measure measure) { return of(*delta, measure).mean; }

} // namespace

double TornadoInput::fluidSwing(Measure measure) const { return std::abs(of(fluidMore, measure) - of(fluidLess, measure)); }
double TornadoInput::swing(Measure measure) const { return isConfirmed() ? std::abs(at(deltaMore, measure) - at(deltaLess, measure)) : fluidSwing(measure); }

Result<Tornado> makeTornado(const Scenario &scenario, const TornadoSettings &settings, const Job &job, const std::function<void(const Tornado &)> &onPart)
{
    Tornado out;
    out.measure = settings.measure;
    out.change = settings.change;
    CAUSEWAY_ASSIGN(out.fluid, fluidMeasures(scenario));
    std::vector<ScenarioField> fields = simulate::scenarioFields(scenario);
    std::erase_if(fields, [](const ScenarioField &field) { return !isInput(field); });
    if (fields.size() > settings.most) {
        out.leftOut = fields.size() - settings.most;
        // Loads, replicas and prices are few; of the many own times the longest stay.
        std::ranges::stable_sort(fields, std::greater<>(), [](const ScenarioField &field) { return field.kind == FieldKind::SelfTime || field.kind == FieldKind::Latency ? *field.value : HUGE_VAL; });
        fields.resize(settings.most);
    }
    // A fluid is so much cheaper than simulating that all of them count as two simulated ends.
    const double all = 2.0 * static_cast<double>(std::min(settings.confirmed, fields.size())) + 3;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (job.isCancelled())
            return failure(cancelled());
        const ScenarioField &field = fields[i];
        TornadoInput input{field.path, field.kind, *field.value, moved(field, -settings.change), moved(field, settings.change), out.fluid, out.fluid, {}, {}};
        bool usable = true;
        for (const auto &[value, measures] : {std::pair{input.less, &input.fluidLess}, {input.more, &input.fluidMore}}) {
            Scenario other = scenario;
            if (value == input.now)
                continue;
            // Beyond what can be simulated, as below a floor: that end stays where it is.
            if (!simulate::setScenarioField(other, field.path, value)) {
                (measures == &input.fluidLess ? input.less : input.more) = input.now;
                continue;
            }
            if (const auto found = fluidMeasures(other))
                *measures = *found;
            else
                usable = false;
        }
        if (usable && input.less != input.more)
            out.inputs.push_back(std::move(input));
        job.report({2.0 * static_cast<double>(i + 1) / static_cast<double>(fields.size()), all, Progress::Unit::None});
    }
    std::ranges::stable_sort(out.inputs, std::greater<>(), [&](const TornadoInput &input) { return input.fluidSwing(settings.measure); });
    CAUSEWAY_ASSIGN(const Trial base, tryOut(scenario, settings.trial, partOf(job, 2, 1, all)));
    out.base = base.measures;
    if (onPart)
        onPart(out);
    const std::size_t simulated = std::min(settings.confirmed, out.inputs.size());
    for (std::size_t i = 0; i < simulated; ++i) {
        TornadoInput &input = out.inputs[i];
        for (int end = 0; end < 2; ++end) {
            const double value = end == 0 ? input.less : input.more;
            std::optional<MeasureEstimates> &delta = end == 0 ? input.deltaLess : input.deltaMore;
            if (value == input.now) {
                delta = differencesOf(base.runs, base.runs);
                continue;
            }
            Scenario other = scenario;
            if (!simulate::setScenarioField(other, input.path, value))
                continue;
            const Result<Trial> trial = tryOut(other, settings.trial, partOf(job, 3 + 2.0 * static_cast<double>(i) + end, 1, all));
            if (!trial && trial.error().code == ErrorCode::Cancelled)
                return failure(trial.error());
            if (trial)
                delta = differencesOf(trial->runs, base.runs);
        }
        if (onPart)
            onPart(out);
    }
    std::ranges::stable_sort(out.inputs, [&](const TornadoInput &a, const TornadoInput &b) {
        return a.isConfirmed() != b.isConfirmed() ? a.isConfirmed() : a.swing(settings.measure) > b.swing(settings.measure);
    });
    job.report({all, all, Progress::Unit::None});
    return out;
}

} // namespace causeway::allocate
