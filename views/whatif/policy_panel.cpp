#include "views/whatif/policy_panel.h"

#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QSplitter>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/scenario_panel.h"

namespace causeway::views {

namespace {

QTableView *makeTable(QAbstractItemModel *model, const QString &name, QWidget *parent)
{
    auto *table = new QTableView(parent);
    prepareTable(*table, name);
    table->setModel(model);
    return table;
}

void setWidths(QTableView &table, std::initializer_list<std::pair<int, int>> digits, int wide)
{
    const int digit = table.fontMetrics().horizontalAdvance(QLatin1Char('0'));
    for (const auto &[column, count] : digits)
        table.setColumnWidth(column, count * digit);
    if (wide >= 0)
        table.horizontalHeader()->setSectionResizeMode(wide, QHeaderView::Stretch);
}

// Several of it can be checked, by mouse or by Space and Return, before it goes.
class CheckMenu : public QMenu {
public:
    using QMenu::QMenu;
    [[nodiscard]] bool isLeft() const { return m_left; } // by Escape: what was checked is not taken

protected:
    void mousePressEvent(QMouseEvent *event) override
    {
        m_pressed = true;
        QMenu::mousePressEvent(event);
    }
    void mouseReleaseEvent(QMouseEvent *event) override
    {
        if (!std::exchange(m_pressed, false)) // of the double click that opened it
            return;
        if (QAction *action = actionAt(event->position().toPoint()); action != nullptr && action->isCheckable())
            return action->isEnabled() ? action->trigger() : void();
        QMenu::mouseReleaseEvent(event);
    }
    void keyPressEvent(QKeyEvent *event) override
    {
        const bool chooses = event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
        if (QAction *action = activeAction(); chooses && action != nullptr && action->isCheckable() && action->isEnabled())
            return action->trigger();
        m_left |= event->key() == Qt::Key_Escape;
        QMenu::keyPressEvent(event);
    }

private:
    bool m_pressed = false, m_left = false;
};

// The kinds of a cell as a list with check boxes; what is checked is taken once it is left.
void askKinds(QAbstractItemModel &model, const QModelIndex &index, QWidget *over, const QPoint &place)
{
    auto *menu = new CheckMenu(over);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("whatif.kinds"));
    const QStringList kinds = index.data(FloorTable::KindsRole).toStringList();
    const uint own = index.data(FloorTable::BitsRole).toUInt(), held = index.data(FloorTable::HeldRole).toUInt();
    for (int i = 0; i < kinds.size(); ++i) {
        const bool always = ((held >> i) & 1U) != 0;
        QAction *action = menu->addAction(always ? PolicyPanel::tr("%1 (at all services)").arg(kinds[i]) : kinds[i]);
        action->setCheckable(true);
        action->setChecked(always || ((own >> i) & 1U) != 0);
        action->setEnabled(!always);
    }
    QObject::connect(menu, &QMenu::aboutToHide, &model, [menu, own, held, &model, at = QPersistentModelIndex(index)] {
        if (menu->isLeft())
            return;
        uint bits = own & held;
        const QList<QAction *> actions = menu->actions();
        for (qsizetype i = 0; i < actions.size(); ++i)
            if (actions[i]->isChecked() && ((held >> i) & 1U) == 0)
                bits |= 1U << i;
        if (at.isValid())
            model.setData(at, bits, FloorTable::BitsRole);
    });
    menu->popup(place);
}

// Cells that may be one of a few are chosen from a list.
class ChoiceDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        if (index.data(FloorTable::BitsRole).isValid()) {
            askKinds(*const_cast<QAbstractItemModel *>(index.model()), index, parent, parent->mapToGlobal(option.rect.bottomLeft()));
            return nullptr;
        }
        const QStringList choices = index.data(FloorTable::ChoicesRole).toStringList();
        if (choices.isEmpty())
            return QStyledItemDelegate::createEditor(parent, option, index);
        auto *box = new QComboBox(parent);
        box->addItems(choices);
        connect(box, &QComboBox::activated, this, [this, box] {
            auto *self = const_cast<ChoiceDelegate *>(this);
            Q_EMIT self->commitData(box);
            Q_EMIT self->closeEditor(box);
        });
        return box;
    }
    void setEditorData(QWidget *editor, const QModelIndex &index) const override
    {
        if (auto *box = qobject_cast<QComboBox *>(editor))
            box->setCurrentIndex(index.data(Qt::EditRole).toInt());
        else
            QStyledItemDelegate::setEditorData(editor, index);
    }
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override
    {
        if (const auto *box = qobject_cast<QComboBox *>(editor))
            model->setData(index, box->currentIndex());
        else
            QStyledItemDelegate::setModelData(editor, model, index);
    }
};

} // namespace

