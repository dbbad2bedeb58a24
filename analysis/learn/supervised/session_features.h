#pragma once
// What a supervised detector sees of a session: log(1 + count) of each template, log(1 + events), and whether one event
// follows another for those pairs that tell the labelled classes apart best (information gain; Cover & Thomas, Elements of
// Information Theory, ch. 2; presence of pairs as in He et al. 2016, Experience Report: System Log Analysis for Anomaly
// Detection, which has counts alone). Each is divided by its standard deviation; the mean is left in, which a model's constant
// takes up, so rows stay sparse. Begin and end of a session count as events in pairs.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/core/bytes.h"
#include "analysis/core/job.h"
#include "analysis/detect/sequence_set.h"

namespace causeway::learn {

struct FeatureValue {
    std::uint32_t feature = 0;
    double value = 0;
};
using FeatureRow = std::vector<FeatureValue>; // by ascending feature; what is absent is 0

// A distinct sequence with one verdict: a content that has both is two.
struct LabelledContent {
    std::size_t session = 0; // that has it
    bool anomalous = false;
    std::uint64_t sessions = 0; // so many have it and that verdict
    std::string kind;           // most given to it; "" where none was
};

class SessionFeatures {
public:
    struct Pair {
        std::uint64_t from = 0, to = 0; // keys, or kEdge: the begin, the end
        auto operator<=>(const Pair &) const = default;
    };
    static constexpr std::uint64_t kEdge = std::uint64_t(1) << 32;

    SessionFeatures() = default;
    // `pairs`: so many at most. Errors: Cancelled.
    static Result<SessionFeatures> choose(const detect::SequenceSet &sessions, std::span<const LabelledContent> contents, std::size_t pairs, const Job &job);

    [[nodiscard]] std::size_t size() const { return m_scale.size(); }
    [[nodiscard]] FeatureRow row(std::span<const std::uint32_t> sequence) const;
    // Of the sessions labelled normal, in units of rows.
    [[nodiscard]] double normalMean(std::size_t feature) const { return m_normalMean[feature]; }
    // The same as it was counted: events (of counts and length), share of sessions (of pairs).
    [[nodiscard]] double usual(std::size_t feature) const;

    enum class Meaning : std::uint8_t { Count, Length, Pair };
    [[nodiscard]] Meaning meaning(std::size_t feature) const;
    [[nodiscard]] std::uint32_t key(std::size_t feature) const { return m_keys[feature]; }                   // of Count
    [[nodiscard]] const Pair &pair(std::size_t feature) const { return m_pairs[feature - m_keys.size() - 1]; } // of Pair

    void write(ByteWriter &out) const;
    [[nodiscard]] static std::optional<SessionFeatures> read(ByteReader &in);

private:
    [[nodiscard]] FeatureRow unscaled(std::span<const std::uint32_t> sequence) const;

    std::vector<std::uint32_t> m_keys; // ascending; features 0 … keys − 1
    std::vector<Pair> m_pairs;         // ascending; after the length
    std::vector<double> m_scale;       // 1 / standard deviation; 0 where all are equal
    std::vector<double> m_normalMean;
};

} // namespace causeway::learn
