#include "analysis/learn/supervised/softmax.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

namespace causeway::learn {

namespace {

constexpr int kIterations = 200;
constexpr std::size_t kMemory = 8;
constexpr double kFlat = 1e-6; // length of the slope
constexpr double kGreatest = 1e9; // of a weight in a file: sums of products stay finite

double dot(const std::vector<double> &a, const std::vector<double> &b) { return std::inner_product(a.begin(), a.end(), b.begin(), 0.0); }

struct Move {
    std::vector<double> step, change; // of weights, of the gradient
    double inverse = 0;               // 1 / (step · change)
};

std::vector<double> direction(const std::vector<double> &gradient, const std::deque<Move> &moves)
{
    std::vector<double> d = gradient;
    std::vector<double> alphas(moves.size());
    for (std::size_t i = moves.size(); i-- > 0;) {
        alphas[i] = moves[i].inverse * dot(moves[i].step, d);
        for (std::size_t j = 0; j < d.size(); ++j)
            d[j] -= alphas[i] * moves[i].change[j];
    }
    if (!moves.empty()) {
        const Move &last = moves.back();
        const double scale = 1 / (last.inverse * dot(last.change, last.change));
        for (double &value : d)
            value *= scale;
    }
    for (std::size_t i = 0; i < moves.size(); ++i) {
        const double beta = moves[i].inverse * dot(moves[i].change, d);
        for (std::size_t j = 0; j < d.size(); ++j)
            d[j] += (alphas[i] - beta) * moves[i].step[j];
    }
    for (double &value : d)
        value = -value;
    return d;
}

void toProbabilities(std::vector<double> &z)
{
    const double most = *std::max_element(z.begin(), z.end());
    double sum = 0;
    for (double &value : z)
        sum += value = std::exp(value - most);
    for (double &value : z)
        value /= sum;
}

} // namespace

double Softmax::loss(const ClassifiedRows &rows, double penalty, const std::vector<double> &weights, std::vector<double> *gradient) const
{
    const std::size_t stride = m_features + 1;
    double sum = 0, total = 0;
    std::fill(gradient->begin(), gradient->end(), 0);
    std::vector<double> p(m_classes);
    for (std::size_t r = 0; r < rows.rows.size(); ++r) {
        for (std::size_t c = 0; c < m_classes; ++c) {
            double z = weights[c * stride + m_features];
            for (const auto &[feature, value] : *rows.rows[r])
                z += weights[c * stride + feature] * value;
            p[c] = z;
        }
        toProbabilities(p);
        const double weight = rows.weights[r];
        total += weight;
        sum -= weight * std::log(std::max(p[rows.classes[r]], 1e-300));
        for (std::size_t c = 0; c < m_classes; ++c) {
            const double slope = weight * (p[c] - (c == rows.classes[r] ? 1 : 0));
            (*gradient)[c * stride + m_features] += slope;
            for (const auto &[feature, value] : *rows.rows[r])
                (*gradient)[c * stride + feature] += slope * value;
        }
    }
    sum /= total;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        (*gradient)[i] /= total;
        if (i % stride != m_features) {
            sum += penalty / 2 * weights[i] * weights[i];
            (*gradient)[i] += penalty * weights[i];
        }
    }
    return sum;
}

Result<Softmax> Softmax::fit(const ClassifiedRows &rows, std::size_t features, std::size_t classes, double penalty, const Job &job)
{
    Softmax out;
    out.m_features = features;
    out.m_classes = classes;
    out.m_weights.assign(classes * (features + 1), 0);
    std::vector<double> gradient(out.m_weights.size()), next(gradient.size()), nextGradient(gradient.size());
    std::deque<Move> moves;
    double current = out.loss(rows, penalty, out.m_weights, &gradient);
    for (int iteration = 0; iteration < kIterations; ++iteration) {
        if (job.isCancelled())
            return failure(cancelled());
        if (std::sqrt(dot(gradient, gradient)) < kFlat)
            break;
        std::vector<double> d = direction(gradient, moves);
        double slope = dot(gradient, d);
        if (!(slope < 0)) { // rounding spoiled the memory
            moves.clear();
            d = direction(gradient, moves);
            slope = dot(gradient, d);
        }
        double reached = current;
        bool lower = false;
        for (double length = 1; length > 1e-10 && !lower; length /= 2) {
            for (std::size_t i = 0; i < next.size(); ++i)
                next[i] = out.m_weights[i] + length * d[i];
            reached = out.loss(rows, penalty, next, &nextGradient);
            lower = reached <= current + 1e-4 * length * slope;
        }
        if (!lower)
            break;
        Move move;
        move.step.resize(next.size());
        move.change.resize(next.size());
        for (std::size_t i = 0; i < next.size(); ++i) {
            move.step[i] = next[i] - out.m_weights[i];
            move.change[i] = nextGradient[i] - gradient[i];
        }
        const double curvature = dot(move.step, move.change);
        if (curvature > 1e-12) {
            move.inverse = 1 / curvature;
            moves.push_back(std::move(move));
            if (moves.size() > kMemory)
                moves.pop_front();
        }
        out.m_weights.swap(next);
        gradient.swap(nextGradient);
        current = reached;
    }
    return out;
}

std::vector<double> Softmax::probabilities(const FeatureRow &row) const
{
    const std::size_t stride = m_features + 1;
    std::vector<double> p(m_classes);
    for (std::size_t c = 0; c < m_classes; ++c) {
        p[c] = m_weights[c * stride + m_features];
        for (const auto &[feature, value] : row)
            p[c] += m_weights[c * stride + feature] * value;
    }
    toProbabilities(p);
    return p;
}

void Softmax::write(ByteWriter &out) const
{
    out.varint(m_classes);
    for (const double weight : m_weights)
        out.f64(weight);
}

std::optional<Softmax> Softmax::read(ByteReader &in, std::size_t features)
{
    Softmax out;
    out.m_features = features;
    const std::uint64_t classes = in.varint();
    if (classes < 2 || !in.fits(classes, (features + 1) * sizeof(double)))
        return std::nullopt;
    out.m_classes = static_cast<std::size_t>(classes);
    for (std::size_t i = 0; i < out.m_classes * (features + 1); ++i) {
        out.m_weights.push_back(in.f64());
        if (!(std::abs(out.m_weights.back()) <= kGreatest))
            return std::nullopt;
    }
    return in.ok() ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace causeway::learn
