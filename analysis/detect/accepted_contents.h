#pragma once
// What a person said to be normal, kept with a model: a session of just these events is never anomalous to it.

#include <span>
#include <vector>

#include "analysis/core/bytes.h"
#include "analysis/detect/detector.h"

namespace causeway::detect {

class AcceptedContents {
public:
    AcceptedContents() = default;
    explicit AcceptedContents(std::vector<std::uint64_t> hashes) : m_hashes(std::move(hashes)) {} // contentHash(), ascending

    void add(std::span<const std::uint32_t> sequence);
    [[nodiscard]] bool contain(std::span<const std::uint32_t> sequence) const;
    // Scores of accepted sessions, one a session, are at most the threshold.
    void clamp(const SequenceSet &sessions, double threshold, std::vector<double> &scores) const;
    // What is said of an accepted session.
    [[nodiscard]] static Explanation explain(std::span<const std::uint32_t> sequence);

    void write(ByteWriter &out) const;
    [[nodiscard]] bool read(ByteReader &in); // false: damaged

private:
    std::vector<std::uint64_t> m_hashes;
};

} // namespace causeway::detect
