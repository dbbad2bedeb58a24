#include "app/engine/project_info.h"

#include <sys/stat.h>

#include <algorithm>

#include "app/engine/mine_templates.h"
#include "storage/finding_store.h"
#include "storage/session_store.h"
#include "storage/span_store.h"

namespace causeway::engine {

namespace {

std::uint64_t sizeOf(const std::string &path)
{
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

} // namespace

Result<ProjectInfo> projectInfo(storage::Project &project, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    ProjectInfo info;
    info.events = snapshot->events;
    info.textBytes = snapshot->textBytes;
    info.sources = snapshot->sources;
    for (const storage::SourceInfo &source : snapshot->sources) {
        info.spans += source.spans;
        info.metricPoints += source.metricPoints;
    }
    if (info.spans > 0) {
        const storage::SpanStore store(project);
        CAUSEWAY_ASSIGN(info.traces, store.traceCount());
        CAUSEWAY_ASSIGN(const auto repeats, store.repeats(job));
        for (const storage::RepeatedIn &one : repeats)
            info.repeatedSpans += one.spans;
        info.spans -= std::min(info.spans, info.repeatedSpans);
    }
    for (const std::uint64_t count : snapshot->shapeCounts)
        info.shapes += count > 0;
    for (const storage::ChunkInfo &chunk : snapshot->chunks) {
        if (chunk.from.isNone())
            continue;
        info.from = info.from.isNone() ? chunk.from : std::min(info.from, chunk.from);
        info.to = std::max(info.to, chunk.to);
    }
    if (info.spans > 0) {
        CAUSEWAY_ASSIGN(const auto times, storage::SpanStore(project).times());
        if (!times.first.isNone()) {
            info.from = info.from.isNone() ? times.first : std::min(info.from, times.first);
            info.to = std::max(info.to, times.second);
        }
    }
    CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(project, 0, job));
    info.templates = catalog->templates.size();
    storage::SessionStore sessions(project);
    CAUSEWAY_ASSIGN(info.grouping, sessions.remembered());
    CAUSEWAY_ASSIGN(const auto current, sessions.current());
    info.sessions = current ? current->sessions.size() : 0;
    CAUSEWAY_ASSIGN(info.labels, storage::LabelStore(project).counts());
    storage::FindingStore findings(project);
    CAUSEWAY_ASSIGN(info.findings, findings.findingCount());
    CAUSEWAY_ASSIGN(const auto runs, findings.runs());
    info.runs = runs.size();
    CAUSEWAY_ASSIGN(const auto models, storage::ModelStore(project).all());
    info.models = models.size();
    info.fileBytes = sizeOf(project.path()) + sizeOf(project.path() + "-wal");
    return info;
}

} // namespace causeway::engine
