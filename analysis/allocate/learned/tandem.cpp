#include "analysis/allocate/learned/tandem.h"

#include <algorithm>
#include <cmath>

#include "analysis/allocate/scaling/budget.h"

namespace causeway::allocate {

namespace {

constexpr std::size_t kMostArrivals = 8;
constexpr double kArrivals = 1.2, kFirstDone = 0.5, kSecondDone = 0.7;
constexpr int kSlots = 200;

std::array<double, kMostArrivals + 1> arrivals()
{
    std::array<double, kMostArrivals + 1> out{};
    double left = 1;
    out[0] = std::exp(-kArrivals);
    for (std::size_t k = 0; k < kMostArrivals; ++k) {
        left -= out[k];
        out[k + 1] = out[k] * kArrivals / static_cast<double>(k + 1);
    }
    out[kMostArrivals] = left;
    return out;
}

// Of n, so many done: by index.
std::array<double, Tandem::kServers + 1> binomial(unsigned n, double p)
{
    std::array<double, Tandem::kServers + 1> out{1};
    for (unsigned i = 0; i < n; ++i)
        for (unsigned k = i + 2; k-- > 0;)
            out[k] = out[k] * (1 - p) + (k > 0 ? out[k - 1] * p : 0);
    return out;
}

Tandem::State after(Tandem::State state, unsigned firstDone, unsigned secondDone, unsigned arrived)
{
    return {std::min(Tandem::kMostWaiting, state.first - firstDone + arrived), std::min(Tandem::kMostWaiting, state.second - secondDone + firstDone)};
}

} // namespace

Tandem::Tandem() : m_next(kStates), m_reward(kStates)
{
    const auto arrived = arrivals();
    for (std::size_t s = 0; s < kStates; ++s)
        for (unsigned m = 0; m <= kServers; ++m) {
            const State state = stateOf(s);
            Values &next = m_next[s][m];
            next.fill(0);
            const auto first = binomial(std::min(state.first, m), kFirstDone), second = binomial(std::min(state.second, kServers - m), kSecondDone);
            for (unsigned one = 0; one <= std::min(state.first, m); ++one)
                for (unsigned two = 0; two <= std::min(state.second, kServers - m); ++two)
                    for (unsigned a = 0; a <= kMostArrivals; ++a)
                        next[indexOf(after(state, one, two, a))] += first[one] * second[two] * arrived[a];
            m_reward[s][m] = 0;
            for (std::size_t t = 0; t < kStates; ++t)
                m_reward[s][m] -= next[t] * (stateOf(t).first + stateOf(t).second);
        }
}

Tandem::Values Tandem::optimalValues() const
{
    Values values{};
    for (double change = 1; change > 1e-10;) {
        change = 0;
        Values next;
        for (std::size_t s = 0; s < kStates; ++s) {
            double best = -HUGE_VAL;
            for (unsigned m = 0; m <= kServers; ++m) {
                double value = m_reward[s][m];
                for (std::size_t t = 0; t < kStates; ++t)
                    value += kDiscount * m_next[s][m][t] * values[t];
                best = std::max(best, value);
            }
            next[s] = best;
            change = std::max(change, std::abs(best - values[s]));
        }
        values = next;
    }
    return values;
}

Tandem::Values Tandem::valuesOf(const Policy &policy) const
{
    std::vector<std::array<double, kStates + 1>> rows(kStates);
    for (std::size_t s = 0; s < kStates; ++s) {
        for (std::size_t t = 0; t < kStates; ++t)
            rows[s][t] = (s == t ? 1 : 0) - kDiscount * m_next[s][policy[s]][t];
        rows[s][kStates] = m_reward[s][policy[s]];
    }
    // Rows are dominated by their diagonals: Gauss needs no pivots.
    for (std::size_t k = 0; k < kStates; ++k)
        for (std::size_t s = k + 1; s < kStates; ++s)
            if (const double factor = rows[s][k] / rows[k][k]; factor != 0)
                for (std::size_t t = k; t <= kStates; ++t)
                    rows[s][t] -= factor * rows[k][t];
    Values out{};
    for (std::size_t s = kStates; s-- > 0;) {
        double sum = rows[s][kStates];
        for (std::size_t t = s + 1; t < kStates; ++t)
            sum -= rows[s][t] * out[t];
        out[s] = sum / rows[s][s];
    }
    return out;
}

Tandem::State Tandem::sample(State state, unsigned atFirst, simulate::Draw &draw)
{
    const auto done = [&](unsigned n, double p) {
        unsigned out = 0;
        for (unsigned i = 0; i < n; ++i)
            out += draw.unit() < p;
        return out;
    };
    static const auto arrived = arrivals();
    const unsigned first = done(std::min(state.first, atFirst), kFirstDone), second = done(std::min(state.second, kServers - atFirst), kSecondDone);
    unsigned a = 0;
    for (double u = draw.unit(); a < kMostArrivals && u >= arrived[a]; ++a)
        u -= arrived[a];
    return after(state, first, second, a);
}

Tandem::Policy Tandem::evenSplit()
{
    Policy out;
    out.fill(kServers / 2);
    return out;
}

Tandem::Policy Tandem::proportional()
{
    Policy out;
    for (std::size_t s = 0; s < kStates; ++s)
        out[s] = shareOut(std::array{static_cast<double>(stateOf(s).first), static_cast<double>(stateOf(s).second)}, kServers, 0)[0];
    return out;
}

Result<void> TandemEnvironment::episode(std::uint64_t number, learn::Agent &agent, const Job &job)
{
    simulate::Draw draw(simulate::keyOf(simulate::keyOf(m_seed, 1), number));
    Tandem::State state;
    for (int slot = 0; slot < kSlots; ++slot) {
        if (job.isCancelled())
            return failure(cancelled());
        const std::array<float, 4> before = seen(state);
        std::array<float, 2> action{};
        agent.act(before, action);
        const unsigned first = serversAtFirst(action);
        action = {static_cast<float>(first) / Tandem::kServers, static_cast<float>(Tandem::kServers - first) / Tandem::kServers};
        state = Tandem::sample(state, first, draw);
        if (!agent.learn(before, action, -static_cast<double>(state.first + state.second), seen(state)))
            break;
    }
    return {};
}

std::array<float, 4> TandemEnvironment::seen(Tandem::State state)
{
    const auto over = [](unsigned waiting, unsigned most) { return static_cast<float>(std::min(waiting, most)) / static_cast<float>(most); };
    return {over(state.first, Tandem::kMostWaiting), over(state.second, Tandem::kMostWaiting), over(state.first, Tandem::kServers), over(state.second, Tandem::kServers)};
}

unsigned TandemEnvironment::serversAtFirst(std::span<const float> shares)
{
    return shareOut(std::vector<double>(shares.begin(), shares.end()), Tandem::kServers, 0)[0];
}

} // namespace causeway::allocate
