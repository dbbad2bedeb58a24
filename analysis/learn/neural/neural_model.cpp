#include "analysis/learn/neural/neural_model.h"

#include <algorithm>
#include <cmath>

#include "analysis/detect/training.h"
#include "analysis/detect/unique_sequences.h"
#include "analysis/detect/wording.h"
#include "analysis/learn/neural/network_file.h"

namespace causeway::learn {

namespace {

constexpr std::size_t kExpected = 5;

std::vector<detect::Step::Expected> mostProbable(const float *probabilities, const Vocabulary &vocabulary)
{
    std::vector<std::uint32_t> order;
    for (std::uint32_t symbol = Vocabulary::kFirst; symbol < vocabulary.size(); ++symbol)
        order.push_back(symbol);
    const std::size_t kept = std::min(kExpected, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return probabilities[a] != probabilities[b] ? probabilities[a] > probabilities[b] : a < b;
    });
    std::vector<detect::Step::Expected> out;
    for (std::size_t i = 0; i < kept; ++i)
        out.push_back({vocabulary.key(order[i]), static_cast<double>(probabilities[order[i]])});
    return out;
}

// 0.0312 → 3.1, 0.0000123 → 0.0012: percent with two digits that matter.
double percent(double share)
{
    const double value = share * 100;
    if (value >= 1 || value <= 0)
        return std::round(value * 10) / 10;
    const double unit = std::pow(10, std::floor(std::log10(value)) - 1);
    return std::round(value / unit) * unit;
}

} // namespace

NeuralModel::NeuralModel(Parts parts, detect::TrainReport report) : m_parts(std::move(parts)), m_report(std::move(report))
{
    m_report.calibration = m_parts.calibration;
    m_report.rule = Message(CAUSEWAY_TEXT("Anomalous where a step, or the end, had a probability below %1 % there: that is −ln p above %2, which %3 % of the "
                                          "sessions kept or left out exceed"),
                            percent(std::exp(-m_report.threshold)), std::round(m_report.threshold * 100) / 100, percent(m_report.calibrationFpr));
}

Result<SessionRows> NeuralModel::rowsOf(const Sequences &sessions, const Job &job) const
{
    const std::vector<std::uint64_t> once(sessions.size(), 1);
    return m_parts.windows ? windowRows(sessions, once, m_parts.vocabulary, m_parts.length, job)
                           : stretchRows(sessions, once, m_parts.vocabulary, m_parts.length, job);
}

// What was never a target has the probability that is left for it, which learning does not measure.
double NeuralModel::surpriseOfUnknown() const { return std::log(1.0 + static_cast<double>(m_parts.trainedWindows)); }

Result<std::vector<double>> NeuralModel::surprises(const SessionRows &rows, unsigned threads, const Job &job) const
{
    CAUSEWAY_ASSIGN(const auto nll, m_parts.network->nll(rows.rows, threads, job));
    const double unknown = surpriseOfUnknown();
    std::vector<double> out;
    out.reserve(rows.cells.size());
    for (const std::uint64_t cell : rows.cells) {
        const auto surprise = static_cast<double>(nll[cell]);
        out.push_back(rows.rows.targets[cell] == Vocabulary::kUnknown ? std::max(surprise, unknown) : surprise);
    }
    return out;
}

Result<std::vector<double>> NeuralModel::scoresOf(const Sequences &sessions, unsigned threads, const Job &job) const
{
    CAUSEWAY_ASSIGN(const SessionRows rows, rowsOf(sessions, job));
    return scoresOf(rows, {}, threads, job);
}

Result<std::vector<double>> NeuralModel::scoresOf(const SessionRows &rows, const std::vector<double> &leftOut, unsigned threads, const Job &job) const
{
    CAUSEWAY_ASSIGN(const auto steps, surprises(rows, threads, job));
    std::vector<double> out(rows.firstStep.size() - 1, 0);
    for (std::size_t s = 0; s < out.size(); ++s)
        for (std::uint64_t i = rows.firstStep[s]; i < rows.firstStep[s + 1]; ++i) {
            const double other = i < leftOut.size() ? leftOut[i] : 0;
            out[s] = std::max({out[s], steps[i], std::isinf(other) ? surpriseOfUnknown() : other});
        }
    return out;
}

