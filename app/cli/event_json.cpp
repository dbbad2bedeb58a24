#include "app/cli/event_json.h"

#include "app/engine/mine_templates.h"

namespace causeway::cli {

Result<EventJson> EventJson::make(storage::Project &project, unsigned threads, const Job &job)
{
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    CAUSEWAY_ASSIGN(auto catalog, engine::currentTemplates(project, threads, job));
    return EventJson(std::move(snapshot), std::move(catalog));
}

void EventJson::write(JsonWriter &json, EventId id, TimePoint time, Level level, SourceId sourceId, ShapeId shape, std::string_view text) const
{
    const storage::SourceInfo *source = m_snapshot->source(sourceId);
    json.beginObject().field("event", id.value).key("time_ns");
    if (time.isNone())
        json.null();
    else
        json.value(time.ns);
    json.field("level", toName(level)).field("source", source == nullptr ? std::string() : toValidUtf8(source->name));
    json.field("template", m_catalog->templateOf(shape).value);
    if (text.ends_with('\n'))
        text.remove_suffix(1);
    if (isUtf8(text))
        json.field("text", text);
    else
        json.field("text_b64", toBase64(text));
    json.endObject();
}

} // namespace causeway::cli
