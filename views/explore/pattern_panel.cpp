#include "views/explore/pattern_panel.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>

#include <algorithm>

#include "app/engine/explain_patterns.h"
#include "app/engine/export_data.h"
#include "app/workspace/workspace.h"
#include "views/explore/parameter_panel.h"
#include "views/explore/pattern_delegate.h"
#include "views/explore/pattern_edits.h"
#include "views/explore/table_look.h"
#include "views/explore/why_dialog.h"
#include "views/shell/action_registry.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

PatternPanel::PatternPanel(ViewContext context, QWidget *parent)
    : QWidget(parent), m_context(context), m_model(new PatternModel(this)), m_table(new QTableView(this)), m_only(new QPushButton(tr("Only this"), this)),
      m_not(new QPushButton(tr("Not this"), this)), m_new(new QToolButton(this)), m_rare(new QToolButton(this)), m_count(new QLabel(this)), m_stack(new QStackedLayout(this)),
      m_parts(new QSplitter(this)), m_parameters(new ParameterPanel(context, this)), m_edits(new PatternEdits(context, this))
{
    const auto [page, bar] = makeTablePage(*m_table, this);
    auto *field = new QLineEdit(this);
    field->setPlaceholderText(tr("Patterns that contain …"));
    field->setAccessibleName(tr("Patterns that contain"));
    field->setClearButtonEnabled(true);
    field->setMaximumWidth(280);
    m_only->setToolTip(text::toolTip(tr("Show only events of the chosen pattern (double click or Enter)")));
    m_not->setToolTip(text::toolTip(tr("Hide events of the chosen pattern")));
    m_count->setTextFormat(Qt::PlainText);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    bar->addWidget(field, 1);
    bar->addWidget(m_only);
    bar->addWidget(m_not);
    m_new->setText(tr("New since…"));
    m_new->setCheckable(true);
    m_new->setPopupMode(QToolButton::InstantPopup);
    m_new->setToolTip(text::toolTip(tr("Show only patterns that first occur at or after a moment")));
    auto *newMenu = new QMenu(m_new);
    newMenu->setToolTipsVisible(true);
    m_new->setMenu(newMenu);
    connect(newMenu, &QMenu::aboutToShow, this, &PatternPanel::fillNewMenu);
    m_rare->setText(tr("Rare"));
    m_rare->setCheckable(true);
    m_rare->setToolTip(text::toolTip(tr("Show only patterns with 10 events or fewer, and the smallest that together make at most 1 % of all events")));
    connect(m_rare, &QToolButton::toggled, this, [this](bool on) {
        PatternModel::Only only = m_model->only();
        only.rare = on;
        m_model->setOnly(only);
        updateLook();
    });
    bar->addWidget(m_new);
    bar->addWidget(m_rare);
    bar->addStretch(1);
    bar->addWidget(m_count);
    m_empty = new EmptyState(QStringLiteral("pattern"), tr("No patterns yet"), tr("Lines that differ in their parameters only are shown here as one pattern, with how often and when they occur."),
                             this, context.actions.action(QStringLiteral("file.import")));
    m_parts->addWidget(page);
    m_parts->addWidget(m_parameters);
    m_parts->setStretchFactor(0, 3);
    m_parts->setStretchFactor(1, 2);
    m_parts->setChildrenCollapsible(false);
    connect(m_parts, &QSplitter::splitterMoved, this, [this] { m_moved = true; });
    m_stack->addWidget(m_parts);
    m_stack->addWidget(m_empty);

    prepareTable(*m_table, tr("Patterns"));
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setDragEnabled(true);
    m_table->setAcceptDrops(true);
    m_table->setDropIndicatorShown(true);
    m_table->setDragDropMode(QAbstractItemView::DragDrop);
    m_table->setDragDropOverwriteMode(true); // onto a row, not between two
    m_table->setDefaultDropAction(Qt::CopyAction);
    m_table->installEventFilter(this);
    connect(m_model, &PatternModel::renameAsked, m_edits, &PatternEdits::rename);
    connect(m_model, &PatternModel::mergeAsked, m_edits, &PatternEdits::merge);
    m_table->setItemDelegate(new PatternDelegate(*m_model, m_table));
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(PatternModel::TextColumn, QHeaderView::Stretch);
    const int digit = m_table->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const int time = 26 * digit;
    const std::pair<int, int> widths[] = {{PatternModel::CountColumn, 13 * digit}, {PatternModel::ShareColumn, 11 * digit}, {PatternModel::TrendColumn, 136},
                                          {PatternModel::LevelColumn, 18 * digit}, {PatternModel::FirstColumn, time},       {PatternModel::LastColumn, time}};
    for (const auto &[section, width] : widths) {
        m_table->setColumnWidth(section, width);
        m_widths[static_cast<std::size_t>(section)] = width;
    }
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(PatternModel::CountColumn, Qt::DescendingOrder);
    setFocusProxy(m_table);

    using workspace::Workspace;
    Workspace &ws = context.workspace;
    for (const auto signal : {&Workspace::projectChanged, &Workspace::dataChanged, &Workspace::catalogChanged, &Workspace::filterResultChanged})
        connect(&ws, signal, this, [this] {
            m_stale = true;
            if (isVisible())
                recompute();
        });
    connect(field, &QLineEdit::textChanged, this, [this](const QString &typed) {
        m_model->setTextFilter(typed);
        updateLook();
    });
    connect(m_only, &QPushButton::clicked, this, [this] { filterTo(true); });
    connect(m_not, &QPushButton::clicked, this, [this] { filterTo(false); });
    connect(m_table, &QTableView::activated, this, [this] { filterTo(true); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &PatternPanel::updateLook);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        updateLook();
        m_parameters->setPattern(chosen());
    });
    // Of several rows none is what the other panels show.
    onRowChosen(*m_table, [this](const QModelIndex &index) {
        if (allChosen().size() < 2)
            m_context.workspace.selectTemplate(m_model->pattern(index.row()).id);
    });
    connect(&ws, &Workspace::selectionChanged, this, [this] {
        const auto &id = m_context.workspace.selection().templateId;
        if (!id || chosen() == id)
            return;
        const int row = m_model->rowOf(*id);
        if (row >= 0)
            m_table->setCurrentIndex(m_model->index(row, PatternModel::TextColumn));
    });
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint &position) {
        if (QMenu *menu = makeMenu()) {
            menu->setAttribute(Qt::WA_DeleteOnClose);
            menu->popup(m_table->viewport()->mapToGlobal(position));
        }
    });
    updateLook();
}

void PatternPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeParts();
}

// The values stand beside the list, below it where the panel is high and narrow, and nowhere where it is small.
void PatternPanel::placeParts()
{
    constexpr int kBeside = 720, kBelow = 420;
    const bool beside = width() >= kBeside, below = !beside && height() >= kBelow;
    m_parts->setOrientation(below ? Qt::Vertical : Qt::Horizontal);
    m_parameters->setVisible(beside || below);
    const int length = below ? height() : width();
    if (!m_moved && (beside || below))
        m_parts->setSizes({length - length * 2 / 5, length * 2 / 5});
}

// Those columns are shown that leave the text enough room; the inspector tells the times of the chosen pattern as well.
void PatternPanel::placeColumns()
{
    constexpr int kRoomForText = 280;
    constexpr int kScrollBar = 20;
    int room = m_table->width() - kScrollBar - m_widths[PatternModel::CountColumn];
    for (const int column : {PatternModel::TrendColumn, PatternModel::LevelColumn, PatternModel::ShareColumn, PatternModel::FirstColumn, PatternModel::LastColumn}) {
        room -= m_widths[static_cast<std::size_t>(column)]; // a later one does not take the place of an earlier one
        m_table->setColumnHidden(column, room < kRoomForText);
    }
}

void PatternPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        recompute();
}

std::optional<TemplateId> PatternPanel::chosen() const
{
    const QModelIndex index = m_table->currentIndex();
    return index.isValid() ? std::optional(m_model->pattern(index.row()).id) : std::nullopt;
}