Result<detect::Scores> NeuralModel::score(const detect::SequenceSet &sessions, unsigned threads, const Job &job) const
{
    CAUSEWAY_ASSIGN(const auto unique, detect::uniqueSequences(sessions, job));
    // Blocks bound the memory of rows; a block is a fixed share of the sessions, so threads do not matter.
    constexpr std::size_t kEvents = 1 << 20;
    std::vector<double> ofUnique;
    for (std::size_t from = 0; from < unique.first.size();) {
        Sequences block;
        std::size_t events = 0;
        for (; from + block.size() < unique.first.size() && (block.empty() || events < kEvents);) {
            block.push_back(sessions.session(unique.first[from + block.size()]));
            events += block.back().size();
        }
        CAUSEWAY_ASSIGN(const auto scores, scoresOf(block, threads, job));
        ofUnique.insert(ofUnique.end(), scores.begin(), scores.end());
        from += block.size();
        job.report({static_cast<double>(from), static_cast<double>(unique.first.size()), Progress::Unit::Sessions});
    }
    detect::Scores out{std::vector<double>(sessions.size(), 0), m_report.threshold};
    for (std::size_t s = 0; s < sessions.size(); ++s)
        out.scores[s] = ofUnique[unique.of[s]];
    m_parts.accepted.clamp(sessions, m_report.threshold, out.scores);
    return out;
}

Message NeuralModel::word(std::span<const std::uint32_t> session, const std::vector<detect::Step> &steps, double endSurprise,
                          const std::vector<detect::Step::Expected> &expectedAtEnd, const detect::KeyNamer &name) const
{
    const auto worst = std::max_element(steps.begin(), steps.end(), [](const detect::Step &a, const detect::Step &b) { return a.nll < b.nll; });
    const auto named = [&](std::uint32_t key) { return detect::nameOf(name, key); };
    const double worstSurprise = worst == steps.end() ? -1 : worst->nll;
    if (std::max(worstSurprise, endSurprise) <= m_report.threshold)
        return Message(CAUSEWAY_TEXT("Every step was to be expected: the least probable one had %1 %"), percent(std::exp(-std::max(worstSurprise, endSurprise))));
    if (endSurprise > worstSurprise) {
        const double probability = percent(std::exp(-endSurprise));
        if (session.empty() || expectedAtEnd.empty())
            return Message(CAUSEWAY_TEXT("The session ends too early: the end had a probability of %1 %"), probability);
        return Message(CAUSEWAY_TEXT("After “%1” the session ends, which had a probability of %2 %; “%3” was expected (%4 %)"), named(session.back()), probability,
                       named(expectedAtEnd.front().key), percent(expectedAtEnd.front().probability));
    }
    const std::string observed = named(worst->observed);
    const auto odd = std::count_if(steps.begin(), steps.end(), [](const detect::Step &step) { return step.odd; });
    if (m_parts.vocabulary.symbol(worst->observed) == Vocabulary::kUnknown)
        return Message(CAUSEWAY_TEXT("“%1” occurs, which hardly any of the %2 sessions learned from has"), observed, m_report.sessions);
    const double probability = percent(std::exp(-worst->nll));
    if (worst->expected.empty())
        return Message(CAUSEWAY_TEXT("“%1” had a probability of %2 % at step %3"), observed, probability, worst->position + 1);
    const std::string expected = named(worst->expected.front().key);
    const double instead = percent(worst->expected.front().probability);
    if (worst->position == 0)
        return Message(CAUSEWAY_TEXT("The session begins with “%1”, which had a probability of %2 %; “%3” was expected (%4 %)"), observed, probability, expected, instead);
    return Message(CAUSEWAY_TEXT("After “%1” came “%2”, which had a probability of %3 % there; “%4” was expected (%5 %). Odd steps: %6"),
                   named(session[worst->position - 1]), observed, probability, expected, instead, odd);
}

