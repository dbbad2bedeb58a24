#include "analysis/flow/kernels.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/core/parallel.h"
#include "analysis/flow/background.h"
#include "analysis/flow/mixture.h"

namespace causeway::flow {

LagBins::LagBins(double first, double horizon)
{
    horizon = std::max(horizon, first * 2);
    m_logFirst = std::log(first);
    m_perLog = static_cast<double>(kCount - 1) / (std::log(horizon) - m_logFirst);
    for (std::size_t i = 0; i < kCount; ++i)
        m_edges[i + 1] = std::exp(m_logFirst + static_cast<double>(i) / m_perLog);
}

std::size_t LagBins::of(double lag) const
{
    if (lag < m_edges[1])
        return 0;
    const double bin = 1 + (std::log(lag) - m_logFirst) * m_perLog;
    return std::min(static_cast<std::size_t>(bin), kCount - 1);
}

double Kernel::quantile(const LagBins &bins, double p) const
{
    double before = 0;
    for (std::size_t b = 0; b < LagBins::kCount; ++b) {
        if (before + share[b] >= p * mass && share[b] > 0)
            return bins.low(b) + bins.width(b) * std::clamp((p * mass - before) / share[b], 0.0, 1.0);
        before += share[b];
    }
    return bins.horizon();
}

namespace {

// The horizon that holds lookBack events on average, the first bin as fine as the closest events are apart.
LagBins chooseBins(const Timeline &line, const KernelSettings &settings)
{
    std::vector<double> gaps;
    double longest = 0;
    for (std::size_t s = 0; s < line.stretches.size(); ++s) {
        const std::size_t end = s + 1 < line.stretches.size() ? line.stretches[s + 1] : line.size();
        for (std::size_t i = line.stretches[s] + 1; i < end; ++i)
            if (const double gap = line.seconds[i] - line.seconds[i - 1]; gap > 0)
                gaps.push_back(gap);
        longest = std::max(longest, line.seconds[end - 1]);
    }
    if (gaps.empty())
        return LagBins(1e-9, 1);
    const auto at = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 100);
    std::nth_element(gaps.begin(), at, gaps.end());
    const double rate = static_cast<double>(line.size()) / std::max(line.span, 1e-9);
    double horizon = static_cast<double>(settings.lookBack) / rate;
    horizon = std::min(horizon, line.stretches.size() > 1 ? longest : line.span / 8);
    return LagBins(std::max(*at, 1e-9), horizon);
}

class TargetMiner {
public:
    TargetMiner(const Timeline &line, const KernelSettings &settings, const KernelModel &model, const Background &background)
        : m_line(line), m_settings(settings), m_model(model), m_background(background), m_histogram(line.ids.size() * kBins, 0), m_slot(line.ids.size(), kNone)
    {
    }

    Target mine(std::uint32_t key)
    {
        const auto &places = m_line.places[key];
        Target out;
        if (places.size() < m_settings.minimumCount)
            return out;
        const std::vector<std::uint32_t> candidates = screen(key);
        if (candidates.empty())
            return out;
        Mixture mixture(m_model.bins, collect(places, candidates), m_background.densities(key), parentCounts(candidates));
        mixture.eliminate();
        out.background = mixture.backgroundShare();
        for (const std::size_t i : mixture.kept()) {
            Kernel kernel = mixture.kernel(i);
            kernel.from = candidates[i];
            if (kernel.from == key)
                out.selfMass = kernel.mass;
            out.parents.push_back(kernel);
        }
        std::stable_sort(out.parents.begin(), out.parents.end(), [](const Kernel &a, const Kernel &b) { return a.explained > b.explained; });
        return out;
    }

private:
    static constexpr std::size_t kBins = LagBins::kCount;
    static constexpr std::uint8_t kNone = 0xff;

