#include "views/whatif/sweep_panel.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSpinBox>
#include <QTimer>

#include <algorithm>
#include <cmath>

#include "app/workspace/workspace.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/measure_text.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

using allocate::Measure;
using allocate::Sweep;
using allocate::SweepPoint;

namespace {

// To four digits.
double rounded(double value)
{
    if (value == 0 || !std::isfinite(value))
        return value;
    const double unit = std::pow(10, std::floor(std::log10(std::abs(value))) - 3);
    return std::round(value / unit) * unit;
}

} // namespace

Plot sweepPlot(const Sweep &sweep, Measure measure, const simulate::Scenario &scenario)
{
    Plot plot;
    const QString path = text::fromBytes(sweep.range.path);
    plot.title = SweepPanel::tr("%1 over %2").arg(measureText(measure), path);
    plot.x.title = sweep.field.unit.empty() ? path : SweepPanel::tr("%1, %2").arg(path, text::fromBytes(sweep.field.unit));
    PlotPane pane;
    pane.y = measureAxis(measure);
    PlotSeries simulated, fluid;
    simulated.name = SweepPanel::tr("simulated, with 95 % interval");
    simulated.color = [] { return theme::color(theme::Tone::Accent); };
    simulated.strong = true;
    simulated.mark = PlotSeries::Mark::Dot;
    fluid.name = SweepPanel::tr("by fluid");
    fluid.color = [] { return theme::muted(); };
    fluid.dashed = true;
    for (const SweepPoint &point : sweep.points) {
        if (point.error)
            continue;
        const simulate::Estimate &here = of(point.measures, measure);
        simulated.x.push_back(point.value);
        simulated.y.push_back(plotted(measure, here.mean));
        const auto [low, high] = plottedInterval(measure, here);
        simulated.low.push_back(low);
        simulated.high.push_back(high);
        fluid.x.push_back(point.value);
        fluid.y.push_back(plotted(measure, of(point.fluid, measure)));
    }
    // Times widely apart are seen side by side by their decades.
    if (pane.y.unit == PlotAxis::Unit::Duration) {
        double least = HUGE_VAL, most = 0;
        for (const double y : simulated.y)
            if (y > 0) {
                least = std::min(least, y);
                most = std::max(most, y);
            }
        if (most > 50 * least) {
            pane.y.scale = PlotAxis::Scale::Log;
            pane.y.from = least / 2;
            for (double &low : simulated.low)
                low = std::max(low, least / 2);
        }
    }
    if (measure != Measure::Refused && measure != Measure::LeftOut)
        pane.series.push_back(std::move(fluid));
    pane.series.push_back(std::move(simulated));
    if (sweep.field.value)
        pane.rules.push_back({SweepPanel::tr("now"), *sweep.field.value, true, [] { return theme::muted(); }});
    if (auto slo = sloRule(measure, scenario))
        pane.rules.push_back(*std::move(slo));
    plot.panes.push_back(std::move(pane));
    return plot;
}

