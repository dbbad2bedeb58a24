#pragma once
// Why two lines, or two patterns, are one pattern or are not: told from their forms (shapes), from where the template's
// parameters lie in them, and from what a person edited.

#include <optional>
#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/message.h"
#include "analysis/templates/place_decision.h"
#include "storage/event_reader.h"
#include "storage/template_store.h"

namespace causeway::engine {

struct ExplainPatternsRequest {
    struct Side {
        TemplateId id;                // asked by pattern: its commonest form
        std::optional<EventId> event; // asked by line; goes before id
    } a, b;
};

struct ExplainPatternsResponse {
    enum class Decides : std::uint8_t { SameForm, Parameters, Constants, Person } decides = Decides::SameForm;
    bool onePattern = false;
    TemplateId a, b; // the patterns of the two as they are now; 0: lines that have none yet
    // Both texts in step: entry i of a stands over entry i of b; an empty one has no counterpart.
    struct Word {
        std::string a, b;
        bool differs = false;
    };
    std::vector<Word> words;
    std::vector<Message> sentences; // the first says what decides
    std::optional<templates::PlaceDecision> decision; // what mining compared, where they differ at one place
};

// Errors: NotFound (no such template or event), Cancelled, Damaged.
Result<ExplainPatternsResponse> explainPatterns(storage::Project &project, storage::EventReader &reader, const storage::TemplateCatalog &catalog,
                                                const ExplainPatternsRequest &request, const Job &job);

} // namespace causeway::engine
