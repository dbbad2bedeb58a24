#pragma once
// SplitMix64 (Steele et al. 2014) and what is drawn from it.

#include <cmath>
#include <cstdint>
#include <numbers>

namespace causeway::demo {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_state(seed) {}
    std::uint64_t next()
    {
        std::uint64_t z = m_state += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; } // [0, 1)
    double uniform(double low, double high) { return low + (high - low) * unit(); }
    int below(int n) { return static_cast<int>(unit() * n); }
    int between(int low, int high) { return low + below(high - low + 1); } // both inclusive
    bool chance(double p) { return unit() < p; }
    double exponential(double mean) { return -mean * std::log(1 - unit()); }
    double logNormal(double median, double sigma)
    {
        const double radius = std::sqrt(-2 * std::log(1 - unit()));
        return median * std::exp(sigma * radius * std::cos(2 * std::numbers::pi * unit()));
    }

private:
    std::uint64_t m_state;
};

} // namespace causeway::demo
