#include "views/whatif/trust_panel.h"

#include <QHeaderView>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include "views/explore/table_look.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/scenario_panel.h"

namespace causeway::views {

TrustPanel::TrustPanel(TrustDesk &trust, QWidget *parent)
    : QWidget(parent), m_trust(trust), m_model(new TrustTable(this)), m_table(new QTableView(this)), m_check(new QPushButton(this)), m_heading(new ElidedLabel(this)), m_stack(new QStackedLayout(this)), m_inner(new QStackedLayout), m_page(new QWidget(this))
{
    setAccessibleName(tr("Trust"));
    setObjectName(QStringLiteral("whatif.trust"));
    const QString would = tr("Here you will see how far the model can be trusted: whether it agrees with theory, how well it tells traces that it did not learn from, and what the scenario asks that was never observed.");
    m_table->setModel(m_model);
    prepareTable(*m_table, tr("What was checked"));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->moveSection(TrustTable::VerdictColumn, TrustTable::WhatColumn); // what it comes to is in sight before the figures
    m_heading->setAccessibleName(tr("How far the model can be trusted"));
    m_wait = new EmptyState(QStringLiteral("whatif"), tr("Not checked yet"), would, this);
    m_inner->addWidget(m_table);
    m_inner->addWidget(m_wait);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    bar->setSpacing(theme::kGrid);
    bar->addWidget(m_check);
    bar->addWidget(m_heading, 1);
    auto *column = new QVBoxLayout(m_page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addLayout(m_inner, 1);
    m_none = makeNoScenario(trust.desk(), would, this);
    for (QWidget *page : {m_page, m_none, static_cast<QWidget *>(m_wait)})
        page->setMinimumHeight(72);
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_none);
    setFocusProxy(m_table);
    connect(m_check, &QPushButton::clicked, this, [this] { m_trust.isChecking() ? m_trust.stop() : m_trust.check(); });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        if (const TrustRow &row = m_model->row(index.row()); !row.service.empty())
            m_trust.desk().chooseService(row.service);
    });
    connect(&trust, &TrustDesk::changed, this, &TrustPanel::refresh);
    for (const auto signal : {&WhatIfDesk::treeChanged, &WhatIfDesk::chosenChanged})
        connect(&trust.desk(), signal, this, &TrustPanel::refresh);
    refresh();
}

bool TrustPanel::showsTable() const { return m_stack->currentWidget() == m_page && m_inner->currentWidget() == m_table; }

void TrustPanel::refresh()
{
    const bool checking = m_trust.isChecking(), there = m_trust.trust() != nullptr, usable = m_trust.desk().scenario() != nullptr;
    m_stack->setCurrentWidget(m_trust.desk().rows().empty() ? m_none : m_page);
    m_inner->setCurrentWidget(there ? static_cast<QWidget *>(m_table) : m_wait);
    m_check->setText(checking ? tr("Stop") : there && !m_trust.isOfNow() ? tr("Check again") : tr("Check"));
    m_check->setEnabled(checking || usable);
    m_check->setToolTip(text::toolTip(usable ? tr("Simulates the scenario against theory, learns from the first %1 of the traces and holds the model against the others").arg(text::percent(simulate::HeldOutSettings().share)) : tr("No scenario is chosen that can be used.")));
    m_heading->setText(checking ? tr("It is being checked …") : !there ? QString() : m_trust.isOfNow() ? trustText(*m_trust.trust()) : tr("Of the scenario before it was changed · %1").arg(trustText(*m_trust.trust())));
    m_heading->setEnabled(m_trust.isOfNow());
    m_table->setEnabled(!there || m_trust.isOfNow());
    if (m_shown == m_trust.trust())
        return;
    m_shown = m_trust.trust();
    m_model->setRows(m_shown != nullptr ? trustRows(*m_shown) : std::vector<TrustRow>());
    m_table->resizeColumnsToContents();
}

} // namespace causeway::views
