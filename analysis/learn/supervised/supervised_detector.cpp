#include "analysis/learn/supervised/supervised_detector.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "analysis/core/hash.h"
#include "analysis/core/parallel.h"
#include "analysis/detect/wording.h"

namespace causeway::learn {

namespace {

using detect::SequenceSet;

constexpr std::size_t kFewest = 2; // labelled sessions of each verdict
constexpr std::size_t kFolds = 5;
constexpr std::size_t kMostKinds = 100;
constexpr std::size_t kTellingFeatures = 3; // whose events are marked

double round1(double value) { return std::round(value * 10) / 10; }
double percent(double share) { return round1(share * 100); }

struct Kinds {
    std::vector<std::string> names; // none, or two and more: then `model` tells them apart
    Softmax model;
};

class SupervisedModel final : public detect::SessionModel {
public:
    SupervisedModel(const detect::DetectorInfo &info, detect::TrainReport trained, SessionFeatures features, std::unique_ptr<Classifier> classifier, Kinds kinds)
        : SessionModel(info, std::move(trained)), m_features(std::move(features)), m_classifier(std::move(classifier)), m_kinds(std::move(kinds))
    {
        setRule(Message(CAUSEWAY_TEXT("Learned from %1 labelled sessions: anomalous where the probability is above %2 %"), report().sessions, percent(report().threshold)));
    }

protected:
    double scoreOf(std::span<const std::uint32_t> sequence) const override { return m_classifier->probability(m_features.row(sequence)); }
    void explainNew(std::span<const std::uint32_t> sequence, const detect::KeyNamer &name, detect::Explanation &out) const override;
    void write(ByteWriter &out) const override
    {
        m_features.write(out);
        m_classifier->write(out);
        out.varint(m_kinds.names.size());
        for (const std::string &kind : m_kinds.names)
            out.text(kind);
        if (m_kinds.names.size() > 1)
            m_kinds.model.write(out);
    }

private:
    [[nodiscard]] Message word(std::span<const std::uint32_t> sequence, const FeatureRow &row, std::size_t feature, double probability, const detect::KeyNamer &name) const;

