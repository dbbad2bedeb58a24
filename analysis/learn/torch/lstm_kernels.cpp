#include "analysis/learn/torch/lstm_kernels.h"

#include <bit>

// Each kernel is compiled for three instruction sets and chosen once. (Clones by attribute need resolvers that run before the
// sanitizers are ready.)
#if defined(__x86_64__) && defined(__clang__)
#define CAUSEWAY_AVX512 "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"
#elif defined(__x86_64__)
#define CAUSEWAY_AVX512 "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,prefer-vector-width=512"
#endif
#define CAUSEWAY_INLINE inline __attribute__((always_inline))

namespace causeway::learn {

namespace {

// exp for x in [−87, 87]: 2ⁿ times a polynomial over [−½ ln 2, ½ ln 2].
CAUSEWAY_INLINE float exponential(float x)
{
    constexpr float kRound = 12582912.0f; // 1.5 · 2²³: what is added to it is rounded to a whole number in its lowest bits
    const float shifted = x * 1.44269504088896341f + kRound;
    const float n = shifted - kRound;
    const float r = x - n * 0.693359375f + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    return p * std::bit_cast<float>((std::bit_cast<std::int32_t>(shifted) << 23) + (127 << 23));
}

CAUSEWAY_INLINE float sigmoid(float x)
{
    x = x < -40.0f ? -40.0f : x;
    x = x > 40.0f ? 40.0f : x;
    return 1.0f / (1.0f + exponential(-x));
}

CAUSEWAY_INLINE float hyperbolicTangent(float x) { return 2.0f * sigmoid(2.0f * x) - 1.0f; }

CAUSEWAY_INLINE void forwardStep(float *__restrict gates, const float *__restrict before, float *__restrict cells, float *__restrict cellTanh,
                                 float *__restrict hidden, std::int64_t rows, std::int64_t h)
{
    for (std::int64_t r = 0; r < rows; ++r) {
        float *__restrict in = gates + r * 4 * h, *__restrict forget = in + h, *__restrict out = in + 2 * h, *__restrict candidate = in + 3 * h;
        float *__restrict c = cells + r * h, *__restrict y = hidden + r * h;
        for (std::int64_t k = 0; k < 3 * h; ++k)
            in[k] = sigmoid(in[k]);
        for (std::int64_t k = 0; k < h; ++k)
            candidate[k] = hyperbolicTangent(candidate[k]);
        if (before == nullptr) {
            for (std::int64_t k = 0; k < h; ++k)
                c[k] = in[k] * candidate[k];
        } else {
            const float *__restrict b = before + r * h;
            for (std::int64_t k = 0; k < h; ++k)
                c[k] = forget[k] * b[k] + in[k] * candidate[k];
        }
        if (cellTanh == nullptr) {
            for (std::int64_t k = 0; k < h; ++k)
                y[k] = out[k] * hyperbolicTangent(c[k]);
        } else {
            float *__restrict tanhOfC = cellTanh + r * h;
            for (std::int64_t k = 0; k < h; ++k) {
                tanhOfC[k] = hyperbolicTangent(c[k]);
                y[k] = out[k] * tanhOfC[k];
            }
        }
    }
}

CAUSEWAY_INLINE void backwardStep(const float *__restrict gates, const float *__restrict cellTanh, const float *__restrict before, const float *__restrict dHidden,
                                  float *__restrict dCells, float *__restrict dGates, std::int64_t rows, std::int64_t h)
{
    for (std::int64_t r = 0; r < rows; ++r) {
        const float *__restrict in = gates + r * 4 * h, *__restrict tanhOfC = cellTanh + r * h, *__restrict dy = dHidden + r * h;
        float *__restrict dc = dCells + r * h, *__restrict d = dGates + r * 4 * h;
        const float *__restrict b = before == nullptr ? nullptr : before + r * h;
        for (std::int64_t k = 0; k < h; ++k) {
            const float i = in[k], f = in[h + k], o = in[2 * h + k], g = in[3 * h + k], tc = tanhOfC[k];
            const float dCell = dc[k] + dy[k] * o * (1 - tc * tc);
            d[k] = dCell * g * i * (1 - i);
            d[2 * h + k] = dy[k] * tc * o * (1 - o);
            d[3 * h + k] = dCell * i * (1 - g * g);
            dc[k] = dCell * f;
            d[h + k] = dCell * f * (1 - f);
        }
        for (std::int64_t k = 0; k < h; ++k)
            d[h + k] = b == nullptr ? 0 : d[h + k] * b[k];
    }
}

using Forward = void(float *, const float *, float *, float *, float *, std::int64_t, std::int64_t);
using Backward = void(const float *, const float *, const float *, const float *, float *, float *, std::int64_t, std::int64_t);

struct Kernels {
    Forward *forward;
    Backward *backward;
};

#define CAUSEWAY_KERNELS(NAME, ATTRIBUTE)                                                                                                                       \
    ATTRIBUTE void forward##NAME(float *gates, const float *before, float *cells, float *cellTanh, float *hidden, std::int64_t rows, std::int64_t h)           \
    {                                                                                                                                                           \
        forwardStep(gates, before, cells, cellTanh, hidden, rows, h);                                                                                           \
    }                                                                                                                                                           \
    ATTRIBUTE void backward##NAME(const float *gates, const float *cellTanh, const float *before, const float *dHidden, float *dCells, float *dGates,          \
                                  std::int64_t rows, std::int64_t h)                                                                                            \
    {                                                                                                                                                           \
        backwardStep(gates, cellTanh, before, dHidden, dCells, dGates, rows, h);                                                                                \
    }

CAUSEWAY_KERNELS(Plain, )
#ifdef CAUSEWAY_AVX512
CAUSEWAY_KERNELS(Avx2, __attribute__((target("avx2,fma"))))
CAUSEWAY_KERNELS(Avx512, __attribute__((target(CAUSEWAY_AVX512))))
#endif

Kernels chosen()
{
#ifdef CAUSEWAY_AVX512
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return {forwardAvx512, backwardAvx512};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return {forwardAvx2, backwardAvx2};
#endif
    return {forwardPlain, backwardPlain};
}

const Kernels &kernels()
{
    static const Kernels kChosen = chosen();
    return kChosen;
}

} // namespace

void lstmForwardStep(float *gates, const float *before, float *cells, float *cellTanh, float *hidden, std::int64_t rows, std::int64_t h)
{
    kernels().forward(gates, before, cells, cellTanh, hidden, rows, h);
}

void lstmBackwardStep(const float *gates, const float *cellTanh, const float *before, const float *dHidden, float *dCells, float *dGates, std::int64_t rows,
                      std::int64_t h)
{
    kernels().backward(gates, cellTanh, before, dHidden, dCells, dGates, rows, h);
}

} // namespace causeway::learn
