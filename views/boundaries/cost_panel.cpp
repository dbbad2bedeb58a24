#include "views/boundaries/cost_panel.h"

#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

#include "views/boundaries/class_panel.h"
#include "views/boundaries/split_text.h"
#include "views/explore/table_look.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

using boundaries::RemotePair;

CostPanel::CostPanel(BoundaryDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_costModel(new CellTable({{tr("What")},
                                                                {tr("Before"), tr("Mean over the replications"), true},
                                                                {tr("After"), tr("Mean over the replications, with its 95 % interval in the tip"), true},
                                                                {tr("Difference"), {}, true},
                                                                {tr("Mark"), tr("Better or worse: the interval leaves zero out, and it is more than a thousandth of the value")},
                                                                {tr("95 % interval"), tr("Of the difference, replication by replication on the same requests"), true}},
                                                               this)),
      m_chattyModel(new CellTable({{tr("From")}, {tr("To")}, {tr("Calls"), tr("Of a request, all use cases weighted by how often they are passed"), true}, {tr("What would help")}, {tr("Saves"), tr("Remote calls of a request"), true}}, this)),
      m_brokenModel(new CellTable({{tr("Use case")}, {tr("Services")}, {tr("Remote calls"), tr("Of one passage"), true}}, this)), m_sharedModel(new CellTable({{tr("Table")}, {tr("Services")}}, this)), m_costTable(new QTableView(this)),
      m_chattyTable(new QTableView(this)), m_brokenTable(new QTableView(this)), m_sharedTable(new QTableView(this)), m_tabs(new QTabWidget(this)), m_cut(new QPushButton(this)), m_settings(new CostSettingsBar(desk, this)), m_headline(new ElidedLabel(this)),
      m_stack(new QStackedLayout(this)), m_page(new QWidget(this))
{
    setAccessibleName(tr("Cost"));
    build();
    m_none = makeNoBoundaries(desk, tr("Here you will see what a split costs at run time: latency, SLO, price and carbon, before and after, each with its interval."), true, this);
    m_wait = new EmptyState(QStringLiteral("analyse"), {}, {}, this);
    for (QWidget *one : {m_none, static_cast<QWidget *>(m_wait)})
        one->setMinimumHeight(80);
    for (QWidget *one : {m_page, m_none, static_cast<QWidget *>(m_wait)})
        m_stack->addWidget(one);
    setFocusProxy(m_costTable);
    connect(m_cut, &QPushButton::clicked, this, &CostPanel::cutCurrent);
    connect(m_chattyTable, &QTableView::activated, this, &CostPanel::cutCurrent);
    connect(m_chattyTable->selectionModel(), &QItemSelectionModel::currentChanged, this, &CostPanel::refreshCut);
    connect(m_chattyModel, &QAbstractItemModel::modelReset, this, &CostPanel::refreshCut);
    onRowChosen(*m_chattyTable, [this](const QModelIndex &) {
        if (const RemotePair *pair = current())
            m_desk.select({std::min(pair->a, pair->b), std::max(pair->a, pair->b)});
    });
    for (const auto signal : {&BoundaryDesk::dataChanged, &BoundaryDesk::splitChanged, &BoundaryDesk::costChanged})
        connect(&desk, signal, this, &CostPanel::refresh);
    refresh();
}

void CostPanel::build()
{
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    prepareTable(*m_costTable, tr("Before and after the split"));
    prepareTable(*m_chattyTable, tr("Pairs of classes that call each other most over a border"));
    prepareTable(*m_brokenTable, tr("Use cases that go through several services"));
    prepareTable(*m_sharedTable, tr("Tables that several services use"));
    for (const auto &[table, model] : {std::pair{m_costTable, m_costModel}, {m_chattyTable, m_chattyModel}, {m_brokenTable, m_brokenModel}, {m_sharedTable, m_sharedModel}}) {
        table->setModel(model);
        table->setTextElideMode(Qt::ElideMiddle);
        table->setSortingEnabled(table != m_costTable);
        if (table != m_costTable)
            table->sortByColumn(-1, Qt::AscendingOrder);
    }
    m_costTable->horizontalHeader()->setMinimumSectionSize(5 * digit);
    m_costTable->horizontalHeader()->setSectionResizeMode(IntervalColumn, QHeaderView::Stretch);
    for (const auto &[column, digits] : {std::pair(WhatColumn, 19), {BeforeColumn, 9}, {AfterColumn, 9}, {DifferenceColumn, 10}, {MarkColumn, 10}})
        m_costTable->setColumnWidth(column, digits * digit);
    m_chattyTable->horizontalHeader()->setSectionResizeMode(RemedyColumn, QHeaderView::Stretch);
    for (const auto &[column, digits] : {std::pair(FromColumn, 13), {ToColumn, 13}, {CallsColumn, 7}, {SavedColumn, 7}})
        m_chattyTable->setColumnWidth(column, digits * digit);
    m_brokenTable->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_brokenTable->setColumnWidth(0, 30 * digit);
    m_brokenTable->setColumnWidth(2, 14 * digit);
    m_sharedTable->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_sharedTable->setColumnWidth(0, 24 * digit);
    auto *pairs = new QWidget(m_tabs);
    auto *column = new QVBoxLayout(pairs);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_chattyTable, 1);
    column->addWidget(m_cut, 0, Qt::AlignLeft);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(pairs, tr("Chatty pairs"));
    m_tabs->addTab(m_brokenTable, tr("Transactions"));
    m_tabs->addTab(m_sharedTable, tr("Tables"));
    m_tabs->setTabToolTip(1, tr("Use cases that go through several services: what they change is no longer one transaction"));
    m_headline->setContentsMargins(theme::kMargin, 0, theme::kMargin, 4);
    m_headline->setAccessibleName(tr("In a sentence"));
    auto *split = new QSplitter(Qt::Horizontal, m_page);
    split->setChildrenCollapsible(false);
    split->addWidget(m_costTable);
    split->addWidget(m_tabs);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 1);
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(m_settings);
    page->addWidget(m_headline);
    page->addWidget(split, 1);
}

