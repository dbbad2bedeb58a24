#include "app/engine/explain_finding.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "analysis/detect/unique_sequences.h"
#include "app/engine/event_values.h"
#include "app/engine/group_sessions.h"
#include "app/engine/list_models.h"
#include "app/engine/make_sequences.h"
#include "app/engine/mine_templates.h"
#include "app/engine/subjects.h"

namespace causeway::engine {

namespace {

tl::unexpected<Error> gone(const storage::Finding &finding)
{
    return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("The finding about %1 cannot be explained"), finding.subject.id),
                   Message(CAUSEWAY_TEXT("there is no such subject in the project as it is grouped now")),
                   Message(CAUSEWAY_TEXT("Group as before, or run the detector again.")));
}

// The first events of a span of time, in order of the project.
Result<std::vector<EventId>> eventsWithin(storage::EventReader &reader, TimePoint from, TimePoint to, std::size_t limit, const Job &job)
{
    std::vector<EventId> events;
    const storage::Snapshot &snapshot = reader.snapshot();
    for (std::size_t c = 0; c < snapshot.chunks.size() && events.size() < limit; ++c) {
        const storage::ChunkInfo &chunk = snapshot.chunks[c];
        if (job.isCancelled())
            return failure(cancelled());
        if (chunk.from.isNone() || chunk.to < from || chunk.from >= to)
            continue;
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(c));
        for (std::size_t row = 0; row < rows->timesNs.size() && events.size() < limit; ++row)
            if (rows->timesNs[row] >= from.ns && rows->timesNs[row] < to.ns)
                events.emplace_back(chunk.first.value + row);
    }
    return events;
}

} // namespace

struct FindingExplainer::State {
    storage::Project &project;
    std::vector<storage::RunInfo> runs;
    std::map<RunId, std::unique_ptr<detect::Model>> models;
    std::optional<Subjects> sessions; // without sequences: they are made for one session at a time
    std::unique_ptr<storage::EventReader> reader;
    std::map<std::string, Subjects> windows; // by grouping
    FindingOrigins origins;

    explicit State(storage::Project &p) : project(p), origins(p) {}

    Result<const storage::RunInfo *> run(RunId id)
    {
        const auto find = [&] { return std::find_if(runs.begin(), runs.end(), [&](const storage::RunInfo &info) { return info.id == id; }); };
        if (find() == runs.end()) {
            CAUSEWAY_ASSIGN(runs, storage::FindingStore(project).runs());
        }
        const auto found = find();
        if (found == runs.end())
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no run number %1"), id.value));
        return &*found;
    }

    Result<const detect::Model *> model(const storage::RunInfo &run)
    {
        std::unique_ptr<detect::Model> &model = models[run.id];
        if (!model) {
            CAUSEWAY_ASSIGN(const detect::Detector *const detector, requireDetector(run.detector));
            CAUSEWAY_ASSIGN(const std::string bytes, storage::ModelStore(project).bytes(run.model));
            CAUSEWAY_ASSIGN(model, detector->load(bytes));
        }
        return model.get();
    }

    Result<void> prepareSessions(const Job &job)
    {
        if (sessions)
            return {};
        Subjects made;
        CAUSEWAY_ASSIGN(made.sessions, currentSessions(project, 0, job));
        CAUSEWAY_ASSIGN(made.catalog, currentTemplates(project, 0, job));
        sessions = std::move(made);
        return {};
    }

    Result<void> prepareReader()
    {
        if (reader)
            return {};
        CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
        reader = std::make_unique<storage::EventReader>(project.shared_from_this(), std::move(snapshot));
        return {};
    }

    Result<ExplainFindingResponse> window(const storage::Finding &finding, const storage::RunInfo &run, const detect::Model &model, const Job &job)
    {
        auto known = windows.find(run.grouping);
        if (known == windows.end()) {
            CAUSEWAY_ASSIGN(Subjects made, windowSubjects(project, windowLength(run.grouping), 0, job));
            known = windows.emplace(run.grouping, std::move(made)).first;
        }
        const Subjects &subjects = known->second;
        for (std::size_t i = 0; i < subjects.size(); ++i) {
            if (subjects.subject(i) != finding.subject)
                continue;
            CAUSEWAY_ASSIGN(detect::Explanation explanation, model.explainWindow(subjects.counts, i, subjects.namer()));
            ExplainFindingResponse response{{}, {}, {}, {}, std::move(explanation.message)};
            for (const detect::Step &step : explanation.steps)
                response.keys.push_back(step.observed);
            return response;
        }
        return gone(finding);
    }

