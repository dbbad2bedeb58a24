#include "app/engine/splits.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <set>

#include "analysis/core/json_writer.h"
#include "app/engine/class_data.h"
#include "app/engine/label_subjects.h"
#include "app/engine/nearest.h"

namespace causeway::engine {

using boundaries::ClassModel;
using boundaries::kNoService;
using storage::SplitStore;
using storage::StoredSplit;

namespace {

constexpr std::size_t kLongestName = 200; // bytes
constexpr std::size_t kMostSplitBytes = 64u << 20;

// A name that no split has: "Business logic", "Business logic 2" …
std::string freeName(const std::vector<StoredSplit> &all, const std::string &wanted, SplitId besides = 0)
{
    std::set<std::string_view> taken;
    for (const StoredSplit &one : all)
        if (!one.removed && one.id != besides)
            taken.insert(one.name);
    std::string stem = wanted;
    unsigned number = 2;
    if (const std::size_t space = wanted.find_last_of(' '); space != std::string::npos && space + 1 < wanted.size() && taken.contains(wanted)) {
        unsigned last = 0;
        const char *const end = wanted.data() + wanted.size();
        if (const auto [stop, error] = std::from_chars(wanted.data() + space + 1, end, last); error == std::errc{} && stop == end && last > 0 && last < 1'000'000 && taken.contains(wanted.substr(0, space))) {
            stem = wanted.substr(0, space);
            number = last + 1;
        }
    }
    std::string name = wanted;
    while (taken.contains(name))
        name = stem + " " + std::to_string(number++);
    return name;
}

Result<void> check(const KeptSplit &kept, const ClassModel &model)
{
    if (std::ranges::all_of(kept.split.serviceOf, [](std::uint32_t s) { return s == kNoService; }))
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The split cannot be kept")), Message(CAUSEWAY_TEXT("no class would be in a service")));
    return boundaries::checkDemands(model, kept.demands);
}

// made.name: not empty where no person gave the name.
Result<SavedSplit> add(storage::Project &project, StoredSplit stored, const std::string &name, SplitMaking made, const char *what, const std::string &summary = {})
{
    SplitStore store(project);
    CAUSEWAY_ASSIGN(const auto all, store.all());
    stored.name = freeName(all, name.substr(0, kLongestName));
    if (!made.name.empty())
        made.name = stored.name;
    stored.pins = withMaking(std::move(stored.pins), made);
    stored.by = userName();
    std::string told = summary.empty() ? what + (" “" + stored.name + "”") : stored.name + ": " + summary;
    return store.add(std::move(stored), std::move(told));
}

std::size_t servicesOf(const StoredSplit &stored)
{
    const auto named = boundaries::readSplit(stored.classes);
    std::set<std::string_view> services;
    if (named)
        for (const auto &[one, service] : named->members)
            services.insert(service);
    return services.size();
}

// Whether a file's name says what its split is, or just that it is one.
bool tells(const std::string &stem)
{
    static constexpr std::array<std::string_view, 17> kSaysNothing{"split", "splits", "services", "service", "proposal", "partition", "partitions", "cluster", "clusters", "result", "results", "output", "out", "assignment", "final", "classes", "graph"};
    std::string letters; // without digits and what joins them: "final_graph_2" is "final" and "graph"
    std::vector<std::string> words;
    for (const char c : stem + ' ') {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalpha(byte) != 0 || byte >= 0x80)
            letters += static_cast<char>(std::tolower(byte));
        else if (!letters.empty())
            words.push_back(std::exchange(letters, {}));
    }
    return std::ranges::any_of(words, [](const std::string &word) { return word.size() > 1 && std::ranges::find(kSaysNothing, word) == kSaysNothing.end(); });
}

void append(std::vector<SplitRow> &rows, const std::multimap<SplitId, const StoredSplit *> &forks, SplitId parent, int depth)
{
    const auto [from, to] = forks.equal_range(parent);
    for (auto it = from; it != to; ++it) {
        rows.push_back({*it->second, parent, depth});
        append(rows, forks, it->second->id, depth + 1);
    }
}

} // namespace

