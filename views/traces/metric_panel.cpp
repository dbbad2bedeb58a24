#include "views/traces/metric_panel.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

#include "app/engine/list_metrics.h"
#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/empty_state.h"
#include "views/shell/once_seen.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/traces/has_signals.h"

namespace causeway::views {

namespace {

constexpr std::size_t kMostLines = 24; // more are not told apart

std::string keyOf(const storage::MetricSeries &one) { return one.name + '\n' + one.service + '\n' + one.pod + '\n' + one.attributes + '\n' + std::to_string(one.source.value); }

// The colour of its service, where no other line has it yet.
QColor colorFor(const QString &place, const std::vector<QColor> &taken)
{
    QColor color = theme::serviceColor(place);
    for (int i = 1; i < 40 && std::ranges::find(taken, color) != taken.end(); ++i)
        color = theme::serviceColor(place + QString::number(i));
    return color;
}

// Lines with one of these can share an axis.
std::string axisOf(const storage::MetricSeries &one) { return one.unit.empty() || one.unit == "1" || one.unit == "/s" ? one.name + '\n' + one.unit : one.unit; }

} // namespace

MetricPanel::MetricPanel(ViewContext context, QWidget *parent)
    : QWidget(parent), m_context(context), m_model(new MetricModel(this)), m_table(new QTableView(this)), m_filter(new QLineEdit(this)), m_count(new QLabel(this)), m_hint(new QLabel(this)),
      m_scroll(new QScrollArea(this)), m_column(nullptr), m_stack(new QStackedLayout(this)), m_page(new QWidget(this))
{
    setAccessibleName(tr("Metrics"));
    m_empty = new EmptyState(QStringLiteral("analyse"), tr("No metrics are imported"), tr("Here you will see series of measurements under the same time axis as the events. OTLP, Prometheus and CSV with a header are read."), this,
                             context.actions.action(QStringLiteral("file.import")));
    m_wait = new EmptyState(QStringLiteral("analyse"), {}, {}, this);
    const TablePage list = makeTablePage(*m_table, m_page);
    m_filter->setPlaceholderText(tr("Filter by name, service or attribute"));
    m_filter->setAccessibleName(tr("Only series with these words"));
    m_filter->setClearButtonEnabled(true);
    m_count->setTextFormat(Qt::PlainText);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    list.bar->addWidget(m_filter, 1);
    list.bar->addWidget(m_count);
    prepareTable(*m_table, tr("Series of metrics"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setModel(m_model);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(MetricModel::NameColumn, Qt::AscendingOrder);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_table->setColumnWidth(MetricModel::NameColumn, 20 * digit);
    m_table->setColumnWidth(MetricModel::PlaceColumn, 24 * digit);
    for (const int column : {MetricModel::UnitColumn, MetricModel::LastColumn, MetricModel::MinColumn, MetricModel::MaxColumn})
        m_table->setColumnWidth(column, 10 * digit);
    m_table->setColumnHidden(MetricModel::UnitColumn, true); // values have it

    auto *charts = new QWidget;
    charts->setBackgroundRole(QPalette::Base);
    charts->setAutoFillBackground(true);
    m_column = new QVBoxLayout(charts);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setWordWrap(true);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_column->addWidget(m_hint);
    m_scroll->setWidget(charts);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *split = new QSplitter(Qt::Horizontal, m_page);
    split->addWidget(list.page);
    split->addWidget(m_scroll);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setSizes({400, 600});
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(split);
    m_stack->addWidget(m_page);
    for (EmptyState *state : {m_empty, m_wait}) {
        state->setMinimumHeight(80);
        m_stack->addWidget(state);
    }
    m_stack->setCurrentWidget(m_empty);
    setFocusProxy(m_table);
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);

    using workspace::Workspace;
    Workspace &ws = context.workspace;
    connect(&ws, &Workspace::projectChanged, this, [this] {
        m_kept.clear();
        invalidate();
    });
    connect(&ws, &Workspace::dataChanged, this, &MetricPanel::invalidate);
    connect(&ws, &Workspace::filterChanged, &m_soon, qOverload<>(&QTimer::start));
    connect(m_filter, &QLineEdit::textChanged, m_model, [this](const QString &text) { m_model->setFilter(text.trimmed()); });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_count->setText(m_model->rowCount() == 1 ? tr("1 series") : tr("%1 series").arg(text::number(static_cast<std::int64_t>(m_model->rowCount()))));
        m_soon.start();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, &m_soon, qOverload<>(&QTimer::start));
    connect(&m_soon, &QTimer::timeout, this, &MetricPanel::draw);
}

bool MetricPanel::showsMetrics() const { return m_stack->currentWidget() == m_page; }

void MetricPanel::say(EmptyState *page, const QString &title, const QString &text)
{
    page->setText(title, text);
    m_stack->setCurrentWidget(page);
}

void MetricPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    onceSeen(this, [this] {
        if (m_stale)
            reload();
        else
            m_soon.start();
    });
}

void MetricPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_soon.start(); // more columns, or fewer
}

void MetricPanel::invalidate()
{
    m_stale = true;
    onceSeen(this, [this] {
        if (m_stale)
            reload();
    });
}

void MetricPanel::reload()
{
    m_stale = false;
    workspace::Workspace &ws = m_context.workspace;
    if (!hasSignals(ws, Signal::Metrics)) {
        ws.jobs().cancelKey("explore.metrics");
        take(nullptr);
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    if (m_model->series() == nullptr)
        say(m_wait, tr("Reading the metrics …"), tr("How far it is stands in the status bar."));
    ws.jobs().start<MetricData>(
        {.key = "explore.metrics", .title = Message(CAUSEWAY_TEXT("Read metrics"))},
        [project = ws.data().project](const Job &job) -> Result<MetricData> {
            CAUSEWAY_ASSIGN(auto series, engine::listMetrics(*project, {}, job));
            return std::make_shared<const std::vector<storage::MetricSeries>>(std::move(series));
        },
        this, [this](MetricData series) { take(std::move(series)); },
        [this](const Error &error) {
            take(nullptr);
            say(m_wait, error.code == ErrorCode::Cancelled ? tr("Stopped") : tr("There are no metrics to show"),
                error.code == ErrorCode::Cancelled ? tr("The metrics were not read to the end.") : text::render(error));
        });
}

void MetricPanel::take(MetricData series)
{
    for (const std::uint32_t item : chosen())
        m_kept.insert(keyOf((*m_model->series())[item]));
    m_model->setSeries(std::move(series));
    if (m_model->series() == nullptr) {
        draw();
        return;
    }
    m_stack->setCurrentWidget(m_page);
    QItemSelection again;
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (m_kept.contains(keyOf((*m_model->series())[m_model->item(row)])))
            again.select(m_model->index(row, 0), m_model->index(row, 0));
    m_kept.clear();
    if (again.isEmpty())
        choose(1);
    else
        m_table->selectionModel()->select(again, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void MetricPanel::choose(int rows)
{
    rows = std::min(rows, m_model->rowCount());
    if (rows == 0)
        return;
    m_table->setCurrentIndex(m_model->index(0, 0));
    m_table->selectionModel()->select(QItemSelection(m_model->index(0, 0), m_model->index(rows - 1, 0)), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void MetricPanel::showService(const std::string &service)
{
    m_filter->setText(text::fromBytes(service));
    choose(4);
}

std::vector<std::uint32_t> MetricPanel::chosen() const
{
    std::vector<std::uint32_t> items;
    if (m_model->series() != nullptr)
        for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
            items.push_back(m_model->item(index.row()));
    std::ranges::sort(items);
    return items;
}

// As the time line: the charts are under one axis with it. Where the chosen series lie beside it altogether, their time as well.
TimeRange MetricPanel::range() const
{
    const workspace::Workspace &ws = m_context.workspace;
    if (!ws.filter().range.isAll())
        return ws.filter().range;
    TimeRange range = ws.visibleRange();
    std::int64_t from = INT64_MAX, to = INT64_MIN;
    for (const std::uint32_t item : chosen()) {
        const auto &times = (*m_model->series())[item].timesNs;
        if (!times.empty()) {
            from = std::min(from, times.front());
            to = std::max(to, times.back() + 1);
        }
    }
    if (!range.isAll() && from < range.to.ns && to > range.from.ns)
        return range;
    if (range.isAll())
        return from < to ? TimeRange{{from}, {to}} : TimeRange{{0}, {1}};
    return from < to ? TimeRange{{std::min(from, range.from.ns)}, {std::max(to, range.to.ns)}} : range;
}

void MetricPanel::draw()
{
    std::vector<std::uint32_t> items = chosen();
    const MetricData series = m_model->series();
    const bool more = items.size() > kMostLines;
    items.resize(std::min(items.size(), kMostLines));
    std::unordered_map<std::uint32_t, QColor> colors;
    std::vector<QColor> taken;
    for (const std::uint32_t item : items) {
        taken.push_back(colorFor(placeOf((*series)[item]), taken));
        colors[item] = taken.back();
    }
    m_model->setColors(colors);
    if (more)
        m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("The first %1 of the chosen series are drawn: more are not told apart."), kMostLines));
    TimeRange shown = range();
    const int columns = std::max(50, m_scroll->viewport()->width() - MetricChart::kLeft - MetricChart::kRight);
    using Lines = std::vector<MetricLine>;
    m_context.workspace.jobs().start<Lines>(
        {.key = "explore.metric-lines", .title = Message(CAUSEWAY_TEXT("Draw metrics")), .quiet = true},
        [series, items, taken, shown, columns](const Job &job) -> Result<Lines> {
            Lines lines;
            for (std::size_t i = 0; i < items.size(); ++i) {
                if (job.isCancelled())
                    return failure(cancelled());
                const storage::MetricSeries &one = (*series)[items[i]];
                MetricLine line;
                line.color = taken[i];
                // What is not drawn as it is measured is owned by the line; else by all.
                line.series = isCounter(one) ? std::make_shared<const storage::MetricSeries>(ratesOf(one)) : std::shared_ptr<const storage::MetricSeries>(series, &one);
                line.runs = reduceSeries(*line.series, shown, columns);
                lines.push_back(std::move(line));
            }
            return lines;
        },
        this, [this, shown](Lines lines) { showLines(std::move(lines), shown); });
}

void MetricPanel::showLines(std::vector<MetricLine> lines, const TimeRange &shown)
{
    std::map<std::string, std::vector<MetricLine>> groups;
    std::vector<std::string> order; // as they come
    for (MetricLine &line : lines) {
        const std::string axis = axisOf(*line.series);
        if (!groups.contains(axis))
            order.push_back(axis);
        groups[axis].push_back(std::move(line));
    }
    while (m_charts.size() > order.size()) {
        delete m_charts.back();
        m_charts.pop_back();
    }
    while (m_charts.size() < order.size()) {
        auto *chart = new MetricChart(m_scroll->widget());
        connect(chart, &MetricChart::cursorMoved, this, &MetricPanel::moveCursor);
        connect(chart, &MetricChart::rangeChosen, &m_context.workspace, &workspace::Workspace::setTimeRange);
        m_column->addWidget(chart, 1);
        m_charts.push_back(chart);
    }
    m_hint->setVisible(m_charts.empty());
    m_hint->setText(m_model->rowCount() == 0 ? tr("No series has these words.") : tr("Choose series in the list: with Ctrl or Shift several at once."));
    for (std::size_t i = 0; i < order.size(); ++i) {
        auto &group = groups[order[i]];
        const storage::MetricSeries &first = *group.front().series;
        const bool sameName = std::ranges::all_of(group, [&](const MetricLine &line) { return line.series->name == first.name; });
        for (MetricLine &line : group) {
            const QString place = placeOf(*line.series);
            line.name = sameName && !place.isEmpty() ? place : place.isEmpty() ? text::fromBytes(line.series->name) : tr("%1 of %2").arg(text::fromBytes(line.series->name), place);
        }
        const QString unit = unitText(first.unit), title = sameName ? text::fromBytes(first.name) : QString();
        m_charts[i]->setTimesShown(i + 1 == order.size());
        m_charts[i]->setLines(unit.isEmpty() ? title : title.isEmpty() ? unit : tr("%1 in %2").arg(title, unit), first.unit, std::move(group), shown);
    }
}

void MetricPanel::moveCursor(const std::optional<TimePoint> &time)
{
    for (MetricChart *chart : m_charts)
        chart->setCursorTime(time);
}

} // namespace causeway::views
