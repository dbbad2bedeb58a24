#include "views/traces/service_map_panel.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedLayout>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include "app/engine/service_map.h"
#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/graph/graph_legend.h"
#include "views/graph/graph_sheet.h"
#include "views/graph/graph_view.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/shell/file_dialog.h"
#include "views/shell/flow_layout.h"
#include "views/shell/once_seen.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/traces/has_signals.h"

namespace causeway::views {

using workspace::Workspace;

ServiceMapPanel::ServiceMapPanel(ViewContext context, QWidget *parent)
    : QWidget(parent), m_context(context), m_layouts(new GraphLayout(context.workspace.jobs(), "explore.map-layout", this)), m_view(new GraphView(this)), m_legend(new GraphLegend(this)),
      m_color(new QComboBox(this)), m_search(new QLineEdit(this)), m_summary(new ElidedLabel(this)), m_tabs(new QTabWidget(this)), m_services(new QTableView(this)), m_calls(new QTableView(this)),
      m_serviceModel(new ServiceModel(this)), m_callModel(new ServiceCallModel(this)), m_stack(new QStackedLayout(this)), m_page(new QWidget(this))
{
    setAccessibleName(tr("Service map"));
    m_empty = new EmptyState(QStringLiteral("flow"), tr("No traces are imported"), tr("Here you will see which services call which, how often, how fast and with how many errors. OTLP, Jaeger, Zipkin and Chrome traces are read."),
                             this, context.actions.action(QStringLiteral("file.import")));
    m_wait = new EmptyState(QStringLiteral("flow"), {}, {}, this);
    m_none = new EmptyState(QStringLiteral("time"), {}, {}, this, context.actions.action(QStringLiteral("view.allTimes")));
    build();
    buildTables();
    m_stack->addWidget(m_page);
    for (EmptyState *state : {m_empty, m_wait, m_none}) {
        state->setMinimumHeight(80);
        m_stack->addWidget(state);
    }
    m_stack->setCurrentWidget(m_empty);
    setFocusProxy(m_view);

    Workspace &ws = context.workspace;
    for (const auto signal : {&Workspace::projectChanged, &Workspace::dataChanged})
        connect(&ws, signal, this, &ServiceMapPanel::invalidate);
    connect(&ws, &Workspace::filterChanged, this, [this] {
        if (m_context.workspace.filter().range != m_range)
            invalidate();
    });
    connect(&ws, &Workspace::selectionChanged, this, &ServiceMapPanel::mark);
    connect(m_view, &GraphView::nodeChosen, this, [this](std::uint32_t node) { select(shownService(node)); });
    connect(m_view, &GraphView::nodeActivated, this, [this](std::uint32_t node) { filterTo(shownService(node)); });
    connect(m_view, &GraphView::edgeChosen, this, [this](std::uint32_t edge) {
        m_edge = edge;
        m_tabs->setCurrentWidget(m_calls);
        mark();
    });
    connect(m_view, &GraphView::nothingChosen, this, [this] { select({}); });
}

void ServiceMapPanel::build()
{
    auto *bar = new QWidget(m_page);
    auto *row = new FlowLayout(bar, theme::kGrid);
    row->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    m_color->addItem(tr("Coloured by errors"), static_cast<int>(ServiceColor::Errors));
    m_color->addItem(tr("Coloured by p95"), static_cast<int>(ServiceColor::P95));
    m_color->setAccessibleName(tr("What the colours of the calls mean"));
    m_search->setPlaceholderText(tr("Find a service"));
    m_search->setAccessibleName(tr("Find a service"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(180);
    row->addWidget(m_color);
    row->addWidget(m_search);
    for (const char *id : {"traces.fitMap", "traces.exportMap"})
        if (QAction *action = m_context.actions.action(QLatin1String(id))) {
            auto *button = new QToolButton(bar);
            button->setDefaultAction(action);
            button->setToolButtonStyle(Qt::ToolButtonIconOnly);
            button->setAccessibleName(action->text());
            row->addWidget(button);
        }
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_summary->setContentsMargins(theme::kMargin, 0, theme::kMargin, 4);
    m_summary->setAccessibleName(tr("What the map shows"));
    m_view->setAccessibleName(tr("Service map"));

    auto *graph = new QWidget(m_page);
    auto *left = new QVBoxLayout(graph);
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(0);
    for (QWidget *widget : {bar, static_cast<QWidget *>(m_summary)})
        left->addWidget(widget);
    left->addWidget(m_view, 1);
    left->addWidget(m_legend);
    auto *split = new QSplitter(Qt::Horizontal, m_page);
    split->setChildrenCollapsible(true);
    split->addWidget(graph);
    split->addWidget(m_tabs);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    split->setSizes({600, 400});
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(split);
    connect(m_color, &QComboBox::currentIndexChanged, this, [this] { lay(false); });
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) { m_view->setSearch(text.trimmed()); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] { m_view->goToHit(true); });
}

void ServiceMapPanel::buildTables()
{
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_services, tr("Services"));
    m_tabs->addTab(m_calls, tr("Calls"));
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const auto prepare = [&](QTableView &table, const QString &name, ArrangedTable &model, int texts) {
        prepareTable(table, name);
        const int column = model.sortColumn(); // before the header has its say
        table.setModel(&model);
        table.setSortingEnabled(true);
        table.sortByColumn(column, Qt::DescendingOrder);
        for (int i = 0; i < model.columnCount(); ++i)
            table.setColumnWidth(i, (i < texts ? 22 : 11) * digit);
        table.horizontalHeader()->setMinimumSectionSize(7 * digit);
    };
    prepare(*m_services, tr("Services of the map"), *m_serviceModel, 1);
    prepare(*m_calls, tr("Calls between services"), *m_callModel, 2);
    onRowChosen(*m_services, [this](const QModelIndex &index) {
        const std::uint32_t node = m_serviceModel->item(index.row());
        m_view->show(node);
        select(m_map->name(m_map->map.services[node].service));
    });
    connect(m_services, &QTableView::activated, this, [this](const QModelIndex &index) { filterTo(m_map->name(m_map->map.services[m_serviceModel->item(index.row())].service)); });
    onRowChosen(*m_calls, [this](const QModelIndex &index) {
        m_edge = m_callModel->item(index.row());
        mark();
    });
}

