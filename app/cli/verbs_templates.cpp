// templates, sessions.

#include <algorithm>
#include <charconv>

#include "app/cli/verb.h"
#include "app/engine/edit_templates.h"
#include "app/engine/find_source.h"
#include "app/engine/group_sessions.h"
#include "app/engine/mine_templates.h"
#include "app/engine/read_lines.h"
#include "app/engine/template_masks.h"

namespace causeway::cli {

namespace {

using Action = engine::EditTemplatesRequest::Action;

void printTemplates(Context &context, const std::vector<storage::TemplateInfo> &templates)
{
    if (context.json) {
        JsonWriter json;
        json.beginArray();
        for (const storage::TemplateInfo &info : templates) {
            json.beginObject().field("id", info.id.value).field("count", info.count).field("template", toValidUtf8(info.text()));
            json.field("name", toValidUtf8(info.name)).field("pinned", info.pinned).field("shapes", static_cast<std::uint64_t>(info.shapes.size()));
            for (const auto &[key, time] : {std::pair("first_ns", info.first), std::pair("last_ns", info.last)}) {
                json.key(key);
                if (time.isNone())
                    json.null();
                else
                    json.value(time.ns);
            }
            json.endObject();
        }
        json.endArray();
        context.print(json);
        return;
    }
    using Align = Table::Align;
    Table table({{"id", Align::Right}, {"count", Align::Right}, {"forms", Align::Right}, {"template"}});
    for (const storage::TemplateInfo &info : templates)
        table.add({std::to_string(info.id.value), thousands(info.count), thousands(info.shapes.size()),
                   (info.name.empty() ? std::string() : info.name + ": ") + info.text() + (info.pinned ? " (pinned)" : "")});
    table.print(context.out);
}

Result<SourceId> chooseSource(const storage::Snapshot &snapshot, const std::optional<std::string> &name)
{
    if (name) {
        CAUSEWAY_ASSIGN(const storage::SourceInfo *const source, engine::findSource(snapshot, *name));
        return source->id;
    }
    if (snapshot.sources.size() == 1)
        return snapshot.sources.front().id;
    return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The source must be named")), Message(CAUSEWAY_TEXT("the project has %1 sources"), snapshot.sources.size()),
                   Message(CAUSEWAY_TEXT("Name one with --source; causeway info PROJECT lists them.")));
}

Result<void> assign(Context &context, storage::Project &project)
{
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    CAUSEWAY_ASSIGN(const SourceId source, chooseSource(*snapshot, context.arguments.value("--source")));
    CAUSEWAY_TRY(engine::currentTemplates(project, context.threads, context.job));
    std::string row;
    bool first = true;
    const auto number = [&row](std::uint64_t value) {
        char digits[24];
        row.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
    };
    // A line of a sequence file has the templates of all its keys.
    const auto onLine = [&](std::uint64_t line, std::span<const TemplateId> ids) {
        row.clear();
        if (context.json)
            row += first ? "[{\"line\":" : ",{\"line\":";
        number(line);
        row += context.json ? ",\"templates\":[" : "\t";
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (i > 0)
                row += context.json ? ',' : ' ';
            number(ids[i].value);
        }
        row += context.json ? "]}" : "\n";
        first = false;
        context.out.write(row);
        return !context.out.isClosed();
    };
    CAUSEWAY_TRY(engine::assignLines(project, source, context.job, onLine));
    if (context.json)
        context.out.write(first ? "[]\n" : "]\n");
    return {};
}

Result<void> edit(Context &context, storage::Project &project, Action action)
{
    engine::EditTemplatesRequest request;
    request.action = action;
    const auto &words = context.arguments.positional();
    const std::size_t ids = action == Action::Rename && words.size() > 2 ? 2 : words.size();
    for (std::size_t i = 1; i < ids; ++i) {
        CAUSEWAY_ASSIGN(const std::uint64_t id, parseInteger("a template's id", words[i], 1, UINT32_MAX));
        request.ids.emplace_back(static_cast<std::uint32_t>(id));
    }
    if (action == Action::Rename) {
        if (words.size() != 3)
            return failure(usage(Message(CAUSEWAY_TEXT("Renaming needs an id and a name")), Message(CAUSEWAY_TEXT("Usage: causeway templates PROJECT --rename ID NAME"))));
        request.name = words[2];
    } else if (action == Action::Merge ? request.ids.size() < 2 : request.ids.size() != 1)
        return failure(usage(action == Action::Merge ? Message(CAUSEWAY_TEXT("Merging needs two ids or more")) : Message(CAUSEWAY_TEXT("Exactly one id is needed")),
                             Message(CAUSEWAY_TEXT("See: causeway help templates."))));
    CAUSEWAY_ASSIGN(const auto response, engine::editTemplates(project, request, context.job));
    printTemplates(context, response.touched);
    return {};
}

