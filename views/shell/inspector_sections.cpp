// The sections of the inspector that belong to no perspective: the event, its pattern, its session, its source.

#include <QCoreApplication>
#include <QPointer>

#include <algorithm>

#include "app/engine/list_patterns.h"
#include "app/workspace/workspace.h"
#include "views/shell/action_registry.h"
#include "views/shell/inspector.h"
#include "views/shell/settings.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

using workspace::Workspace;

QString roleName(const storage::FieldRange &field)
{
    if (field.role == Role::Attribute)
        return text::fromBytes(field.name);
    return QCoreApplication::translate("role", std::string(toName(field.role)).c_str());
}

void writeEvent(InspectorSection &section, const storage::Event &event, const storage::EventOrder *order)
{
    section.clear();
    section.addFact(Inspector::tr("Time"), text::time(event.time), text::timeUtc(event.time));
    section.addFact(Inspector::tr("Level"), text::levelName(event.level));
    if (order != nullptr && event.id.value < order->size())
        section.addFact(Inspector::tr("Number"), text::number(static_cast<std::int64_t>(order->positionOf(event.id)) + 1),
                        Inspector::tr("Position among all events of the project, the first is 1; Ctrl+G goes to a number"));
    const std::string_view bytes = event.bytes;
    for (const storage::FieldRange &field : event.fields)
        if (field.role != Role::Time && field.role != Role::Level && field.role != Role::Content)
            section.addFact(roleName(field), text::fromBytes(bytes.substr(field.begin, field.end - field.begin)), {}, true);
    constexpr std::size_t kShown = 4000;
    QString content = text::fromBytes(bytes.substr(event.contentBegin, std::min<std::size_t>(event.contentEnd - event.contentBegin, kShown)));
    if (event.contentEnd - event.contentBegin > kShown)
        content += Inspector::tr("… %1 more").arg(text::bytes(Bytes{event.contentEnd - event.contentBegin - kShown}));
    section.addText(content, true);
}

} // namespace

