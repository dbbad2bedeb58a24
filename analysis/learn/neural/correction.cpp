// One correction learned at once: experience replay (Lin 1992) keeps what was known while the network takes in what is new. Steps
// learned from are bounded, so that a person need not wait.
#include <algorithm>

#include "analysis/detect/unique_sequences.h"
#include "analysis/learn/neural/neural_model.h"

namespace causeway::learn {

namespace {

constexpr std::size_t kReplayEvents = 1200;
constexpr int kRounds = 6, kEpochs = 3; // learned in rounds until the session passes
constexpr double kRate = 0.003;

// Distinct sessions, evenly over their order in time, up to a number of events.
Sequences replayed(const detect::SequenceSet &sessions, const std::vector<std::uint32_t> &first)
{
    std::size_t events = 0;
    for (const std::uint32_t s : first)
        events += sessions.session(s).size();
    const std::size_t stride = std::max<std::size_t>(1, (events + kReplayEvents - 1) / kReplayEvents);
    Sequences out;
    for (std::size_t i = 0; i < first.size(); i += stride)
        out.push_back(sessions.session(first[i]));
    return out;
}

} // namespace

Result<std::unique_ptr<detect::Model>> NeuralModel::corrected(std::span<const std::uint32_t> session, const detect::SequenceSet &replay, std::uint64_t seed, const Job &job) const
{
    CAUSEWAY_ASSIGN(std::unique_ptr<detect::Model> copy, load(*m_parts.info, save()));
    auto &model = static_cast<NeuralModel &>(*copy);
    Parts &parts = model.m_parts;
    parts.accepted.add(session);
    if (replay.size() == 0)
        return copy;
    Vocabulary grown = parts.vocabulary;
    grown.add(session);
    parts.network->grow(grown.size(), seed);
    if (parts.network->shape().symbols == grown.size())
        parts.vocabulary = std::move(grown);

    CAUSEWAY_ASSIGN(const auto unique, detect::uniqueSequences(replay, job));
    Sequences sessions = replayed(replay, unique.first);
    const Sequences corrected{session};
    CAUSEWAY_ASSIGN(SessionRows rows, model.rowsOf(sessions, job));
    const double known = static_cast<double>(rows.cells.size());
    // The correction weighs a quarter of what is replayed, each of its steps alike.
    const double share = std::max(1.0, known / 4 / static_cast<double>(session.size() + 1));
    sessions.push_back(session);
    std::vector<std::uint64_t> weights(sessions.size(), 1);
    weights.back() = static_cast<std::uint64_t>(share);
    CAUSEWAY_ASSIGN(rows, parts.windows ? windowRows(sessions, weights, parts.vocabulary, parts.length, job) : stretchRows(sessions, weights, parts.vocabulary, parts.length, job));

    SequencePlan plan;
    plan.epochs = kEpochs;
    plan.batchRows = parts.windows ? 64 : 16;
    plan.learningRate = kRate;
    plan.unknown = Vocabulary::kUnknown;
    for (int round = 0; round < kRounds; ++round) {
        CAUSEWAY_ASSIGN(const auto score, model.scoresOf(corrected, 1, job));
        if (score.front() <= m_report.threshold)
            break;
        plan.seed = seed + static_cast<std::uint64_t>(round);
        CAUSEWAY_TRY(parts.network->learn(rows.rows, {}, plan, job));
    }
    return copy;
}

} // namespace causeway::learn
