#pragma once
// Finds positions of messages whose words turn out to be many (user names, class names), so that later messages carry
// them as parameters and the number of shapes stays bounded.
//
// Shapes that differ in words only form a group; the group is parted by its positions with few words; where in a part a
// position has many words, and at least one word of the part stays the same, it is promoted there. What comes before such
// a position (two words with their separators) is its context; a context that was promoted in several groups, and hardly
// ever kept, is promoted in every message: a name after "user=" need not be learnt for each message that has one.

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analysis/templates/miner_rules.h"

namespace causeway::templates {

class ShapeSplitter;

// What to promote. Immutable once shared; any thread.
class PromotionRules {
public:
    // The constant words of the split message to promote (bit i: i-th constant word); 0 = none.
    [[nodiscard]] std::uint64_t promotion(const ShapeSplitter &message) const;

private:
    friend class ShapePromoter;
    struct Rule {
        std::uint64_t partBy = 0;                               // positions with few words
        std::unordered_map<std::uint64_t, std::uint64_t> masks; // hash of their words → promoted positions
    };
    std::unordered_map<std::uint64_t, Rule> m_rules; // by skeleton
    std::unordered_set<std::uint64_t> m_contexts;
};

// Depends on the shapes added and their order alone.
class ShapePromoter {
public:
    ShapePromoter() = default;
    explicit ShapePromoter(const MinerRules &settings) : m_settings(settings) {} // PromotionRules are what is found by them
    // A shape seen for the first time.
    void add(const ShapeSplitter &shape);
    // The rules so far; valid until the next add().
    [[nodiscard]] const PromotionRules &rules() const { return m_rules; }
    // A copy to share; the same one as long as nothing changed.
    [[nodiscard]] std::shared_ptr<const PromotionRules> sharedRules();

private:
    // What stands before a constant word: constant words by their index, separators by their hash.
    struct Before {
        static constexpr std::int32_t kSlot = -1, kNothing = -2;
        std::int32_t word[2] = {kNothing, kNothing}; // nearest first
        std::uint64_t separator[2] = {0, 0};
    };
    struct Group {
        std::vector<Before> positions;
        std::vector<std::uint64_t> wordHashes; // a row of a hash a position for each shape
        std::size_t nextLook = 0;
    };
    struct Context {
        std::unordered_set<std::uint64_t> promotedIn, keptIn; // skeletons
    };
    void look(std::uint64_t skeleton, const Group &group);
    static std::uint64_t contextOf(const Group &group, std::size_t row, std::size_t i, std::uint64_t slots);
    void judgeContext(std::uint64_t context, std::uint64_t skeleton, bool promoted);

    MinerRules m_settings;
    std::unordered_map<std::uint64_t, Group> m_groups;
    std::unordered_map<std::uint64_t, Context> m_contexts;
    PromotionRules m_rules;
    std::shared_ptr<const PromotionRules> m_shared;
};

} // namespace causeway::templates
