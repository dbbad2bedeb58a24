#include "views/boundaries/measure_search_panel.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include "views/boundaries/class_panel.h"
#include "views/boundaries/split_text.h"
#include "views/charts/plot_view.h"
#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/empty_state.h"
#include "views/shell/flow_layout.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

std::vector<CellTable::Column> columns()
{
    std::vector<CellTable::Column> out;
    for (const MeasureRow &row : measureRows())
        out.push_back({row.name, row.meaning, true});
    return out;
}

std::size_t measureNamed(double boundaries::Measures::*real)
{
    std::size_t i = 0;
    while (measureRows()[i].real != real)
        ++i;
    return i;
}

} // namespace

MeasureSearchPanel::MeasureSearchPanel(BoundaryDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_model(new CellTable(columns(), this)), m_table(new QTableView(this)), m_plot(new PlotView(this)), m_across(new QComboBox(this)), m_up(new QComboBox(this)), m_take(new QPushButton(tr("Take it as a variant"), this)),
      m_stack(new QStackedLayout(this)), m_page(new QWidget(this))
{
    setAccessibleName(tr("Search by measures"));
    prepareTable(*m_table, tr("Splits that no other beats"));
    m_table->setModel(m_model);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_table->setColumnWidth(column, std::max(9 * digit, fontMetrics().horizontalAdvance(measureRows()[static_cast<std::size_t>(column)].name) + 4 * digit));
    m_plot->setAccessibleName(tr("Splits that no other beats, by two measures; the same numbers are in the table"));
    for (QComboBox *box : {m_across, m_up}) {
        for (const MeasureRow &row : measureRows())
            if (row.better != 0 || row.count == &boundaries::Measures::k)
                box->addItem(row.name, static_cast<int>(&row - measureRows().data()));
        connect(box, &QComboBox::currentIndexChanged, this, &MeasureSearchPanel::draw);
    }
    m_across->setAccessibleName(tr("Measure across"));
    m_up->setAccessibleName(tr("Measure upwards"));
    m_across->setCurrentIndex(m_across->findData(static_cast<int>(measureNamed(&boundaries::Measures::icp))));
    m_up->setCurrentIndex(m_up->findData(static_cast<int>(measureNamed(&boundaries::Measures::bcpBySize))));
    auto *bar = new QWidget(m_page);
    auto *row = new FlowLayout(bar, theme::kGrid);
    row->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    auto *note = new QLabel(tr("The measures do not know what classes are about."), bar);
    note->setTextFormat(Qt::PlainText);
    note->setForegroundRole(QPalette::PlaceholderText);
    note->setToolTip(text::toolTip(tr("What they like best need not be what people would choose: look at the sizes and at single classes as well. The consensus knows names, packages and use cases.")));
    for (QWidget *widget : {static_cast<QWidget *>(m_up), static_cast<QWidget *>(m_across), static_cast<QWidget *>(m_take), static_cast<QWidget *>(note)})
        row->addWidget(widget);
    auto *split = new QSplitter(Qt::Horizontal, m_page);
    split->setChildrenCollapsible(false);
    split->addWidget(m_plot);
    split->addWidget(m_table);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 1);
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(bar);
    page->addWidget(split, 1);
    m_none = makeNoBoundaries(desk, tr("Here you will see what a search by the measures alone finds."), false, this);
    m_search = new EmptyState(QStringLiteral("analyse"), tr("Nothing was searched by the measures"), tr("The search finds splits of which none is beaten by another in all measures, and draws them here. It is an alternative to the consensus, not a better one."), this,
                              desk.context().actions.action(QStringLiteral("boundaries.search")));
    for (QWidget *one : {m_none, static_cast<QWidget *>(m_search)})
        one->setMinimumHeight(80);
    for (QWidget *one : {m_page, m_none, static_cast<QWidget *>(m_search)})
        m_stack->addWidget(one);
    setFocusProxy(m_table);
    connect(m_take, &QPushButton::clicked, this, &MeasureSearchPanel::take);
    connect(m_table, &QTableView::activated, this, &MeasureSearchPanel::take);
    connect(m_plot, &PlotView::activated, this, &MeasureSearchPanel::take);
    connect(m_plot, &PlotView::spotMarked, this, [this](const PlotSpot &spot) {
        if (spot.series == 0)
            mark(static_cast<int>(spot.point));
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] { mark(current()); });
    for (const auto signal : {&BoundaryDesk::dataChanged, &BoundaryDesk::settingsChanged})
        connect(&desk, signal, this, &MeasureSearchPanel::refresh);
    connect(&desk, &BoundaryDesk::splitChanged, this, &MeasureSearchPanel::draw);
    refresh();
}

