#include "app/engine/learn_reference.h"

#include "analysis/allocate/explore/trial.h"
#include "analysis/allocate/learned/learn_tandem.h"

namespace causeway::engine {

using allocate::Tandem;

Result<ReferenceProblem> learnReference(unsigned rounds, unsigned seeds, const Job &job, const std::function<void(const ReferenceProblem &)> &onPart)
{
    const Tandem problem;
    const std::size_t empty = Tandem::indexOf({0, 0});
    ReferenceProblem out;
    out.optimum = problem.optimalValues()[empty];
    out.evenSplit = problem.valuesOf(Tandem::evenSplit())[empty];
    out.proportional = problem.valuesOf(Tandem::proportional())[empty];
    for (unsigned seed = 1; seed <= seeds; ++seed) {
        ReferenceCurve &curve = out.curves.emplace_back();
        curve.seed = seed;
        allocate::TandemLearning learning;
        learning.rounds = rounds;
        learning.seed = seed;
        learning.onRound = [&](const allocate::LearnedTandem &best) {
            curve.values.push_back(problem.valuesOf(best.policy)[empty]);
            if (onPart)
                onPart(out);
        };
        allocate::TandemEnvironment environment(seed);
        CAUSEWAY_TRY(allocate::learnTandem(environment, learning, allocate::partOf(job, seed - 1, 1, seeds)));
    }
    return out;
}

} // namespace causeway::engine
