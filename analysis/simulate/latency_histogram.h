#pragma once
// Counts of durations in buckets of about 0.8 % of their value (as HdrHistogram has them): quantiles in little memory, whatever comes.

#include <bit>
#include <cstdint>
#include <vector>

namespace causeway::simulate {

class LatencyHistogram {
public:
    void add(std::int64_t ns)
    {
        const std::size_t bucket = bucketOf(static_cast<std::uint64_t>(ns));
        if (bucket >= m_counts.size())
            m_counts.resize(bucket + 1, 0); // grows to the longest ever seen
        ++m_counts[bucket];
        ++m_total;
    }
    void add(const LatencyHistogram &other)
    {
        if (m_counts.size() < other.m_counts.size())
            m_counts.resize(other.m_counts.size(), 0);
        for (std::size_t i = 0; i < other.m_counts.size(); ++i)
            m_counts[i] += other.m_counts[i];
        m_total += other.m_total;
    }
    void clear()
    {
        m_counts.assign(m_counts.size(), 0);
        m_total = 0;
    }
    [[nodiscard]] std::uint64_t total() const { return m_total; }
    // Nanoseconds; within a bucket as if values were spread evenly. 0 of none. share: 0 … 1.
    [[nodiscard]] double quantile(double share) const
    {
        double before = 0;
        const double rank = share * static_cast<double>(m_total);
        for (std::size_t i = 0; i < m_counts.size(); ++i) {
            const double here = m_counts[i];
            if (here > 0 && before + here >= rank)
                return static_cast<double>(lower(i)) + static_cast<double>(lower(i + 1) - lower(i)) * (rank - before) / here;
            before += here;
        }
        return 0;
    }
    // The same of what was added since a copy of it was made.
    [[nodiscard]] double quantileSince(const LatencyHistogram &before, double share) const
    {
        double passed = 0;
        const double rank = share * static_cast<double>(m_total - before.m_total);
        for (std::size_t i = 0; i < m_counts.size(); ++i) {
            const double here = m_counts[i] - (i < before.m_counts.size() ? before.m_counts[i] : 0);
            if (here > 0 && passed + here >= rank)
                return static_cast<double>(lower(i)) + static_cast<double>(lower(i + 1) - lower(i)) * (rank - passed) / here;
            passed += here;
        }
        return 0;
    }
    // Calls f(upper bound in ns, count) for buckets that are not empty, rising.
    template <typename F>
    void each(const F &f) const
    {
        for (std::size_t i = 0; i < m_counts.size(); ++i)
            if (m_counts[i] > 0)
                f(lower(i + 1), m_counts[i]);
    }
    static constexpr std::size_t kBuckets = (64 - 6) << 7; // at most
    // Of the bucket that ends there, as each() has it.
    [[nodiscard]] static double width(std::uint64_t upper)
    {
        const std::size_t bucket = bucketOf(upper - 1);
        return static_cast<double>(lower(bucket + 1) - lower(bucket));
    }

private:
    static constexpr unsigned kBits = 7;
    static std::size_t bucketOf(std::uint64_t v)
    {
        if (v < (2u << kBits))
            return v;
        const unsigned shift = static_cast<unsigned>(std::bit_width(v)) - kBits - 1;
        return (static_cast<std::size_t>(shift) << kBits) + static_cast<std::size_t>(v >> shift);
    }
    static std::uint64_t lower(std::size_t bucket)
    {
        if (bucket < (2u << kBits))
            return bucket;
        const std::size_t shift = (bucket >> kBits) - 1;
        return static_cast<std::uint64_t>(bucket - (shift << kBits)) << shift;
    }

    std::vector<std::uint32_t> m_counts;
    std::uint64_t m_total = 0;
};

} // namespace causeway::simulate
