// A sequence that reads like a heavier one, but has words where that one has parameters, whatever the token rules made of
// what stands around them ("took qbek ms" under "took <*>"). Found by the rarest constant word of the heavier one.
#include <algorithm>

#include "analysis/templates/generaliser.h"

namespace causeway::templates {

namespace {

constexpr std::size_t kLongestValue = 12; // tokens that one parameter takes
constexpr std::size_t kSteps = 256;       // places tried for one pair
constexpr std::size_t kOwnersPerWord = 64;

} // namespace

// Where the value that begins at `at` may go on to at most: a stretch without blanks, units, what
// follows the name of a day or month, and a second figure in parentheses. `at` itself where no value begins there.
std::size_t Generaliser::valueEnd(const TokenSequence &tokens, std::size_t at) const
{
    const auto isValue = [&](const ShapeToken &token) { return token.id == Vocabulary::kParameter || m_vocabulary.has(token.id, Vocabulary::kWord); };
    // "<1 sec", "/10.0.0.1": a sign in front belongs to the value.
    const std::size_t sign = m_vocabulary.is(tokens[at].id, '<') || m_vocabulary.is(tokens[at].id, '/') ? 1 : 0;
    if (at + sign >= tokens.size() || (sign > 0 && tokens[at + 1].blank) || !isValue(tokens[at + sign]))
        return at;
    std::size_t end = at + sign + 1;
    while (end < tokens.size() && end - at < kLongestValue) {
        if (!tokens[end].blank || m_vocabulary.has(tokens[end].id, Vocabulary::kUnit) || m_vocabulary.has(tokens[end - 1].id, Vocabulary::kDateWord)) {
            ++end;
            continue;
        }
        if (!m_vocabulary.is(tokens[end].id, '('))
            break;
        std::size_t close = end + 1;
        while (close < tokens.size() && close - end < kLongestValue && !m_vocabulary.is(tokens[close].id, ')'))
            ++close;
        if (close == tokens.size() || !m_vocabulary.is(tokens[close].id, ')'))
            break;
        end = close + 1;
    }
    return end;
}

// Whether tokens from `at` read as the owner from `from`: its constants in order, and one value at each of its parameters.
bool Generaliser::reads(const TokenSequence &tokens, std::size_t at, const TokenSequence &owner, std::size_t from, bool words, std::size_t &steps) const
{
    for (; from < owner.size() && owner[from].id != Vocabulary::kParameter; ++from, ++at)
        if (at == tokens.size() || !(tokens[at] == owner[from]))
            return false;
    if (from == owner.size())
        return at == tokens.size() && words;
    if (at == tokens.size() || tokens[at].blank != owner[from].blank || ++steps > kSteps)
        return false;
    const std::size_t end = valueEnd(tokens, at);
    for (; at < end; ++at) {
        if (m_vocabulary.has(tokens[at].id, Vocabulary::kWord) && !m_vocabulary.has(tokens[at].id, Vocabulary::kUnit)) {
            if (!takesWords(owner[from]) || m_vocabulary.has(tokens[at].id, Vocabulary::kAllCaps))
                return false;
            words = true;
        }
        const bool fits = from + 1 == owner.size() ? at + 1 == tokens.size() : at + 1 < tokens.size() && (owner[from + 1].id == Vocabulary::kParameter || tokens[at + 1] == owner[from + 1]);
        if (fits && reads(tokens, at + 1, owner, from + 1, words, steps))
            return true;
    }
    return false;
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
        if (words.size() < enoughText(false) || std::none_of(tokens.begin(), tokens.end(), [&](const ShapeToken &token) { return takesWords(token); }))
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
        // What a mask made a parameter of its own stays one.
        if (std::any_of(m_patterns[i].tokens.begin(), m_patterns[i].tokens.end(), [](const ShapeToken &token) { return token.mask != 0; }))
            continue;
        for (const std::uint32_t word : wordsOf(m_patterns[i].tokens)) {
            const auto found = owners.find(word);
            if (found == owners.end())
                continue;
            for (std::size_t k = 0; k < std::min(found->second.size(), kOwnersPerWord); ++k) {
                const std::uint32_t owner = found->second[k];
                std::size_t steps = 0;
                if (owner != i && m_patterns[owner].count > m_patterns[i].count && (under[i] == kNobody || better(owner, under[i])) &&
                    reads(m_patterns[i].tokens, 0, m_patterns[owner].tokens, 0, false, steps))
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
