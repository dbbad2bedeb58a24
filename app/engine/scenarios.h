#pragma once
// What is done with the scenarios of a project: the first from its traces or a file, forks, names, changes, what differs. All durable when
// they return, each an edit that undoEdit() takes back.

#include <filesystem>

#include "analysis/core/job.h"
#include "app/engine/scenario_difference.h"
#include "storage/scenario_store.h"

namespace causeway::engine {

using storage::ScenarioId;

// A scenario that is there, in the order of the tree: each before its forks, forks by id.
struct ScenarioRow {
    storage::StoredScenario stored;
    ScenarioId parent = 0;      // the nearest that is not removed; 0: none
    int depth = 0;
};
Result<std::vector<ScenarioRow>> listScenarios(storage::Project &project);

// The document of a stored one. Errors: InvalidInput, Foreign (another program wrote it; the line is that of the document).
Result<simulate::Scenario> readStored(const storage::StoredScenario &stored);
Result<simulate::Scenario> readScenarioOf(storage::Project &project, ScenarioId id); // NotFound too

using SavedScenario = storage::ScenarioStore::Saved;

// Of the traces begun in that time (learnModel). name empty: "As traced". Errors: those of learnModel.
Result<SavedScenario> learnScenario(storage::Project &project, TimeRange time, const std::string &name, const Job &job);
// A scenario file, named as it is where no name is given. Errors: those of readScenarioFile; then nothing is kept.
Result<SavedScenario> importScenario(storage::Project &project, const std::filesystem::path &file, const std::string &name);
// name empty: "What if", of a fork that of the parent; with a number where one has it. scenario: what the fork holds; nullptr: what its parent does.
Result<SavedScenario> forkScenario(storage::Project &project, ScenarioId parent, const std::string &name, const simulate::Scenario *scenario = nullptr);
// nullopt: stays. 0: nothing changed. Errors: NotFound, InvalidInput (an empty name).
Result<storage::EditNumber> renameScenario(storage::Project &project, ScenarioId id, const std::optional<std::string> &name, const std::optional<std::string> &note);
Result<storage::EditNumber> removeScenario(storage::Project &project, ScenarioId id); // NotFound

struct ChangedScenario {
    storage::EditNumber edit = 0;      // 0: nothing changed
    std::vector<FieldChange> changes;
};
// Errors: NotFound, InvalidInput (checkScenario, checkPolicy).
Result<ChangedScenario> changeScenario(storage::Project &project, ScenarioId id, const simulate::Scenario &scenario);
// "services.order.replicas=4", as simulate::setScenarioField takes them; all or none. Errors: those, and InvalidInput (no FIELD=VALUE).
Result<ChangedScenario> setScenarioFields(storage::Project &project, ScenarioId id, const std::vector<std::string> &assignments);

// Number or name, where one has it. Errors: NotFound (the hint says what is near), InvalidInput (a name that several have).
Result<ScenarioId> findScenario(storage::Project &project, std::string_view numberOrName);

} // namespace causeway::engine
