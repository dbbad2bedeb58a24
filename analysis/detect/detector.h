#pragma once
// The detector interface: what a detector is, how it is trained, what it says of a subject. Every detector of every kind
// (trivial, counts, flow, neural, supervised, threshold, forecast, ensemble) stands behind it.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/core/event.h"
#include "analysis/core/job.h"
#include "analysis/core/message.h"
#include "analysis/core/result.h"
#include "analysis/detect/sequence_set.h"

namespace causeway::detect {

enum class DetectorKind : std::uint8_t { Trivial, Counts, Flow, Neural, Supervised, Threshold, Forecast, Ensemble };
std::string_view toName(DetectorKind kind);

// A setting that a user may change with --set KEY=VALUE.
struct SettingInfo {
    std::string name;
    std::string description;
    double defaultValue = 0;
    double minimum = 0;
    double maximum = 0;
    std::vector<std::string> choices = {}; // where given, value i is the choice of that name
};

struct DetectorInfo {
    std::string name;      // "new-event", "count-vector", "ngram", "trivial", "threshold" …
    std::string title;     // "Unseen count vector"
    DetectorKind kind = DetectorKind::Trivial;
    std::string subjects;  // "session" or "window"
    std::string needs;     // "sessions", "times"
    std::string paper;     // source of the method
    std::string fidelity;  // how close to the source this is, in a sentence
    std::vector<SettingInfo> settings;
};

class Model;

struct TrainSettings {
    std::map<std::string, double> values; // of DetectorInfo::settings; absent = default
    int epochs = 0;                       // 0 = the detector's own default
    std::uint64_t seed = 1;
    unsigned threads = 1;                 // never changes a result
    // A trained model of the same detector to go on from. Networks do where it has the shape that is asked for, with new templates
    // behind those it knows; else, and by other detectors, it is passed over.
    const Model *from = nullptr;
    // Called after each epoch of what is optimised: its number from 1, the mean loss on what is learned from and on what is
    // held out. false: stop, and keep the best so far.
    std::function<bool(int epoch, double loss, double heldOut)> onEpoch;
};

// How keys are named in messages: the template's text.
using KeyNamer = std::function<std::string(std::uint32_t)>;

// What there is to learn from. Sessions in order of time; the detector calibrates on [calibrationFrom, size).
// Labels are by session where known; unlabelled ones are taken for normal by unsupervised detectors (the caller has
// already left out what is labelled anomalous).
struct TrainingData {
    const SequenceSet *sessions = nullptr; // detectors of subject "session"
    const CountTable *counts = nullptr;    // detectors of subject "window"
    std::size_t calibrationFrom = 0;       // first session (or bucket) that calibrates
    std::vector<std::optional<Verdict>> labels; // empty, or one a session
    // Nobody said that these sessions are normal: what is odd is among them. A model that learned so judges a session
    // that it learned from (known by its identity) by what the others have, see rare_traits.h.
    bool unlabelled = false;
    // contentHash() of what a person said to be normal: a session with just these events is never anomalous to a model that
    // was told so, whatever else it learned. Ascending.
    std::vector<std::uint64_t> accepted;
    // identities of sessions that are labelled anomalous and so not among `sessions`. Where `unlabelled`, a model judges them as
    // what it learned from: by what the others have, not as new ones of which anything known is usual.
    std::vector<std::uint64_t> leftOut;
    // Kinds of anomalies as a person names them; empty, or one a session ("" where none was given). For supervised detectors.
    std::vector<std::string> kinds;
    KeyNamer name;                         // the templates' texts, for detectors that read words; may be empty
};

struct TrainReport {
    std::uint64_t sessions = 0, windows = 0, uniqueWindows = 0;
    int epochs = 0;
    std::vector<double> loss;       // one an epoch; empty where nothing is optimised
    std::vector<double> heldOut;    // the same on what is held out; as long as loss, or empty
    double threshold = 0;
    std::vector<double> calibration; // scores of the calibration sessions at even quantiles, ascending; may be empty
    double calibrationFpr = 0;
    bool wentOn = false;            // from TrainSettings::from; not kept
    Message rule;                   // how subjects are judged, in a sentence, as chosen on calibration
};

// Score of a subject: anomalous where score > threshold. Higher is odder, in units of the detector.
struct Scores {
    std::vector<double> scores; // one a session or bucket
    double threshold = 0;
};

// One event of a session as the detector saw it.
struct Step {
    std::uint64_t position = 0;  // within the session
    bool odd = false;
    std::uint32_t observed = 0;  // key
    struct Expected {
        std::uint32_t key = 0;
        double probability = 0;
    };
    std::vector<Expected> expected;  // most probable first, at most 5
    double nll = 0;                  // −ln p(observed | before); NaN where the detector has no probabilities
    std::vector<double> attention;   // over the positions before; empty where the detector has none
    std::vector<double> occlusion;
};

// What the words of an event that a step was predicted from count for it. Words, attention and occlusion side by side.
struct WordWeights {
    std::uint64_t step = 0, position = 0; // of the step and of the event before it, within the session
    std::vector<std::string> words;
    std::vector<double> attention;        // sums to 1
    std::vector<double> occlusion;        // by how much the word raises −ln p(observed) of the step; empty for a single word
};

struct Explanation {
    Message message;          // a sentence: "After … the step … is missing (99.8 % of 4,210 sessions have it …)"
    std::vector<Step> steps;  // every event of the session (or only the odd ones beyond 2,000 events)
    std::vector<Step::Expected> expectedAtEnd{}; // what should have followed where the session ends oddly, else empty
    std::vector<WordWeights> words{};            // of the events that odd steps hang on most, by detectors that read words; may be empty
    // Where it first goes wrong: the position of the first wrong event or, where something did not come, of the last event before
    // that, and the key of what did not come.
    struct Origin {
        std::uint64_t position = 0;
        std::optional<std::uint32_t> absent{};
    };
    std::optional<Origin> origin{};              // where the detector tells more than the steps do
    // That, else the first odd step, else the end where more was to come; nothing where no step is odd.
    [[nodiscard]] std::optional<Origin> firstWrong() const;
};

// A trained detector. Immutable; any number of threads may call.
class Model {
public:
    virtual ~Model() = default;
    [[nodiscard]] virtual const TrainReport &report() const = 0;
    // Equal sequences get equal scores, but for those learned from without labels; unique ones are scored once. Errors:
    // Cancelled.
    [[nodiscard]] virtual Result<Scores> score(const SequenceSet &sessions, unsigned threads, const Job &job) const = 0;
    [[nodiscard]] virtual Result<Explanation> explain(const SequenceSet &sessions, std::size_t session, const KeyNamer &name) const = 0;
    // What explain() says, without what only a person who looks closer needs: message, odd steps and their surprise. The
    // same for equal sequences of equal score. By default all of explain().
    [[nodiscard]] virtual Result<Explanation> summarise(const SequenceSet &sessions, std::size_t session, const KeyNamer &name) const;
    // Detectors of subject "window" override these; the defaults are errors (Unsupported).
    [[nodiscard]] virtual Result<Scores> scoreWindows(const CountTable &counts, const Job &job) const;
    [[nodiscard]] virtual Result<Explanation> explainWindow(const CountTable &counts, std::size_t bucket, const KeyNamer &name) const;
    // Of a session that a person said to be normal: it is not anomalous by any threshold.
    [[nodiscard]] virtual bool isAccepted(std::span<const std::uint32_t>) const { return false; }
    // A new version that was told that a session is normal: it never finds it again, and learns from it what it can. replay: normal
    // sessions that it is not to forget over that; none: it remembers the session alone. Errors: Unsupported (by default: such
    // detectors are trained anew), Cancelled.
    [[nodiscard]] virtual Result<std::unique_ptr<Model>> corrected(std::span<const std::uint32_t> session, const SequenceSet &replay, std::uint64_t seed, const Job &job) const;
    // The model's own bytes; Detector::load() of the same detector reads them. No pickles, no code.
    [[nodiscard]] virtual std::string save() const = 0;
};

class Detector {
public:
    virtual ~Detector() = default;
    [[nodiscard]] virtual const DetectorInfo &info() const = 0;
    // Errors: InvalidInput (nothing to learn from, with the remedy), Cancelled.
    [[nodiscard]] virtual Result<std::unique_ptr<Model>> train(const TrainingData &data, const TrainSettings &settings, const Job &job) const = 0;
    // Bytes may be hostile: checked in full. Errors: Damaged.
    [[nodiscard]] virtual Result<std::unique_ptr<Model>> load(std::string_view bytes) const = 0;
};

// The detectors of this folder, in the order shown; engine/list_models.h has those of all folders.
std::span<const Detector *const> detectors();
const Detector *findDetector(std::string_view name); // nullptr where there is none

} // namespace causeway::detect
