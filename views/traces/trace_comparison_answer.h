#pragma once
// What the panel that compares traces shows. Immutable.

#include "views/traces/trace_comparison_panel.h"

namespace causeway::views {

struct TraceComparisonPanel::Answer {
    TraceSetChoice choice;
    std::vector<traces::TraceSummary> summaries; // by trace
    TraceComparisonData comparison;
};

} // namespace causeway::views
