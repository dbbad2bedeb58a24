#pragma once
// The work in progress after the next window from what it is now and the replicas: w' = f(w, m), learned from what was seen (Yang et
// al. 2019, MIRAS).

#include "analysis/allocate/learned/resource_environment.h"
#include "analysis/learn/api/regression.h"

namespace causeway::allocate {

struct ModelSettings {
    int epochs = 30;
    double lend = 0.1;      // quantile of the work in progress of a service below which work is lent to it and taken back afterwards; 0: none
    bool residuals = true;  // roll-outs add what the model was wrong by where about as much work was; else they have no chance in them
    std::uint64_t seed = 1;
};

// At lag k + 1: root mean square over services and starts.
struct StepError {
    unsigned steps = 0;
    double model = 0, persistence = 0; // persistence: that all stays as it is
    bool operator==(const StepError &) const = default;
};

class PredictiveModel {
public:
    // Errors: those of learner() and Learner::fitRegression.
    static Result<PredictiveModel> fit(const StateView &view, const AllocationTask &task, const learn::Transitions &seen, const ModelSettings &settings, const Job &job);
    // The same model from its network. Errors: InvalidInput where that is not made for the view.
    static Result<PredictiveModel> of(const StateView &view, const AllocationTask &task, const learn::Transitions &seen, learn::Dense network, const ModelSettings &settings);

    struct Prediction {
        std::vector<double> after;     // work in progress of each service at the end of the window
        double reward = 0;
    };
    [[nodiscard]] Prediction predict(std::span<const float> state, std::span<const float> action) const;
    // With one of the residuals of states of about as much work.
    [[nodiscard]] Prediction sample(std::span<const float> state, std::span<const float> action, std::uint64_t random) const;

    // Of predictions from predictions, along transitions that follow one another; runs: how many of them are of each run.
    [[nodiscard]] std::vector<StepError> errors(const learn::Transitions &seen, std::span<const std::size_t> runs, std::span<const unsigned> steps) const;

private:
    PredictiveModel(const StateView &view, bool atEnd) : m_view(view), m_rewardAtEnd(atEnd) {}
    [[nodiscard]] Prediction plain(std::span<const float> state, std::span<const float> action) const;
    struct Residual {
        double work = 0;           // of all services, before
        std::vector<double> off;   // of after, then of the reward
    };
    StateView m_view;
    bool m_rewardAtEnd;
    learn::Dense m_network;
    std::vector<double> m_lent;    // by service: below that it is lent as much
    std::vector<Residual> m_residuals; // by work, rising
};

// Roll-outs of the model that begin where the system has been.
class ModelEnvironment final : public learn::Environment {
public:
    ModelEnvironment(const PredictiveModel &model, const StateView &view, const AllocationTask &task, const learn::Transitions &seen, unsigned length, bool residuals, std::uint64_t seed)
        : m_model(model), m_view(view), m_task(task), m_seen(seen), m_length(length), m_residuals(residuals), m_seed(seed)
    {
    }
    [[nodiscard]] std::size_t stateSize() const override { return m_view.size(); }
    [[nodiscard]] std::size_t actionSize() const override { return m_view.services(); }
    Result<void> episode(std::uint64_t number, learn::Agent &agent, const Job &job) override;

private:
    const PredictiveModel &m_model;
    const StateView &m_view;
    const AllocationTask m_task;
    const learn::Transitions &m_seen;
    unsigned m_length;
    bool m_residuals;
    std::uint64_t m_seed;
};

} // namespace causeway::allocate
