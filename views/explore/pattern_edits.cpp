#include "views/explore/pattern_edits.h"

#include <QAction>
#include <QMenu>

#include <algorithm>

#include "analysis/core/shortened.h"
#include "app/engine/split_choices.h"
#include "app/workspace/workspace.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

constexpr std::size_t kWaysOffered = 20; // of one parameter
constexpr std::size_t kNamed = 60;       // bytes of a pattern's text in a message

using Action = engine::EditTemplatesRequest::Action;

QString menuText(const std::string &bytes)
{
    QString out = text::fromBytes(bytes).replace(QLatin1Char('&'), QStringLiteral("&&")).replace(QStringLiteral("<*>"), QStringLiteral("‹*›"));
    return out.size() > 80 ? out.left(79) + QChar(0x2026) : out;
}

QString apart(const engine::SplitChoice &way)
{
    const QString written = way.written.empty() ? PatternEdits::tr("(empty)") : menuText(way.written);
    return text::render(Message(CAUSEWAY_TEXT("%1 apart (%2{event|events})"), written.toStdString(), way.count));
}

// As the lists of values write it, in a message's length.
std::string told(const std::string &name)
{
    return shortened(QString::fromStdString(name).replace(QStringLiteral("<*>"), QStringLiteral("‹*›")).toStdString(), kNamed);
}

} // namespace

std::string PatternEdits::name(TemplateId id) const
{
    const auto catalog = m_context.workspace.catalog();
    return told(catalog ? catalog->nameOf(id) : std::to_string(id.value));
}

void PatternEdits::run(engine::EditTemplatesRequest request, Message told)
{
    run(std::move(request), [told = std::move(told)](const engine::EditTemplatesResponse &) { return told; });
}

void PatternEdits::run(engine::EditTemplatesRequest request, Told told)
{
    const auto project = m_context.workspace.data().project;
    if (!project)
        return;
    m_context.workspace.jobs().start<engine::EditTemplatesResponse>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Edit patterns")), .lane = workspace::JobOptions::Lane::Edits},
        [project, request = std::move(request)](const Job &job) { return engine::editTemplates(*project, request, job); }, this,
        [this, told = std::move(told)](const engine::EditTemplatesResponse &response) {
            auto &ws = m_context.workspace;
            ws.edited();
            ws.reportNotice(told(response), Message(CAUSEWAY_TEXT("Undo")), [&ws, edit = response.edit] { ws.undoEdit(edit); }, response.edit);
        });
}

void PatternEdits::rename(TemplateId id, const QString &name)
{
    run({Action::Rename, {id}, {}, name.toStdString()},
        name.isEmpty() ? Message(CAUSEWAY_TEXT("The pattern is called by its text again.")) : Message(CAUSEWAY_TEXT("The pattern is called “%1” now."), name.toStdString()));
}

void PatternEdits::pin(TemplateId id, bool pinned)
{
    run({pinned ? Action::Pin : Action::Unpin, {id}, {}, {}},
        pinned ? Message(CAUSEWAY_TEXT("“%1” is pinned: its lines stay together whatever is imported."), name(id)) : Message(CAUSEWAY_TEXT("“%1” is not pinned any more."), name(id)));
}

void PatternEdits::merge(const std::vector<TemplateId> &from, TemplateId into)
{
    std::vector<TemplateId> ids{into};
    for (const TemplateId id : from)
        if (std::find(ids.begin(), ids.end(), id) == ids.end())
            ids.push_back(id);
    if (ids.size() < 2)
        return;
    // The words of the merged one are known when it is made.
    run({Action::Merge, ids, {}, {}}, [count = ids.size()](const engine::EditTemplatesResponse &response) {
        const bool there = !response.touched.empty();
        const std::string made = !there ? std::string() : response.touched.front().name.empty() ? response.touched.front().text() : response.touched.front().name;
        return Message(CAUSEWAY_TEXT("%1 patterns are one now: “%2”."), count, told(made));
    });
}

void PatternEdits::split(TemplateId id, const std::vector<ShapeId> &shapes)
{
    run({Action::Split, {id}, shapes, {}}, Message(CAUSEWAY_TEXT("“%1” is split."), name(id)));
}

