#pragma once
// Which grouping suits the events, when a person leaves it to the program.

#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/sessions/grouping.h"
#include "analysis/sessions/identifier.h"
#include "storage/event_reader.h"
#include "storage/template_store.h"

namespace causeway::engine {

struct ChosenGrouping {
    sessions::Grouping grouping; // never Auto, an identifier always has its name
    std::string why;             // a sentence
    std::vector<sessions::Candidate> candidates; // best first; empty where none had to be weighed
};

// asked: Auto, or Identifier without a name. Looks at a few whole chunks from all over the snapshot.
// Errors: NotFound (no identifier), Damaged, Cancelled.
Result<ChosenGrouping> chooseGrouping(storage::EventReader &reader, const storage::TemplateCatalog &catalog, const sessions::Grouping &asked, const Job &job);

} // namespace causeway::engine
