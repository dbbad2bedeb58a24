#pragma once
// Why the words at one place of otherwise equal messages are values of a parameter, or are not: the numbers that mining
// (generaliser.h, star) compared there.

#include <optional>
#include <span>

#include "analysis/templates/masks.h"
#include "analysis/templates/miner_rules.h"

namespace causeway::templates {

struct PlaceDecision {
    // What decided, or what set `needed`.
    enum class Rule : std::uint8_t {
        FewConstants, // fewer than two constant words around: never
        Names,        // very many words beside values, none in more than a kSeldom-th of the lines
        BesideValues, // enough different values stand at the place already: always
        Usual,
        LittleText,   // fewer than three constant words around
        AtStart,      // the first word of the message
        Capitals,     // most are written in capitals
        AsksName,     // the word before asks for a name ("user", "host")
        KnownNames,   // all were found to be names at other places
        Paths,        // all are paths
        States,       // most say a state ("failed", "opened")
    } rule = Rule::Usual;
    static constexpr std::uint64_t kSeldom = MinerRules().seldom;
    bool parameter = false;
    std::size_t words = 0;     // different ones at the place
    std::size_t values = 0;    // what values that stand there too count for, in words; BesideValues: how many there are at least
    std::size_t needed = 0;    // words (and values) from which on it is a parameter; 0: their number does not decide
    std::size_t constants = 0; // constant words around
    std::uint64_t lines = 0, most = 0; // of all these words (and values); of the commonest word
    bool operator==(const PlaceDecision &) const = default;
};

// Mines as mineTemplates() does. shapes[a] and shapes[b]: the last decision on a place at which alone their messages differed;
// nothing where there was none. Errors: Cancelled.
Result<std::optional<PlaceDecision>> decisionBetween(std::span<const WeightedShape> shapes, const CompiledMasks &masks, std::span<const MaskSet> asked,
                                                     std::uint32_t a, std::uint32_t b, const Job &job);

} // namespace causeway::templates
