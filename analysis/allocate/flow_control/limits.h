#pragma once
// The rules of adaptive limits, by themselves. Times are seconds, limits are requests in flight.

namespace causeway::allocate {

struct Gradient2Rule {
    double queue = 4, tolerance = 1.5, smoothing = 0.2, least = 1, most = 1000;
    // g = clamp(tolerance · longRtt / shortRtt, .5, 1); L ← (1 − smoothing) L + smoothing (g L + queue). Stays while inFlight < L / 2.
    [[nodiscard]] double next(double limit, double longRttS, double shortRttS, double inFlight) const;
};

struct VegasRule {
    double least = 1, most = 1000;
    // queue = L (1 − noLoad / rtt): at most log10 L: L + 6 log10 L; below 3 log10 L: + log10 L; above 6 log10 L: − log10 L; log10 L at least 1.
    // Stays while inFlight < L / 2.
    [[nodiscard]] double next(double limit, double noLoadRttS, double rttS, double inFlight) const;
};

// Sentinel's rule blocks a request where more than one and more than maxQps · minRtt are in flight: so many may be.
double bbrLimit(double maxQps, double minRttS);

} // namespace causeway::allocate
