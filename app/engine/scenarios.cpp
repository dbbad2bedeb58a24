#include "app/engine/scenarios.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "analysis/allocate/policy.h"
#include "analysis/simulate/read_scenario.h"
#include "analysis/simulate/scenario_path.h"
#include "app/engine/label_subjects.h"
#include "app/engine/learn_model.h"
#include "app/engine/nearest.h"
#include "app/engine/observed_model.h"
#include "app/engine/simulate_scenario.h"

namespace causeway::engine {

using simulate::Scenario;
using storage::ScenarioStore;
using storage::StoredScenario;

namespace {

constexpr std::size_t kLongestName = 200; // bytes

// A name that no scenario has: "Fork", "Fork 2", "Fork 3" …
std::string freeName(const std::vector<StoredScenario> &all, const std::string &wanted)
{
    std::set<std::string_view> taken;
    for (const StoredScenario &one : all)
        if (!one.removed)
            taken.insert(one.name);
    // "more 2" → "more 3"
    std::string stem = wanted;
    unsigned number = 2;
    if (const std::size_t space = wanted.find_last_of(' '); space != std::string::npos && space + 1 < wanted.size()) {
        unsigned last = 0;
        const char *const end = wanted.data() + wanted.size();
        if (const auto [stop, error] = std::from_chars(wanted.data() + space + 1, end, last); error == std::errc{} && stop == end && last > 0 && last < 1'000'000) {
            stem = wanted.substr(0, space);
            number = last + 1;
        }
    }
    std::string name = wanted;
    while (taken.contains(name))
        name = stem + " " + std::to_string(number++);
    return name;
}

Result<SavedScenario> add(storage::Project &project, const Scenario &scenario, ScenarioId parent, const std::string &name, const char *what)
{
    ScenarioStore store(project);
    CAUSEWAY_ASSIGN(const auto all, store.all());
    StoredScenario stored;
    stored.parent = parent;
    stored.name = freeName(all, name.substr(0, kLongestName));
    stored.document = toJson(scenario);
    stored.by = userName();
    return store.add(stored, what + (" “" + stored.name + "”"));
}

Result<void> check(const Scenario &scenario)
{
    for (auto problems : {simulate::checkScenario(scenario), allocate::checkPolicy(scenario)})
        if (!problems.empty())
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The scenario cannot be used")), std::move(problems.front().why));
    return {};
}

void append(std::vector<ScenarioRow> &rows, const std::multimap<ScenarioId, const StoredScenario *> &forks, ScenarioId parent, int depth)
{
    const auto [from, to] = forks.equal_range(parent);
    for (auto it = from; it != to; ++it) {
        rows.push_back({*it->second, parent, depth});
        append(rows, forks, it->second->id, depth + 1);
    }
}

} // namespace

Result<std::vector<ScenarioRow>> listScenarios(storage::Project &project)
{
    CAUSEWAY_ASSIGN(const auto all, ScenarioStore(project).all());
    std::map<ScenarioId, const StoredScenario *> byId;
    for (const StoredScenario &one : all)
        byId[one.id] = &one;
    std::multimap<ScenarioId, const StoredScenario *> forks;
    for (const StoredScenario &one : all) {
        if (one.removed)
            continue;
        // A parent is older than its forks, so this ends, whatever a file says.
        ScenarioId parent = one.parent, child = one.id;
        while (parent != 0) {
            const auto found = byId.find(parent);
            if (parent >= child || found == byId.end())
                parent = 0;
            else if (!found->second->removed)
                break;
            else {
                child = parent;
                parent = found->second->parent;
            }
        }
        forks.emplace(parent, &one);
    }
    std::vector<ScenarioRow> rows;
    append(rows, forks, 0, 0);
    return rows;
}

Result<Scenario> readStored(const StoredScenario &stored)
{
    Result<Scenario> scenario = simulate::readScenario(stored.document, allocate::checkPolicy);
    if (!scenario) {
        Error error = std::move(scenario).error();
        error.what = Message(CAUSEWAY_TEXT("The scenario “%1” cannot be used"), stored.name);
        return failure(std::move(error));
    }
    return scenario;
}

Result<Scenario> readScenarioOf(storage::Project &project, ScenarioId id)
{
    CAUSEWAY_ASSIGN(const StoredScenario stored, ScenarioStore(project).get(id));
    return readStored(stored);
}

Result<SavedScenario> learnScenario(storage::Project &project, TimeRange time, const std::string &name, const Job &job)
{
    CAUSEWAY_ASSIGN(const LearnModelResponse response, learnModel(project, time, job));
    CAUSEWAY_ASSIGN(const SavedScenario saved, add(project, response.learned.scenario, 0, name.empty() ? "As traced" : name, "Learn"));
    CAUSEWAY_TRY(keepObserved(project, saved.id, response.learned));
    return saved;
}

Result<SavedScenario> importScenario(storage::Project &project, const std::filesystem::path &file, const std::string &name)
{
    CAUSEWAY_ASSIGN(const Scenario scenario, readScenarioFile(file));
    const std::string own = toValidUtf8(file.stem().string());
    return add(project, scenario, 0, !name.empty() ? name : own.empty() ? "Scenario" : own, "Open");
}

Result<SavedScenario> forkScenario(storage::Project &project, ScenarioId parent, const std::string &name, const Scenario *scenario)
{
    CAUSEWAY_ASSIGN(const StoredScenario stored, ScenarioStore(project).get(parent));
    const std::string wanted = !name.empty() ? name : stored.parent == 0 ? "What if" : stored.name;
    if (scenario == nullptr) {
        CAUSEWAY_ASSIGN(const Scenario same, readStored(stored));
        return add(project, same, parent, wanted, "Fork");
    }
    CAUSEWAY_TRY(check(*scenario));
    return add(project, *scenario, parent, wanted, "Fork");
}

Result<storage::EditNumber> renameScenario(storage::Project &project, ScenarioId id, const std::optional<std::string> &name, const std::optional<std::string> &note)
{
    ScenarioStore store(project);
    CAUSEWAY_ASSIGN(StoredScenario stored, store.get(id));
    const StoredScenario before = stored;
    stored.name = name.value_or(stored.name).substr(0, kLongestName);
    stored.note = note.value_or(stored.note);
    if (stored.name.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The scenario was not renamed")), Message(CAUSEWAY_TEXT("the name is empty")));
    if (stored == before)
        return storage::EditNumber{0};
    return store.change(stored, stored.name != before.name ? "Rename “" + before.name + "” to “" + stored.name + "”" : "Note on “" + stored.name + "”");
}

Result<storage::EditNumber> removeScenario(storage::Project &project, ScenarioId id)
{
    ScenarioStore store(project);
    CAUSEWAY_ASSIGN(const StoredScenario stored, store.get(id));
    return store.remove(id, "Remove “" + stored.name + "”");
}

Result<ChangedScenario> changeScenario(storage::Project &project, ScenarioId id, const Scenario &scenario)
{
    CAUSEWAY_TRY(check(scenario));
    ScenarioStore store(project);
    CAUSEWAY_ASSIGN(StoredScenario stored, store.get(id));
    CAUSEWAY_ASSIGN(const Scenario before, readStored(stored));
    ChangedScenario out;
    out.changes = scenarioDifference(before, scenario);
    if (out.changes.empty())
        return out;
    stored.document = toJson(scenario);
    CAUSEWAY_ASSIGN(out.edit, store.change(stored, stored.name + ": " + toText(out.changes)));
    return out;
}

Result<ChangedScenario> setScenarioFields(storage::Project &project, ScenarioId id, const std::vector<std::string> &assignments)
{
    CAUSEWAY_ASSIGN(Scenario scenario, readScenarioOf(project, id));
    for (const std::string &one : assignments) {
        const std::size_t equals = one.find('=');
        if (equals == std::string::npos)
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("“%1” is not FIELD=VALUE"), one));
        CAUSEWAY_TRY(simulate::setScenarioField(scenario, std::string_view(one).substr(0, equals), std::string_view(one).substr(equals + 1)));
    }
    return changeScenario(project, id, scenario);
}

