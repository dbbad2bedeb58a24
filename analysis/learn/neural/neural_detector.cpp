#include "analysis/learn/neural/neural_detector.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/detect/training.h"
#include "analysis/detect/unique_sequences.h"
#include "analysis/learn/api/learner.h"
#include "analysis/learn/patience.h"
#include "analysis/learn/neural/left_out.h"
#include "analysis/learn/neural/neural_model.h"
#include "analysis/learn/neural/template_tokens.h"

namespace causeway::learn {

namespace {

constexpr std::size_t kQuantiles = 200;
constexpr double kLeftOutEffort = 0.4; // of learning, for the scores of left-out sessions
constexpr int kPatience = 20; // epochs without a lower held-out loss, where nobody said how many to learn

struct Part {
    Sequences sessions;
    std::vector<std::uint64_t> weights;
    std::vector<std::uint32_t> of; // of each session of the data: which of these, or detect::kNotIncluded
};

// The distinct ones of the sessions in [from, to) that are not labelled anomalous.
Result<Part> distinct(const detect::TrainingData &data, std::size_t from, std::size_t to, const Job &job)
{
    const detect::SequenceSet &sessions = *data.sessions;
    std::vector<bool> include(sessions.size(), false);
    for (std::size_t s = from; s < to; ++s)
        include[s] = s >= data.labels.size() || data.labels[s] != Verdict::Anomalous;
    CAUSEWAY_ASSIGN(const auto unique, detect::uniqueSequences(sessions, job, include));
    Part part;
    for (std::size_t u = 0; u < unique.first.size(); ++u) {
        part.sessions.push_back(sessions.session(unique.first[u]));
        part.weights.push_back(unique.weight[u]);
    }
    part.of = unique.of;
    return part;
}

std::uint64_t total(const std::vector<std::uint64_t> &weights)
{
    std::uint64_t sum = 0;
    for (const std::uint64_t weight : weights)
        sum += weight;
    return sum;
}

// Scores at even quantiles of the sessions, ascending.
std::vector<double> quantiles(const std::vector<double> &scores, const std::vector<std::uint64_t> &weights)
{
    std::vector<std::size_t> order(scores.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
    const std::uint64_t sessions = total(weights);
    const std::size_t points = static_cast<std::size_t>(std::min<std::uint64_t>(sessions, kQuantiles + 1));
    std::vector<double> out;
    std::uint64_t below = 0;
    for (const std::size_t i : order) {
        below += weights[i];
        while (out.size() < points && (points == 1 || out.size() * (sessions - 1) / (points - 1) < below))
            out.push_back(scores[i]);
    }
    return out;
}

// The highest score of n is exceeded with a probability of 1 in n + 1. Where fewer than that are to be flagged the threshold lies
// beyond: events to which a network gives a probability of p come with a probability of p where it predicts well, so that a score
// that is higher by ln 2 is at most half as frequent.
double beyondAll(std::uint64_t sessions, double share)
{
    constexpr double kFarthest = 5; // nats
    const double expected = share * (static_cast<double>(sessions) + 1);
    return expected > 0 ? std::clamp(-std::log(expected), 0.0, kFarthest) : kFarthest;
}

// The network of an earlier model, with symbols for new templates behind those it knows; nothing where it is of another shape,
// or new templates would need words that it was not made with (tiered attention).
Result<std::unique_ptr<SequenceModel>> wentOnFrom(const detect::Model *earlier, const NeuralSettings &how, std::span<const std::uint32_t> keys, std::uint64_t seed, const Learner &library,
                                                  Vocabulary &vocabulary)
{
    const auto *before = dynamic_cast<const NeuralModel *>(earlier);
    if (before == nullptr)
        return std::unique_ptr<SequenceModel>();
    const NeuralModel::Parts &parts = before->parts();
    const SequenceModelShape &shape = parts.network->shape();
    if (parts.windows != how.windows || parts.length != how.length || shape.hidden != how.shape.hidden || shape.layers != how.shape.layers || shape.attention != how.shape.attention)
        return std::unique_ptr<SequenceModel>();
    Vocabulary grown = parts.vocabulary;
    grown.add(keys);
    if (grown.size() != shape.symbols && shape.attention == Attention::Tiered)
        return std::unique_ptr<SequenceModel>();
    CAUSEWAY_ASSIGN(auto network, library.loadSequenceModel(shape, parts.network->weights()));
    if (grown.size() != shape.symbols)
        network->grow(grown.size(), seed);
    vocabulary = std::move(grown);
    return network;
}

} // namespace

std::vector<detect::SettingInfo> neuralSettings(double falsePositives, double history, double epochs)
{
    return {detect::falsePositives(falsePositives),
            {"history", "Events that a prediction looks back on", history, 1, 500},
            {"hidden_units", "Hidden units of each LSTM layer", 64, 4, 1024},
            {"layers", "LSTM layers", 2, 1, 4},
            {"learning_rate", "Learning rate of Adam at the beginning", 0.01, 1e-6, 1},
            {"batch", "Windows learned from at a time", 64, 1, 65536},
            {"evenness", "0 weighs a window by how often it was seen, 1 weighs all alike", 0.5, 0, 1},
            {"masked", "Share of events hidden from the network while it learns", 0.02, 0, 0.9},
            {"epochs", "Epochs, unless told with --epochs; ends earlier when nothing is gained", epochs, 1, 100000}};
}

NeuralSettings readNeuralSettings(const detect::DetectorInfo &info, const detect::TrainSettings &settings)
{
    const auto number = [&](const char *name) { return static_cast<std::uint32_t>(detect::setting(info, settings, name)); };
    NeuralSettings out;
    out.length = number("history");
    out.shape.hidden = number("hidden_units");
    out.shape.layers = number("layers");
    out.epochs = static_cast<int>(number("epochs"));
    out.batchRows = number("batch");
    out.learningRate = detect::setting(info, settings, "learning_rate");
    out.evenness = detect::setting(info, settings, "evenness");
    out.hidden = detect::setting(info, settings, "masked");
    return out;
}

Result<std::unique_ptr<detect::Model>> NeuralDetector::train(const detect::TrainingData &data, const detect::TrainSettings &settings, const Job &job) const
{
    CAUSEWAY_ASSIGN(Trained trained, trainAndScore(data, settings, job));
    return std::move(trained.model);
}

Result<NeuralDetector::Trained> NeuralDetector::trainAndScore(const detect::TrainingData &data, const detect::TrainSettings &settings, const Job &job) const
{
    CAUSEWAY_TRY(detect::checkSettings(info(), settings));
    CAUSEWAY_ASSIGN(const auto training, detect::trainingSessions(data, job));
    CAUSEWAY_ASSIGN(const Learner *const library, learner());
    const std::size_t sessions = data.sessions->size();
    CAUSEWAY_ASSIGN(Part learned, distinct(data, 0, data.calibrationFrom, job));
    CAUSEWAY_ASSIGN(Part calibrating, distinct(data, data.calibrationFrom, sessions, job));
    // Too few sessions to keep some aside: they calibrate themselves, and the rule is the weaker for it.
    const bool selfCalibrating = learned.sessions.empty() || calibrating.sessions.empty();
    if (learned.sessions.empty())
        learned = calibrating;
    if (calibrating.sessions.empty())
        calibrating = learned;

    NeuralSettings how = configure(settings);
    NeuralModel::Parts parts;
    parts.info = &info();
    std::vector<std::uint32_t> keys;
    for (const auto &session : learned.sessions)
        keys.insert(keys.end(), session.begin(), session.end());
    parts.vocabulary = Vocabulary(keys);
    CAUSEWAY_ASSIGN(auto network, wentOnFrom(settings.from, how, keys, settings.seed, *library, parts.vocabulary));
    const bool wentOn = network != nullptr;
    parts.length = how.length;
    parts.windows = how.windows;
    parts.accepted = detect::AcceptedContents(data.accepted);
    const auto rowsOf = [&](const Part &part) {
        return how.windows ? windowRows(part.sessions, part.weights, parts.vocabulary, how.length, job) : stretchRows(part.sessions, part.weights, parts.vocabulary, how.length, job);
    };
    CAUSEWAY_ASSIGN(SessionRows rows, rowsOf(learned));
    double windows = 0;
    for (const float weight : rows.rows.weights)
        windows += static_cast<double>(weight);
    if (how.evenness > 0)
        for (float &weight : rows.rows.weights)
            weight = weight > 0 ? std::pow(weight, static_cast<float>(1 - how.evenness)) : 0;
    CAUSEWAY_ASSIGN(SessionRows heldOut, rowsOf(calibrating));
    // What the network cannot predict says nothing of how well it has learned.
    for (std::size_t cell = 0; cell < heldOut.rows.targets.size(); ++cell)
        if (heldOut.rows.targets[cell] == Vocabulary::kUnknown)
            heldOut.rows.weights[cell] = 0;

    if (wentOn)
        how.shape = network->shape();
    else {
        how.shape.symbols = parts.vocabulary.size();
        how.shape.length = how.length;
        describeTokens(parts.vocabulary, data.name, how.shape);
        CAUSEWAY_ASSIGN(network, library->makeSequenceModel(how.shape, settings.seed));
    }
    SequencePlan plan;
    plan.epochs = settings.epochs > 0 ? settings.epochs : how.epochs;
    plan.batchRows = how.batchRows;
    plan.learningRate = how.learningRate;
    plan.hidden = how.hidden;
    plan.unknown = Vocabulary::kUnknown;
    plan.seed = settings.seed;
    plan.onEpoch = whileSomethingIsGained(settings, kPatience);
    Job learning;
    learning.cancel = job.cancel;
    learning.onProgress = [&](const Progress &progress) { job.report({progress.done, progress.total * (1 + kLeftOutEffort), progress.unit}); };
    CAUSEWAY_ASSIGN(const SequenceOutcome outcome, network->learn(rows.rows, heldOut.rows, plan, learning));
    parts.network = std::move(network);
    parts.trainedWindows = static_cast<std::uint64_t>(windows);

    detect::TrainReport report;
    report.wentOn = wentOn;
    report.sessions = training.sessions;
    report.windows = parts.trainedWindows;
    report.uniqueWindows = rows.rows.rows;
    report.epochs = static_cast<int>(outcome.loss.size());
    report.loss = outcome.loss;
    report.heldOut = outcome.heldOut;
    plan.epochs = report.epochs;
    const NeuralModel uncalibrated(parts, report);
    CAUSEWAY_ASSIGN(const auto leftOut, leftOutSurprises({rows, learned.weights, heldOut, calibrating.weights}, *parts.network, {library, how.shape, plan, kLeftOutEffort}, job));
    CAUSEWAY_ASSIGN(std::vector<double> scores, uncalibrated.scoresOf(rows, leftOut, settings.threads, job));
    std::vector<std::uint64_t> weights = learned.weights;
    if (!selfCalibrating) {
        CAUSEWAY_ASSIGN(const auto kept, uncalibrated.scoresOf(calibrating.sessions, settings.threads, job));
        scores.insert(scores.end(), kept.begin(), kept.end());
        weights.insert(weights.end(), calibrating.weights.begin(), calibrating.weights.end());
    }
    const std::uint64_t calibrated = total(weights);
    const double share = detect::setting(info(), settings, "false_positives");
    report.threshold = detect::toleratedScore(scores, weights, detect::allowedExceptions(calibrated, share)) + beyondAll(calibrated, share);
    std::uint64_t above = 0;
    for (std::size_t i = 0; i < scores.size(); ++i)
        above += scores[i] > report.threshold ? weights[i] : 0;
    report.calibrationFpr = static_cast<double>(above) / static_cast<double>(calibrated);
    parts.calibration = quantiles(scores, weights);
    Trained out;
    out.leftOut.assign(sessions, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t s = 0; s < sessions; ++s) {
        if (learned.of[s] != detect::kNotIncluded)
            out.leftOut[s] = scores[learned.of[s]];
        else if (calibrating.of[s] != detect::kNotIncluded)
            out.leftOut[s] = scores[learned.weights.size() + calibrating.of[s]];
    }
    out.model = std::make_unique<NeuralModel>(std::move(parts), std::move(report));
    return out;
}

Result<std::unique_ptr<detect::Model>> NeuralDetector::load(std::string_view bytes) const { return NeuralModel::load(info(), bytes); }

} // namespace causeway::learn
