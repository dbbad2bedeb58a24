#include "analysis/learn/neural/left_out.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace causeway::learn {

namespace {

constexpr std::uint32_t kFolds = 2; // more would cost more than learning may
constexpr double kSharedEffort = 0.4;      // of the effort, for what is shared
constexpr int kFewestEpochs = 3;
constexpr std::uint32_t kNobody = 0xffffffffu, kMany = 0xfffffffeu;

// Of each row the one session that has it, or kMany.
std::vector<std::uint32_t> ownersOf(const SessionRows &rows, const std::vector<std::uint64_t> &weights)
{
    std::vector<std::uint32_t> owner(rows.rows.rows, kNobody);
    for (std::size_t s = 0; s < weights.size(); ++s)
        for (const std::uint64_t cell : rows.stepsOf(s)) {
            std::uint32_t &of = owner[cell / rows.rows.length];
            const auto self = weights[s] > 1 ? kMany : static_cast<std::uint32_t>(s);
            of = of == kNobody || of == self ? self : kMany;
        }
    return owner;
}

// Symbols that one session alone has, or kMany.
std::vector<std::uint32_t> ownersOfSymbols(const SequenceRows &rows, const std::vector<std::uint32_t> &owner, std::uint32_t symbols)
{
    std::vector<std::uint32_t> out(symbols, kNobody);
    for (std::size_t row = 0; row < rows.rows; ++row)
        for (std::size_t i = row * rows.length; i < (row + 1) * rows.length; ++i)
            for (const std::uint32_t symbol : {rows.inputs[i], rows.targets[i]})
                out[symbol] = out[symbol] == kNobody || out[symbol] == owner[row] ? owner[row] : kMany;
    return out;
}

template <typename Keep>
SequenceRows some(const SequenceRows &rows, const Keep &keep)
{
    SequenceRows out;
    out.length = rows.length;
    for (std::size_t row = 0; row < rows.rows; ++row) {
        if (!keep(row))
            continue;
        const auto from = static_cast<std::ptrdiff_t>(row * rows.length), to = from + static_cast<std::ptrdiff_t>(rows.length);
        out.inputs.insert(out.inputs.end(), rows.inputs.begin() + from, rows.inputs.begin() + to);
        out.targets.insert(out.targets.end(), rows.targets.begin() + from, rows.targets.begin() + to);
        out.weights.insert(out.weights.end(), rows.weights.begin() + from, rows.weights.begin() + to);
        ++out.rows;
    }
    return out;
}

int epochsFor(double effort, std::size_t rows, int most)
{
    return rows == 0 ? 0 : static_cast<int>(std::clamp(effort / static_cast<double>(rows), 1.0 * std::min(kFewestEpochs, most), 1.0 * most));
}

Result<void> learnOn(SequenceModel &network, const SequenceRows &rows, const LeftOutPlan &how, int epochs, const Job &job)
{
    if (rows.rows == 0 || epochs == 0)
        return {};
    SequencePlan plan = how.plan;
    plan.epochs = epochs;
    plan.onEpoch = {};
    Job quiet;
    quiet.cancel = job.cancel;
    CAUSEWAY_TRY(network.learn(rows, {}, plan, quiet));
    return {};
}

// The mean of the most surprising steps of the most surprising twentieth of the kept sessions.
Result<double> tailOf(const LeftOutSessions &sessions, const SequenceModel &network, const Job &job)
{
    constexpr double kShare = 0.05;
    constexpr std::uint64_t kFewest = 5;
    CAUSEWAY_ASSIGN(const auto nll, network.nll(sessions.kept.rows, 1, job));
    std::vector<std::pair<double, std::uint64_t>> scores;
    std::uint64_t all = 0;
    for (std::size_t s = 0; s < sessions.keptWeights.size(); ++s) {
        double worst = 0;
        for (const std::uint64_t cell : sessions.kept.stepsOf(s))
            worst = std::max(worst, static_cast<double>(nll[cell]));
        scores.emplace_back(worst, sessions.keptWeights[s]);
        all += sessions.keptWeights[s];
    }
    std::sort(scores.begin(), scores.end(), std::greater<>());
    const std::uint64_t wanted = std::min(all, std::max(kFewest, static_cast<std::uint64_t>(kShare * static_cast<double>(all))));
    double sum = 0;
    std::uint64_t taken = 0;
    for (const auto &[score, weight] : scores) {
        const std::uint64_t some = std::min(weight, wanted - taken);
        sum += score * static_cast<double>(some);
        taken += some;
    }
    return taken > 0 ? sum / static_cast<double>(taken) : 0;
}

} // namespace

