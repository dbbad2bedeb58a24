#pragma once
// Detectors of sessions that learn a control-flow graph.

#include <span>

#include "analysis/detect/detector.h"

namespace causeway::flow {

// What follows from what in a session (session_order.h), where it begins and ends. Score: how many such facts no training
// session has. A missing child is a new end, a missing parent a new beginning.
const detect::Detector &cfgDetector();

std::span<const detect::Detector *const> detectors();

} // namespace causeway::flow
