#include "app/engine/mine_templates.h"

#include <algorithm>
#include <set>
#include <string>

#include "analysis/core/parallel.h"
#include "app/engine/once_pass_cache.h"
#include "storage/appender.h"
#include "storage/database.h"
#include "storage/event_reader.h"
#include "storage/snapshot_loader.h"

namespace causeway::engine {

namespace {

// Events before this one have their shapes' uses in the tables.
constexpr const char *kScannedSetting = "template.scanned";

Result<std::uint64_t> scannedEvents(storage::Database &database)
{
    storage::Statement row = database.prepare("SELECT CAST(value AS INTEGER) FROM setting WHERE name=?");
    CAUSEWAY_ASSIGN(const bool found, row.bind(kScannedSetting).step());
    return found ? static_cast<std::uint64_t>(row.integer(0)) : 0;
}

using Uses = std::vector<storage::TemplateStore::ShapeUse>;

void add(storage::TemplateStore::ShapeUse &use, std::uint64_t count, TimePoint first, TimePoint last)
{
    use.count += count;
    if (!first.isNone() && (use.first.isNone() || first < use.first))
        use.first = first;
    use.last = std::max(use.last, last); // none() is the smallest
}

Result<Uses> readUses(storage::EventReader &reader, std::uint64_t scanned, unsigned threads, const Job &job)
{
    const storage::Snapshot &snapshot = reader.snapshot();
    std::vector<std::size_t> chunks;
    for (std::size_t c = 0; c < snapshot.chunks.size(); ++c)
        if (snapshot.chunks[c].first.value >= scanned)
            chunks.push_back(c);
    std::vector<Uses> perWorker(threadCount(threads));
    CAUSEWAY_TRY(parallelFor(chunks.size(), threads, job, [&](std::size_t item, unsigned worker) -> Result<void> {
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(chunks[item]));
        Uses &uses = perWorker[worker];
        uses.resize(snapshot.shapes.size());
        for (std::size_t row = 0; row < rows->shapes.size(); ++row) {
            const TimePoint time{rows->timesNs[row]};
            add(uses[rows->shapes[row].value], 1, time, time);
        }
        job.report({static_cast<double>(item), static_cast<double>(chunks.size()), Progress::Unit::None});
        return {};
    }));
    Uses all(snapshot.shapes.size());
    for (std::size_t shape = 0; shape < all.size(); ++shape) {
        all[shape].shape = ShapeId(static_cast<std::uint32_t>(shape));
        for (const Uses &uses : perWorker)
            if (shape < uses.size())
                add(all[shape], uses[shape].count, uses[shape].first, uses[shape].last);
    }
    std::erase_if(all, [](const storage::TemplateStore::ShapeUse &use) { return use.count == 0; });
    return all;
}

// Shapes that occur, with counts and sample values. The snapshot must outlive them.
Result<std::vector<templates::WeightedShape>> weightedShapes(storage::Project &project, const storage::Snapshot &snapshot)
{
    std::vector<templates::WeightedShape> shapes;
    for (std::uint32_t id = 0; id < snapshot.shapes.size(); ++id)
        if (snapshot.shapeCounts[id] > 0)
            shapes.push_back({ShapeId(id), &snapshot.shapes[id], snapshot.shapeCounts[id], {}});
    CAUSEWAY_TRY(project.read([&](storage::Database &database) -> Result<void> {
        for (templates::WeightedShape &shape : shapes) {
            storage::Statement one = database.prepare("SELECT samples FROM shape WHERE id=?");
            CAUSEWAY_ASSIGN(const bool found, one.bind(shape.id.value).step());
            if (found) {
                CAUSEWAY_ASSIGN(shape.samples, storage::decodeSamples(one.blob(0)));
            }
            shape.samples.resize(shape.shape->slots.size());
        }
        return {};
    }));
    return shapes;
}

} // namespace

Result<MineTemplatesResponse> mineTemplates(storage::Project &project, const MineTemplatesRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    std::uint64_t scanned = 0;
    CAUSEWAY_TRY(project.read([&](storage::Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(scanned, scannedEvents(database));
        return {};
    }));
    storage::EventReader reader(project.shared_from_this(), snapshot, kOncePassCache);
    CAUSEWAY_ASSIGN(const Uses uses, readUses(reader, scanned, request.threads, job));
    CAUSEWAY_ASSIGN(const auto shapes, weightedShapes(project, *snapshot));
    CAUSEWAY_ASSIGN(const auto mined, templates::mineTemplates(shapes, job));
    const std::uint64_t end = snapshot->chunks.empty() ? 0 : snapshot->chunks.back().first.value + snapshot->chunks.back().rows;

    MineTemplatesResponse response;
    response.shapes = shapes.size();
    CAUSEWAY_TRY(project.write(storage::Project::Durability::Normal, [&](storage::Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(const std::uint64_t scannedNow, scannedEvents(database));
        if (scannedNow != scanned)
            return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("Mining templates was given up")),
                           Message(CAUSEWAY_TEXT("another window or command has just done it")), Message(CAUSEWAY_TEXT("Try again.")));
        // Ids are given here, where nobody else edits: pins and merges that came while mining are honoured.
        CAUSEWAY_ASSIGN(const auto earlier, storage::TemplateStore::assignment(database));
        CAUSEWAY_ASSIGN(const std::uint32_t nextId, storage::TemplateStore::nextId(database));
        const templates::StableIds ids = templates::assignStableIds(mined, shapes, earlier, nextId);
        CAUSEWAY_TRY(storage::TemplateStore::addUses(database, uses));
        CAUSEWAY_TRY(storage::TemplateStore::replace(database, mined, ids));
        CAUSEWAY_TRY(storage::TemplateStore::setMinedSnapshot(database, snapshot->version));
        CAUSEWAY_TRY(database.prepare("INSERT INTO setting(name,value) VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value=excluded.value")
                         .bind(kScannedSetting)
                         .bind(std::to_string(end))
                         .run());
        std::set<TemplateId> used, fresh;
        for (const auto &[shape, id] : ids.assignment) {
            used.insert(id);
            if (id.value >= nextId)
                fresh.insert(id);
        }
        response.templates = used.size();
        response.fresh = fresh.size();
        response.aliased = ids.aliases.size();
        return {};
    }));
    return response;
}

Result<std::shared_ptr<const storage::TemplateCatalog>> currentTemplates(storage::Project &project, unsigned threads, const Job &job)
{
    bool current = false;
    CAUSEWAY_TRY(project.read([&](storage::Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(const std::uint64_t mined, storage::TemplateStore::minedSnapshot(database));
        CAUSEWAY_ASSIGN(const std::uint64_t version, storage::snapshotVersion(database));
        current = mined == version;
        return {};
    }));
    if (!current)
        CAUSEWAY_TRY(mineTemplates(project, {threads}, job));
    return storage::TemplateStore(project).catalog();
}

} // namespace causeway::engine