PolicyPanel::PolicyPanel(WhatIfDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_policyModel(new PolicyTable(this)), m_settingModel(new SettingTable(this)), m_outcomeModel(new PolicyOutcomeTable(this)), m_floorModel(new FloorTable(this)), m_auditModel(new AuditTable(this)),
      m_policies(makeTable(m_policyModel, tr("Policies"), this)), m_settings(makeTable(m_settingModel, tr("Settings of the policy"), this)), m_outcomes(makeTable(m_outcomeModel, tr("Policies compared"), this)),
      m_floors(makeTable(m_floorModel, tr("What no policy may do"), this)), m_audit(makeTable(m_auditModel, tr("What was kept from the policy"), this)), m_tabs(new QTabWidget(this)), m_about(new ElidedLabel(this)),
      m_compared(new ElidedLabel(this)), m_audited(new ElidedLabel(this)), m_stack(new QStackedLayout(this)), m_page(new QWidget(this))
{
    setAccessibleName(tr("Policies"));
    build();
    m_none = makeNoScenario(desk, tr("Here you choose what acts on a scenario while it runs (scaling, routing, limits, brownout), compare policies, and say what none of them may do."), this);
    m_none->setMinimumHeight(80);
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_none);
    setFocusProxy(m_policies);
    connect(m_policies->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &now) {
        if (now.isValid())
            choosePolicy(now.row());
    });
    connect(m_settingModel, &SettingTable::givenChanged, this, [this] {
        m_given[m_chosen] = m_settingModel->given();
        Q_EMIT choiceChanged();
    });
    connect(m_policyModel, &PolicyTable::checkedChanged, this, &PolicyPanel::choiceChanged);
    connect(m_floorModel, &FloorTable::floorChanged, this, [this](int service, const simulate::Floor &floor) {
        if (m_desk.scenario() == nullptr)
            return;
        simulate::Scenario scenario = *m_desk.scenario();
        scenario.services[static_cast<std::size_t>(service)].floor = floor == simulate::Floor() ? std::nullopt : std::optional(floor);
        m_desk.change(scenario);
    });
    const auto changeService = [this](int service, const auto &change) {
        if (m_desk.scenario() == nullptr)
            return;
        simulate::Scenario scenario = *m_desk.scenario();
        change(scenario.services[static_cast<std::size_t>(service)]);
        m_desk.change(scenario);
    };
    connect(m_floorModel, &FloorTable::importanceChanged, this, [changeService](int service, simulate::Importance to) { changeService(service, [to](simulate::Service &of) { of.importance = to; }); });
    connect(m_floorModel, &FloorTable::consentChanged, this, [changeService](int service, simulate::ActionKinds to) { changeService(service, [to](simulate::Service &of) { of.approve = to; }); });
    m_floors->setItemDelegate(new ChoiceDelegate(m_floors));
    for (const auto signal : {&WhatIfDesk::treeChanged, &WhatIfDesk::scenarioChanged, &WhatIfDesk::answerChanged, &WhatIfDesk::policiesChanged, &WhatIfDesk::approvalsChanged, &WhatIfDesk::chosenChanged})
        connect(&desk, signal, this, &PolicyPanel::refresh);
    refresh();
}

