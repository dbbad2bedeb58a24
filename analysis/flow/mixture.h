#pragma once
// The mixture of one target template: background and lag kernels, by EM, with backward elimination.

#include <cstdint>
#include <vector>

#include "analysis/flow/kernels.h"

namespace causeway::flow {

class Mixture {
public:
    // CSR: cells of event j are [offsets[j], offsets[j+1]); a cell is candidate * LagBins::kCount + bin.
    struct Entries {
        std::vector<std::uint32_t> offsets{0};
        std::vector<std::uint16_t> cells;
    };
    // background: events of the target a second, at each; parents: how often each candidate occurs.
    Mixture(const LagBins &bins, Entries entries, std::vector<double> background, std::vector<double> parents);

    // Fits all candidates, then takes away what explains too little or what others explain as well.
    void eliminate();
    [[nodiscard]] const std::vector<std::size_t> &kept() const { return m_kept; } // candidates, ascending
    [[nodiscard]] Kernel kernel(std::size_t candidate) const;                     // `from` is left to the caller
    [[nodiscard]] double backgroundShare() const;

private:
    struct Fit {
        std::vector<double> share; // candidates × bins: children a parent
        double background = 0;     // factor of the background's density
        double logLikelihood = 0;
        std::vector<double> explained; // by candidate, events
    };
    void fit(Fit &state, const std::vector<std::size_t> &active, int iterations) const;
    [[nodiscard]] bool explainsLittle(const Fit &state, std::size_t candidate) const;
    [[nodiscard]] double medianLag(const Fit &state, std::size_t candidate) const;
    void dropSmall();

    const LagBins &m_bins;
    Entries m_entries;
    std::vector<double> m_background, m_parents;
    Fit m_fit;
    std::vector<std::size_t> m_kept;
    std::vector<double> m_gain; // by candidate
};

} // namespace causeway::flow