    SessionFeatures m_features;
    std::unique_ptr<Classifier> m_classifier;
    Kinds m_kinds;
};

// Both texts are literals; the second names the kind as well.
Message oneOf(const char *plain, const char *withKind, const std::string &kind, auto... arguments)
{
    return kind.empty() ? Message(plain, arguments...) : Message(withKind, arguments..., kind);
}

Message SupervisedModel::word(std::span<const std::uint32_t> sequence, const FeatureRow &row, std::size_t feature, double probability, const detect::KeyNamer &name) const
{
    std::string kind;
    if (m_kinds.names.size() == 1)
        kind = m_kinds.names.front();
    else if (!m_kinds.names.empty()) {
        const auto p = m_kinds.model.probabilities(row);
        kind = m_kinds.names[static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin())];
    }
    const double sure = percent(probability), usual = m_features.usual(feature);
    const auto key = [&](std::uint64_t of) { return detect::nameOf(name, static_cast<std::uint32_t>(of)); };
    switch (m_features.meaning(feature)) {
    case SessionFeatures::Meaning::Count: {
        const std::uint32_t of = m_features.key(feature);
        const auto count = std::ranges::count(sequence, of);
        if (count == 0)
            return oneOf(CAUSEWAY_TEXT("“%2” is missing, which normal sessions have %3 times; anomalous with %1 %"),
                         CAUSEWAY_TEXT("“%2” is missing, which normal sessions have %3 times; anomalous with %1 %, most like the kind “%4”"), kind, sure, key(of), round1(usual));
        return oneOf(CAUSEWAY_TEXT("“%2” occurs %3 times, in normal sessions %4; anomalous with %1 %"),
                     CAUSEWAY_TEXT("“%2” occurs %3 times, in normal sessions %4; anomalous with %1 %, most like the kind “%5”"), kind, sure, key(of), count, round1(usual));
    }
    case SessionFeatures::Meaning::Length:
        return oneOf(CAUSEWAY_TEXT("The session has %2 events, normal ones %3; anomalous with %1 %"),
                     CAUSEWAY_TEXT("The session has %2 events, normal ones %3; anomalous with %1 %, most like the kind “%4”"), kind, sure, sequence.size(), round1(usual));
    case SessionFeatures::Meaning::Pair: break;
    }
    const SessionFeatures::Pair pair = m_features.pair(feature);
    const bool has = std::ranges::any_of(row, [&](const FeatureValue &cell) { return cell.feature == feature; });
    const double share = percent(usual);
    if (pair.from == SessionFeatures::kEdge && pair.to == SessionFeatures::kEdge)
        return oneOf(CAUSEWAY_TEXT("The session is empty; anomalous with %1 %"), CAUSEWAY_TEXT("The session is empty; anomalous with %1 %, most like the kind “%2”"), kind, sure);
    if (pair.from == SessionFeatures::kEdge)
        return has ? oneOf(CAUSEWAY_TEXT("The session begins with “%2”, as %3 % of normal ones do; anomalous with %1 %"),
                           CAUSEWAY_TEXT("The session begins with “%2”, as %3 % of normal ones do; anomalous with %1 %, most like the kind “%4”"), kind, sure, key(pair.to), share)
                   : oneOf(CAUSEWAY_TEXT("The session does not begin with “%2”, as %3 % of normal ones do; anomalous with %1 %"),
                           CAUSEWAY_TEXT("The session does not begin with “%2”, as %3 % of normal ones do; anomalous with %1 %, most like the kind “%4”"), kind, sure, key(pair.to), share);
    if (pair.to == SessionFeatures::kEdge)
        return has ? oneOf(CAUSEWAY_TEXT("The session ends with “%2”, as %3 % of normal ones do; anomalous with %1 %"),
                           CAUSEWAY_TEXT("The session ends with “%2”, as %3 % of normal ones do; anomalous with %1 %, most like the kind “%4”"), kind, sure, key(pair.from), share)
                   : oneOf(CAUSEWAY_TEXT("The session does not end with “%2”, as %3 % of normal ones do; anomalous with %1 %"),
                           CAUSEWAY_TEXT("The session does not end with “%2”, as %3 % of normal ones do; anomalous with %1 %, most like the kind “%4”"), kind, sure, key(pair.from), share);
    return has ? oneOf(CAUSEWAY_TEXT("“%2” is followed by “%3”, as in %4 % of normal sessions; anomalous with %1 %"),
                       CAUSEWAY_TEXT("“%2” is followed by “%3”, as in %4 % of normal sessions; anomalous with %1 %, most like the kind “%5”"), kind, sure, key(pair.from), key(pair.to), share)
               : oneOf(CAUSEWAY_TEXT("“%2” is nowhere followed by “%3”, as in %4 % of normal sessions; anomalous with %1 %"),
                       CAUSEWAY_TEXT("“%2” is nowhere followed by “%3”, as in %4 % of normal sessions; anomalous with %1 %, most like the kind “%5”"), kind, sure, key(pair.from), key(pair.to), share);
}

void SupervisedModel::explainNew(std::span<const std::uint32_t> sequence, const detect::KeyNamer &name, detect::Explanation &out) const
{
    const FeatureRow row = m_features.row(sequence);
    const double probability = m_classifier->probability(row);
    const std::vector<double> contributions = m_classifier->contributions(row, m_features);
    std::vector<std::size_t> order(contributions.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return contributions[a] > contributions[b]; });
    if (!(probability > report().threshold) || !(contributions[order.front()] > 0)) {
        out.message = probability > report().threshold ? Message(CAUSEWAY_TEXT("Nothing alone tells it from the sessions labelled normal; anomalous with %1 %"), percent(probability))
                                                       : Message(CAUSEWAY_TEXT("Like the sessions labelled normal; anomalous with %1 %"), percent(probability));
        return;
    }
    out.message = word(sequence, row, order.front(), probability, name);
    for (std::size_t i = 0; i < std::min(kTellingFeatures, order.size()); ++i) {
        const std::size_t feature = order[i];
        if (!(contributions[feature] > contributions[order.front()] / 4))
            break;
        const auto meaning = m_features.meaning(feature);
        if (meaning == SessionFeatures::Meaning::Length)
            continue;
        for (std::size_t e = 0; e < sequence.size(); ++e) {
            const std::uint64_t before = e == 0 ? SessionFeatures::kEdge : sequence[e - 1];
            if (meaning == SessionFeatures::Meaning::Count)
                out.steps[e].odd = out.steps[e].odd || sequence[e] == m_features.key(feature);
            else if (const auto &pair = m_features.pair(feature); (pair.from == before && pair.to == sequence[e]) ||
                                                                   (pair.to == SessionFeatures::kEdge && e + 1 == sequence.size() && pair.from == sequence[e]))
                out.steps[e].odd = true;
        }
    }
}

