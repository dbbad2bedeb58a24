#include "views/explore/pattern_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStackedLayout>
#include <QTableView>

#include "app/workspace/workspace.h"
#include "views/explore/pattern_delegate.h"
#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

PatternPanel::PatternPanel(ViewContext context, QWidget *parent)
    : QWidget(parent), m_context(context), m_model(new PatternModel(this)), m_table(new QTableView(this)), m_only(new QPushButton(tr("Only this"), this)),
      m_not(new QPushButton(tr("Not this"), this)), m_count(new QLabel(this)), m_stack(new QStackedLayout(this))
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
    bar->addStretch(1);
    bar->addWidget(m_count);
    m_empty = new EmptyState(QStringLiteral("pattern"), tr("No patterns yet"), tr("Lines that differ in their parameters only are shown here as one pattern, with how often and when they occur."),
                             this, context.actions.action(QStringLiteral("file.import")));
    m_stack->addWidget(page);
    m_stack->addWidget(m_empty);

    prepareTable(*m_table, tr("Patterns"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new PatternDelegate(*m_model, m_table));
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(PatternModel::TextColumn, QHeaderView::Stretch);
    const int digit = m_table->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const int time = 26 * digit;
    const std::pair<int, int> widths[] = {{PatternModel::CountColumn, 13 * digit}, {PatternModel::ShareColumn, 11 * digit}, {PatternModel::TrendColumn, 136},
                                          {PatternModel::LevelColumn, 18 * digit}, {PatternModel::FirstColumn, time},       {PatternModel::LastColumn, time}};
    for (const auto &[section, width] : widths)
        m_table->setColumnWidth(section, width);
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
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &PatternPanel::updateLook);
    onRowChosen(*m_table, [this](const QModelIndex &index) { m_context.workspace.selectTemplate(m_model->pattern(index.row()).id); });
    connect(&ws, &Workspace::selectionChanged, this, [this] {
        const auto &id = m_context.workspace.selection().templateId;
        if (!id || chosen() == id)
            return;
        const int row = m_model->rowOf(*id);
        if (row >= 0)
            m_table->setCurrentIndex(m_model->index(row, PatternModel::TextColumn));
    });
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint &position) {
        if (!chosen())
            return;
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(m_only->text(), this, [this] { filterTo(true); });
        menu->addAction(m_not->text(), this, [this] { filterTo(false); });
        menu->popup(m_table->viewport()->mapToGlobal(position));
    });
    updateLook();
}

// Where there is little room the text needs it most; the inspector tells the times of the chosen pattern as well.
void PatternPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    constexpr int kRoomForTimes = 1100;
    m_table->setColumnHidden(PatternModel::FirstColumn, width() < kRoomForTimes);
    m_table->setColumnHidden(PatternModel::LastColumn, width() < kRoomForTimes);
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
            const auto kept = chosen();
            m_model->setTable(std::move(table));
            if (const int row = kept ? m_model->rowOf(*kept) : -1; row >= 0)
                m_table->setCurrentIndex(m_model->index(row, PatternModel::TextColumn));
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

void PatternPanel::updateLook()
{
    const bool some = chosen().has_value();
    m_only->setEnabled(some);
    m_not->setEnabled(some);
    const auto shown = static_cast<std::int64_t>(m_model->rowCount());
    const auto total = static_cast<std::int64_t>(m_model->total());
    m_count->setText(shown == total ? (total == 1 ? tr("1 pattern") : tr("%1 patterns").arg(text::number(total))) : tr("%1 of %2 patterns").arg(text::number(shown), text::number(total)));
    const auto snapshot = m_context.workspace.snapshot();
    m_stack->setCurrentIndex(total == 0 && (snapshot == nullptr || snapshot->events == 0) ? 1 : 0);
}

} // namespace causeway::views
