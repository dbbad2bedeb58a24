#include "analysis/learn/ensemble/ensemble_detector.h"

#include <algorithm>
#include <iterator>

#include "analysis/core/parallel.h"
#include "analysis/detect/builtin.h"
#include "analysis/detect/training.h"
#include "analysis/detect/unique_sequences.h"
#include "analysis/learn/api/learner.h"
#include "analysis/learn/builtin.h"
#include "analysis/learn/ensemble/ensemble_model.h"
#include "analysis/learn/ensemble/near_misses.h"

namespace causeway::learn {

namespace {

constexpr std::size_t kFolds = 5;
constexpr std::size_t kNearMisses = 2000;
constexpr double kCountingProgress = 0.1; // of the way, where a network follows

detect::TrainingData dataOf(const detect::SequenceSet &sessions, std::size_t calibrationFrom, const detect::KeyNamer &name)
{
    detect::TrainingData data;
    data.sessions = &sessions;
    data.calibrationFrom = calibrationFrom;
    data.name = name;
    return data;
}

detect::TrainSettings settingsOf(const detect::TrainSettings &settings)
{
    detect::TrainSettings out = settings; // of the ensemble; its members have their own defaults
    out.values.clear();
    return out;
}

// The fold of each session. Sessions of the same events are dealt out to all folds, so that one left out leaves its like behind.
Result<std::vector<std::size_t>> foldsOf(const detect::SequenceSet &sessions, std::size_t folds, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto unique, detect::uniqueSequences(sessions, job));
    std::vector<std::size_t> next(unique.first.size());
    for (std::size_t u = 0; u < next.size(); ++u)
        next[u] = u;
    std::vector<std::size_t> out(sessions.size());
    for (std::size_t s = 0; s < out.size(); ++s)
        out[s] = next[unique.of[s]]++ % folds;
    return out;
}

struct Judged {
    std::vector<double> normal, nearMisses; // scores
};

// Of the detector, by models that know neither a session nor what was made of it.
Result<Judged> leaveOut(const detect::Detector &detector, const detect::SequenceSet &sessions, const NearMisses &near, const std::vector<std::size_t> &folds,
                        const detect::TrainSettings &settings, const detect::KeyNamer &name, const Job &job)
{
    Judged out{std::vector<double>(sessions.size(), 0), std::vector<double>(near.from.size(), 0)};
    Job quiet;
    quiet.cancel = job.cancel;
    const std::size_t count = 1 + *std::max_element(folds.begin(), folds.end());
    for (std::size_t fold = 0; fold < count; ++fold) {
        std::vector<std::size_t> mine, others, nearMine;
        for (std::size_t s = 0; s < folds.size(); ++s)
            (folds[s] == fold ? mine : others).push_back(s);
        for (std::size_t i = 0; i < near.from.size(); ++i)
            if (folds[near.from[i]] == fold)
                nearMine.push_back(i);
        if (others.empty()) // a single session: it can only be judged by itself
            others = mine;
        const detect::SequenceSet learned = some(sessions, others);
        CAUSEWAY_ASSIGN(const auto model, detector.train(dataOf(learned, learned.size() - learned.size() / 5, name), settings, quiet));
        CAUSEWAY_ASSIGN(const auto normal, model->score(some(sessions, mine), settings.threads, quiet));
        CAUSEWAY_ASSIGN(const auto missed, model->score(some(near.sessions, nearMine), settings.threads, quiet));
        for (std::size_t i = 0; i < mine.size(); ++i)
            out.normal[mine[i]] = normal.scores[i];
        for (std::size_t i = 0; i < nearMine.size(); ++i)
            out.nearMisses[nearMine[i]] = missed.scores[i];
    }
    return out;
}

std::vector<double> evidenceOf(const std::vector<double> &scores, const auto &scale)
{
    std::vector<double> out;
    out.reserve(scores.size());
    std::transform(scores.begin(), scores.end(), std::back_inserter(out), scale);
    return out;
}

detect::DetectorInfo describe(const std::vector<const NeuralDetector *> &networks)
{
    detect::DetectorInfo info{"ensemble",
                              "Detectors together",
                              detect::DetectorKind::Ensemble,
                              "session",
                              "sessions",
                              "Landauer, Skopik & Wurzenberger 2024, A Critical Review of Common Log Data Sets; Caruana et al. 2004, Ensemble Selection from Libraries of Models",
                              "Not a published combination: each member's score becomes the share of left-out sessions that are as odd; which members judge together is "
                              "chosen on left-out sessions and on normal ones with one mistake, without labels",
                              {detect::falsePositives(0.001), detect::rareShare()}};
    detect::SettingInfo network{"network", "The network among its members", networks.empty() ? 0.0 : 1.0, 0, static_cast<double>(networks.size()), {"none"}};
    for (const NeuralDetector *detector : networks)
        network.choices.push_back(detector->info().name);
    info.settings.push_back(std::move(network));
    return info;
}

} // namespace

EnsembleDetector::EnsembleDetector(std::vector<const detect::Detector *> counting, std::vector<const NeuralDetector *> networks)
    : m_counting(std::move(counting)), m_networks(std::move(networks)), m_info(describe(m_networks))
{
}

