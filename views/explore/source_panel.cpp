#include "views/explore/source_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QStackedLayout>
#include <QTableView>

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

Result<std::vector<EventId>> skippedEvents(storage::EventReader &reader, SourceId source, const Job &job)
{
    const storage::Snapshot &snapshot = reader.snapshot();
    // A plain frame: no field but the content.
    std::vector<bool> plain(snapshot.frames.size());
    for (std::size_t i = 0; i < plain.size(); ++i)
        plain[i] = std::all_of(snapshot.frames[i].slots.begin(), snapshot.frames[i].slots.end(), [](const storage::Frame::Slot &slot) { return slot.role == Role::Content; });
    std::vector<EventId> events;
    for (std::size_t i = 0; i < snapshot.chunks.size(); ++i) {
        if (snapshot.chunks[i].source != source)
            continue;
        if (job.isCancelled())
            return failure(cancelled());
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(i));
        for (std::size_t row = 0; row < rows->frames.size(); ++row)
            if (rows->frames[row].value < plain.size() && plain[rows->frames[row].value])
                events.emplace_back(snapshot.chunks[i].first.value + row);
        job.report({static_cast<double>(i + 1), static_cast<double>(snapshot.chunks.size()), Progress::Unit::None});
    }
    return events;
}

SourcePanel::SourcePanel(ViewContext context, QWidget *parent)
    : QWidget(parent), m_context(context), m_model(new SourceModel(this)), m_table(new QTableView(this)), m_only(new QPushButton(tr("Only this source"), this)),
      m_skipped(new QPushButton(tr("Lines not understood"), this)), m_stack(new QStackedLayout(this))
{
    const auto [page, bar] = makeTablePage(*m_table, this);
    bar->addWidget(m_only);
    bar->addWidget(m_skipped);
    bar->addStretch(1);
    m_stack->addWidget(page);
    m_stack->addWidget(new EmptyState(QStringLiteral("file"), tr("No sources yet"), tr("Every imported file is listed here, with what was understood of it and what was not."), this,
                                      context.actions.action(QStringLiteral("file.import"))));
    prepareTable(*m_table, tr("Sources"));
    m_table->setModel(m_model);
    const int digit = m_table->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_table->horizontalHeader()->setSectionResizeMode(SourceModel::NameColumn, QHeaderView::Stretch);
    for (const auto &[section, digits] : {std::pair{SourceModel::FormatColumn, 16}, {SourceModel::EventsColumn, 13}, {SourceModel::BytesColumn, 11}, {SourceModel::SkippedColumn, 18}, {SourceModel::StateColumn, 30}})
        m_table->setColumnWidth(section, digits * digit);
    setFocusProxy(m_table);

    using workspace::Workspace;
    Workspace &ws = context.workspace;
    const auto refresh = [this] {
        m_model->setSnapshot(m_context.workspace.snapshot());
        updateLook();
    };
    connect(&ws, &Workspace::projectChanged, this, refresh);
    connect(&ws, &Workspace::dataChanged, this, refresh);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &SourcePanel::updateLook);
    onRowChosen(*m_table, [this](const QModelIndex &index) { m_context.workspace.selectSource(m_model->source(index.row()).id); });
    connect(m_table, &QTableView::doubleClicked, this, [this](const QModelIndex &index) {
        if (index.column() == SourceModel::SkippedColumn && m_model->source(index.row()).skipped > 0)
            showSkipped(m_model->source(index.row()).id);
        else
            showOnly();
    });
    connect(m_only, &QPushButton::clicked, this, &SourcePanel::showOnly);
    connect(m_skipped, &QPushButton::clicked, this, [this] {
        if (const QModelIndex index = m_table->currentIndex(); index.isValid())
            showSkipped(m_model->source(index.row()).id);
    });
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint &position) {
        if (const QModelIndex index = m_table->indexAt(position); index.isValid())
            makeMenu(index.row())->popup(m_table->viewport()->mapToGlobal(position));
    });
    refresh();
}

QMenu *SourcePanel::makeMenu(int row)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_only->text(), this, &SourcePanel::showOnly);
    if (m_skipped->isEnabled())
        menu->addAction(m_skipped->text(), m_skipped, &QPushButton::click);
    menu->addSeparator();
    const SourceId source = m_model->source(row).id;
    const auto add = [&](const QString &text, std::optional<Verdict> verdict) {
        menu->addAction(text, this, [this, source, verdict] { m_context.workspace.labelSource(source, verdict); });
    };
    add(tr("Label its sessions as normal"), Verdict::Normal);
    add(tr("Label its sessions as anomalous"), Verdict::Anomalous);
    add(tr("Label its sessions as unsure"), Verdict::Unsure);
    add(tr("Remove the labels of its sessions"), std::nullopt);
    return menu;
}

void SourcePanel::showOnly()
{
    const QModelIndex index = m_table->currentIndex();
    if (!index.isValid())
        return;
    storage::Filter filter = m_context.workspace.filter();
    filter.sources = {m_model->source(index.row()).id};
    m_context.workspace.setFilter(filter, m_context.workspace.view().eventsName);
}

void SourcePanel::showSkipped(SourceId source)
{
    const workspace::ProjectData &open = m_context.workspace.data();
    const storage::SourceInfo *info = open.snapshot ? open.snapshot->source(source) : nullptr;
    if (info == nullptr || !open.reader)
        return;
    using Events = std::vector<EventId>;
    m_context.workspace.jobs().start<Events>({.key = "explore.skipped", .title = Message(CAUSEWAY_TEXT("Find lines not understood"))},
                                             [reader = open.reader, source](const Job &job) { return skippedEvents(*reader, source, job); }, this,
                                             [this, name = info->name](Events events) {
                                                 storage::Filter filter;
                                                 filter.events = std::move(events);
                                                 m_context.workspace.setFilter(filter, "not understood in " + name);
                                             });
}

void SourcePanel::updateLook()
{
    const QModelIndex index = m_table->currentIndex();
    m_only->setEnabled(index.isValid());
    m_only->setToolTip(text::toolTip(index.isValid() ? tr("Show only events of the chosen source") : tr("Choose a source first")));
    const bool some = index.isValid() && m_model->source(index.row()).skipped > 0;
    m_skipped->setEnabled(some);
    m_skipped->setToolTip(text::toolTip(!index.isValid() ? tr("Choose a source first") : some ? tr("Show the lines that no layout explains") : tr("Every line of this source was understood")));
    m_stack->setCurrentIndex(m_model->rowCount() == 0 ? 1 : 0);
}

} // namespace causeway::views
