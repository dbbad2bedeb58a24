#pragma once
// Masks for templates: an expression whose matches in a message are one parameter, for one source or all
// (analysis/templates/masks.h has the rule). A change of them is one edit of the edit log; with it templates are mined anew, in
// the same transaction. Undone with undo_edit.h, which gives templates their ids and names back.

#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "storage/edit_log.h"
#include "storage/mask_store.h"

namespace causeway::engine {

// What becomes of templates that hold the same messages.
struct TemplateChange {
    enum class Kind : std::uint8_t {
        Rewritten, // the same messages, another text
        Merged,    // several become one
        Split,     // one becomes several
        Regrouped, // several become several others
        Renamed,   // the same messages and text, parameters of another name or type
    };
    struct Side {
        TemplateId id; // after: as it would be given now
        std::string text;
        std::string named; // the text with the names of parameters for wildcards: <room>
        std::uint64_t count = 0;
    };
    Kind kind = Kind::Rewritten;
    std::vector<Side> before, after;                // falling count, at most kSidesListed
    std::uint64_t beforeTotal = 0, afterTotal = 0;  // how many there are
    std::uint64_t messages = 0;
};
std::string_view toName(TemplateChange::Kind kind); // "rewritten" …
constexpr std::size_t kChangesListed = 200, kSidesListed = 12;

struct MaskUse {
    std::uint64_t forms = 0, messages = 0; // in which the mask makes a parameter
    // Where it makes none: messages in which its expression matches all the same, within a value or a word, or where an earlier
    // mask has it.
    std::uint64_t withoutUse = 0;
};

struct MaskDifference {
    std::uint64_t templatesBefore = 0, templatesAfter = 0;
    std::uint64_t vanished = 0, appeared = 0;       // template ids
    std::uint64_t rewritten = 0, merged = 0, split = 0, regrouped = 0, renamed = 0; // changes of each kind, all of them
    std::uint64_t messages = 0;                     // of templates that change
    std::vector<TemplateChange> changes;            // falling messages, at most kChangesListed
    std::vector<MaskUse> uses;                      // of each mask
    [[nodiscard]] std::uint64_t total() const { return rewritten + merged + split + regrouped + renamed; }
};

Result<std::vector<storage::TemplateMask>> listMasks(storage::Project &project);

// What setMasks() would change. Writes nothing but the catalogue where that is not current. Errors: InvalidInput (an expression,
// a name), LimitExceeded, Cancelled, Damaged.
Result<MaskDifference> previewMasks(storage::Project &project, const std::vector<storage::TemplateMask> &masks, unsigned threads, const Job &job);

struct SetMasksResponse {
    storage::EditNumber edit = 0; // 0: they are so already
    MaskDifference difference;
};
// All masks of the project, in order: where two match the same, the earlier one has it. Errors: as above, Conflict, Unwritable.
Result<SetMasksResponse> setMasks(storage::Project &project, const std::vector<storage::TemplateMask> &masks, unsigned threads, const Job &job);

// Of an edit of kind kMaskEdit; undo_edit.h calls it.
Result<void> undoMaskEdit(storage::Project &project, storage::EditNumber edit, bool redo, const Job &job);
constexpr const char *kMaskEdit = "template.masks";

} // namespace causeway::engine