void printMasks(Context &context, const std::vector<storage::TemplateMask> &masks)
{
    if (context.json) {
        JsonWriter json;
        json.beginArray();
        for (std::size_t i = 0; i < masks.size(); ++i) {
            json.beginObject().field("mask", static_cast<std::uint64_t>(i + 1)).field("pattern", toValidUtf8(masks[i].mask.pattern)).field("name", toValidUtf8(masks[i].mask.name));
            json.key("source");
            if (masks[i].source.empty())
                json.null();
            else
                json.value(toValidUtf8(masks[i].source));
            json.endObject();
        }
        json.endArray();
        context.print(json);
        return;
    }
    if (masks.empty()) {
        context.out.write("There are no masks.\n");
        return;
    }
    Table table({{"mask", Table::Align::Right}, {"source"}, {"name"}, {"expression"}});
    for (std::size_t i = 0; i < masks.size(); ++i)
        table.add({std::to_string(i + 1), masks[i].source.empty() ? "all" : printable(masks[i].source), printable(masks[i].mask.name), printable(masks[i].mask.pattern)});
    table.print(context.out);
}

void printDifference(Context &context, const engine::MaskDifference &difference, bool applied, storage::EditNumber edit)
{
    if (context.json) {
        const auto sides = [](JsonWriter &json, const char *key, const std::vector<engine::TemplateChange::Side> &list) {
            json.key(key).beginArray();
            for (const auto &side : list)
                json.beginObject().field("id", side.id.value).field("count", side.count).field("template", toValidUtf8(side.text)).field("named", toValidUtf8(side.named)).endObject();
            json.endArray();
        };
        JsonWriter json;
        json.beginObject().field("applied", applied);
        if (applied)
            json.field("edit", edit);
        json.field("templates_before", difference.templatesBefore).field("templates_after", difference.templatesAfter);
        json.field("vanished", difference.vanished).field("appeared", difference.appeared).field("messages", difference.messages);
        json.field("merged", difference.merged).field("split", difference.split).field("regrouped", difference.regrouped).field("rewritten", difference.rewritten).field("renamed", difference.renamed);
        json.key("masks").beginArray();
        for (const engine::MaskUse &use : difference.uses)
            json.beginObject().field("forms", use.forms).field("messages", use.messages).endObject();
        json.endArray().key("changes").beginArray();
        for (const engine::TemplateChange &change : difference.changes) {
            json.beginObject().field("kind", toName(change.kind)).field("messages", change.messages).field("before_total", change.beforeTotal).field("after_total", change.afterTotal);
            sides(json, "before", change.before);
            sides(json, "after", change.after);
            json.endObject();
        }
        json.endArray().field("changes_total", difference.total()).endObject();
        context.print(json);
        return;
    }
    const auto sides = [&](const char *sign, const std::vector<engine::TemplateChange::Side> &list, std::uint64_t total) {
        for (const auto &side : list)
            context.out.write(std::string("  ") + sign + " " + thousands(side.count) + "  " + printable(side.named) + "\n");
        if (total > list.size())
            context.out.write(std::string("  ") + sign + " and " + thousands(total - list.size()) + " more\n");
    };
    for (const engine::TemplateChange &change : difference.changes) {
        context.out.write(std::string(toName(change.kind)) + ", " + thousands(change.messages) + " messages\n");
        sides("-", change.before, change.beforeTotal);
        sides("+", change.after, change.afterTotal);
    }
    if (difference.total() > difference.changes.size())
        context.out.write("and " + thousands(difference.total() - difference.changes.size()) + " more changes\n");
    const auto counted = [](std::uint64_t count, const char *one, const char *many) { return thousands(count) + " " + (count == 1 ? one : many); };
    for (std::size_t i = 0; i < difference.uses.size(); ++i) {
        const engine::MaskUse &use = difference.uses[i];
        std::string line = "mask " + std::to_string(i + 1) + " makes a parameter in " + counted(use.forms, "form", "forms") + ", " + counted(use.messages, "message", "messages");
        if (use.forms == 0)
            line += use.withoutUse == 0 ? "; it matches in none" : "; it matches in " + counted(use.withoutUse, "message", "messages") + ", but covers no whole value or word there, or an earlier mask has it: write it longer, for example with [^ ]* at its ends";
        context.out.write(line + "\n");
    }
    context.out.write(thousands(difference.templatesBefore) + " templates " + (applied ? "became " : "would become ") + thousands(difference.templatesAfter) + ": " +
                      thousands(difference.merged) + " merged, " + thousands(difference.split) + " split, " + thousands(difference.regrouped) + " regrouped, " +
                      thousands(difference.rewritten) + " rewritten, " + thousands(difference.renamed) + " with other parameters\n");
}