tl::unexpected<Error> tooFew(const std::vector<LabelledContent> &contents)
{
    std::uint64_t of[2] = {0, 0};
    for (const LabelledContent &content : contents)
        of[content.anomalous ? 1 : 0] += content.sessions;
    const Message what(CAUSEWAY_TEXT("There is nothing to learn from"));
    const Message hint(CAUSEWAY_TEXT("Label some sessions of both kinds: causeway queue PROJECT says which are worth it."));
    if (of[0] + of[1] == 0)
        return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("no session is labelled, and this detector learns from labels alone")), hint);
    if (of[0] == 0 || of[1] == 0)
        return failure(ErrorCode::InvalidInput, what,
                       of[0] == 0 ? Message(CAUSEWAY_TEXT("all %1 labelled sessions are labelled anomalous, none normal"), of[1])
                                  : Message(CAUSEWAY_TEXT("all %1 labelled sessions are labelled normal, none anomalous"), of[0]),
                       hint);
    return failure(ErrorCode::InvalidInput, what, Message(CAUSEWAY_TEXT("%1 sessions are labelled normal and %2 anomalous, at least %3 of each are needed"), of[0], of[1], kFewest), hint);
}

// The fold of each content: those of a verdict are dealt out in an order that the seed shuffles. A content that has both
// verdicts lies in one fold. None where a verdict has a single content.
std::vector<std::uint32_t> foldsOf(const std::vector<LabelledContent> &contents, const SequenceSet &sessions, std::uint64_t seed)
{
    std::vector<std::pair<std::uint64_t, std::size_t>> order;
    std::size_t of[2] = {0, 0};
    for (std::size_t c = 0; c < contents.size(); ++c) {
        order.emplace_back(mix64(detect::contentHash(sessions.session(contents[c].session)) ^ mix64(seed)), c);
        ++of[contents[c].anomalous ? 1 : 0];
    }
    const std::size_t folds = std::min({kFolds, of[0], of[1]});
    if (folds < 2)
        return {};
    std::sort(order.begin(), order.end());
    std::vector<std::uint32_t> out(contents.size());
    std::size_t dealt[2] = {0, 0};
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::size_t c = order[i].second;
        if (i > 0 && order[i - 1].first == order[i].first)
            out[c] = out[order[i - 1].second];
        else
            out[c] = static_cast<std::uint32_t>(dealt[contents[c].anomalous ? 1 : 0]++ % folds);
    }
    return out;
}

Result<Kinds> learnKinds(const std::vector<LabelledContent> &contents, const std::vector<FeatureRow> &rows, std::size_t features, const Job &job)
{
    std::map<std::string, double> sessions; // of a kind
    for (const LabelledContent &content : contents)
        if (content.anomalous && !content.kind.empty())
            sessions[content.kind] += std::log2(1.0 + static_cast<double>(content.sessions));
    while (sessions.size() > kMostKinds)
        sessions.erase(std::ranges::min_element(sessions, {}, [](const auto &kind) { return kind.second; }));
    Kinds kinds;
    ClassifiedRows classified;
    for (const auto &[name, weight] : sessions)
        kinds.names.push_back(name);
    if (kinds.names.size() < 2)
        return kinds;
    for (std::size_t c = 0; c < contents.size(); ++c) {
        const auto found = contents[c].anomalous ? sessions.find(contents[c].kind) : sessions.end();
        if (found == sessions.end())
            continue;
        classified.rows.push_back(&rows[c]);
        classified.classes.push_back(static_cast<std::uint32_t>(std::distance(sessions.begin(), found)));
        classified.weights.push_back(std::log2(1.0 + static_cast<double>(contents[c].sessions)) / found->second);
    }
    CAUSEWAY_ASSIGN(kinds.model, Softmax::fit(classified, features, kinds.names.size(), 1.0 / static_cast<double>(classified.rows.size()), job));
    return kinds;
}

