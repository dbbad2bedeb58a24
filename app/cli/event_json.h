#pragma once
// An event as JSON, the same wherever lines are printed: {"event","time_ns","level","source","template","text"}.

#include <memory>

#include "analysis/core/job.h"
#include "analysis/core/json_writer.h"
#include "storage/event_reader.h"
#include "storage/template_store.h"

namespace causeway::cli {

class EventJson {
public:
    static Result<EventJson> make(storage::Project &project, unsigned threads, const Job &job);
    // "text_b64" instead of "text" where the line is not UTF-8; its last \n is left out, a \r before it and inner ones stay.
    void write(JsonWriter &json, const storage::Event &event) const { write(json, event.id, event.time, event.level, event.source, event.shape, event.bytes); }
    void write(JsonWriter &json, EventId id, TimePoint time, Level level, SourceId source, ShapeId shape, std::string_view bytes) const;

private:
    EventJson(std::shared_ptr<const storage::Snapshot> snapshot, std::shared_ptr<const storage::TemplateCatalog> catalog)
        : m_snapshot(std::move(snapshot)), m_catalog(std::move(catalog))
    {
    }
    std::shared_ptr<const storage::Snapshot> m_snapshot;
    std::shared_ptr<const storage::TemplateCatalog> m_catalog;
};

} // namespace causeway::cli