Result<std::unique_ptr<detect::Model>> EnsembleDetector::train(const detect::TrainingData &data, const detect::TrainSettings &settings, const Job &job) const
{
    CAUSEWAY_TRY(detect::checkSettings(info(), settings));
    CAUSEWAY_ASSIGN(const auto training, detect::trainingSessions(data, job));
    std::vector<std::size_t> taken;
    std::size_t calibrationFrom = 0;
    for (std::size_t s = 0; s < data.sessions->size(); ++s) {
        if (s < data.labels.size() && data.labels[s] == Verdict::Anomalous)
            continue;
        calibrationFrom += s < data.calibrationFrom ? 1 : 0;
        taken.push_back(s);
    }
    const detect::SequenceSet sessions = some(*data.sessions, taken);
    const double share = detect::setting(info(), settings, "false_positives");
    const detect::TrainSettings own = settingsOf(settings);
    CAUSEWAY_ASSIGN(const NearMisses near, nearMisses(sessions, kNearMisses, settings.seed, job));
    CAUSEWAY_ASSIGN(const auto folds, foldsOf(sessions, std::min(kFolds, sessions.size()), job));

    EnsembleModel::Parts parts;
    parts.info = &info();
    parts.nearMisses = near.from.size();
    parts.accepted = detect::AcceptedContents(data.accepted);
    EvidenceTable table;
    const auto add = [&](const detect::Detector &detector, std::unique_ptr<detect::Model> model, Judged judged) {
        EnsembleModel::Member member;
        member.detector = &detector;
        member.bytes = model->save();
        member.model = std::move(model);
        member.scale = EvidenceScale(judged.normal);
        table.normal.push_back(evidenceOf(judged.normal, [&](double score) { return member.scale.evidenceOfOwn(score); }));
        table.nearMisses.push_back(evidenceOf(judged.nearMisses, [&](double score) { return member.scale.evidence(score); }));
        parts.members.push_back(std::move(member));
    };
    Job quiet;
    quiet.cancel = job.cancel;
    const auto choice = static_cast<std::size_t>(detect::setting(info(), settings, "network")); // 0: none
    const bool withNetwork = choice > 0;
    const double counted = withNetwork ? kCountingProgress : 1;
    for (std::size_t m = 0; m < m_counting.size(); ++m) {
        const detect::Detector *const detector = m_counting[m];
        job.report({counted * static_cast<double>(m) / static_cast<double>(m_counting.size()), 1, Progress::Unit::None});
        CAUSEWAY_ASSIGN(Judged judged, leaveOut(*detector, sessions, near, folds, own, data.name, quiet));
        CAUSEWAY_ASSIGN(auto model, detector->train(dataOf(sessions, calibrationFrom, data.name), own, quiet));
        add(*detector, std::move(model), std::move(judged));
    }

    detect::TrainReport report;
    report.sessions = training.sessions;
    report.windows = training.sessions;
    report.uniqueWindows = training.unique.first.size();
    if (withNetwork) {
        const NeuralDetector &network = *m_networks[choice - 1];
        if (const auto library = learner(); !library)
            parts.whyNoNetwork = library.error().what.toEnglish();
        else {
            Job learning;
            learning.cancel = job.cancel;
            learning.onProgress = [&](const Progress &progress) {
                job.report({counted + (1 - counted) * (progress.total > 0 ? progress.done / progress.total : 0), 1, Progress::Unit::None});
            };
            CAUSEWAY_ASSIGN(NeuralDetector::Trained trained, network.trainAndScore(dataOf(sessions, calibrationFrom, data.name), own, learning));
            CAUSEWAY_ASSIGN(detect::Scores missed, trained.model->score(near.sessions, own.threads, quiet));
            const detect::TrainReport &learned = trained.model->report();
            report.windows = learned.windows;
            report.uniqueWindows = learned.uniqueWindows;
            report.epochs = learned.epochs;
            report.loss = learned.loss;
            report.heldOut = learned.heldOut;
            add(network, std::move(trained.model), {std::move(trained.leftOut), std::move(missed.scores)});
            parts.network = true;
        }
    }

    std::vector<bool> all(parts.members.size(), true);
    for (std::size_t m = 0; m < parts.members.size(); ++m) {
        std::vector<bool> alone(parts.members.size(), false);
        alone[m] = true;
        parts.members[m].found = combinationOf(table, alone, false, share).found;
    }
    // Those that count judge whatever the network can do: with few sessions a network may find near-misses, and miss what no mistake
    // of one event looks like.
    std::vector<bool> counting = all;
    if (parts.network)
        counting.back() = false;
    parts.counting = chooseCombination(table, counting, std::vector<bool>(all.size(), false), share);
    parts.together = parts.network ? chooseCombination(table, all, parts.counting.uses, share) : parts.counting;
    if (parts.together.uses == parts.counting.uses)
        parts.together = parts.counting;
    CAUSEWAY_ASSIGN(parts.rare, detect::learnRare(info(), data, settings, training, detect::RareTraits::kCounts | detect::RareTraits::kRuns, true, job));
    if (job.isCancelled())
        return failure(cancelled());
    return std::make_unique<EnsembleModel>(std::move(parts), std::move(report));
}

Result<std::unique_ptr<detect::Model>> EnsembleDetector::load(std::string_view bytes) const
{
    std::vector<const detect::Detector *> known = m_counting;
    known.insert(known.end(), m_networks.begin(), m_networks.end());
    return EnsembleModel::load(info(), known, bytes);
}

const detect::Detector &ensembleDetector()
{
    static const EnsembleDetector kDetector(
        {&detect::trivialDetector(), &detect::countVectorDetector(), &detect::newEventDetector(), &detect::ngramDetector()},
        {dynamic_cast<const NeuralDetector *>(&deeplogDetector()), dynamic_cast<const NeuralDetector *>(&attentionDetector())});
    return kDetector;
}

} // namespace causeway::learn
