#include "views/whatif/scenario_graph_panel.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/graph/graph_legend.h"
#include "views/graph/graph_sheet.h"
#include "views/graph/graph_view.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/shell/file_dialog.h"
#include "views/shell/flow_layout.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/knob_panel.h"
#include "views/whatif/scenario_panel.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

ScenarioGraphPanel::ScenarioGraphPanel(WhatIfDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_layouts(new GraphLayout(desk.context().workspace.jobs(), "whatif.layout", this)), m_view(new GraphView(this)), m_legend(new GraphLegend(this)), m_knobs(new KnobPanel(desk, this)),
      m_heat(new QComboBox(this)), m_source(new QComboBox(this)), m_search(new QLineEdit(this)), m_summary(new ElidedLabel(this)), m_unlaid(new QLabel(this)), m_stack(new QStackedLayout(this)),
      m_page(new QWidget(this))
{
    setAccessibleName(tr("Graph of the scenario"));
    build();
    m_none = makeNoScenario(desk, tr("Here you will see the services and who calls whom, how busy each is, and what happens when you turn its replicas, load or speed."), this);
    m_broken = new EmptyState(QStringLiteral("warning"), tr("The scenario cannot be used"), {}, this, desk.context().actions.action(QStringLiteral("whatif.undo")));
    for (QWidget *page : {m_page, m_none, static_cast<QWidget *>(m_broken)})
        m_stack->addWidget(page);
    setFocusProxy(m_view);
    connect(m_view, &GraphView::nodeChosen, this, [this](std::uint32_t node) { m_desk.chooseService(m_picture->scenario().services[node].name); });
    connect(m_view, &GraphView::nothingChosen, this, [this] { m_desk.chooseService({}); });
    for (const auto signal : {&WhatIfDesk::treeChanged, &WhatIfDesk::scenarioChanged})
        connect(&desk, signal, this, &ScenarioGraphPanel::refresh);
    for (const auto signal : {&WhatIfDesk::fluidChanged, &WhatIfDesk::answerChanged})
        connect(&desk, signal, this, &ScenarioGraphPanel::paintHeat);
    connect(&desk, &WhatIfDesk::serviceChanged, this, &ScenarioGraphPanel::mark);
    refresh();
}

void ScenarioGraphPanel::build()
{
    auto *bar = new QWidget(m_page);
    auto *row = new FlowLayout(bar, theme::kGrid);
    row->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    m_heat->addItem(tr("Coloured by how busy"), static_cast<int>(HeatOf::Utilisation));
    m_heat->addItem(tr("Coloured by the busiest moment"), static_cast<int>(HeatOf::Busiest));
    m_heat->addItem(tr("Coloured by how many wait"), static_cast<int>(HeatOf::Queue));
    m_heat->setAccessibleName(tr("What the colours of the services mean"));
    m_source->addItem(tr("By fluid"), false);
    m_source->addItem(tr("By simulation"), true);
    m_source->setAccessibleName(tr("Whose numbers the graph shows"));
    m_search->setPlaceholderText(tr("Find a service"));
    m_search->setAccessibleName(tr("Find a service"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(160);
    for (QWidget *widget : {static_cast<QWidget *>(m_heat), static_cast<QWidget *>(m_source), static_cast<QWidget *>(m_search)})
        row->addWidget(widget);
    for (const char *id : {"whatif.fit", "whatif.exportGraph", "whatif.simulate"})
        if (QAction *action = m_desk.context().actions.action(QLatin1String(id))) {
            auto *button = new QToolButton(bar);
            button->setDefaultAction(action);
            button->setToolButtonStyle(Qt::ToolButtonIconOnly);
            button->setAccessibleName(action->text());
            row->addWidget(button);
        }
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_summary->setContentsMargins(theme::kMargin, 0, theme::kMargin, 4);
    m_summary->setAccessibleName(tr("Where the answer stands"));
    m_view->setAccessibleName(tr("Graph of the scenario"));
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(bar);
    page->addWidget(m_summary);
    m_unlaid->setWordWrap(true);
    m_unlaid->setTextFormat(Qt::PlainText);
    m_unlaid->setAlignment(Qt::AlignCenter);
    m_unlaid->setContentsMargins(theme::kMargin, 0, theme::kMargin, 0);
    m_unlaid->setAccessibleName(tr("Why there is no graph"));
    m_unlaid->hide();
    page->addWidget(m_unlaid, 1);
    page->addWidget(m_view, 1);
    page->addWidget(m_legend);
    page->addWidget(m_knobs);
    for (QComboBox *box : {m_heat, m_source})
        connect(box, &QComboBox::currentIndexChanged, this, &ScenarioGraphPanel::paintHeat);
    connect(m_source, &QComboBox::activated, this, [this] { m_sourceChosen = true; });
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) { m_view->setSearch(text.trimmed()); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        if (m_picture != nullptr)
            m_view->goToHit(true);
        else
            chooseFound();
    });
}

bool ScenarioGraphPanel::showsGraph() const { return m_stack->currentWidget() == m_page && m_picture != nullptr; }
void ScenarioGraphPanel::fit() { m_view->fit(); }

// The next service whose name has what is looked for, without a graph.
void ScenarioGraphPanel::chooseFound()
{
    const QString wanted = m_search->text().trimmed();
    if (m_desk.scenario() == nullptr || wanted.isEmpty())
        return;
    const std::vector<simulate::Service> &all = m_desk.scenario()->services;
    const std::size_t from = m_desk.service() ? *m_desk.service() + 1 : 0;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (const std::string &name = all[(from + i) % all.size()].name; text::fromBytes(name).contains(wanted, Qt::CaseInsensitive))
            return m_desk.chooseService(name);
}

void ScenarioGraphPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange)
        refresh(); // nodes have other sizes
}

