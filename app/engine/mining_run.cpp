#include "app/engine/mining_run.h"

#include <algorithm>
#include <map>
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

} // namespace

Result<std::vector<templates::WeightedShape>> weightedShapes(storage::Database &database, const storage::Snapshot &snapshot, std::span<const ShapeId> shapes)
{
    std::vector<templates::WeightedShape> out;
    for (const ShapeId id : shapes) {
        if (id.value >= snapshot.shapes.size() || snapshot.shapeCounts[id.value] == 0)
            continue;
        templates::WeightedShape shape{id, &snapshot.shapes[id.value], snapshot.shapeCounts[id.value], {}};
        storage::Statement one = database.prepare("SELECT samples FROM shape WHERE id=?");
        CAUSEWAY_ASSIGN(const bool found, one.bind(id.value).step());
        if (found) {
            CAUSEWAY_ASSIGN(shape.samples, storage::decodeSamples(one.blob(0)));
        }
        shape.samples.resize(shape.shape->slots.size());
        out.push_back(std::move(shape));
    }
    return out;
}

Result<std::vector<templates::WeightedShape>> weightedShapes(storage::Project &project, const storage::Snapshot &snapshot)
{
    std::vector<ShapeId> all;
    for (std::uint32_t id = 0; id < snapshot.shapes.size(); ++id)
        all.emplace_back(id);
    std::vector<templates::WeightedShape> shapes;
    CAUSEWAY_TRY(project.read([&](storage::Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(shapes, weightedShapes(database, snapshot, all));
        return {};
    }));
    return shapes;
}

Result<std::vector<templates::Token>> tokensOfShapes(storage::Database &database, const storage::Snapshot &snapshot, const ShapeMasks &masks, std::span<const ShapeId> shapes,
                                                     const Job &job)
{
    CAUSEWAY_ASSIGN(const auto weighted, weightedShapes(database, snapshot, shapes));
    std::vector<templates::MaskSet> asked;
    for (const templates::WeightedShape &shape : weighted)
        asked.push_back(masks.of(shape.id));
    CAUSEWAY_ASSIGN(auto one, templates::mineAsOne(weighted, masks.compiled, asked, job));
    return std::move(one.tokens);
}

Result<ShapeMasks> shapeMasks(storage::EventReader &reader, const std::vector<storage::TemplateMask> &masks, unsigned threads, const Job &job)
{
    ShapeMasks out;
    if (masks.empty())
        return out;
    std::vector<templates::Mask> patterns;
    for (const storage::TemplateMask &one : masks)
        patterns.push_back(one.mask);
    CAUSEWAY_ASSIGN(out.compiled, templates::CompiledMasks::compile(patterns));

    const storage::Snapshot &snapshot = reader.snapshot();
    std::uint64_t everywhere = 0;
    std::map<SourceId, std::uint64_t> ofSource;
    for (std::size_t i = 0; i < masks.size(); ++i) {
        if (masks[i].source.empty())
            everywhere |= std::uint64_t(1) << i;
        for (const storage::SourceInfo &source : snapshot.sources)
            if (source.name == masks[i].source)
                ofSource[source.id] |= std::uint64_t(1) << i;
    }
    out.ofShape.assign(snapshot.shapes.size(), everywhere);
    std::vector<std::size_t> chunks;
    for (std::size_t c = 0; c < snapshot.chunks.size(); ++c)
        if (ofSource.contains(snapshot.chunks[c].source))
            chunks.push_back(c);
    std::vector<std::vector<std::uint64_t>> perWorker(threadCount(threads));
    CAUSEWAY_TRY(parallelFor(chunks.size(), threads, job, [&](std::size_t item, unsigned worker) -> Result<void> {
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(chunks[item]));
        std::vector<std::uint64_t> &bits = perWorker[worker];
        bits.resize(snapshot.shapes.size());
        const std::uint64_t own = ofSource.at(snapshot.chunks[chunks[item]].source);
        for (const ShapeId shape : rows->shapes)
            bits[shape.value] |= own;
        return {};
    }));
    for (const auto &bits : perWorker)
        for (std::size_t i = 0; i < bits.size(); ++i)
            out.ofShape[i] |= bits[i];
    return out;
}

