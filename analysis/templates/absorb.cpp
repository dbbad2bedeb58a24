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

// Where the value that begins at `at` ends: a stretch without blanks, units, and a second figure in parentheses. `next`:
// what stands behind it in the owner, null = nothing. `at` itself where no value begins there.
std::size_t Generaliser::valueEnd(const TokenSequence &tokens, std::size_t at, const ShapeToken *next) const
{
    const auto isValue = [&](const ShapeToken &token) {
        return token.id == Vocabulary::kParameter || m_vocabulary.has(token.id, Vocabulary::kWord) || m_vocabulary.has(token.id, Vocabulary::kPath);
    };
    const auto isNext = [&](std::size_t i) { return next != nullptr && tokens[i] == *next; };
    // "<1 sec", "/10.0.0.1": a sign in front belongs to the value.
    const std::size_t sign = m_vocabulary.is(tokens[at].id, '<') || m_vocabulary.is(tokens[at].id, '/') ? 1 : 0;
    if (at + sign >= tokens.size() || (sign > 0 && tokens[at + 1].blank) || !isValue(tokens[at + sign]))
        return at;
    std::size_t end = at + sign + 1;
    while (end < tokens.size() && end - at < kLongestGap && !isNext(end)) {
        if (!tokens[end].blank || m_vocabulary.has(tokens[end].id, Vocabulary::kUnit)) {
            ++end;
            continue;
        }
        if (!m_vocabulary.is(tokens[end].id, '('))
            break;
        std::size_t close = end + 1;
        while (close < tokens.size() && close - end < kLongestGap && !m_vocabulary.is(tokens[close].id, ')'))
            ++close;
        if (close == tokens.size() || !m_vocabulary.is(tokens[close].id, ')'))
            break;
        end = close + 1;
    }
    return end;
}

// Whether the owner's constants are the sequence's, in order, and what is left over is one value at each of the owner's
// parameters.
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
        const std::size_t end = valueEnd(tokens, at, k + 1 < owner.size() ? &owner[k + 1] : nullptr);
        if (end == at)
            return false;
        for (; at < end; ++at)
            if (m_vocabulary.has(tokens[at].id, Vocabulary::kWord) && !m_vocabulary.has(tokens[at].id, Vocabulary::kUnit)) {
                if (!takesWords(owner[k]) || m_vocabulary.has(tokens[at].id, Vocabulary::kAllCaps))
                    return false;
                words = true;
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
