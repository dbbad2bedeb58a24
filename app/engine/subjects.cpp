#include "app/engine/subjects.h"

#include <algorithm>

#include "analysis/core/json_writer.h"
#include "analysis/detect/unique_sequences.h"
#include "analysis/sessions/grouping.h"
#include "app/engine/event_values.h"
#include "app/engine/group_sessions.h"
#include "app/engine/make_sequences.h"
#include "app/engine/mine_templates.h"
#include "app/engine/once_pass_cache.h"
#include "app/engine/time_buckets.h"
#include "storage/label_store.h"

namespace causeway::engine {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kLongestWindow = 60 * kSecond;
constexpr std::size_t kFewestWindows = 120; // shorter windows are taken to have that many, down to a second

std::string windowText(std::int64_t ns)
{
    sessions::Grouping grouping;
    grouping.by = sessions::Grouping::By::Window;
    grouping.windowNs = ns;
    return grouping.toText();
}

} // namespace

Subject Subjects::subject(std::size_t i) const
{
    if (!windows)
        return {SubjectKind::Session, sessions->subjectId(i)};
    return {SubjectKind::Window, grouping + "=" + toIso8601(TimePoint{counts.fromNs + static_cast<std::int64_t>(i) * counts.bucketNs})};
}

TimeRange Subjects::times(std::size_t i) const
{
    if (!windows)
        return {sessions->sessions[i].first, sessions->sessions[i].last};
    const std::int64_t from = counts.fromNs + static_cast<std::int64_t>(i) * counts.bucketNs;
    return {TimePoint{from}, TimePoint{from + counts.bucketNs}};
}

detect::KeyNamer Subjects::namer() const
{
    return [names = catalog](std::uint32_t key) { return toValidUtf8(names->nameOf(TemplateId(key))); };
}

Result<Subjects> sessionSubjects(storage::Project &project, unsigned threads, const Job &job)
{
    Subjects subjects;
    CAUSEWAY_ASSIGN(subjects.sessions, currentSessions(project, threads, job)); // may bring starts of spans, and their templates
    CAUSEWAY_ASSIGN(subjects.catalog, currentTemplates(project, threads, job));
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    storage::EventReader reader(project.shared_from_this(), std::move(snapshot), kOncePassCache);
    CAUSEWAY_ASSIGN(subjects.sequences, makeSequences(reader, *subjects.sessions, *subjects.catalog, threads, job));
    for (std::size_t i = 0; i < subjects.sequences.size(); ++i)
        subjects.sequences.identities.push_back(detect::sessionIdentity(subjects.sessions->subjectId(i), subjects.sequences.session(i)));
    subjects.grouping = subjects.sessions->grouping;
    return subjects;
}

Result<Subjects> sessionSubjects(storage::Project &project, const detect::DetectorInfo &detector, unsigned threads, const Job &job)
{
    CAUSEWAY_ASSIGN(Subjects subjects, sessionSubjects(project, threads, job));
    if (needsValues(detector)) {
        CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
        storage::EventReader reader(project.shared_from_this(), std::move(snapshot), kOncePassCache);
        CAUSEWAY_TRY(addValues(reader, *subjects.catalog, subjects.sequences, threads, job));
    }
    return subjects;
}

Result<Subjects> windowSubjects(storage::Project &project, std::int64_t bucketNs, unsigned threads, const Job &job)
{
    Subjects subjects;
    subjects.windows = true;
    CAUSEWAY_ASSIGN(subjects.catalog, currentTemplates(project, threads, job));
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    if (bucketNs == 0) {
        std::int64_t first = 0, last = 0;
        bucketNs = kLongestWindow;
        if (timesWithin(*snapshot, {}, first, last)) {
            static constexpr std::int64_t kLengths[] = {30 * kSecond, 15 * kSecond, 10 * kSecond, 5 * kSecond, 2 * kSecond, kSecond};
            const double span = static_cast<double>(last) - static_cast<double>(first);
            for (const std::int64_t length : kLengths)
                if (span / static_cast<double>(bucketNs) < kFewestWindows)
                    bucketNs = length;
        }
    }
    storage::EventReader reader(project.shared_from_this(), std::move(snapshot), kOncePassCache);
    CAUSEWAY_ASSIGN(subjects.counts, makeCounts(reader, *subjects.catalog, bucketNs, threads, job));
    if (subjects.counts.buckets() == 0)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The events cannot be counted over time")), Message(CAUSEWAY_TEXT("no event has a time")),
                       Message(CAUSEWAY_TEXT("Use a detector that judges sessions, such as “trivial”.")));
    subjects.grouping = windowText(subjects.counts.bucketNs);
    return subjects;
}

Result<Subjects> subjectsFor(storage::Project &project, const detect::DetectorInfo &detector, unsigned threads, const Job &job)
{
    return detector.subjects == "window" ? windowSubjects(project, 0, threads, job) : sessionSubjects(project, detector, threads, job);
}

Result<std::unordered_map<std::string, Verdict>> verdicts(storage::Project &project, SubjectKind kind)
{
    CAUSEWAY_ASSIGN(const auto labels, storage::LabelStore(project).all());
    std::unordered_map<std::string, Verdict> out;
    for (const storage::Label &label : labels)
        if (label.subject.kind == kind)
            out.emplace(label.subject.id, label.verdict);
    // A session of a grouping by windows is a window: its label counts where the window has none itself, and the other way round.
    const SubjectKind other = kind == SubjectKind::Window ? SubjectKind::Session : SubjectKind::Window;
    if (kind == SubjectKind::Window || kind == SubjectKind::Session)
        for (const storage::Label &label : labels)
            if (label.subject.kind == other && label.subject.id.starts_with("window:"))
                out.emplace(label.subject.id, label.verdict);
    return out;
}

Result<SessionLabels> sessionLabels(storage::Project &project)
{
    CAUSEWAY_ASSIGN(const auto labels, storage::LabelStore(project).all());
    SessionLabels out;
    for (const bool windows : {false, true}) // as verdicts() takes them
        for (const storage::Label &label : labels)
            if (windows ? label.subject.kind == SubjectKind::Window && label.subject.id.starts_with("window:") : label.subject.kind == SubjectKind::Session)
                out.emplace(label.subject.id, SessionLabel{label.verdict, label.kind, label.by == "import"});
    return out;
}

std::int64_t windowLength(std::string_view text)
{
    const auto grouping = sessions::Grouping::parse(text);
    return grouping && grouping->by == sessions::Grouping::By::Window ? grouping->windowNs : 0;
}

} // namespace causeway::engine
