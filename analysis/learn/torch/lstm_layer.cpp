#include "analysis/learn/torch/lstm_layer.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/grad_mode.h>

namespace causeway::learn {

namespace {

using torch::Tensor;

struct States {
    Tensor gates; // [T, B, 4H] after their functions
    Tensor cells; // [T, B, H]
    Tensor cellTanh;
    Tensor hidden;
};

// c = f·c₀ + i·g, row by row; c₀ may be absent.
void updateCells(const float *gates, const float *before, float *cells, std::int64_t rows, std::int64_t h)
{
    for (std::int64_t r = 0; r < rows; ++r, gates += 4 * h, cells += h) {
        if (before == nullptr) {
            for (std::int64_t i = 0; i < h; ++i)
                cells[i] = gates[i] * gates[3 * h + i];
            continue;
        }
        for (std::int64_t i = 0; i < h; ++i)
            cells[i] = gates[h + i] * before[i] + gates[i] * gates[3 * h + i];
        before += h;
    }
}

void outputHidden(const float *gates, const float *cellTanh, float *hidden, std::int64_t rows, std::int64_t h)
{
    for (std::int64_t r = 0; r < rows; ++r, gates += 4 * h, cellTanh += h, hidden += h)
        for (std::int64_t i = 0; i < h; ++i)
            hidden[i] = gates[2 * h + i] * cellTanh[i];
}

States forward(const Tensor &inputGates, const Tensor &recurrent)
{
    const std::int64_t steps = inputGates.size(0), rows = inputGates.size(1), h = recurrent.size(1);
    States s;
    s.gates = inputGates.clone(at::MemoryFormat::Contiguous);
    s.cells = torch::empty({steps, rows, h}, inputGates.options());
    s.cellTanh = torch::empty_like(s.cells);
    s.hidden = torch::empty_like(s.cells);
    const Tensor weights = recurrent.t();
    for (std::int64_t t = 0; t < steps; ++t) {
        Tensor gates = s.gates[t];
        if (t > 0)
            gates.addmm_(s.hidden[t - 1], weights);
        gates.narrow(1, 0, 3 * h).sigmoid_();
        gates.narrow(1, 3 * h, h).tanh_();
        const float *g = gates.data_ptr<float>();
        updateCells(g, t > 0 ? s.cells[t - 1].data_ptr<float>() : nullptr, s.cells[t].data_ptr<float>(), rows, h);
        Tensor cellTanh = s.cellTanh[t];
        at::tanh_out(cellTanh, s.cells[t]);
        outputHidden(g, cellTanh.data_ptr<float>(), s.hidden[t].data_ptr<float>(), rows, h);
    }
    return s;
}

// From dL/dh (into `dHidden`, already with what comes from later steps) and dL/dc of later steps to the gates before their
// functions; leaves dL/dc of the step before in dCells.
void backwardStep(const float *gates, const float *cellTanh, const float *before, const float *dHidden, float *dCells, float *dGates, std::int64_t rows,
                  std::int64_t h)
{
    for (std::int64_t r = 0; r < rows; ++r) {
        for (std::int64_t k = 0; k < h; ++k) {
            const float i = gates[k], f = gates[h + k], o = gates[2 * h + k], g = gates[3 * h + k], tc = cellTanh[k], dh = dHidden[k];
            const float dc = dCells[k] + dh * o * (1 - tc * tc);
            dGates[k] = dc * g * i * (1 - i);
            dGates[h + k] = before == nullptr ? 0 : dc * before[k] * f * (1 - f);
            dGates[2 * h + k] = dh * tc * o * (1 - o);
            dGates[3 * h + k] = dc * i * (1 - g * g);
            dCells[k] = dc * f;
        }
        gates += 4 * h;
        dGates += 4 * h;
        cellTanh += h;
        dHidden += h;
        dCells += h;
        if (before != nullptr)
            before += h;
    }
}

struct LstmFunction : torch::autograd::Function<LstmFunction> {
    static Tensor forward(torch::autograd::AutogradContext *context, const Tensor &inputGates, const Tensor &recurrent)
    {
        const States s = learn::forward(inputGates, recurrent);
        context->save_for_backward({recurrent, s.gates, s.cells, s.cellTanh, s.hidden});
        return s.hidden;
    }

    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext *context, torch::autograd::tensor_list gradients)
    {
        const auto saved = context->get_saved_variables();
        const Tensor &recurrent = saved[0], &gates = saved[1], &cells = saved[2], &cellTanh = saved[3], &hidden = saved[4];
        const std::int64_t steps = gates.size(0), rows = gates.size(1), h = recurrent.size(1);
        const Tensor given = gradients[0].contiguous();
        Tensor dGates = torch::empty_like(gates), dCells = torch::zeros({rows, h}, gates.options());
        Tensor dHidden = torch::empty({rows, h}, gates.options());
        for (std::int64_t t = steps - 1; t >= 0; --t) {
            if (t == steps - 1)
                dHidden.copy_(given[t]);
            else
                at::addmm_out(dHidden, given[t], dGates[t + 1], recurrent);
            backwardStep(gates[t].data_ptr<float>(), cellTanh[t].data_ptr<float>(), t > 0 ? cells[t - 1].data_ptr<float>() : nullptr, dHidden.data_ptr<float>(),
                         dCells.data_ptr<float>(), dGates[t].data_ptr<float>(), rows, h);
        }
        Tensor dRecurrent = torch::zeros_like(recurrent);
        if (steps > 1)
            at::mm_out(dRecurrent, dGates.narrow(0, 1, steps - 1).reshape({-1, 4 * h}).t(), hidden.narrow(0, 0, steps - 1).reshape({-1, h}));
        return {dGates, dRecurrent};
    }
};

} // namespace

torch::Tensor lstmLayer(const torch::Tensor &inputGates, const torch::Tensor &recurrent)
{
    if (!torch::GradMode::is_enabled())
        return forward(inputGates, recurrent).hidden;
    return LstmFunction::apply(inputGates, recurrent);
}

} // namespace causeway::learn
