#include "app/engine/train_detector.h"

#include <algorithm>
#include <chrono>
#include <unordered_set>

#include "analysis/core/bytes.h"
#include "analysis/core/json_writer.h"
#include "analysis/core/parallel.h"
#include "analysis/detect/unique_sequences.h"
#include "app/engine/list_models.h"
#include "app/engine/subjects.h"
#include "storage/clock.h"
#include "storage/digest.h"
#include "storage/label_store.h"

namespace causeway::engine {

namespace {

// What of the subjects is learned from.
struct Lesson {
    detect::SequenceSet sequences; // of sessions
    std::vector<std::string> used; // subject ids
    std::vector<std::optional<Verdict>> labels;
    std::vector<std::string> kinds;
    std::vector<std::uint64_t> accepted, leftOut;
    std::uint64_t labelled = 0;
    bool unlabelled = false; // nobody said what is normal
    std::size_t size = 0;
};

// Labels normal that came with the data, or are enough of them to stand for all that is normal, are what is learned from
// alone. A few set by hand are corrections: whoever said of one finding that it is normal does not want the others forgotten.
bool sayWhatIsNormal(const Subjects &subjects, const SessionLabels &labels)
{
    constexpr std::size_t kEnoughContents = 20, kOneOf = 50;
    std::size_t normal = 0, others = 0;
    std::unordered_set<std::uint64_t> contents, normalContents;
    for (std::size_t s = 0; s < subjects.size(); ++s) {
        const auto found = labels.find(subjects.subject(s).id);
        if (found != labels.end() && found->second.verdict == Verdict::Anomalous)
            continue;
        const std::uint64_t content = detect::contentHash(subjects.sequences.session(s));
        contents.insert(content);
        if (found == labels.end() || found->second.verdict != Verdict::Normal) {
            ++others;
            continue;
        }
        if (found->second.imported)
            return true;
        ++normal;
        normalContents.insert(content);
    }
    return normal > others || (normalContents.size() >= kEnoughContents && normalContents.size() * kOneOf >= contents.size());
}

void take(Lesson &lesson, const Subjects &subjects, std::size_t session)
{
    const detect::SequenceSet &from = subjects.sequences;
    const auto begin = static_cast<std::ptrdiff_t>(from.offsets[session]), end = static_cast<std::ptrdiff_t>(from.offsets[session + 1]);
    detect::SequenceSet &to = lesson.sequences;
    to.keys.insert(to.keys.end(), from.keys.begin() + begin, from.keys.begin() + end);
    to.events.insert(to.events.end(), from.events.begin() + begin, from.events.begin() + end);
    if (!from.timesNs.empty())
        to.timesNs.insert(to.timesNs.end(), from.timesNs.begin() + begin, from.timesNs.begin() + end);
    if (from.hasValues())
        to.values.append(from.values, from.offsets[session], from.offsets[session + 1]);
    to.offsets.push_back(to.keys.size());
    to.identities.push_back(from.identities[session]);
    lesson.used.push_back(subjects.subject(session).id);
}

Lesson pickSessions(const Subjects &subjects, const SessionLabels &labels, detect::DetectorKind kind)
{
    Lesson lesson;
    lesson.sequences.values.columns = subjects.sequences.values.columns;
    const bool supervised = kind == detect::DetectorKind::Supervised;
    const bool normalAlone = !supervised && sayWhatIsNormal(subjects, labels);
    std::vector<std::uint64_t> refused; // contents that somebody labelled anomalous
    for (std::size_t s = 0; s < subjects.size(); ++s) {
        const auto found = labels.find(subjects.subject(s).id);
        std::optional<Verdict> verdict;
        if (found != labels.end() && found->second.verdict != Verdict::Unsure)
            verdict = found->second.verdict;
        if (verdict == Verdict::Normal && !found->second.imported)
            lesson.accepted.push_back(detect::contentHash(subjects.sequences.session(s)));
        if (verdict == Verdict::Anomalous)
            refused.push_back(detect::contentHash(subjects.sequences.session(s)));
        if (!supervised && verdict == Verdict::Anomalous)
            lesson.leftOut.push_back(subjects.sequences.identities[s]);
        lesson.labelled += normalAlone ? verdict == Verdict::Normal : verdict.has_value();
        if (supervised ? !verdict : normalAlone ? verdict != Verdict::Normal : verdict == Verdict::Anomalous)
            continue;
        take(lesson, subjects, s);
        lesson.labels.push_back(verdict);
        lesson.kinds.push_back(found == labels.end() ? std::string() : found->second.kind);
    }
    std::sort(lesson.accepted.begin(), lesson.accepted.end());
    lesson.accepted.erase(std::unique(lesson.accepted.begin(), lesson.accepted.end()), lesson.accepted.end());
    std::sort(refused.begin(), refused.end());
    std::erase_if(lesson.accepted, [&](std::uint64_t content) { return std::ranges::binary_search(refused, content); });
    lesson.unlabelled = !normalAlone;
    lesson.size = lesson.sequences.size();
    return lesson;
}

// A count over time has no gaps: windows labelled anomalous stay in, detectors of windows are robust against a few.
Lesson pickWindows(const Subjects &subjects, const std::unordered_map<std::string, Verdict> &verdicts)
{
    Lesson lesson;
    lesson.size = subjects.size();
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        lesson.used.push_back(subjects.subject(i).id);
        const auto found = verdicts.find(lesson.used.back());
        lesson.labels.push_back(found == verdicts.end() ? std::nullopt : std::optional<Verdict>(found->second));
        lesson.labelled += found != verdicts.end();
    }
    return lesson;
}

// Says whether two models learned from the same.
std::string fingerprint(const Subjects &subjects, const Lesson &lesson)
{
    ByteWriter bytes;
    if (subjects.windows) {
        bytes.i64(subjects.counts.fromNs);
        bytes.i64(subjects.counts.bucketNs);
        for (const detect::CountSeries &series : subjects.counts.series) {
            bytes.text(series.name);
            for (const double count : series.counts)
                bytes.f64(count);
        }
    } else {
        for (std::size_t s = 0; s < lesson.sequences.size(); ++s) {
            bytes.varint(lesson.sequences.session(s).size());
            for (const std::uint32_t key : lesson.sequences.session(s))
                bytes.varint(key);
        }
        for (const std::uint64_t content : lesson.accepted)
            bytes.u64(content);
        for (const double value : lesson.sequences.values.values)
            bytes.f64(value);
    }
    return storage::sha256Hex(bytes.bytes());
}

constexpr std::string_view kAutomatic = "\"automatic\":true", kProposed = "\"proposed\":true";

std::string settingsJson(const detect::DetectorInfo &info, const detect::TrainSettings &settings, bool automatic)
{
    JsonWriter json;
    json.beginObject();
    if (automatic)
        json.field("automatic", true);
    json.field("seed", settings.seed).field("epochs", settings.epochs).key("values").beginObject();
    for (const detect::SettingInfo &setting : info.settings) {
        const auto found = settings.values.find(setting.name);
        json.field(setting.name, found == settings.values.end() ? setting.defaultValue : found->second);
    }
    json.endObject().endObject();
    return json.take();
}

// From few sessions a threshold is a guess: what is usual, but rare, was not among them.
std::optional<Error> tooLittle(const detect::DetectorInfo &info, const detect::TrainReport &report)
{
    constexpr std::uint64_t kFewSessions = 100;
    if (info.subjects != "session" || report.sessions == 0 || report.sessions >= kFewSessions)
        return std::nullopt;
    return Error{ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” learned from %2{session|sessions} only: what it calls odd may be usual, and its threshold may let much pass"), info.name, report.sessions),
                 {}, Message(CAUSEWAY_TEXT("Train it on %1 sessions or more."), kFewSessions), {}};
}

} // namespace

