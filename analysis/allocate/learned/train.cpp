#include "analysis/allocate/learned/train.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "analysis/allocate/learned/judged_allocation.h"
#include "analysis/allocate/scaling/budget.h"
#include "analysis/learn/api/learner.h"

namespace causeway::allocate {

namespace {

constexpr std::uint32_t kHidden = 64;
constexpr std::uint64_t kJudgedFrom = 1u << 20; // runs to judge rounds on: not those that are learned from
constexpr unsigned kErrorRuns = 3;              // of them, that the model is held against

// Acts as the trained policy does, and keeps what it sees.
class Judge final : public learn::Agent {
public:
    Judge(const learn::ActorCriticNetworks &networks, const AllocationTask &task, bool judged) : m_networks(networks), m_task(task), m_judged(judged) {}
    void act(std::span<const float> state, std::span<float> action) override
    {
        const std::vector<unsigned> replicas = allocationOf(m_networks.actor, m_judged ? &m_networks.critic : nullptr, state, m_task.budget, m_task.least);
        for (std::size_t s = 0; s < replicas.size(); ++s)
            action[s] = static_cast<float>(replicas[s]) / static_cast<float>(m_task.budget);
    }
    bool learn(std::span<const float> state, std::span<const float> action, double reward, std::span<const float> next) override
    {
        seen.stateSize = state.size();
        seen.actionSize = action.size();
        seen.add(state, action, reward, next);
        return true;
    }
    learn::Transitions seen;

private:
    const learn::ActorCriticNetworks &m_networks;
    const AllocationTask &m_task;
    bool m_judged;
};

std::vector<std::string> servicesOf(const simulate::Scenario &scenario)
{
    std::vector<std::string> out;
    for (const simulate::Service &service : scenario.services)
        out.push_back(service.name);
    return out;
}

// Seeds of what is learned from are not those that whoever compares policies uses.
std::uint64_t systemSeed(std::uint64_t seed) { return simulate::keyOf(seed, 0x747261696e); }

std::uint64_t keyOf(const Training &training, std::uint64_t what) { return simulate::keyOf(simulate::keyOf(training.seed, 0x6c6561726e), what * 1000 + training.rounds.size()); }

} // namespace

std::span<const Setting> trainingSettings()
{
    static const std::vector<Setting> all{
        {"budget", 0, 0, 10'000, "replicas of all services together; 0: as many as the scenario has", true},
        {"least", 1, 0, 100, "replicas that each service has at least", true},
        {"window_s", 30, 0.1, 86'400, "time between decisions, s"},
        {"windows", 1000, 10, 100'000, "windows of the system a round", true},
        {"updates", 1500, 0, 1'000'000, "steps of learning a round", true},
        {"roll_out", 25, 1, 1000, "length of a roll-out of the model, windows", true},
        {"epochs", 20, 1, 1000, "passes over what was seen when the model is fitted", true},
        {"lend", 0.1, 0, 0.9, "quantile of a service's work in progress below which work is lent to it when the model predicts"},
        {"residuals", 1, 0, 1, "1: roll-outs add what the model was wrong by, else they are without chance", true},
        {"discount", 0.95, 0, 0.9999, "weight of the next window's reward against that of this one"},
        {"random", 0.1, 0, 1, "share of the decisions that are drawn evenly from all while it explores"},
        {"distance", 0.1, 0.001, 1, "how far noise on the actor's weights moves its shares while it explores"},
        {"at_end", 0, 0, 1, "1: the reward is of the work in progress at the end of a window, else of its mean", true},
        {"period_s", 0, 0, 1e9, "above 0: the time within a period of that length is part of what it sees, s"},
        {"judged", 2, 0, 2, "1: the critic may move replicas of the actor's choice; 2: where that is better in the runs to judge on", true},
        {"judging_runs", 10, 1, 1000, "runs on which the policy of a round is judged", true},
    };
    return all;
}

simulate::ReplicationSettings judgingRuns(std::uint64_t seed, const std::map<std::string, double> &settings)
{
    simulate::ReplicationSettings out;
    out.replications = Settings(trainingSettings(), settings).count("judging_runs");
    out.seed = systemSeed(seed);
    out.first = kJudgedFrom;
    return out;
}

Result<Training> beginTraining(const simulate::Scenario &scenario, const std::string &method, const std::map<std::string, double> &given, std::uint64_t seed)
{
    const auto problem = [](Message why, Message hint = {}) { return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The policy cannot be trained")), std::move(why), std::move(hint)); };
    if (method != "miras" && method != "model_free")
        return problem(Message(CAUSEWAY_TEXT("“%1” is not a method that learns"), method), Message(CAUSEWAY_TEXT("There are miras and model_free.")));
    for (const auto &[name, value] : given) {
        const auto setting = std::ranges::find(trainingSettings(), std::string_view(name), &Setting::name);
        if (setting == trainingSettings().end()) {
            std::string names;
            for (const Setting &one : trainingSettings())
                names += (names.empty() ? "" : ", ") + std::string(one.name);
            return problem(Message(CAUSEWAY_TEXT("there is no setting “%1”; there are: %2"), name, names));
        }
        if (!(value >= setting->least && value <= setting->most) || (setting->whole && value != std::floor(value)))
            return problem(Message(CAUSEWAY_TEXT("the setting “%1” must be between %2 and %3, it is %4"), name, setting->least, setting->most, value));
    }
    const Settings settings(trainingSettings(), given);
    Training out;
    out.method = method;
    out.settings = given;
    out.seed = seed;
    out.services = servicesOf(scenario);
    if (out.services.size() < 2)
        return problem(Message(CAUSEWAY_TEXT("the scenario has one service only, and nothing to share")));
    out.task = {budgetOf(scenario, settings["budget"]), settings.count("least"), settings["window_s"], settings["period_s"], settings.on("at_end")};
    if (out.task.budget < out.task.least * out.services.size() || out.task.budget == 0)
        return problem(Message(CAUSEWAY_TEXT("%1 replicas do not reach for %2 services"), out.task.budget, static_cast<std::uint64_t>(out.services.size())));
    CAUSEWAY_ASSIGN(const auto environment, ResourceEnvironment::make(scenario, out.task, seed));
    out.networks = learn::makeActorCriticNetworks(environment->stateSize(), environment->actionSize(), kHidden, seed);
    out.best = {method, out.services, out.task, settings["judged"] == 1, out.networks.actor, out.networks.critic};
    return out;
}

Result<void> trainRound(Training &training, const simulate::Scenario &scenario, const Job &job)
{
    if (training.services != servicesOf(scenario))
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The training cannot go on")), misfit(training.best, scenario));
    const Settings settings(trainingSettings(), training.settings);
    CAUSEWAY_ASSIGN(const auto system, ResourceEnvironment::make(scenario, training.task, systemSeed(training.seed)));
    CAUSEWAY_ASSIGN(const learn::Learner *const library, learn::learner());
    CAUSEWAY_ASSIGN(const auto machine, library->makeActorCritic(training.networks));
    const bool modelled = training.method == "miras";
    const auto windows = static_cast<std::size_t>(settings["windows"]), updates = static_cast<std::size_t>(settings["updates"]);

    TrainingRound round;
    round.round = static_cast<unsigned>(training.rounds.size()) + 1;
    const std::size_t seenBefore = training.seen.size();
    learn::Transitions seen = training.seen;
    learn::ActorCriticPlan plan;
    plan.steps = windows;
    plan.updatesPerStep = modelled ? 0 : static_cast<double>(updates) / static_cast<double>(windows);
    plan.warmUp = 200;
    plan.discount = settings["discount"];
    plan.rewardScale = 4 * (1 - plan.discount) / training.task.budget;
    plan.distance = settings["distance"];
    plan.random = seenBefore == 0 ? 1 : settings["random"]; // an actor that knows nothing looks at everything
    plan.fresh = settings.count("roll_out");
    plan.seed = keyOf(training, 1);
    plan.firstEpisode = training.nextEpisode;
    CAUSEWAY_ASSIGN(learn::ActorCriticOutcome outcome, machine->learn(*system, seen, plan, job));
    round.reward = outcome.meanReward;
    const std::uint64_t nextEpisode = outcome.nextEpisode;

    std::optional<PredictiveModel> model;
    if (modelled) {
        ModelSettings of{static_cast<int>(settings.count("epochs")), settings["lend"], settings.on("residuals"), keyOf(training, 2)};
        CAUSEWAY_ASSIGN(model, PredictiveModel::fit(system->view(), training.task, seen, of, job));
        ModelEnvironment imagined(*model, system->view(), training.task, seen, settings.count("roll_out"), of.residuals, keyOf(training, 3));
        learn::Transitions rolled;
        plan.steps = updates + plan.warmUp;
        plan.updatesPerStep = 1;
        plan.random = settings["random"];
        plan.seed = keyOf(training, 4);
        plan.firstEpisode = 0;
        CAUSEWAY_ASSIGN(outcome, machine->learn(imagined, rolled, plan, job));
    }
    round.criticLoss = outcome.criticLoss;
    const learn::ActorCriticNetworks networks = machine->networks();
    TrainedPolicy best = training.best;

    const auto judging = settings.count("judged"), runs = settings.count("judging_runs");
    double least = HUGE_VAL;
    for (const TrainingRound &before : training.rounds)
        least = std::min(least, before.work);
    round.work = HUGE_VAL;
    for (const bool judged : {false, true}) {
        if (judging == (judged ? 0u : 1u))
            continue;
        Judge judge(networks, training.task, judged);
        std::vector<std::size_t> lengths;
        double sum = 0;
        for (unsigned run = 0; run < runs; ++run) {
            const std::size_t before = judge.seen.size();
            CAUSEWAY_ASSIGN(const double work, system->meanWork(kJudgedFrom + run, judge, job));
            sum += work;
            if (run < kErrorRuns)
                lengths.push_back(judge.seen.size() - before);
        }
        if (sum / runs >= round.work)
            continue;
        round.work = sum / runs;
        if (model)
            round.errors = model->errors(judge.seen, lengths, std::vector<unsigned>{1, 2, 5, 10});
        if (round.work < least)
            best = {training.method, training.services, training.task, judged, networks.actor, networks.critic};
    }
    training.best = std::move(best);
    training.networks = networks;
    training.seen = std::move(seen);
    training.nextEpisode = nextEpisode;
    training.rounds.push_back(std::move(round));
    return {};
}

} // namespace causeway::allocate
