#include "analysis/detect/builtin.h"

#include <array>

namespace causeway::detect {

std::span<const Detector *const> detectors()
{
    static const std::array<const Detector *, 5> kAll{&trivialDetector(), &countVectorDetector(), &newEventDetector(), &ngramDetector(),
                                                      &thresholdDetector()};
    return kAll;
}

const Detector *findDetector(std::string_view name)
{
    for (const Detector *detector : detectors())
        if (detector->info().name == name)
            return detector;
    return nullptr;
}

} // namespace causeway::detect
