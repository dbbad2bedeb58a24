#include "views/traces/has_signals.h"

#include <algorithm>

#include "app/workspace/workspace.h"

namespace causeway::views {

bool hasSignals(const workspace::Workspace &workspace, Signal signal)
{
    const auto snapshot = workspace.snapshot();
    return snapshot != nullptr && std::ranges::any_of(snapshot->sources, [&](const storage::SourceInfo &source) { return (signal == Signal::Traces ? source.spans : source.metricPoints) > 0; });
}

} // namespace causeway::views
