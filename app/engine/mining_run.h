#pragma once
// One mining of all shapes of the snapshot: what is read for it, its result, and how that is written. Writing is apart, so that
// it can be one transaction with the edit that made mining necessary (template_masks.h).

#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "analysis/core/job.h"
#include "app/engine/mine_templates.h"
#include "storage/mask_store.h"
#include "storage/template_store.h"

namespace causeway::storage {
class EventReader;
}

namespace causeway::engine {

// Masks ready for use, and which shapes ask for which: a mask of one source is for shapes that occur in it.
struct ShapeMasks {
    templates::CompiledMasks compiled;
    std::vector<templates::MaskSet> ofShape; // by ShapeId; empty where there are no masks
    [[nodiscard]] templates::MaskSet of(ShapeId shape) const { return shape.value < ofShape.size() ? ofShape[shape.value] : 0; }
};
// Errors: InvalidInput (an expression), Cancelled, Damaged.
Result<ShapeMasks> shapeMasks(storage::EventReader &reader, const std::vector<storage::TemplateMask> &masks, unsigned threads, const Job &job);

// Shapes that occur, with counts and sample values; they point into the snapshot. Errors: Damaged.
Result<std::vector<templates::WeightedShape>> weightedShapes(storage::Project &project, const storage::Snapshot &snapshot);

// Of the shapes given, those that occur. Errors: Damaged.
Result<std::vector<templates::WeightedShape>> weightedShapes(storage::Database &database, const storage::Snapshot &snapshot, std::span<const ShapeId> shapes);
// The text of a template made of these shapes alone. Errors: Cancelled, Damaged.
Result<std::vector<templates::Token>> tokensOfShapes(storage::Database &database, const storage::Snapshot &snapshot, const ShapeMasks &masks, std::span<const ShapeId> shapes,
                                                     const Job &job);

struct MiningRun {
    std::shared_ptr<const storage::Snapshot> snapshot; // shapes point into it
    std::vector<templates::WeightedShape> shapes;
    std::vector<templates::MaskSet> asked; // of each of them
    std::vector<templates::MinedTemplate> mined;
    ShapeMasks masks;
    std::vector<storage::TemplateStore::ShapeUse> uses;
    std::uint64_t scanned = 0, scannedNow = 0; // events whose uses the tables had, and have then
    std::uint64_t maskVersion = 0;             // of the project's masks when it began
    bool ownMasks = false;                     // mined with other masks than the project's
};

// masks: those to mine with; none: the project's. Errors: Cancelled, Damaged, InvalidInput.
Result<MiningRun> mineAll(storage::Project &project, std::optional<std::vector<storage::TemplateMask>> masks, unsigned threads, const Job &job);

// Within an open write transaction. formerly: ids that shapes once had; they count instead of those they have now, so that
// what is undone gets its ids back. Errors: Conflict (another one mined, or changed the masks, since).
Result<MineTemplatesResponse> writeMined(storage::Database &database, const MiningRun &run, const std::vector<std::pair<ShapeId, TemplateId>> &formerly = {});

// The ids that writeMined() would give now, and the texts that go with them.
struct MinedIds {
    templates::StableIds stable;
    // Of every id that shapes are assigned to. What was merged or split is not what was mined: its text is that of its shapes
    // mined as one, as it is after the edit (edit_templates.h).
    std::map<TemplateId, std::vector<templates::Token>> texts;
};
Result<MinedIds> minedIds(storage::Database &database, const MiningRun &run, const std::vector<std::pair<ShapeId, TemplateId>> &formerly = {});

} // namespace causeway::engine
