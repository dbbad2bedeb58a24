#include "analysis/templates/shape_promoter.h"

#include <algorithm>
#include <array>

#include "analysis/templates/shape_splitter.h"

namespace causeway::templates {

namespace {

constexpr std::size_t kFirstLook = 32;       // shapes of a group when it is looked at first; then at each doubling
constexpr std::size_t kWords = 64;           // constant words of a message; beyond, nothing is promoted

constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15ull;
constexpr std::uint64_t kNothingHash = 0x3c79ac492ba7b653ull;
constexpr std::uint64_t kBinding = 2;
constexpr std::uint64_t kSlotHash = 0x1c69b3f74ac4ae35ull;

std::uint64_t mix(std::uint64_t a, std::uint64_t b) { return (a ^ (b + kMix + (a << 6) + (a >> 2))) * kMix; }

// Of the words at the positions set in `positions`.
template <typename HashAt>
std::uint64_t partKey(std::uint64_t positions, std::size_t count, const HashAt &hashAt)
{
    std::uint64_t key = 0x51ed270b;
    for (std::size_t i = 0; i < count; ++i)
        if ((positions >> i & 1) != 0)
            key = key * kMix + hashAt(i);
    return key;
}

struct Piece { // the nearest word before, or the one before that; the separator behind it
    std::uint64_t word = kNothingHash, separator = 0;
};

// A word bound by "=" or the like ("user=") is a context of its own. 0: nothing constant to know it by.
std::uint64_t contextHash(const Piece &nearest, const Piece &before)
{
    const auto isWord = [](std::uint64_t word) { return word != kNothingHash && word != kSlotHash; };
    if (nearest.word == kNothingHash || (!isWord(nearest.word) && !isWord(before.word)))
        return 0;
    if (isWord(nearest.word) && (nearest.separator & kBinding) != 0)
        return mix(nearest.word, nearest.separator) | 1;
    return mix(mix(nearest.word, nearest.separator), mix(before.word, before.separator)) | 1;
}

std::uint64_t wordHash(const ShapeSplitter &split, const WordRange &word) { return hashBytes(split.bytes(word.begin, word.end), 7); }

// Of the bytes between one word and the next; kBinding where there is no white space among them.
std::uint64_t separatorHash(const ShapeSplitter &split, std::uint32_t begin, std::uint32_t end)
{
    const std::string_view bytes = split.bytes(begin, end);
    const bool binds = bytes.find_first_of(" \t\r\n") == std::string_view::npos;
    return (hashBytes(bytes, 11) & ~kBinding) | (binds ? kBinding : 0);
}

} // namespace

std::uint64_t PromotionRules::promotion(const ShapeSplitter &message) const
{
    if (m_rules.empty())
        return 0;
    std::array<std::uint64_t, kWords> hashes; // NOLINT: filled as far as it is read
    std::size_t constants = 0;
    for (const WordRange &word : message.words()) {
        if (word.slot)
            continue;
        if (constants == kWords)
            return 0;
        hashes[constants++] = wordHash(message, word);
    }
    std::uint64_t mask = 0;
    if (const auto rule = m_rules.find(message.skeletonHash()); rule != m_rules.end()) {
        const std::uint64_t key = partKey(rule->second.partBy, constants, [&](std::size_t i) { return hashes[i]; });
        if (const auto found = rule->second.masks.find(key); found != rule->second.masks.end())
            mask = found->second;
    }
    if (m_contexts.empty())
        return mask;
    Piece nearest, before;
    std::size_t constant = 0;
    std::uint32_t at = 0;
    for (const WordRange &word : message.words()) {
        Piece piece{kSlotHash, 0};
        const std::uint64_t separator = separatorHash(message, at, word.begin);
        at = word.end;
        nearest.separator = separator;
        if (!word.slot) {
            const std::uint64_t bit = std::uint64_t{1} << constant;
            if ((mask & bit) == 0) {
                const std::uint64_t context = contextHash(nearest, before);
                if (context != 0 && m_contexts.contains(context))
                    mask |= bit;
                else
                    piece.word = hashes[constant];
            }
            ++constant;
        }
        before = nearest;
        nearest = piece;
    }
    return mask;
}

void ShapePromoter::add(const ShapeSplitter &shape)
{
    std::size_t constants = 0;
    for (const WordRange &word : shape.words())
        constants += word.slot ? 0 : 1;
    if (!m_settings.promoteInGroups || constants < 2 || constants > kWords)
        return;
    const std::uint64_t skeleton = shape.skeletonHash();
    Group &group = m_groups[skeleton];
    if (group.positions.empty()) {
        group.nextLook = kFirstLook;
        Before before;
        std::int32_t constant = 0;
        std::uint32_t at = 0;
        for (const WordRange &word : shape.words()) {
            before.separator[0] = separatorHash(shape, at, word.begin);
            at = word.end;
            if (!word.slot)
                group.positions.push_back(before);
            before.word[1] = before.word[0];
            before.separator[1] = before.separator[0];
            before.word[0] = word.slot ? Before::kSlot : constant++;
        }
    }
    for (const WordRange &word : shape.words())
        if (!word.slot)
            group.wordHashes.push_back(wordHash(shape, word));
    if (group.wordHashes.size() / group.positions.size() >= group.nextLook) {
        group.nextLook *= 2;
        look(skeleton, group);
    }
}

void ShapePromoter::look(std::uint64_t skeleton, const Group &group)
{
    const std::size_t n = group.positions.size();
    const std::size_t rows = group.wordHashes.size() / n;
    std::unordered_set<std::uint64_t> distinct;
    std::uint64_t few = 0;
    for (std::size_t i = 0; i < n; ++i) {
        distinct.clear();
        for (std::size_t r = 0; r < rows && distinct.size() <= m_settings.partingWords; ++r)
            distinct.insert(group.wordHashes[r * n + i]);
        if (distinct.size() <= m_settings.partingWords)
            few |= std::uint64_t{1} << i;
    }
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> parts;
    for (std::size_t r = 0; r < rows; ++r)
        parts[partKey(few, n, [&](std::size_t i) { return group.wordHashes[r * n + i]; })].push_back(r);
    PromotionRules::Rule rule;
    rule.partBy = few;
    std::uint64_t promoted = 0; // in some part
    const auto isKnown = [](const Before &before, std::uint64_t known) {
        return std::all_of(std::begin(before.word), std::end(before.word), [&](std::int32_t word) { return word < 0 || (known >> word & 1) != 0; });
    };
    for (const auto &[key, members] : parts) {
        if (members.size() < m_settings.promotedWords)
            continue;
        std::uint64_t many = 0, constant = 0;
        for (std::size_t i = 0; i < n; ++i) {
            distinct.clear();
            for (const std::size_t r : members) {
                distinct.insert(group.wordHashes[r * n + i]);
                if (distinct.size() >= m_settings.promotedWords)
                    break;
            }
            if (distinct.size() >= m_settings.promotedWords)
                many |= std::uint64_t{1} << i;
            else if (distinct.size() == 1)
                constant |= std::uint64_t{1} << i;
        }
        if (constant == 0) // messages that have nothing in common but their separators
            continue;
        if (many == 0)
            continue;
        rule.masks.emplace(key, many);
        promoted |= many;
        // Only words that stay the same in the part tell where one is.
        for (std::size_t i = 0; i < n; ++i)
            if ((many >> i & 1) != 0 && isKnown(group.positions[i], many | constant))
                judgeContext(contextOf(group, members.front(), i, many), skeleton, true);
    }
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t r = 0; (few >> i & 1) != 0 && r < std::min(rows, kFirstLook); ++r)
            judgeContext(contextOf(group, r, i, promoted), skeleton, false);
    if (rule.masks.empty())
        return;
    m_rules.m_rules[skeleton] = std::move(rule);
    m_shared.reset();
}

