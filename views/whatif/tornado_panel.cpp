#include "views/whatif/tornado_panel.h"

#include <QComboBox>
#include <QPushButton>
#include <QTimer>

#include <algorithm>
#include <cmath>

#include "app/workspace/workspace.h"
#include "views/shell/elided_label.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/measure_text.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

using allocate::Measure;
using allocate::Tornado;
using allocate::TornadoInput;

namespace {

std::vector<const TornadoInput *> ordered(const Tornado &tornado, Measure measure, std::size_t most)
{
    std::vector<const TornadoInput *> out;
    for (const TornadoInput &input : tornado.inputs)
        out.push_back(&input);
    std::ranges::stable_sort(out, std::greater<>(), [&](const TornadoInput *input) { return input->swing(measure); });
    if (out.size() > most)
        out.resize(most);
    return out;
}

// "2 → 1 (−50 %)": whole numbers move by one at least, whatever the share.
QString movedText(double from, double to)
{
    const QString values = QStringLiteral("%1 → %2").arg(text::number(from, 4), text::number(to, 4));
    const double share = from != 0 ? to / from - 1 : 0;
    return share == 0 ? values : QStringLiteral("%1 (%2%3)").arg(values, share < 0 ? QStringLiteral("−") : QStringLiteral("+"), text::percent(std::abs(share)));
}

} // namespace

Plot tornadoPlot(const Tornado &tornado, Measure measure, std::size_t most)
{
    Plot plot;
    plot.title = TornadoPanel::tr("Tornado: %1, each input %2 less and more").arg(measureText(measure), text::percent(tornado.change));
    plot.x = measureAxis(measure, true);
    plot.x.title = TornadoPanel::tr("%1: difference to the scenario as it is").arg(measureText(measure));
    PlotPane pane;
    const auto side = [&](bool more, bool confirmed) {
        PlotSeries out;
        out.kind = PlotSeries::Kind::Bars;
        out.name = confirmed ? (more ? TornadoPanel::tr("more, simulated") : TornadoPanel::tr("less, simulated")) : more ? TornadoPanel::tr("more, by fluid") : TornadoPanel::tr("less, by fluid");
        out.color = [more] { return theme::color(more ? theme::Tone::Accent : theme::Tone::Warning); };
        return out;
    };
    PlotSeries sides[4] = {side(false, true), side(true, true), side(false, false), side(true, false)};
    for (int i = 2; i < 4; ++i) {
        const PlotColor full = sides[i].color;
        sides[i].color = [full] {
            QColor pale = full();
            pale.setAlphaF(0.45F);
            return pale;
        };
    }
    double row = 0;
    for (const TornadoInput *input : ordered(tornado, measure, most)) {
        pane.y.names << text::fromBytes(input->path);
        for (const bool more : {false, true}) {
            const bool confirmed = input->isConfirmed();
            PlotSeries &series = sides[(confirmed ? 0 : 2) + (more ? 1 : 0)];
            const double fluid = of(more ? input->fluidMore : input->fluidLess, measure) - of(tornado.fluid, measure);
            const simulate::Estimate delta = confirmed ? of(more ? *input->deltaMore : *input->deltaLess, measure) : simulate::Estimate{fluid, std::nan(""), std::nan("")};
            series.x.push_back(plotted(measure, delta.mean));
            series.low.push_back(plotted(measure, delta.low));
            series.high.push_back(plotted(measure, delta.high));
            series.y.push_back(row);
            series.labels << QStringLiteral("%1: %2").arg(text::fromBytes(input->path), movedText(input->now, more ? input->more : input->less));
        }
        ++row;
    }
    for (PlotSeries &series : sides)
        if (series.size() > 0)
            pane.series.push_back(std::move(series));
    pane.rules.push_back({QString(), 0, true, [] { return theme::muted(); }});
    plot.panes.push_back(std::move(pane));
    return plot;
}

QString tornadoLine(const Tornado &tornado, Measure measure, const simulate::Scenario &scenario, unsigned replications)
{
    const std::vector<const TornadoInput *> first = ordered(tornado, measure, 1);
    if (first.empty())
        return TornadoPanel::tr("There is nothing to be made more or less.");
    const auto confirmed = std::ranges::count_if(tornado.inputs, &TornadoInput::isConfirmed);
    QString line = TornadoPanel::tr("%1 is %2 as it is; what moves it most is %3 (by %4 from end to end). %5 of %6 inputs simulated on the same requests, the others by fluid; %n replications.", nullptr, static_cast<int>(replications))
                       .arg(measureText(measure), measureValue(measure, of(tornado.base, measure).mean), text::fromBytes(first.front()->path), measureSize(measure, first.front()->swing(measure)))
                       .arg(confirmed)
                       .arg(tornado.inputs.size());
    if (hasPolicy(scenario))
        line.prepend(TornadoPanel::tr("The fluid knows no policies: pale bars are without “%1”.").arg(text::fromBytes(scenario.policy.name)) + QLatin1Char(' '));
    return line;
}