Result<MiningRun> mineAll(storage::Project &project, std::optional<std::vector<storage::TemplateMask>> masks, unsigned threads, const Job &job)
{
    MiningRun run;
    CAUSEWAY_ASSIGN(run.snapshot, project.snapshot());
    run.ownMasks = masks.has_value();
    CAUSEWAY_TRY(project.read([&](storage::Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(run.scanned, scannedEvents(database));
        CAUSEWAY_ASSIGN(run.maskVersion, storage::MaskStore::version(database));
        if (!masks) {
            CAUSEWAY_ASSIGN(masks, storage::MaskStore::masks(database));
        }
        return {};
    }));
    storage::EventReader reader(project.shared_from_this(), run.snapshot, kOncePassCache);
    CAUSEWAY_ASSIGN(run.uses, readUses(reader, run.scanned, threads, job));
    CAUSEWAY_ASSIGN(run.shapes, weightedShapes(project, *run.snapshot));
    CAUSEWAY_ASSIGN(run.masks, shapeMasks(reader, *masks, threads, job));
    for (const templates::WeightedShape &shape : run.shapes)
        run.asked.push_back(run.masks.of(shape.id));
    CAUSEWAY_ASSIGN(run.mined, templates::mineTemplates(run.shapes, run.masks.compiled, run.asked, job));
    const auto &chunks = run.snapshot->chunks;
    run.scannedNow = chunks.empty() ? 0 : chunks.back().first.value + chunks.back().rows;
    return run;
}

Result<MinedIds> minedIds(storage::Database &database, const MiningRun &run, const std::vector<std::pair<ShapeId, TemplateId>> &formerly)
{
    CAUSEWAY_ASSIGN(auto earlier, storage::TemplateStore::assignment(database));
    CAUSEWAY_ASSIGN(const std::uint32_t nextId, storage::TemplateStore::nextId(database));
    for (const auto &[shape, id] : formerly) {
        const auto found = std::lower_bound(earlier.begin(), earlier.end(), shape, [](const auto &entry, ShapeId key) { return entry.shape < key; });
        if (found != earlier.end() && found->shape == shape && !found->pinned)
            found->id = id;
    }
    MinedIds out;
    out.stable = templates::assignStableIds(run.mined, run.shapes, earlier, nextId);

    std::map<TemplateId, std::vector<ShapeId>> shapesOf;
    for (const auto &[shape, id] : out.stable.assignment)
        shapesOf[id].push_back(shape);
    for (std::size_t i = 0; i < run.mined.size(); ++i)
        if (const auto found = shapesOf.find(out.stable.ids[i]); found != shapesOf.end() && found->second == run.mined[i].shapes)
            out.texts[found->first] = run.mined[i].tokens;
    for (const auto &[id, shapes] : shapesOf) {
        if (out.texts.contains(id))
            continue;
        CAUSEWAY_ASSIGN(out.texts[id], tokensOfShapes(database, *run.snapshot, run.masks, shapes, Job{}));
    }
    return out;
}

Result<MineTemplatesResponse> writeMined(storage::Database &database, const MiningRun &run, const std::vector<std::pair<ShapeId, TemplateId>> &formerly)
{
    CAUSEWAY_ASSIGN(const std::uint64_t scannedNow, scannedEvents(database));
    if (scannedNow != run.scanned)
        return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("Looking for patterns was given up")),
                       Message(CAUSEWAY_TEXT("another window or command has just done it")), Message(CAUSEWAY_TEXT("Try again.")));
    // Ids are given here, where nobody else edits: pins and merges that came while mining are honoured.
    CAUSEWAY_ASSIGN(const std::uint32_t nextId, storage::TemplateStore::nextId(database));
    CAUSEWAY_ASSIGN(const MinedIds ids, minedIds(database, run, formerly));
    CAUSEWAY_TRY(storage::TemplateStore::addUses(database, run.uses));
    CAUSEWAY_TRY(storage::TemplateStore::replace(database, ids.texts, ids.stable));
    CAUSEWAY_TRY(storage::TemplateStore::setMinedSnapshot(database, run.snapshot->version));
    // Where masks changed while mining, the catalogue is not current.
    std::uint64_t maskVersion = run.maskVersion;
    if (run.ownMasks) {
        CAUSEWAY_ASSIGN(maskVersion, storage::MaskStore::version(database));
    }
    CAUSEWAY_TRY(storage::MaskStore::setMinedVersion(database, maskVersion));
    CAUSEWAY_TRY(database.prepare("INSERT INTO setting(name,value) VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value=excluded.value")
                     .bind(kScannedSetting)
                     .bind(std::to_string(run.scannedNow))
                     .run());
    MineTemplatesResponse response;
    response.shapes = run.shapes.size();
    std::set<TemplateId> used, fresh;
    for (const auto &[shape, id] : ids.stable.assignment) {
        used.insert(id);
        if (id.value >= nextId)
            fresh.insert(id);
    }
    response.templates = used.size();
    response.fresh = fresh.size();
    response.aliased = ids.stable.aliases.size();
    return response;
}

} // namespace causeway::engine
