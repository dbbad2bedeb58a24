#include <algorithm>
#include <map>

#include "analysis/templates/generaliser.h"

namespace causeway::templates {

namespace {

constexpr std::size_t kMaxMasks = 64; // sets of parameters tried per length

} // namespace

// The stretches between blanks.
std::vector<Generaliser::Place> Generaliser::chunksOf(const TokenSequence &tokens) const
{
    std::vector<Place> chunks;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (i == 0 || tokens[i].blank)
            chunks.push_back({static_cast<std::uint16_t>(i), 0});
        ++chunks.back().length;
    }
    return chunks;
}

bool Generaliser::chunkMayBecomeParameter(const TokenSequence &tokens, Place chunk) const
{
    bool word = false;
    for (std::size_t i = chunk.begin; i < std::size_t(chunk.begin) + chunk.length; ++i) {
        if (m_vocabulary.is(tokens[i].id, '=') || m_vocabulary.is(tokens[i].id, '(') || tokens[i].mask != 0)
            return false;
        word |= m_vocabulary.has(tokens[i].id, Vocabulary::kWord);
    }
    return word;
}

// A parameter that words may fall under: found by star, or with values enough to be one beyond doubt.
bool Generaliser::takesWords(const ShapeToken &token) const
{
    return token.id == Vocabulary::kParameter && (token.generalised || m_raws[token.raws].count >= m_rules.sureValues);
}

// Whether a sequence may fall under the owner where it has words at the places given and the owner has parameters: as star
// decides for one place, by the constant text that is left.
bool Generaliser::mayFall(const TokenSequence &owner, const TokenSequence &tokens, const std::vector<std::uint16_t> &places) const
{
    std::size_t constants = 0;
    for (const ShapeToken &token : owner)
        constants += m_vocabulary.has(token.id, Vocabulary::kWord);
    return std::all_of(places.begin(), places.end(), [&](std::uint16_t i) {
        if (i < owner.size() && owner[i].id == Vocabulary::kParameter && owner[i].generalised)
            return true;
        return constants >= enoughText(i == 0) && !m_vocabulary.has(tokens[i].id, Vocabulary::kAllCaps);
    });
}

bool Generaliser::subsumeWords(const Job &job, Places &places) const
{
    // Sequences with found parameters, by where these are; only sequences of the same length can fall under them.
    std::map<std::pair<std::size_t, std::vector<std::uint16_t>>, std::vector<std::uint32_t>> byMask;
    std::map<std::size_t, std::vector<std::uint32_t>> byLength;
    for (std::uint32_t i = 0; i < m_patterns.size(); ++i) {
        const TokenSequence &tokens = m_patterns[i].tokens;
        byLength[tokens.size()].push_back(i);
        std::vector<std::uint16_t> mask;
        for (std::size_t k = 0; k < tokens.size(); ++k)
            if (takesWords(tokens[k]))
                mask.push_back(static_cast<std::uint16_t>(k));
        if (!mask.empty())
            byMask[{tokens.size(), std::move(mask)}].push_back(i);
    }
    std::map<std::size_t, std::size_t> masksOfLength;
    std::vector<std::uint64_t> hashes(m_patterns.size());
    for (std::size_t i = 0; i < m_patterns.size(); ++i)
        hashes[i] = hash(m_patterns[i].tokens);
    std::unordered_multimap<std::uint64_t, std::uint32_t> ownersByHash;
    for (const auto &[key, owners] : byMask) {
        const auto &[length, mask] = key;
        if (++masksOfLength[length] > kMaxMasks)
            continue;
        ownersByHash.clear();
        for (const std::uint32_t owner : owners)
            ownersByHash.emplace(hashes[owner], owner);
        for (const std::uint32_t index : byLength[length]) {
            if ((index & 255) == 0 && job.isCancelled())
                return false;
            const TokenSequence &tokens = m_patterns[index].tokens;
            std::uint64_t blanked = hashes[index];
            for (const std::uint16_t place : mask)
                if (mayBecomeParameter(tokens[place].id))
                    blanked += hashAt(Vocabulary::kParameter, tokens[place].blank, place) - hashAt(tokens[place].id, tokens[place].blank, place);
            if (blanked == hashes[index])
                continue;
            for (auto [at, end] = ownersByHash.equal_range(blanked); at != end; ++at) {
                const TokenSequence &owner = m_patterns[at->second].tokens;
                std::vector<std::uint16_t> differing;
                for (std::size_t i = 0; i < tokens.size(); ++i)
                    if (!(tokens[i] == owner[i]))
                        differing.push_back(static_cast<std::uint16_t>(i));
                const bool falls = std::all_of(differing.begin(), differing.end(), [&](std::uint16_t i) {
                    return std::binary_search(mask.begin(), mask.end(), i) && tokens[i].blank == owner[i].blank && mayBecomeParameter(tokens[i].id);
                });
                if (!falls || !mayFall(owner, tokens, differing))
                    continue;
                for (const std::uint16_t i : differing)
                    places[index].push_back({i, 1});
            }
        }
    }
    return true;
}

