// values and value-bounds: they learn the same, the one with a network and the other without.

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/core/hash.h"
#include "analysis/detect/training.h"
#include "analysis/detect/unique_sequences.h"
#include "analysis/learn/api/learner.h"
#include "analysis/learn/patience.h"
#include "analysis/learn/builtin.h"
#include "analysis/learn/values/value_file.h"
#include "analysis/learn/values/value_model.h"

namespace causeway::learn {

namespace {

constexpr double kLeastThreshold = 3;  // deviations: what a Gaussian exceeds once in 370 times is nothing odd
constexpr std::size_t kQuantiles = 200;
constexpr int kPatience = 8;           // epochs without a lower held-out error, where nobody said how many to learn

// Sessions not labelled anomalous, to learn from and to calibrate by.
struct Parts {
    std::vector<std::size_t> learned, kept;
};

Parts partsOf(const detect::TrainingData &data)
{
    Parts out;
    for (std::size_t s = 0; s < data.sessions->size(); ++s)
        if (s >= data.labels.size() || data.labels[s] != Verdict::Anomalous)
            (s < data.calibrationFrom ? out.learned : out.kept).push_back(s);
    // Too few sessions to keep some aside: they calibrate themselves, and the rule is the weaker for it.
    if (out.learned.empty())
        out.learned = out.kept;
    if (out.kept.empty())
        out.kept = out.learned;
    return out;
}

// The errors of a half of the sessions, drawn by a hash since courses may alternate, are judged by a Gaussian over the others': none by one
// that it had a part in.
std::vector<double> crossScores(const std::vector<ValueError> &errors, std::size_t sessions, const std::vector<double> &finest)
{
    const auto halfOf = [](std::uint32_t session) { return mix64(session + 1) >> 63; };
    std::vector<ValueError> half[2];
    for (const ValueError &error : errors)
        half[halfOf(error.session)].push_back(error);
    const ValueBands bands[2] = {ValueBands(half[0], finest), ValueBands(half[1], finest)};
    std::vector<double> out(sessions, 0);
    for (const ValueError &error : errors)
        out[error.session] = std::max(out[error.session], bands[1 - halfOf(error.session)].surprise(error.column, static_cast<double>(error.error)));
    return out;
}

// The highest score of n is exceeded with a probability of 1 in n + 1. Where fewer than that are to be flagged the threshold lies
// beyond, as far as the tail of a Gaussian asks for.
double beyondAll(double threshold, std::uint64_t sessions, double share)
{
    constexpr double kFarthest = 5; // −ln of the expected number
    const double expected = share * (static_cast<double>(sessions) + 1);
    const double nats = expected > 0 ? std::clamp(-std::log(expected), 0.0, kFarthest) : kFarthest;
    return std::sqrt(threshold * threshold + 2 * nats);
}

// Where nobody said what is normal, anomalies are among the scores: then the bulk of them, from the middle to the upper tenth, tells by its
// exponential tail what score is exceeded by that share.
double beyondBulk(std::vector<double> scores, double share)
{
    constexpr double kLeastShare = 1e-4;
    std::sort(scores.begin(), scores.end());
    const double middle = quantileOf(scores, 0.5), high = quantileOf(scores, 0.9);
    return high + (high - middle) / std::log(5.0) * std::log(0.1 / std::clamp(share, kLeastShare, 0.1));
}

class ValueDetector final : public detect::Detector {
public:
    ValueDetector(detect::DetectorInfo info, bool network) : m_info(std::move(info)), m_network(network) {}
    const detect::DetectorInfo &info() const override { return m_info; }
    Result<std::unique_ptr<detect::Model>> train(const detect::TrainingData &data, const detect::TrainSettings &settings, const Job &job) const override;
    Result<std::unique_ptr<detect::Model>> load(std::string_view bytes) const override { return ValueModel::load(m_info, m_network, bytes); }

private:
    detect::DetectorInfo m_info;
    bool m_network;
};

Result<std::unique_ptr<detect::Model>> ValueDetector::train(const detect::TrainingData &data, const detect::TrainSettings &settings, const Job &job) const
{
    CAUSEWAY_TRY(detect::checkSettings(info(), settings));
    CAUSEWAY_ASSIGN(const auto training, detect::trainingSessions(data, job));
    const detect::SequenceSet &sessions = *data.sessions;
    const Parts parts = partsOf(data);
    const auto number = [&](const char *name) { return detect::setting(info(), settings, name); };
    ValueModel::Parts made;
    made.info = &info();
    made.minimum = static_cast<std::uint64_t>(number("minimum"));
    std::vector<bool> include(sessions.size(), false);
    for (const std::size_t s : parts.learned)
        include[s] = true;
    CAUSEWAY_ASSIGN(made.space, ValueSpace::learn(sessions, include, made.minimum, job));
    if (made.space.numbers() == 0) {
        const bool none = sessions.values.columns.empty();
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There are no values to learn from")),
                       none ? Message(CAUSEWAY_TEXT("no pattern has a numeric parameter, and the events have no times"))
                            : Message(CAUSEWAY_TEXT("no pattern with a numeric parameter has %1 events, and none has times"), made.minimum),
                       none ? Message(CAUSEWAY_TEXT("Use a detector of the order of events, such as “trivial”."))
                            : Message(CAUSEWAY_TEXT("Import more, or ask for fewer: --set minimum=N.")));
    }
    std::vector<double> finest;
    for (const ValueKind &kind : made.space.kinds())
        for (const ValueKind::Number &one : kind.numbers)
            finest.push_back(one.scale.resolution());
    if (m_network)
        made.history = static_cast<std::uint32_t>(number("history"));
    CAUSEWAY_ASSIGN(const SessionValues kept, sessionValues(made.space, sessions, parts.kept, made.history, job));

