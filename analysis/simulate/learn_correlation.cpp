#include "analysis/simulate/learn_correlation.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "analysis/simulate/random.h"

namespace causeway::simulate {

namespace {

// Σ products / Σ weights over requests, and how sure it is.
class Ratio {
public:
    void add(double product, double weight)
    {
        m_products += product;
        m_weights += weight;
        m_squares += product * product;
        m_mixed += product * weight;
        m_weightSquares += weight * weight;
        ++m_requests;
    }
    [[nodiscard]] double value() const
    {
        if (m_requests < LearnedCorrelation::kRequests)
            return 0;
        const double ratio = m_products / m_weights;
        const double error = std::sqrt(std::max(0.0, m_squares - 2 * ratio * m_mixed + ratio * ratio * m_weightSquares)) / m_weights;
        return ratio > LearnedCorrelation::kSure * error ? std::round(std::min(ratio, 0.95) * 1000) / 1000 : 0;
    }

private:
    double m_products = 0, m_weights = 0, m_squares = 0, m_mixed = 0, m_weightSquares = 0;
    std::size_t m_requests = 0;
};

// Each time becomes the normal score of its rank within its operation; those of small operations are left out.
void toScores(std::vector<Work> &works)
{
    std::ranges::sort(works, {}, [](const Work &w) { return std::tuple(w.operation, w.selfS, w.request); });
    std::size_t kept = 0;
    for (std::size_t from = 0; from < works.size();) {
        std::size_t end = from;
        while (end < works.size() && works[end].operation == works[from].operation)
            ++end;
        const std::size_t n = end - from;
        for (std::size_t i = from; i < end;) {
            std::size_t same = i;
            while (same < end && works[same].selfS == works[i].selfS)
                ++same;
            const double score = normalQuantile((static_cast<double>(i - from) + static_cast<double>(same - i) / 2) / static_cast<double>(n));
            for (; i < same; ++i)
                if (n >= LearnedCorrelation::kTimes) {
                    works[kept] = works[i];
                    works[kept++].selfS = score;
                }
        }
        from = end;
    }
    works.resize(kept);
}

} // namespace

LearnedCorrelation learnCorrelation(std::vector<Work> works)
{
    toScores(works);
    std::ranges::sort(works, {}, [](const Work &w) { return std::tuple(w.request, w.service, w.operation, w.selfS); });
    std::map<std::uint32_t, Ratio> within;
    Ratio across;
    for (std::size_t from = 0; from < works.size();) {
        double means = 0, meanSquares = 0;
        std::size_t services = 0, i = from;
        while (i < works.size() && works[i].request == works[from].request) {
            const std::uint32_t service = works[i].service;
            double sum = 0, squares = 0, n = 0;
            for (; i < works.size() && works[i].request == works[from].request && works[i].service == service; ++i) {
                sum += works[i].selfS;
                squares += works[i].selfS * works[i].selfS;
                ++n;
            }
            if (n > 1)
                within[service].add((sum * sum - squares) / (n - 1), n);
            means += sum / n;
            meanSquares += sum / n * (sum / n);
            ++services;
        }
        if (services > 1)
            across.add((means * means - meanSquares) / static_cast<double>(services - 1), static_cast<double>(services));
        from = i;
    }
    LearnedCorrelation out;
    out.everywhere = across.value();
    for (const auto &[service, ratio] : within)
        if (const double value = ratio.value(); value > 0)
            out.atService[service] = value;
    return out;
}

} // namespace causeway::simulate
