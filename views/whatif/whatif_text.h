#pragma once
// How quantities of a what-if are named and written.

#include <QString>

#include "analysis/simulate/audit_entry.h"
#include "app/engine/compare_scenarios.h"
#include "app/engine/service_knobs.h"

namespace causeway::views {

[[nodiscard]] QString quantityText(engine::Quantity quantity);                 // "p99", "Over SLO", "Energy, Wh"
[[nodiscard]] QString quantityTip(engine::Quantity quantity);                  // what it is, in a sentence
[[nodiscard]] QString valueText(engine::Quantity quantity, double value);      // "12.3 ms", "4.1 %", "310"
[[nodiscard]] QString differenceText(engine::Quantity quantity, double value); // with its sign: "+1.2 ms", "−0.4 %"; of shares in points of a per cent
// Whether its policy does anything: the fluid knows none of them.
[[nodiscard]] bool hasPolicy(const simulate::Scenario &scenario);
[[nodiscard]] QString intervalText(engine::Quantity quantity, const simulate::Estimate &estimate, bool difference); // "1.1 ms … 1.4 ms"; "" where it is not known
[[nodiscard]] QString markText(engine::ComparedRow::Mark mark);                // "▼ better", "▲ worse", "◆ changed", ""

[[nodiscard]] QString knobText(engine::Knob knob);                             // "Replicas"
[[nodiscard]] QString knobUnit(engine::Knob knob);                             // "", "/s", "× speed"
[[nodiscard]] QString knobTip(engine::Knob knob);

[[nodiscard]] QString actionText(simulate::ActionKind kind);                   // "add replicas"
[[nodiscard]] QString importanceText(simulate::Importance importance);         // "vital"

} // namespace causeway::views
