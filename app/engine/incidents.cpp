#include "app/engine/incidents.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "analysis/core/civil_time.h"
#include "analysis/rootcause/evidence.h"
#include "app/engine/csv.h"
#include "app/engine/label_subjects.h"

namespace causeway::engine {

namespace {

using storage::Incident;
using storage::IncidentVerdict;

constexpr std::array<std::string_view, 10> kColumns{"from", "to", "service", "kind", "pod", "operation", "note", "verdict", "name", "rejected"};

// What both have in common, of what they have together.
double overlap(TimeRange a, TimeRange b)
{
    const auto length = [](TimePoint from, TimePoint to) { return static_cast<double>(to.ns) - static_cast<double>(from.ns); };
    const double common = length(std::max(a.from, b.from), std::min(a.to, b.to));
    return common <= 0 ? 0 : common / length(std::min(a.from, b.from), std::max(a.to, b.to));
}

Result<void> checkKind(std::string_view kind)
{
    if (kind.empty() || rootcause::parseCauseKind(kind))
        return {};
    return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” is no kind of cause"), kind), {},
                   Message(CAUSEWAY_TEXT("Give cpu, memory, network, exception, return, missing_call, latency or other.")));
}

void reject(Incident &incident, const JudgeIncidentRequest &request)
{
    std::vector<std::string> &rejected = incident.rejected;
    for (const std::string &service : request.reject) {
        if (std::find(rejected.begin(), rejected.end(), service) == rejected.end())
            rejected.push_back(service);
        if (incident.verdict == IncidentVerdict::Cause && incident.service == service) {
            incident.verdict = IncidentVerdict::Open;
            incident.service = incident.pod = incident.operation = incident.kind = {};
        }
    }
    for (const std::string &service : request.unreject)
        std::erase(rejected, service);
    std::sort(rejected.begin(), rejected.end());
}

void decide(Incident &incident, const JudgeIncidentRequest &request)
{
    if (request.verdict) {
        incident.verdict = *request.verdict;
        const bool known = *request.verdict == IncidentVerdict::Cause;
        incident.service = known ? request.service : std::string();
        incident.pod = known ? request.pod : std::string();
        incident.operation = known ? request.operation : std::string();
        incident.kind = known ? request.kind : std::string();
        if (known)
            std::erase(incident.rejected, request.service);
    }
    reject(incident, request);
}

// For the undo menu.
std::string summary(const Incident &incident, const JudgeIncidentRequest &request)
{
    if (request.verdict == IncidentVerdict::Cause)
        return "Confirm " + incident.service + " as the cause";
    if (request.verdict == IncidentVerdict::NoFault)
        return "Say that nothing was wrong";
    if (!request.reject.empty())
        return "Reject " + request.reject.front() + " as the cause";
    if (!request.unreject.empty())
        return "Take the rejection of " + request.unreject.front() + " back";
    return incident.id == 0 ? "Keep an incident" : "Change an incident";
}

Result<TimePoint> timeOf(const std::string &cell)
{
    const auto time = parseTime(cell);
    if (!time)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” is no time"), cell));
    return *time;
}

Result<Incident> fromCells(std::vector<std::string> &cells)
{
    Incident incident;
    CAUSEWAY_ASSIGN(incident.time.from, timeOf(cells[0]));
    CAUSEWAY_ASSIGN(incident.time.to, timeOf(cells[1]));
    if (incident.time.from >= incident.time.to)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("it ends before it begins")));
    CAUSEWAY_TRY(checkKind(cells[3]));
    incident.service = std::move(cells[2]);
    incident.kind = std::move(cells[3]);
    incident.pod = std::move(cells[4]);
    incident.operation = std::move(cells[5]);
    incident.note = std::move(cells[6]);
    incident.verdict = incident.service.empty() ? IncidentVerdict::Open : IncidentVerdict::Cause;
    if (!cells[7].empty()) {
        const auto verdict = storage::parseIncidentVerdict(cells[7]);
        if (!verdict)
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” is no verdict"), cells[7]));
        if ((*verdict == IncidentVerdict::Cause) == incident.service.empty())
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("a service goes with the verdict cause, and with no other")));
        incident.verdict = *verdict;
    }
    incident.name = std::move(cells[8]);
    for (std::string_view rest = cells[9]; !rest.empty();) {
        const std::string_view one = rest.substr(0, rest.find(';'));
        if (!one.empty())
            incident.rejected.emplace_back(one);
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    }
    std::sort(incident.rejected.begin(), incident.rejected.end());
    incident.by = "import";
    return incident;
}

} // namespace

const Incident *incidentOf(const std::vector<Incident> &incidents, TimeRange time)
{
    const Incident *best = nullptr;
    double most = 0.5;
    for (const Incident &incident : incidents)
        if (const double share = overlap(incident.time, time); share >= most && (best == nullptr || share > most)) {
            best = &incident;
            most = share;
        }
    return best;
}

