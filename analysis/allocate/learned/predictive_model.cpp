#include "analysis/allocate/learned/predictive_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/allocate/scaling/budget.h"
#include "analysis/learn/api/learner.h"
#include "analysis/simulate/random.h"

namespace causeway::allocate {

namespace {

constexpr double kScale = 10;        // requests that count as 1
constexpr std::uint32_t kHidden = 64;
constexpr std::size_t kAlike = 100;  // residuals on either side of as much work

std::vector<float> inputOf(std::span<const float> state, std::span<const float> action)
{
    std::vector<float> out(state.begin(), state.end());
    out.insert(out.end(), action.begin(), action.end());
    return out;
}

double sumOf(std::span<const double> values) { return std::accumulate(values.begin(), values.end(), 0.0); }

} // namespace

Result<PredictiveModel> PredictiveModel::fit(const StateView &view, const AllocationTask &task, const learn::Transitions &seen, const ModelSettings &settings, const Job &job)
{
    const std::size_t n = view.services();
    learn::RegressionRows rows{view.size() + n, n + 1, {}, {}};
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const std::vector<double> before = view.workOf(seen.state(i)), after = view.workOf(seen.nextState(i));
        const std::vector<float> input = inputOf(seen.state(i), seen.action(i));
        rows.in.insert(rows.in.end(), input.begin(), input.end());
        for (std::size_t s = 0; s < n; ++s)
            rows.out.push_back(static_cast<float>((after[s] - before[s]) / kScale));
        rows.out.push_back(static_cast<float>((1 - seen.rewards[i] - sumOf(before)) / kScale));
    }
    CAUSEWAY_ASSIGN(const learn::Learner *const library, learn::learner());
    learn::RegressionPlan plan;
    plan.epochs = settings.epochs;
    plan.seed = settings.seed;
    const std::vector<std::uint32_t> sizes{static_cast<std::uint32_t>(rows.inputs), kHidden, kHidden, static_cast<std::uint32_t>(n + 1)};
    CAUSEWAY_ASSIGN(learn::RegressionOutcome outcome, library->fitRegression(learn::Dense(sizes, 0.05f, settings.seed), rows, plan, job));
    return of(view, task, seen, std::move(outcome.network), settings);
}

Result<PredictiveModel> PredictiveModel::of(const StateView &view, const AllocationTask &task, const learn::Transitions &seen, learn::Dense network, const ModelSettings &settings)
{
    const std::size_t n = view.services();
    if (network.inputs() != view.size() + n || network.outputs() != n + 1)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The model is not made for these services")));
    PredictiveModel out(view, task.rewardAtEnd);
    out.m_network = std::move(network);
    out.m_lent.assign(n, 0);
    if (settings.lend > 0 && seen.size() > 0)
        for (std::size_t s = 0; s < n; ++s) {
            std::vector<double> work;
            for (std::size_t i = 0; i < seen.size(); ++i)
                work.push_back(view.workOf(seen.state(i))[s]);
            const auto at = work.begin() + static_cast<std::ptrdiff_t>(settings.lend * static_cast<double>(work.size() - 1));
            std::ranges::nth_element(work, at);
            out.m_lent[s] = std::round(*at);
        }
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const std::vector<double> after = view.workOf(seen.nextState(i));
        const Prediction predicted = out.predict(seen.state(i), seen.action(i));
        Residual &residual = out.m_residuals.emplace_back(Residual{sumOf(view.workOf(seen.state(i))), {}});
        for (std::size_t s = 0; s < n; ++s)
            residual.off.push_back(after[s] - predicted.after[s]);
        residual.off.push_back(seen.rewards[i] - predicted.reward);
    }
    std::ranges::stable_sort(out.m_residuals, {}, &Residual::work);
    return out;
}

PredictiveModel::Prediction PredictiveModel::plain(std::span<const float> state, std::span<const float> action) const
{
    const std::vector<float> input = inputOf(state, action);
    const std::vector<double> before = m_view.workOf(state);
    std::vector<float> change(m_network.outputs());
    m_network(input, change);
    Prediction out;
    for (std::size_t s = 0; s < before.size(); ++s)
        out.after.push_back(before[s] + kScale * static_cast<double>(change[s]));
    out.reward = 1 - sumOf(before) - kScale * static_cast<double>(change.back());
    return out;
}

