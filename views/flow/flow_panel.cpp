#include "views/flow/flow_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QSpinBox>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/flow/flow_notes.h"
#include "views/flow/graph_export.h"
#include "views/flow/graph_view.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/shell/file_dialog.h"
#include "views/shell/flow_layout.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

using Miner = engine::MineFlowRequest::Miner;
constexpr int kMostFewest = 1'000'000'000;

} // namespace

class FlowPanel::Legend : public QWidget {
public:
    explicit Legend(QWidget *parent) : QWidget(parent)
    {
        setFixedHeight(QFontMetrics(theme::smallFont()).height() + 10);
        setAccessibleName(FlowPanel::tr("Legend"));
    }
    void setScale(const FlowScale &scale)
    {
        m_scale = scale;
        setAccessibleDescription(scale.legendText());
        setToolTip(text::toolTip(scale.legendText()));
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setPen(theme::line());
        painter.drawLine(0, 0, width(), 0);
        m_scale.paintLegend(painter, QRectF(rect()).adjusted(theme::kMargin, 1, -theme::kMargin, 0), palette());
    }

private:
    FlowScale m_scale;
};

FlowPanel::FlowPanel(ViewContext context, FlowMining &mining, QWidget *parent)
    : QWidget(parent), m_context(context), m_mining(mining), m_layouts(new GraphLayout(context.workspace.jobs(), this)), m_view(new GraphView(this)),
      m_notes(new FlowNotes(context.actions.action(QStringLiteral("flow.mine")), this)), m_legend(new Legend(this)), m_miner(new QComboBox(this)), m_component(new QComboBox(this)),
      m_ids(new QCheckBox(tr("Use ids"), this)), m_fewest(new QSpinBox(this)), m_search(new QLineEdit(this)), m_hits(new QLabel(this)), m_summary(new ElidedLabel(this)),
      m_stack(new QStackedLayout), m_page(new QWidget(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QWidget(this);
    buildBar(bar);
    column->addWidget(bar);
    column->addLayout(m_stack, 1);
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(m_notes);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_summary->setContentsMargins(theme::kMargin, 0, theme::kMargin, 4);
    m_summary->setAccessibleName(tr("What the graph shows"));
    page->addWidget(m_summary);
    page->addWidget(m_view, 1);
    page->addWidget(m_legend);
    const auto action = [&](const char *id) { return context.actions.action(QLatin1String(id)); };
    m_noProject = new EmptyState(QStringLiteral("flow"), tr("No project is open"), tr("Here you will see how the logged program runs: which step follows which, how often, after how long."), this,
                                 action("file.open"));
    m_noEvents = new EmptyState(QStringLiteral("flow"), tr("Nothing is imported yet"), tr("The graph of steps is mined from the events of this project."), this, action("file.import"));
    m_notMined = new EmptyState(QStringLiteral("flow"), tr("The flow is not mined yet"),
                                tr("Which step follows which is read from events that belong together, else from their times."), this, action("flow.mine"));
    m_wait = new EmptyState(QStringLiteral("flow"), {}, {}, this, action("flow.stop"));
    m_failed = new EmptyState(QStringLiteral("warning"), {}, {}, this, action("flow.mine"));
    m_stack->addWidget(m_page);
    for (EmptyState *state : {m_noProject, m_noEvents, m_notMined, m_wait, m_failed}) {
        state->setMinimumHeight(100);
        m_stack->addWidget(state);
    }
    setFocusProxy(m_view);

    connect(&m_mining, &FlowMining::changed, this, &FlowPanel::take);
    connect(&m_mining, &FlowMining::edgeChanged, this, &FlowPanel::mark);
    connect(&context.workspace, &workspace::Workspace::selectionChanged, this, [this] {
        mark();
        offerComponents();
    });
    const auto member = [this](std::uint32_t node) { return m_picture->visible().nodes[node].members.front(); };
    connect(m_view, &GraphView::nodeChosen, this, [this, member](std::uint32_t node) { m_mining.selectNode(member(node)); });
    connect(m_view, &GraphView::nodeActivated, this, [this, member](std::uint32_t node) { m_mining.filterTo(member(node)); });
    connect(m_view, &GraphView::edgeChosen, this, [this](std::uint32_t edge) { m_mining.selectEdge(m_picture->visible().edges[edge].edge); });
    connect(m_view, &GraphView::edgeActivated, this, [this](std::uint32_t edge) {
        const flow::Edge &one = m_picture->mined().graph.edges[m_picture->visible().edges[edge].edge];
        m_mining.filterTo(one.from, one.to);
    });
    connect(m_view, &GraphView::nothingChosen, this, [this] { m_mining.selectEdge(std::nullopt); });
    connect(m_view, &GraphView::chainToggled, this, &FlowPanel::toggleChain);
    connect(m_view, &GraphView::menuAsked, this, [this](const QPoint &at) { makeMenu()->popup(at); });
    take();
}

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
    for (QWidget *widget : std::initializer_list<QWidget *>{m_miner, m_ids, m_component, m_fewest, m_search, m_hits})
        row->addWidget(widget);
    for (const char *id : {"flow.collapse", "flow.fit", "flow.export"}) {
        auto *button = new QToolButton(bar);
        button->setDefaultAction(m_context.actions.action(QLatin1String(id)));
        if (id != std::string_view("flow.collapse"))
            button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setAccessibleName(button->defaultAction()->text());
        row->addWidget(button);
    }
    m_hits->hide();
    connect(m_miner, &QComboBox::activated, this, &FlowPanel::takeChoice);
    connect(m_ids, &QCheckBox::clicked, this, &FlowPanel::takeChoice);
    connect(m_component, &QComboBox::activated, this, &FlowPanel::takeChoice);
    connect(m_component->lineEdit(), &QLineEdit::editingFinished, this, &FlowPanel::takeChoice);
    connect(m_fewest, &QSpinBox::valueChanged, this, [this](int value) {
        m_fold.fewest = static_cast<std::uint64_t>(value);
        lay(false);
    });
    connect(m_search, &QLineEdit::textChanged, this, &FlowPanel::searched);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { m_view->goToHit(true); });
}

void FlowPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_mining.setShown(true);
}

void FlowPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_mining.setShown(false);
}

void FlowPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange)
        lay(true); // nodes have other sizes
}

void FlowPanel::takeChoice()
{
    FlowMining::Choice choice;
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
    m_mining.setChoice(choice);
}

// Those of what was chosen elsewhere: the log has no list of them.
void FlowPanel::offerComponents()
{
    const workspace::Workspace &ws = m_context.workspace;
    std::vector<std::string> some = ws.filter().components;
    if (ws.selection().component)
        some.push_back(*ws.selection().component);
    if (m_component->count() == 0)
        m_component->addItem(QString());
    for (const std::string &name : some)
        if (const QString shown = QString::fromStdString(name); m_component->findText(shown, Qt::MatchExactly | Qt::MatchCaseSensitive) < 0)
            m_component->addItem(shown);
}

EmptyState &FlowPanel::shownEmptyState() const { return *qobject_cast<EmptyState *>(m_stack->currentWidget()); }
bool FlowPanel::showsGraph() const { return m_stack->currentWidget() == m_page; }

void FlowPanel::say(EmptyState *page, const QString &title, const QString &text)
{
    page->setText(title, text);
    m_stack->setCurrentWidget(page);
}

void FlowPanel::take()
{
    const workspace::Workspace &ws = m_context.workspace;
    offerComponents();
    const FlowMining::Mined &mined = m_mining.mined();
    if (mined == nullptr && m_laid != nullptr) {
        m_layouts->forget();
        m_laying = false;
        m_laid.reset();
        m_picture.reset();
        m_view->setPicture(nullptr, false);
        m_fold.open.clear();
        Q_EMIT pictureChanged();
    }
    if (!ws.isOpen()) {
        m_stack->setCurrentWidget(m_noProject);
        return;
    }
    if (!m_mining.whyNot().isEmpty()) {
        m_stack->setCurrentWidget(m_noEvents);
        return;
    }
    if (mined == nullptr) {
        if (m_mining.isRunning())
            say(m_wait, tr("Mining the flow …"), tr("How far it is stands in the status bar."));
        else if (const auto &error = m_mining.error())
            error->code == ErrorCode::Cancelled ? say(m_failed, tr("Stopped"), tr("The flow was not mined to the end.")) : say(m_failed, tr("There is no graph"), text::render(*error));
        else
            m_stack->setCurrentWidget(m_notMined);
        return;
    }
    QStringList warnings;
    for (const Message &warning : mined->graph.warnings)
        warnings << text::render(warning);
    if (mined->timeless > 0)
        warnings << tr("%1 events have no time of their own; each has that of the event before it.").arg(text::number(static_cast<std::int64_t>(mined->timeless)));
    m_notes->setNotes(warnings, m_mining.isRunning() ? QString() : m_mining.staleness());
    if (mined == m_laid)
        return;
    const bool first = m_laid == nullptr;
    m_laid = mined;
    m_fold.open.clear(); // numbers of another graph
    lay(first || m_picture == nullptr);
}