bool CostPanel::showsCost() const { return m_stack->currentWidget() == m_page; }

void CostPanel::refresh()
{
    if (!hasBoundaries(m_desk, true)) {
        m_stack->setCurrentWidget(m_none);
        return;
    }
    if (m_desk.cost() == nullptr) {
        m_wait->setText(m_desk.costError() ? tr("The cost cannot be told") : tr("Simulating what the split costs …"), m_desk.costError() ? text::render(*m_desk.costError()) : tr("How far it is stands in the status bar."));
        m_stack->setCurrentWidget(m_wait);
        return;
    }
    m_stack->setCurrentWidget(m_page);
    const QString late = m_desk.isCostOfNow() ? QString() : (m_desk.costError() ? tr("Of the split before; this one was not simulated: %1").arg(text::render(*m_desk.costError())) : tr("Of the split before; this one is being simulated")) + QStringLiteral("  ·  ");
    m_headline->setText(late + remoteText(*m_desk.cost()) + (m_desk.cost()->workRecorded ? QString() : QLatin1Char(' ') + tr("Of some use cases no times were recorded: every call of them counts the same work.")));
    m_costTable->setEnabled(m_desk.isCostOfNow());
    if (m_shown != m_desk.cost()) {
        m_shown = m_desk.cost();
        fillTables();
    }
    refreshCut();
}