bool MeasureSearchPanel::isEmpty() const { return m_stack->currentWidget() != m_page; }

int MeasureSearchPanel::current() const
{
    const QModelIndex index = m_table->currentIndex();
    return index.isValid() ? static_cast<int>(m_model->item(index.row())) : -1;
}

void MeasureSearchPanel::take()
{
    if (const int found = current(); found >= 0)
        m_desk.takePareto(static_cast<std::size_t>(found));
}

void MeasureSearchPanel::refresh()
{
    m_search->setText(m_desk.isProposing() && m_desk.method() == engine::BoundariesRequest::Method::Metrics ? tr("Searching by the measures …") : tr("Nothing was searched by the measures"),
                      tr("The search finds splits of which none is beaten by another in all measures, and draws them here. It is an alternative to the consensus, not a better one."));
    m_stack->setCurrentWidget(m_desk.data() == nullptr ? m_none : m_desk.pareto().empty() ? static_cast<QWidget *>(m_search) : m_page);
    std::vector<CellTable::Line> lines;
    for (const boundaries::FoundSplit &one : m_desk.pareto()) {
        CellTable::Line line;
        for (const MeasureRow &row : measureRows())
            line.push_back({row.text(one.measures), row.value(one.measures)});
        lines.push_back(std::move(line));
    }
    const int before = current();
    m_model->setLines(std::move(lines));
    draw();
    mark(std::min(before, m_model->rowCount() - 1));
}

void MeasureSearchPanel::draw()
{
    if (m_desk.pareto().empty()) {
        m_plot->setPlot(nullptr);
        return;
    }
    const MeasureRow &across = measureRows()[static_cast<std::size_t>(m_across->currentData().toInt())], &up = measureRows()[static_cast<std::size_t>(m_up->currentData().toInt())];
    auto plot = std::make_shared<Plot>();
    plot->title = tr("Splits that no other beats");
    plot->x.title = across.name;
    plot->x.unit = across.share ? PlotAxis::Unit::Share : PlotAxis::Unit::Number;
    PlotPane pane;
    pane.y.title = up.name;
    pane.y.unit = up.share ? PlotAxis::Unit::Share : PlotAxis::Unit::Number;
    PlotSeries found;
    found.kind = PlotSeries::Kind::Points;
    found.name = tr("Found");
    found.mark = PlotSeries::Mark::Dot;
    found.color = [] { return theme::color(theme::Tone::Accent); };
    for (const boundaries::FoundSplit &one : m_desk.pareto()) {
        found.x.push_back(across.value(one.measures));
        found.y.push_back(up.value(one.measures));
        found.labels << tr("%1 services").arg(text::number(std::int64_t{one.services}));
    }
    pane.series.push_back(std::move(found));
    if (m_desk.measures()) {
        PlotSeries chosen;
        chosen.kind = PlotSeries::Kind::Points;
        chosen.name = tr("Chosen split");
        chosen.mark = PlotSeries::Mark::Diamond;
        chosen.strong = true;
        chosen.color = [] { return theme::color(theme::Tone::Unsure); };
        chosen.x = {across.value(*m_desk.measures())};
        chosen.y = {up.value(*m_desk.measures())};
        chosen.labels << m_desk.nameOf(m_desk.chosen());
        pane.series.push_back(std::move(chosen));
    }
    plot->panes.push_back(std::move(pane));
    m_plot->setPlot(std::move(plot));
    mark(current());
}

void MeasureSearchPanel::mark(int found)
{
    if (m_following)
        return;
    m_following = true;
    const int row = found < 0 ? -1 : m_model->rowOf(static_cast<std::uint32_t>(found));
    if (row >= 0 && m_table->currentIndex().row() != row)
        m_table->setCurrentIndex(m_model->index(row, 0));
    if (m_plot->plot() != nullptr)
        m_plot->setMarked(row < 0 ? std::nullopt : std::optional(PlotSpot{0, 0, static_cast<std::size_t>(found)}));
    m_take->setEnabled(row >= 0);
    m_take->setToolTip(row >= 0 ? QString() : text::toolTip(tr("Choose a split in the table or in the chart first")));
    m_following = false;
}

} // namespace causeway::views
