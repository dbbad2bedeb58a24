#include "analysis/templates/shape_promoter.h"

#include <unordered_set>

#include "analysis/templates/shape_splitter.h"

namespace causeway::templates {

namespace {

constexpr std::size_t kFirstLook = 32;  // shapes of a group when it is looked at first; then at each doubling
constexpr std::size_t kMany = 24;       // distinct words that make a position a parameter
constexpr std::size_t kFew = 8;         // distinct words up to which a position parts its group
constexpr std::size_t kWords = 64;      // constant words of a message; beyond, nothing is promoted

std::uint64_t wordHash(std::string_view word) { return hashBytes(word, 7); }

// Of the words at the positions set in `positions`.
template <typename HashAt>
std::uint64_t partKey(std::uint64_t positions, std::size_t count, const HashAt &hashAt)
{
    std::uint64_t key = 0x51ed270b;
    for (std::size_t i = 0; i < count; ++i)
        if ((positions >> i & 1) != 0)
            key = key * 0x9e3779b97f4a7c15ull + hashAt(i);
    return key;
}

} // namespace

std::uint64_t PromotionRules::promotion(std::uint64_t skeleton, std::span<const std::string_view> words) const
{
    const auto rule = m_rules.find(skeleton);
    if (rule == m_rules.end())
        return 0;
    const std::uint64_t key = partKey(rule->second.partBy, words.size(), [&](std::size_t i) { return wordHash(words[i]); });
    const auto mask = rule->second.masks.find(key);
    return mask == rule->second.masks.end() ? 0 : mask->second;
}

void ShapePromoter::add(std::uint64_t skeleton, std::span<const std::string_view> words)
{
    if (words.empty() || words.size() > kWords)
        return;
    Group &group = m_groups[skeleton];
    if (group.positions == 0) {
        group.positions = words.size();
        group.nextLook = kFirstLook;
    }
    for (const std::string_view word : words)
        group.wordHashes.push_back(wordHash(word));
    if (group.wordHashes.size() / group.positions >= group.nextLook) {
        group.nextLook *= 2;
        look(skeleton, group);
    }
}

void ShapePromoter::look(std::uint64_t skeleton, const Group &group)
{
    const std::size_t n = group.positions;
    const std::size_t rows = group.wordHashes.size() / n;
    std::uint64_t few = 0;
    for (std::size_t i = 0; i < n; ++i) {
        std::unordered_set<std::uint64_t> distinct;
        for (std::size_t r = 0; r < rows && distinct.size() <= kFew; ++r)
            distinct.insert(group.wordHashes[r * n + i]);
        if (distinct.size() <= kFew)
            few |= std::uint64_t{1} << i;
    }
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> parts;
    for (std::size_t r = 0; r < rows; ++r)
        parts[partKey(few, n, [&](std::size_t i) { return group.wordHashes[r * n + i]; })].push_back(r);
    PromotionRules::Rule rule;
    rule.partBy = few;
    for (const auto &[key, members] : parts) {
        if (members.size() < kMany)
            continue;
        std::uint64_t mask = 0;
        for (std::size_t i = 0; i < n; ++i) {
            std::unordered_set<std::uint64_t> distinct;
            for (const std::size_t r : members) {
                distinct.insert(group.wordHashes[r * n + i]);
                if (distinct.size() >= kMany)
                    break;
            }
            if (distinct.size() >= kMany)
                mask |= std::uint64_t{1} << i;
        }
        if (mask != 0)
            rule.masks.emplace(key, mask);
    }
    if (rule.masks.empty())
        return;
    auto changed = std::make_shared<PromotionRules>(*m_rules);
    changed->m_rules[skeleton] = std::move(rule);
    m_rules = std::move(changed);
}

} // namespace causeway::templates