void CostPanel::fillTables()
{
    const boundaries::SplitCost &cost = *m_shown;
    const boundaries::ClassModel &model = m_desk.data()->data.model;
    const boundaries::Split &split = m_desk.costOf()->split;
    std::vector<CellTable::Line> lines;
    for (const CostRow &row : costRows(cost)) {
        const auto value = [&](const simulate::Estimate &of) { return CellTable::Cell{valueText(row.quantity, of.mean), of.mean, intervalText(row.quantity, of, false)}; };
        lines.push_back({{row.name, std::nan(""), row.tip}, value(row.values.before), value(row.values.after), {differenceText(row.quantity, row.values.delta.mean), row.values.delta.mean, {}, row.mark},
                         {markText(row.mark), std::nan(""), {}, row.mark}, {row.values.delta.low == row.values.delta.high ? QStringLiteral("–") : intervalText(row.quantity, row.values.delta, true)}});
    }
    m_costModel->setLines(std::move(lines));
    lines.clear();
    const auto place = [&](std::uint32_t one) { return CellTable::Cell{classText(model.classes[one]), std::nan(""), text::fromBytes(model.classes[one]) + QLatin1Char('\n') + tr("in %1").arg(text::fromBytes(split.services[split.serviceOf[one]]))}; };
    for (const RemotePair &pair : cost.chatty) {
        const QString remedy = remedyText(pair, model, split, m_desk.data()->data.services);
        lines.push_back({place(pair.a), place(pair.b), {text::number(pair.calls, 3), pair.calls, tr("Use cases: %1").arg(text::number(std::int64_t{pair.useCases}))}, {remedy.isEmpty() ? QStringLiteral("–") : remedy, std::nan(""), remedy},
                         {pair.saved > 0 ? text::number(pair.saved, 3) : QStringLiteral("–"), pair.saved}});
    }
    m_chattyModel->setLines(std::move(lines));
    lines.clear();
    for (const boundaries::BrokenUseCase &one : cost.broken) {
        const QString services = servicesText(one.services, split);
        lines.push_back({{text::fromBytes(model.useCases[one.useCase])}, {services, std::nan(""), services}, {text::number(one.remoteCalls, 3), one.remoteCalls}});
    }
    m_brokenModel->setLines(std::move(lines));
    lines.clear();
    for (const boundaries::SharedTable &one : cost.sharedTables) {
        const QString services = servicesText(one.services, split);
        lines.push_back({{text::fromBytes(model.tables[one.table])}, {services, std::nan(""), services}});
    }
    m_sharedModel->setLines(std::move(lines));
    const auto count = [](std::size_t n) { return text::number(static_cast<std::int64_t>(n)); };
    m_tabs->setTabText(0, tr("Chatty pairs (%1)").arg(count(cost.chatty.size())));
    m_tabs->setTabText(1, tr("Transactions (%1)").arg(count(cost.broken.size())));
    m_tabs->setTabText(2, tr("Tables (%1)").arg(count(cost.sharedTables.size())));
    m_tabs->setTabToolTip(2, model.tables.empty() ? tr("No data tell which classes use which tables") : tr("Tables that several services use: they must be divided, or one service asks the other"));
}

const RemotePair *CostPanel::current() const
{
    const QModelIndex index = m_chattyTable->currentIndex();
    return index.isValid() && m_shown != nullptr && m_desk.split() != nullptr ? &m_shown->chatty[m_chattyModel->item(index.row())] : nullptr;
}

void CostPanel::refreshCut()
{
    using Remedy = RemotePair::Remedy;
    const RemotePair *pair = current();
    const bool saves = pair != nullptr && pair->saved > 0, here = saves && pair->remedy != Remedy::Batch, fresh = m_desk.isCostOfNow();
    const QString text = !here                           ? tr("Move")
                                                         : remedyText(*pair, m_desk.data()->data.model, m_desk.costOf()->split, m_desk.data()->data.services);
    m_cut->setText(QString(text).replace(QLatin1Char('&'), QStringLiteral("&&")));
    m_cut->setEnabled(here && fresh);
    m_cut->setToolTip(text::toolTip(here && fresh     ? text
                                    : here            ? tr("This is of the split before; wait until the new one is simulated")
                                    : pair == nullptr ? tr("Choose a pair first")
                                    : !saves          ? tr("Nothing that is known would spare calls of this pair")
                                                      : tr("To make one call of many is done in the program, not here")));
}

void CostPanel::cutCurrent()
{
    const RemotePair *pair = current();
    if (pair == nullptr || !m_desk.isCostOfNow() || pair->saved <= 0)
        return;
    if (pair->remedy == RemotePair::Remedy::Move)
        m_desk.move({pair->moved}, pair->to);
    else if (pair->remedy == RemotePair::Remedy::Duplicate)
        m_desk.setUtility({pair->b}, true);
}

} // namespace causeway::views
