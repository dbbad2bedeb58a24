#include "views/explore/pattern_commands.h"

#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QItemSelectionModel>
#include <QMenu>
#include <QTableView>

#include <algorithm>

#include "app/engine/export_data.h"
#include "app/workspace/workspace.h"
#include "views/explore/explain_why.h"
#include "views/explore/pattern_edits.h"
#include "views/models/pattern_model.h"
#include "views/shell/action_registry.h"
#include "views/shell/file_dialog.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

using Command = PatternCommands::Command;

struct Known {
    Command command;
    const char *id;
    int key;             // in the table; 0 = none
    const char *keyText;
};
constexpr Known kKnown[] = {{Command::Only, "", 0, ""},
                            {Command::Not, "", 0, ""},
                            {Command::Rename, "explore.pattern.rename", Qt::Key_F2, "F2"},
                            {Command::Pin, "explore.pattern.pin", Qt::Key_P, "P"},
                            {Command::Merge, "explore.pattern.merge", Qt::Key_M, "M"},
                            {Command::Split, "explore.pattern.split", Qt::Key_S, "S"},
                            {Command::Why, "explore.pattern.why", Qt::Key_W, "W"},
                            {Command::Export, "explore.pattern.export", 0, ""}};

const Known &known(Command command) { return *std::find_if(std::begin(kKnown), std::end(kKnown), [&](const Known &one) { return one.command == command; }); }

QString title(Command command)
{
    switch (command) {
    case Command::Only: return PatternCommands::tr("Only this");
    case Command::Not: return PatternCommands::tr("Not this");
    case Command::Rename: return PatternCommands::tr("Rename pattern…");
    case Command::Pin: return PatternCommands::tr("Pin or unpin pattern");
    case Command::Merge: return PatternCommands::tr("Merge patterns");
    case Command::Split: return PatternCommands::tr("Split pattern into its forms");
    case Command::Why: return PatternCommands::tr("Why (not) one pattern?");
    case Command::Export: return PatternCommands::tr("Export patterns…");
    }
    return {};
}

QString help(Command command)
{
    switch (command) {
    case Command::Rename: return PatternCommands::tr("Gives the chosen pattern a name.");
    case Command::Pin: return PatternCommands::tr("The lines of a pinned pattern stay together whatever is learned from later imports.");
    case Command::Merge: return PatternCommands::tr("The chosen patterns become one, the one with the cursor.");
    case Command::Split: return PatternCommands::tr("Every form but the commonest becomes a pattern of its own.");
    case Command::Why: return PatternCommands::tr("Compares two chosen patterns, or one and the chosen line, and tells the numbers that decide.");
    case Command::Export: return PatternCommands::tr("Writes all patterns to a file: CSV or JSON Lines.");
    default: return {};
    }
}

} // namespace

PatternCommands::PatternCommands(ViewContext context, QTableView &table, PatternModel &model, QObject *parent)
    : QObject(parent), m_context(context), m_table(table), m_model(model), m_edits(new PatternEdits(context, this))
{
    connect(&model, &PatternModel::renameAsked, m_edits, &PatternEdits::rename);
    connect(&model, &PatternModel::mergeAsked, m_edits, &PatternEdits::merge);
}

void PatternCommands::addActions(ActionRegistry &actions, const QString &group, const QString &scope, const std::function<PatternCommands *()> &commands)
{
    for (const Known &one : kKnown) {
        if (*one.id == '\0')
            continue;
        QString told = help(one.command);
        if (one.key != 0)
            told += QLatin1Char(' ') + tr("In the table of patterns the key %1 does the same.").arg(QLatin1String(one.keyText));
        actions.add({.id = QLatin1String(one.id), .text = title(one.command), .group = group, .icon = QStringLiteral("pattern"), .help = told, .scope = scope}, [commands, command = one.command] {
            if (PatternCommands *there = commands())
                there->run(command);
        });
        actions.setEnabled(QLatin1String(one.id), false, tr("no project is open"));
    }
}

void PatternCommands::updateActions()
{
    for (const Known &one : kKnown)
        if (*one.id != '\0') {
            const QString why = whyNot(one.command);
            m_context.actions.setEnabled(QLatin1String(one.id), why.isEmpty(), why);
        }
}

