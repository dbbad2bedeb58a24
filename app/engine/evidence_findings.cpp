#include "app/engine/evidence_findings.h"

#include <algorithm>
#include <set>

#include "app/engine/list_models.h"
#include "storage/session_store.h"

namespace causeway::engine {

namespace {

constexpr std::uint64_t kLook = 65'536; // events between two looks at the token

// Networks of events weigh those before a step; a network of values has none to weigh.
bool hasHeatMap(const storage::Finding &finding)
{
    const detect::Detector *known = findDetector(finding.detector);
    return finding.subject.kind == SubjectKind::Session && known != nullptr && known->info().kind == detect::DetectorKind::Neural && known->info().needs == "sessions";
}

// Subjects, each once.
Result<std::set<std::string>> sessionsOf(const storage::SessionSet &sessions, const rootcause::Material &material, const rootcause::Evidence &evidence, const Job &job)
{
    std::set<std::string> subjects;
    for (const std::uint32_t row : evidence.rows) {
        const std::uint32_t trace = material.spans->trace(row);
        if (!material.sessions.empty())
            subjects.insert(material.sessionOf(trace));
        else if (const auto found = sessions.grouping == "trace" ? sessions.find(traces::toHex(material.spans->traceKey(trace))) : std::nullopt)
            subjects.insert(sessions.subjectId(*found));
    }
    std::vector<EventId> wanted;
    for (const std::uint64_t event : evidence.events)
        wanted.emplace_back(event);
    std::ranges::sort(wanted);
    std::uint64_t looked = 0;
    for (std::size_t session = 0; session < sessions.sessions.size() && !wanted.empty(); ++session)
        for (const EventId event : sessions.eventsOf(session)) {
            if (++looked % kLook == 0 && job.isCancelled())
                return failure(cancelled());
            if (std::ranges::binary_search(wanted, event)) {
                subjects.insert(sessions.subjectId(session));
                break;
            }
        }
    return subjects;
}

} // namespace

Result<EvidenceFindings> findingsOfEvidence(storage::Project &project, const rootcause::Material &material, const rootcause::Evidence &evidence, const Job &job)
{
    EvidenceFindings out;
    if (evidence.rows.empty() && evidence.events.empty()) {
        out.whyNone = Message(CAUSEWAY_TEXT("it was not seen in lines or spans, which sessions are made of"));
        return out;
    }
    CAUSEWAY_ASSIGN(const auto sessions, storage::SessionStore(project).current());
    if (sessions == nullptr) {
        out.whyNone = Message(CAUSEWAY_TEXT("the lines are not grouped to sessions"));
        return out;
    }
    CAUSEWAY_ASSIGN(const auto subjects, sessionsOf(*sessions, material, evidence, job));
    out.sessions = subjects.size();
    for (const std::string &subject : subjects) {
        storage::FindingStore::Query query;
        query.subject = Subject{SubjectKind::Session, subject};
        CAUSEWAY_ASSIGN(auto found, storage::FindingStore(project).findings(query));
        for (storage::Finding &finding : found)
            out.findings.push_back(std::move(finding));
    }
    const auto severity = [](const storage::Finding &finding) { return finding.threshold > 0 ? finding.score / finding.threshold : finding.score; };
    std::ranges::stable_sort(out.findings, [&](const storage::Finding &a, const storage::Finding &b) { return hasHeatMap(a) != hasHeatMap(b) ? hasHeatMap(a) : severity(a) > severity(b); });
    out.hasHeatMap = !out.findings.empty() && hasHeatMap(out.findings.front());
    if (!out.findings.empty())
        return out;
    CAUSEWAY_ASSIGN(const auto runs, storage::FindingStore(project).runs());
    if (subjects.empty())
        out.whyNone = Message(CAUSEWAY_TEXT("no session holds its lines or spans: they are grouped by %1"), sessions->grouping);
    else if (runs.empty())
        out.whyNone = Message(CAUSEWAY_TEXT("no detector has judged the sessions yet"));
    else
        out.whyNone = Message(CAUSEWAY_TEXT("no detector found anything odd in its %1{session|sessions}"), static_cast<std::int64_t>(subjects.size()));
    return out;
}

} // namespace causeway::engine