// What is shown may be of the map before, until the new one is laid out.
const std::string &ServiceMapPanel::shownService(std::uint32_t node) const { return m_picture->map().name(m_picture->map().map.services[node].service); }

bool ServiceMapPanel::showsMap() const { return m_stack->currentWidget() == m_page; }
void ServiceMapPanel::fit() { m_view->fit(); }

void ServiceMapPanel::say(EmptyState *page, const QString &title, const QString &text)
{
    page->setText(title, text);
    m_stack->setCurrentWidget(page);
}

void ServiceMapPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    onceSeen(this, [this] {
        if (m_stale)
            recompute();
    });
}

void ServiceMapPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange)
        lay(true); // nodes have other sizes
}

void ServiceMapPanel::invalidate()
{
    m_stale = true;
    onceSeen(this, [this] {
        if (m_stale)
            recompute();
    });
}

void ServiceMapPanel::recompute()
{
    m_stale = false;
    Workspace &ws = m_context.workspace;
    m_range = ws.filter().range;
    if (!hasSignals(ws, Signal::Traces)) {
        ws.jobs().cancelKey("explore.map");
        m_layouts->forget();
        take(nullptr);
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    if (m_map == nullptr)
        say(m_wait, tr("Reading the traces …"), tr("How far it is stands in the status bar."));
    ws.jobs().start<ServiceMapData>(
        {.key = "explore.map", .title = Message(CAUSEWAY_TEXT("Map the services"))},
        [project = ws.data().project, range = m_range](const Job &job) -> Result<ServiceMapData> {
            CAUSEWAY_ASSIGN(auto response, engine::serviceMap(*project, range, job));
            return std::make_shared<const NamedServiceMap>(NamedServiceMap{response.table->services(), std::move(response.map)});
        },
        this, [this](ServiceMapData map) { take(std::move(map)); },
        [this](const Error &error) {
            take(nullptr);
            say(m_none, error.code == ErrorCode::Cancelled ? tr("Stopped") : tr("There is no map"), error.code == ErrorCode::Cancelled ? tr("The services were not mapped to the end.") : text::render(error));
        });
}

void ServiceMapPanel::take(ServiceMapData map)
{
    const bool first = m_map == nullptr;
    m_map = std::move(map);
    m_edge.reset();
    m_serviceModel->setMap(m_map);
    m_callModel->setMap(m_map);
    if (m_map == nullptr || m_map->map.services.empty()) {
        m_picture.reset();
        m_view->setPicture(nullptr, false);
        if (m_map != nullptr)
            say(m_none, tr("No trace begins in this time range"), tr("The project has traces at other times."));
        Q_EMIT mapChanged();
        return;
    }
    lay(first);
    Q_EMIT mapChanged();
}

void ServiceMapPanel::lay(bool fit)
{
    if (m_map == nullptr || m_map->map.services.empty())
        return;
    const auto picture = std::make_shared<ServicePicture>(m_map, static_cast<ServiceColor>(m_color->currentData().toInt()), font());
    LayoutTask task = picture->task();
    if (m_picture != nullptr && !fit)
        task.before = m_picture->places();
    m_layouts->start(
        std::move(task),
        [this, picture, fit](const GraphLayout::Layout &layout) {
            picture->place(*layout);
            show(picture, fit || m_picture == nullptr);
        },
        [this](const Error &error) {
            m_picture.reset();
            m_view->setPicture(nullptr, false);
            m_stack->setCurrentWidget(m_page); // the tables have all of it
            m_summary->setText(error.code == ErrorCode::Cancelled ? tr("The map was not laid out; the tables have its services and calls.") : text::render(error));
        });
}

void ServiceMapPanel::show(std::shared_ptr<const ServicePicture> picture, bool fit)
{
    m_picture = std::move(picture);
    m_stack->setCurrentWidget(m_page);
    m_view->setPicture(m_picture, fit);
    m_view->setSearch(m_search->text().trimmed());
    m_legend->setPicture(m_picture);
    describe();
    mark();
    Q_EMIT mapChanged();
}

void ServiceMapPanel::describe()
{
    std::uint64_t spans = 0;
    for (const traces::ServiceFigures &one : m_map->map.services)
        spans += one.spans;
    const auto n = [](std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); };
    QStringList parts{tr("%1 services, %2 pairs that call, %3 spans").arg(n(m_map->map.services.size()), n(m_map->map.calls.size()), n(spans))};
    if (!m_range.isAll())
        parts << tr("traces begun %1").arg(text::range(m_range));
    m_summary->setText(parts.join(QStringLiteral("  ·  ")));
}

