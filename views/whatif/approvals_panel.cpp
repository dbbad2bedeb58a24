#include "views/whatif/approvals_panel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/scenario_panel.h"

namespace causeway::views {

namespace {

QTableView *makeTable(QAbstractItemModel *model, const QString &name, std::initializer_list<std::pair<int, int>> digits, int wide, QWidget *parent)
{
    auto *table = new QTableView(parent);
    prepareTable(*table, name);
    table->setTextElideMode(Qt::ElideMiddle); // names differ at their ends
    table->setModel(model);
    const int digit = table->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    for (const auto &[column, count] : digits)
        table->setColumnWidth(column, count * digit);
    table->horizontalHeader()->setSectionResizeMode(wide, QHeaderView::Stretch);
    return table;
}

} // namespace

ApprovalsPanel::ApprovalsPanel(WhatIfDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_consentModel(new ConsentTable(this)), m_decisionModel(new DecisionTable(desk, this)),
      m_consents(makeTable(m_consentModel, tr("What needs consent"), {{ConsentTable::ServiceColumn, 20}, {ConsentTable::ActionColumn, 20}, {ConsentTable::DecisionColumn, 14}, {ConsentTable::AskedColumn, 8}, {ConsentTable::FirstColumn, 9}, {ConsentTable::ByColumn, 10}, {ConsentTable::WhenColumn, 20}}, ConsentTable::ReasonColumn, this)),
      m_decisions(makeTable(m_decisionModel, tr("Decisions"), {{DecisionTable::DecisionColumn, 10}, {DecisionTable::ActionColumn, 18}, {DecisionTable::ServiceColumn, 18}, {DecisionTable::ReasonColumn, 30}, {DecisionTable::WhenColumn, 20}, {DecisionTable::ByColumn, 10}}, DecisionTable::ScenarioColumn, this)),
      m_reason(new QLineEdit(this)), m_line(new ElidedLabel(this)), m_stack(new QStackedLayout(this)), m_page(new QWidget(this))
{
    setAccessibleName(tr("Approvals"));
    build();
    for (const int column : {ConsentTable::ByColumn, ConsentTable::WhenColumn}) // they stand at the right
        m_consents->setColumnHidden(column, true);
    m_none = makeNoScenario(desk, tr("Here you approve or refuse what policies of a scenario may not do on their own."), this);
    m_none->setMinimumHeight(80);
    m_nothing = new EmptyState(QStringLiteral("check"), tr("The scenario asks for no consent"), tr("Policies may do everything that the guard allows. What needs a person’s consent is written at a service: Policies, Guard, column “Needs consent”."), this, desk.context().actions.action(QStringLiteral("whatif.policies")));
    for (QWidget *page : {m_page, m_none, static_cast<QWidget *>(m_nothing)})
        m_stack->addWidget(page);
    setFocusProxy(m_consents);
    connect(m_consents->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ApprovalsPanel::choiceChanged);
    connect(m_consentModel, &QAbstractItemModel::modelReset, this, [this] {
        if (m_consentModel->rowCount() > 0)
            m_consents->selectRow(0);
        Q_EMIT choiceChanged();
    });
    connect(m_reason, &QLineEdit::textChanged, this, &ApprovalsPanel::choiceChanged);
    for (const auto signal : {&WhatIfDesk::treeChanged, &WhatIfDesk::scenarioChanged, &WhatIfDesk::answerChanged, &WhatIfDesk::approvalsChanged})
        connect(&desk, signal, this, &ApprovalsPanel::refresh);
    refresh();
}

void ApprovalsPanel::build()
{
    m_reason->setPlaceholderText(tr("Why it is granted or refused"));
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setClearButtonEnabled(true);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::kMargin, 0, theme::kMargin, 0);
    bar->addWidget(m_line, 1);
    auto *label = new QLabel(tr("&Reason:"), this);
    label->setBuddy(m_reason);
    bar->addWidget(label);
    bar->addWidget(m_reason, 1);
    for (const char *id : {"whatif.grant", "whatif.refuse"})
        if (QAction *action = m_desk.context().actions.action(QLatin1String(id))) {
            auto *button = new QToolButton(this);
            button->setDefaultAction(action);
            button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
            bar->addWidget(button);
        }
    auto *split = new QSplitter(Qt::Horizontal, m_page);
    split->addWidget(m_consents);
    split->addWidget(m_decisions);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    split->setSizes({600, 400});
    auto *layout = new QVBoxLayout(m_page);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(bar);
    layout->addWidget(split, 1);
}

bool ApprovalsPanel::canDecide() const { return m_consents->currentIndex().isValid() && !m_reason->text().trimmed().isEmpty(); }

void ApprovalsPanel::decide(bool granted)
{
    if (!canDecide())
        return;
    const int row = m_consents->currentIndex().row();
    engine::ApproveRequest request;
    request.scenario = m_desk.chosen();
    request.kind = simulate::kActionKinds[static_cast<std::size_t>(m_consentModel->consent(row).kind)];
    request.service = m_consentModel->service(row);
    request.reason = m_reason->text().trimmed().toStdString();
    request.granted = granted;
    m_reason->clear();
    m_desk.decide(std::move(request));
}

void ApprovalsPanel::refresh()
{
    if (m_desk.rows().empty()) {
        m_stack->setCurrentWidget(m_none);
        return;
    }
    m_consentModel->setConsents(m_desk.scenario(), m_desk.consents());
    m_decisionModel->refresh();
    m_line->setText(headline());
    m_stack->setCurrentWidget(m_consentModel->rowCount() == 0 && m_decisionModel->rowCount() == 0 ? static_cast<QWidget *>(m_nothing) : m_page);
}

QString ApprovalsPanel::headline() const
{
    int asked = 0, granted = 0;
    for (int row = 0; row < m_consentModel->rowCount(); ++row) {
        const engine::Consent &one = m_consentModel->consent(row);
        asked += !one.decision && one.asked > 0;
        granted += one.decision && one.decision->granted;
    }
    if (m_consentModel->rowCount() == 0)
        return tr("The scenario asks for no consent.");
    if (m_desk.answer() == nullptr)
        return tr("Not simulated yet: what the policy asks for is not known.");
    if (asked == 0)
        return tr("Nothing that the policy asked for waits for a decision; granted: %1.").arg(granted);
    return asked == 1 ? tr("One action that the policy asked for waits for a decision.") : tr("%1 actions that the policy asked for wait for a decision.").arg(asked);
}

} // namespace causeway::views
