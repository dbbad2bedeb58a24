#pragma once
// Multinomial logistic regression with an L2 penalty, fitted by L-BFGS (Nocedal & Wright, Numerical Optimization, 2nd ed.,
// algorithm 7.5, with backtracking). With two classes it is logistic regression. Deterministic, one thread.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/core/bytes.h"
#include "analysis/core/job.h"
#include "analysis/learn/supervised/session_features.h"

namespace causeway::learn {

// Rows with their class and weight; all as long.
struct ClassifiedRows {
    std::vector<const FeatureRow *> rows;
    std::vector<std::uint32_t> classes;
    std::vector<double> weights; // of any sum > 0
};

class Softmax {
public:
    Softmax() = default;
    // penalty: of the mean loss; not of the constants. Errors: Cancelled.
    static Result<Softmax> fit(const ClassifiedRows &rows, std::size_t features, std::size_t classes, double penalty, const Job &job);

    [[nodiscard]] std::size_t classes() const { return m_classes; }
    [[nodiscard]] double weight(std::size_t ofClass, std::size_t feature) const { return m_weights[ofClass * (m_features + 1) + feature]; }
    // Sums to 1.
    [[nodiscard]] std::vector<double> probabilities(const FeatureRow &row) const;

    void write(ByteWriter &out) const;
    [[nodiscard]] static std::optional<Softmax> read(ByteReader &in, std::size_t features);

private:
    [[nodiscard]] double loss(const ClassifiedRows &rows, double penalty, const std::vector<double> &weights, std::vector<double> *gradient) const;

    std::size_t m_features = 0, m_classes = 0;
    std::vector<double> m_weights; // a class: its features, its constant
};

} // namespace causeway::learn