std::optional<TemplateId> PatternCommands::chosen() const
{
    const QItemSelectionModel &selection = *m_table.selectionModel();
    QModelIndex index = selection.currentIndex();
    if (const auto rows = selection.selectedRows(); !selection.isRowSelected(index.row()))
        index = rows.isEmpty() ? QModelIndex() : rows.front();
    return index.isValid() ? std::optional(m_model.pattern(index.row()).id) : std::nullopt;
}

std::vector<TemplateId> PatternCommands::allChosen() const
{
    std::vector<TemplateId> ids;
    const auto current = chosen();
    for (const QModelIndex &index : m_table.selectionModel()->selectedRows()) {
        const TemplateId id = m_model.pattern(index.row()).id;
        ids.insert(id == current ? ids.begin() : ids.end(), id);
    }
    return ids;
}

QString PatternCommands::whyNot(Command command) const
{
    if (!m_context.workspace.isOpen())
        return tr("no project is open");
    if (command == Command::Export)
        return m_model.total() == 0 ? tr("there are no patterns") : QString();
    const auto ids = allChosen();
    if (ids.empty())
        return tr("no pattern is chosen in the table of patterns");
    const bool one = ids.size() == 1;
    const bool real = std::all_of(ids.begin(), ids.end(), [](TemplateId id) { return id.value != 0; });
    const QString unreal = tr("these lines have no pattern yet");
    switch (command) {
    case Command::Only:
    case Command::Not: return one ? QString() : tr("choose a single pattern");
    case Command::Rename:
    case Command::Pin: return !one ? tr("choose a single pattern") : real ? QString() : unreal;
    case Command::Merge: return one ? tr("choose two patterns or more (Ctrl+click), or drag one onto another") : real ? QString() : unreal;
    case Command::Split: {
        if (!one || !real)
            return one ? unreal : tr("choose a single pattern");
        const auto catalog = m_context.workspace.catalog();
        const storage::TemplateInfo *info = catalog ? catalog->find(ids.front()) : nullptr;
        return info != nullptr && info->shapes.size() > 1 ? QString() : tr("all its lines have the same form: they differ in numbers and other values only");
    }
    case Command::Why:
        if (!real)
            return unreal;
        if (one)
            return m_context.workspace.selection().event ? QString() : tr("choose two patterns (Ctrl+click), or one of its lines in the table of lines");
        return ids.size() == 2 ? QString() : tr("choose two patterns (Ctrl+click), not more");
    case Command::Export: break;
    }
    return {};
}

void PatternCommands::run(Command command)
{
    if (const QString why = whyNot(command); !why.isEmpty()) {
        m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("%1 – not now: %2."), title(command).remove(QStringLiteral("…")).toStdString(), why.toStdString()));
        return;
    }
    const auto ids = allChosen();
    switch (command) {
    case Command::Only: filterTo(ids.front(), true); break;
    case Command::Not: filterTo(ids.front(), false); break;
    case Command::Rename: rename(); break;
    case Command::Pin: m_edits->pin(ids.front(), !pinned()); break;
    case Command::Merge: m_edits->merge(ids, ids.front()); break;
    case Command::Split: m_edits->split(ids.front(), {}); break;
    case Command::Why: explain(); break;
    case Command::Export: exportList(); break;
    }
}

std::optional<Command> PatternCommands::commandOf(int key)
{
    for (const Known &one : kKnown)
        if (one.key != 0 && one.key == key)
            return one.command;
    return std::nullopt;
}

bool PatternCommands::pinned() const
{
    const auto id = chosen();
    const int row = id ? m_model.rowOf(*id) : -1;
    return row >= 0 && m_model.textOf(row).pinned;
}

QWidget *PatternCommands::owner() const { return m_table.window(); }

void PatternCommands::filterTo(TemplateId id, bool only)
{
    storage::Filter filter = m_context.workspace.filter();
    std::erase(filter.templates, id);
    std::erase(filter.notTemplates, id);
    if (only)
        filter.templates = {id};
    else
        filter.notTemplates.push_back(id);
    m_context.workspace.setFilter(filter, m_context.workspace.view().eventsName);
}

