#pragma once
// How far a change can be relied on, in words. Any thread.

#include <QString>

#include "analysis/allocate/explore/risk.h"
#include "views/theme/theme.h"

namespace causeway::views {

[[nodiscard]] QString riskBrief(const allocate::Risk &risk); // "2 of 4, dearer"
[[nodiscard]] QString riskText(const allocate::Risk &risk);  // "Risk 2 of 4: with care · costs more than now"
[[nodiscard]] QString riskTip(const allocate::Risk &risk);   // that, and a line for each reason
[[nodiscard]] theme::Tone riskTone(const allocate::Risk &risk);

} // namespace causeway::views