Result<std::vector<double>> leftOutSurprises(const LeftOutSessions &sessions, const SequenceModel &learned, const LeftOutPlan &how, const Job &job)
{
    const SessionRows &rows = sessions.rows;
    const std::vector<std::uint64_t> &weights = sessions.weights;
    std::vector<double> out(rows.cells.size(), 0);
    const std::vector<std::uint32_t> owner = ownersOf(rows, weights);
    // Sessions with rows of their own are dealt out to the folds.
    std::vector<std::uint32_t> fold(weights.size(), kNobody);
    std::uint32_t owning = 0;
    for (std::size_t row = 0; row < owner.size(); ++row)
        if (owner[row] < kMany)
            fold[owner[row]] = 0;
    for (std::uint32_t &f : fold)
        if (f != kNobody)
            f = owning++;
    if (owning == 0)
        return out;
    const auto shared = static_cast<std::size_t>(std::ranges::count_if(owner, [](std::uint32_t o) { return o >= kMany; }));
    const double effort = how.effort * static_cast<double>(rows.rows.rows) * how.plan.epochs;
    const std::uint32_t folds = std::min(kFolds, owning);
    for (std::uint32_t &f : fold)
        if (f != kNobody)
            f %= folds;

    CAUSEWAY_ASSIGN(auto base, how.library->makeSequenceModel(how.shape, how.plan.seed));
    const SequenceRows known = some(rows.rows, [&](std::size_t row) { return owner[row] >= kMany; });
    const int sharedEpochs = epochsFor(effort * kSharedEffort, shared, how.plan.epochs);
    CAUSEWAY_TRY(learnOn(*base, known, how, sharedEpochs, job));
    const double left = (effort - static_cast<double>(sharedEpochs) * static_cast<double>(shared)) / folds;
    const std::vector<Weights> before = base->weights();
    CAUSEWAY_ASSIGN(const double tail, tailOf(sessions, learned, job));
    const std::vector<std::uint32_t> symbolOwner = ownersOfSymbols(rows.rows, owner, how.shape.symbols);
    for (std::uint32_t f = 0; f < folds; ++f) {
        CAUSEWAY_ASSIGN(auto network, how.library->loadSequenceModel(how.shape, before));
        const auto mine = [&](std::size_t row) { return owner[row] < kMany && fold[owner[row]] == f; };
        const SequenceRows others = some(rows.rows, [&](std::size_t row) { return !mine(row); });
        CAUSEWAY_TRY(learnOn(*network, others, how, epochsFor(left, others.rows, how.plan.epochs), job));
        CAUSEWAY_ASSIGN(const double ownTail, tailOf(sessions, *network, job));
        const double bias = std::max(0.0, ownTail - tail);
        SequenceRows judged = rows.rows;
        for (std::size_t row = 0; row < judged.rows; ++row)
            for (std::size_t i = row * judged.length; i < (row + 1) * judged.length; ++i) {
                if (!mine(row))
                    judged.weights[i] = 0;
                else if (symbolOwner[judged.inputs[i]] == owner[row])
                    judged.inputs[i] = how.plan.unknown;
            }
        CAUSEWAY_ASSIGN(const auto nll, network->nll(judged, 1, job));
        for (std::size_t step = 0; step < out.size(); ++step) {
            const std::uint64_t cell = rows.cells[step];
            if (mine(cell / judged.length))
                out[step] = symbolOwner[judged.targets[cell]] == owner[cell / judged.length] ? std::numeric_limits<double>::infinity() : std::max(0.0, static_cast<double>(nll[cell]) - bias);
        }
    }
    return out;
}

} // namespace causeway::learn