void ScenarioGraphPanel::refresh()
{
    if (m_desk.scenario() == nullptr) {
        if (m_desk.error()) {
            m_broken->setText(tr("The scenario cannot be used"), text::render(*m_desk.error()));
            m_stack->setCurrentWidget(m_broken);
        } else if (m_desk.rows().empty()) {
            m_stack->setCurrentWidget(m_none);
            m_picture.reset();
            m_layout.reset();
            m_view->setPicture(nullptr, false);
            m_legend->setPicture(nullptr);
        } // else it is being read, and what is there stays
        return;
    }
    m_stack->setCurrentWidget(m_page);
    // The fluid knows no policies: the simulation's numbers where one acts, until somebody chooses others.
    if (!m_sourceChosen) {
        const QSignalBlocker quiet(m_source);
        m_source->setCurrentIndex(hasPolicy(*m_desk.scenario()) ? 1 : 0);
    }
    paintHeat();
}

// By service of the scenario, from whoever is asked for numbers; services that the answer does not know yet have none.
std::vector<ServiceHeat> ScenarioGraphPanel::heat() const
{
    const simulate::Scenario &scenario = *m_desk.scenario();
    std::vector<ServiceHeat> out;
    if (m_source->currentData().toBool() && m_desk.answer() != nullptr) {
        const engine::ScenarioAnswer &answer = *m_desk.answer();
        if (answer.services.size() == scenario.services.size() && !answer.runs.empty())
            for (std::size_t s = 0; s < answer.services.size(); ++s) {
                ServiceHeat &one = out.emplace_back();
                for (const engine::ScenarioRun &run : answer.runs) {
                    const double share = 1.0 / static_cast<double>(answer.runs.size());
                    one.utilisation += share * run.services[s].utilisation;
                    one.queue += share * run.services[s].queueMean;
                    one.rate += share * run.services[s].arrivals / std::max(scenario.durationS, 1e-9);
                }
            }
        return out;
    }
    if (const FluidAnswer *fluid = m_desk.fluid().get(); fluid != nullptr && fluid->result.services.size() == scenario.services.size())
        for (const simulate::FluidService &service : fluid->result.services)
            out.push_back({service.utilisation, service.utilisationMost, service.queueMean, service.arrivalRate});
    return out;
}

