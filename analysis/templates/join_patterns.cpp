#include "analysis/templates/join_patterns.h"

#include <algorithm>
#include <tuple>

namespace causeway::templates {

namespace {

// Tokens [a0, a1) of one sequence beside [b0, b1) of the other: the same single token, or stretches that differ.
struct Stretch {
    bool same = false;
    std::size_t a0, a1, b0, b1;
};

class Alignment {
public:
    Alignment(const TokenSequence &a, const TokenSequence &b, const Vocabulary &vocabulary) : m_a(a), m_b(b), m_vocabulary(vocabulary) {}

    // Nothing where no word is in common.
    TokenSequence joined()
    {
        align();
        while (mend()) {
        }
        TokenSequence out;
        bool words = false;
        for (const Stretch &stretch : m_stretches) {
            out.push_back(m_a[stretch.a0]);
            if (stretch.same) {
                if (m_b[stretch.b0].kin != out.back().kin)
                    out.back().kin = 0;
                words |= m_vocabulary.has(out.back().id, Vocabulary::kWord);
                if (m_b[stretch.b0].mask != out.back().mask)
                    out.back().mask = 0;
                continue;
            }
            ShapeToken parameter;
            parameter.id = Vocabulary::kParameter;
            parameter.blank = out.back().blank;
            parameter.generalised = true;
            out.back() = parameter;
        }
        return words ? out : TokenSequence();
    }

private:
    [[nodiscard]] unsigned weight(std::size_t i, std::size_t j) const
    {
        if (!(m_a[i] == m_b[j]))
            return 0;
        return m_vocabulary.has(m_a[i].id, Vocabulary::kWord) ? 8 : isParameter(m_a[i]) ? 4 : 1;
    }
    [[nodiscard]] static bool isParameter(const ShapeToken &token) { return token.id == Vocabulary::kParameter || token.id == Vocabulary::kRest; }

    void align()
    {
        const std::size_t columns = m_b.size() + 1;
        std::vector<unsigned> best((m_a.size() + 1) * columns, 0); // of what follows i and j
        for (std::size_t i = m_a.size(); i-- > 0;)
            for (std::size_t j = m_b.size(); j-- > 0;) {
                const unsigned w = weight(i, j);
                best[i * columns + j] = std::max({best[(i + 1) * columns + j], best[i * columns + j + 1], w == 0 ? 0 : w + best[(i + 1) * columns + j + 1]});
            }
        std::size_t i = 0, j = 0;
        while (i < m_a.size() || j < m_b.size()) {
            const unsigned w = i < m_a.size() && j < m_b.size() ? weight(i, j) : 0;
            if (w != 0 && best[i * columns + j] == w + best[(i + 1) * columns + j + 1]) {
                m_stretches.push_back({true, i, i + 1, j, j + 1});
                ++i, ++j;
                continue;
            }
            if (m_stretches.empty() || m_stretches.back().same)
                m_stretches.push_back({false, i, i, j, j});
            if (j == m_b.size() || (i < m_a.size() && best[(i + 1) * columns + j] >= best[i * columns + j + 1]))
                m_stretches.back().a1 = ++i;
            else
                m_stretches.back().b1 = ++j;
        }
    }

    // A parameter has a value in every line, and white space in front in all of them or in none.
    [[nodiscard]] bool canBeParameter(std::size_t at) const
    {
        const Stretch &s = m_stretches[at];
        if (s.a0 == s.a1 || s.b0 == s.b1 || m_a[s.a0].blank != m_b[s.b0].blank)
            return false;
        const auto touches = [&](std::size_t left, std::size_t right) { // two parameters with nothing between
            return becomesParameter(left) && becomesParameter(right) && !m_a[m_stretches[right].a0].blank;
        };
        return !(at > 0 && touches(at - 1, at)) && !(at + 1 < m_stretches.size() && touches(at, at + 1));
    }
    [[nodiscard]] bool becomesParameter(std::size_t at) const { return !m_stretches[at].same || isParameter(m_a[m_stretches[at].a0]); }

    // Lets one stretch that cannot be a parameter take a neighbour in: a parameter rather than a word. False where all can.
    bool mend()
    {
        for (std::size_t at = 0; at < m_stretches.size(); ++at) {
            if (m_stretches[at].same || canBeParameter(at))
                continue;
            const bool hasNext = at + 1 < m_stretches.size();
            if (at == 0 && !hasNext)
                return false;
            const std::size_t left = at == 0 || (hasNext && becomesParameter(at + 1) && !becomesParameter(at - 1)) ? at : at - 1;
            Stretch &first = m_stretches[left];
            const Stretch &second = m_stretches[left + 1];
            first = {false, first.a0, second.a1, first.b0, second.b1};
            m_stretches.erase(m_stretches.begin() + static_cast<std::ptrdiff_t>(left) + 1);
            return true;
        }
        return false;
    }

    const TokenSequence &m_a, &m_b;
    const Vocabulary &m_vocabulary;
    std::vector<Stretch> m_stretches; // all tokens of both, no two differing ones next to each other before mend()
};

} // namespace

Pattern joinPatterns(std::vector<Pattern> patterns, const Vocabulary &vocabulary)
{
    const auto text = [&](const Pattern &pattern) {
        std::string out;
        for (const ShapeToken &token : pattern.tokens) {
            out += token.blank ? " " : "";
            out += vocabulary.text(token.id);
        }
        return out;
    };
    std::vector<std::tuple<std::uint64_t, std::string, std::size_t>> order;
    for (std::size_t i = 0; i < patterns.size(); ++i)
        order.emplace_back(patterns[i].count, text(patterns[i]), i);
    std::sort(order.begin(), order.end(), [](const auto &a, const auto &b) {
        return std::tuple(std::get<0>(b), std::cref(std::get<1>(a)).get()) < std::tuple(std::get<0>(a), std::cref(std::get<1>(b)).get());
    });
    Pattern out = std::move(patterns[std::get<2>(order.front())]);
    TokenSequence tokens = out.tokens;
    for (std::size_t k = 1; k < order.size(); ++k) {
        const Pattern &next = patterns[std::get<2>(order[k])];
        out.count += next.count;
        out.shapes.insert(out.shapes.end(), next.shapes.begin(), next.shapes.end());
        if (!tokens.empty())
            tokens = Alignment(tokens, next.tokens, vocabulary).joined();
    }
    if (!tokens.empty())
        out.tokens = std::move(tokens);
    return out;
}

} // namespace causeway::templates