ClassifiedRows classified(const std::vector<LabelledContent> &contents, const std::vector<FeatureRow> &rows, const std::vector<std::uint32_t> &folds, std::uint32_t without)
{
    std::vector<LabelledContent> kept;
    ClassifiedRows out;
    for (std::size_t c = 0; c < contents.size(); ++c)
        if (folds.empty() || folds[c] != without) {
            out.rows.push_back(&rows[c]);
            out.classes.push_back(contents[c].anomalous ? 1 : 0);
            kept.push_back(contents[c]);
        }
    out.weights = contentWeights(kept);
    return out;
}

} // namespace

Result<std::vector<LabelledContent>> labelledContents(const detect::TrainingData &data, const Job &job)
{
    std::vector<LabelledContent> contents;
    if (data.sessions == nullptr || data.labels.size() != data.sessions->size())
        return contents;
    const bool kinds = data.kinds.size() == data.labels.size();
    for (const Verdict verdict : {Verdict::Normal, Verdict::Anomalous}) {
        std::vector<bool> include(data.labels.size());
        for (std::size_t s = 0; s < include.size(); ++s)
            include[s] = data.labels[s] == verdict;
        CAUSEWAY_ASSIGN(const detect::UniqueSequences unique, detect::uniqueSequences(*data.sessions, job, include));
        const std::size_t first = contents.size();
        std::vector<std::map<std::string, std::size_t>> given(unique.first.size());
        if (kinds)
            for (std::size_t s = 0; s < include.size(); ++s)
                if (include[s] && !data.kinds[s].empty())
                    ++given[unique.of[s]][data.kinds[s]];
        for (std::size_t u = 0; u < unique.first.size(); ++u) {
            LabelledContent content{unique.first[u], verdict == Verdict::Anomalous, unique.weight[u], {}};
            if (!given[u].empty())
                content.kind = std::ranges::max_element(given[u], {}, [](const auto &kind) { return kind.second; })->first;
            contents.push_back(std::move(content));
        }
        std::sort(contents.begin() + static_cast<std::ptrdiff_t>(first), contents.end(), [](const auto &a, const auto &b) { return a.session < b.session; });
    }
    return contents;
}

std::vector<double> contentWeights(const std::vector<LabelledContent> &contents)
{
    std::vector<double> weights;
    double of[2] = {0, 0};
    for (const LabelledContent &content : contents) {
        weights.push_back(std::log2(1.0 + static_cast<double>(content.sessions)));
        of[content.anomalous ? 1 : 0] += weights.back();
    }
    for (std::size_t c = 0; c < contents.size(); ++c)
        weights[c] /= 2 * of[contents[c].anomalous ? 1 : 0];
    return weights;
}

double bestThreshold(const std::vector<double> &probabilities, const std::vector<LabelledContent> &contents)
{
    std::vector<std::size_t> order(probabilities.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return probabilities[a] > probabilities[b]; });
    double positives = 0, tp = 0, fp = 0, best = -1, threshold = 0.5;
    for (const LabelledContent &content : contents)
        positives += content.anomalous ? static_cast<double>(content.sessions) : 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const LabelledContent &content = contents[order[i]];
        (content.anomalous ? tp : fp) += static_cast<double>(content.sessions);
        const double high = probabilities[order[i]], low = i + 1 < order.size() ? probabilities[order[i + 1]] : 0;
        if (low == high)
            continue;
        const double f1 = 2 * tp / (tp + fp + positives);
        const double here = low < 0.5 && 0.5 < high ? 0.5 : (low + high) / 2;
        if (f1 > best || (f1 == best && std::abs(here - 0.5) < std::abs(threshold - 0.5))) {
            best = f1;
            threshold = here;
        }
    }
    return threshold;
}

