#pragma once
// Level 2: decides which words of which token sequences are values of one parameter, by comparing sequences that are equal
// but for one place. Passes until nothing changes: star (one place replaced, hashed, the sequences that meet form a bucket
// to decide on) and subsume (a sequence equal to another except where that one has a parameter found by star; by words, and by what
// stands between two blanks).
// Nothing depends on the order of sequences nor on absolute counts: only on distinct words and on shares.

#include <unordered_set>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/templates/miner_rules.h"
#include "analysis/templates/place_decision.h"
#include "analysis/templates/shape_tokens.h"

namespace causeway::templates {

struct Pattern {
    TokenSequence tokens;
    std::uint64_t count = 0;
    std::vector<std::uint32_t> shapes; // indices of the input
};

class Generaliser {
public:
    Generaliser(Vocabulary &vocabulary, std::vector<RawValues> &raws, const ShapeTokeniser &tokeniser, const MinerRules &rules)
        : m_vocabulary(vocabulary), m_raws(raws), m_tokeniser(tokeniser), m_rules(rules) {}

    // shapes: the caller's indices.
    void add(TokenSequence tokens, std::uint64_t count, std::vector<std::uint32_t> shapes);
    // False where it was cancelled.
    bool run(const Job &job);
    // Of the places that part the two shapes (the caller's indices), what was decided last; an answer of yes is the last.
    struct Watch {
        std::uint32_t a = 0, b = 0;
        std::optional<PlaceDecision> decision;
    };
    void watch(Watch *watch) { m_watch = watch; } // outlives run()
    std::vector<Pattern> take() { return std::move(m_patterns); }

private:
    struct Place { // tokens [begin, begin + length)
        std::uint16_t begin = 0, length = 1;
        auto operator<=>(const Place &) const = default;
    };
    struct Candidate { // a place of a pattern, keyed by what the pattern is with a parameter there
        std::uint64_t key;
        std::uint32_t pattern;
        std::uint16_t place;
        std::uint32_t word;
    };
    using Places = std::vector<std::vector<Place>>; // of each pattern
    [[nodiscard]] std::uint64_t hashAt(std::uint32_t id, bool blank, std::size_t place) const;
    [[nodiscard]] std::uint64_t textHash(const TokenSequence &tokens, Place place) const;
    [[nodiscard]] std::uint64_t hash(const TokenSequence &tokens) const;
    [[nodiscard]] bool mayBecomeParameter(std::uint32_t id) const;
    void apply(Places &places);
    bool star(const Job &job);
    bool subsume(const Job &job);
    [[nodiscard]] bool takesWords(const ShapeToken &token) const;
    [[nodiscard]] std::size_t enoughText(bool first) const { return m_rules.enoughText + (first ? 1 : 0); }
    [[nodiscard]] bool mayFall(const TokenSequence &owner, const TokenSequence &tokens, const std::vector<std::uint16_t> &places) const;
    bool absorb(const Job &job);
    [[nodiscard]] std::size_t valueEnd(const TokenSequence &tokens, std::size_t at) const;
    [[nodiscard]] bool reads(const TokenSequence &tokens, std::size_t at, const TokenSequence &owner, std::size_t from, bool words, std::size_t &steps) const;
    bool subsumeWords(const Job &job, Places &places) const;
    bool subsumeChunks(const Job &job, Places &places) const;
    [[nodiscard]] std::vector<Place> chunksOf(const TokenSequence &tokens) const;
    [[nodiscard]] bool chunkMayBecomeParameter(const TokenSequence &tokens, Place chunk) const;
    void collect(std::uint32_t pattern, std::vector<Candidate> &out, TokenSequence &scratch) const;
    [[nodiscard]] TokenSequence starred(const Pattern &pattern, std::size_t place) const;
    [[nodiscard]] PlaceDecision decide(const std::vector<Candidate> &bucket, const Pattern *existing, const TokenSequence &joint) const;
    [[nodiscard]] const Pattern *patternOf(std::uint32_t shape) const;

    Vocabulary &m_vocabulary;
    std::vector<RawValues> &m_raws;
    const ShapeTokeniser &m_tokeniser;
    const MinerRules &m_rules;
    std::vector<Pattern> m_patterns;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> m_byHash; // hash of tokens → patterns
    std::unordered_set<std::uint32_t> m_names; // words that were found to be values of a parameter with many
    Watch *m_watch = nullptr;
    bool m_changed = false;
};

} // namespace causeway::templates
