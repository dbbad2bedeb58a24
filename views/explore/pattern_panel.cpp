#include "views/explore/pattern_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>

#include <utility>

#include "app/workspace/workspace.h"
#include "views/explore/parameter_panel.h"
#include "views/explore/pattern_bar.h"
#include "views/explore/pattern_commands.h"
#include "views/explore/pattern_delegate.h"
#include "views/explore/table_columns.h"
#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/empty_state.h"
#include "views/theme/theme.h"

namespace causeway::views {

PatternPanel::PatternPanel(ViewContext context, QWidget *parent)
    : QWidget(parent), m_context(context), m_model(new PatternModel(this)), m_table(new QTableView(this)), m_stack(new QStackedLayout(this)), m_parts(new QSplitter(this)),
      m_parameters(new ParameterPanel(context, this))
{
    const auto [page, bar] = makeTablePage(*m_table, this);
    m_bar = new PatternBar(context, *m_model, page);
    bar->addWidget(m_bar, 1);
    m_empty = new EmptyState(QStringLiteral("pattern"), tr("No patterns yet"), tr("Lines that differ in their parameters only are shown here as one pattern, with how often and when they occur."),
                             this, context.actions.action(QStringLiteral("file.import")));
    m_parts->addWidget(page);
    m_parts->addWidget(m_parameters);
    m_parts->setStretchFactor(0, 3);
    m_parts->setStretchFactor(1, 2);
    m_parts->setChildrenCollapsible(false);
    m_parts->setMinimumWidth(page->minimumSizeHint().width()); // that of the list alone: the values go where there is no room for both
    connect(m_parts, &QSplitter::splitterMoved, this, [this] { m_moved = true; });
    m_stack->addWidget(m_parts);
    m_stack->addWidget(m_empty);

    prepareTable(*m_table, tr("Patterns"));
    m_table->setModel(m_model);
    m_commands = new PatternCommands(context, *m_table, *m_model, this);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setDragEnabled(true);
    m_table->setAcceptDrops(true);
    m_table->setDropIndicatorShown(true);
    m_table->setDragDropMode(QAbstractItemView::DragDrop);
    m_table->setDragDropOverwriteMode(true); // onto a row, not between two
    m_table->setDefaultDropAction(Qt::CopyAction);
    m_table->installEventFilter(this);
    m_table->verticalHeader()->setMinimumSectionSize(1); // the style's would be half as high again
    m_table->verticalHeader()->setDefaultSectionSize(std::max(m_table->fontMetrics().height(), QFontMetrics(theme::monospaced()).height()) + 3);
    m_table->setItemDelegate(new PatternDelegate(*m_model, m_table));
    QHeaderView *header = m_table->horizontalHeader();
    const int digit = m_table->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const int time = 26 * digit;
    const std::pair<int, int> widths[] = {{PatternModel::CountColumn, 13 * digit}, {PatternModel::ShareColumn, 11 * digit}, {PatternModel::TrendColumn, 136},
                                          {PatternModel::LevelColumn, 18 * digit}, {PatternModel::FirstColumn, time},       {PatternModel::LastColumn, time}};
    for (const auto &[section, width] : widths)
        m_table->setColumnWidth(section, width);
    // The inspector tells the times of the chosen pattern as well.
    m_columns = new TableColumns(*m_table, context.settings, QStringLiteral("explore/patternColumns"), PatternModel::TextColumn,
                                 {PatternModel::TrendColumn, PatternModel::LevelColumn, PatternModel::ShareColumn, PatternModel::FirstColumn, PatternModel::LastColumn});
    connect(header, &QHeaderView::sortIndicatorChanged, this, [this] { m_sorting = true; }); // before the table sorts
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
    connect(m_bar, &PatternBar::changed, this, &PatternPanel::updateLook);
    connect(m_bar, &PatternBar::filterAsked, this, [this](bool only) { m_commands->run(only ? PatternCommands::Command::Only : PatternCommands::Command::Not); });
    connect(m_table, &QTableView::activated, this, [this] { m_commands->run(PatternCommands::Command::Only); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!m_choosing)
            m_chosen = m_commands->allChosen();
        updateLook();
    });
    connect(m_model, &PatternModel::modelReset, this, [this] {
        const bool sorted = std::exchange(m_sorting, false);
        choose(m_chosen, !sorted);
        if (sorted && !m_table->visualRect(m_table->currentIndex()).intersects(m_table->viewport()->rect()))
            m_table->scrollToTop(); // what the new order puts first is what was asked for
        placeColumns();
        updateLook();
    });
    onRowChosen(*m_table, [this](const QModelIndex &) { tellChosen(); });
    connect(m_table, &QTableView::clicked, this, &PatternPanel::tellChosen); // one that can be dragged is given up when the button is released
    connect(&ws, &Workspace::selectionChanged, this, &PatternPanel::followSelection);
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint &position) {
        QMenu *menu = m_commands->makeMenu(this);
        if (menu == nullptr)
            menu = new QMenu(this);
        m_columns->addChoices(*menu->addMenu(tr("Columns")));
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(m_table->viewport()->mapToGlobal(position));
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
    constexpr int kBeside = 760, kBelow = 420;
    const bool beside = width() >= kBeside, below = !beside && height() >= kBelow;
    m_parts->setOrientation(below ? Qt::Vertical : Qt::Horizontal);
    m_parameters->setVisible(beside || below);
    const int length = below ? height() : width();
    if (!m_moved && (beside || below)) {
        const int values = below ? length * 2 / 5 : std::clamp(length / 3, 260, 440);
        m_parts->setSizes({length - values, values});
    }
}

