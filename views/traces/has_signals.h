#pragma once
// Whether the open project has traces or metrics, as far as it is read yet. GUI thread.

#include <cstdint>

namespace causeway::workspace {
class Workspace;
}

namespace causeway::views {

enum class Signal : std::uint8_t { Traces, Metrics };

[[nodiscard]] bool hasSignals(const workspace::Workspace &workspace, Signal signal);

} // namespace causeway::views
