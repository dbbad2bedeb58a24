#include "views/whatif/answer_panel.h"

#include <QHeaderView>
#include <QStackedLayout>
#include <QTableView>

#include "views/explore/table_look.h"
#include "views/whatif/scenario_panel.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

AnswerPanel::AnswerPanel(WhatIfDesk &desk, QWidget *parent) : QWidget(parent), m_desk(desk), m_model(new AnswerModel(this)), m_table(new QTableView(this)), m_stack(new QStackedLayout(this))
{
    setAccessibleName(tr("Answer"));
    prepareTable(*m_table, tr("The answer in numbers"));
    m_table->setModel(m_model);
    m_table->setTextElideMode(Qt::ElideMiddle); // names differ at their ends
    m_table->horizontalHeader()->setSectionResizeMode(AnswerModel::OfColumn, QHeaderView::Stretch);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    for (const auto &[column, digits] : {std::pair(AnswerModel::WhatColumn, 13), {AnswerModel::BeforeColumn, 14}, {AnswerModel::FluidColumn, 12}, {AnswerModel::BeforeSimulatedColumn, 16}, {AnswerModel::SimulatedColumn, 14}, {AnswerModel::IntervalColumn, 18}, {AnswerModel::GapColumn, 11}})
        m_table->setColumnWidth(column, digits * digit);
    m_none = makeNoScenario(desk, tr("Here the answer follows what you turn: by fluid at once, by simulation with intervals once nothing moves."), this);
    m_none->setMinimumHeight(80);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_none);
    setFocusProxy(m_table);
    for (const auto signal : {&WhatIfDesk::treeChanged, &WhatIfDesk::scenarioChanged, &WhatIfDesk::serviceChanged, &WhatIfDesk::fluidChanged, &WhatIfDesk::answerChanged})
        connect(&desk, signal, this, &AnswerPanel::refresh);
    refresh();
}

bool AnswerPanel::showsAnswer() const { return m_stack->currentWidget() == m_table; }

void AnswerPanel::refresh()
{
    m_model->setAnswer(m_desk);
    // What would hold “–” alone gives its room to the names: before a first one, and by fluid where a policy acts (one column says why).
    const bool isFirst = m_desk.baselineId() == 0, acts = m_desk.scenario() != nullptr && hasPolicy(*m_desk.scenario());
    m_table->setColumnHidden(AnswerModel::BeforeColumn, isFirst || acts);
    m_table->setColumnHidden(AnswerModel::BeforeSimulatedColumn, isFirst);
    m_table->setColumnHidden(AnswerModel::GapColumn, acts);
    m_stack->setCurrentWidget(m_desk.rows().empty() ? m_none : m_table);
}

} // namespace causeway::views