void ServiceMapPanel::select(const std::string &service)
{
    m_edge.reset();
    workspace::Selection selection = m_context.workspace.selection();
    selection.component = service.empty() ? std::nullopt : std::optional(service);
    m_context.workspace.setSelection(selection);
    mark();
}

void ServiceMapPanel::filterTo(const std::string &service)
{
    storage::Filter filter = m_context.workspace.filter();
    filter.components = {service};
    m_context.workspace.setFilter(filter, m_context.workspace.view().eventsName);
}

void ServiceMapPanel::mark()
{
    if (m_map == nullptr || m_picture == nullptr || &m_picture->map() != m_map.get())
        return;
    const auto &chosen = m_context.workspace.selection().component;
    std::vector<bool> nodes(m_map->map.services.size(), false);
    std::optional<std::uint32_t> row;
    for (std::uint32_t i = 0; i < nodes.size() && chosen; ++i)
        if (m_map->name(m_map->map.services[i].service) == *chosen) {
            nodes[i] = true;
            row = i;
        }
    m_view->setChosen(nodes, m_edge);
    const auto follow = [](QTableView &table, int wanted) {
        if (wanted < 0)
            table.clearSelection();
        else if (wanted != table.currentIndex().row() || !table.selectionModel()->hasSelection())
            table.selectRow(wanted);
    };
    follow(*m_services, row ? m_serviceModel->rowOf(*row) : -1);
    follow(*m_calls, m_edge ? m_callModel->rowOf(*m_edge) : -1);
}

void ServiceMapPanel::exportMap()
{
    if (m_picture == nullptr)
        return;
    auto *dialog = makeFileDialog(window(), tr("Export the service map"), QFileInfo(m_context.workspace.path()).path(), tr("Scalable picture (*.svg)") + QStringLiteral(";;") + tr("Picture (*.png)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("svg"));
    dialog->selectFile(QStringLiteral("services.svg"));
    connect(dialog, &QFileDialog::fileSelected, this, &ServiceMapPanel::exportTo);
    dialog->open();
}

void ServiceMapPanel::exportTo(const QString &path)
{
    if (m_picture == nullptr)
        return;
    m_context.workspace.jobs().start<void>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Export %1"), path.toStdString())},
        [picture = m_picture, colors = palette(), path, title = tr("Service map")](const Job &job) { return writeGraphSheet(*picture, title, colors, path, job); }, this,
        [this, path] { m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("The map is written to %1."), path.toStdString())); });
}

} // namespace causeway::views
