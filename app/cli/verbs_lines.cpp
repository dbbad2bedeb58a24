// lines.

#include <algorithm>

#include "app/cli/event_json.h"
#include "app/cli/verb.h"
#include "app/engine/find_source.h"
#include "app/engine/group_sessions.h"
#include "app/engine/mine_templates.h"
#include "app/engine/read_lines.h"

namespace causeway::cli {

namespace {

Result<storage::Filter> readFilter(Context &context, storage::Project &project)
{
    const Arguments &arguments = context.arguments;
    storage::Filter filter;
    for (const std::string &pattern : arguments.values("--regex"))
        filter.texts.push_back({pattern, true, true, false});
    for (const std::string &text : arguments.values("--contains"))
        filter.texts.push_back({text, false, true, false});
    CAUSEWAY_ASSIGN(const auto from, context.time("--from", project));
    CAUSEWAY_ASSIGN(const auto to, context.time("--to", project));
    filter.range.from = from.value_or(filter.range.from);
    filter.range.to = to.value_or(filter.range.to);
    for (const std::string &text : arguments.values("--level")) {
        const Level level = parseLevel(text);
        if (level == Level::Unknown && text != "unknown")
            return failure(usage(Message(CAUSEWAY_TEXT("“%1” is not a level"), text), Message(CAUSEWAY_TEXT("Levels are trace, debug, info, warning, error, fatal and unknown."))));
        filter.levels.push_back(level);
    }
    if (arguments.has("--template")) {
        CAUSEWAY_ASSIGN(const auto catalog, engine::currentTemplates(project, context.threads, context.job));
        for (const std::string &text : arguments.values("--template")) {
            CAUSEWAY_ASSIGN(const std::uint64_t id, parseInteger("--template", text, 1, UINT32_MAX));
            const storage::TemplateInfo *info = catalog->find(TemplateId(static_cast<std::uint32_t>(id)));
            if (info == nullptr)
                return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no template %1"), id), {}, Message(CAUSEWAY_TEXT("causeway templates PROJECT lists them.")));
            filter.templates.push_back(info->id);
        }
    }
    if (arguments.has("--source")) {
        CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
        for (const std::string &name : arguments.values("--source")) {
            CAUSEWAY_ASSIGN(const storage::SourceInfo *const source, engine::findSource(*snapshot, name));
            filter.sources.push_back(source->id);
        }
    }
    if (const auto key = arguments.value("--session")) {
        CAUSEWAY_ASSIGN(const auto sessions, engine::currentSessions(project, context.threads, context.job));
        const auto session = sessions->find(*key);
        if (!session)
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no session “%1”"), *key), Message(CAUSEWAY_TEXT("events are grouped by %1 now"), sessions->grouping),
                           Message(CAUSEWAY_TEXT("Group otherwise with: causeway sessions PROJECT --by GROUPING.")));
        filter.events.emplace(sessions->eventsOf(*session).begin(), sessions->eventsOf(*session).end());
        std::sort(filter.events->begin(), filter.events->end());
    }
    return filter;
}

Result<void> runLines(Context &context)
{
    CAUSEWAY_ASSIGN(const auto limit, context.arguments.integer("--limit", 0, UINT64_MAX));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    engine::ReadLinesRequest request;
    CAUSEWAY_ASSIGN(request.filter, readFilter(context, *project));
    request.limit = limit;
    request.threads = context.threads;
    if (context.arguments.has("--count")) {
        CAUSEWAY_ASSIGN(const std::uint64_t count, engine::countLines(*project, request, context.job));
        if (context.json) {
            JsonWriter json;
            json.beginObject().field("count", count).endObject();
            context.print(json);
        } else
            context.out.write(std::to_string(count) + "\n");
        return {};
    }
    if (!context.json) {
        CAUSEWAY_TRY(engine::readLines(*project, request, context.job, [&](const engine::LineBatch &batch) {
            context.out.write(batch.bytes);
            return !context.out.isClosed();
        }));
        return {};
    }
    CAUSEWAY_ASSIGN(const EventJson events, EventJson::make(*project, context.threads, context.job));
    bool first = true;
    CAUSEWAY_TRY(engine::readLines(*project, request, context.job, [&](const engine::LineBatch &batch) {
        for (const engine::LineRow &row : batch.rows) {
            JsonWriter json;
            events.write(json, row.event, row.time, row.level, row.source, row.shape, std::string_view(batch.bytes).substr(row.begin, row.end - row.begin));
            context.out.write(first ? "[" : ",");
            context.out.write(json.text());
            first = false;
        }
        return !context.out.isClosed();
    }));
    context.out.write(first ? "[]\n" : "]\n");
    return {};
}

} // namespace

std::vector<Verb> lineVerbs()
{
    return {
        {"lines", "PROJECT [--regex R] [--contains S] [--template ID] [--source S] [--level L] [--session KEY] [--from T] [--to T] [--limit N] [--count]",
         "the original lines, byte for byte",
         "All conditions must hold; of --template, --source and --level given several times one must. Lines of one source come in\n"
         "file order, those of several in order of time. A time is ISO 8601 or nanoseconds since 1970 UTC; a time\n"
         "of day will do (12:10:38) where all events lie on one day (UTC).",
         {{"--regex", "R", "the line matches R (RE2)", true},
          {"--contains", "S", "the line holds S", true},
          {"--template", "ID", "events of this template", true},
          {"--source", "S", "lines of this source", true},
          {"--level", "L", "events of this level", true},
          {"--session", "KEY", "events of this session of the current grouping"},
          {"--from", "T", "not before T"},
          {"--to", "T", "before T"},
          {"--limit", "N", "so many events at most"},
          {"--count", "", "only how many events"}},
         1, 1, runLines, true},
    };
}

} // namespace causeway::cli