SweepPanel::SweepPanel(ChartDesk &charts, QWidget *parent)
    : PlotPage(charts.desk(), QStringLiteral("sweep"), tr("Sweep"), tr("Here you will see how one field of the scenario, taken through a range, moves latencies, SLO, cost and carbon."), parent), m_charts(charts), m_field(new QComboBox(this)),
      m_measure(makeMeasureChoice(this, tr("What is drawn"), Measure::P99Ns)), m_from(new QDoubleSpinBox(this)), m_to(new QDoubleSpinBox(this)), m_steps(new QSpinBox(this)), m_poll(new QTimer(this))
{
    m_field->setAccessibleName(tr("Field that is swept"));
    m_field->setToolTip(m_field->accessibleName());
    m_field->setMinimumContentsLength(26);
    m_field->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (QDoubleSpinBox *box : {m_from, m_to}) {
        box->setDecimals(6);
        box->setRange(-1e12, 1e12);
        box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
        box->setKeyboardTracking(false);
        box->setFixedWidth(150);
    }
    m_from->setPrefix(tr("from "));
    m_to->setPrefix(tr("to "));
    m_from->setAccessibleName(tr("From"));
    m_to->setAccessibleName(tr("To"));
    m_steps->setRange(2, static_cast<int>(allocate::kMostSteps));
    m_steps->setValue(9);
    m_steps->setSuffix(tr(" values"));
    m_steps->setAccessibleName(tr("Values"));
    for (QWidget *widget : {static_cast<QWidget *>(m_field), static_cast<QWidget *>(m_from), static_cast<QWidget *>(m_to), static_cast<QWidget *>(m_steps), static_cast<QWidget *>(m_measure)})
        addControl(widget);
    m_poll->setInterval(200);
    connect(m_poll, &QTimer::timeout, this, [this] {
        if (auto part = m_parts != nullptr ? m_parts->take() : nullptr) {
            if (m_computed.take(std::move(part), m_desk.chosen()))
                show();
        }
    });
    for (QDoubleSpinBox *box : {m_from, m_to})
        connect(box, &QDoubleSpinBox::valueChanged, this, [this] { m_byHand = true; });
    connect(m_steps, &QSpinBox::valueChanged, this, [this] { m_byHand = true; });
    connect(m_measure, &QComboBox::activated, this, &SweepPanel::draw);
    connect(m_field, &QComboBox::activated, this, [this] { choose(m_field->currentText().toStdString()); });
    connect(&view(), &PlotView::spotMarked, this, [this] {
        if (m_answer != nullptr)
            m_charts.showService(m_answer->range.path);
    });
    connect(&view(), &PlotView::activated, this, [this](const PlotSpot &spot) { fork(plot()->panes[spot.pane].series[spot.series].x[spot.point]); });
    connect(&charts, &ChartDesk::sweepAsked, this, [this](const std::string &path) {
        choose(path);
        run();
    });
    connect(&m_desk, &WhatIfDesk::scenarioChanged, this, [this] {
        listFields();
        if (!m_byHand) // the usual range of what the scenario is now
            choose(m_field->currentText().toStdString());
    });
    connect(&m_desk, &WhatIfDesk::chosenChanged, this, [this] {
        if (m_desk.rows().empty()) { // another project
            stop();
            m_computed.clear();
            m_answer = nullptr;
            m_of = nullptr;
            setOf(0, {});
            showNothing();
        } else if (m_computed.choose(m_desk.chosen()))
            show();
    });
    listFields();
}

void SweepPanel::listFields()
{
    const QString chosen = m_field->currentText();
    QStringList paths;
    if (m_desk.scenario() != nullptr)
        for (const simulate::ScenarioField &field : simulate::scenarioFields(*m_desk.scenario()))
            if (field.value && field.path != "seed" && !(field.whole && field.most <= 1) && !(field.path == "arrivals[0].load" && m_desk.scenario()->arrivals.size() == 1)) // one alone is arrivals.load
                paths << text::fromBytes(field.path);
    // What people plan by first.
    const auto rank = [](const QString &path) { return path.endsWith(QLatin1String(".load")) ? 0 : path.endsWith(QLatin1String(".replicas")) ? 1 : path.endsWith(QLatin1String(".speed")) || path.endsWith(QLatin1String(".servers")) ? 2 : 3; };
    std::stable_sort(paths.begin(), paths.end(), [&](const QString &a, const QString &b) { return rank(a) < rank(b); });
    QStringList there;
    for (int i = 0; i < m_field->count(); ++i)
        there << m_field->itemText(i);
    if (there == paths)
        return;
    m_field->clear();
    m_field->addItems(paths);
    if (const int at = m_field->findText(chosen); at >= 0)
        m_field->setCurrentIndex(at);
    else if (!paths.isEmpty())
        choose(paths.front().toStdString());
}

void SweepPanel::choose(const std::string &path)
{
    if (const int at = m_field->findText(QString::fromStdString(path)); at >= 0)
        m_field->setCurrentIndex(at);
    if (m_desk.scenario() == nullptr)
        return;
    if (const auto range = allocate::usualSweep(*m_desk.scenario(), path)) {
        // Ends that can be read; the values between are as exact as they were.
        m_from->setValue(rounded(range->from));
        m_to->setValue(rounded(range->to));
        m_steps->setValue(static_cast<int>(range->steps));
    }
    m_byHand = false;
}

