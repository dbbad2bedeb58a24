#include "storage/content_digest.h"

#include <array>

#include "analysis/templates/shape_splitter.h"

namespace causeway::storage {

namespace {

constexpr std::array kQueries{
    "SELECT id FROM import WHERE status='complete' ORDER BY id",
    "SELECT source.id,name,path,format,layouts,events,bytes,skipped,incomplete_at,times_fall FROM source JOIN import ON import.id=source.import "
    "WHERE status='complete' ORDER BY source.id",
    "SELECT chunk.id,source,first_event,rows,from_ns,to_ns,text_bytes FROM chunk JOIN import ON import.id=chunk.import WHERE status='complete' ORDER BY chunk.id",
    "SELECT shape.id,text,slots FROM shape JOIN import ON import.id=shape.import WHERE status='complete' ORDER BY shape.id",
    "SELECT frame.id,bytes FROM frame JOIN import ON import.id=frame.import WHERE status='complete' ORDER BY frame.id",
    "SELECT signal_source.source,first_span,spans,first_point,metric_points FROM signal_source JOIN source ON source.id=signal_source.source "
    "JOIN import ON import.id=source.import WHERE status='complete' ORDER BY signal_source.source",
    "SELECT operation.id,service,name FROM operation JOIN import ON import.id=operation.import WHERE status='complete' ORDER BY operation.id",
};
constexpr std::array kColumns{1, 10, 7, 3, 2, 5, 3};

// As text; empty where no import is complete.
Result<std::string> contentDigest(Database &database)
{
    std::uint64_t hash = 0;
    bool any = false;
    for (std::size_t query = 0; query < kQueries.size(); ++query) {
        Statement statement = database.prepare(kQueries[query]);
        while (true) {
            CAUSEWAY_ASSIGN(const bool row, statement.step());
            if (!row)
                break;
            any = true;
            for (int column = 0; column < kColumns[query]; ++column)
                hash = templates::hashBytes(statement.blob(column), hash + query + 1); // integers as their digits
        }
    }
    return any ? std::to_string(hash) : std::string();
}

} // namespace

Result<void> storeContentDigest(Database &database)
{
    CAUSEWAY_ASSIGN(const std::string digest, contentDigest(database));
    return database.prepare("INSERT INTO setting(name,value) VALUES('content_digest',?) ON CONFLICT(name) DO UPDATE SET value=excluded.value").bind(digest).run();
}

Result<void> checkContentDigest(Database &database)
{
    CAUSEWAY_ASSIGN(const std::string digest, contentDigest(database));
    std::string stored;
    Statement statement = database.prepare("SELECT value FROM setting WHERE name='content_digest'");
    CAUSEWAY_ASSIGN(const bool row, statement.step());
    if (row)
        stored = statement.text(0);
    if (stored != digest)
        return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("Opening the project failed")), Message(CAUSEWAY_TEXT("its content is not what was written")),
                       Message(CAUSEWAY_TEXT("Restore it from a copy, or import the logs into a new project.")), {database.path(), 0, -1});
    return {};
}

} // namespace causeway::storage