// Of position i in a row of the group, with the positions in `slots` as slots.
std::uint64_t ShapePromoter::contextOf(const Group &group, std::size_t row, std::size_t i, std::uint64_t slots)
{
    const std::uint64_t *words = group.wordHashes.data() + row * group.positions.size();
    const Before &before = group.positions[i];
    Piece pieces[2];
    for (std::size_t k = 0; k < 2; ++k) {
        pieces[k].separator = before.separator[k];
        if (before.word[k] >= 0 && (slots >> before.word[k] & 1) == 0)
            pieces[k].word = words[before.word[k]];
        else if (before.word[k] != Before::kNothing)
            pieces[k].word = kSlotHash;
    }
    return contextHash(pieces[0], pieces[1]);
}

// promoted: in a part of the group; else it has few words in all of the group.
void ShapePromoter::judgeContext(std::uint64_t context, std::uint64_t skeleton, bool promoted)
{
    if (context == 0 || !m_settings.promoteByContext)
        return;
    Context &known = m_contexts[context];
    if (!(promoted ? known.promotedIn : known.keptIn).insert(skeleton).second)
        return;
    const bool rule = known.promotedIn.size() >= m_settings.contextGroups && known.promotedIn.size() >= m_settings.contextAgainst * known.keptIn.size();
    if (rule ? m_rules.m_contexts.insert(context).second : m_rules.m_contexts.erase(context) > 0)
        m_shared.reset();
}

std::shared_ptr<const PromotionRules> ShapePromoter::sharedRules()
{
    if (!m_shared)
        m_shared = std::make_shared<const PromotionRules>(m_rules);
    return m_shared;
}

} // namespace causeway::templates
