#include "analysis/detect/unique_sequences.h"

#include <algorithm>

#include "analysis/core/hash.h"
#include "analysis/core/parallel.h"

namespace causeway::detect {

namespace {

constexpr std::size_t kBlock = 64; // distinct sequences between two looks at the cancel token

} // namespace

std::uint64_t contentHash(std::span<const std::uint32_t> sequence)
{
    std::uint64_t hash = 0x9e3779b97f4a7c15ull ^ sequence.size();
    for (const std::uint32_t key : sequence)
        hash = (hash ^ (key + 1ull)) * 0x9fb21c651e98df25ull, hash ^= hash >> 29;
    return mix64(hash);
}

std::uint64_t sessionIdentity(std::string_view id, std::span<const std::uint32_t> sequence)
{
    std::uint64_t hash = contentHash(sequence);
    for (const char c : id)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
    return mix64(hash ^ id.size());
}

Result<UniqueSequences> uniqueSequences(const SequenceSet &sessions, const Job &job, const std::vector<bool> &include)
{
    if (sessions.size() >= kNotIncluded)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("There are too many sessions: %1"), sessions.size()));
    UniqueSequences out;
    out.of.assign(sessions.size(), kNotIncluded);
    std::vector<std::uint64_t> hashes;        // of each distinct sequence
    std::vector<std::uint32_t> table(64, kNotIncluded); // open addressing, indices into `first`
    const auto place = [&](std::uint32_t unique) {
        std::size_t slot = hashes[unique] & (table.size() - 1);
        while (table[slot] != kNotIncluded)
            slot = (slot + 1) & (table.size() - 1);
        table[slot] = unique;
    };
    for (std::size_t s = 0; s < sessions.size(); ++s) {
        if (s % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        if (!include.empty() && !include[s])
            continue;
        const auto sequence = sessions.session(s);
        const std::uint64_t hash = contentHash(sequence);
        std::size_t slot = hash & (table.size() - 1);
        for (; table[slot] != kNotIncluded; slot = (slot + 1) & (table.size() - 1)) {
            const std::uint32_t unique = table[slot];
            if (hashes[unique] == hash && std::ranges::equal(sessions.session(out.first[unique]), sequence))
                break;
        }
        if (table[slot] != kNotIncluded) {
            out.of[s] = table[slot];
            ++out.weight[table[slot]];
            continue;
        }
        const auto unique = static_cast<std::uint32_t>(out.first.size());
        out.of[s] = unique;
        out.first.push_back(static_cast<std::uint32_t>(s));
        out.weight.push_back(1);
        hashes.push_back(hash);
        table[slot] = unique;
        if (hashes.size() * 2 > table.size()) {
            table.assign(table.size() * 2, kNotIncluded);
            for (std::uint32_t u = 0; u < hashes.size(); ++u)
                place(u);
        }
    }
    return out;
}

Result<> forEach(std::size_t count, unsigned threads, const Job &job, const std::function<void(std::size_t)> &body)
{
    return parallelFor((count + kBlock - 1) / kBlock, threads, job, [&](std::size_t block, unsigned) -> Result<void> {
        for (std::size_t i = block * kBlock; i < std::min(count, (block + 1) * kBlock); ++i)
            body(i);
        return {};
    });
}

Result<> scoreUnique(const SequenceSet &sessions, const std::vector<bool> &include, unsigned threads, const Job &job, const SequenceScore &score,
                     std::vector<double> &scores)
{
    CAUSEWAY_ASSIGN(const UniqueSequences unique, uniqueSequences(sessions, job, include));
    std::vector<double> of(unique.first.size());
    CAUSEWAY_TRY(forEach(of.size(), threads, job, [&](std::size_t u) { of[u] = score(sessions.session(unique.first[u])); }));
    scores.resize(sessions.size());
    for (std::size_t s = 0; s < scores.size(); ++s)
        if (unique.of[s] != kNotIncluded)
            scores[s] = of[unique.of[s]];
    return {};
}

Result<std::vector<double>> scoreUnique(const SequenceSet &sessions, unsigned threads, const Job &job, const SequenceScore &score)
{
    std::vector<double> scores;
    CAUSEWAY_TRY(scoreUnique(sessions, {}, threads, job, score, scores));
    return scores;
}

} // namespace causeway::detect
