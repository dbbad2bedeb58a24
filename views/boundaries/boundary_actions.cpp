#include "views/boundaries/boundary_actions.h"

#include <QAction>
#include <QCoreApplication>
#include <QMenu>

#include <algorithm>

#include "app/engine/undo_edit.h"
#include "app/workspace/undo_history.h"
#include "app/workspace/workspace.h"
#include "views/boundaries/boundary_desk.h"
#include "views/boundaries/class_table.h"
#include "views/boundaries/move_list.h"
#include "views/shell/action_registry.h"
#include "views/text/text.h"

namespace causeway::views {

using boundaries::kNoService;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("boundaries", text); }

constexpr std::size_t kMostInMenu = 12;

bool allOf(const BoundaryDesk &desk, bool (BoundaryDesk::*is)(std::uint32_t) const)
{
    return !desk.selected().empty() && std::ranges::all_of(desk.selected(), [&](std::uint32_t one) { return (desk.*is)(one); });
}

bool areBound(const BoundaryDesk &desk)
{
    if (desk.split() == nullptr)
        return false;
    const auto selected = [&](std::uint32_t one) { return std::ranges::binary_search(desk.selected(), one); };
    return std::ranges::any_of(desk.split()->demands.together, [&](const auto &pair) { return selected(pair.first) && selected(pair.second); });
}

bool areApart(const BoundaryDesk &desk)
{
    if (desk.split() == nullptr || desk.selected().size() != 2)
        return false;
    const std::pair pair(desk.selected()[0], desk.selected()[1]);
    return std::ranges::any_of(desk.split()->demands.apart, [&](const auto &one) { return std::pair(std::min(one.first, one.second), std::max(one.first, one.second)) == pair; });
}

void update(BoundaryDesk &desk)
{
    ActionRegistry &actions = desk.context().actions;
    const bool open = desk.context().workspace.isOpen(), known = desk.data() != nullptr, split = desk.split() != nullptr;
    const std::size_t selected = desk.selected().size();
    const QString closed = tr("no project is open"), noClasses = open ? tr("nothing is known of classes; import some") : closed, noSplit = known ? tr("there is no split") : noClasses;
    const QString none = split ? tr("no class is selected") : noSplit;
    actions.setEnabled(QStringLiteral("boundaries.propose"), known && !desk.isProposing(), known ? tr("services are being proposed") : noClasses);
    actions.setEnabled(QStringLiteral("boundaries.stop"), desk.isProposing(), tr("nothing is being proposed"));
    for (const char *id : {"boundaries.move", "boundaries.new", "boundaries.pin", "boundaries.utility"})
        actions.setEnabled(QLatin1String(id), split && selected > 0, none);
    actions.setEnabled(QStringLiteral("boundaries.together"), split && selected > 1, split ? tr("select two classes or more") : noSplit);
    actions.setEnabled(QStringLiteral("boundaries.apart"), split && selected == 2, split ? tr("select two classes") : noSplit);
    actions.setEnabled(QStringLiteral("boundaries.selectAll"), split, noSplit);
    actions.action(QStringLiteral("boundaries.pin"))->setText(allOf(desk, &BoundaryDesk::isPinned) ? tr("Unpin") : tr("Pin"));
    actions.action(QStringLiteral("boundaries.utility"))->setText(allOf(desk, &BoundaryDesk::isUtility) ? tr("No longer in every service") : tr("In every service"));
    actions.action(QStringLiteral("boundaries.together"))->setText(areBound(desk) ? tr("Need not be together") : tr("Must be together"));
    actions.action(QStringLiteral("boundaries.apart"))->setText(areApart(desk) ? tr("May be together") : tr("Must be apart"));
}

void undoSplits(BoundaryDesk &desk)
{
    workspace::Workspace &workspace = desk.context().workspace;
    const auto project = workspace.data().project;
    if (project == nullptr)
        return;
    engine::UndoEditRequest request;
    request.kindPrefix = "split";
    workspace.jobs().start<engine::UndoEditResponse>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Undo")), .quiet = true, .lane = workspace::JobOptions::Lane::Edits}, [project, request](const Job &job) { return engine::undoEdit(*project, request, job); }, &desk,
        [&workspace, &desk](const engine::UndoEditResponse &response) {
            desk.expectUndone();
            workspace.edited();
            workspace.reportNotice(workspace::UndoHistory::told(response.edit));
        },
        [&workspace](const Error &error) {
            if (error.code == ErrorCode::NotFound) // a key that does nothing leaves one wondering
                workspace.reportNotice(Message(CAUSEWAY_TEXT("There is no edit of splits to undo.")));
            else
                workspace.reportError(error);
        });
}

} // namespace

