#pragma once

#include "analysis/boundaries/class_model.h"
#include "analysis/boundaries/dice.h"

namespace causeway::test {

// Services of `size` classes each; a class calls `inside` others of its own and, every so often, one of another.
struct Planted {
    std::vector<boundaries::ClassFact> facts;
    std::vector<std::uint32_t> truth; // of each class, in the order of the model
};
inline Planted plantedServices(std::uint32_t services, std::uint32_t size, std::uint32_t inside, double outside, std::uint64_t seed)
{
    using namespace boundaries;
    Planted out;
    Dice dice(seed);
    const auto name = [](std::uint32_t i) {
        std::string digits = std::to_string(i);
        return "C" + std::string(6 - digits.size(), '0') + digits + "x";
    };
    const std::uint32_t n = services * size;
    // Which class is of which service is not told by its name.
    std::vector<std::uint32_t> shuffled(n);
    for (std::uint32_t i = 0; i < n; ++i)
        shuffled[i] = i;
    dice.shuffle(shuffled);
    out.truth.resize(n);
    for (std::uint32_t i = 0; i < n; ++i)
        out.truth[shuffled[i]] = i / size;
    for (std::uint32_t i = 0; i < n; ++i) {
        out.facts.push_back({FactKind::Class, name(shuffled[i]), {}, {}, 1});
        for (std::uint32_t k = 0; k < inside; ++k) {
            const bool leaves = dice.uniform() < outside;
            const std::uint32_t to = leaves ? dice.below(n) : i / size * size + dice.below(size);
            out.facts.push_back({FactKind::Call, name(shuffled[i]), name(shuffled[to]), "case " + std::to_string(i / size), 1.0 + dice.below(20)});
        }
    }
    return out;
}

} // namespace causeway::test