void Inspector::addOwnSections()
{
    Workspace &workspace = m_context.workspace;

    // What was read last stays at hand: a second call for the same event shows it at once.
    struct Last {
        std::shared_ptr<storage::EventReader> reader;
        storage::Event event;
    };
    addSection(tr("Event"), [&workspace, this, last = std::make_shared<Last>()](InspectorSection &section) {
        const auto event = workspace.selection().event;
        const auto reader = workspace.data().reader;
        if (!event || !reader || event->value >= reader->snapshot().events)
            return;
        if (last->reader == reader && last->event.id == *event) {
            writeEvent(section, last->event, workspace.data().order.get());
            return;
        }
        section.addText(tr("reading …"));
        workspace.jobs().start<storage::Event>({.key = "inspector.event", .title = Message(CAUSEWAY_TEXT("Read an event")), .quiet = true},
                                               [reader, id = *event](const Job &) { return reader->event(id); }, this,
                                               [target = QPointer<InspectorSection>(&section), &workspace, reader, last](storage::Event read) {
                                                   if (!target || workspace.selection().event != read.id || workspace.data().reader != reader)
                                                       return;
                                                   *last = {reader, std::move(read)};
                                                   writeEvent(*target, last->event, workspace.data().order.get());
                                               });
    });

    // Counts under the filter are read once for all patterns.
    struct Shown {
        std::shared_ptr<const storage::FilterResult> filter;
        TimeRange range;
        std::uint64_t snapshot = 0; // version
        std::shared_ptr<const storage::TemplateCatalog> catalog;
        engine::ListPatternsResponse patterns;
        [[nodiscard]] std::uint64_t countOf(TemplateId id) const
        {
            const auto found = std::find_if(patterns.patterns.begin(), patterns.patterns.end(), [id](const engine::Pattern &pattern) { return pattern.id == id; });
            return found == patterns.patterns.end() ? 0 : found->count;
        }
    };
    addSection(tr("Pattern"), [&workspace, this, shown = std::make_shared<Shown>()](InspectorSection &section) {
        const auto id = workspace.selection().templateId;
        const auto catalog = workspace.catalog();
        const storage::TemplateInfo *info = id && catalog ? catalog->find(*id) : nullptr;
        if (info == nullptr)
            return;
        if (!info->name.empty())
            section.addFact(tr("Name"), text::fromBytes(info->name));
        section.addText(text::fromBytes(info->text()), true);
        const QString all = text::number(static_cast<std::int64_t>(info->count));
        if (workspace.filter().isEmpty())
            section.addFact(tr("Events"), all);
        else if (workspace.hasFilterResult() && shown->catalog == catalog && shown->filter == workspace.filterResult() && shown->range == workspace.filter().range && workspace.snapshot() &&
                 shown->snapshot == workspace.snapshot()->version)
            section.addFact(tr("Events"), tr("%1 of %2 shown").arg(text::number(static_cast<std::int64_t>(shown->countOf(info->id))), all),
                            tr("The filter hides the others; the table of patterns counts those that are shown"));
        else {
            section.addFact(tr("Events"), tr("%1 in the project").arg(all));
            if (const auto reader = workspace.data().reader; reader && workspace.hasFilterResult()) {
                engine::ListPatternsRequest request;
                request.range = workspace.filter().range;
                request.filter = workspace.filterResult();
                workspace.jobs().start<engine::ListPatternsResponse>(
                    {.key = "inspector.pattern", .title = Message(CAUSEWAY_TEXT("Count patterns")), .quiet = true},
                    [reader, catalog, request](const Job &job) { return engine::listPatterns(*reader, *catalog, request, job); }, this,
                    [this, shown, catalog, request, version = reader->snapshot().version](engine::ListPatternsResponse patterns) {
                        *shown = {request.filter, request.range, version, catalog, std::move(patterns)};
                        refresh();
                    });
            }
        }
        section.addFact(tr("Forms"), text::number(static_cast<std::int64_t>(info->shapes.size())), tr("Spellings of the line that were found to mean the same"));
        if (!info->first.isNone()) {
            const QString ever = tr("Of the whole project, whatever the filter");
            section.addFact(tr("First"), text::time(info->first), text::timeUtc(info->first) + QLatin1Char('\n') + ever);
            section.addFact(tr("Last"), text::time(info->last), text::timeUtc(info->last) + QLatin1Char('\n') + ever);
        }
        section.addLink(tr("Show only these events"), [&workspace, found = info->id] {
            storage::Filter filter = workspace.filter();
            filter.templates = {found};
            workspace.setFilter(filter, workspace.view().eventsName);
        });
        section.addLink(tr("Hide these events"), [&workspace, found = info->id] {
            storage::Filter filter = workspace.filter();
            std::erase(filter.templates, found);
            if (std::find(filter.notTemplates.begin(), filter.notTemplates.end(), found) == filter.notTemplates.end())
                filter.notTemplates.push_back(found);
            workspace.setFilter(filter, workspace.view().eventsName);
        });
    });

    addSection(tr("Session"), [&workspace, &actions = m_context.actions](InspectorSection &section) {
        const auto &subject = workspace.selection().session;
        const auto sessions = workspace.sessions();
        if (!subject || !sessions)
            return;
        const auto index = sessions->find(*subject);
        if (!index)
            return;
        const storage::SessionInfo &info = sessions->sessions[*index];
        section.addFact(tr("Key"), text::fromBytes(info.key), {}, true);
        section.addFact(tr("Grouped by"), text::fromBytes(sessions->grouping), text::fromBytes(sessions->why));
        section.addFact(tr("Events"), text::number(static_cast<std::int64_t>(info.events)));
        if (!info.first.isNone()) {
            section.addFact(tr("From"), text::time(info.first), text::timeUtc(info.first));
            section.addFact(tr("Duration"), text::duration(info.last - info.first));
        }
        section.addLink(tr("Show only this session"), [&workspace, sessions, found = *index] {
            storage::Filter filter = workspace.filter();
            const auto events = sessions->eventsOf(found);
            filter.events.emplace(events.begin(), events.end());
            std::sort(filter.events->begin(), filter.events->end());
            workspace.setFilter(filter, "session " + sessions->sessions[found].key);
        });
        if (QAction *flow = actions.action(QStringLiteral("flow.showSession")))
            section.addLink(flow->text(), [flow] { flow->trigger(); });
    });

    addSection(tr("Source"), [&workspace](InspectorSection &section) {
        const auto id = workspace.selection().source;
        const auto snapshot = workspace.snapshot();
        const storage::SourceInfo *info = id && snapshot ? snapshot->source(*id) : nullptr;
        if (info == nullptr)
            return;
        section.addFact(tr("Name"), text::fromBytes(info->name), text::fromBytes(info->path));
        section.addFact(tr("Format"), text::fromBytes(info->format), {}, true);
        section.addFact(tr("Events"), text::number(static_cast<std::int64_t>(info->events)));
        section.addFact(tr("Size"), text::bytes(Bytes{info->bytes}));
        if (info->skipped > 0)
            section.addFact(tr("Not understood"), text::render(Message(CAUSEWAY_TEXT("%1{line|lines}, kept as they are"), info->skipped)));
        if (info->incompleteAt >= 0)
            section.addFact(tr("Incomplete"), tr("damaged at byte %1").arg(text::number(info->incompleteAt)));
    });
}

} // namespace causeway::views
