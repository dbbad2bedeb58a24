#include "views/whatif/pareto_panel.h"

#include <QComboBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "app/engine/explore_scenario.h"
#include "app/engine/observed_model.h"
#include "app/workspace/workspace.h"
#include "views/shell/elided_label.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/measure_text.h"
#include "views/whatif/plot_bulk.h"
#include "views/whatif/risk_text.h"

namespace causeway::views {

using allocate::Measure;
using allocate::ParetoResult;
using allocate::TriedCandidate;

namespace {

QString labelOf(const TriedCandidate &one)
{
    const QString label = text::fromBytes(engine::toText(one.candidate));
    return one.isNow ? ParetoPanel::tr("now: %1").arg(label) : label;
}

QString riskSaid(const allocate::Risk &risk) { return ParetoPanel::tr("risk %1").arg(riskBrief(risk)); }

QString figuresOf(const TriedCandidate &one)
{
    return QStringLiteral("%1 · %2 · %3 · %4")
        .arg(QStringLiteral("%1 %2").arg(measureText(Measure::SloViolation), measureValue(Measure::SloViolation, of(one.measures, Measure::SloViolation).mean)), QStringLiteral("%1 %2").arg(measureText(Measure::Cost), measureValue(Measure::Cost, of(one.measures, Measure::Cost).mean)),
             QStringLiteral("%1 %2").arg(measureText(Measure::CarbonG), measureValue(Measure::CarbonG, of(one.measures, Measure::CarbonG).mean)), riskSaid(one.risk));
}

// Whether another is better in one of the three by more than chance and worse in none by more than chance. Both differ from the same scenario on the
// same random numbers; intervals that do not touch are more than chance.
bool isClearlyBettered(const ParetoResult &result, const TriedCandidate &one)
{
    const auto ends = [](const simulate::Estimate &delta) { return std::isfinite(delta.low) && std::isfinite(delta.high) ? std::pair(delta.low, delta.high) : std::pair(delta.mean, delta.mean); };
    return std::ranges::any_of(result.tried, [&](const TriedCandidate &other) {
        if (&other == &one || other.error)
            return false;
        bool better = false;
        for (const Measure measure : {Measure::SloViolation, Measure::Cost, Measure::CarbonG}) {
            const auto [low, high] = ends(of(one.delta, measure));
            const auto [otherLow, otherHigh] = ends(of(other.delta, measure));
            if (otherLow > high)
                return false;
            better |= otherHigh < low;
        }
        return better;
    });
}

} // namespace

Plot paretoPlot(const ParetoResult &result, const simulate::Scenario &scenario, Measure across, Measure up, std::vector<std::vector<std::size_t>> *candidates)
{
    Plot plot;
    plot.title = ParetoPanel::tr("%1 against %2").arg(measureText(up), measureText(across));
    plot.x = measureAxis(across);
    PlotPane pane;
    pane.y = measureAxis(up);
    PlotSeries dominated, chance, front, now;
    chance.name = ParetoPanel::tr("bettered within chance alone");
    chance.color = [] { return theme::color(theme::Tone::Better); };
    chance.mark = PlotSeries::Mark::Ring;
    dominated.name = ParetoPanel::tr("bettered by another");
    dominated.quiet = true;
    dominated.mark = PlotSeries::Mark::Dot;
    front.name = ParetoPanel::tr("not bettered in SLO, cost and carbon");
    front.color = [] { return theme::color(theme::Tone::Better); };
    front.mark = PlotSeries::Mark::Square;
    front.strong = true;
    now.name = ParetoPanel::tr("the scenario as it is");
    now.color = [] { return theme::color(theme::Tone::Accent); };
    now.mark = PlotSeries::Mark::Diamond;
    now.strong = true;
    PlotSeries *const all[4] = {&dominated, &chance, &front, &now};
    std::vector<std::vector<std::size_t>> which(4);
    for (std::size_t i = 0; i < result.tried.size(); ++i) {
        const TriedCandidate &one = result.tried[i];
        if (one.error)
            continue;
        const std::size_t place = one.isNow ? 3 : !one.dominated ? 2 : isClearlyBettered(result, one) ? 0 : 1;
        PlotSeries &series = *all[place];
        const simulate::Estimate &y = of(one.measures, up);
        series.x.push_back(plotted(across, of(one.measures, across).mean));
        series.y.push_back(plotted(up, y.mean));
        const auto [low, high] = plottedInterval(up, y);
        series.low.push_back(low);
        series.high.push_back(high);
        series.labels << labelOf(one) + (one.isNow && one.dominated ? ParetoPanel::tr(" (bettered)") : QString()) + QStringLiteral(" · ") + riskSaid(one.risk);
        which[place].push_back(i);
    }
    for (std::size_t i = 0; i < 4; ++i) {
        all[i]->kind = PlotSeries::Kind::Points;
        if (all[i]->size() == 0)
            continue;
        if (i <= 1) { // few enough lines to see the points
            all[i]->low.clear();
            all[i]->high.clear();
        }
        pane.series.push_back(std::move(*all[i]));
        if (candidates != nullptr)
            candidates->push_back(which[i]);
    }
    // A few that lie far away would press all others into a line.
    std::vector<double> xs, ys;
    for (const PlotSeries &series : pane.series) {
        xs.insert(xs.end(), series.x.begin(), series.x.end());
        for (const std::vector<double> *column : {&series.y, &series.low, &series.high})
            ys.insert(ys.end(), column->begin(), column->end());
    }
    for (const auto &[measure, axis, values] : {std::tuple(across, &plot.x, &xs), {up, &pane.y, &ys}}) {
        fitAxis(*axis, std::move(*values));
        auto slo = sloRule(measure, scenario);
        if (!slo)
            continue;
        slo->upright = axis == &plot.x;
        if (axis->to && slo->at > *axis->to && slo->at <= 2 * *axis->to)
            axis->to = slo->at * 1.05;
        if (axis->from && slo->at < *axis->from && slo->at >= *axis->from / 2)
            axis->from = slo->at * 0.95;
        const bool after = axis->to && slo->at > *axis->to;
        if (after || (axis->from && slo->at < *axis->from)) // where its line would be
            axis->title += QStringLiteral(" · ") + (slo->upright ? (after ? ParetoPanel::tr("%1: its line is to the right of what is drawn") : ParetoPanel::tr("%1: its line is to the left of what is drawn"))
                                                                 : (after ? ParetoPanel::tr("%1: its line is above what is drawn") : ParetoPanel::tr("%1: its line is below what is drawn")))
                                                       .arg(slo->name);
        else
            pane.rules.push_back(*std::move(slo));
    }
    plot.panes.push_back(std::move(pane));
    return plot;
}

ParetoPanel::ParetoPanel(ChartDesk &charts, QWidget *parent)
    : PlotPage(charts.desk(), QStringLiteral("pareto"), tr("Pareto"), tr("Here you will see what can be had: policies with their settings, and more or fewer replicas of the busiest services, by SLO, cost and carbon."), parent),
      m_across(makeMeasureChoice(this, tr("Across"), Measure::Cost)), m_up(makeMeasureChoice(this, tr("Upwards"), Measure::SloViolation)), m_most(new QSpinBox(this)), m_apply(new QPushButton(tr("Apply as a fork"), this)), m_poll(new QTimer(this))
{
    m_most->setRange(2, 1000);
    m_most->setValue(40);
    m_most->setSuffix(tr(" tried at most"));
    m_most->setAccessibleName(tr("How many are tried"));
    for (QWidget *widget : {static_cast<QWidget *>(m_up), static_cast<QWidget *>(m_across), static_cast<QWidget *>(m_most), static_cast<QWidget *>(m_apply)})
        addControl(widget);
    view().setBrush(true);
    m_poll->setInterval(200);
    connect(m_poll, &QTimer::timeout, this, [this] {
        if (auto part = m_parts != nullptr ? m_parts->take() : nullptr) {
            if (m_computed.take(std::move(part), m_desk.chosen()))
                show();
        }
    });
    for (QComboBox *box : {m_across, m_up})
        connect(box, &QComboBox::activated, this, [this] {
            m_chose = true;
            draw();
        });
    connect(m_apply, &QPushButton::clicked, this, &ParetoPanel::apply);
    connect(&view(), &PlotView::spotMarked, this, &ParetoPanel::follow);
    connect(&view(), &PlotView::brushed, this, &ParetoPanel::follow);
    connect(&view(), &PlotView::activated, this, [this](const PlotSpot &spot) {
        view().setChosen({}); // that one, whatever was brushed
        view().setMarked(spot);
        apply();
    });
    connect(&m_desk, &WhatIfDesk::chosenChanged, this, [this] {
        if (m_desk.rows().empty()) { // another project
            stop();
            m_computed.clear();
            m_answer = nullptr;
            m_of = nullptr;
            m_candidates.clear();
            setOf(0, {});
            showNothing();
        } else if (m_computed.choose(m_desk.chosen())) {
            m_candidates.clear(); // numbers are of other candidates
            show();
        }
        follow();
    });
    follow();
}

const TriedCandidate *ParetoPanel::candidate(const PlotSpot &spot) const
{
    if (m_answer == nullptr || spot.series >= m_candidates.size() || spot.point >= m_candidates[spot.series].size())
        return nullptr;
    return &m_answer->tried[m_candidates[spot.series][spot.point]];
}

const TriedCandidate *ParetoPanel::marked() const
{
    const std::optional<PlotSpot> &spot = view().marked();
    return spot ? candidate(*spot) : nullptr;
}

const TriedCandidate *ParetoPanel::toApply() const
{
    const TriedCandidate *cheapest = nullptr;
    for (const PlotSpot &spot : view().chosen())
        if (const TriedCandidate *here = candidate(spot); here != nullptr && !here->isNow && (cheapest == nullptr || of(here->measures, Measure::Cost).mean < of(cheapest->measures, Measure::Cost).mean))
            cheapest = here;
    return cheapest != nullptr ? cheapest : marked();
}

void ParetoPanel::run()
{
    const ScenarioData scenario = m_desk.scenario();
    if (scenario == nullptr)
        return;
    allocate::ParetoSettings settings;
    settings.most = static_cast<std::size_t>(m_most->value());
    settings.trial = {m_desk.replications(), 1, m_desk.seed()};
    m_parts = std::make_shared<Parts<ParetoResult>>();
    m_computed.begin(m_desk.chosen(), scenario, m_desk.runDocument(), m_desk.replications());
    setRunning(true);
    m_poll->start();
    using Shared = std::shared_ptr<const ParetoResult>;
    m_desk.context().workspace.jobs().start<Shared>(
        {.key = "whatif.pareto", .title = Message(CAUSEWAY_TEXT("Try policies and replicas"))},
        [run = m_desk.asRun(), settings, project = m_desk.context().workspace.data().project, id = m_desk.chosen(), parts = m_parts](const Job &job) mutable -> Result<Shared> {
            CAUSEWAY_ASSIGN(auto observed, engine::observedOf(*project, id));
            if (observed)
                settings.observed = std::make_shared<const simulate::LearnedScenario>(*std::move(observed));
            CAUSEWAY_ASSIGN(ParetoResult out, allocate::findPareto(*run, settings, job, [&](const ParetoResult &part) { parts->put(part); }));
            return Shared(std::make_shared<const ParetoResult>(std::move(out)));
        },
        this,
        [this](Shared result) {
            m_poll->stop();
            setRunning(false);
            if (m_computed.take(std::move(result), m_desk.chosen()))
                show();
        },
        [this](const Error &error) {
            m_poll->stop();
            setRunning(false);
            if (error.code != ErrorCode::Cancelled)
                m_desk.context().workspace.reportError(error);
        });
}

void ParetoPanel::stop()
{
    m_poll->stop();
    setRunning(false);
    m_desk.context().workspace.jobs().cancelKey("whatif.pareto");
}

void ParetoPanel::show()
{
    m_answer = m_computed.shown().answer;
    m_of = m_computed.shown().of;
    setOf(m_computed.shown().id, m_computed.shown().document);
    draw();
}

void ParetoPanel::draw()
{
    if (m_answer == nullptr || m_of == nullptr)
        return;
    // What is marked and chosen stays so while further parts come: candidates keep their numbers.
    const auto numbered = [this](const PlotSpot &spot) { return spot.series < m_candidates.size() && spot.point < m_candidates[spot.series].size() ? std::optional(m_candidates[spot.series][spot.point]) : std::nullopt; };
    const std::optional<std::size_t> wasMarked = view().marked() ? numbered(*view().marked()) : std::nullopt;
    std::vector<std::size_t> wereChosen;
    for (const PlotSpot &spot : view().chosen())
        if (const auto number = numbered(spot))
            wereChosen.push_back(*number);
    m_candidates.clear();
    // Without prices all cost the same: what differs instead, unless somebody chose what is drawn.
    const auto varies = [&](Measure measure) {
        const TriedCandidate *first = nullptr;
        for (const TriedCandidate &one : m_answer->tried)
            if (!one.error && first != nullptr && of(one.measures, measure).mean != of(first->measures, measure).mean)
                return true;
            else if (!one.error && first == nullptr)
                first = &one;
        return false;
    };
    if (!m_chose && !varies(chosenMeasure(*m_across)))
        for (const Measure measure : {Measure::Cost, Measure::CarbonG, Measure::Replicas})
            if (varies(measure)) {
                m_across->setCurrentIndex(m_across->findData(static_cast<int>(measure)));
                break;
            }
    Plot plot = paretoPlot(*m_answer, *m_of, chosenMeasure(*m_across), chosenMeasure(*m_up), &m_candidates);
    const auto front = std::ranges::count_if(m_answer->tried, [](const TriedCandidate &one) { return !one.error && !one.dominated; });
    const auto failed = std::ranges::count_if(m_answer->tried, [](const TriedCandidate &one) { return one.error.has_value(); });
    QString line = tr("%1 of %2 are not bettered in SLO, cost and carbon at once").arg(front).arg(m_answer->tried.size() - static_cast<std::size_t>(failed));
    if (failed > 0)
        line += QStringLiteral("; ") + tr("%1 could not be simulated").arg(failed);
    line += QStringLiteral("; ") + tr("%n replications.", nullptr, static_cast<int>(m_computed.shown().replications));
    if (m_answer->tried.size() > 1 && !varies(Measure::Cost) && !varies(Measure::CarbonG))
        line += QLatin1Char(' ') + tr("Without prices and power all of them cost and emit the same.");
    if (m_answer->leftOut > 0)
        line += QLatin1Char(' ') + tr("%1 more combinations were not tried.").arg(text::number(static_cast<std::int64_t>(m_answer->leftOut)));
    present(std::move(plot), line);
    std::vector<PlotSpot> chosen;
    for (std::size_t s = 0; s < m_candidates.size(); ++s)
        for (std::size_t i = 0; i < m_candidates[s].size(); ++i) {
            if (m_candidates[s][i] == wasMarked)
                view().setMarked(PlotSpot{0, s, i});
            if (std::ranges::find(wereChosen, m_candidates[s][i]) != wereChosen.end())
                chosen.push_back({0, s, i});
        }
    view().setChosen(std::move(chosen));
    follow();
}

void ParetoPanel::follow()
{
    const TriedCandidate *one = toApply();
    m_apply->setEnabled(one != nullptr && !one->isNow);
    m_apply->setToolTip(text::toolTip(one == nullptr ? tr("Choose a point: click it, or go to it with the arrow keys; or drag around some, for the cheapest of them.") : one->isNow ? tr("That is the scenario as it is.") : tr("Makes a fork with that policy, its settings and replicas.")));
    if (m_answer == nullptr)
        return;
    if (!view().chosen().empty()) {
        const TriedCandidate *cheapest = nullptr;
        std::size_t count = 0;
        for (const PlotSpot &spot : view().chosen())
            if (const TriedCandidate *here = candidate(spot)) {
                ++count;
                if (!here->isNow && (cheapest == nullptr || of(here->measures, Measure::Cost).mean < of(cheapest->measures, Measure::Cost).mean))
                    cheapest = here; // what apply() takes
            }
        if (cheapest != nullptr)
            line().setText(tr("%n chosen; the cheapest: %1 (%2)", nullptr, static_cast<int>(count)).arg(labelOf(*cheapest), figuresOf(*cheapest)));
    } else if (one != nullptr)
        line().setText(QStringLiteral("%1: %2").arg(labelOf(*one), figuresOf(*one)));
}

void ParetoPanel::apply()
{
    const TriedCandidate *one = toApply();
    if (one == nullptr || one->isNow || m_of == nullptr)
        return;
    auto changed = allocate::applied(*m_of, one->candidate);
    if (!changed)
        return m_desk.context().workspace.reportError(changed.error());
    const QString name = text::fromBytes(engine::toText(one->candidate));
    if (const ScenarioId id = m_computed.shown().id; id != m_desk.chosen() && m_desk.row(id) != nullptr)
        m_desk.choose(id); // of which the picture is
    m_desk.fork(name, std::make_shared<const simulate::Scenario>(*std::move(changed)));
}

} // namespace causeway::views
