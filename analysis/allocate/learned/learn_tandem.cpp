#include "analysis/allocate/learned/learn_tandem.h"

#include <cmath>

#include "analysis/allocate/learned/judged_allocation.h"
#include "analysis/learn/api/learner.h"

namespace causeway::allocate {

namespace {

constexpr std::uint32_t kHidden = 64;
constexpr std::uint64_t kJudgedFrom = 1u << 20;

class Follower final : public learn::Agent {
public:
    explicit Follower(const Tandem::Policy &policy) : m_policy(policy) {}
    void act(std::span<const float> state, std::span<float> action) override
    {
        const auto waiting = [&](std::size_t i) { return static_cast<unsigned>(std::lround(state[i] * Tandem::kMostWaiting)); };
        action[0] = static_cast<float>(m_policy[Tandem::indexOf({waiting(0), waiting(1)})]) / Tandem::kServers;
        action[1] = 1 - action[0];
    }
    bool learn(std::span<const float>, std::span<const float>, double reward, std::span<const float>) override
    {
        m_return += m_weight * reward;
        m_weight *= Tandem::kDiscount;
        return true;
    }
    [[nodiscard]] double discounted() const { return m_return; }

private:
    const Tandem::Policy &m_policy;
    double m_return = 0, m_weight = 1;
};

} // namespace

Tandem::Policy greedyPolicy(const learn::ActorCriticNetworks &networks, bool judged)
{
    Tandem::Policy out;
    for (std::size_t s = 0; s < Tandem::kStates; ++s)
        out[s] = allocationOf(networks.actor, judged ? &networks.critic : nullptr, TandemEnvironment::seen(Tandem::stateOf(s)), Tandem::kServers, 0)[0];
    return out;
}

Result<LearnedTandem> learnTandem(learn::Environment &environment, const TandemLearning &settings, const Job &job)
{
    CAUSEWAY_ASSIGN(const learn::Learner *const library, learn::learner());
    const learn::ActorCriticNetworks fresh = learn::makeActorCriticNetworks(environment.stateSize(), environment.actionSize(), kHidden, settings.seed);
    CAUSEWAY_ASSIGN(const auto machine, library->makeActorCritic(fresh));
    LearnedTandem best;
    best.policy = greedyPolicy(fresh, false);
    best.judgedReturn = -HUGE_VAL;
    if (settings.onRound)
        settings.onRound(best);
    learn::Transitions seen;
    learn::ActorCriticPlan plan;
    plan.discount = Tandem::kDiscount;
    plan.rewardScale = 4 * (1 - Tandem::kDiscount) / Tandem::kServers;
    plan.steps = settings.steps;
    plan.updatesPerStep = settings.updatesPerStep;
    const double actorRate = plan.actorRate, criticRate = plan.criticRate;
    for (unsigned round = 1; round <= settings.rounds; ++round) {
        const double slower = 0.1 + 0.45 * (1 + std::cos(M_PI * (round - 1) / settings.rounds));
        plan.actorRate = actorRate * slower;
        plan.criticRate = criticRate * slower;
        plan.seed = simulate::keyOf(settings.seed, round);
        CAUSEWAY_ASSIGN(const learn::ActorCriticOutcome outcome, machine->learn(environment, seen, plan, job));
        plan.firstEpisode = outcome.nextEpisode;
        const learn::ActorCriticNetworks networks = machine->networks();
        for (const bool judged : {false, true}) {
            const Tandem::Policy policy = greedyPolicy(networks, judged);
            double sum = 0;
            for (unsigned run = 0; run < settings.judgingRuns; ++run) {
                Follower follower(policy);
                CAUSEWAY_TRY(environment.episode(kJudgedFrom + run, follower, job));
                sum += follower.discounted();
            }
            if (const double mean = sum / settings.judgingRuns; mean > best.judgedReturn)
                best = {policy, round, judged, mean};
        }
        if (settings.onRound)
            settings.onRound(best);
        job.report({static_cast<double>(round), static_cast<double>(settings.rounds), Progress::Unit::None});
    }
    return best;
}

} // namespace causeway::allocate