PredictiveModel::Prediction PredictiveModel::predict(std::span<const float> state, std::span<const float> action) const
{
    std::vector<double> work = m_view.workOf(state), lent(work.size(), 0);
    bool any = false;
    for (std::size_t s = 0; s < work.size(); ++s)
        if (work[s] < m_lent[s] - 1e-3) {
            lent[s] = m_lent[s];
            work[s] += lent[s];
            any = true;
        }
    Prediction out;
    if (any) {
        std::vector<float> richer(state.begin(), state.end());
        m_view.setWork(richer, work);
        out = plain(richer, action);
        for (std::size_t s = 0; s < work.size(); ++s)
            out.after[s] -= lent[s];
        out.reward += sumOf(lent);
    } else
        out = plain(state, action);
    for (double &after : out.after)
        after = std::max(after, 0.0);
    out.reward = m_rewardAtEnd ? 1 - sumOf(out.after) : std::min(out.reward, 1.0);
    return out;
}

PredictiveModel::Prediction PredictiveModel::sample(std::span<const float> state, std::span<const float> action, std::uint64_t random) const
{
    Prediction out = predict(state, action);
    if (m_residuals.empty())
        return out;
    const auto place = static_cast<std::size_t>(std::ranges::lower_bound(m_residuals, sumOf(m_view.workOf(state)), {}, &Residual::work) - m_residuals.begin());
    const std::size_t from = place > kAlike ? place - kAlike : 0, to = std::min(m_residuals.size(), from + 2 * kAlike);
    const std::vector<double> &off = m_residuals[from + random % (to - from)].off;
    for (std::size_t s = 0; s < out.after.size(); ++s)
        out.after[s] = std::max(0.0, out.after[s] + off[s]);
    out.reward = m_rewardAtEnd ? 1 - sumOf(out.after) : std::min(1.0, out.reward + off.back());
    return out;
}

std::vector<StepError> PredictiveModel::errors(const learn::Transitions &seen, std::span<const std::size_t> runs, std::span<const unsigned> steps) const
{
    std::vector<StepError> out;
    for (const unsigned k : steps) {
        double model = 0, persistence = 0, count = 0;
        std::size_t first = 0;
        for (const std::size_t length : runs) {
            for (std::size_t i = first; i + k <= first + length; ++i) {
                std::vector<float> state(seen.state(i).begin(), seen.state(i).end());
                for (unsigned step = 0; step < k; ++step)
                    state = m_view.after(state, predict(state, seen.action(i + step)).after, seen.action(i + step));
                const std::vector<double> predicted = m_view.workOf(state), before = m_view.workOf(seen.state(i)), after = m_view.workOf(seen.nextState(i + k - 1));
                for (std::size_t s = 0; s < after.size(); ++s) {
                    model += (predicted[s] - after[s]) * (predicted[s] - after[s]);
                    persistence += (before[s] - after[s]) * (before[s] - after[s]);
                    ++count;
                }
            }
            first += length;
        }
        if (count > 0)
            out.push_back({k, std::sqrt(model / count), std::sqrt(persistence / count)});
    }
    return out;
}

Result<void> ModelEnvironment::episode(std::uint64_t number, learn::Agent &agent, const Job &job)
{
    simulate::Draw draw(simulate::keyOf(simulate::keyOf(m_seed, 3), number));
    const std::span<const float> start = m_seen.state(draw.bits() % m_seen.size());
    std::vector<float> state(start.begin(), start.end()), action(actionSize());
    for (unsigned step = 0; step < m_length; ++step) {
        if (job.isCancelled())
            return failure(cancelled());
        agent.act(state, action);
        const std::vector<unsigned> replicas = shareOut(std::vector<double>(action.begin(), action.end()), m_task.budget, m_task.least);
        for (std::size_t s = 0; s < action.size(); ++s)
            action[s] = static_cast<float>(replicas[s]) / static_cast<float>(m_task.budget);
        const PredictiveModel::Prediction next = m_residuals ? m_model.sample(state, action, draw.bits()) : m_model.predict(state, action);
        std::vector<float> after = m_view.after(state, next.after, action);
        if (!agent.learn(state, action, next.reward, after))
            break;
        state = std::move(after);
    }
    return {};
}

} // namespace causeway::allocate