    // f(earlier event, bin) for each event before `place` that it may follow from, the nearest first.
    template <typename F>
    void before(std::uint32_t place, const F &f) const
    {
        const auto stretch = std::upper_bound(m_line.stretches.begin(), m_line.stretches.end(), place);
        const std::size_t first = std::max<std::size_t>(*(stretch - 1), place > m_settings.lookBack ? place - m_settings.lookBack : 0);
        for (std::size_t i = place; i-- > first;) {
            const double lag = m_line.seconds[place] - m_line.seconds[i];
            if (lag >= m_model.bins.horizon())
                break;
            f(i, m_model.bins.of(lag));
        }
    }

    std::vector<std::uint32_t> screen(std::uint32_t key)
    {
        std::fill(m_histogram.begin(), m_histogram.end(), 0);
        for (const std::uint32_t place : m_line.places[key])
            before(place, [&](std::size_t i, std::size_t bin) { ++m_histogram[m_line.keys[i] * kBins + bin]; });
        std::vector<std::pair<double, std::uint32_t>> scored;
        for (std::uint32_t a = 0; a < m_line.ids.size(); ++a) {
            if (m_line.counts[a] < m_settings.minimumCount)
                continue;
            const double rate = m_background.coincidences(a, key); // pairs per second of lag
            double observed[kBins + 1] = {}, expected[kBins + 1] = {};
            for (std::size_t b = 0; b < kBins; ++b) {
                observed[b + 1] = observed[b] + m_histogram[a * kBins + b];
                expected[b + 1] = expected[b] + rate * m_model.bins.width(b);
            }
            double best = 0;
            for (std::size_t b = 0; b < kBins; ++b)
                for (std::size_t e = b + 1; e <= std::min(b + 12, kBins); ++e) {
                    const double x = expected[e] - expected[b];
                    best = std::max(best, (observed[e] - observed[b] - x) / std::sqrt(x + 1));
                }
            if (best > m_settings.screening)
                scored.emplace_back(-best, a);
        }
        std::sort(scored.begin(), scored.end());
        std::vector<std::uint32_t> out;
        for (std::size_t i = 0; i < std::min(scored.size(), m_settings.candidates); ++i)
            out.push_back(scored[i].second);
        std::sort(out.begin(), out.end());
        return out;
    }

    Mixture::Entries collect(const std::vector<std::uint32_t> &places, const std::vector<std::uint32_t> &candidates)
    {
        for (std::size_t i = 0; i < candidates.size(); ++i)
            m_slot[candidates[i]] = static_cast<std::uint8_t>(i);
        Mixture::Entries out;
        for (const std::uint32_t place : places) {
            before(place, [&](std::size_t i, std::size_t bin) {
                if (const std::uint8_t slot = m_slot[m_line.keys[i]]; slot != kNone)
                    out.cells.push_back(static_cast<std::uint16_t>(slot * kBins + bin));
            });
            out.offsets.push_back(static_cast<std::uint32_t>(out.cells.size()));
        }
        for (const std::uint32_t a : candidates)
            m_slot[a] = kNone;
        return out;
    }
    [[nodiscard]] std::vector<double> parentCounts(const std::vector<std::uint32_t> &candidates) const
    {
        std::vector<double> out;
        for (const std::uint32_t a : candidates)
            out.push_back(m_line.counts[a]);
        return out;
    }

    const Timeline &m_line;
    const KernelSettings &m_settings;
    const KernelModel &m_model;
    const Background &m_background;
    std::vector<std::uint32_t> m_histogram;
    std::vector<std::uint8_t> m_slot;
};

} // namespace

Result<KernelModel> mineKernels(const Timeline &line, const KernelSettings &settings, const Job &job)
{
    KernelModel model;
    model.targets.resize(line.ids.size());
    if (line.size() < 2)
        return model;
    model.bins = chooseBins(line, settings);
    const Background background(line, model.bins.horizon());
    model.dispersion = background.dispersion();
    model.bursty = background.isBursty();
    std::vector<TargetMiner> miners(threadCount(settings.threads), TargetMiner(line, settings, model, background));
    CAUSEWAY_TRY(parallelFor(line.ids.size(), settings.threads, job, [&](std::size_t key, unsigned worker) -> Result<void> {
        model.targets[key] = miners[worker].mine(static_cast<std::uint32_t>(key));
        return {};
    }));
    return model;
}

} // namespace causeway::flow
