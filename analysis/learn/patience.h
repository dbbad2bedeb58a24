#pragma once
// When to stop learning.

#include <functional>
#include <limits>

#include "analysis/detect/detector.h"

namespace causeway::learn {

// After each epoch: whether to go on. Not where whoever trains says so, nor, unless they said how many epochs to learn, after so many
// epochs without a lower held-out loss.
inline std::function<bool(int, double, double)> whileSomethingIsGained(const detect::TrainSettings &settings, int patience)
{
    return [&settings, patience, lowest = std::numeric_limits<double>::infinity(), lowestAt = 0](int epoch, double loss, double held) mutable {
        if (held < lowest) {
            lowest = held;
            lowestAt = epoch;
        }
        const bool goOn = !settings.onEpoch || settings.onEpoch(epoch, loss, held);
        return goOn && (settings.epochs > 0 || epoch - lowestAt < patience);
    };
}

} // namespace causeway::learn