void FlowPanel::lay(bool fit)
{
    if (m_laid == nullptr)
        return;
    auto picture = std::make_shared<FlowPicture>(m_laid, makeVisible(m_laid->graph, m_fold), font());
    LayoutTask task{picture->request(), picture->requestNames(), {}};
    if (m_picture != nullptr && !fit)
        task.before = m_picture->places();
    if (task.request.nodes.empty()) {
        m_layouts->forget();
        show(std::move(picture), true);
        return;
    }
    if (m_picture == nullptr)
        say(m_wait, tr("Laying out the graph …"), tr("%1 nodes and %2 edges").arg(task.request.nodes.size()).arg(task.request.edges.size()));
    m_laying = true;
    Q_EMIT pictureChanged();
    m_layouts->start(
        std::move(task),
        [this, picture, fit](const GraphLayout::Layout &layout) {
            picture->place(*layout);
            show(picture, fit);
        },
        [this](const Error &error) { layoutFailed(error); });
}

// What was shown is of another graph or another fold.
void FlowPanel::layoutFailed(const Error &error)
{
    m_laying = false;
    m_picture.reset();
    m_view->setPicture(nullptr, false);
    m_goTo.reset();
    if (error.code == ErrorCode::Cancelled)
        say(m_failed, tr("Stopped"), tr("The graph was not laid out; the table below has its nodes and edges."));
    else
        say(m_failed, tr("The graph cannot be drawn"), text::render(error));
    Q_EMIT pictureChanged();
}

void FlowPanel::show(std::shared_ptr<FlowPicture> picture, bool fit)
{
    m_laying = false;
    m_picture = std::move(picture);
    m_view->setPicture(m_picture, fit);
    m_legend->setScale(m_picture->scale());
    m_stack->setCurrentWidget(m_page);
    paintSummary();
    searched();
    mark();
    if (const auto node = std::exchange(m_goTo, std::nullopt); node && *node < m_picture->visible().nodeOf.size())
        m_view->goTo(m_picture->visible().nodeOf[*node], false);
    Q_EMIT pictureChanged();
}

void FlowPanel::paintSummary()
{
    const engine::MineFlowResponse &mined = *m_laid;
    const VisibleFlow &visible = m_picture->visible();
    const auto n = [](std::size_t value) { return text::number(static_cast<std::int64_t>(value)); };
    QStringList parts{tr("%1 steps, %2 transitions").arg(n(mined.graph.nodes.size()), n(mined.graph.edges.size())),
                      mined.graph.sessions > 0 ? tr("%1 events in %2 sessions by %3").arg(n(mined.graph.events), n(mined.graph.sessions), text::fromBytes(mined.grouping))
                                               : tr("%1 events, by their times alone").arg(n(mined.graph.events))};
    if (visible.hiddenEdges > 0)
        parts << tr("%1 rare transitions hidden").arg(n(visible.hiddenEdges));
    if (mined.graph.edges.empty())
        parts << tr("nothing follows from anything: the table has the patterns");
    m_summary->setText(parts.join(QStringLiteral("  ·  ")));
    m_summary->setDetails(tr("Time range: %1").arg(m_mining.range().isAll() ? tr("all") : text::range(m_mining.range())));
}

void FlowPanel::setCollapsed(bool collapsed)
{
    m_fold.chains = collapsed;
    m_fold.open.clear();
    lay(false);
}

void FlowPanel::toggleChain(std::uint32_t node)
{
    const VisibleFlow::Node &one = m_picture->visible().nodes[node];
    const std::uint32_t first = one.members.front();
    if (one.isChain())
        m_fold.open.insert(first);
    else
        m_fold.open.erase(first);
    m_goTo = first;
    lay(false);
}

