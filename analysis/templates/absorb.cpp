// A sequence that reads like a heavier one, but has words where that one has parameters, whatever the token rules made of
// what stands around them ("took qbek ms" under "took <*>"). Found by the rarest constant word of the heavier one.
#include <algorithm>

#include "analysis/templates/generaliser.h"

namespace causeway::templates {

namespace {

constexpr std::size_t kConstants = 3;   // words that an owner keeps
constexpr std::size_t kLongestGap = 12; // tokens that one parameter takes
constexpr std::size_t kOwnersPerWord = 64;

} // namespace

// Whether the owner's constants are the sequence's, in order, and what is left over stands in one stretch at each of the
// owner's parameters, with a unit behind it at most.
bool Generaliser::reads(const TokenSequence &tokens, const TokenSequence &owner) const
{
    std::size_t at = 0;
    bool words = false;
    for (std::size_t k = 0; k < owner.size(); ++k) {
        if (at == tokens.size() || tokens[at].blank != owner[k].blank)
            return false;
        if (owner[k].id != Vocabulary::kParameter) {
            if (tokens[at].id != owner[k].id)
                return false;
            ++at;
            continue;
        }
        const bool takes = takesWords(owner[k]);
        std::size_t taken = 0;
        for (; at < tokens.size(); ++at, ++taken) {
            if (taken > 0 && k + 1 < owner.size() && tokens[at] == owner[k + 1])
                break;
            if (taken > 0 && tokens[at].blank && !m_vocabulary.has(tokens[at].id, Vocabulary::kUnit))
                break;
            if (m_vocabulary.has(tokens[at].id, Vocabulary::kWord)) {
                if (!takes || m_vocabulary.has(tokens[at].id, Vocabulary::kAllCaps))
                    return false;
                words = true;
            } else if (taken == 0 && tokens[at].id != Vocabulary::kParameter && !m_vocabulary.has(tokens[at].id, Vocabulary::kPath))
                return false;
            if (taken == kLongestGap)
                return false;
        }
    }
    return at == tokens.size() && words;
}

bool Generaliser::absorb(const Job &job)
{
    std::unordered_map<std::uint32_t, std::uint32_t> patternsWith; // word → patterns
    std::vector<std::uint32_t> words;
    const auto wordsOf = [&](const TokenSequence &tokens) -> const std::vector<std::uint32_t> & {
        words.clear();
        for (const ShapeToken &token : tokens)
            if (m_vocabulary.has(token.id, Vocabulary::kWord))
                words.push_back(token.id);
        std::sort(words.begin(), words.end());
        words.erase(std::unique(words.begin(), words.end()), words.end());
        return words;
    };
    for (const Pattern &pattern : m_patterns)
        for (const std::uint32_t word : wordsOf(pattern.tokens))
            ++patternsWith[word];

    std::vector<std::size_t> constants(m_patterns.size());
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> owners; // by their rarest word
    for (std::uint32_t i = 0; i < m_patterns.size(); ++i) {
        const TokenSequence &tokens = m_patterns[i].tokens;
        constants[i] = wordsOf(tokens).size();
        if (words.size() < kConstants || std::none_of(tokens.begin(), tokens.end(), [&](const ShapeToken &token) { return takesWords(token); }))
            continue;
        const std::uint32_t rarest = *std::min_element(words.begin(), words.end(), [&](std::uint32_t a, std::uint32_t b) {
            return patternsWith[a] != patternsWith[b] ? patternsWith[a] < patternsWith[b] : m_vocabulary.text(a) < m_vocabulary.text(b);
        });
        owners[rarest].push_back(i);
    }
    const auto better = [&](std::uint32_t a, std::uint32_t b) {
        if (constants[a] != constants[b])
            return constants[a] > constants[b];
        return m_patterns[a].count != m_patterns[b].count ? m_patterns[a].count > m_patterns[b].count : hash(m_patterns[a].tokens) < hash(m_patterns[b].tokens);
    };
    for (auto &[word, list] : owners)
        std::sort(list.begin(), list.end(), better);

    constexpr std::uint32_t kNobody = ~0u;
    std::vector<std::uint32_t> under(m_patterns.size(), kNobody);
    bool any = false;
    for (std::uint32_t i = 0; i < m_patterns.size(); ++i) {
        if ((i & 255) == 0 && job.isCancelled())
            return false;
        for (const std::uint32_t word : wordsOf(m_patterns[i].tokens)) {
            const auto found = owners.find(word);
            if (found == owners.end())
                continue;
            for (std::size_t k = 0; k < std::min(found->second.size(), kOwnersPerWord); ++k) {
                const std::uint32_t owner = found->second[k];
                if (owner != i && m_patterns[owner].count > m_patterns[i].count && (under[i] == kNobody || better(owner, under[i])) &&
                    reads(m_patterns[i].tokens, m_patterns[owner].tokens))
                    under[i] = owner;
            }
        }
        any |= under[i] != kNobody;
    }
    if (!any)
        return true;
    // An owner that falls under another one takes what fell under it along: counts rise along the way, so it ends.
    std::vector<Pattern> old = std::move(m_patterns);
    m_patterns.clear();
    m_byHash.clear();
    for (std::uint32_t i = 0; i < old.size(); ++i)
        if (under[i] == kNobody)
            add(old[i].tokens, old[i].count, std::move(old[i].shapes));
    for (std::uint32_t i = 0; i < old.size(); ++i) {
        if (under[i] == kNobody)
            continue;
        std::uint32_t owner = under[i];
        while (under[owner] != kNobody)
            owner = under[owner];
        add(old[owner].tokens, old[i].count, std::move(old[i].shapes));
    }
    m_changed = true;
    return true;
}

} // namespace causeway::templates