Result<detect::Explanation> NeuralModel::judge(std::span<const std::uint32_t> session, const SessionRows &rows, const detect::KeyNamer &name) const
{
    CAUSEWAY_ASSIGN(const auto surprise, surprises(rows, 1, {}));
    const double threshold = m_report.threshold, endSurprise = surprise.back();
    detect::Explanation out{{}, detect::plainSteps(session), {}};
    for (std::size_t t = 0; t < session.size(); ++t) {
        out.steps[t].nll = surprise[t];
        out.steps[t].odd = surprise[t] > threshold;
    }
    detect::limitSteps(out.steps);

    // Probabilities are asked for in the cells of the steps that stay; of equal windows once.
    SequenceRows asked = rows.rows;
    std::fill(asked.weights.begin(), asked.weights.end(), 0.0f);
    for (const detect::Step &step : out.steps)
        asked.weights[rows.cells[step.position]] = 1;
    asked.weights[rows.cells.back()] = 1;
    const std::vector<float> probabilities = m_parts.network->probabilities(asked);
    std::vector<std::size_t> place(asked.weights.size(), 0); // of a cell among those asked
    for (std::size_t cell = 0, next = 0; cell < place.size(); ++cell)
        if (asked.weights[cell] > 0)
            place[cell] = next++;
    const auto expectedAt = [&](std::size_t step) { return mostProbable(probabilities.data() + place[rows.cells[step]] * m_parts.vocabulary.size(), m_parts.vocabulary); };
    for (detect::Step &step : out.steps)
        step.expected = expectedAt(step.position);
    if (endSurprise > threshold)
        out.expectedAtEnd = expectedAt(session.size());
    out.message = word(session, out.steps, endSurprise, out.expectedAtEnd, name);
    return out;
}

Result<detect::Explanation> NeuralModel::summarise(const detect::SequenceSet &sessions, std::size_t session, const detect::KeyNamer &name) const
{
    CAUSEWAY_TRY(detect::checkSession(sessions, session));
    if (m_parts.accepted.contain(sessions.session(session)))
        return detect::AcceptedContents::explain(sessions.session(session));
    CAUSEWAY_ASSIGN(const SessionRows rows, rowsOf({sessions.session(session)}, {}));
    return judge(sessions.session(session), rows, name);
}

std::string NeuralModel::save() const
{
    ByteWriter out;
    detect::writeHead(out, m_parts.info->name, m_report);
    m_parts.vocabulary.write(out);
    out.varint(m_parts.length);
    out.u8(m_parts.windows ? 1 : 0);
    out.varint(m_parts.trainedWindows);
    out.varint(m_parts.calibration.size());
    for (const double score : m_parts.calibration)
        out.f64(score);
    m_parts.accepted.write(out);
    writeNetwork(out, *m_parts.network);
    return out.take();
}

Result<std::unique_ptr<detect::Model>> NeuralModel::load(const detect::DetectorInfo &info, std::string_view bytes)
{
    ByteReader in(bytes);
    auto report = detect::readHead(in, info.name);
    Parts parts;
    parts.info = &info;
    if (!report || !parts.vocabulary.read(in))
        return detect::damagedModel(info.name);
    parts.length = static_cast<std::uint32_t>(in.bounded(kLongestRow));
    parts.windows = in.u8() != 0;
    parts.trainedWindows = in.varint();
    const std::uint64_t scores = in.varint();
    if (!in.fits(scores, 8) || parts.length == 0)
        return detect::damagedModel(info.name);
    for (std::uint64_t i = 0; i < scores; ++i)
        parts.calibration.push_back(in.f64());
    if (!parts.accepted.read(in))
        return detect::damagedModel(info.name);
    auto network = readNetwork(in);
    if (!network && network.error().code != ErrorCode::Damaged)
        return failure(std::move(network).error());
    const bool sound = network && in.atEnd() && (*network)->shape().symbols == parts.vocabulary.size() && (*network)->shape().length >= parts.length &&
                       std::all_of(parts.calibration.begin(), parts.calibration.end(), [](double score) { return std::isfinite(score); });
    if (!sound)
        return detect::damagedModel(info.name);
    parts.network = std::move(*network);
    return std::make_unique<NeuralModel>(std::move(parts), std::move(*report));
}

} // namespace causeway::learn