std::vector<ShapeId> PatternEdits::shapesWith(TemplateId id, std::uint32_t parameter, const std::string &value) const
{
    const auto catalog = m_context.workspace.catalog();
    const auto snapshot = m_context.workspace.snapshot();
    const storage::TemplateInfo *info = catalog ? catalog->find(id) : nullptr;
    if (info == nullptr || !snapshot)
        return {};
    for (engine::SplitChoice &choice : engine::splitChoices(*snapshot, *info))
        if (choice.parameter == parameter && choice.written == value)
            return std::move(choice.shapes);
    return {};
}

QString PatternEdits::whyNotSplit(TemplateId id, std::uint32_t parameter, const std::string &value) const
{
    return shapesWith(id, parameter, value).empty() ? tr("no form of the pattern has just this value") : QString();
}

void PatternEdits::splitByValue(TemplateId id, std::uint32_t parameter, const std::string &value)
{
    if (const auto shapes = shapesWith(id, parameter, value); !shapes.empty())
        split(id, shapes);
}

void PatternEdits::addSplits(QMenu &menu, TemplateId id)
{
    const auto catalog = m_context.workspace.catalog();
    const auto snapshot = m_context.workspace.snapshot();
    const storage::TemplateInfo *info = catalog ? catalog->find(id) : nullptr;
    if (info == nullptr || !snapshot)
        return;
    menu.setToolTipsVisible(true);
    QAction *all = menu.addAction(text::render(Message(CAUSEWAY_TEXT("Into all its %1{form|forms}"), info->shapes.size())), this, [this, id] { split(id, {}); });
    if (info->shapes.size() < 2) {
        const QString why = tr("all its lines have the same form: they differ in numbers and other values only");
        all->setText(tr("Into all its forms – %1").arg(why));
        all->setEnabled(false);
        all->setToolTip(text::toolTip(tr("Not now: %1").arg(why)));
    } else
        all->setToolTip(text::toolTip(tr("Every form but the commonest becomes a pattern of its own.")));
    const auto choices = engine::splitChoices(*snapshot, *info);
    const auto constants = engine::constantParameters(*snapshot, *info);
    QStringList alike; // parameters in which no two forms differ
    std::uint32_t parameter = 0;
    for (const templates::Token &token : info->tokens) {
        if (!token.parameter)
            continue;
        const std::uint32_t k = parameter++;
        const QString called = token.text.empty() ? tr("value %1").arg(k + 1) : menuText(token.text);
        std::vector<const engine::SplitChoice *> ways;
        for (const engine::SplitChoice &choice : choices)
            if (choice.parameter == k)
                ways.push_back(&choice);
        if (ways.empty()) {
            if (!std::binary_search(constants.begin(), constants.end(), k))
                alike << tr("“%1”").arg(called);
            continue;
        }
        QMenu *sub = menu.addMenu(tr("By “%1”").arg(called));
        sub->setToolTipsVisible(true);
        for (std::size_t i = 0; i < std::min(ways.size(), kWaysOffered); ++i) {
            QAction *way = sub->addAction(apart(*ways[i]), this,
                                          [this, id, shapes = ways[i]->shapes] { split(id, shapes); });
            way->setToolTip(text::toolTip(tr("These lines become a pattern of their own.")));
        }
        if (ways.size() > kWaysOffered) {
            QAction *more = sub->addAction(tr("… and %1 more, not offered here").arg(text::number(static_cast<std::int64_t>(ways.size() - kWaysOffered))));
            more->setEnabled(false);
            more->setToolTip(text::toolTip(tr("The commonest stand here. Filter to a value in the list of values to see the lines of another.")));
        }
    }
    if (alike.isEmpty() || info->shapes.size() < 2)
        return;
    constexpr qsizetype kToldNames = 3;
    QString names = alike.mid(0, kToldNames).join(tr(", "));
    if (alike.size() > kToldNames)
        names += tr(" and %1 more").arg(text::number(static_cast<std::int64_t>(alike.size() - kToldNames)));
    QAction *none = menu.addAction(tr("Not by %1 – all forms are alike there; filter to a value instead").arg(names));
    none->setEnabled(false);
    none->setToolTip(text::toolTip(tr("All forms of the pattern are alike in these places: values there differ from line to line. Filter to one of them instead.\n%1").arg(alike.join(QLatin1Char('\n')))));
}

} // namespace causeway::views