void fillClassMenu(QMenu &menu, BoundaryDesk &desk)
{
    ActionRegistry &actions = desk.context().actions;
    if (desk.split() != nullptr && !desk.selected().empty()) {
        if (desk.selected().size() == 1)
            if (const auto elsewhere = desk.boundElsewhere(desk.selected().front())) {
                QString text = tr("Move to %1, which binds it more").arg(desk.serviceName(elsewhere->service));
                QAction *action = menu.addAction(text.replace(QLatin1Char('&'), QStringLiteral("&&")));
                action->setToolTip(tr("Bound elsewhere: %1").arg(elsewhereText(*elsewhere, desk)));
                QObject::connect(action, &QAction::triggered, &desk, [&desk, service = elsewhere->service] { desk.move(desk.selected(), service); });
            }
        QMenu *to = menu.addMenu(tr("Move to"));
        const boundaries::Split &split = desk.split()->split;
        std::vector<std::uint32_t> services;
        if (desk.reasons()) // what pulls it most stands first
            for (const engine::ServicePull &pull : desk.reasons()->pulls)
                services.push_back(pull.service);
        for (std::uint32_t s = 0; s < split.services.size(); ++s)
            if (std::ranges::find(services, s) == services.end())
                services.push_back(s);
        if (services.size() > kMostInMenu)
            services.resize(kMostInMenu);
        for (const std::uint32_t s : services) {
            QString name = desk.serviceName(s);
            QObject::connect(to->addAction(name.replace(QLatin1Char('&'), QStringLiteral("&&"))), &QAction::triggered, &desk, [&desk, s] { desk.move(desk.selected(), s); });
        }
        to->addSeparator();
        for (const char *id : {"boundaries.move", "boundaries.new"})
            to->addAction(actions.action(QLatin1String(id)));
        QObject::connect(to->addAction(tr("Out of all services")), &QAction::triggered, &desk, [&desk] { desk.move(desk.selected(), kNoService); });
    }
    for (const char *id : {"boundaries.pin", "boundaries.utility", "boundaries.together", "boundaries.apart", "", "boundaries.selectAll", "boundaries.undo"})
        if (*id == '\0')
            menu.addSeparator();
        else if (QAction *action = actions.action(QLatin1String(id)))
            menu.addAction(action);
}

void addBoundaryActions(BoundaryDesk &desk, std::function<QWidget *()> at)
{
    ActionRegistry &actions = desk.context().actions;
    const auto add = [&](const char *id, const QString &text, const char *icon, const char *key, const QString &help, std::function<void()> run) {
        const QList<QKeySequence> keys = *key == '\0' ? QList<QKeySequence>() : QList<QKeySequence>{QKeySequence(QLatin1String(key))};
        actions.add({.id = QLatin1String(id), .text = text, .group = tr("Boundaries"), .icon = QLatin1String(icon), .shortcuts = keys, .help = help, .scope = QStringLiteral("boundaries")}, std::move(run));
    };
    add("boundaries.propose", tr("Propose services"), "analyse", "R", tr("By the starting view, method and number above; kept as a variant. What is pinned stays."), [&desk] { desk.propose(); });
    add("boundaries.stop", tr("Stop proposing"), "stop", "", {}, [&desk] { desk.stopProposing(); });
    add("boundaries.move", tr("Move to…"), "path", "M", tr("The selected classes to another service, found by its name."), [&desk, at = std::move(at)] { showMoveList(desk, at()); });
    add("boundaries.new", tr("Move to a new service"), "new", "N", tr("The selected classes become a service of their own."), [&desk] { desk.move(desk.selected(), BoundaryDesk::kNewService); });
    add("boundaries.pin", tr("Pin"), "pin", "P", tr("The selected classes stay in their service, whatever is proposed from this variant; others have pins of their own."), [&desk] { desk.setPinned(desk.selected(), !allOf(desk, &BoundaryDesk::isPinned)); });
    add("boundaries.utility", tr("In every service"), "copy", "", tr("The selected classes are part of every service: they couple nothing and cross no border."), [&desk] { desk.setUtility(desk.selected(), !allOf(desk, &BoundaryDesk::isUtility)); });
    add("boundaries.together", tr("Must be together"), "plus", "", tr("The selected classes move as one, by hand and in proposals."), [&desk] { desk.setTogether(desk.selected(), !areBound(desk)); });
    add("boundaries.apart", tr("Must be apart"), "minus", "", tr("The two selected classes are never in one service, by hand or in proposals."), [&desk] { desk.setApart(desk.selected()[0], desk.selected()[1], !areApart(desk)); });
    add("boundaries.selectAll", tr("Select the whole service"), "boundaries", "A", tr("All classes of the services in which some are selected."), [&desk] {
        const boundaries::Assignment &serviceOf = desk.split()->split.serviceOf;
        std::vector<bool> wanted(desk.split()->split.services.size() + 1); // the last: in none
        for (const std::uint32_t one : desk.selected())
            wanted[std::min<std::size_t>(serviceOf[one], wanted.size() - 1)] = true;
        std::vector<std::uint32_t> all;
        for (std::uint32_t i = 0; i < serviceOf.size(); ++i)
            if (wanted[std::min<std::size_t>(serviceOf[i], wanted.size() - 1)])
                all.push_back(i);
        desk.select(std::move(all));
    });
    add("boundaries.undo", tr("Undo the last edit of splits"), "undo", "U", tr("Also edits of earlier days; those of other perspectives stay."), [&desk] { undoSplits(desk); });
    for (const auto signal : {&BoundaryDesk::dataChanged, &BoundaryDesk::settingsChanged, &BoundaryDesk::treeChanged, &BoundaryDesk::splitChanged, &BoundaryDesk::selectionChanged})
        QObject::connect(&desk, signal, &desk, [&desk] { update(desk); });
    QObject::connect(&desk.context().workspace, &workspace::Workspace::projectChanged, &desk, [&desk] { update(desk); });
    const auto canUndo = [&desk] { desk.context().actions.setEnabled(QStringLiteral("boundaries.undo"), desk.context().workspace.isOpen(), tr("no project is open")); };
    QObject::connect(&desk.context().workspace, &workspace::Workspace::projectChanged, &desk, canUndo);
    canUndo();
    update(desk);
}

} // namespace causeway::views
