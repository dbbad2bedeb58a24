#include "analysis/allocate/flow_control/limits.h"

#include <algorithm>
#include <cmath>

namespace causeway::allocate {

double Gradient2Rule::next(double limit, double longRttS, double shortRttS, double inFlight) const
{
    if (inFlight < limit / 2)
        return limit;
    const double gradient = std::clamp(tolerance * longRttS / shortRttS, 0.5, 1.0);
    return std::clamp((1 - smoothing) * limit + smoothing * (gradient * limit + queue), least, most);
}

double VegasRule::next(double limit, double noLoadRttS, double rttS, double inFlight) const
{
    if (inFlight < limit / 2)
        return limit;
    const double log = std::max(1.0, std::log10(limit)), queue = std::ceil(limit * (1 - noLoadRttS / rttS));
    if (queue <= log)
        limit += 6 * log;
    else if (queue < 3 * log)
        limit += log;
    else if (queue > 6 * log)
        limit -= log;
    return std::clamp(limit, least, most);
}

double bbrLimit(double maxQps, double minRttS) { return std::max(2.0, std::floor(maxQps * minRttS) + 1); }

} // namespace causeway::allocate
