#pragma once
// Masks: regular expressions by which a person says that a stretch of a message is one parameter. They act where shapes
// become tokens; shapes, and all that is stored of events, stay as they are.
//
// The rule. A shape's message is known by its text and by samples of its slots' values. It is written out once for each
// sample (sample k of every slot together), and the expression finds its matches there, from the left, without overlap.
// A match becomes a parameter where
//  - it covers whole values (a word with a digit is one, as is a word that turned out to vary) and whole constant words or
//    punctuation, never a part of either; white space at its ends does not count;
//  - it lies at the same place whichever sample stands in the slots;
//  - no mask that stands earlier in the list has taken some of it.
// Everything else is left to mining. Keys of sequence files stand for themselves and are not masked.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/core/result.h"
#include "analysis/templates/miner.h"
#include "analysis/templates/shape.h"

namespace re2 {
class RE2;
}

namespace causeway::templates {

struct Mask {
    std::string pattern; // RE2, matched against the message
    std::string name;    // the parameter's; empty = named as others are
    std::optional<ParameterType> type; // none: by the look of its values
    bool operator==(const Mask &) const = default;
};
constexpr std::size_t kMaskLimit = 64;   // as many as MaskSet has bits
constexpr std::size_t kMaskBytes = 1000; // of an expression
constexpr std::size_t kMaskNameBytes = 40;

// Which masks are asked of a shape; bit i: mask i.
using MaskSet = std::uint64_t;

// A stretch of a shape's text that a mask makes a parameter.
struct MaskedRange {
    std::uint32_t begin = 0, end = 0;
    std::uint32_t mask = 0; // index
    bool operator==(const MaskedRange &) const = default;
};

// Masks ready for use. Immutable; any thread.
class CompiledMasks {
public:
    // Errors: InvalidInput (an expression that RE2 refuses or that is empty: where.byte is the place in it; a name that is too
    // long or has control characters), LimitExceeded (too many masks, too long an expression).
    static Result<CompiledMasks> compile(std::span<const Mask> masks);
    CompiledMasks();
    CompiledMasks(CompiledMasks &&) noexcept;
    CompiledMasks &operator=(CompiledMasks &&) noexcept;
    ~CompiledMasks();

    [[nodiscard]] bool isEmpty() const { return m_masks.empty(); }
    [[nodiscard]] const Mask &mask(std::uint32_t index) const { return m_masks[index]; }
    // By the masks asked; rising, disjoint.
    [[nodiscard]] std::vector<MaskedRange> ranges(const WeightedShape &shape, MaskSet asked) const;
    // Of the masks asked, those whose expression matches somewhere in some sample, whatever the rule makes of it.
    [[nodiscard]] MaskSet matching(const WeightedShape &shape, MaskSet asked) const;

private:
    std::vector<Mask> m_masks;
    std::vector<std::unique_ptr<re2::RE2>> m_patterns;
};

// mineTemplates() of miner.h with masks. asked: of each shape. Errors: Cancelled.
Result<std::vector<MinedTemplate>> mineTemplates(std::span<const WeightedShape> shapes, const CompiledMasks &masks, std::span<const MaskSet> asked, const Job &job);
// One template of all these shapes, as a person asked for: what they are mined to by themselves, joined (join_patterns.h). Keys
// of sequence files give it a text only where there is nothing else. Errors: Cancelled.
Result<MinedTemplate> mineAsOne(std::span<const WeightedShape> shapes, const CompiledMasks &masks, std::span<const MaskSet> asked, const Job &job);

std::optional<ParameterType> parameterTypeOf(std::string_view name); // of toName()

} // namespace causeway::templates
