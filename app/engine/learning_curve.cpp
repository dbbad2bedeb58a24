#include "app/engine/learning_curve.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "analysis/core/hash.h"
#include "analysis/core/parallel.h"
#include "analysis/detect/evaluation.h"
#include "analysis/detect/unique_sequences.h"
#include "app/engine/list_models.h"
#include "app/engine/subjects.h"
#include "app/engine/train_detector.h"

namespace causeway::engine {

namespace {

constexpr std::uint64_t kHeldOutOneIn = 3;
constexpr std::size_t kEnough = 3; // of each verdict, held out as well as learned from
static_assert(2 * kEnough == kFewestOfAVerdict);
constexpr std::size_t kLeast = 2;
constexpr std::size_t kFewest = 8; // labels at the first point
constexpr std::size_t kPoints = 6;

struct Labelled {
    std::size_t session = 0;
    std::string id;
    bool anomalous = false;
    std::uint64_t content = 0;
};

// One repeat: what is held out, and the rest in the order in which it is learned from, verdicts mixed as they come but with as many of
// each in front as it takes to learn at all.
struct Draw {
    std::vector<const Labelled *> heldOut, order;
    [[nodiscard]] bool suffices() const { return enough(heldOut) && enough(order); }
    static bool enough(const std::vector<const Labelled *> &list)
    {
        const auto anomalous = static_cast<std::size_t>(std::count_if(list.begin(), list.end(), [](const Labelled *one) { return one->anomalous; }));
        return anomalous >= kEnough && list.size() - anomalous >= kEnough;
    }
};

Draw draw(const std::vector<Labelled> &labels, std::uint64_t seed)
{
    Draw out;
    for (const Labelled &one : labels)
        (mix64(one.content ^ mix64(seed)) % kHeldOutOneIn == 0 ? out.heldOut : out.order).push_back(&one);
    std::mt19937_64 random(seed);
    for (std::size_t i = out.order.size(); i > 1; --i)
        std::swap(out.order[i - 1], out.order[random() % i]);
    std::size_t seen[2] = {0, 0};
    std::stable_partition(out.order.begin(), out.order.end(), [&](const Labelled *one) { return ++seen[one->anomalous ? 1 : 0] <= kLeast; });
    return out;
}

// By the same ratio each, up to all.
std::vector<std::size_t> sizesUpTo(std::size_t all)
{
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < kPoints; ++i) {
        const double share = static_cast<double>(i) / static_cast<double>(kPoints - 1), first = static_cast<double>(std::min(kFewest, all));
        const auto size = static_cast<std::size_t>(std::llround(first * std::pow(static_cast<double>(all) / first, share)));
        if (out.empty() || size > out.back())
            out.push_back(size);
    }
    return out;
}

// log(1 − F1) = a + b · log(labels) through the points below 1, where there are three and it falls.
std::optional<double> extrapolate(const std::vector<LearningCurvePoint> &points, std::uint64_t more)
{
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (const LearningCurvePoint &point : points) {
        if (point.f1 >= 1)
            continue;
        const double u = std::log(static_cast<double>(point.labels)), v = std::log(1 - point.f1);
        n += 1, x += u, y += v, xx += u * u, xy += u * v;
    }
    const double spread = n * xx - x * x;
    if (n < 3 || spread <= 0)
        return std::nullopt;
    const double slope = (n * xy - x * y) / spread;
    if (slope >= 0)
        return std::nullopt;
    // From the last point on: it is what is known best.
    const LearningCurvePoint &last = points.back();
    return 1 - (1 - last.f1) * std::pow(static_cast<double>(last.labels + more) / static_cast<double>(last.labels), slope);
}

} // namespace

Result<LearningCurveResponse> learningCurve(storage::Project &project, const LearningCurveRequest &request, const Job &job)
{
    const auto refused = [&](Message why, Message hint) { return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is no learning curve")), std::move(why), std::move(hint)); };
    CAUSEWAY_ASSIGN(const detect::Detector *const detector, requireDetector(request.detector));
    if (detector->info().kind != detect::DetectorKind::Supervised)
        return refused(Message(CAUSEWAY_TEXT("“%1” does not learn from labels"), request.detector), Message(CAUSEWAY_TEXT("logistic and mlp do.")));
    CAUSEWAY_ASSIGN(const Subjects subjects, sessionSubjects(project, request.settings.threads, job));
    CAUSEWAY_ASSIGN(const SessionLabels known, sessionLabels(project));
    std::vector<Labelled> labels;
    for (std::size_t s = 0; s < subjects.size(); ++s) {
        std::string id = subjects.subject(s).id;
        if (const auto label = known.find(id); label != known.end() && label->second.verdict != Verdict::Unsure)
            labels.push_back({s, std::move(id), label->second.verdict == Verdict::Anomalous, detect::contentHash(subjects.sequences.session(s))});
    }
    LearningCurveResponse out;
    out.labels = labels.size();
    out.more = request.more;
    std::vector<Draw> draws;
    for (std::uint64_t seed = request.settings.seed; draws.size() < std::max(1u, request.repeats) && seed < request.settings.seed + 4 * std::max(1u, request.repeats); ++seed)
        if (Draw one = draw(labels, seed); one.suffices())
            draws.push_back(std::move(one));
    if (draws.empty())
        return refused(Message(CAUSEWAY_TEXT("of %1 labels too few can be held out"), labels.size()), Message(CAUSEWAY_TEXT("It takes about ten different sessions of each verdict.")));
    const unsigned threads = threadCount(request.settings.threads);
    std::size_t most = labels.size();
    for (const Draw &one : draws)
        most = std::min(most, one.order.size());
    double done = 0;
    const std::vector<std::size_t> sizes = sizesUpTo(most);
    const double all = static_cast<double>(sizes.size() * draws.size());
    for (const std::size_t size : sizes) {
        LearningCurvePoint point{size, 0, 1, 0};
        for (const Draw &one : draws) {
            TrainDetectorRequest train;
            train.detector = request.detector;
            train.settings = request.settings;
            train.settings.onEpoch = nullptr;
            train.keep = false;
            for (const Labelled *label : one.heldOut)
                train.withoutLabels.push_back(label->id);
            for (std::size_t i = size; i < one.order.size(); ++i)
                train.withoutLabels.push_back(one.order[i]->id);
            CAUSEWAY_ASSIGN(const TrainDetectorResponse trained, trainDetector(project, train, job));
            CAUSEWAY_ASSIGN(const detect::Scores scores, trained.trained->score(subjects.sequences, threads, job));
            detect::Confusion c;
            for (const Labelled *label : one.heldOut) {
                const bool flagged = scores.scores[label->session] > scores.threshold;
                ++(label->anomalous ? flagged ? c.tp : c.fn : flagged ? c.fp : c.tn);
            }
            const double f1 = c.tp == 0 ? 0 : c.f1();
            point.f1 += f1 / static_cast<double>(draws.size());
            point.low = std::min(point.low, f1);
            point.high = std::max(point.high, f1);
            job.report({++done, all, Progress::Unit::None});
        }
        out.points.push_back(point);
    }
    if (!out.points.empty())
        out.expected = extrapolate(out.points, request.more);
    return out;
}

} // namespace causeway::engine