SupervisedDetector::Learned SupervisedDetector::learn(const Lesson &lesson, const Job &job) const
{
    const detect::TrainSettings &settings = lesson.settings;
    CAUSEWAY_ASSIGN(const std::vector<LabelledContent> contents, labelledContents(lesson.data, job));
    std::uint64_t of[2] = {0, 0};
    for (const LabelledContent &content : contents)
        of[content.anomalous ? 1 : 0] += content.sessions;
    if (std::min(of[0], of[1]) < kFewest)
        return tooFew(contents);
    const SequenceSet &sessions = *lesson.data.sessions;
    CAUSEWAY_ASSIGN(SessionFeatures features, SessionFeatures::choose(sessions, contents, static_cast<std::size_t>(detect::setting(info(), settings, "pairs")), job));
    std::vector<FeatureRow> rows(contents.size());
    CAUSEWAY_TRY(detect::forEach(rows.size(), settings.threads, job, [&](std::size_t c) { rows[c] = features.row(sessions.session(contents[c].session)); }));

    const std::vector<std::uint32_t> folds = foldsOf(contents, sessions, settings.seed);
    double threshold = 0.5, fpr = 0;
    if (!folds.empty()) {
        std::vector<double> leftOut(contents.size());
        const std::size_t count = 1 + *std::max_element(folds.begin(), folds.end());
        CAUSEWAY_TRY(parallelFor(count, settings.threads, job, [&](std::size_t fold, unsigned) -> Result<void> {
            const ClassifiedRows others = classified(contents, rows, folds, static_cast<std::uint32_t>(fold));
            CAUSEWAY_ASSIGN(const auto classifier, fit({others, features, settings}, job));
            for (std::size_t c = 0; c < contents.size(); ++c)
                if (folds[c] == fold)
                    leftOut[c] = classifier->probability(rows[c]);
            return {};
        }));
        threshold = bestThreshold(leftOut, contents);
        for (std::size_t c = 0; c < contents.size(); ++c)
            if (!contents[c].anomalous && leftOut[c] > threshold)
                fpr += static_cast<double>(contents[c].sessions) / static_cast<double>(of[0]);
    }
    FitReport fitted;
    const ClassifiedRows all = classified(contents, rows, {}, 0);
    CAUSEWAY_ASSIGN(auto classifier, fit({all, features, settings, &fitted}, job));
    CAUSEWAY_ASSIGN(Kinds kinds, learnKinds(contents, rows, features.size(), job));

    detect::TrainReport report;
    report.sessions = of[0] + of[1];
    report.windows = report.sessions;
    report.uniqueWindows = contents.size();
    report.epochs = fitted.epochs;
    report.loss = std::move(fitted.loss);
    report.heldOut = std::move(fitted.heldOut);
    report.threshold = threshold;
    report.calibrationFpr = std::min(fpr, 1.0);
    return std::make_unique<SupervisedModel>(info(), std::move(report), std::move(features), std::move(classifier), std::move(kinds));
}

std::unique_ptr<detect::SessionModel> SupervisedDetector::read(ByteReader &in, detect::TrainReport report) const
{
    auto features = SessionFeatures::read(in);
    auto classifier = features ? readClassifier(in, features->size()) : nullptr;
    if (!classifier || !(report.threshold >= 0 && report.threshold <= 1))
        return nullptr;
    Kinds kinds;
    const std::uint64_t count = in.bounded(kMostKinds);
    for (std::uint64_t i = 0; i < count; ++i)
        kinds.names.emplace_back(in.text());
    if (!in.ok())
        return nullptr;
    if (count > 1) {
        auto model = Softmax::read(in, features->size());
        if (!model || model->classes() != count)
            return nullptr;
        kinds.model = std::move(*model);
    }
    return std::make_unique<SupervisedModel>(info(), std::move(report), std::move(*features), std::move(classifier), std::move(kinds));
}

} // namespace causeway::learn