void ScenarioGraphPanel::paintHeat()
{
    if (m_desk.scenario() == nullptr)
        return;
    auto picture = std::make_shared<ScenarioPicture>(m_desk.scenario(), heat(), static_cast<HeatOf>(m_heat->currentData().toInt()), font());
    describe();
    if (m_picture != nullptr && m_layout != nullptr && picture->isLaidOutLike(*m_picture)) {
        picture->place(*m_layout);
        show(std::move(picture), false);
        return;
    }
    LayoutTask task = picture->task();
    if (m_picture != nullptr)
        task.before = m_picture->places();
    m_layouts->start(
        std::move(task),
        [this, picture](const GraphLayout::Layout &layout) {
            const bool first = m_picture == nullptr || !picture->isLaidOutLike(*m_picture);
            m_layout = layout;
            picture->place(*layout);
            show(picture, first);
        },
        [this](const Error &error) {
            m_picture.reset();
            m_view->setPicture(nullptr, false);
            m_unlaid->setText((error.code == ErrorCode::Cancelled ? tr("The graph was not laid out.") : text::render(error)) + QLatin1Char('\n') + tr("The tables have the answer. To turn a service, write its name under “Find a service” and press Return."));
            m_unlaid->show();
            m_view->hide();
        });
}

void ScenarioGraphPanel::show(std::shared_ptr<const ScenarioPicture> picture, bool fit)
{
    m_picture = std::move(picture);
    m_unlaid->hide();
    m_view->setVisible(true);
    m_view->setPicture(m_picture, fit);
    m_view->setSearch(m_search->text().trimmed());
    m_legend->setPicture(m_picture);
    mark();
}

void ScenarioGraphPanel::describe()
{
    QStringList parts{m_desk.nameOf(m_desk.chosen())};
    if (m_desk.fluidError())
        parts << text::render(*m_desk.fluidError());
    else if (hasPolicy(*m_desk.scenario()))
        parts << tr("“%1” acts, and the fluid knows no policies").arg(text::fromBytes(m_desk.scenario()->policy.name));
    else if (m_desk.fluid() != nullptr)
        parts << tr("by fluid in %1 ms").arg(text::number(m_desk.fluid()->milliseconds, 2));
    if (m_desk.isSimulating())
        parts << tr("simulating …");
    else if (m_desk.answerError())
        parts << tr("not simulated: %1").arg(text::render(*m_desk.answerError()));
    else if (!m_desk.isSaved())
        parts << tr("simulated when nothing is turned");
    else if (m_desk.answer() != nullptr)
        parts << (m_desk.answer()->wasKept ? tr("simulated before: %1 replications, seed %2") : tr("simulated: %1 replications, seed %2"))
                     .arg(text::number(static_cast<std::int64_t>(m_desk.answer()->runs.size())), QString::number(m_desk.answer()->seed));
    m_summary->setText(parts.join(QStringLiteral("  ·  ")));
}

void ScenarioGraphPanel::mark()
{
    if (m_picture == nullptr)
        return;
    std::vector<bool> nodes(m_picture->nodeCount(), false);
    if (const auto service = m_desk.service(); service && *service < nodes.size())
        nodes[*service] = true;
    m_view->setChosen(nodes, std::nullopt);
}

void ScenarioGraphPanel::exportGraph()
{
    if (m_picture == nullptr)
        return;
    auto *dialog = makeFileDialog(window(), tr("Export the graph"), QFileInfo(m_desk.context().workspace.path()).path(), tr("Scalable picture (*.svg)") + QStringLiteral(";;") + tr("Picture (*.png)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("svg"));
    dialog->selectFile(QStringLiteral("scenario.svg"));
    connect(dialog, &QFileDialog::fileSelected, this, &ScenarioGraphPanel::exportTo);
    dialog->open();
}

void ScenarioGraphPanel::exportTo(const QString &path)
{
    if (m_picture == nullptr)
        return;
    workspace::Workspace &workspace = m_desk.context().workspace;
    workspace.jobs().start<void>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Export %1"), path.toStdString())},
        [picture = m_picture, colors = palette(), path, title = m_desk.nameOf(m_desk.chosen())](const Job &job) { return writeGraphSheet(*picture, title, colors, path, job); }, this,
        [&workspace, path] { workspace.reportNotice(Message(CAUSEWAY_TEXT("The graph is written to %1."), path.toStdString())); });
}

} // namespace causeway::views