void PatternPanel::recompute()
{
    const workspace::ProjectData &open = m_context.workspace.data();
    if (!open.reader || !open.catalog) {
        m_context.workspace.jobs().cancelKey("explore.patterns");
        m_model->setTable(nullptr);
        updateLook();
        return;
    }
    if (!m_context.workspace.hasFilterResult())
        return; // the patterns before stay until the filter is done
    m_stale = false;
    using Table = std::shared_ptr<const PatternTable>;
    m_context.workspace.jobs().start<Table>(
        {.key = "explore.patterns", .title = Message(CAUSEWAY_TEXT("Count patterns"))},
        [reader = open.reader, catalog = open.catalog, filter = m_context.workspace.filterResult(), range = m_context.workspace.filter().range](const Job &job) -> Result<Table> {
            engine::ListPatternsRequest request;
            request.range = range;
            request.filter = filter;
            CAUSEWAY_ASSIGN(auto response, engine::listPatterns(*reader, *catalog, request, job));
            return std::make_shared<const PatternTable>(makePatternTable(std::move(response), *catalog));
        },
        this, [this](Table table) {
            const auto kept = allChosen();
            m_model->setTable(std::move(table));
            choose(kept);
            updateLook();
        });
}

void PatternPanel::filterTo(bool only)
{
    const auto id = chosen();
    if (!id)
        return;
    storage::Filter filter = m_context.workspace.filter();
    std::erase(filter.templates, *id);
    std::erase(filter.notTemplates, *id);
    if (only)
        filter.templates = {*id};
    else
        filter.notTemplates.push_back(*id);
    m_context.workspace.setFilter(filter, m_context.workspace.view().eventsName);
}

std::vector<TemplateId> PatternPanel::allChosen() const
{
    std::vector<TemplateId> ids;
    const auto current = chosen();
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows()) {
        const TemplateId id = m_model->pattern(index.row()).id;
        ids.insert(id == current ? ids.begin() : ids.end(), id);
    }
    return ids;
}

// Those that have become another pattern stand for it.
void PatternPanel::choose(const std::vector<TemplateId> &ids)
{
    const auto catalog = m_context.workspace.catalog();
    QItemSelection rows;
    QModelIndex current;
    for (const TemplateId id : ids) {
        const storage::TemplateInfo *info = catalog ? catalog->find(id) : nullptr;
        const int row = m_model->rowOf(info != nullptr ? info->id : id);
        if (row < 0)
            continue;
        rows.select(m_model->index(row, 0), m_model->index(row, PatternModel::ColumnCount - 1));
        if (!current.isValid())
            current = m_model->index(row, PatternModel::TextColumn);
    }
    if (!current.isValid()) {
        m_parameters->setPattern(std::nullopt);
        return;
    }
    m_table->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    m_table->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_parameters->setPattern(chosen());
}

void PatternPanel::rename()
{
    const QModelIndex index = m_table->currentIndex();
    if (index.isValid() && (m_model->flags(index.siblingAtColumn(PatternModel::TextColumn)) & Qt::ItemIsEditable))
        m_table->edit(index.siblingAtColumn(PatternModel::TextColumn));
}

void PatternPanel::togglePin()
{
    const QModelIndex index = m_table->currentIndex();
    if (const auto id = chosen(); id && id->value != 0)
        m_edits->pin(*id, !m_model->textOf(index.row()).pinned);
}

void PatternPanel::merge()
{
    if (const auto ids = allChosen(); ids.size() > 1)
        m_edits->merge(ids, ids.front());
}

void PatternPanel::splitIntoForms()
{
    if (const auto id = chosen(); id && id->value != 0)
        m_edits->split(*id, {});
}

