#include "analysis/learn/torch/torch_actor_critic.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "analysis/learn/torch/dense_network.h"
#include "analysis/learn/torch/training.h"

namespace causeway::learn {

namespace {

using torch::Tensor;

// Logits far from one another make the softmax flat and the actor deaf; this pulls them back a little.
constexpr double kLogitWeight = 1e-3;

double unit(std::mt19937_64 &random) { return (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53; }

Dense noisy(const Dense &network, double deviation, std::mt19937_64 &random)
{
    std::vector<DenseLayer> layers = network.layers();
    for (DenseLayer &layer : layers)
        for (std::vector<float> *const values : {&layer.weight, &layer.bias})
            for (std::size_t i = 0; i < values->size(); i += 2) { // Box and Muller
                const double radius = deviation * std::sqrt(-2 * std::log(unit(random))), angle = 2 * std::numbers::pi * unit(random);
                (*values)[i] += static_cast<float>(radius * std::cos(angle));
                if (i + 1 < values->size())
                    (*values)[i + 1] += static_cast<float>(radius * std::sin(angle));
            }
    return *Dense::of(std::move(layers));
}

class TorchActorCritic final : public ActorCritic {
public:
    explicit TorchActorCritic(const ActorCriticNetworks &given)
        : m_actor(given.actor), m_critic(given.critic), m_actorTarget(given.actorTarget), m_criticTarget(given.criticTarget), m_noise(given.noise)
    {
    }

    Result<ActorCriticOutcome> learn(Environment &environment, Transitions &seen, const ActorCriticPlan &plan, const Job &job) override
    try {
        if (seen.stateSize == 0) {
            seen.stateSize = environment.stateSize();
            seen.actionSize = environment.actionSize();
        }
        const Dense actor = m_actor.values();
        if (environment.stateSize() != actor.inputs() || environment.actionSize() != actor.outputs() || seen.stateSize != actor.inputs() || seen.actionSize != actor.outputs())
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The network is not made for this environment")));
        Explorer explorer(*this, seen, plan, job);
        std::uint64_t episode = plan.firstEpisode;
        while (explorer.outcome().steps < plan.steps) {
            if (job.isCancelled())
                return failure(cancelled());
            const std::size_t before = explorer.outcome().steps;
            CAUSEWAY_TRY(environment.episode(episode++, explorer, job));
            if (explorer.outcome().steps == before && !job.isCancelled())
                return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("An episode of the environment is too short to decide anything")));
        }
        if (job.isCancelled())
            return failure(cancelled());
        ActorCriticOutcome outcome = explorer.outcome();
        outcome.nextEpisode = episode;
        return outcome;
    } catch (const std::exception &error) {
        return broken(error);
    }

    ActorCriticNetworks networks() const override { return {m_actor.values(), m_critic.values(), m_actorTarget.values(), m_criticTarget.values(), m_noise}; }

private:
    class Explorer final : public Agent {
    public:
        Explorer(TorchActorCritic &owner, Transitions &seen, const ActorCriticPlan &plan, const Job &job) : m_owner(owner), m_seen(seen), m_plan(plan), m_job(job), m_random(plan.seed) {}

        void act(std::span<const float> state, std::span<float> action) override
        {
            if (m_acts++ % std::max<std::size_t>(m_plan.fresh, 1) == 0)
                renew();
            if (unit(m_random) >= m_plan.random) {
                m_perturbed(state, action);
                softmax(action);
                return;
            }
            double sum = 0; // even over the simplex
            std::vector<double> shares(action.size());
            for (double &share : shares)
                sum += share = -std::log(unit(m_random));
            for (std::size_t i = 0; i < action.size(); ++i)
                action[i] = static_cast<float>(shares[i] / sum);
        }

        bool learn(std::span<const float> state, std::span<const float> action, double reward, std::span<const float> next) override
        {
            m_seen.add(state, action, reward, next);
            ++m_outcome.steps;
            m_outcome.meanReward += (reward - m_outcome.meanReward) / static_cast<double>(m_outcome.steps);
            if (m_seen.size() >= m_plan.warmUp)
                for (m_due += m_plan.updatesPerStep; m_due >= 1 && !m_job.isCancelled(); --m_due) {
                    const double loss = m_owner.update(m_seen, m_plan, m_random);
                    ++m_outcome.updates;
                    m_outcome.criticLoss += (loss - m_outcome.criticLoss) / std::min(1000.0, static_cast<double>(m_outcome.updates));
                }
            return m_outcome.steps < m_plan.steps && !m_job.isCancelled();
        }

