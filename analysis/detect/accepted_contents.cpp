#include "analysis/detect/accepted_contents.h"

#include <algorithm>

#include "analysis/detect/unique_sequences.h"
#include "analysis/detect/wording.h"

namespace causeway::detect {

void AcceptedContents::add(std::span<const std::uint32_t> sequence)
{
    const std::uint64_t hash = contentHash(sequence);
    if (const auto place = std::ranges::lower_bound(m_hashes, hash); place == m_hashes.end() || *place != hash)
        m_hashes.insert(place, hash);
}

bool AcceptedContents::contain(std::span<const std::uint32_t> sequence) const
{
    return !m_hashes.empty() && std::ranges::binary_search(m_hashes, contentHash(sequence));
}

void AcceptedContents::clamp(const SequenceSet &sessions, double threshold, std::vector<double> &scores) const
{
    for (std::size_t s = 0; s < scores.size() && !m_hashes.empty(); ++s)
        if (scores[s] > threshold && contain(sessions.session(s)))
            scores[s] = threshold;
}

Explanation AcceptedContents::explain(std::span<const std::uint32_t> sequence)
{
    Explanation out{Message(CAUSEWAY_TEXT("A session with just these events was labelled normal")), plainSteps(sequence), {}};
    limitSteps(out.steps);
    return out;
}

void AcceptedContents::write(ByteWriter &out) const
{
    out.varint(m_hashes.size());
    for (const std::uint64_t content : m_hashes)
        out.u64(content);
}

bool AcceptedContents::read(ByteReader &in)
{
    const std::uint64_t count = in.varint();
    if (!in.fits(count, sizeof(std::uint64_t)))
        return false;
    m_hashes.clear();
    for (std::uint64_t i = 0; i < count; ++i)
        m_hashes.push_back(in.u64());
    return in.ok() && std::ranges::is_sorted(m_hashes);
}

} // namespace causeway::detect
