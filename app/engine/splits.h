#pragma once
// What is done with the splits of a project: kept as proposed or as a file has them, forks, names, changes. All durable when they return, each an
// edit that undoEdit() takes back.

#include <map>
#include <optional>

#include "analysis/boundaries/class_proposal.h"
#include "analysis/boundaries/coupling.h"
#include "storage/split_store.h"

namespace causeway::engine {

using storage::SplitId;

// A split that is there, in the order of the tree: each before its forks, forks by id.
struct SplitRow {
    storage::StoredSplit stored;
    SplitId parent = 0;      // the nearest that is not removed; 0: none
    int depth = 0;
};
Result<std::vector<SplitRow>> listSplits(storage::Project &project);

// What a proposal was made by.
struct SplitRecipe {
    std::string view, method;              // names of the starting view and of the method
    std::uint32_t k = 0;                   // services asked for; 0: as many as show
    boundaries::LayerWeights weights{};
    bool operator==(const SplitRecipe &) const = default;
};

// How a split came to be.
struct SplitMaking {
    std::string name;       // that it was given without a person; what is called otherwise a person named. Empty: not known
    bool proposed = false;  // as a proposal has it: the first edit of where its classes are is to be a fork
    std::optional<SplitRecipe> recipe = {}; // of the proposal that it is, or that it was forked from
    // Classes that a person put elsewhere: the service where they were before, empty for none, and how stable they were there.
    struct Moved {
        std::string service;
        std::optional<double> stability;
        bool operator==(const Moved &) const = default;
    };
    std::map<std::string, Moved> moved = {};
    bool operator==(const SplitMaking &) const = default;
};

// A stored split against the classes of today.
struct KeptSplit {
    boundaries::Split split;            // classes that it does not name are in no service
    boundaries::Demands demands;
    std::vector<double> stability;      // of each class, as it was proposed; NaN where not known, or where it was moved (made.moved)
    SplitMaking made = {};
};
// Errors: InvalidInput (it is of another program, or was changed by other means).
Result<KeptSplit> readKeptSplit(const storage::StoredSplit &stored, const boundaries::ClassModel &model);
// What it is stored as. Services stay in their order.
std::string classesJson(const KeptSplit &kept, const boundaries::ClassModel &model);
std::string pinsJson(const KeptSplit &kept, const boundaries::ClassModel &model);

// Of a stored document of pins.
SplitMaking makingOf(const std::string &pins);
std::string withMaking(std::string pins, const SplitMaking &made);
// A name with a number of services in it, when there is another number of them: "Consensus, 4 services" → "Consensus, 5 services".
std::string recounted(const std::string &name, std::size_t before, std::size_t now);
// A name for what an edit makes of a proposal: "Consensus, 4 services, edited".
std::string editedName(const std::string &proposal);

using SavedSplit = storage::SplitStore::Saved;

// name: with a number where one has it. parent: 0: a first one. summary: of the edit, where it is more than to keep it. Errors: NotFound, InvalidInput (checkDemands, no class in a service).
Result<SavedSplit> keepSplit(storage::Project &project, SplitId parent, const std::string &name, const KeptSplit &kept, const boundaries::ClassModel &model, std::string note, const std::string &summary = {});
// Another tool's proposal, named as its file, with its folder where the file's name does not tell. Errors: those of readSplit and toSplit.
Result<SavedSplit> importSplit(storage::Project &project, const std::string &file, const boundaries::ClassModel &model, std::vector<Error> &warnings);
// name empty: that of its parent, with a number. Errors: NotFound.
Result<SavedSplit> forkSplit(storage::Project &project, SplitId parent, const std::string &name);
// 0: nothing changed. Errors: NotFound, InvalidInput. name: another one as well, with a number where one has it; without it a name that no person
// gave keeps to the number of services.
Result<storage::EditNumber> changeSplit(storage::Project &project, SplitId id, const KeptSplit &kept, const boundaries::ClassModel &model, std::string summary, const std::optional<std::string> &name = std::nullopt);
// nullopt: stays. 0: nothing changed. Errors: NotFound, InvalidInput (an empty name).
Result<storage::EditNumber> renameSplit(storage::Project &project, SplitId id, const std::optional<std::string> &name, const std::optional<std::string> &note);
Result<storage::EditNumber> removeSplit(storage::Project &project, SplitId id); // NotFound
// Whether it is still what was proposed as those documents, and nothing rests on it: no fork, also no removed one, no note, no other name. Errors: those of the store.
Result<bool> isUntouched(storage::Project &project, SplitId id, const std::string &classes, const std::string &pins);

// Number or name, where one has it. Errors: NotFound (the hint says what is near), InvalidInput (a name that several have).
Result<SplitId> findSplit(storage::Project &project, std::string_view numberOrName);

// A split of a file, with a warning for names that are no class and for classes named twice. Errors: those of readWholeFile, readSplit, toSplit.
Result<boundaries::Split> readSplitFile(const std::string &file, const boundaries::ClassModel &model, std::vector<Error> &warnings);

} // namespace causeway::engine
