#include "analysis/learn/builtin.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "analysis/core/hash.h"
#include "analysis/learn/supervised/supervised_detector.h"

namespace causeway::learn {

namespace {

constexpr int kEpochs = 100;
constexpr double kRate = 0.01;
constexpr double kGreatest = 1e9; // of a weight in a file: sums of products stay finite
constexpr int kPathSteps = 16;
constexpr std::size_t kMostBatches = 64; // an epoch

const detect::DetectorInfo &describe()
{
    static const detect::DetectorInfo kInfo{"mlp",
                                            "Perceptron with one hidden layer",
                                            detect::DetectorKind::Supervised,
                                            "session",
                                            "sessions labelled normal and anomalous",
                                            "Rumelhart, Hinton & Williams 1986; Kingma & Ba 2015, Adam; Sundararajan et al. 2017, Integrated Gradients",
                                            "On the features of “logistic”; tanh units, decoupled weight decay; explained by integrated gradients from the usual normal session",
                                            {{"pairs", "Pairs of events that count as features, at most", 64, 0, 10'000},
                                             {"units", "Units of the hidden layer", 16, 1, 256},
                                             {"decay", "Weight decay", 0.01, 0, 1}}};
    return kInfo;
}

// One hidden layer; all weights in one array: a feature its units, the units' constants, the output's weights, its constant.
struct Network {
    std::size_t features = 0, units = 0;
    std::vector<double> weights;

    [[nodiscard]] std::size_t constants() const { return features * units; }
    [[nodiscard]] std::size_t output() const { return constants() + units; }
    [[nodiscard]] std::size_t size() const { return output() + units + 1; }

    double logit(const FeatureRow &row, std::vector<double> &hidden) const
    {
        hidden.assign(weights.begin() + static_cast<std::ptrdiff_t>(constants()), weights.begin() + static_cast<std::ptrdiff_t>(output()));
        for (const auto &[feature, value] : row)
            for (std::size_t u = 0; u < units; ++u)
                hidden[u] += weights[feature * units + u] * value;
        double z = weights.back();
        for (std::size_t u = 0; u < units; ++u) {
            hidden[u] = std::tanh(hidden[u]);
            z += weights[output() + u] * hidden[u];
        }
        return z;
    }
};

double sigmoid(double z) { return z >= 0 ? 1 / (1 + std::exp(-z)) : std::exp(z) / (1 + std::exp(z)); }
double logLoss(double z, bool anomalous) { return std::max(z, 0.0) - (anomalous ? z : 0) + std::log1p(std::exp(-std::abs(z))); }

class Random {
public:
    explicit Random(std::uint64_t seed) : m_state(mix64(seed + 1)) {}
    std::uint64_t next() { return mix64(m_state += 0x9e3779b97f4a7c15u); }
    double signedUnit() { return static_cast<double>(next() >> 11) * 0x1p-52 - 1; }

private:
    std::uint64_t m_state;
};

class MlpClassifier final : public Classifier {
public:
    explicit MlpClassifier(Network network) : m_network(std::move(network)) {}
    double probability(const FeatureRow &row) const override
    {
        std::vector<double> hidden;
        return sigmoid(m_network.logit(row, hidden));
    }
    std::vector<double> contributions(const FeatureRow &row, const SessionFeatures &features) const override
    {
        const std::size_t units = m_network.units;
        std::vector<double> from(features.size()), difference(features.size(), 0);
        for (std::size_t f = 0; f < from.size(); ++f)
            from[f] = features.normalMean(f);
        for (const auto &[feature, value] : row)
            difference[feature] = value;
        for (std::size_t f = 0; f < from.size(); ++f)
            difference[f] -= from[f];
        std::vector<double> start(units), along(units), slope(units, 0);
        for (std::size_t u = 0; u < units; ++u)
            start[u] = m_network.weights[m_network.constants() + u];
        for (std::size_t f = 0; f < from.size(); ++f)
            for (std::size_t u = 0; u < units; ++u) {
                start[u] += m_network.weights[f * units + u] * from[f];
                along[u] += m_network.weights[f * units + u] * difference[f];
            }
        for (int step = 0; step < kPathSteps; ++step)
            for (std::size_t u = 0; u < units; ++u) {
                const double t = std::tanh(start[u] + along[u] * (step + 0.5) / kPathSteps);
                slope[u] += (1 - t * t) / kPathSteps;
            }
        std::vector<double> out(features.size(), 0);
        for (std::size_t f = 0; f < out.size(); ++f)
            for (std::size_t u = 0; u < units; ++u)
                out[f] += difference[f] * m_network.weights[f * units + u] * m_network.weights[m_network.output() + u] * slope[u];
        return out;
    }
    void write(ByteWriter &out) const override
    {
        out.varint(m_network.units);
        for (const double weight : m_network.weights)
            out.f64(weight);
    }

private:
    Network m_network;
};

class MlpDetector final : public SupervisedDetector {
public:
    const detect::DetectorInfo &info() const override { return describe(); }

protected:
    Result<std::unique_ptr<Classifier>> fit(const Fit &fit, const Job &job) const override;
    std::unique_ptr<Classifier> readClassifier(ByteReader &in, std::size_t features) const override
    {
        Network network;
        network.features = features;
        network.units = static_cast<std::size_t>(in.bounded(256));
        if (network.units == 0 || !in.fits(network.size(), sizeof(double)))
            return nullptr;
        for (std::size_t i = 0; i < network.size(); ++i) {
            network.weights.push_back(in.f64());
            if (!(std::abs(network.weights.back()) <= kGreatest))
                return nullptr;
        }
        return std::make_unique<MlpClassifier>(std::move(network));
    }
};

// The rows to learn from and, where there are enough, a fifth of them held out to say when it is best.
struct Split {
    std::vector<std::size_t> learned, heldOut;
};

Split split(std::size_t count, Random &random)
{
    constexpr std::size_t kEnough = 50;
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = count; i > 1; --i)
        std::swap(order[i - 1], order[random.next() % i]);
    const auto cut = static_cast<std::ptrdiff_t>(count >= kEnough ? count / 5 : 0);
    return {{order.begin() + cut, order.end()}, {order.begin(), order.begin() + cut}};
}

Result<std::unique_ptr<Classifier>> MlpDetector::fit(const Fit &fit, const Job &job) const
{
    const ClassifiedRows &rows = fit.rows;
    Random random(fit.settings.seed);
    Network network;
    network.features = fit.features.size();
    network.units = static_cast<std::size_t>(detect::setting(info(), fit.settings, "units"));
    network.weights.resize(network.size());
    const double spread = std::sqrt(3.0 / static_cast<double>(std::max<std::size_t>(1, rows.rows.empty() ? 1 : rows.rows.front()->size())));
    for (std::size_t i = 0; i < network.constants(); ++i)
        network.weights[i] = random.signedUnit() * spread / 2;
    for (std::size_t u = 0; u < network.units; ++u)
        network.weights[network.output() + u] = random.signedUnit() / std::sqrt(static_cast<double>(network.units));
    const double decay = detect::setting(info(), fit.settings, "decay");

    Split parts = split(rows.rows.size(), random);
    const auto meanLoss = [&](const std::vector<std::size_t> &part) {
        double sum = 0, total = 0;
        std::vector<double> hidden;
        for (const std::size_t r : part) {
            sum += rows.weights[r] * logLoss(network.logit(*rows.rows[r], hidden), rows.classes[r] == 1);
            total += rows.weights[r];
        }
        return total > 0 ? sum / total : 0;
    };
    const std::size_t batch = std::max<std::size_t>(32, parts.learned.size() / kMostBatches);
    std::vector<double> gradient(network.size()), first(network.size(), 0), second(network.size(), 0), hidden;
    std::vector<double> best = network.weights;
    double bestLoss = std::numeric_limits<double>::infinity(), rateFirst = 1, rateSecond = 1;
    const int epochs = fit.settings.epochs > 0 ? fit.settings.epochs : kEpochs;
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        for (std::size_t i = parts.learned.size(); i > 1; --i)
            std::swap(parts.learned[i - 1], parts.learned[random.next() % i]);
        for (std::size_t from = 0; from < parts.learned.size(); from += batch) {
            if (job.isCancelled())
                return failure(cancelled());
            std::fill(gradient.begin(), gradient.end(), 0);
            double total = 0;
            for (std::size_t i = from; i < std::min(from + batch, parts.learned.size()); ++i) {
                const std::size_t r = parts.learned[i];
                total += rows.weights[r];
                const double slope = rows.weights[r] * (sigmoid(network.logit(*rows.rows[r], hidden)) - (rows.classes[r] == 1 ? 1 : 0));
                gradient.back() += slope;
                for (std::size_t u = 0; u < network.units; ++u) {
                    gradient[network.output() + u] += slope * hidden[u];
                    hidden[u] = slope * network.weights[network.output() + u] * (1 - hidden[u] * hidden[u]);
                    gradient[network.constants() + u] += hidden[u];
                }
                for (const auto &[feature, value] : *rows.rows[r])
                    for (std::size_t u = 0; u < network.units; ++u)
                        gradient[feature * network.units + u] += hidden[u] * value;
            }
            rateFirst *= 0.9;
            rateSecond *= 0.999;
            for (std::size_t i = 0; i < network.weights.size(); ++i) {
                const double g = gradient[i] / total;
                first[i] += 0.1 * (g - first[i]);
                second[i] += 0.001 * (g * g - second[i]);
                network.weights[i] -= kRate * (first[i] / (1 - rateFirst) / (std::sqrt(second[i] / (1 - rateSecond)) + 1e-8) + decay * network.weights[i]);
            }
        }
        const double loss = meanLoss(parts.learned), heldOut = parts.heldOut.empty() ? loss : meanLoss(parts.heldOut);
        if (heldOut < bestLoss) {
            bestLoss = heldOut;
            best = network.weights;
        }
        if (fit.report != nullptr) {
            fit.report->epochs = epoch;
            fit.report->loss.push_back(loss);
            if (!parts.heldOut.empty())
                fit.report->heldOut.push_back(heldOut);
            if (fit.settings.onEpoch && !fit.settings.onEpoch(epoch, loss, parts.heldOut.empty() ? std::nan("") : heldOut))
                break;
        }
    }
    network.weights = std::move(best);
    return std::make_unique<MlpClassifier>(std::move(network));
}

} // namespace

const detect::Detector &mlpDetector()
{
    static const MlpDetector kDetector;
    return kDetector;
}

} // namespace causeway::learn
