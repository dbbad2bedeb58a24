#pragma once
// Level 1: a shape as a sequence of tokens, words and parameters, by rules that know what values look like (paths, URLs,
// host:port, quantities with units, dates, lists). The rules look at the shape's text alone, so the sequence does not
// depend on which sample values happen to be kept; masks (masks.h) come before them, and they look at the samples.

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/templates/miner_rules.h"
#include "analysis/templates/shape.h"

namespace causeway::templates {

class CompiledMasks;

// Interned token texts with what the rules ask about them. Ids are dense; the first ones are fixed.
class Vocabulary {
public:
    static constexpr std::uint32_t kParameter = 0; // V
    static constexpr std::uint32_t kEmpty = 1;     // the missing value of `name= `
    static constexpr std::uint32_t kRest = 2;      // a slot of SlotKind::Rest

    enum Trait : std::uint16_t {
        kWord = 1,        // has a letter (or a byte >= 0x80)
        kPath = 2,
        kAllCaps = 4,
        kDateWord = 8,    // month or weekday
        kAfterTime = 16,  // AM, PM, time zone
        kUnit = 32,
        kGlue = 64,       // a separator that binds two parameters
        kState = 256,     // "started", "running", "down": tells what happened rather than to whom
        kAsksName = 128,  // "user", "host" …: what follows names somebody or something
    };

    Vocabulary();
    std::uint32_t intern(std::string_view text);
    [[nodiscard]] std::string_view text(std::uint32_t id) const { return m_texts[id]; }
    [[nodiscard]] std::uint16_t traits(std::uint32_t id) const { return m_traits[id]; }
    [[nodiscard]] bool has(std::uint32_t id, Trait trait) const { return (m_traits[id] & trait) != 0; }
    [[nodiscard]] bool is(std::uint32_t id, char separator) const { return id == m_separators[static_cast<unsigned char>(separator)]; }
    [[nodiscard]] bool isSeparator(std::uint32_t id) const { return id > kRest && id <= kRest + 256 && !has(id, kWord); }
    // Equal texts have equal hashes in any vocabulary.
    [[nodiscard]] std::uint64_t hash(std::uint32_t id) const { return m_hashes[id]; }

private:
    std::deque<std::string> m_texts;
    std::vector<std::uint16_t> m_traits;
    std::vector<std::uint64_t> m_hashes;
    std::unordered_map<std::string_view, std::uint32_t> m_ids;
    std::array<std::uint32_t, 256> m_separators{};
};

// Up to three distinct raw values, as hashes: more are never asked for.
struct RawValues {
    std::array<std::uint64_t, 3> hashes{};
    std::uint8_t count = 0;
    void add(std::uint64_t hash);
    void add(const RawValues &other);
};

struct ShapeToken {
    std::uint32_t id = 0;
    std::uint32_t raws = 0;  // parameter: index into the caller's raw values; 0 = none
    std::uint32_t kin = 0;   // parameter: the letters that all its values begin with ("blk_"); 0 = none
    bool blank = false;      // white space in front
    bool generalised = false; // parameter that was found by comparing shapes
    bool quantity = false;   // parameter that took a unit
    // Parameter: 1 + the index of the mask that made it; 0 = none. What a mask made is exactly what it matched: the rules do
    // not join it with what stands around it.
    std::uint32_t mask = 0;
    bool operator==(const ShapeToken &other) const { return id == other.id && blank == other.blank; }
};
using TokenSequence = std::vector<ShapeToken>;
constexpr std::size_t kMaxTokens = 256; // what goes beyond is one parameter to the end

class ShapeTokeniser {
public:
    // Raw values of parameters are appended to `raws`, which tokens point into.
    ShapeTokeniser(Vocabulary &vocabulary, std::vector<RawValues> &raws, const MinerRules &rules, const CompiledMasks *masks = nullptr)
        : m_vocabulary(vocabulary), m_raws(raws), m_rules(rules), m_masks(masks)
    {
    }
    // masks: which ones are asked of it (masks.h, MaskSet).
    TokenSequence tokenise(const WeightedShape &shape, std::uint64_t masks = 0);
    // The rules that combine tokens; to be run again after a word became a parameter.
    void combine(TokenSequence &tokens) const;
    // Whether combine() would change tokens if the one at `place` were a parameter. May say so by mistake, never the reverse.
    [[nodiscard]] bool mayCombine(const TokenSequence &tokens, std::size_t place) const;

private:
    void collapseLists(TokenSequence &tokens) const;
    void chunk(std::string_view text, const WeightedShape &shape, std::size_t firstSlot, bool blank, TokenSequence &out);
    void masked(std::string_view text, const WeightedShape &shape, std::size_t firstSlot, bool blank, std::uint32_t mask, TokenSequence &out);
    void parameter(std::string_view text, const WeightedShape &shape, std::size_t slot, bool blank, TokenSequence &out);
    [[nodiscard]] bool isParameter(const ShapeToken &token) const { return token.id == Vocabulary::kParameter && token.mask == 0; }
    void combineValues(TokenSequence &tokens) const;
    void combineQuantities(TokenSequence &tokens) const;
    void combineNeighbours(TokenSequence &tokens) const;

    Vocabulary &m_vocabulary;
    std::vector<RawValues> &m_raws;
    const MinerRules &m_rules;
    const CompiledMasks *m_masks;
    mutable TokenSequence m_scratch;
};

std::uint64_t hashBytes(std::string_view bytes);
std::uint64_t mixHash(std::uint64_t hash, std::uint64_t value);
bool isWordByte(char c);     // [A-Za-z0-9_.$~-] and bytes >= 0x80
bool isBlank(char c);

} // namespace causeway::templates
