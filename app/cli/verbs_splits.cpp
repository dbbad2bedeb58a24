// splits, split: the splits that a project keeps.

#include <algorithm>

#include "app/cli/verb.h"
#include "app/engine/class_data.h"
#include "app/engine/nearest.h"
#include "app/engine/split_edits.h"

namespace causeway::cli {

namespace {

using Align = Table::Align;
using boundaries::kNoService;
using engine::KeptSplit;
using engine::SplitId;
using engine::SplitRow;

Result<void> list(Context &context, storage::Project &project)
{
    CAUSEWAY_ASSIGN(const auto rows, engine::listSplits(project));
    const auto numbersOf = [](const SplitRow &row) -> std::pair<std::size_t, std::size_t> {
        const auto named = boundaries::readSplit(row.stored.classes);
        std::vector<std::string> services;
        if (named)
            for (const auto &[one, service] : named->members)
                services.push_back(service);
        const std::size_t classes = services.size();
        std::ranges::sort(services);
        services.erase(std::ranges::unique(services).begin(), services.end());
        return {classes, services.size()};
    };
    if (context.json) {
        JsonWriter json;
        json.beginObject().key("splits").beginArray();
        for (const SplitRow &row : rows) {
            const auto [classes, services] = numbersOf(row);
            json.beginObject().field("id", row.stored.id).key("parent");
            if (row.parent == 0)
                json.null();
            else
                json.value(row.parent);
            json.field("name", toValidUtf8(row.stored.name)).field("services", static_cast<std::uint64_t>(services)).field("classes", static_cast<std::uint64_t>(classes));
            json.field("note", toValidUtf8(row.stored.note)).field("by", toValidUtf8(row.stored.by)).field("created_ns", row.stored.createdNs).endObject();
        }
        context.print(json.endArray().endObject());
        return {};
    }
    if (rows.empty()) {
        context.out.write("No split is kept. The first: causeway boundaries PROJECT --keep NAME, or causeway split PROJECT import FILE.\n");
        return {};
    }
    Table table({{"id", Align::Right}, {"split"}, {"services", Align::Right}, {"classes", Align::Right}, {"by"}, {"made"}, {"note"}});
    for (const SplitRow &row : rows) {
        const auto [classes, services] = numbersOf(row);
        table.add({std::to_string(row.stored.id), std::string(static_cast<std::size_t>(row.depth) * 2, ' ') + printable(row.stored.name), std::to_string(services), std::to_string(classes), printable(row.stored.by),
                   toIso8601(TimePoint{row.stored.createdNs}).substr(0, 19), printable(row.stored.note)});
    }
    table.print(context.out);
    return {};
}

Result<void> runSplits(Context &context)
{
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    return list(context, *project);
}

// What a person asked of one project, by the words behind its name.
struct Asked {
    Context &context;
    storage::Project &project;
    [[nodiscard]] std::size_t words() const { return context.arguments.positional().size() - 2; }
    [[nodiscard]] const std::string &word(std::size_t i) const { return context.positional(i + 2); }
};

// A split with what it is about.
struct Opened {
    SplitId id = 0;
    boundaries::ClassModel model;
    KeptSplit kept;
};

Result<Opened> openSplit(const Asked &asked)
{
    Opened out;
    CAUSEWAY_ASSIGN(out.id, engine::findSplit(asked.project, asked.word(0)));
    CAUSEWAY_ASSIGN(engine::ClassData data, engine::readClassData(asked.project, asked.context.job));
    out.model = std::move(data.model);
    CAUSEWAY_ASSIGN(const storage::StoredSplit stored, storage::SplitStore(asked.project).get(out.id));
    CAUSEWAY_ASSIGN(out.kept, engine::readKeptSplit(stored, out.model));
    return out;
}

Result<std::vector<std::uint32_t>> classesFrom(const Asked &asked, const Opened &opened, std::size_t first, std::size_t end)
{
    std::vector<std::uint32_t> out;
    for (std::size_t i = first; i < end; ++i) {
        const auto found = opened.model.find(asked.word(i));
        if (!found) {
            const std::string near = engine::nearest(asked.word(i), opened.model.classes);
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no class “%1”"), asked.word(i)), {}, near.empty() ? Message() : Message(CAUSEWAY_TEXT("Did you mean “%1”?"), near));
        }
        out.push_back(*found);
    }
    return out;
}

Result<std::uint32_t> serviceOf(const Opened &opened, const std::string &name)
{
    const auto &services = opened.kept.split.services;
    const auto found = std::ranges::find(services, name);
    if (found != services.end())
        return static_cast<std::uint32_t>(found - services.begin());
    const std::string near = engine::nearest(name, services);
    return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no service “%1”"), name), {}, near.empty() ? Message(CAUSEWAY_TEXT("“new” makes one.")) : Message(CAUSEWAY_TEXT("Did you mean “%1”?"), near));
}

Result<void> save(const Asked &asked, const Opened &opened, std::string summary)
{
    CAUSEWAY_TRY(engine::changeSplit(asked.project, opened.id, opened.kept, opened.model, std::move(summary)));
    return list(asked.context, asked.project);
}

Result<void> import(const Asked &asked)
{
    CAUSEWAY_ASSIGN(const engine::ClassData data, engine::readClassData(asked.project, asked.context.job));
    std::vector<Error> warnings;
    CAUSEWAY_TRY(engine::importSplit(asked.project, asked.word(0), data.model, warnings));
    for (const Error &warning : warnings)
        asked.context.warn(warning);
    return list(asked.context, asked.project);
}

Result<void> fork(const Asked &asked)
{
    CAUSEWAY_ASSIGN(const SplitId id, engine::findSplit(asked.project, asked.word(0)));
    CAUSEWAY_TRY(engine::forkSplit(asked.project, id, asked.words() > 1 ? asked.word(1) : std::string()));
    return list(asked.context, asked.project);
}

Result<void> rename(const Asked &asked)
{
    CAUSEWAY_ASSIGN(const SplitId id, engine::findSplit(asked.project, asked.word(0)));
    CAUSEWAY_TRY(engine::renameSplit(asked.project, id, asked.word(1), std::nullopt));
    return list(asked.context, asked.project);
}

Result<void> note(const Asked &asked)
{
    CAUSEWAY_ASSIGN(const SplitId id, engine::findSplit(asked.project, asked.word(0)));
    CAUSEWAY_TRY(engine::renameSplit(asked.project, id, std::nullopt, asked.word(1)));
    return list(asked.context, asked.project);
}

Result<void> remove(const Asked &asked)
{
    CAUSEWAY_ASSIGN(const SplitId id, engine::findSplit(asked.project, asked.word(0)));
    CAUSEWAY_TRY(engine::removeSplit(asked.project, id));
    return list(asked.context, asked.project);
}

Result<void> show(const Asked &asked)
{
    CAUSEWAY_ASSIGN(const Opened opened, openSplit(asked));
    asked.context.out.write(engine::classesJson(opened.kept, opened.model) + "\n");
    return {};
}

Result<void> move(const Asked &asked)
{
    CAUSEWAY_ASSIGN(Opened opened, openSplit(asked));
    const std::string &to = asked.word(asked.words() - 1);
    CAUSEWAY_ASSIGN(const auto classes, classesFrom(asked, opened, 1, asked.words() - 1));
    std::uint32_t service = engine::kNewService;
    if (to == "none")
        service = kNoService;
    else if (to != "new") {
        CAUSEWAY_ASSIGN(service, serviceOf(opened, to));
    }
    CAUSEWAY_TRY(engine::moveClasses(opened.kept, opened.model, classes, service));
    return save(asked, opened, "Move " + engine::toText(opened.model, classes) + " to " + to);
}

Result<void> merge(const Asked &asked)
{
    CAUSEWAY_ASSIGN(Opened opened, openSplit(asked));
    CAUSEWAY_ASSIGN(const std::uint32_t from, serviceOf(opened, asked.word(1)));
    CAUSEWAY_ASSIGN(const std::uint32_t into, serviceOf(opened, asked.word(2)));
    CAUSEWAY_TRY(engine::mergeServices(opened.kept, opened.model, from, into));
    return save(asked, opened, "Merge " + asked.word(1) + " into " + asked.word(2));
}

Result<void> name(const Asked &asked)
{
    CAUSEWAY_ASSIGN(Opened opened, openSplit(asked));
    CAUSEWAY_ASSIGN(const std::uint32_t service, serviceOf(opened, asked.word(1)));
    CAUSEWAY_TRY(engine::renameService(opened.kept, service, asked.word(2)));
    return save(asked, opened, "Call " + asked.word(1) + " " + asked.word(2));
}

template <auto Edit, bool On>
Result<void> mark(const Asked &asked)
{
    CAUSEWAY_ASSIGN(Opened opened, openSplit(asked));
    CAUSEWAY_ASSIGN(const auto classes, classesFrom(asked, opened, 1, asked.words()));
    CAUSEWAY_TRY(Edit(opened.kept, opened.model, classes, On));
    return save(asked, opened, asked.context.positional(1) + " " + engine::toText(opened.model, classes));
}

template <bool On>
Result<void> apart(const Asked &asked)
{
    CAUSEWAY_ASSIGN(Opened opened, openSplit(asked));
    CAUSEWAY_ASSIGN(const auto classes, classesFrom(asked, opened, 1, asked.words()));
    CAUSEWAY_TRY(engine::keepApart(opened.kept, opened.model, classes[0], classes[1], On));
    return save(asked, opened, asked.context.positional(1) + " " + engine::toText(opened.model, classes));
}

Result<void> undo(const Asked &asked)
{
    CAUSEWAY_TRY(asked.context.undo(asked.project, "split"));
    return list(asked.context, asked.project);
}

struct Action {
    const char *name, *usage;
    std::size_t minimum, maximum; // words behind it
    Result<void> (*run)(const Asked &);
};
constexpr Action kActions[] = {{"import", "import FILE", 1, 1, import},
                               {"fork", "fork SPLIT [NAME]", 1, 2, fork},
                               {"rename", "rename SPLIT NAME", 2, 2, rename},
                               {"note", "note SPLIT TEXT", 2, 2, note},
                               {"remove", "remove SPLIT", 1, 1, remove},
                               {"show", "show SPLIT", 1, 1, show},
                               {"move", "move SPLIT CLASS… SERVICE|new|none", 3, SIZE_MAX, move},
                               {"merge", "merge SPLIT SERVICE SERVICE", 3, 3, merge},
                               {"name", "name SPLIT SERVICE NAME", 3, 3, name},
                               {"pin", "pin SPLIT CLASS…", 2, SIZE_MAX, mark<engine::pinClasses, true>},
                               {"unpin", "unpin SPLIT CLASS…", 2, SIZE_MAX, mark<engine::pinClasses, false>},
                               {"utility", "utility SPLIT CLASS…", 2, SIZE_MAX, mark<engine::markUtilities, true>},
                               {"no-utility", "no-utility SPLIT CLASS…", 2, SIZE_MAX, mark<engine::markUtilities, false>},
                               {"together", "together SPLIT CLASS CLASS…", 3, SIZE_MAX, mark<engine::keepTogether, true>},
                               {"no-together", "no-together SPLIT CLASS CLASS…", 3, SIZE_MAX, mark<engine::keepTogether, false>},
                               {"apart", "apart SPLIT CLASS CLASS", 3, 3, apart<true>},
                               {"no-apart", "no-apart SPLIT CLASS CLASS", 3, 3, apart<false>},
                               {"undo", "undo", 0, 0, undo}};

Result<void> runSplit(Context &context)
{
    const std::string &name = context.positional(1);
    const auto action = std::ranges::find(kActions, name, [](const Action &one) { return std::string(one.name); });
    if (action == std::end(kActions)) {
        std::vector<std::string> names;
        for (const Action &one : kActions)
            names.emplace_back(one.name);
        const std::string near = engine::nearest(name, names);
        return failure(usage(Message(CAUSEWAY_TEXT("Nothing that is done with a split is called “%1”"), name), near.empty() ? Message(CAUSEWAY_TEXT("See: causeway help split.")) : Message(CAUSEWAY_TEXT("Did you mean “%1”? See: causeway help split."), near)));
    }
    const std::size_t words = context.arguments.positional().size() - 2;
    if (words < action->minimum || words > action->maximum)
        return failure(usage(Message(CAUSEWAY_TEXT("“%1” takes other words"), name), Message(CAUSEWAY_TEXT("Usage: causeway split PROJECT %1"), action->usage)));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    return action->run({context, *project});
}

} // namespace

std::vector<Verb> splitVerbs()
{
    return {{"splits", "PROJECT", "lists the splits that a project keeps as a tree of forks", "", {}, 1, 1, runSplits},
            {"split", "PROJECT ACTION [SPLIT] …", "imports, forks and changes splits that a project keeps",
             "SPLIT is a number or a name of `causeway splits`. ACTION is one of:\n"
             "  import FILE                          another tool's proposal, to be measured: causeway boundaries PROJECT --split NAME\n"
             "  fork SPLIT [NAME]                    a copy below it, to be changed\n"
             "  move SPLIT CLASS… SERVICE            new: to a service of their own; none: to no service\n"
             "  merge SPLIT SERVICE SERVICE          the first into the second\n"
             "  name SPLIT SERVICE NAME              what a service is called\n"
             "  pin SPLIT CLASS…                     where they are: a proposal keeps to it. Also unpin\n"
             "  utility SPLIT CLASS…                 a part of every service. Also no-utility\n"
             "  together SPLIT CLASS CLASS…, apart SPLIT CLASS CLASS; also no-together, no-apart\n"
             "  rename SPLIT NAME, note SPLIT TEXT, remove SPLIT\n"
             "  show SPLIT                           as a file of class and service\n"
             "  undo                                 the last edit of splits",
             {}, 2, SIZE_MAX, runSplit}};
}

} // namespace causeway::cli
