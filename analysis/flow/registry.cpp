#include "analysis/flow/detectors.h"

#include <array>

namespace causeway::flow {

std::span<const detect::Detector *const> detectors()
{
    static const std::array<const detect::Detector *, 3> kAll{&fsaDetector(), &cfgDetector(), &tcfgDetector()};
    return kAll;
}

} // namespace causeway::flow