void PatternPanel::exportList()
{
    const auto project = m_context.workspace.data().project;
    if (!project)
        return;
    const QString csv = tr("Comma-separated values (*.csv)"), lines = tr("JSON Lines (*.jsonl)");
    auto *dialog = new QFileDialog(window(), tr("Export patterns"), QFileInfo(m_context.workspace.path()).path(), csv + QStringLiteral(";;") + lines);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("patterns.csv"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, lines](const QString &filter) { dialog->setDefaultSuffix(filter == lines ? QStringLiteral("jsonl") : QStringLiteral("csv")); });
    connect(dialog, &QFileDialog::fileSelected, this, [this, project](const QString &path) {
        const engine::ExportDataRequest request{engine::ExportWhat::Templates, path.toStdString()};
        m_context.workspace.jobs().start<engine::ExportDataResponse>(
            {.key = {}, .title = Message(CAUSEWAY_TEXT("Export %1"), request.path)}, [project, request](const Job &job) { return engine::exportData(*project, request, job); }, this,
            [this](const engine::ExportDataResponse &response) {
                m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("%1 rows written to %2."), response.rows, response.file));
            });
    });
    dialog->open();
}

void PatternPanel::explain()
{
    const auto ids = allChosen();
    const workspace::ProjectData &open = m_context.workspace.data();
    const auto event = m_context.workspace.selection().event;
    if (!open.reader || !open.catalog || ids.empty() || ids.size() > 2 || (ids.size() == 1 && !event))
        return;
    engine::ExplainPatternsRequest request;
    request.a.id = ids.front();
    if (ids.size() == 2)
        request.b.id = ids.back();
    else
        request.b.event = event;
    m_context.workspace.jobs().start<engine::ExplainPatternsResponse>(
        {.key = "explore.why", .title = Message(CAUSEWAY_TEXT("Compare patterns"))},
        [project = open.project, reader = open.reader, catalog = open.catalog, request](const Job &job) { return engine::explainPatterns(*project, *reader, *catalog, request, job); }, this,
        [this](const engine::ExplainPatternsResponse &answer) {
            auto *dialog = new WhyDialog(answer, window());
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->open();
        });
}

QMenu *PatternPanel::makeMenu()
{
    const auto ids = allChosen();
    if (ids.empty())
        return nullptr;
    auto *menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    const bool one = ids.size() == 1, real = std::all_of(ids.begin(), ids.end(), [](TemplateId id) { return id.value != 0; });
    const QString notOne = tr("Choose a single pattern.");
    const auto add = [&](const QString &text, const char *key, bool can, const QString &why, auto run) {
        QAction *action = menu->addAction(text + (*key == '\0' ? QString() : QLatin1Char('\t') + QLatin1String(key)), this, run);
        action->setEnabled(can);
        if (!can)
            action->setToolTip(text::toolTip(why));
        return action;
    };
    add(m_only->text(), "", one, notOne, [this] { filterTo(true); });
    add(m_not->text(), "", one, notOne, [this] { filterTo(false); });
    menu->addSeparator();
    add(tr("Rename…"), "F2", one && real, notOne, [this] { rename(); });
    const bool pinned = m_model->textOf(m_table->currentIndex().row()).pinned;
    QAction *pin = add(pinned ? tr("Unpin") : tr("Pin"), "P", one && real, notOne, [this] { togglePin(); });
    if (pin->isEnabled())
        pin->setToolTip(text::toolTip(tr("The lines of a pinned pattern stay together whatever is learned from later imports.")));
    add(one ? tr("Merge") : tr("Merge these %1 patterns").arg(text::number(static_cast<std::int64_t>(ids.size()))), "M", !one && real,
        tr("Choose two patterns or more with Ctrl or Shift, or drag one onto another."), [this] { merge(); });
    if (one && real)
        m_edits->addSplits(*menu->addMenu(tr("Split")), ids.front());
    else
        add(tr("Split"), "", false, notOne, [] {});
    const bool line = m_context.workspace.selection().event.has_value();
    add(one ? tr("Why is the chosen line of this pattern?") : tr("Why are these not one pattern?"), "W", real && (one ? line : ids.size() == 2),
        one ? tr("Choose one of its lines in the table of lines, or two patterns.") : tr("Choose two patterns."), [this] { explain(); });
    menu->addSeparator();
    add(tr("Export all patterns…"), "", true, {}, [this] { exportList(); });
    return menu;
}

