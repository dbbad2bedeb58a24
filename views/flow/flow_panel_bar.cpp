// How the graph is mined, compared, thinned out: the bar above it.

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QSpinBox>
#include <QToolButton>

#include <set>

#include "app/workspace/workspace.h"
#include "views/flow/flow_panel.h"
#include "views/graph/graph_view.h"
#include "views/shell/action_registry.h"
#include "views/shell/flow_layout.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

using Miner = engine::MineFlowRequest::Miner;
constexpr int kMostFewest = 1'000'000'000;

} // namespace

void FlowPanel::buildBar(QWidget *bar)
{
    auto *row = new FlowLayout(bar, theme::kGrid);
    row->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    for (const auto &[miner, name, tip] :
         {std::tuple{Miner::Cfg, tr("Control flow (cfg)"), tr("Branches, forks, joins and loops told apart")},
          {Miner::Tcfg, tr("Timed flow (tcfg)"), tr("Beginnings, ends, and patterns apart from the flow")}, {Miner::Fsa, tr("Automaton (fsa)"), tr("States of sessions; a pattern may have several")}}) {
        m_miner->addItem(name, static_cast<int>(miner));
        m_miner->setItemData(m_miner->count() - 1, text::toolTip(tip), Qt::ToolTipRole);
    }
    m_miner->setAccessibleName(tr("Miner"));
    m_ids->setToolTip(text::toolTip(tr("Where sessions say which events belong together, edges are confirmed; else they are inferred from times.")));
    m_ids->setChecked(true);
    m_component->setEditable(true);
    m_component->setInsertPolicy(QComboBox::NoInsert);
    m_component->setAccessibleName(tr("Component"));
    m_component->setToolTip(text::toolTip(tr("Only events of this component, as it is written in the lines; empty: all")));
    m_component->lineEdit()->setPlaceholderText(tr("All components"));
    m_component->setMinimumContentsLength(14);
    using Compare = FlowMining::Choice::Compare;
    for (const auto &[compare, name, tip] :
         {std::tuple{Compare::None, tr("No comparison"), tr("One graph, coloured by times")}, {Compare::Rest, tr("Against all the rest"), tr("The time range against all outside it")},
          {Compare::Before, tr("Against what is before"), tr("The time range against all that lies before it")}, {Compare::Periods, tr("B against A"), tr("Two time ranges that you choose: press A in one, B in the other")}}) {
        m_compare->addItem(name, static_cast<int>(compare));
        m_compare->setItemData(m_compare->count() - 1, text::toolTip(tip), Qt::ToolTipRole);
    }
    m_compare->setAccessibleName(tr("Comparison"));
    m_fewest->setRange(0, kMostFewest);
    m_fewest->setPrefix(tr("Edges of at least "));
    m_fewest->setSuffix(QStringLiteral(" ×"));
    m_fewest->setSpecialValueText(tr("All edges"));
    m_fewest->setKeyboardTracking(false);
    m_fewest->setAccessibleName(tr("Edges taken less often are hidden"));
    m_search->setPlaceholderText(tr("Find a pattern in the graph"));
    m_search->setAccessibleName(tr("Find a pattern in the graph"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(200);
    m_hits->setTextFormat(Qt::PlainText);
    m_hits->setAccessibleName(tr("How many were found"));
    for (QWidget *widget : std::initializer_list<QWidget *>{m_miner, m_ids, m_component, m_compare, m_fewest, m_search, m_hits})
        row->addWidget(widget);
    for (const char *id : {"flow.collapse", "flow.byComponent", "flow.fit", "flow.export"}) {
        auto *button = new QToolButton(bar);
        button->setDefaultAction(m_context.actions.action(QLatin1String(id)));
        const bool toggle = button->defaultAction()->isCheckable();
        button->setToolButtonStyle(toggle ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
        button->setAccessibleName(button->defaultAction()->text());
        row->addWidget(button);
    }
    m_hits->hide();
    connect(m_miner, &QComboBox::activated, this, &FlowPanel::takeChoice);
    connect(m_ids, &QCheckBox::clicked, this, &FlowPanel::takeChoice);
    connect(m_compare, &QComboBox::activated, this, &FlowPanel::takeChoice);
    connect(m_component, &QComboBox::activated, this, &FlowPanel::takeChoice);
    connect(m_component->lineEdit(), &QLineEdit::editingFinished, this, &FlowPanel::takeChoice);
    connect(m_fewest, &QSpinBox::valueChanged, this, [this](int value) {
        m_fold.fewest = static_cast<std::uint64_t>(value);
        lay(false);
    });
    connect(m_search, &QLineEdit::textChanged, this, &FlowPanel::searched);
    auto *leave = new QShortcut(Qt::Key_Escape, m_search);
    leave->setContext(Qt::WidgetShortcut);
    connect(leave, &QShortcut::activated, this, [this] { m_search->text().isEmpty() ? m_view->setFocus(Qt::ShortcutFocusReason) : m_search->clear(); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] { m_view->goToHit(true); });
}

void FlowPanel::takeChoice()
{
    FlowMining::Choice choice = m_mining.choice();
    choice.compare = static_cast<FlowMining::Choice::Compare>(m_compare->currentData().toInt());
    choice.miner = static_cast<Miner>(m_miner->currentData().toInt());
    choice.ignoreIds = !m_ids->isChecked();
    choice.component = m_component->currentText().trimmed().toStdString();
    if (choice == m_mining.choice())
        return;
    if (!choice.component.empty() && m_component->findText(QString::fromStdString(choice.component), Qt::MatchExactly | Qt::MatchCaseSensitive) < 0)
        m_component->addItem(QString::fromStdString(choice.component));
    const bool automaton = choice.miner == Miner::Fsa;
    m_ids->setEnabled(!automaton);
    m_ids->setToolTip(text::toolTip(automaton ? tr("An automaton is learned from sessions only.")
                                              : tr("Where sessions say which events belong together, edges are confirmed; else they are inferred from times.")));
    m_compare->setEnabled(!automaton);
    m_compare->setToolTip(automaton ? text::toolTip(tr("An automaton is learned from one period.")) : QString());
    choose(std::move(choice));
}

void FlowPanel::choose(FlowMining::Choice choice)
{
    {
        const QSignalBlocker quiet(m_compare);
        m_compare->setCurrentIndex(m_compare->findData(static_cast<int>(choice.compare)));
    }
    m_mining.setChoice(choice);
}

void FlowPanel::takePeriod(bool isB)
{
    const workspace::Workspace &ws = m_context.workspace;
    const TimeRange range = ws.selection().range.value_or(ws.filter().range);
    if (range.isAll()) {
        m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("Go to a time range first: drag in the time line.")));
        return;
    }
    FlowMining::Choice choice = m_mining.choice();
    (isB ? choice.b : choice.a) = range;
    choice.compare = FlowMining::Choice::Compare::Periods;
    choose(std::move(choice));
}

void FlowPanel::compareWithRest()
{
    FlowMining::Choice choice = m_mining.choice();
    choice.compare = FlowMining::Choice::Compare::Rest;
    choose(std::move(choice));
}

// All that the lines name, most events first; until that is read those of what was chosen elsewhere.
void FlowPanel::offerComponents()
{
    const workspace::Workspace &ws = m_context.workspace;
    std::vector<std::string> some = ws.filter().components;
    if (ws.selection().component)
        some.push_back(*ws.selection().component);
    if (m_component->count() == 0)
        m_component->addItem(QString());
    if (const auto &all = m_mining.components(); all != nullptr && all != m_offered) {
        m_offered = all;
        some.insert(some.begin(), all->names.begin(), all->names.end());
    }
    std::set<QString> there;
    for (int i = 0; i < m_component->count(); ++i)
        there.insert(m_component->itemText(i));
    for (const std::string &name : some)
        if (const QString shown = QString::fromStdString(name); there.insert(shown).second)
            m_component->addItem(shown);
}

} // namespace causeway::views
