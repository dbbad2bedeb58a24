#pragma once
// A network of dense layers with ReLU between them, as plain numbers: what is learned by the library can be used without it.

#include <span>
#include <string_view>
#include <vector>

#include "analysis/learn/api/sequence_model.h"

namespace causeway::learn {

constexpr std::uint32_t kMostDenseWidth = 256; // of a layer

struct DenseLayer {
    std::uint32_t inputs = 0, outputs = 0;
    std::vector<float> weight; // [input × outputs + output]
    std::vector<float> bias;
    bool operator==(const DenseLayer &) const = default;
};

class Dense {
public:
    Dense() = default;
    // Uniform in ±1/√inputs, of the last layer in ±last. At least two sizes, none above kMostDenseWidth.
    Dense(std::span<const std::uint32_t> sizes, float last, std::uint64_t seed);
    // Errors: InvalidInput where no layers fit together.
    static Result<Dense> of(std::vector<DenseLayer> layers);
    // Those called `name`.weight0, `name`.bias0 and so on. Errors: InvalidInput, also where there are none.
    static Result<Dense> of(std::span<const Weights> weights, std::string_view name);

    // As many numbers as the first layer takes and the last one gives. Any thread.
    void operator()(std::span<const float> in, std::span<float> out) const;

    [[nodiscard]] std::uint32_t inputs() const { return m_layers.empty() ? 0 : m_layers.front().inputs; }
    [[nodiscard]] std::uint32_t outputs() const { return m_layers.empty() ? 0 : m_layers.back().outputs; }
    [[nodiscard]] const std::vector<DenseLayer> &layers() const { return m_layers; }
    [[nodiscard]] std::vector<Weights> weights(std::string_view name) const;
    bool operator==(const Dense &) const = default;

private:
    std::vector<DenseLayer> m_layers;
};

// e^x / Σ e^x, in place.
void softmax(std::span<float> values);

} // namespace causeway::learn