bool PatternPanel::runKey(int key)
{
    switch (key) {
    case Qt::Key_F2: rename(); return true;
    case Qt::Key_P: togglePin(); return true;
    case Qt::Key_M: merge(); return true;
    case Qt::Key_S: splitIntoForms(); return true;
    case Qt::Key_W: explain(); return true;
    default: return false;
    }
}

bool PatternPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::Resize)
        placeColumns();
    if (watched == m_table && (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress)) {
        const auto &key = static_cast<const QKeyEvent &>(*event);
        const bool own = key.modifiers() == Qt::NoModifier && (key.key() == Qt::Key_F2 || key.key() == Qt::Key_P || key.key() == Qt::Key_M || key.key() == Qt::Key_S || key.key() == Qt::Key_W);
        if (own && event->type() == QEvent::ShortcutOverride) {
            event->accept();
            return true;
        }
        if (own)
            return runKey(key.key());
    }
    return QWidget::eventFilter(watched, event);
}

void PatternPanel::setNewSince(std::optional<TimePoint> moment, const QString &name)
{
    PatternModel::Only only = m_model->only();
    only.since = moment;
    m_newSince = moment ? name : QString();
    m_model->setOnly(only);
    updateLook();
}

void PatternPanel::fillNewMenu()
{
    QMenu *menu = m_new->menu();
    menu->clear();
    auto &ws = m_context.workspace;
    QAction *all = menu->addAction(tr("All patterns, new or not"), this, [this] { setNewSince(std::nullopt, {}); });
    all->setEnabled(m_model->only().since.has_value());
    const auto &event = ws.selection().event;
    QAction *line = menu->addAction(tr("Since the chosen line"), this, [this] {
        const auto &open = m_context.workspace.data();
        const auto &id = m_context.workspace.selection().event;
        if (!id || !open.reader)
            return;
        m_context.workspace.jobs().start<storage::Event>({.key = "explore.newSince", .title = Message(CAUSEWAY_TEXT("Read an event")), .quiet = true},
                                                         [reader = open.reader, id = *id](const Job &) { return reader->event(id); }, this, [this](const storage::Event &read) {
                                                             if (read.time.isNone())
                                                                 m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("The chosen line has no time.")));
                                                             else
                                                                 setNewSince(read.time, text::time(read.time));
                                                         });
    });
    line->setEnabled(event.has_value());
    if (!event)
        line->setToolTip(text::toolTip(tr("Choose a line first.")));
    const TimeRange &range = ws.filter().range;
    const bool begins = range.from.ns != TimeRange{}.from.ns;
    QAction *begin = menu->addAction(begins ? tr("Since %1, where the time range begins").arg(text::time(range.from)) : tr("Since the time range begins"), this,
                                     [this, from = range.from] { setNewSince(from, text::time(from)); });
    begin->setEnabled(begins);
    if (!begins)
        begin->setToolTip(text::toolTip(tr("Set a time range first: everything is new since the data begin.")));
}

QString PatternPanel::countText() const { return m_count->text(); }

void PatternPanel::updateLook()
{
    const bool some = m_table->selectionModel()->selectedRows().size() == 1;
    m_only->setEnabled(some);
    m_not->setEnabled(some);
    const auto shown = static_cast<std::int64_t>(m_model->rowCount());
    const auto total = static_cast<std::int64_t>(m_model->total());
    QString count = shown == total ? (total == 1 ? tr("1 pattern") : tr("%1 patterns").arg(text::number(total))) : tr("%1 of %2 patterns").arg(text::number(shown), text::number(total));
    const PatternModel::Only &only = m_model->only();
    if (only.since)
        count += tr(", new since %1").arg(m_newSince);
    if (only.rare)
        count += tr(", rare");
    m_count->setText(count);
    m_count->setToolTip(text::toolTip(count));
    m_new->setChecked(only.since.has_value());
    const auto snapshot = m_context.workspace.snapshot();
    m_stack->setCurrentIndex(total == 0 && (snapshot == nullptr || snapshot->events == 0) ? 1 : 0);
}

} // namespace causeway::views
