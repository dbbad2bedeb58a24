#include "app/engine/label_subjects.h"

#include <pwd.h>
#include <unistd.h>

#include "app/engine/csv.h"
#include "app/engine/group_sessions.h"
#include "storage/clock.h"

namespace causeway::engine {

namespace {

// A text before = that is a grouping, but not this one: kept as it is, it may have been made under another grouping.
bool namesOtherGrouping(std::string_view text, std::string_view grouping)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || text.substr(0, equals) == grouping)
        return false;
    const std::string_view head = text.substr(0, equals);
    // A bare word such as "trace" could also begin a key; what parses as a grouping is taken for one.
    const auto parsed = sessions::Grouping::parse(head);
    return parsed && parsed->by != sessions::Grouping::By::Auto;
}

tl::unexpected<Error> noSession(std::string_view text, std::string_view grouping)
{
    return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no session “%1”"), text), Message(CAUSEWAY_TEXT("events are grouped by %1 now"), grouping),
                   Message(CAUSEWAY_TEXT("Name a session of that grouping, or group otherwise: causeway sessions PROJECT --by GROUPING.")));
}

Result<Subject> resolve(const storage::SessionSet *sessions, std::string_view text)
{
    Subject subject = parseSubject(text);
    if (subject.kind != SubjectKind::Session)
        return subject;
    if (subject.id.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("A subject cannot be empty")));
    const std::string_view grouping = sessions == nullptr ? std::string_view() : std::string_view(sessions->grouping);
    if (namesOtherGrouping(subject.id, grouping) && (sessions == nullptr || !sessions->find(subject.id))) {
        // Where events are not grouped by windows, one is what detectors of windows speak of.
        if (subject.id.starts_with("window:"))
            subject.kind = SubjectKind::Window;
        return subject;
    }
    const auto session = sessions == nullptr ? std::nullopt : sessions->find(subject.id);
    if (!session)
        return noSession(text, grouping);
    subject.id = sessions->subjectId(*session);
    return subject;
}

// Sessions are needed only where a subject is one.
Result<std::shared_ptr<const storage::SessionSet>> sessionsFor(storage::Project &project, const std::vector<std::string> &subjects, const Job &job)
{
    for (const std::string &text : subjects)
        if (parseSubject(text).kind == SubjectKind::Session)
            return currentSessions(project, 0, job);
    return std::shared_ptr<const storage::SessionSet>();
}

Result<LabelSubjectsResponse> store(storage::Project &project, std::vector<storage::Label> labels, std::string summary)
{
    LabelSubjectsResponse response;
    storage::LabelStore labelStore(project);
    if (!labels.empty()) {
        CAUSEWAY_ASSIGN(response.edit, labelStore.set(labels, std::move(summary)));
    }
    response.set = std::move(labels);
    CAUSEWAY_ASSIGN(response.counts, labelStore.counts());
    return response;
}

} // namespace

std::string userName()
{
    const passwd *user = getpwuid(geteuid());
    return user != nullptr && user->pw_name != nullptr && *user->pw_name != '\0' ? user->pw_name : "user";
}

Result<Subject> resolveSubject(storage::Project &project, std::string_view text, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto sessions, sessionsFor(project, {std::string(text)}, job));
    return resolve(sessions.get(), text);
}

Result<LabelSubjectsResponse> labelSubjects(storage::Project &project, const LabelSubjectsRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto sessions, sessionsFor(project, request.subjects, job));
    std::vector<storage::Label> labels;
    const std::int64_t now = storage::nowNs();
    for (const std::string &text : request.subjects) {
        CAUSEWAY_ASSIGN(Subject subject, resolve(sessions.get(), text));
        labels.push_back({std::move(subject), request.verdict, request.kind, request.by.empty() ? userName() : request.by, request.note, now});
    }
    std::string summary = "Label ";
    summary += labels.size() == 1 ? labels.front().subject.id : std::to_string(labels.size()) + " subjects";
    summary += " as ";
    summary += toName(request.verdict);
    return store(project, std::move(labels), std::move(summary));
}

Result<LabelSubjectsResponse> unlabelSubject(storage::Project &project, std::string_view text, const Job &job)
{
    CAUSEWAY_ASSIGN(const Subject subject, resolveSubject(project, text, job));
    storage::LabelStore labels(project);
    LabelSubjectsResponse response;
    CAUSEWAY_ASSIGN(response.edit, labels.remove(subject));
    CAUSEWAY_ASSIGN(response.counts, labels.counts());
    return response;
}

Result<LabelSubjectsResponse> importLabels(storage::Project &project, const ImportLabelsRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const std::string text, readSmallFile(request.path, Message(CAUSEWAY_TEXT("Reading the labels failed")), Message(CAUSEWAY_TEXT("Give a CSV file with the columns subject,verdict,kind,by,note."))));
    const auto wrong = [&](std::size_t line, Message why) {
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("Importing labels failed")), std::move(why),
                       Message(CAUSEWAY_TEXT("A row is subject,verdict[,kind,by,note]; a verdict is normal, anomalous or unsure. Nothing was imported.")),
                       {request.path, line, -1});
    };
    // Rows are checked before subjects are looked up.
    struct Row {
        std::size_t line;
        std::vector<std::string> cells;
        Verdict verdict;
    };
    std::vector<Row> rows;
    std::vector<std::string> subjects, cells;
    CsvReader reader(text);
    while (reader.next(cells)) {
        if (rows.size() % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        if (cells.size() == 1 && cells[0].empty())
            continue;
        if (rows.empty() && cells.size() >= 2 && cells[0] == "subject" && cells[1] == "verdict")
            continue;
        if (cells.size() < 2 || cells.size() > 5)
            return wrong(reader.line(), Message(CAUSEWAY_TEXT("the row has %1 columns"), cells.size()));
        const auto verdict = parseVerdict(cells[1]);
        if (!verdict)
            return wrong(reader.line(), Message(CAUSEWAY_TEXT("“%1” is not a verdict"), cells[1]));
        subjects.push_back(cells[0]);
        cells.resize(5);
        rows.push_back({reader.line(), cells, *verdict});
    }
    if (reader.damaged())
        return wrong(reader.line(), Message(CAUSEWAY_TEXT("a quote is never closed")));
    CAUSEWAY_ASSIGN(const auto sessions, sessionsFor(project, subjects, job));
    std::vector<storage::Label> labels;
    const std::int64_t now = storage::nowNs();
    for (Row &row : rows) {
        auto subject = resolve(sessions.get(), row.cells[0]);
        if (!subject) {
            Error error = std::move(subject).error();
            error.where = {request.path, row.line, -1};
            return failure(std::move(error));
        }
        labels.push_back({std::move(*subject), row.verdict, std::move(row.cells[2]), row.cells[3].empty() ? userName() : std::move(row.cells[3]), std::move(row.cells[4]), now});
    }
    std::string summary = "Import " + std::to_string(labels.size()) + " labels";
    return store(project, std::move(labels), std::move(summary));
}

} // namespace causeway::engine
