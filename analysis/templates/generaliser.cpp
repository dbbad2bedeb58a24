#include "analysis/templates/generaliser.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace causeway::templates {

namespace {

constexpr std::size_t kMaxPasses = 16;
constexpr std::size_t kMaxPlaces = 96;       // words of a sequence that are tried as parameters

constexpr std::uint16_t kItself = 0xffff; // the place of a candidate that stands for its pattern as it is; sorted last

} // namespace

std::uint64_t Generaliser::textHash(const TokenSequence &tokens, Place place) const
{
    std::uint64_t hash = 0;
    for (std::size_t i = place.begin; i < std::size_t(place.begin) + place.length; ++i)
        hash = place.length == 1 ? m_vocabulary.hash(tokens[i].id) : mixHash(hash, m_vocabulary.hash(tokens[i].id));
    return hash;
}

std::uint64_t Generaliser::hashAt(std::uint32_t id, bool blank, std::size_t place) const
{
    return mixHash(m_vocabulary.hash(id) + (blank ? 1 : 0), (place + 1) * 0xd6e8feb86659fd93u);
}

// A sum over places, so that one place can be exchanged without looking at the others.
std::uint64_t Generaliser::hash(const TokenSequence &tokens) const
{
    std::uint64_t hash = tokens.size();
    for (std::size_t i = 0; i < tokens.size(); ++i)
        hash += hashAt(tokens[i].id, tokens[i].blank, i);
    return hash;
}

bool Generaliser::mayBecomeParameter(std::uint32_t id) const
{
    return id == Vocabulary::kEmpty || m_vocabulary.has(id, Vocabulary::kWord);
}

void Generaliser::add(TokenSequence tokens, std::uint64_t count, std::vector<std::uint32_t> shapes)
{
    std::vector<std::uint32_t> &bucket = m_byHash[hash(tokens)];
    for (const std::uint32_t index : bucket) {
        Pattern &known = m_patterns[index];
        if (known.tokens != tokens)
            continue;
        known.count += count;
        known.shapes.insert(known.shapes.end(), shapes.begin(), shapes.end());
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            known.tokens[i].generalised |= tokens[i].generalised;
            known.tokens[i].quantity |= tokens[i].quantity;
            if (known.tokens[i].kin != tokens[i].kin)
                known.tokens[i].kin = 0;
            if (const std::uint32_t mask = tokens[i].mask; mask != 0 && (known.tokens[i].mask == 0 || mask < known.tokens[i].mask))
                known.tokens[i].mask = mask;
            if (tokens[i].raws != 0 && known.tokens[i].raws != 0)
                m_raws[known.tokens[i].raws].add(m_raws[tokens[i].raws]);
        }
        return;
    }
    bucket.push_back(static_cast<std::uint32_t>(m_patterns.size()));
    m_patterns.push_back({std::move(tokens), count, std::move(shapes)});
}

// Makes the places of pattern i parameters and joins the patterns that have become equal.
void Generaliser::apply(Places &places)
{
    std::vector<Pattern> old = std::move(m_patterns);
    m_patterns.clear();
    m_byHash.clear();
    for (std::size_t i = 0; i < old.size(); ++i) {
        // From the back, so that begins stay right; of two that overlap the one that begins first and is longest.
        std::sort(places[i].begin(), places[i].end(), [](Place a, Place b) { return a.begin != b.begin ? a.begin < b.begin : a.length > b.length; });
        std::vector<Place> disjoint;
        for (const Place place : places[i])
            if (disjoint.empty() || place.begin >= disjoint.back().begin + disjoint.back().length)
                disjoint.push_back(place);
        for (auto place = disjoint.rbegin(); place != disjoint.rend(); ++place) {
            const auto at = old[i].tokens.begin() + place->begin;
            RawValues word;
            word.add(textHash(old[i].tokens, *place));
            m_raws.push_back(word);
            *at = {Vocabulary::kParameter, static_cast<std::uint32_t>(m_raws.size() - 1), 0, at->blank, true};
            old[i].tokens.erase(at + 1, at + place->length);
        }
        if (!places[i].empty())
            m_tokeniser.combine(old[i].tokens);
        add(std::move(old[i].tokens), old[i].count, std::move(old[i].shapes));
    }
    m_changed = true;
}

TokenSequence Generaliser::starred(const Pattern &pattern, std::size_t place) const
{
    TokenSequence tokens = pattern.tokens;
    tokens[place].id = Vocabulary::kParameter;
    tokens[place].generalised = true;
    m_tokeniser.combine(tokens);
    return tokens;
}

