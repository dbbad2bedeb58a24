#include "analysis/learn/builtin.h"

#include <array>

namespace causeway::learn {

std::span<const detect::Detector *const> detectors()
{
    static const std::array<const detect::Detector *, 7> kAll{&ensembleDetector(), &deeplogDetector(), &attentionDetector(), &valuesDetector(), &valueBoundsDetector(),
                                                             &logisticDetector(), &mlpDetector()};
    return kAll;
}

} // namespace causeway::learn
