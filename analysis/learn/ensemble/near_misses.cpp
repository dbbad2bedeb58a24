#include "analysis/learn/ensemble/near_misses.h"

#include <algorithm>
#include <random>
#include <unordered_set>

#include "analysis/detect/unique_sequences.h"

namespace causeway::learn {

namespace {

enum class Mistake { LeftOut, PutIn, Twice, TooEarly, EndsEarly, Count };

// False where the session offers no place for it.
bool make(Mistake mistake, std::vector<std::uint32_t> &keys, const std::vector<std::uint32_t> &known, std::mt19937_64 &random)
{
    if (keys.empty())
        return false;
    const std::size_t at = random() % keys.size();
    const auto place = keys.begin() + static_cast<std::ptrdiff_t>(at);
    switch (mistake) {
    case Mistake::LeftOut:
        keys.erase(place);
        return !keys.empty();
    case Mistake::PutIn:
        keys.insert(place, known[random() % known.size()]);
        return true;
    case Mistake::Twice:
        keys.insert(place, *place);
        return true;
    case Mistake::TooEarly:
        if (at == 0 || keys[at - 1] == keys[at])
            return false;
        std::swap(keys[at - 1], keys[at]);
        return true;
    case Mistake::EndsEarly:
        keys.erase(place, keys.end());
        return !keys.empty();
    case Mistake::Count:
        break;
    }
    return false;
}

} // namespace

Result<NearMisses> nearMisses(const detect::SequenceSet &sessions, std::size_t count, std::uint64_t seed, const Job &job)
{
    NearMisses out;
    if (sessions.size() == 0 || sessions.keys.empty())
        return out;
    std::unordered_set<std::uint64_t> normal;
    for (std::size_t s = 0; s < sessions.size(); ++s) {
        if (s % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        normal.insert(detect::contentHash(sessions.session(s)));
    }
    std::vector<std::uint32_t> known(sessions.keys);
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    std::mt19937_64 random(seed);
    constexpr auto kMistakes = static_cast<std::size_t>(Mistake::Count);
    for (std::size_t i = 0; i < count; ++i) {
        if (i % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        const std::size_t s = random() % sessions.size();
        std::vector<std::uint32_t> keys(sessions.session(s).begin(), sessions.session(s).end());
        if (!make(static_cast<Mistake>(i % kMistakes), keys, known, random) || normal.contains(detect::contentHash(keys)))
            continue;
        out.sessions.keys.insert(out.sessions.keys.end(), keys.begin(), keys.end());
        out.sessions.offsets.push_back(out.sessions.keys.size());
        out.from.push_back(s);
    }
    return out;
}

} // namespace causeway::learn