std::string nameOf(const Incident &incident)
{
    if (!incident.name.empty())
        return incident.name;
    std::string text = toIso8601(incident.time.from).substr(0, 16);
    std::replace(text.begin(), text.end(), 'T', ' ');
    if (!incident.service.empty())
        text += ", " + incident.service + (incident.kind.empty() ? std::string() : ": " + incident.kind);
    return text;
}

Result<JudgeIncidentResponse> judgeIncident(storage::Project &project, const JudgeIncidentRequest &request, const Job &job)
{
    if (job.isCancelled())
        return failure(cancelled());
    CAUSEWAY_TRY(checkKind(request.kind));
    storage::IncidentStore store(project);
    Incident incident;
    if (request.id != 0) {
        CAUSEWAY_ASSIGN(incident, store.get(request.id));
    } else {
        CAUSEWAY_ASSIGN(const auto all, store.all());
        if (const Incident *kept = incidentOf(all, request.time))
            incident = *kept;
        else
            incident.time = request.time;
    }
    const Incident before = incident;
    decide(incident, request);
    if (request.baseline)
        incident.baseline = request.baseline;
    if (request.onset)
        incident.onset = *request.onset;
    if (request.signature)
        incident.signature = *request.signature;
    if (request.name)
        incident.name = *request.name;
    if (request.note)
        incident.note = *request.note;
    JudgeIncidentResponse response;
    if (before.id != 0 && incident == before) {
        response.incident = std::move(incident);
        return response;
    }
    incident.by = request.by.empty() ? userName() : request.by;
    incident.atNs = 0;
    response.isNew = before.id == 0;
    const std::string text = summary(incident, request);
    CAUSEWAY_ASSIGN(const auto saved, store.save(std::move(incident), text));
    response.edit = saved.edit;
    CAUSEWAY_ASSIGN(response.incident, store.get(saved.id));
    return response;
}

Result<std::vector<storage::IncidentId>> importIncidents(storage::Project &project, const std::string &path, const Job &job)
{
    CAUSEWAY_ASSIGN(const std::string text, readSmallFile(path, Message(CAUSEWAY_TEXT("Reading the incidents failed")), Message(CAUSEWAY_TEXT("Give a CSV file with the columns from,to,service,kind."))));
    CAUSEWAY_ASSIGN(const auto kept, storage::IncidentStore(project).all());
    std::vector<Incident> incidents;
    std::vector<std::string> cells;
    std::vector<std::size_t> columns(kColumns.size()); // of the cells of a row
    std::iota(columns.begin(), columns.end(), std::size_t{0});
    std::size_t rows = 0, told = 0; // the latter without the names
    CsvReader reader(text);
    const auto wrong = [&](Message why) {
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("Importing incidents failed")), std::move(why),
                       Message(CAUSEWAY_TEXT("A row is from,to[,service,kind,pod,operation,note,verdict,name,rejected]. Nothing was imported.")), {path, reader.line(), -1});
    };
    while (reader.next(cells)) {
        if (rows % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        if (cells.size() == 1 && cells[0].empty())
            continue;
        if (rows++ == 0 && std::ranges::find(cells, "from") != cells.end()) {
            columns.clear();
            for (const std::string &name : cells) {
                const auto column = std::ranges::find(kColumns, name);
                if (column == kColumns.end())
                    return wrong(Message(CAUSEWAY_TEXT("“%1” is no column"), name));
                columns.push_back(static_cast<std::size_t>(column - kColumns.begin()));
            }
            continue;
        }
        if (cells.size() < 2 || cells.size() > columns.size())
            return wrong(Message(CAUSEWAY_TEXT("the row has %1 columns"), cells.size()));
        ++told;
        std::vector<std::string> ordered(kColumns.size());
        for (std::size_t i = 0; i < cells.size(); ++i)
            ordered[columns[i]] = std::move(cells[i]);
        auto incident = fromCells(ordered);
        if (!incident)
            return wrong(std::move(incident).error().what);
        const auto same = [&](const Incident &other) { return other.time == incident->time && other.verdict == incident->verdict && other.service == incident->service; };
        if (std::ranges::none_of(kept, same) && std::ranges::none_of(incidents, same))
            incidents.push_back(std::move(*incident));
    }
    if (reader.damaged())
        return wrong(Message(CAUSEWAY_TEXT("a quote is never closed")));
    if (told == 0)
        return wrong(Message(CAUSEWAY_TEXT("there is no row in it")));
    const std::string count = std::to_string(incidents.size());
    return storage::IncidentStore(project).add(std::move(incidents), "Import " + count + " incidents");
}

} // namespace causeway::engine
