#pragma once
// Finds positions of messages whose words turn out to be many (user names, class names), so that later messages carry
// them as parameters and the number of shapes stays bounded. Shapes that differ in words only form a group; the group is
// parted by its positions with few words; where in a part a position has many words, it is promoted.

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace causeway::templates {

// What to promote. Immutable once shared; any thread.
class PromotionRules {
public:
    // The constant words to promote in a message with this skeleton (bit i: i-th constant word); 0 = none.
    [[nodiscard]] std::uint64_t promotion(std::uint64_t skeleton, std::span<const std::string_view> words) const;
    [[nodiscard]] bool empty() const { return m_rules.empty(); }

private:
    friend class ShapePromoter;
    struct Rule {
        std::uint64_t partBy = 0;                               // positions with few words
        std::unordered_map<std::uint64_t, std::uint64_t> masks; // hash of their words → promoted positions
    };
    std::unordered_map<std::uint64_t, Rule> m_rules;
};

// Depends on the shapes added and their order alone.
class ShapePromoter {
public:
    // A shape seen for the first time, before any promotion.
    void add(std::uint64_t skeleton, std::span<const std::string_view> words);
    // The rules so far; a new object whenever they changed.
    [[nodiscard]] std::shared_ptr<const PromotionRules> rules() const { return m_rules; }

private:
    struct Group {
        std::size_t positions = 0;
        std::vector<std::uint64_t> wordHashes; // a row of `positions` hashes a shape
        std::size_t nextLook = 0;
    };
    void look(std::uint64_t skeleton, const Group &group);

    std::unordered_map<std::uint64_t, Group> m_groups;
    std::shared_ptr<const PromotionRules> m_rules = std::make_shared<PromotionRules>();
};

} // namespace causeway::templates
