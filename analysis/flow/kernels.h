#pragma once
// Which templates trigger which, and after how long, from times alone: to every target template a mixture of a background and
// of lag kernels of other templates is fitted by EM (a discrete Hawkes process: Hawkes 1971; Marsan and Lengliné 2008, "model
// independent stochastic declustering"), and what others explain as well is eliminated backwards. A grandparent explains its
// grandchild as long as the parent is not there; so the parents stay.

#include <cstdint>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "analysis/flow/timeline.h"

namespace causeway::flow {

// [0, first), then by a constant factor up to the horizon. Seconds.
class LagBins {
public:
    static constexpr std::size_t kCount = 48;
    LagBins() = default;
    LagBins(double first, double horizon);
    [[nodiscard]] std::size_t of(double lag) const; // < kCount; the last also for what lies beyond
    [[nodiscard]] double low(std::size_t bin) const { return m_edges[bin]; }
    [[nodiscard]] double high(std::size_t bin) const { return m_edges[bin + 1]; }
    [[nodiscard]] double width(std::size_t bin) const { return m_edges[bin + 1] - m_edges[bin]; }
    [[nodiscard]] double horizon() const { return m_edges[kCount]; }

private:
    double m_edges[kCount + 1] = {};
    double m_logFirst = 0, m_perLog = 0;
};

struct Kernel {
    std::uint32_t from = 0;   // key of the timeline
    double mass = 0;          // children a parent has on average
    double explained = 0;     // events of the target, expected
    double gain = 0;          // what the log likelihood loses without it, nats
    bool inferred = false;
    double share[LagBins::kCount] = {}; // of the mass, by lag; sums to mass
    [[nodiscard]] double quantile(const LagBins &bins, double p) const; // seconds
};

struct Target {
    std::vector<Kernel> parents; // by falling explained
    double background = 1;       // share of its events that nothing explains
    double selfMass = 0;         // of its own kernel, where that alone explains it
};

struct KernelSettings {
    std::size_t lookBack = 400;      // events
    std::size_t minimumCount = 10;   // a rarer template has no edges
    std::size_t candidates = 28;
    double screening = 5;            // standard deviations
    unsigned threads = 1;
};

struct KernelModel {
    LagBins bins;
    double dispersion = 1;     // of counts in slots of half a horizon; 1 for a Poisson process
    bool bursty = false;
    std::vector<Target> targets; // by key
};

// Linear in events times lookBack. Errors: Cancelled.
Result<KernelModel> mineKernels(const Timeline &line, const KernelSettings &settings, const Job &job);

} // namespace causeway::flow