void PolicyPanel::build()
{
    setWidths(*m_policies, {{PolicyTable::NameColumn, 21}, {PolicyTable::KindColumn, 12}, {PolicyTable::TitleColumn, 40}}, PolicyTable::TitleColumn);
    for (const int column : {PolicyTable::PaperColumn, PolicyTable::FidelityColumn}) // the tip and the line above the settings tell them
        m_policies->setColumnHidden(column, true);
    setWidths(*m_settings, {{SettingTable::NameColumn, 18}, {SettingTable::ValueColumn, 10}, {SettingTable::UsualColumn, 9}, {SettingTable::BoundsColumn, 18}}, SettingTable::WhatColumn);
    m_outcomes->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    for (QTableView *table : {m_outcomes, m_policies})
        table->viewport()->installEventFilter(this);
    m_policies->horizontalHeader()->setStretchLastSection(true);
    setWidths(*m_floors, {{FloorTable::ServiceColumn, 22}, {FloorTable::ImportanceColumn, 13}, {FloorTable::ReplicasColumn, 14}, {FloorTable::ShedColumn, 16}, {FloorTable::DimmedColumn, 15}, {FloorTable::ConsentColumn, 20}}, -1);
    m_floors->horizontalHeader()->setStretchLastSection(true);
    setWidths(*m_audit, {{AuditTable::ServiceColumn, 20}, {AuditTable::WantedColumn, 22}, {AuditTable::WhyColumn, 12}, {AuditTable::AskedColumn, 7}, {AuditTable::KeptColumn, 7}, {AuditTable::TimesColumn, 7}, {AuditTable::FromColumn, 8}, {AuditTable::ToColumn, 8}}, -1);
    for (QTableView *table : {m_outcomes, m_floors, m_audit})
        table->setTextElideMode(Qt::ElideMiddle); // names differ at their ends
    for (QTableView *table : {m_settings, m_floors})
        table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);

    ActionRegistry &actions = m_desk.context().actions;
    const auto page = [&](QTableView *table, ElidedLabel *line, std::initializer_list<const char *> ids) {
        auto *out = new QWidget(m_tabs);
        auto *column = new QVBoxLayout(out);
        column->setContentsMargins(0, 4, 0, 0);
        column->setSpacing(4);
        auto *bar = new QHBoxLayout;
        bar->setContentsMargins(theme::kMargin, 0, theme::kMargin, 0);
        bar->addWidget(line, 1);
        for (const char *id : ids)
            if (QAction *action = actions.action(QLatin1String(id))) {
                auto *button = new QToolButton(out);
                button->setDefaultAction(action);
                button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
                bar->addWidget(button);
            }
        column->addLayout(bar);
        column->addWidget(table, 1);
        return out;
    };
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(page(m_settings, m_about, {"whatif.usePolicy", "whatif.comparePolicies"}), tr("Settings"));
    m_tabs->addTab(page(m_outcomes, m_compared, {"whatif.comparePolicies"}), tr("Compared"));
    auto *guard = new ElidedLabel(this);
    guard->setText(tr("What no policy may do to a service, whoever is behind it."));
    m_tabs->addTab(page(m_floors, guard, {}), tr("Guard"));
    m_tabs->addTab(page(m_audit, m_audited, {}), tr("Refused"));
    auto *split = new QSplitter(Qt::Horizontal, m_page);
    split->addWidget(m_policies);
    split->addWidget(m_tabs);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 2);
    split->setSizes({300, 660});
    // What is guarded and refused is of services: the list of policies gives its room to them. What is compared needs the names alone.
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        m_policies->setVisible(m_tabs->currentIndex() < 2);
        fitTables();
    });
    auto *layout = new QVBoxLayout(m_page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(split);
}

bool PolicyPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && watched == m_outcomes->viewport())
        fitTables();
    // What a policy does stands where it can be read, else in the tip alone.
    if (event->type() == QEvent::Resize && watched == m_policies->viewport())
        m_policies->setColumnHidden(PolicyTable::TitleColumn, m_policies->viewport()->width() < 65 * fontMetrics().horizontalAdvance(QLatin1Char('0')));
    return QWidget::eventFilter(watched, event);
}

// Differences with their intervals where there is room for them, else by their means alone: what decides is in sight.
void PolicyPanel::fitTables()
{
    const QTableView &table = *m_outcomes;
    const auto width = [&] {
        m_outcomes->resizeColumnsToContents();
        m_outcomes->setColumnWidth(PolicyOutcomeTable::NameColumn, std::min(table.columnWidth(PolicyOutcomeTable::NameColumn), 30 * fontMetrics().horizontalAdvance(QLatin1Char('0'))));
        return table.horizontalHeader()->length();
    };
    for (const auto room : {PolicyOutcomeTable::Room::Whole, PolicyOutcomeTable::Room::Means, PolicyOutcomeTable::Room::Signs}) {
        m_outcomeModel->setRoom(room);
        if (width() <= table.viewport()->width())
            return;
    }
}