void FlowPanel::showInGraph(std::uint32_t node)
{
    if (m_picture != nullptr && node < m_picture->visible().nodeOf.size())
        m_view->goTo(m_picture->visible().nodeOf[node], false);
}

void FlowPanel::mark()
{
    if (m_picture == nullptr)
        return;
    const VisibleFlow &visible = m_picture->visible();
    const flow::Graph &graph = m_picture->mined().graph;
    std::vector<bool> chosen(visible.nodes.size(), false);
    std::optional<std::uint32_t> shown;
    if (const auto edge = m_mining.edge(); edge && *edge < graph.edges.size()) {
        for (const std::uint32_t end : {graph.edges[*edge].from, graph.edges[*edge].to})
            chosen[visible.nodeOf[end]] = true;
        const auto it = std::ranges::find(visible.edges, *edge, &VisibleFlow::Edge::edge);
        if (it != visible.edges.end())
            shown = static_cast<std::uint32_t>(it - visible.edges.begin());
    } else if (const auto wanted = m_context.workspace.selection().templateId)
        for (std::uint32_t i = 0; i < graph.nodes.size(); ++i)
            if (graph.nodes[i].templateId == wanted->value)
                chosen[visible.nodeOf[i]] = true;
    m_view->setChosen(chosen, shown);
}

void FlowPanel::searched()
{
    m_view->setSearch(m_search->text().trimmed());
    const int hits = m_view->hitCount();
    m_hits->setVisible(!m_search->text().trimmed().isEmpty());
    m_hits->setText(hits == 0 ? tr("none") : tr("%1 found").arg(hits));
}

void FlowPanel::step(bool forward) { m_view->goToHit(forward); }

QMenu *FlowPanel::makeMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto current = m_view->marks().current;
    if (m_picture != nullptr && current) {
        const std::uint32_t node = *current;
        const VisibleFlow::Node &one = m_picture->visible().nodes[node];
        if (one.isChain() || one.opened)
            menu->addAction(one.isChain() ? tr("Open the chain") : tr("Collapse the chain"), this, [this, node] { toggleChain(node); });
        if (!one.isChain())
            menu->addAction(tr("Lines of this pattern in Explore"), this, [this, member = one.members.front()] { m_mining.filterTo(member); });
        menu->addSeparator();
    } else if (const auto edge = m_mining.edge(); m_picture != nullptr && edge) {
        const flow::Edge one = m_picture->mined().graph.edges[*edge];
        menu->addAction(tr("Lines of both patterns in Explore"), this, [this, one] { m_mining.filterTo(one.from, one.to); });
        menu->addSeparator();
    }
    for (const char *id : {"flow.collapse", "flow.fit", "flow.mine", "flow.export"})
        menu->addAction(m_context.actions.action(QLatin1String(id)));
    return menu;
}

void FlowPanel::exportGraph()
{
    if (m_picture == nullptr)
        return;
    const QString svg = tr("Scalable picture (*.svg)"), png = tr("Picture (*.png)"), dot = tr("Graphviz (*.dot)");
    auto *dialog = makeFileDialog(window(), tr("Export the graph"), QFileInfo(m_context.workspace.path()).path(), QStringList{svg, png, dot}.join(QStringLiteral(";;")));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("svg"));
    dialog->selectFile(QStringLiteral("flow.svg"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, png, dot](const QString &chosen) {
        const QString suffix = chosen == png ? QStringLiteral("png") : chosen == dot ? QStringLiteral("dot") : QStringLiteral("svg");
        dialog->setDefaultSuffix(suffix);
        if (const QStringList files = dialog->selectedFiles(); !files.isEmpty() && !QFileInfo(files.front()).isDir())
            dialog->selectFile(QFileInfo(files.front()).completeBaseName() + QLatin1Char('.') + suffix);
    });
    connect(dialog, &QFileDialog::fileSelected, this, &FlowPanel::exportTo);
    dialog->open();
}

void FlowPanel::exportTo(const QString &path)
{
    if (m_picture == nullptr)
        return;
    m_context.workspace.jobs().start<void>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Export %1"), path.toStdString())},
        [picture = m_picture, colours = palette(), path](const Job &job) { return writeGraph(*picture, colours, path, job); }, this,
        [this, path] { m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("The graph is written to %1."), path.toStdString())); });
}

} // namespace causeway::views
