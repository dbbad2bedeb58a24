// templates, sessions.

#include <charconv>

#include "app/cli/verb.h"
#include "app/engine/edit_templates.h"
#include "app/engine/find_source.h"
#include "app/engine/group_sessions.h"
#include "app/engine/mine_templates.h"
#include "app/engine/read_lines.h"

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
    if (asked > 1)
        return failure(usage(Message(CAUSEWAY_TEXT("Only one of --assign, --merge, --split, --rename, --pin and --unpin can be done at a time"))));
    if (!action && arguments.positional().size() > 1)
        return failure(usage(Message(CAUSEWAY_TEXT("“%1” is one argument too many for “templates”"), arguments.positional()[1])));
    if (arguments.has("--source") && !arguments.has("--assign"))
        return failure(usage(Message(CAUSEWAY_TEXT("--source goes with --assign"))));
    CAUSEWAY_ASSIGN(const auto project, context.openProject());
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
        {"templates", "PROJECT [--assign [--source S] | --merge ID ID… | --split ID | --rename ID NAME | --pin ID | --unpin ID]",
         "the patterns of the messages, and corrections of them",
         "--assign prints a row for every physical line of a source: its number, a tab, the id of its template. Lines that\n"
         "continue an event have its template; those of sequence files the templates of all their keys. The edits print the templates they touched; they survive later imports.",
         {{"--assign", "", "the template of every line"},
          {"--source", "S", "with --assign: which source, where there are several"},
          {"--merge", "", "the first id takes the messages of the others"},
          {"--split", "", "each form of the template's messages but the most frequent becomes a template of its own"},
          {"--rename", "", "gives the template a name; an empty one takes it away"},
          {"--pin", "", "keeps the template as it is whatever is mined later"},
          {"--unpin", "", "lets mining change it again"}},
         1, SIZE_MAX, runTemplates, true},
        {"sessions", "PROJECT [--by auto|identifier[:NAME]|trace|thread|source|sequence|window:SECONDS]", "groups events that belong together; remembered",
         "Without --by the remembered grouping is used, else auto: the lines of sequence files; a trace id in the header; the\n"
         "identifier in messages that groups best; the thread; windows of a minute.",
         {{"--by", "G", "how to group"}}, 1, 1, runSessions, true},
    };
}

} // namespace causeway::cli