simulate::PolicyChoice PolicyPanel::choice(const std::string &name) const
{
    if (const auto set = m_given.find(name); set != m_given.end())
        return {name, set->second};
    if (m_desk.scenario() != nullptr && m_desk.scenario()->policy.name == name)
        return m_desk.scenario()->policy;
    return {name, {}};
}

void PolicyPanel::choosePolicy(int row)
{
    m_chosen = PolicyTable::policy(row).name;
    showSettings();
    Q_EMIT choiceChanged();
}

void PolicyPanel::showSettings()
{
    const allocate::Policy *policy = allocate::findPolicy(m_chosen);
    m_settingModel->setPolicy(policy, choice(m_chosen).settings);
    if (policy == nullptr)
        return;
    m_about->setText(policy->settings.empty() ? tr("%1: nothing can be set").arg(text::fromBytes(policy->name)) : tr("%1: %2").arg(text::fromBytes(policy->name), text::fromBytes(policy->title)));
    m_about->setDetails(text::fromBytes(policy->paper) + QLatin1Char('\n') + text::fromBytes(policy->fidelity));
}

void PolicyPanel::use()
{
    if (m_desk.scenario() == nullptr || m_chosen.empty())
        return;
    simulate::Scenario scenario = *m_desk.scenario();
    scenario.policy = choice(m_chosen);
    m_given.erase(m_chosen);
    m_desk.change(scenario);
}

void PolicyPanel::compare()
{
    std::vector<simulate::PolicyChoice> choices;
    for (const allocate::Policy &policy : allocate::policies())
        if (m_policyModel->checked().contains(std::string(policy.name)))
            choices.push_back(choice(std::string(policy.name)));
    if (choices.empty() && !m_chosen.empty())
        choices.push_back(choice(m_chosen));
    m_tabs->setCurrentIndex(1);
    m_desk.comparePolicies(std::move(choices));
}

void PolicyPanel::refresh()
{
    if (m_desk.rows().empty()) {
        m_stack->setCurrentWidget(m_none);
        return;
    }
    m_stack->setCurrentWidget(m_page);
    if (m_shown != m_desk.scenario()) {
        m_shown = m_desk.scenario();
        m_floorModel->setScenario(m_shown);
        if (m_shown != nullptr) {
            m_policyModel->setUsed(m_shown->policy.name);
            if (m_chosen.empty())
                m_policies->selectRow(std::max(0, PolicyTable::rowOf(m_shown->policy.name)));
            else
                showSettings();
        }
    }
    m_auditModel->setAnswer(m_desk.answer());
    const std::size_t refused = m_desk.answer() == nullptr ? 0 : m_desk.answer()->audit.size();
    m_audited->setText(m_desk.answer() == nullptr ? tr("Not simulated yet.")
                       : refused == 0 ? tr("Nothing was kept from the policy “%1” in the first replication.").arg(m_desk.answered() == nullptr ? QString() : text::fromBytes(m_desk.answered()->policy.name))
                                      : tr("Not done as the policy asked, in the first replication."));
    if (m_outcomeModel->setComparison(m_desk.policies()))
        fitTables();
    m_compared->setText(m_desk.isComparing() ? tr("Comparing … how far it is stands in the status bar")
                        : m_desk.policies() == nullptr ? tr("Check the policies at the left that are to be compared.")
                        : m_desk.policiesOf() != m_desk.chosen() ? tr("Of “%1”: compare again").arg(m_desk.nameOf(m_desk.policiesOf()))
                        : !m_desk.arePoliciesOfNow() ? tr("Of before the scenario or its approvals were changed: compare again")
                                                     : tr("%1 replications each, the same requests").arg(text::number(static_cast<std::int64_t>(m_desk.policies()->baseline.result.runs.size()))));
    m_outcomeModel->setDimmed(m_desk.policies() != nullptr && !m_desk.arePoliciesOfNow());
    m_compared->setEnabled(m_desk.policies() == nullptr || m_desk.isComparing() || m_desk.arePoliciesOfNow());
}

} // namespace causeway::views