TornadoPanel::TornadoPanel(ChartDesk &charts, QWidget *parent)
    : PlotPage(charts.desk(), QStringLiteral("tornado"), tr("Tornado"), tr("Here you will see what matters: each load, replica, own time, speed and price a fifth less and more, and what comes of it."), parent), m_charts(charts),
      m_measure(makeMeasureChoice(this, tr("What the inputs move"), Measure::SloViolation)), m_poll(new QTimer(this))
{
    addControl(m_measure);
    m_poll->setInterval(200);
    connect(m_poll, &QTimer::timeout, this, [this] {
        if (auto part = m_parts != nullptr ? m_parts->take() : nullptr)
            take(std::move(part));
    });
    connect(m_measure, &QComboBox::activated, this, &TornadoPanel::draw);
    connect(&view(), &PlotView::spotMarked, this, [this](const PlotSpot &spot) { m_charts.showService(pathOf(spot)); });
    connect(&view(), &PlotView::activated, this, [this](const PlotSpot &spot) {
        if (const std::string path = pathOf(spot); !path.empty())
            m_charts.sweep(path);
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
}

std::string TornadoPanel::pathOf(const PlotSpot &spot) const
{
    if (plot() == nullptr || spot.pane >= plot()->panes.size())
        return {};
    const auto row = static_cast<std::size_t>(std::llround(plot()->panes[spot.pane].series[spot.series].y[spot.point]));
    return row < m_paths.size() ? m_paths[row] : std::string();
}

void TornadoPanel::run()
{
    const ScenarioData scenario = m_desk.scenario();
    if (scenario == nullptr)
        return;
    m_parts = std::make_shared<Parts<Tornado>>();
    m_computed.begin(m_desk.chosen(), scenario, m_desk.runDocument(), m_desk.replications());
    allocate::TornadoSettings settings;
    settings.measure = chosenMeasure(*m_measure);
    settings.trial = {m_desk.replications(), 1, m_desk.seed()};
    setRunning(true);
    m_poll->start();
    using Shared = std::shared_ptr<const Tornado>;
    m_desk.context().workspace.jobs().start<Shared>(
        {.key = "whatif.tornado", .title = Message(CAUSEWAY_TEXT("Find what matters"))},
        [run = m_desk.asRun(), settings, parts = m_parts](const Job &job) -> Result<Shared> {
            CAUSEWAY_ASSIGN(Tornado out, allocate::makeTornado(*run, settings, job, [&](const Tornado &part) { parts->put(part); }));
            return Shared(std::make_shared<const Tornado>(std::move(out)));
        },
        this,
        [this](Shared tornado) {
            m_poll->stop();
            setRunning(false);
            take(std::move(tornado));
        },
        [this](const Error &error) {
            m_poll->stop();
            setRunning(false);
            if (error.code != ErrorCode::Cancelled)
                m_desk.context().workspace.reportError(error);
        });
}

void TornadoPanel::stop()
{
    m_poll->stop();
    setRunning(false);
    m_desk.context().workspace.jobs().cancelKey("whatif.tornado");
}

void TornadoPanel::take(std::shared_ptr<const Tornado> tornado)
{
    if (m_computed.take(std::move(tornado), m_desk.chosen()))
        show();
}

void TornadoPanel::show()
{
    m_answer = m_computed.shown().answer;
    m_of = m_computed.shown().of;
    setOf(m_computed.shown().id, m_computed.shown().document);
    draw();
}

void TornadoPanel::draw()
{
    if (m_answer == nullptr || m_of == nullptr)
        return;
    const Measure measure = chosenMeasure(*m_measure);
    m_paths.clear();
    for (const TornadoInput *input : ordered(*m_answer, measure, kShown))
        m_paths.push_back(input->path);
    present(tornadoPlot(*m_answer, measure, kShown), tornadoLine(*m_answer, measure, *m_of, m_computed.shown().replications));
}

} // namespace causeway::views
