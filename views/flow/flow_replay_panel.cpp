#include "views/flow/flow_replay_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSlider>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>

#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QString count(std::size_t n) { return text::number(static_cast<std::int64_t>(n)); }

} // namespace

FlowReplayPanel::FlowReplayPanel(ViewContext context, FlowReplay &replay, FlowMining &mining, QWidget *parent)
    : QWidget(parent), m_context(context), m_replay(replay), m_mining(mining), m_model(new FlowPathModel(this)), m_table(new QTableView(this)), m_slider(new QSlider(Qt::Horizontal, this)),
      m_speed(new QComboBox(this)), m_said(new ElidedLabel(this)), m_stack(new QStackedLayout(this)),
      m_empty(new EmptyState(QStringLiteral("play"), {}, {}, this, context.actions.action(QStringLiteral("flow.replay"))))
{
    m_empty->setMinimumHeight(80);
    prepareTable(*m_table, tr("Steps of the session"));
    const TablePage made = makeTablePage(*m_table, this);
    m_page = made.page;
    for (const char *id : {"flow.back", "flow.play", "flow.forward", "flow.nextOdd"}) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(context.actions.action(QLatin1String(id)));
        button->setAccessibleName(button->defaultAction()->text());
        button->setToolButtonStyle(id == std::string_view("flow.nextOdd") ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
        made.bar->addWidget(button);
    }
    m_slider->setAccessibleName(tr("Step"));
    m_slider->setFixedWidth(160);
    for (const auto &[speed, name] : {std::pair{0.5, QStringLiteral("½ ×")}, {1.0, QStringLiteral("1 ×")}, {2.0, QStringLiteral("2 ×")}, {5.0, QStringLiteral("5 ×")}})
        m_speed->addItem(name, speed);
    m_speed->setCurrentIndex(1);
    m_speed->setAccessibleName(tr("Speed"));
    made.bar->addWidget(m_slider);
    made.bar->addWidget(m_speed);
    made.bar->addWidget(m_said, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_page);
    m_table->setModel(m_model);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(FlowPathModel::NumberColumn, Qt::AscendingOrder);
    const int digit = m_table->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    for (const auto &[column, digits] : {std::pair{FlowPathModel::NumberColumn, 9}, {FlowPathModel::TimeColumn, 15}, {FlowPathModel::DelayColumn, 12}})
        m_table->setColumnWidth(column, digits * digit);
    m_table->horizontalHeader()->setSectionResizeMode(FlowPathModel::PatternColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(FlowPathModel::StateColumn, QHeaderView::Stretch);
    setFocusProxy(m_table);
    onRowChosen(*m_table, [this](const QModelIndex &index) {
        m_replay.setPlaying(false);
        m_replay.goTo(m_model->item(index.row()));
    });
    connect(m_table, &QTableView::activated, this, [this] { m_mining.filterToSession(m_replay.session()); });
    connect(m_slider, &QSlider::valueChanged, this, [this](int step) { m_replay.goTo(static_cast<std::size_t>(step)); });
    connect(m_slider, &QSlider::sliderPressed, this, [this] { m_replay.setPlaying(false); });
    connect(m_speed, &QComboBox::activated, this, [this] { m_replay.setSpeed(m_speed->currentData().toDouble()); });
    connect(&replay, &FlowReplay::pathChanged, this, &FlowReplayPanel::takePath);
    connect(&replay, &FlowReplay::stepChanged, this, &FlowReplayPanel::takeStep);
    connect(&context.workspace, &workspace::Workspace::selectionChanged, this, [this] {
        if (m_replay.path() == nullptr)
            takePath();
    });
    takePath();
}

bool FlowReplayPanel::showsPath() const { return m_stack->currentWidget() == m_page; }
QString FlowReplayPanel::said() const { return m_said->text(); }

void FlowReplayPanel::takePath()
{
    const FlowReplay::Path &path = m_replay.path();
    const FlowMining::Mined &mined = m_mining.mined();
    if (path == nullptr || mined == nullptr) {
        m_model->setPath(nullptr, nullptr, {});
        if (const auto &error = m_replay.error())
            m_empty->setText(tr("There is no path"), text::render(*error));
        else if (m_replay.isRunning())
            m_empty->setText(tr("Finding the path …"), text::fromBytes(m_replay.session()));
        else
            m_empty->setText(tr("No session is replayed"), m_context.workspace.selection().session
                                                              ? tr("The chosen session is %1.").arg(text::fromBytes(*m_context.workspace.selection().session))
                                                              : tr("Choose a line, a session or a finding anywhere: its way through the graph will stand here, step by step."));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    QStringList texts;
    for (const auto &step : path->steps) {
        const auto catalog = m_context.workspace.catalog();
        texts << (step.path.node == flow::kNoNode && catalog ? text::fromBytes(catalog->nameOf(TemplateId(step.templateId))) : QString());
    }
    m_model->setPath(path, mined, std::move(texts));
    {
        const QSignalBlocker quiet(m_slider);
        m_slider->setRange(0, std::max(0, static_cast<int>(path->steps.size()) - 1));
    }
    m_stack->setCurrentWidget(m_page);
    takeStep();
}

void FlowReplayPanel::takeStep()
{
    const FlowReplay::Path &path = m_replay.path();
    if (path == nullptr || m_replay.at() >= path->steps.size())
        return;
    const std::size_t at = m_replay.at();
    {
        const QSignalBlocker quiet(m_slider);
        m_slider->setValue(static_cast<int>(at));
    }
    if (const int row = m_model->rowOf(static_cast<std::uint32_t>(at)); row >= 0 && row != m_table->currentIndex().row())
        m_table->selectRow(row);
    QStringList parts{tr("Step %1 of %2").arg(count(at + 1), count(path->steps.size()))};
    if (const QString state = m_model->stateOf(at); !state.isEmpty())
        parts << state;
    parts << (path->odd == 0 ? tr("the session keeps to the usual path") : path->odd == 1 ? tr("one step is out of the ordinary") : tr("%1 steps are out of the ordinary").arg(count(path->odd)));
    if (path->left > 0)
        parts << tr("%1 further events are not shown").arg(count(path->left));
    parts << text::fromBytes(path->session);
    m_said->setText(parts.join(QStringLiteral("  ·  ")));
}

} // namespace causeway::views