        [[nodiscard]] const ActorCriticOutcome &outcome() const { return m_outcome; }

    private:
        void renew()
        {
            const Dense actor = m_owner.m_actor.values();
            m_perturbed = noisy(actor, m_owner.m_noise, m_random);
            if (m_seen.size() == 0)
                return;
            constexpr std::size_t kTried = 64;
            std::vector<float> one(actor.outputs()), other(actor.outputs());
            double sum = 0;
            for (std::size_t k = 0; k < kTried; ++k) {
                const std::span<const float> state = m_seen.state(m_random() % m_seen.size());
                actor(state, one);
                softmax(one);
                m_perturbed(state, other);
                softmax(other);
                for (std::size_t i = 0; i < one.size(); ++i)
                    sum += (one[i] - other[i]) * (one[i] - other[i]);
            }
            const double distance = std::sqrt(sum / static_cast<double>(kTried * one.size()));
            m_owner.m_noise = std::clamp(distance < m_plan.distance ? m_owner.m_noise * 1.05 : m_owner.m_noise / 1.05, 1e-4, 1.0);
        }

        TorchActorCritic &m_owner;
        Transitions &m_seen;
        const ActorCriticPlan &m_plan;
        const Job &m_job;
        std::mt19937_64 m_random;
        Dense m_perturbed;
        std::size_t m_acts = 0;
        double m_due = 0;
        ActorCriticOutcome m_outcome;
    };

    // The critic's loss.
    double update(const Transitions &seen, const ActorCriticPlan &plan, std::mt19937_64 &random)
    {
        const std::size_t some = std::min(seen.size(), plan.capacity), first = seen.size() - some;
        const auto n = static_cast<std::int64_t>(plan.batch);
        const auto ofStates = static_cast<std::int64_t>(seen.stateSize), ofActions = static_cast<std::int64_t>(seen.actionSize);
        Tensor both = torch::empty({n, ofStates + ofActions}, torch::kFloat), next = torch::empty({n, ofStates}, torch::kFloat), rewards = torch::empty({n, 1}, torch::kFloat);
        float *to = both.data_ptr<float>(), *toNext = next.data_ptr<float>(), *toReward = rewards.data_ptr<float>();
        for (std::int64_t i = 0; i < n; ++i) {
            const std::size_t row = first + random() % some;
            to = std::ranges::copy(seen.state(row), to).out;
            to = std::ranges::copy(seen.action(row), to).out;
            toNext = std::ranges::copy(seen.nextState(row), toNext).out;
            *toReward++ = seen.rewards[row] * static_cast<float>(plan.rewardScale);
        }
        {
            const torch::NoGradGuard guard;
            const Tensor after = torch::softmax(m_actorTarget.forward(next), 1);
            rewards.add_(m_criticTarget.forward(torch::cat({next, after}, 1)), plan.discount);
        }
        const Tensor loss = (m_critic.forward(both) - rewards).square().mean();
        loss.backward();
        m_critic.step(plan.criticRate);
        const Tensor states = both.narrow(1, 0, ofStates), logits = m_actor.forward(states);
        const Tensor value = m_critic.forward(torch::cat({states, torch::softmax(logits, 1)}, 1), true).mean();
        (logits.square().mean() * kLogitWeight - value).backward();
        m_actor.step(plan.actorRate);
        m_criticTarget.follow(m_critic, plan.follow);
        m_actorTarget.follow(m_actor, plan.follow);
        return loss.item<double>();
    }

    DenseNetwork m_actor, m_critic, m_actorTarget, m_criticTarget;
    double m_noise;
};

} // namespace

Result<std::unique_ptr<ActorCritic>> makeActorCritic(const ActorCriticNetworks &networks)
try {
    const auto alike = [](const Dense &a, const Dense &b) { return a.inputs() == b.inputs() && a.outputs() == b.outputs() && a.layers().size() == b.layers().size(); };
    if (networks.actor.layers().empty() || !alike(networks.actor, networks.actorTarget) || !alike(networks.critic, networks.criticTarget) || networks.critic.outputs() != 1 ||
        networks.critic.inputs() != networks.actor.inputs() + networks.actor.outputs())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("Actor and critic do not fit one another")));
    return std::make_unique<TorchActorCritic>(networks);
} catch (const std::exception &error) {
    return broken(error);
}

} // namespace causeway::learn