void Generaliser::collect(std::uint32_t index, std::vector<Candidate> &out, TokenSequence &scratch) const
{
    const Pattern &pattern = m_patterns[index];
    std::size_t places = 0;
    const std::uint64_t whole = hash(pattern.tokens);
    out.push_back({whole, index, kItself, 0});
    for (std::size_t i = 0; i < pattern.tokens.size() && places < kMaxPlaces; ++i) {
        const std::uint32_t id = pattern.tokens[i].id;
        if (!mayBecomeParameter(id))
            continue;
        ++places;
        if (!m_tokeniser.mayCombine(pattern.tokens, i)) {
            const bool blank = pattern.tokens[i].blank;
            out.push_back({whole - hashAt(id, blank, i) + hashAt(Vocabulary::kParameter, blank, i), index, static_cast<std::uint16_t>(i), id});
            continue;
        }
        scratch = pattern.tokens;
        scratch[i].id = Vocabulary::kParameter;
        m_tokeniser.combine(scratch);
        out.push_back({hash(scratch), index, static_cast<std::uint16_t>(i), id});
    }
}

PlaceDecision Generaliser::decide(const std::vector<Candidate> &bucket, const Pattern *existing, const TokenSequence &joint) const
{
    using Rule = PlaceDecision::Rule;
    PlaceDecision out;
    const std::size_t place = bucket.front().place;
    std::map<std::uint32_t, std::uint64_t> linesByWord;
    out.lines = existing != nullptr ? existing->count : 0;
    std::size_t capitals = 0, paths = 0, states = 0;
    for (const Candidate &candidate : bucket) {
        linesByWord[candidate.word] += m_patterns[candidate.pattern].count;
        out.lines += m_patterns[candidate.pattern].count;
    }
    for (const auto &[word, count] : linesByWord) {
        out.most = std::max(out.most, count);
        capitals += m_vocabulary.has(word, Vocabulary::kAllCaps);
        paths += m_vocabulary.has(word, Vocabulary::kPath);
        states += m_vocabulary.has(word, Vocabulary::kState);
    }
    const std::size_t n = out.words = linesByWord.size();
    const bool allPaths = m_rules.pathWords && paths == n;
    for (const ShapeToken &token : joint)
        out.constants += m_vocabulary.has(token.id, Vocabulary::kWord);
    const auto by = [&out](Rule rule, bool parameter) {
        out.rule = rule;
        out.parameter = parameter;
        return out;
    };
    if (n < 1 || out.constants < 1)
        return by(Rule::FewConstants, false);
    // Words that keep coming, none of them often, beside values: a name, however little stands around it.
    if (m_rules.recurringNames && existing != nullptr && n >= m_rules.recurringWords && out.most * m_rules.seldom <= out.lines && capitals == 0) {
        out.needed = m_rules.recurringWords;
        return by(Rule::Names, true);
    }
    if (out.constants < 2 && !allPaths)
        return by(Rule::FewConstants, false);

    std::size_t raws = 0;
    if (existing != nullptr && place < existing->tokens.size() && existing->tokens[place].id == Vocabulary::kParameter)
        raws = m_raws[existing->tokens[place].raws].count;
    const bool first = place == 0;
    const bool hasValue = existing != nullptr;
    if (m_rules.besideValues && hasValue && raws >= 3 && out.constants >= enoughText(first) && capitals < n) {
        out.values = raws;
        return by(Rule::BesideValues, true);
    }

    const bool littleText = m_rules.shyWithLittleText && out.constants < m_rules.enoughText, atStart = m_rules.shyAtStart && first;
    const bool shy = littleText || atStart || (m_rules.shyOfCapitals && 2 * capitals > n);
    out.needed = shy ? std::max(m_rules.distinctWords, m_rules.distinctWordsShy) : m_rules.distinctWords;
    out.rule = !shy ? Rule::Usual : littleText ? Rule::LittleText : atStart ? Rule::AtStart : Rule::Capitals;
    const auto lower = [&out](Rule rule, std::size_t needed) {
        if (needed < out.needed) {
            out.needed = needed;
            out.rule = rule;
        }
    };
    const TokenSequence &tokens = m_patterns[bucket.front().pattern].tokens;
    const auto share = [&](std::uint64_t percent) { return out.most * 100 > out.lines * percent; };
    const bool asked = m_rules.askedNames && place > 0 && (m_vocabulary.has(tokens[place - 1].id, Vocabulary::kAsksName) ||
                                     (place > 1 && m_vocabulary.has(tokens[place - 2].id, Vocabulary::kAsksName) && m_vocabulary.isSeparator(tokens[place - 1].id)));
    if (asked && !share(m_rules.askedSharePercent))
        lower(Rule::AsksName, m_rules.distinctAskedNames);
    // What names somebody or something in other messages does so here.
    const bool known = m_rules.knownNames && std::all_of(linesByWord.begin(), linesByWord.end(), [&](const auto &word) { return m_names.contains(word.first); });
    if (known && !first && out.constants >= m_rules.enoughText && capitals == 0)
        lower(Rule::KnownNames, 2);
    if (allPaths && (hasValue || !share(m_rules.pathSharePercent)))
        lower(Rule::Paths, 2);
    if (m_rules.states && 2 * states > n) {
        out.needed = m_rules.distinctStates;
        out.rule = Rule::States;
    }
    if (m_rules.countValues && hasValue && !first)
        out.values = std::min<std::size_t>(raws, 2);
    out.parameter = n + out.values >= std::max<std::size_t>(out.needed, 2);
    return out;
}

