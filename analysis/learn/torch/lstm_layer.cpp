#include "analysis/learn/torch/lstm_layer.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/grad_mode.h>

#include "analysis/learn/torch/lstm_kernels.h"

namespace causeway::learn {

namespace {

using torch::Tensor;

struct States {
    Tensor gates; // [T, B, 4H] after their functions
    Tensor cells; // [T, B, H]
    Tensor cellTanh;
    Tensor hidden;
};

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
        if (t > 0)
            s.gates[t].addmm_(s.hidden[t - 1], weights);
        const std::int64_t at = t * rows * h;
        lstmForwardStep(s.gates.data_ptr<float>() + 4 * at, t > 0 ? s.cells.data_ptr<float>() + at - rows * h : nullptr, s.cells.data_ptr<float>() + at,
                        s.cellTanh.data_ptr<float>() + at, s.hidden.data_ptr<float>() + at, rows, h);
    }
    return s;
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
            lstmBackwardStep(gates[t].data_ptr<float>(), cellTanh[t].data_ptr<float>(), t > 0 ? cells[t - 1].data_ptr<float>() : nullptr, dHidden.data_ptr<float>(),
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