    Result<ExplainFindingResponse> session(const storage::Finding &finding, const storage::RunInfo &run, const detect::Model &model, const Job &job)
    {
        CAUSEWAY_TRY(prepareSessions(job));
        CAUSEWAY_TRY(prepareReader());
        const auto found = sessions->sessions->find(finding.subject.id);
        if (!found || sessions->sessions->subjectId(*found) != finding.subject.id)
            return gone(finding);
        const std::array<std::size_t, 1> picked{*found};
        CAUSEWAY_ASSIGN(detect::SequenceSet sequence, makeSequences(*reader, *sessions->sessions, picked, *sessions->catalog, job));
        sequence.identities.push_back(detect::sessionIdentity(finding.subject.id, sequence.session(0)));
        CAUSEWAY_ASSIGN(const detect::Detector *const detector, requireDetector(run.detector));
        if (needsValues(detector->info()))
            CAUSEWAY_TRY(addValues(*reader, *sessions->catalog, sequence, 1, job));
        CAUSEWAY_ASSIGN(detect::Explanation explanation, model.explain(sequence, 0, sessions->namer()));
        ExplainFindingResponse response;
        response.message = std::move(explanation.message);
        response.expectedAtEnd = std::move(explanation.expectedAtEnd);
        response.words = std::move(explanation.words);
        for (detect::Step &step : explanation.steps)
            if (step.position < sequence.events.size()) {
                const EventId event = sequence.events[step.position];
                response.steps.push_back({event, std::move(step)});
            }
        response.events = std::move(sequence.events);
        response.keys = std::move(sequence.keys);
        return response;
    }
};

FindingExplainer::FindingExplainer(storage::Project &project) : m_state(std::make_unique<State>(project)) {}
FindingExplainer::~FindingExplainer() = default;

Result<ExplainFindingResponse> FindingExplainer::explain(const storage::Finding &finding, const Job &job)
{
    CAUSEWAY_ASSIGN(const storage::RunInfo *const run, m_state->run(finding.run));
    CAUSEWAY_ASSIGN(const detect::Model *const model, m_state->model(*run));
    if (finding.subject.kind == SubjectKind::Window)
        return m_state->window(finding, *run, *model, job);
    CAUSEWAY_ASSIGN(ExplainFindingResponse response, m_state->session(finding, *run, *model, job));
    CAUSEWAY_ASSIGN(auto origins, m_state->origins.of({&finding}, job));
    response.origin = std::move(origins.front());
    return response;
}

Result<std::vector<storage::Event>> FindingExplainer::lines(const storage::Finding &finding, std::size_t limit, const Job &job)
{
    std::vector<EventId> events = finding.odd;
    if (events.empty() && finding.subject.kind == SubjectKind::Session) {
        CAUSEWAY_TRY(m_state->prepareSessions(job));
        const storage::SessionSet &sessions = *m_state->sessions->sessions;
        const auto session = sessions.find(finding.subject.id);
        if (session && sessions.subjectId(*session) == finding.subject.id)
            events.assign(sessions.eventsOf(*session).begin(), sessions.eventsOf(*session).end());
    }
    CAUSEWAY_TRY(m_state->prepareReader());
    if (events.empty() && finding.subject.kind == SubjectKind::Window) {
        CAUSEWAY_ASSIGN(events, eventsWithin(*m_state->reader, finding.from, finding.to, limit, job));
    }
    if (events.size() > limit)
        events.resize(limit);
    std::vector<storage::Event> lines;
    for (const EventId id : events) {
        if (job.isCancelled())
            return failure(cancelled());
        CAUSEWAY_ASSIGN(storage::Event event, m_state->reader->event(id));
        lines.push_back(std::move(event));
    }
    return lines;
}

Result<ExplainFindingResponse> explainFinding(storage::Project &project, const ExplainFindingRequest &request, const Job &job)
{
    return FindingExplainer(project).explain(request.finding, job);
}

} // namespace causeway::engine