void PatternCommands::rename()
{
    // From the palette the panel may be behind another one, or closed: the name is typed in the table.
    for (QWidget *widget = m_table.parentWidget(); widget != nullptr; widget = widget->parentWidget())
        if (auto *dock = qobject_cast<QDockWidget *>(widget)) {
            dock->show();
            dock->raise();
            break;
        }
    const QModelIndex index = m_model.index(m_model.rowOf(*chosen()), PatternModel::TextColumn);
    m_table.scrollTo(index);
    m_table.edit(index);
}

void PatternCommands::explain()
{
    auto ids = allChosen();
    std::sort(ids.begin(), ids.end(), [this](TemplateId a, TemplateId b) { return m_model.rowOf(a) < m_model.rowOf(b); }); // as they stand in the list
    engine::ExplainPatternsRequest request;
    request.a.id = ids.front();
    if (ids.size() == 2)
        request.b.id = ids.back();
    else
        request.b.event = m_context.workspace.selection().event;
    explainWhy(m_context, owner(), request);
}

void PatternCommands::exportList()
{
    const auto project = m_context.workspace.data().project;
    const QString csv = tr("Comma-separated values (*.csv)"), lines = tr("JSON Lines (*.jsonl)");
    auto *dialog = makeFileDialog(owner(), tr("Export patterns"), QFileInfo(m_context.workspace.path()).path(), csv + QStringLiteral(";;") + lines);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("patterns.csv"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, lines](const QString &filter) { dialog->setDefaultSuffix(filter == lines ? QStringLiteral("jsonl") : QStringLiteral("csv")); });
    connect(dialog, &QFileDialog::fileSelected, this, [this, project](const QString &path) {
        const engine::ExportDataRequest request{engine::ExportWhat::Templates, path.toStdString()};
        m_context.workspace.jobs().start<engine::ExportDataResponse>(
            {.key = {}, .title = Message(CAUSEWAY_TEXT("Export %1"), request.path)}, [project, request](const Job &job) { return engine::exportData(*project, request, job); }, this,
            [this](const engine::ExportDataResponse &response) {
                m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("%1{row|rows} written to %2."), response.rows, response.file));
            });
    });
    dialog->open();
}

QMenu *PatternCommands::makeMenu(QWidget *parent)
{
    const auto ids = allChosen();
    if (ids.empty())
        return nullptr;
    auto *menu = new QMenu(parent);
    menu->setToolTipsVisible(true);
    const auto add = [&](Command command, const QString &text) {
        const Known &one = known(command);
        QAction *action = menu->addAction(one.key == 0 ? text : text + QLatin1Char('\t') + QLatin1String(one.keyText), this, [this, command] { run(command); });
        const QString why = whyNot(command);
        action->setEnabled(why.isEmpty());
        if (!why.isEmpty()) // where it can be seen, with its key behind
            action->setText(action->text().replace(text, tr("%1 – %2").arg(text, why)));
        action->setToolTip(text::toolTip(why.isEmpty() ? help(command) : tr("Not now: %1").arg(why)));
    };
    const bool one = ids.size() == 1;
    add(Command::Only, title(Command::Only));
    add(Command::Not, title(Command::Not));
    menu->addSeparator();
    add(Command::Rename, tr("Rename…"));
    add(Command::Pin, pinned() ? tr("Unpin") : tr("Pin"));
    add(Command::Merge, one ? tr("Merge") : tr("Merge these %1 patterns").arg(text::number(static_cast<std::int64_t>(ids.size()))));
    if (one && ids.front().value != 0)
        m_edits->addSplits(*menu->addMenu(tr("Split")), ids.front());
    else
        add(Command::Split, tr("Split"));
    add(Command::Why, one && m_context.workspace.selection().event ? tr("Why is the chosen line of this pattern?") : one ? tr("Why (not) one pattern?") : tr("Why are these not one pattern?"));
    menu->addSeparator();
    add(Command::Export, tr("Export all patterns…"));
    return menu;
}

} // namespace causeway::views
