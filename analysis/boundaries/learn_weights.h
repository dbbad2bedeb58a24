#pragma once
// "Do these two belong to the same service?", learned from what people made of proposals: a logistic classifier of pairs of classes whose
// inputs are the layers of the coupling graph, so that what it learns are weights of layers, and can be read. Its coefficients are not
// negative and stay near the weights that were (a normal prior), since moves are few.

#include "analysis/boundaries/class_proposal.h"
#include "analysis/boundaries/coupling.h"

namespace causeway::boundaries {

// A class that was moved, or was left where it is although that was in question.
struct JudgedClass {
    std::uint32_t one = 0;
    std::vector<std::uint32_t> with, without; // classes of the service where it belongs; of the one that it was taken out of, or not put into
};
// What a person made of a proposal, where services are matched by their most classes; classes in `kept` were said to be right (pins).
std::vector<JudgedClass> judgedClasses(const Assignment &proposed, const Assignment &corrected, std::span<const std::uint32_t> kept);

struct LearnedWeights {
    LayerWeights weights{};
    std::size_t moves = 0, pairs = 0;        // that it learned from
    // Of moves left out of learning one by one: how often the service that binds the class most is the one it was moved to.
    std::size_t rightWith = 0, rightWithout = 0;
    [[nodiscard]] bool better() const { return rightWith > rightWithout; }
};

constexpr std::size_t kLeastMoves = 4;

// graph.weights are those that were. The result does not depend on the order of `judged`. Errors: InvalidInput (less than kLeastMoves).
Result<LearnedWeights> learnWeights(const CouplingGraph &graph, std::span<const JudgedClass> judged);

} // namespace causeway::boundaries
