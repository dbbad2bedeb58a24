#include "views/rootcause/cause_metric_panel.h"

#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/shell/empty_state.h"
#include "views/shell/once_seen.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/traces/metric_chart.h"

namespace causeway::views {

namespace {

constexpr std::size_t kMostCharts = 12;
constexpr std::int64_t kBeforeNs = 30LL * 60 * 1'000'000'000, kAfterNs = 5LL * 60 * 1'000'000'000;

storage::MetricSeries seriesOf(const rootcause::Series &from)
{
    storage::MetricSeries series;
    series.name = from.name;
    series.unit = from.unit;
    series.service = from.service;
    series.pod = from.pod;
    series.timesNs = from.timesNs;
    series.values = from.values;
    return series;
}

} // namespace

CauseMetricPanel::CauseMetricPanel(CauseDesk &desk, QWidget *parent) : QWidget(parent), m_desk(desk), m_scroll(new QScrollArea(this)), m_stack(new QStackedLayout(this))
{
    setAccessibleName(tr("Metrics of the cause"));
    auto *charts = new QWidget;
    charts->setBackgroundRole(QPalette::Base);
    charts->setAutoFillBackground(true);
    m_column = new QVBoxLayout(charts);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_column->addStretch(1);
    m_scroll->setWidget(charts);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_stack->addWidget(m_scroll);
    m_empty = new EmptyState(QStringLiteral("analyse"), tr("No metrics of this service"), tr("The series of the chosen cause's service are drawn here, half an hour before the incident and the incident itself."), this);
    m_empty->setMinimumHeight(80);
    m_stack->addWidget(m_empty);
    m_stack->setCurrentWidget(m_empty);
    connect(&desk, &CauseDesk::evidenceChanged, this, &CauseMetricPanel::invalidate);
}

void CauseMetricPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    onceSeen(this, [this] {
        if (m_stale)
            draw();
    });
}

void CauseMetricPanel::invalidate()
{
    m_stale = true;
    if (isVisible())
        draw();
}

void CauseMetricPanel::draw()
{
    m_stale = false;
    for (MetricChart *chart : m_charts)
        delete chart;
    m_charts.clear();
    const CauseAnswerData &answer = m_desk.answer();
    const rootcause::Cause *cause = m_desk.cause();
    std::vector<const rootcause::Series *> some;
    if (answer != nullptr && cause != nullptr)
        for (const rootcause::Series &one : answer->material().series)
            if (!one.timesNs.empty() && (one.service == answer->report().services[cause->service] || (!cause->pod.empty() && one.pod == cause->pod)))
                some.push_back(&one);
    if (some.empty()) {
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    // What the evidence is from comes first, then what other evidence is from.
    const rootcause::Evidence *evidence = m_desk.evidence();
    const auto place = [&](const rootcause::Series *one) {
        if (evidence != nullptr && evidence->source == one->name)
            return 0;
        return std::ranges::any_of(cause->evidence, [&](const rootcause::Evidence &other) { return other.family == rootcause::Family::Metrics && other.source == one->name; }) ? 1 : 2;
    };
    std::ranges::stable_sort(some, {}, place);
    some.resize(std::min(some.size(), kMostCharts));
    const TimeRange incident = answer->request.time;
    const TimeRange shown{{incident.from.ns - kBeforeNs}, {incident.to.ns + kAfterNs}};
    const int columns = std::max(50, m_scroll->viewport()->width() - MetricChart::kLeft - MetricChart::kRight);
    for (const rootcause::Series *one : some) {
        MetricLine line;
        line.name = text::fromBytes(one->pod.empty() ? one->service : one->pod);
        line.color = theme::serviceColor(text::fromBytes(one->service));
        line.series = std::make_shared<const storage::MetricSeries>(seriesOf(*one));
        line.runs = reduceSeries(*line.series, shown, columns);
        auto *chart = new MetricChart(m_scroll->widget());
        chart->setMarked(incident);
        chart->setLines(text::fromBytes(one->name), one->unit, {line}, shown);
        chart->setTimesShown(true);
        m_column->insertWidget(static_cast<int>(m_charts.size()), chart);
        m_charts.push_back(chart);
    }
    m_stack->setCurrentWidget(m_scroll);
}

} // namespace causeway::views