void SweepPanel::run()
{
    const ScenarioData scenario = m_desk.scenario();
    if (scenario == nullptr)
        return;
    const allocate::SweepRange range{m_field->currentText().toStdString(), std::min(m_from->value(), m_to->value()), std::max(m_from->value(), m_to->value()), static_cast<unsigned>(m_steps->value())};
    const allocate::TrialSettings trial{m_desk.replications(), 1, m_desk.seed()};
    m_parts = std::make_shared<Parts<Sweep>>();
    m_computed.begin(m_desk.chosen(), scenario, m_desk.runDocument(), m_desk.replications());
    setRunning(true);
    m_poll->start();
    using Shared = std::shared_ptr<const Sweep>;
    m_desk.context().workspace.jobs().start<Shared>(
        {.key = "whatif.sweep", .title = Message(CAUSEWAY_TEXT("Sweep %1"), range.path)},
        [run = m_desk.asRun(), range, trial, parts = m_parts](const Job &job) -> Result<Shared> {
            CAUSEWAY_ASSIGN(Sweep out, allocate::makeSweep(*run, range, trial, job, [&](const Sweep &part) { parts->put(part); }));
            return Shared(std::make_shared<const Sweep>(std::move(out)));
        },
        this,
        [this](Shared sweep) {
            m_poll->stop();
            setRunning(false);
            if (m_computed.take(std::move(sweep), m_desk.chosen()))
                show();
        },
        [this](const Error &error) {
            m_poll->stop();
            setRunning(false);
            if (error.code != ErrorCode::Cancelled)
                m_desk.context().workspace.reportError(error);
        });
}

void SweepPanel::stop()
{
    m_poll->stop();
    setRunning(false);
    m_desk.context().workspace.jobs().cancelKey("whatif.sweep");
}

void SweepPanel::show()
{
    m_answer = m_computed.shown().answer;
    m_of = m_computed.shown().of;
    setOf(m_computed.shown().id, m_computed.shown().document);
    draw();
}

void SweepPanel::draw()
{
    if (m_answer == nullptr || m_of == nullptr)
        return;
    const Measure measure = chosenMeasure(*m_measure);
    std::size_t failed = 0;
    const SweepPoint *best = nullptr;
    for (const SweepPoint &point : m_answer->points) {
        failed += point.error.has_value();
        if (!point.error && (best == nullptr || (measure == Measure::GoodPerS ? of(point.measures, measure).mean > of(best->measures, measure).mean : of(point.measures, measure).mean < of(best->measures, measure).mean)))
            best = &point;
    }
    QString line = best == nullptr ? QString() : tr("%1 now; best at %2: %3; %n replications. Enter or a double click makes a fork with that value.", nullptr, static_cast<int>(m_computed.shown().replications))
                                                     .arg(measureValue(measure, of(m_answer->base, measure).mean), text::number(best->value, 4), measureValue(measure, of(best->measures, measure).mean));
    if (failed > 0)
        line += QLatin1Char(' ') + tr("%n values could not be simulated.", nullptr, static_cast<int>(failed));
    if (hasPolicy(*m_of))
        line += QLatin1Char(' ') + tr("The fluid knows no policies: its line is without “%1”.").arg(text::fromBytes(m_of->policy.name));
    present(sweepPlot(*m_answer, measure, *m_of), line);
}

void SweepPanel::fork(double value)
{
    if (m_answer == nullptr || m_of == nullptr)
        return;
    simulate::Scenario other = *m_of;
    if (const auto set = simulate::setScenarioField(other, m_answer->range.path, value); !set)
        return m_desk.context().workspace.reportError(set.error());
    if (const ScenarioId id = m_computed.shown().id; id != m_desk.chosen() && m_desk.row(id) != nullptr)
        m_desk.choose(id); // of which the picture is
    m_desk.fork(QStringLiteral("%1 = %2").arg(text::fromBytes(m_answer->range.path), text::number(value, 4)), std::make_shared<const simulate::Scenario>(std::move(other)));
}

} // namespace causeway::views
