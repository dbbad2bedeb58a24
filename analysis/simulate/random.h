#pragma once
// Random numbers that belong to what they are drawn for: the key of a draw is made of names and numbers (an operation, the how manieth
// request), not of when it is drawn. So two scenarios that share a part share its numbers, whatever else differs (common random
// numbers), and a simulation has no generator whose state must be kept.

#include <cmath>
#include <cstdint>
#include <string_view>

namespace causeway::simulate {

// Steele, Lea and Flood 2014 ("Fast splittable pseudorandom number generators"), with Stafford's variant 13.
constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15u;
constexpr std::uint64_t scramble(std::uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}
constexpr std::uint64_t keyOf(std::uint64_t parent, std::uint64_t child) { return scramble(parent + child * kGolden); }
constexpr std::uint64_t keyOf(std::string_view name)
{
    std::uint64_t key = 0xcbf29ce484222325u; // FNV-1a
    for (const char c : name)
        key = (key ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return scramble(key);
}

// Φ⁻¹, about 1e-16 (Wichura 1988, algorithm AS 241). 0 < p < 1.
double normalQuantile(double p);

// The numbers of one key.
class Draw {
public:
    explicit Draw(std::uint64_t key) : m_state(key) {}
    std::uint64_t bits() { return scramble(m_state += kGolden); }
    double unit() { return (static_cast<double>(bits() >> 11) + 0.5) * 0x1p-53; } // in (0, 1)
    double exponential() { return -std::log(unit()); }                           // mean 1
    double normal() { return normalQuantile(unit()); }
    // Scale 1. Marsaglia and Tsang 2000.
    double gamma(double shape);

private:
    std::uint64_t m_state;
};

} // namespace causeway::simulate