bool wasAutomatic(const storage::ModelInfo &model) { return model.settings.find(kAutomatic) != std::string::npos; }
bool isProposed(const storage::ModelInfo &model) { return model.settings.find(kProposed) != std::string::npos; }

std::string markProposed(std::string settings)
{
    if (settings.find(kProposed) == std::string::npos && settings.starts_with('{'))
        settings.insert(1, std::string(kProposed) + (settings.starts_with("{}") ? "" : ","));
    return settings;
}

Result<TrainDetectorResponse> trainDetector(storage::Project &project, const TrainDetectorRequest &request, const Job &job)
{
    const auto start = std::chrono::steady_clock::now();
    CAUSEWAY_ASSIGN(const detect::Detector *const detector, requireDetector(request.detector));
    CAUSEWAY_ASSIGN(const Subjects subjects, subjectsFor(project, detector->info(), request.settings.threads, job));
    Lesson lesson;
    if (subjects.windows) {
        CAUSEWAY_ASSIGN(const auto labels, verdicts(project, SubjectKind::Window));
        lesson = pickWindows(subjects, labels);
    } else {
        CAUSEWAY_ASSIGN(SessionLabels labels, sessionLabels(project));
        for (const std::string &id : request.withoutLabels)
            labels.erase(id);
        lesson = pickSessions(subjects, labels, detector->info().kind);
    }

    storage::ModelStore store(project);
    const std::string learnedFrom = fingerprint(subjects, lesson);
    std::sort(lesson.used.begin(), lesson.used.end());
    if (request.unlessKnown) {
        CAUSEWAY_ASSIGN(const auto used, store.usedSubjects(request.unlessKnown->id));
        if (!lesson.unlabelled || !lesson.accepted.empty() || (request.unlessKnown->dataFingerprint == learnedFrom && used == lesson.used))
            return TrainDetectorResponse{*request.unlessKnown, 0, nullptr, std::nullopt};
    }

    detect::TrainingData data;
    data.unlabelled = lesson.unlabelled;
    data.sessions = subjects.windows ? nullptr : &lesson.sequences;
    data.counts = subjects.windows ? &subjects.counts : nullptr;
    data.calibrationFrom = std::max<std::size_t>(lesson.size - lesson.size / 5, std::min<std::size_t>(lesson.size, 1));
    data.labels = std::move(lesson.labels);
    data.kinds = std::move(lesson.kinds);
    data.accepted = std::move(lesson.accepted);
    data.leftOut = std::move(lesson.leftOut);
    data.name = subjects.namer();
    detect::TrainSettings settings = request.settings;
    settings.threads = threadCount(settings.threads);
    std::optional<storage::ModelInfo> from;
    std::unique_ptr<detect::Model> earlier;
    if (!request.from.empty()) {
        CAUSEWAY_ASSIGN(from, findModel(project, request.from));
        if (from->detector != detector->info().name)
            return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("“%1” cannot go on from model %2"), detector->info().name, from->id.value), Message(CAUSEWAY_TEXT("that is a model of “%1”"), from->detector));
        CAUSEWAY_ASSIGN(const std::string bytes, store.bytes(from->id));
        CAUSEWAY_ASSIGN(earlier, detector->load(bytes));
        settings.from = earlier.get();
    }
    CAUSEWAY_ASSIGN(std::unique_ptr<detect::Model> model, detector->train(data, settings, job));
    if (job.isCancelled())
        return failure(cancelled());
    if (from && !model->report().wentOn)
        return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("“%1” cannot go on from model %2"), detector->info().name, from->id.value),
                       Message(CAUSEWAY_TEXT("only networks go on, and only with the settings that they were made with")), Message(CAUSEWAY_TEXT("Train it from the beginning.")));

    storage::ModelInfo info;
    info.detector = detector->info().name;
    info.status = "candidate";
    info.createdNs = storage::nowNs();
    info.settings = settingsJson(detector->info(), settings, request.automatic);
    if (request.proposed)
        info.settings = markProposed(std::move(info.settings));
    info.grouping = subjects.grouping;
    info.report = model->report();
    info.labels = lesson.labelled;
    info.dataFingerprint = learnedFrom;
    if (from)
        info.parent = from->id;
    else if (const auto newest = store.newest(info.detector))
        info.parent = newest->id;
    if (request.keep) {
        CAUSEWAY_ASSIGN(info.id, store.add(info, model->save(), lesson.used));
    }
    TrainDetectorResponse response;
    response.model = std::move(info);
    response.warning = tooLittle(detector->info(), response.model.report);
    response.trained = std::move(model);
    response.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return response;
}

} // namespace causeway::engine
