#include "analysis/flow/mixture.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace causeway::flow {

namespace {

constexpr std::size_t kBins = LagBins::kCount;
constexpr int kFirstIterations = 40, kRefitIterations = 15;
constexpr double kFlat = 3;         // nats: what costs so little more is as good
constexpr double kMostDegrees = 12; // of freedom of a kernel
constexpr double kPerDegree = 0.2, kEach = 3; // penalty: kPerDegree · ln(events) a degree of freedom, and kEach

// In place, by [.2 .6 .2].
void smooth(double *share)
{
    double before = share[0];
    for (std::size_t b = 0; b < kBins; ++b) {
        const double here = share[b];
        const double next = b + 1 < kBins ? share[b + 1] : here;
        share[b] = 0.2 * before + 0.6 * here + 0.2 * next;
        before = here;
    }
}

} // namespace

Mixture::Mixture(const LagBins &bins, Entries entries, std::vector<double> background, std::vector<double> parents)
    : m_bins(bins), m_entries(std::move(entries)), m_background(std::move(background)), m_parents(std::move(parents)), m_gain(m_parents.size(), 0)
{
    m_kept.resize(m_parents.size());
    std::iota(m_kept.begin(), m_kept.end(), std::size_t{0});
    m_fit.share.assign(m_parents.size() * kBins, 0);
    for (const std::uint16_t cell : m_entries.cells)
        m_fit.share[cell] += 1;
    for (std::size_t a = 0; a < m_parents.size(); ++a) {
        double *const share = m_fit.share.data() + a * kBins;
        // What is above the flattest level, spread over the candidates.
        const double rate = m_parents[a] * m_background[0];
        double sum = 0;
        for (std::size_t b = 0; b < kBins; ++b) {
            share[b] = std::max(share[b] - rate * m_bins.width(b), 0.01) / m_parents[a];
            sum += share[b];
        }
        for (std::size_t b = 0; b < kBins; ++b)
            share[b] *= std::min(1.0, 0.5 / sum);
        smooth(share);
    }
    m_fit.background = 0.3;
}

void Mixture::fit(Fit &state, const std::vector<std::size_t> &active, int iterations) const
{
    const std::size_t candidates = m_parents.size(), events = m_background.size();
    std::vector<double> density(candidates * kBins, 0), sum(candidates * kBins);
    for (int i = 0;; ++i) {
        std::fill(density.begin(), density.end(), 0);
        for (const std::size_t a : active)
            for (std::size_t b = 0; b < kBins; ++b)
                density[a * kBins + b] = state.share[a * kBins + b] / m_bins.width(b);
        std::fill(sum.begin(), sum.end(), 0);
        double spontaneous = 0, logs = 0, backgroundTotal = 0;
        for (std::size_t j = 0; j < events; ++j) {
            const double base = state.background * m_background[j];
            double rate = base;
            const std::uint32_t begin = m_entries.offsets[j], end = m_entries.offsets[j + 1];
            for (std::uint32_t e = begin; e < end; ++e)
                rate += density[m_entries.cells[e]];
            rate = std::max(rate, 1e-12);
            logs += std::log(rate);
            spontaneous += base / rate;
            const double each = 1 / rate;
            for (std::uint32_t e = begin; e < end; ++e)
                sum[m_entries.cells[e]] += each;
        }
        backgroundTotal = state.background * static_cast<double>(events);
        double mass = 0;
        for (const std::size_t a : active)
            for (std::size_t b = 0; b < kBins; ++b)
                mass += m_parents[a] * state.share[a * kBins + b];
        state.logLikelihood = logs - mass - backgroundTotal;
        if (i == iterations)
            break;
        state.background = std::max(spontaneous / static_cast<double>(events), 1e-4);
        state.explained.assign(candidates, 0);
        for (const std::size_t a : active) {
            double *const share = state.share.data() + a * kBins;
            double total = 0;
            for (std::size_t b = 0; b < kBins; ++b) {
                share[b] = sum[a * kBins + b] * density[a * kBins + b] / m_parents[a];
                total += share[b];
            }
            smooth(share);
            state.explained[a] = total * m_parents[a];
            if (total > 1)
                for (std::size_t b = 0; b < kBins; ++b)
                    share[b] /= total;
        }
    }
}

bool Mixture::explainsLittle(const Fit &state, std::size_t a) const
{
    return state.explained[a] < std::max(4.0, 0.03 * static_cast<double>(m_background.size())) && state.explained[a] < 0.08 * m_parents[a];
}

double Mixture::medianLag(const Fit &state, std::size_t candidate) const
{
    Kernel kernel;
    std::copy_n(state.share.begin() + static_cast<std::ptrdiff_t>(candidate * kBins), kBins, kernel.share);
    kernel.mass = std::accumulate(kernel.share, kernel.share + kBins, 0.0);
    return kernel.quantile(m_bins, 0.5);
}

void Mixture::dropSmall()
{
    const std::size_t before = m_kept.size();
    std::erase_if(m_kept, [&](std::size_t a) { return explainsLittle(m_fit, a); });
    if (m_kept.size() != before)
        fit(m_fit, m_kept, kRefitIterations);
}

void Mixture::eliminate()
{
    fit(m_fit, m_kept, kFirstIterations);
    dropSmall();
    const double perDegree = kPerDegree * std::log(static_cast<double>(m_background.size()));
    while (!m_kept.empty()) {
        struct Option {
            std::size_t candidate;
            double loss, lag;
            Fit fit;
        };
        std::vector<Option> options;
        for (const std::size_t a : m_kept) {
            std::vector<std::size_t> rest = m_kept;
            std::erase(rest, a);
            Fit without = m_fit;
            fit(without, rest, kRefitIterations);
            double mass = 0, entropy = 0;
            for (std::size_t b = 0; b < kBins; ++b)
                mass += m_fit.share[a * kBins + b];
            for (std::size_t b = 0; b < kBins; ++b)
                if (const double p = m_fit.share[a * kBins + b] / std::max(mass, 1e-12); p > 1e-9)
                    entropy -= p * std::log(p);
            const double penalty = perDegree * std::min(std::exp(entropy), kMostDegrees) + kEach;
            m_gain[a] = m_fit.logLikelihood - without.logLikelihood;
            if (const double loss = m_gain[a] - penalty; loss < 0)
                options.push_back({a, loss, medianLag(m_fit, a), std::move(without)});
        }
        if (options.empty())
            return;
        double least = options.front().loss;
        for (const Option &option : options)
            least = std::min(least, option.loss);
        Option *worst = nullptr;
        for (Option &option : options)
            if (option.loss <= least + kFlat && (worst == nullptr || option.lag > worst->lag))
                worst = &option;
        std::erase(m_kept, worst->candidate);
        m_fit = std::move(worst->fit);
        dropSmall();
    }
}

Kernel Mixture::kernel(std::size_t candidate) const
{
    Kernel out;
    std::copy_n(m_fit.share.begin() + static_cast<std::ptrdiff_t>(candidate * kBins), kBins, out.share);
    out.mass = std::accumulate(out.share, out.share + kBins, 0.0);
    out.explained = m_fit.explained[candidate];
    out.gain = m_gain[candidate];
    return out;
}

double Mixture::backgroundShare() const { return m_kept.empty() ? 1 : m_fit.background; }

} // namespace causeway::flow