// Those columns fit that leave the texts room, up to three fifths.
void PatternPanel::placeColumns()
{
    constexpr int kLeast = 280, kBorders = 32;
    const int wanted = QFontMetrics(theme::monospaced()).averageCharWidth() * m_model->longest() + kBorders;
    m_columns->place(std::clamp(wanted, kLeast, std::max(kLeast, m_table->width() * 3 / 5)));
}

void PatternPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        recompute();
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
            m_model->setTable(std::move(table));
        });
}

// Of several patterns that with the cursor is what the other panels show: what the others are merged into.
void PatternPanel::tellChosen()
{
    if (const auto id = m_commands->chosen())
        m_context.workspace.selectTemplate(*id);
    else
        m_context.workspace.setSelection({});
}

// List, values and inspector show one pattern: that which is chosen anywhere, listed or not.
void PatternPanel::followSelection()
{
    m_commands->updateActions(); // a line to compare with
    const workspace::Selection &selection = m_context.workspace.selection();
    if (selection.event && !selection.templateId)
        return; // its pattern is being looked up
    m_parameters->setPattern(selection.templateId);
    tellListed();
    if (m_commands->chosen() == selection.templateId)
        return;
    m_chosen.clear();
    if (selection.templateId)
        m_chosen.push_back(*selection.templateId);
    choose(m_chosen);
}

// Those that have become another pattern stand for it.
void PatternPanel::choose(std::vector<TemplateId> ids, bool scroll)
{
    if (const auto &id = m_context.workspace.selection().templateId; ids.empty() && id)
        ids.push_back(*id);
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
    const QScopedValueRollback choosing(m_choosing, true);
    if (current.isValid()) {
        m_table->setAutoScroll(scroll);
        m_table->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
        m_table->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        m_table->setAutoScroll(true);
        if (scroll)
            m_table->scrollTo(current);
    } else
        m_table->clearSelection();
}

bool PatternPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::Resize)
        placeColumns();
    if (watched == m_table && (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress)) {
        const auto &key = static_cast<const QKeyEvent &>(*event);
        const auto command = key.modifiers() == Qt::NoModifier ? PatternCommands::commandOf(key.key()) : std::nullopt;
        if (command && event->type() == QEvent::ShortcutOverride)
            event->accept();
        else if (command)
            m_commands->run(*command);
        if (command)
            return true;
    }
    return QWidget::eventFilter(watched, event);
}

void PatternPanel::tellListed()
{
    const auto id = m_context.workspace.selection().templateId;
    const auto catalog = m_context.workspace.catalog();
    const storage::TemplateInfo *info = id && catalog ? catalog->find(*id) : nullptr;
    m_parameters->setListed(info != nullptr && m_model->rowOf(info->id) >= 0, static_cast<int>(m_table->selectionModel()->selectedRows().size()));
}

QString PatternPanel::countText() const { return m_bar->countText(); }

void PatternPanel::updateLook()
{
    const auto chosen = static_cast<int>(m_table->selectionModel()->selectedRows().size());
    m_bar->refresh(chosen == 1);
    tellListed();
    m_commands->updateActions();
    const auto snapshot = m_context.workspace.snapshot();
    m_stack->setCurrentIndex(m_model->total() == 0 && (snapshot == nullptr || snapshot->events == 0) ? 1 : 0);
}

} // namespace causeway::views