Result<void> changeMasks(Context &context, storage::Project &project)
{
    const Arguments &arguments = context.arguments;
    CAUSEWAY_ASSIGN(auto masks, engine::listMasks(project));
    if (const auto gone = arguments.value("--unmask")) {
        CAUSEWAY_ASSIGN(const std::uint64_t number, parseInteger("--unmask", *gone, 1, templates::kMaskLimit));
        if (number > masks.size())
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no mask %1"), number), {}, Message(CAUSEWAY_TEXT("See them with: causeway templates PROJECT --masks.")));
        masks.erase(masks.begin() + static_cast<std::ptrdiff_t>(number - 1));
    } else {
        storage::TemplateMask mask;
        mask.mask.pattern = *arguments.value("--mask");
        mask.mask.name = arguments.value("--name").value_or("");
        if (const auto source = arguments.value("--source")) {
            CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
            CAUSEWAY_ASSIGN(const storage::SourceInfo *const found, engine::findSource(*snapshot, *source));
            mask.source = found->name;
        }
        if (std::find(masks.begin(), masks.end(), mask) == masks.end())
            masks.push_back(std::move(mask));
    }
    if (arguments.has("--preview")) {
        CAUSEWAY_ASSIGN(const engine::MaskDifference difference, engine::previewMasks(project, masks, context.threads, context.job));
        printDifference(context, difference, false, 0);
        return {};
    }
    CAUSEWAY_ASSIGN(const engine::SetMasksResponse response, engine::setMasks(project, masks, context.threads, context.job));
    printDifference(context, response.difference, true, response.edit);
    return {};
}

Result<void> runTemplates(Context &context)
{
    const Arguments &arguments = context.arguments;
    static constexpr std::pair<std::string_view, Action> kActions[] = {{"--merge", Action::Merge}, {"--split", Action::Split}, {"--rename", Action::Rename},
                                                                      {"--pin", Action::Pin},     {"--unpin", Action::Unpin}};
    std::optional<Action> action;
    std::size_t asked = arguments.has("--assign") ? 1 : 0;
    for (const auto &[option, value] : kActions)
        if (arguments.has(option)) {
            action = value;
            ++asked;
        }
    const bool masking = arguments.has("--mask") || arguments.has("--unmask");
    for (const char *option : {"--mask", "--unmask", "--masks"})
        asked += arguments.has(option) ? 1 : 0;
    if (asked > 1)
        return failure(usage(Message(CAUSEWAY_TEXT("Only one of --assign, --merge, --split, --rename, --pin, --unpin, --mask, --unmask and --masks can be done at a time"))));
    if (!action && arguments.positional().size() > 1)
        return failure(usage(Message(CAUSEWAY_TEXT("“%1” is one argument too many for “templates”"), arguments.positional()[1])));
    if (arguments.has("--source") && !arguments.has("--assign") && !arguments.has("--mask"))
        return failure(usage(Message(CAUSEWAY_TEXT("--source goes with --assign and --mask"))));
    if (arguments.has("--name") && !arguments.has("--mask"))
        return failure(usage(Message(CAUSEWAY_TEXT("--name goes with --mask"))));
    if (arguments.has("--preview") && !masking)
        return failure(usage(Message(CAUSEWAY_TEXT("--preview goes with --mask and --unmask"))));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    if (masking)
        return changeMasks(context, *project);
    if (arguments.has("--masks")) {
        CAUSEWAY_ASSIGN(const auto masks, engine::listMasks(*project));
        printMasks(context, masks);
        return {};
    }
    if (action)
        return edit(context, *project, *action);
    if (arguments.has("--assign"))
        return assign(context, *project);
    CAUSEWAY_ASSIGN(const auto catalog, engine::currentTemplates(*project, context.threads, context.job));
    printTemplates(context, catalog->templates);
    return {};
}

