#pragma once
// The detectors that learn weights. They read and score without the library of learning machines only where told so.

#include <span>

#include "analysis/detect/detector.h"

namespace causeway::learn {

// In the order shown.
std::span<const detect::Detector *const> detectors();

} // namespace causeway::learn
