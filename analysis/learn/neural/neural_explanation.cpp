#include "analysis/learn/neural/neural_model.h"

#include <algorithm>

#include "analysis/detect/training.h"
#include "analysis/detect/wording.h"
#include "analysis/learn/neural/template_tokens.h"

// What a network looked at, and what its predictions hang on.

namespace causeway::learn {

namespace {

constexpr std::size_t kOccludedWhole = 200; // events of a session in which every event is left out in turn
constexpr std::size_t kOccludedSteps = 20;  // of a longer one: its oddest steps
constexpr std::size_t kReadEvents = 3;      // that an odd step hangs on most, whose words are weighed

// Which of the steps are odd: the oddest, first.
std::vector<std::size_t> oddestOf(const std::vector<detect::Step> &steps)
{
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (steps[i].odd)
            out.push_back(i);
    std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) { return steps[a].nll > steps[b].nll; });
    if (out.size() > kOccludedSteps)
        out.erase(out.begin() + kOccludedSteps, out.end());
    return out;
}

} // namespace

Result<void> NeuralModel::occlude(std::span<const std::uint32_t> session, std::size_t offset, std::vector<detect::Step> &steps) const
{
    std::vector<std::vector<std::uint32_t>> without;
    for (std::size_t i = 0; i < session.size(); ++i) {
        without.emplace_back(session.begin(), session.end());
        without.back()[i] = Vocabulary::kNoKey;
    }
    Sequences all(without.begin(), without.end());
    CAUSEWAY_ASSIGN(const SessionRows rows, rowsOf(all, {}));
    CAUSEWAY_ASSIGN(const auto hidden, surprises(rows, 1, {}));
    for (detect::Step &step : steps) {
        if (step.position < offset || step.position >= offset + session.size())
            continue;
        const std::size_t t = step.position - offset;
        step.occlusion.assign(step.position, 0);
        for (std::size_t i = 0; i < t; ++i)
            step.occlusion[offset + i] = step.nll - hidden[rows.firstStep[i] + t];
    }
    return {};
}

void NeuralModel::attend(const SessionRows &rows, std::vector<detect::Step> &steps) const
{
    if (m_parts.network->shape().attention == Attention::None)
        return;
    const std::size_t length = rows.rows.length;
    std::size_t row = static_cast<std::size_t>(-1);
    std::vector<float> weights;
    for (detect::Step &step : steps) {
        const std::uint64_t cell = rows.cells[step.position];
        if (cell / length != row) {
            row = cell / length;
            weights = m_parts.network->attention(std::span(rows.rows.inputs).subspan(row * length, length));
        }
        // Column c of the row is the event before position (t − position in row + c); the first may be the begin.
        const std::size_t position = cell % length, first = step.position - position;
        step.attention.assign(step.position, 0);
        for (std::size_t c = 0; c <= position; ++c)
            if (first + c >= 1)
                step.attention[first + c - 1] = static_cast<double>(weights[position * length + c]);
    }
}

std::vector<detect::WordWeights> NeuralModel::weighWords(std::span<const std::uint32_t> session, const SessionRows &rows, const std::vector<detect::Step> &steps,
                                                         const detect::KeyNamer &name) const
{
    std::vector<detect::WordWeights> out;
    if (m_parts.network->shape().attention != Attention::Tiered)
        return out;
    const std::size_t length = rows.rows.length;
    for (const std::size_t odd : oddestOf(steps)) {
        const detect::Step &step = steps[odd];
        if (m_parts.vocabulary.symbol(step.observed) == Vocabulary::kUnknown)
            continue; // odd wherever it stands
        std::vector<std::size_t> causes(step.occlusion.size());
        for (std::size_t i = 0; i < causes.size(); ++i)
            causes[i] = i;
        std::stable_sort(causes.begin(), causes.end(), [&](std::size_t a, std::size_t b) { return step.occlusion[a] > step.occlusion[b]; });
        const std::uint64_t cell = rows.cells[step.position];
        const std::size_t position = cell % length;
        const auto inputs = std::span(rows.rows.inputs).subspan(cell - position, length);
        for (const std::size_t cause : std::span(causes).first(std::min(causes.size(), kReadEvents))) {
            const std::size_t back = step.position - cause; // 1: the event just before
            if (back > position + 1)
                continue;
            const std::size_t column = position + 1 - back;
            detect::WordWeights weighed{step.position, cause, templateWords(detect::nameOf(name, session[cause])), {}, {}};
            const std::vector<float> attention = m_parts.network->tokenAttention(inputs[column]);
            if (!m_parts.vocabulary.isKey(inputs[column]) || attention.size() != weighed.words.size())
                continue; // a pattern it does not know, or whose text has changed since
            weighed.attention.assign(attention.begin(), attention.end());
            for (const float without : m_parts.network->nllWithoutTokens(inputs, position, rows.rows.targets[cell], column))
                weighed.occlusion.push_back(step.nll - static_cast<double>(without));
            out.push_back(std::move(weighed));
        }
    }
    return out;
}

Result<detect::Explanation> NeuralModel::explain(const detect::SequenceSet &sessions, std::size_t session, const detect::KeyNamer &name) const
{
    CAUSEWAY_TRY(detect::checkSession(sessions, session));
    const auto sequence = sessions.session(session);
    if (m_parts.accepted.contain(sequence))
        return detect::AcceptedContents::explain(sequence);
    CAUSEWAY_ASSIGN(const SessionRows rows, rowsOf({sequence}, {}));
    CAUSEWAY_ASSIGN(detect::Explanation out, judge(sequence, rows, name));
    attend(rows, out.steps);
    const std::vector<std::size_t> oddest = oddestOf(out.steps);
    if (sequence.size() <= kOccludedWhole) {
        CAUSEWAY_TRY(occlude(sequence, 0, out.steps));
        out.words = weighWords(sequence, rows, out.steps, name);
        return out;
    }
    for (const std::size_t i : oddest) {
        const std::size_t to = out.steps[i].position + 1, from = to - std::min<std::size_t>(to, m_parts.length + 1);
        std::vector<detect::Step> one{out.steps[i]};
        CAUSEWAY_TRY(occlude(sequence.subspan(from, to - from), from, one));
        out.steps[i].occlusion = std::move(one.front().occlusion);
    }
    out.words = weighWords(sequence, rows, out.steps, name);
    return out;
}

} // namespace causeway::learn