Result<void> runSessions(Context &context)
{
    engine::GroupSessionsRequest request;
    request.threads = context.threads;
    if (const auto by = context.arguments.value("--by")) {
        CAUSEWAY_ASSIGN(request.grouping, sessions::Grouping::parse(*by));
    }
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
    CAUSEWAY_ASSIGN(const auto response, engine::groupSessions(*project, request, context.job));
    const storage::SessionSet &set = *response.sessions;
    if (context.json) {
        JsonWriter json;
        json.beginObject().field("by", toValidUtf8(set.grouping)).field("sessions", static_cast<std::uint64_t>(set.sessions.size()));
        json.field("events", response.events).field("ungrouped", set.ungrouped).field("why", toValidUtf8(set.why)).endObject();
        context.print(json);
        return {};
    }
    context.out.write(thousands(set.sessions.size()) + " sessions by " + printable(set.grouping) + " hold " + thousands(response.events) + " events; " +
                      thousands(set.ungrouped) + " are in none\n(" + printable(set.why) + ")\n");
    return {};
}

} // namespace

std::vector<Verb> templateVerbs()
{
    return {
        {"templates", "PROJECT [--assign [--source S] | --merge ID ID… | --split ID | --rename ID NAME | --pin ID | --unpin ID"
         " | --mask RE [--source S] [--name N] [--preview] | --unmask N [--preview] | --masks]",
         "the patterns of the messages, and corrections of them",
         "--assign prints a row for every physical line of a source: its number, a tab, the id of its template. Lines that\n"
         "continue an event have its template; those of sequence files the templates of all their keys. The edits print the templates they touched; they survive later imports.\n"
         "A mask says that what an expression (RE2) matches in a message is one parameter. It holds where a match covers whole\n"
         "values, words and punctuation, at the same place whichever of a form's known values stand there; of two masks that\n"
         "match the same, the earlier one has it. --mask and --unmask print what became of the templates, with --preview what would.",
         {{"--assign", "", "the template of every line"},
          {"--source", "S", "with --assign: which source, where there are several; with --mask: only in this one"},
          {"--merge", "", "the first id takes the messages of the others"},
          {"--split", "", "each form of the template's messages but the most frequent becomes a template of its own"},
          {"--rename", "", "gives the template a name; an empty one takes it away"},
          {"--pin", "", "keeps the template as it is whatever is mined later"},
          {"--unpin", "", "lets mining change it again"},
          {"--mask", "RE", "what the expression matches is one parameter"},
          {"--name", "N", "with --mask: the parameter's name"},
          {"--unmask", "N", "takes the N-th mask of --masks away"},
          {"--masks", "", "the masks, in order"},
          {"--preview", "", "with --mask and --unmask: only tells what would change"}},
         1, SIZE_MAX, runTemplates, true},
        {"sessions", "PROJECT [--by auto|identifier[:NAME]|trace|thread|source|sequence|window:SECONDS]", "groups events that belong together; remembered",
         "Without --by the remembered grouping is used, else auto: the lines of sequence files; a trace id in the header; the\n"
         "identifier in messages that groups best; the thread; windows of a minute.\n"
         "With --by trace the starts of spans become events, in sources of their own (“spans of SOURCE”): a trace is the sequence of\n"
         "its spans' starts and its lines. Those of spans that are imported later come with the next grouping. auto does so where\n"
         "the project holds nothing but traces.",
         {{"--by", "G", "how to group"}}, 1, 1, runSessions, true},
    };
}

} // namespace causeway::cli