// The same by stretches between blanks, where the found parameter is all of one: "n1.example:80" falls under <*>.
bool Generaliser::subsumeChunks(const Job &job, Places &places) const
{
    struct Chunked {
        std::vector<Place> chunks;
        std::uint64_t hash = 0;
    };
    const auto chunkHash = [&](std::uint64_t text, std::size_t index) { return mixHash(text, (index + 1) * 0xd6e8feb86659fd93u); };
    const std::uint64_t parameter = m_vocabulary.hash(Vocabulary::kParameter);
    std::vector<Chunked> chunked(m_patterns.size());
    std::map<std::pair<std::size_t, std::vector<std::uint16_t>>, std::unordered_multimap<std::uint64_t, std::uint32_t>> byMask;
    std::map<std::size_t, std::vector<std::uint32_t>> byLength;
    for (std::uint32_t i = 0; i < m_patterns.size(); ++i) {
        const TokenSequence &tokens = m_patterns[i].tokens;
        Chunked &own = chunked[i];
        own.chunks = chunksOf(tokens);
        own.hash = own.chunks.size();
        std::vector<std::uint16_t> mask;
        for (std::size_t k = 0; k < own.chunks.size(); ++k) {
            const Place chunk = own.chunks[k];
            own.hash += chunkHash(textHash(tokens, chunk), k);
            if (chunk.length == 1 && takesWords(tokens[chunk.begin]))
                mask.push_back(static_cast<std::uint16_t>(k));
        }
        byLength[own.chunks.size()].push_back(i);
        if (!mask.empty())
            byMask[{own.chunks.size(), std::move(mask)}].emplace(own.hash, i);
    }
    std::map<std::size_t, std::size_t> masksOfLength;
    for (const auto &[key, owners] : byMask) {
        const auto &[length, mask] = key;
        if (++masksOfLength[length] > kMaxMasks)
            continue;
        for (const std::uint32_t index : byLength[length]) {
            if ((index & 255) == 0 && job.isCancelled())
                return false;
            const TokenSequence &tokens = m_patterns[index].tokens;
            const Chunked &own = chunked[index];
            std::uint64_t blanked = own.hash;
            std::vector<Place> differing;
            for (const std::uint16_t k : mask)
                if (chunkMayBecomeParameter(tokens, own.chunks[k])) {
                    blanked += chunkHash(parameter, k) - chunkHash(textHash(tokens, own.chunks[k]), k);
                    differing.push_back(own.chunks[k]);
                }
            if (differing.empty())
                continue;
            for (auto [at, end] = owners.equal_range(blanked); at != end; ++at) {
                TokenSequence joint = tokens;
                for (auto place = differing.rbegin(); place != differing.rend(); ++place) {
                    joint[place->begin].id = Vocabulary::kParameter;
                    joint.erase(joint.begin() + place->begin + 1, joint.begin() + place->begin + place->length);
                }
                std::vector<std::uint16_t> firsts;
                for (const Place place : differing)
                    firsts.push_back(place.begin);
                if (joint == m_patterns[at->second].tokens && mayFall(joint, tokens, firsts))
                    places[index].insert(places[index].end(), differing.begin(), differing.end());
            }
        }
    }
    return true;
}

bool Generaliser::subsume(const Job &job)
{
    Places places(m_patterns.size());
    if ((m_rules.subsumeWords && !subsumeWords(job, places)) || (m_rules.subsumeChunks && !subsumeChunks(job, places)))
        return false;
    if (std::any_of(places.begin(), places.end(), [](const std::vector<Place> &own) { return !own.empty(); }))
        apply(places);
    return true;
}

} // namespace causeway::templates
