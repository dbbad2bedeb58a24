#include "views/whatif/whatif_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

#include "views/text/text.h"

namespace causeway::views {

using engine::Knob;
using engine::Quantity;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("whatif", text); }

// Less is what sums of floating-point numbers are off by.
constexpr double kLeast = 1e-9;

bool isDuration(Quantity quantity) { return quantity == Quantity::Mean || quantity == Quantity::P50 || quantity == Quantity::P95 || quantity == Quantity::P99; }
bool isShare(Quantity quantity) { return quantity == Quantity::Violations || quantity == Quantity::Refused || quantity == Quantity::Utilisation; }

} // namespace

QString quantityText(Quantity quantity)
{
    switch (quantity) {
    case Quantity::Violations: return tr("Over SLO");
    case Quantity::Mean: return tr("Mean");
    case Quantity::P50: return tr("p50");
    case Quantity::P95: return tr("p95");
    case Quantity::P99: return tr("p99");
    case Quantity::Refused: return tr("Refused");
    case Quantity::Cost: return tr("Cost");
    case Quantity::Energy: return tr("Energy, Wh");
    case Quantity::BrownEnergy: return tr("Brown energy, Wh");
    case Quantity::Carbon: return tr("Carbon, g");
    case Quantity::Utilisation: return tr("Busy");
    case Quantity::Queue: return tr("Waiting requests");
    case Quantity::Replicas: return tr("Replicas");
    }
    return {};
}

QString quantityTip(Quantity quantity)
{
    switch (quantity) {
    case Quantity::Violations: return tr("Share of the requests that take longer than the objective, or fail; where there is no objective, that fail");
    case Quantity::Mean: return tr("Mean time until a request is answered");
    case Quantity::P50: return tr("Half of the requests are answered within it");
    case Quantity::P95: return tr("95 % of the requests are answered within it");
    case Quantity::P99: return tr("99 % of the requests are answered within it");
    case Quantity::Refused: return tr("Share of the requests that are refused by limits");
    case Quantity::Cost: return tr("Over the simulated time, in the currency of the prices: of replicas, nodes and energy");
    case Quantity::Energy: return tr("Over the simulated time, of all nodes");
    case Quantity::BrownEnergy: return tr("What is not covered by green power");
    case Quantity::Carbon: return tr("Grams that the brown energy emits");
    case Quantity::Utilisation: return tr("Share of the servers that work");
    case Quantity::Queue: return tr("Requests that wait for a server, on average");
    case Quantity::Replicas: return tr("On average over the simulated time");
    }
    return {};
}

QString valueText(Quantity quantity, double value)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    if (std::abs(value) < kLeast)
        value = 0;
    if (isDuration(quantity))
        return text::duration(Nanos{std::llround(value)});
    if (isShare(quantity))
        return text::percent(value);
    return text::number(value, quantity == Quantity::Queue ? 3 : 4);
}

bool hasPolicy(const simulate::Scenario &scenario) { return scenario.policy.name != "static"; }

QString differenceText(Quantity quantity, double value)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    const auto size = [&](double of) { return isShare(quantity) ? tr("%1 pp").arg(text::number(of * 100, 3)) : valueText(quantity, of); };
    if (std::abs(value) < kLeast || size(std::abs(value)) == size(0))
        return size(0);
    return (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + size(std::abs(value));
}

QString intervalText(Quantity quantity, const simulate::Estimate &estimate, bool difference)
{
    if (!std::isfinite(estimate.low) || !std::isfinite(estimate.high))
        return {};
    const auto end = [&](double value) { return difference ? differenceText(quantity, value) : valueText(quantity, std::clamp(value, 0.0, isShare(quantity) ? 1.0 : HUGE_VAL)); };
    return end(estimate.low) + QStringLiteral(" … ") + end(estimate.high);
}

QString markText(engine::ComparedRow::Mark mark)
{
    using Mark = engine::ComparedRow::Mark;
    switch (mark) {
    case Mark::Better: return tr("▼ better");
    case Mark::Worse: return tr("▲ worse");
    case Mark::Other: return tr("◆ changed");
    case Mark::None: break;
    }
    return {};
}

QString knobText(Knob knob)
{
    switch (knob) {
    case Knob::Replicas: return tr("Replicas");
    case Knob::Servers: return tr("Servers");
    case Knob::Load: return tr("Load");
    case Knob::Speed: return tr("Speed");
    case Knob::Failures: return tr("Failures");
    case Knob::Price: return tr("Price");
    }
    return {};
}

QString knobUnit(Knob knob)
{
    switch (knob) {
    case Knob::Replicas:
    case Knob::Servers: return {};
    case Knob::Load: return tr(" /s");
    case Knob::Speed: return tr(" ×");
    case Knob::Failures:
    case Knob::Price: return tr(" /h");
    }
    return {};
}

QString knobTip(Knob knob)
{
    switch (knob) {
    case Knob::Replicas: return tr("How many of the service run");
    case Knob::Servers: return tr("Of each replica: how many requests it works on at once");
    case Knob::Load: return tr("Requests from outside that lead to the service, per second; where a fixed number of users ask, users");
    case Knob::Speed: return tr("Of its replicas: 2 works twice as fast as it was told");
    case Knob::Failures: return tr("How often a replica breaks down, per hour; it is repaired in a minute where nothing else is told");
    case Knob::Price: return tr("Of a replica, per hour");
    }
    return {};
}

QString actionText(simulate::ActionKind kind)
{
    const QString names[] = {tr("add replicas"), tr("take replicas away"), tr("leave out optional calls"), tr("refuse requests"), tr("route otherwise"), tr("change the speed"), tr("restart"), tr("move to another node"), tr("replace replicas"), tr("breakers and back-off")};
    return names[static_cast<std::size_t>(kind)];
}

QString importanceText(simulate::Importance importance)
{
    const QString names[] = {tr("optional"), tr("normal"), tr("vital")};
    return names[static_cast<std::size_t>(importance)];
}

} // namespace causeway::views