Result<std::vector<SplitRow>> listSplits(storage::Project &project)
{
    CAUSEWAY_ASSIGN(const auto all, SplitStore(project).all());
    std::map<SplitId, const StoredSplit *> byId;
    for (const StoredSplit &one : all)
        byId[one.id] = &one;
    std::multimap<SplitId, const StoredSplit *> forks;
    for (const StoredSplit &one : all) {
        if (one.removed)
            continue;
        // A parent is older than its forks, so this ends, whatever a file says.
        SplitId parent = one.parent, child = one.id;
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
    std::vector<SplitRow> rows;
    append(rows, forks, 0, 0);
    return rows;
}

Result<SavedSplit> keepSplit(storage::Project &project, SplitId parent, const std::string &name, const KeptSplit &kept, const ClassModel &model, std::string note, const std::string &summary)
{
    CAUSEWAY_TRY(check(kept, model));
    StoredSplit stored;
    stored.parent = parent;
    stored.classes = classesJson(kept, model);
    stored.pins = pinsJson(kept, model);
    stored.note = std::move(note);
    return add(project, std::move(stored), name.empty() ? "Split" : name, kept.made, "Keep", summary);
}

Result<SavedSplit> importSplit(storage::Project &project, const std::string &file, const ClassModel &model, std::vector<Error> &warnings)
{
    KeptSplit kept;
    CAUSEWAY_ASSIGN(kept.split, readSplitFile(file, model, warnings));
    StoredSplit stored;
    stored.classes = classesJson(kept, model);
    stored.pins = pinsJson(kept, model);
    const std::filesystem::path path(file);
    std::string own = toValidUtf8(path.stem().string());
    if (const std::string folder = toValidUtf8(path.parent_path().filename().string()); !tells(own) && !folder.empty() && folder != "." && folder != "..")
        own = folder + "/" + own;
    return add(project, std::move(stored), own.empty() ? "Split" : own, {{}, true}, "Import");
}

Result<SavedSplit> forkSplit(storage::Project &project, SplitId parent, const std::string &name)
{
    CAUSEWAY_ASSIGN(StoredSplit stored, SplitStore(project).get(parent));
    const std::string wanted = name.empty() ? stored.name : name;
    const bool given = !name.empty() || makingOf(stored.pins).name != stored.name;
    stored.parent = parent;
    stored.note.clear();
    stored.createdNs = 0;
    SplitMaking made = makingOf(stored.pins);
    made.name = given ? std::string() : wanted;
    made.proposed = false;
    return add(project, std::move(stored), wanted, std::move(made), "Fork");
}

Result<storage::EditNumber> changeSplit(storage::Project &project, SplitId id, const KeptSplit &kept, const ClassModel &model, std::string summary, const std::optional<std::string> &name)
{
    CAUSEWAY_TRY(check(kept, model));
    SplitStore store(project);
    CAUSEWAY_ASSIGN(StoredSplit stored, store.get(id));
    const StoredSplit before = stored;
    SplitMaking made = kept.made;
    const SplitMaking madeBefore = makingOf(before.pins);
    const std::size_t services = servicesOf(before), servicesNow = kept.split.services.size();
    const bool recount = !name && !madeBefore.name.empty() && madeBefore.name == before.name && services != servicesNow;
    if (name || recount) {
        CAUSEWAY_ASSIGN(const auto all, store.all());
        stored.name = freeName(all, name ? name->substr(0, kLongestName) : recounted(before.name, services, servicesNow), id);
        made.name = stored.name;
    }
    stored.classes = classesJson(kept, model);
    stored.pins = withMaking(pinsJson(kept, model), made);
    if (stored == before)
        return storage::EditNumber{0};
    return store.change(stored, stored.name + ": " + std::move(summary));
}

Result<storage::EditNumber> renameSplit(storage::Project &project, SplitId id, const std::optional<std::string> &name, const std::optional<std::string> &note)
{
    SplitStore store(project);
    CAUSEWAY_ASSIGN(StoredSplit stored, store.get(id));
    const StoredSplit before = stored;
    stored.name = name.value_or(stored.name).substr(0, kLongestName);
    stored.note = note.value_or(stored.note);
    if (stored.name.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The split was not renamed")), Message(CAUSEWAY_TEXT("the name is empty")));
    if (stored == before)
        return storage::EditNumber{0};
    return store.change(stored, stored.name != before.name ? "Rename “" + before.name + "” to “" + stored.name + "”" : "Note on “" + stored.name + "”");
}

Result<storage::EditNumber> removeSplit(storage::Project &project, SplitId id)
{
    SplitStore store(project);
    CAUSEWAY_ASSIGN(const StoredSplit stored, store.get(id));
    return store.remove(id, "Remove “" + stored.name + "”");
}

Result<bool> isUntouched(storage::Project &project, SplitId id, const std::string &classes, const std::string &pins)
{
    CAUSEWAY_ASSIGN(const auto all, SplitStore(project).all());
    const auto own = std::ranges::find(all, id, &StoredSplit::id);
    return own != all.end() && !own->removed && own->note.empty() && own->classes == classes && withMaking(own->pins, {}) == withMaking(pins, {}) && makingOf(own->pins).name == own->name &&
           std::ranges::none_of(all, [id](const StoredSplit &one) { return one.parent == id; });
}

Result<SplitId> findSplit(storage::Project &project, std::string_view numberOrName)
{
    CAUSEWAY_ASSIGN(const auto rows, listSplits(project));
    std::vector<std::string> names;
    std::vector<SplitId> found;
    SplitId number = 0;
    const char *const end = numberOrName.data() + numberOrName.size();
    const auto [stop, error] = std::from_chars(numberOrName.data(), end, number);
    for (const SplitRow &row : rows) {
        names.push_back(row.stored.name);
        if (row.stored.name == numberOrName)
            found.push_back(row.stored.id);
    }
    if (found.size() == 1)
        return found.front();
    const auto problem = [&](ErrorCode code, Message why, Message hint) { return failure(code, Message(CAUSEWAY_TEXT("“%1” is no split of the project"), numberOrName), std::move(why), std::move(hint)); };
    if (found.size() > 1)
        return problem(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("%1 have that name"), static_cast<std::uint64_t>(found.size())), Message(CAUSEWAY_TEXT("Give the number of one: causeway splits PROJECT.")));
    if (error == std::errc{} && stop == end && std::ranges::any_of(rows, [&](const SplitRow &row) { return row.stored.id == number; }))
        return number;
    const std::string near = nearest(numberOrName, names);
    return problem(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("there is none of that name or number")), near.empty() ? Message(CAUSEWAY_TEXT("See: causeway splits PROJECT.")) : Message(CAUSEWAY_TEXT("Did you mean “%1”?"), near));
}

Result<boundaries::Split> readSplitFile(const std::string &file, const ClassModel &model, std::vector<Error> &warnings)
{
    const auto place = [&](Error error) {
        if (error.where.file.empty())
            error.where.file = file;
        return failure(std::move(error));
    };
    CAUSEWAY_ASSIGN(const std::string bytes, readWholeFile(file, kMostSplitBytes));
    auto named = boundaries::readSplit(bytes);
    if (!named)
        return place(std::move(named).error());
    auto split = boundaries::toSplit(model, *named);
    if (!split)
        return place(std::move(split).error());
    if (!split->unknown.empty())
        warnings.push_back(unknownClasses(split->unknown, model, file));
    if (!split->duplicated.empty())
        warnings.push_back({ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("%1{class is|classes are} in several services: where it is named last counts"), split->duplicated.size()), Message(CAUSEWAY_TEXT("the first is “%1”"), split->duplicated.front()), {}, {file, 0, -1}});
    return *std::move(split);
}

} // namespace causeway::engine
