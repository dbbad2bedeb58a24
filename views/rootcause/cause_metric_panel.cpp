#include "views/rootcause/cause_metric_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <tuple>

#include "app/workspace/workspace.h"
#include "views/shell/empty_state.h"
#include "views/shell/once_seen.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/traces/metric_chart.h"

namespace causeway::views {

namespace {

constexpr std::size_t kMostCharts = 12;
constexpr int kLeastHeight = 140; // of a chart, pixels
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

CauseMetricPanel::CauseMetricPanel(CauseDesk &desk, QWidget *parent) : QWidget(parent), m_desk(desk), m_page(new QWidget(this)), m_scroll(new QScrollArea(m_page)), m_shown(new QLabel(m_page)), m_all(new QToolButton(m_page)), m_stack(new QStackedLayout(this))
{
    setAccessibleName(tr("Metrics of the cause"));
    auto *charts = new QWidget;
    charts->setBackgroundRole(QPalette::Base);
    charts->setAutoFillBackground(true);
    m_column = new QVBoxLayout(charts);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_scroll->setWidget(charts);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_shown->setTextFormat(Qt::PlainText);
    m_shown->setForegroundRole(QPalette::PlaceholderText);
    m_all->setText(tr("All of the service"));
    m_all->setToolTip(tr("The other metrics of the service as well, below that of the evidence."));
    m_all->setCheckable(true);
    connect(m_all, &QToolButton::toggled, this, &CauseMetricPanel::draw);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::kMargin, 2, theme::kMargin, 2);
    bar->addWidget(m_shown, 1);
    bar->addWidget(m_all);
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addLayout(bar);
    page->addWidget(m_scroll, 1);
    m_stack->addWidget(m_page);
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
    const TimeRange incident = answer == nullptr ? TimeRange{} : answer->request.time;
    const TimeRange shown = answer == nullptr ? TimeRange{} : TimeRange{{incident.from.ns - kBeforeNs}, {incident.to.ns + kAfterNs}};
    const auto isSeen = [&](const rootcause::Series &one) { // a single point is no line
        return std::ranges::lower_bound(one.timesNs, shown.to.ns) - std::ranges::lower_bound(one.timesNs, shown.from.ns) > 1;
    };
    if (answer != nullptr && cause != nullptr)
        for (const rootcause::Series &one : answer->material().series)
            if (isSeen(one) && (one.service == answer->report().services[cause->service] || (!cause->pod.empty() && one.pod == cause->pod)))
                some.push_back(&one);
    if (some.empty()) {
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    // That of the chosen evidence comes first, then those of other evidence, the strongest first; of each, the pod that is the cause.
    const rootcause::Evidence *evidence = m_desk.evidence();
    const auto isOfEvidence = [&](const rootcause::Series *one) { return evidence != nullptr && evidence->family == rootcause::Family::Metrics && evidence->source == one->name; };
    const auto place = [&](const rootcause::Series *one) {
        const auto at = std::ranges::find_if(cause->evidence, [&](const rootcause::Evidence &other) { return other.family == rootcause::Family::Metrics && other.source == one->name; });
        return std::tuple(!isOfEvidence(one), at - cause->evidence.begin(), one->pod != cause->pod);
    };
    std::ranges::stable_sort(some, {}, place);
    const std::size_t all = some.size();
    const auto ofEvidence = static_cast<std::size_t>(std::ranges::count_if(some, isOfEvidence));
    m_all->setVisible(ofEvidence > 0 && ofEvidence < all);
    some.resize(std::min(ofEvidence > 0 && !m_all->isChecked() ? ofEvidence : all, kMostCharts));
    m_shown->setText(tr("%1 of %2 metrics of %3").arg(text::number(static_cast<std::int64_t>(some.size())), text::number(static_cast<std::int64_t>(all)), text::fromBytes(answer->report().services[cause->service])));
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
        chart->setMinimumHeight(kLeastHeight);
        m_column->insertWidget(static_cast<int>(m_charts.size()), chart, 1);
        m_charts.push_back(chart);
    }
    m_scroll->verticalScrollBar()->setValue(0);
    m_stack->setCurrentWidget(m_page);
}

} // namespace causeway::views