    detect::TrainReport report;
    report.sessions = training.sessions;
    std::vector<float> predicted;
    if (m_network) {
        CAUSEWAY_ASSIGN(const Learner *const library, learner());
        CAUSEWAY_ASSIGN(const SessionValues learned, sessionValues(made.space, sessions, parts.learned, made.history, job));
        CAUSEWAY_ASSIGN(auto network, library->makeValueNetwork(networkShape(made.space, static_cast<std::uint32_t>(number("hidden_units"))), settings.seed));
        ValuePlan plan;
        plan.epochs = settings.epochs > 0 ? settings.epochs : static_cast<int>(number("epochs"));
        plan.learningRate = number("learning_rate");
        plan.seed = settings.seed;
        plan.onEpoch = whileSomethingIsGained(settings, kPatience);
        CAUSEWAY_ASSIGN(const SequenceOutcome outcome, network->learn(learned.rows, kept.rows, plan, job));
        report.epochs = static_cast<int>(outcome.loss.size());
        report.loss = outcome.loss;
        report.heldOut = outcome.heldOut;
        report.windows = report.uniqueWindows = learned.cells.size();
        CAUSEWAY_ASSIGN(predicted, network->predict(kept.rows, settings.threads, job));
        made.network = std::move(network);
    } else
        report.windows = report.uniqueWindows = training.sessions;

    const auto errors = errorsOf(made.space, kept, predicted);
    made.bands = ValueBands(errors, finest);
    made.plain = m_network ? ValueBands(errorsOf(made.space, kept, {}), finest) : made.bands;
    std::vector<double> scores = crossScores(errors, parts.kept.size(), finest);
    const double share = number("false_positives");
    const auto count = static_cast<std::uint64_t>(scores.size());
    const double tolerated = detect::toleratedScore(scores, std::vector<std::uint64_t>(scores.size(), 1), detect::allowedExceptions(count, share));
    report.threshold = beyondAll(tolerated, count, share);
    if (data.unlabelled)
        report.threshold = std::min(report.threshold, beyondBulk(scores, share));
    report.threshold = std::max(kLeastThreshold, report.threshold);
    const auto above = std::count_if(scores.begin(), scores.end(), [&](double score) { return score > report.threshold; });
    report.calibrationFpr = static_cast<double>(above) / static_cast<double>(count);
    std::sort(scores.begin(), scores.end());
    const std::size_t points = std::min(scores.size(), kQuantiles + 1);
    for (std::size_t i = 0; i < points; ++i)
        made.calibration.push_back(scores[points == 1 ? 0 : i * (scores.size() - 1) / (points - 1)]);

    // A person's word is on the session with its values: others of the same templates may have odd ones.
    for (std::size_t s = 0; s < sessions.size() && !data.accepted.empty(); ++s)
        if (s < data.labels.size() && data.labels[s] == Verdict::Normal && std::ranges::binary_search(data.accepted, detect::contentHash(sessions.session(s))))
            made.accepted.push_back(ValueModel::contentOf(sessions, s));
    std::sort(made.accepted.begin(), made.accepted.end());
    return std::make_unique<ValueModel>(std::move(made), std::move(report));
}

detect::DetectorInfo describe(bool network)
{
    detect::DetectorInfo info;
    info.subjects = "session";
    info.needs = "sessions, values";
    if (network) {
        info.name = "values";
        info.title = "DeepLog: next values by LSTM";
        info.kind = detect::DetectorKind::Neural;
        info.paper = "Du et al. 2017, DeepLog: Anomaly Detection and Diagnosis from System Logs through Deep Learning, section 3.2";
        info.fidelity = "One LSTM over all of a session's vectors [time since the event before, numeric parameters] instead of one a template, so that a value may follow from those of other "
                        "templates; a Gaussian over validation errors for each number instead of each vector, which tells which one is odd";
    } else {
        info.name = "value-bounds";
        info.title = "Values outside their usual bounds";
        info.kind = detect::DetectorKind::Trivial;
        info.paper = "Own: bounds of each numeric parameter by its quantiles, whatever came before";
        info.fidelity = "What DeepLog's detector of values has to be better than: the same with the centre of a parameter's values expected everywhere";
    }
    info.settings = {detect::falsePositives(0.005), {"minimum", "Events of a pattern that are needed to judge its values", 100, 10, 1e6}};
    if (network)
        for (const detect::SettingInfo &setting : std::vector<detect::SettingInfo>{{"history", "Events that a prediction looks back on at least", 10, 1, kMostHistory},
                                                                             {"hidden_units", "Hidden units of the LSTM", 32, 4, 512},
                                                                             {"learning_rate", "Learning rate of Adam at the beginning", 0.005, 1e-6, 1},
                                                                             {"epochs", "Epochs, unless told with --epochs; ends earlier when nothing is gained", 40, 1, 100000}})
            info.settings.push_back(setting);
    return info;
}

} // namespace

const detect::Detector &valuesDetector()
{
    static const ValueDetector kDetector(describe(true), true);
    return kDetector;
}

const detect::Detector &valueBoundsDetector()
{
    static const ValueDetector kDetector(describe(false), false);
    return kDetector;
}

} // namespace causeway::learn
