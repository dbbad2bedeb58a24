#include "analysis/core/gamma_function.h"

#include <algorithm>
#include <cmath>

namespace causeway {

double gammaTail(double a, double x)
{
    if (x <= 0)
        return 1;
    const double front = std::exp(-x + a * std::log(x) - std::lgamma(a));
    if (x < a + 1) {
        double term = 1 / a, total = term;
        for (int n = 1; n < 1000 && term > total * 1e-15; ++n) {
            term *= x / (a + n);
            total += term;
        }
        return std::clamp(1 - front * total, 0.0, 1.0);
    }
    constexpr double kTiny = 1e-300;
    double b = x + 1 - a, c = 1 / kTiny, d = 1 / b, h = d;
    for (int i = 1; i < 1000; ++i) {
        const double an = -i * (i - a);
        b += 2;
        d = an * d + b;
        d = 1 / (std::abs(d) < kTiny ? kTiny : d);
        c = b + an / c;
        c = std::abs(c) < kTiny ? kTiny : c;
        h *= d * c;
        if (std::abs(d * c - 1) < 1e-15)
            break;
    }
    return std::clamp(front * h, 0.0, 1.0);
}

double digamma(double x)
{
    double shift = 0;
    for (; x < 10; ++x)
        shift -= 1 / x;
    const double r = 1 / (x * x);
    return shift + std::log(x) - 1 / (2 * x) - r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r / 240)));
}

double trigamma(double x)
{
    double shift = 0;
    for (; x < 10; ++x)
        shift += 1 / (x * x);
    const double r = 1 / (x * x);
    return shift + 1 / x + r / 2 + r / x * (1.0 / 6 - r * (1.0 / 30 - r * (1.0 / 42 - r / 30)));
}

} // namespace causeway
