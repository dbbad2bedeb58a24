#include "app/engine/current_spans.h"

#include <mutex>

#include "app/engine/nearest.h"
#include "storage/span_store.h"

namespace causeway::engine {

namespace {

struct Kept {
    std::mutex mutex;
    std::weak_ptr<storage::Project> project;
    std::uint64_t version = 0;
    std::shared_ptr<const traces::SpanTable> table;
};

Kept &kept()
{
    static Kept one;
    return one;
}

} // namespace

Result<std::shared_ptr<const traces::SpanTable>> currentSpans(storage::Project &project, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    {
        Kept &last = kept();
        const std::lock_guard lock(last.mutex);
        if (last.project.lock().get() == &project && last.version == snapshot->version)
            return last.table;
        last.table.reset();
    }
    CAUSEWAY_ASSIGN(auto table, storage::SpanStore(project).load(job));
    if (table->size() == 0)
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There are no traces in the project")), {},
                       Message(CAUSEWAY_TEXT("Import some: OTLP, Jaeger, Zipkin and Chrome traces are read. See: causeway formats.")), {project.path(), 0, -1});
    Kept &last = kept();
    const std::lock_guard lock(last.mutex);
    last.project = project.weak_from_this();
    last.version = snapshot->version;
    last.table = table;
    return table;
}

std::vector<std::uint32_t> tracesIn(const traces::SpanTable &table, TimeRange time)
{
    std::vector<std::uint32_t> found;
    for (std::uint32_t trace = 0; trace < table.traceCount(); ++trace)
        if (time.contains({table.start(table.firstRow(trace))}))
            found.push_back(trace);
    return found;
}

Result<std::uint32_t> findService(const traces::SpanTable &table, const std::string &name)
{
    const std::uint32_t service = table.findService(name);
    if (service != traces::kNone)
        return service;
    const std::string near = nearest(name, table.services());
    return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no service “%1”"), name), {},
                   near.empty() ? Message(CAUSEWAY_TEXT("See: causeway services PROJECT.")) : Message(CAUSEWAY_TEXT("Did you mean “%1”?"), near));
}

Result<std::uint32_t> findTrace(const traces::SpanTable &table, const std::string &id)
{
    const auto key = traces::parseTraceKey(id);
    if (!key)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” is no id of a trace"), id), Message(CAUSEWAY_TEXT("an id has up to 32 hexadecimal digits")),
                       Message(CAUSEWAY_TEXT("See: causeway traces PROJECT.")));
    if (const std::uint32_t trace = table.findTrace(*key); trace != traces::kNone)
        return trace;
    std::string lower = id;
    for (char &c : lower)
        if (c >= 'A' && c <= 'F')
            c = static_cast<char>(c - 'A' + 'a');
    std::uint32_t found = traces::kNone;
    for (std::uint32_t trace = 0; trace < table.traceCount(); ++trace)
        if (traces::toHex(table.traceKey(trace)).starts_with(lower)) {
            if (found != traces::kNone)
                return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” is the beginning of several traces' ids"), id), {}, Message(CAUSEWAY_TEXT("Give more of it.")));
            found = trace;
        }
    if (found == traces::kNone)
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no trace “%1”"), id), {}, Message(CAUSEWAY_TEXT("See: causeway traces PROJECT.")));
    return found;
}

} // namespace causeway::engine