Result<ScenarioId> findScenario(storage::Project &project, std::string_view numberOrName)
{
    CAUSEWAY_ASSIGN(const auto rows, listScenarios(project));
    std::vector<std::string> names;
    std::vector<ScenarioId> found;
    ScenarioId number = 0;
    const char *const end = numberOrName.data() + numberOrName.size();
    const auto [stop, error] = std::from_chars(numberOrName.data(), end, number);
    for (const ScenarioRow &row : rows) {
        names.push_back(row.stored.name);
        if (row.stored.name == numberOrName)
            found.push_back(row.stored.id);
    }
    if (found.size() == 1)
        return found.front();
    const auto problem = [&](ErrorCode code, Message why, Message hint) { return failure(code, Message(CAUSEWAY_TEXT("“%1” is no scenario of the project"), numberOrName), std::move(why), std::move(hint)); };
    if (found.size() > 1)
        return problem(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("%1 have that name"), static_cast<std::uint64_t>(found.size())), Message(CAUSEWAY_TEXT("Give the number of one: causeway scenarios PROJECT.")));
    if (error == std::errc{} && stop == end && std::ranges::any_of(rows, [&](const ScenarioRow &row) { return row.stored.id == number; }))
        return number;
    const std::string near = nearest(numberOrName, names);
    return problem(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("there is none of that name or number")), near.empty() ? Message(CAUSEWAY_TEXT("See: causeway scenarios PROJECT.")) : Message(CAUSEWAY_TEXT("Did you mean “%1”?"), near));
}

} // namespace causeway::engine