const Pattern *Generaliser::patternOf(std::uint32_t shape) const
{
    const auto found = std::find_if(m_patterns.begin(), m_patterns.end(), [&](const Pattern &pattern) { return std::find(pattern.shapes.begin(), pattern.shapes.end(), shape) != pattern.shapes.end(); });
    return found == m_patterns.end() ? nullptr : &*found;
}

bool Generaliser::star(const Job &job)
{
    std::vector<Candidate> candidates;
    TokenSequence scratch;
    for (std::uint32_t i = 0; i < m_patterns.size(); ++i) {
        if ((i & 255) == 0 && job.isCancelled())
            return false;
        collect(i, candidates, scratch);
    }
    std::sort(candidates.begin(), candidates.end(), [](const Candidate &a, const Candidate &b) {
        return std::tie(a.key, a.place, a.pattern) < std::tie(b.key, b.place, b.pattern);
    });
    Places places(m_patterns.size());
    bool changed = false;
    std::unordered_set<std::uint32_t> names, words;
    std::vector<Candidate> bucket;
    std::size_t buckets = 0;
    const Pattern *watchedA = m_watch == nullptr ? nullptr : patternOf(m_watch->a), *watchedB = m_watch == nullptr ? nullptr : patternOf(m_watch->b);
    for (std::size_t from = 0, to = 0; from < candidates.size(); from = to) {
        if ((++buckets & 1023) == 0 && job.isCancelled())
            return false;
        while (to < candidates.size() && candidates[to].key == candidates[from].key)
            ++to;
        if (to - from < 2 || candidates[from].place == kItself)
            continue;
        const TokenSequence joint = starred(m_patterns[candidates[from].pattern], candidates[from].place);
        bucket.clear();
        const Pattern *existing = nullptr;
        for (std::size_t i = from; i < to; ++i) {
            const Pattern &pattern = m_patterns[candidates[i].pattern];
            if (candidates[i].place == kItself) {
                if (pattern.tokens == joint)
                    existing = &pattern;
            } else if (i == from || starred(pattern, candidates[i].place) == joint)
                bucket.push_back(candidates[i]);
        }
        const PlaceDecision decision = decide(bucket, existing, joint);
        if (watchedA != nullptr && watchedB != nullptr && watchedA != watchedB && (!m_watch->decision || !m_watch->decision->parameter)) {
            const auto compared = [&](const Pattern *pattern) {
                return pattern == existing || std::any_of(bucket.begin(), bucket.end(), [&](const Candidate &candidate) { return &m_patterns[candidate.pattern] == pattern; });
            };
            if (compared(watchedA) && compared(watchedB))
                m_watch->decision = decision;
        }
        if (!decision.parameter)
            continue;
        changed = true;
        words.clear();
        for (const Candidate &candidate : bucket)
            words.insert(candidate.word);
        if (words.size() >= m_rules.namesakes)
            names.insert(words.begin(), words.end());
        for (const Candidate &candidate : bucket)
            places[candidate.pattern].push_back({candidate.place, 1});
    }
    // Not before the pass is over: what is decided first must not matter.
    m_names.insert(names.begin(), names.end());
    if (changed)
        apply(places);
    return true;
}

bool Generaliser::run(const Job &job)
{
    for (std::size_t pass = 0; pass < kMaxPasses; ++pass) {
        m_changed = false;
        if ((m_rules.star && !star(job)) || !subsume(job) || (m_rules.absorb && !absorb(job)))
            return false;
        if (!m_changed)
            break;
    }
    return true;
}

} // namespace causeway::templates
