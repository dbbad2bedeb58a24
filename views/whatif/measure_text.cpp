#include "views/whatif/measure_text.h"

#include <QComboBox>
#include <QCoreApplication>

#include <algorithm>
#include <cmath>

#include "views/text/text.h"

namespace causeway::views {

namespace {

using allocate::Measure;

QString tr(const char *text) { return QCoreApplication::translate("whatif", text); }

bool isTime(Measure measure) { return measure == Measure::MeanNs || measure == Measure::P95Ns || measure == Measure::P99Ns; }
bool isShare(Measure measure) { return measure == Measure::SloViolation || measure == Measure::Refused || measure == Measure::LeftOut; }

} // namespace

QString measureText(Measure measure)
{
    switch (measure) {
    case Measure::SloViolation: return tr("Over SLO");
    case Measure::MeanNs: return tr("Mean latency");
    case Measure::P95Ns: return tr("p95");
    case Measure::P99Ns: return tr("p99");
    case Measure::GoodPerS: return tr("Good answers, /s");
    case Measure::WorkInProgress: return tr("Requests in the system");
    case Measure::Refused: return tr("Refused");
    case Measure::LeftOut: return tr("Optional calls left out");
    case Measure::Replicas: return tr("Replicas");
    case Measure::Cost: return tr("Cost");
    case Measure::EnergyWh: return tr("Energy, Wh");
    case Measure::BrownWh: return tr("Brown energy, Wh");
    case Measure::CarbonG: return tr("Carbon, g");
    }
    return {};
}

PlotAxis measureAxis(Measure measure, bool difference)
{
    PlotAxis out;
    out.title = isShare(measure) ? tr("%1, share of requests").arg(measureText(measure)) : measureText(measure);
    using Unit = PlotAxis::Unit;
    out.unit = isTime(measure) ? (difference ? Unit::DurationDifference : Unit::Duration) : isShare(measure) ? (difference ? Unit::ShareDifference : Unit::Share) : difference ? Unit::Difference : Unit::Number;
    out.fromZero = !difference;
    return out;
}

QString measureSize(Measure measure, double value)
{
    const QString text = measureValue(measure, std::abs(value), true);
    return text.startsWith(QLatin1Char('+')) ? text.mid(1) : text;
}

std::pair<double, double> plottedInterval(Measure measure, const simulate::Estimate &estimate)
{
    return {std::max(0.0, plotted(measure, estimate.low)), isShare(measure) ? std::min(1.0, estimate.high) : plotted(measure, estimate.high)};
}

std::optional<PlotRule> sloRule(Measure measure, const simulate::Scenario &scenario)
{
    const auto same = [&](auto field) { return !scenario.objectives.empty() && std::ranges::all_of(scenario.objectives, [&](const simulate::Objective &one) { return one.*field == scenario.objectives.front().*field; }); };
    if (measure == Measure::SloViolation && same(&simulate::Objective::share)) {
        const double may = 1 - scenario.objectives.front().share;
        return PlotRule{tr("SLO: %1 may be over").arg(text::percent(may)), may, false, {}};
    }
    if ((measure == Measure::P99Ns || measure == Measure::P95Ns) && same(&simulate::Objective::latencyS)) {
        const double within = scenario.objectives.front().latencyS;
        return PlotRule{tr("SLO: %1").arg(text::duration(Nanos{std::llround(within * 1e9)})), within, false, {}};
    }
    return std::nullopt;
}

double plotted(Measure measure, double value) { return isTime(measure) ? value * 1e-9 : value; }

QString measureValue(Measure measure, double value, bool difference) { return measureAxis(measure, difference).text(plotted(measure, value)); }

QComboBox *makeMeasureChoice(QWidget *parent, const QString &accessibleName, Measure chosen)
{
    auto *box = new QComboBox(parent);
    for (const Measure measure : {Measure::SloViolation, Measure::P99Ns, Measure::P95Ns, Measure::MeanNs, Measure::GoodPerS, Measure::WorkInProgress, Measure::Replicas, Measure::Cost, Measure::EnergyWh, Measure::CarbonG})
        box->addItem(measureText(measure), static_cast<int>(measure));
    box->setCurrentIndex(box->findData(static_cast<int>(chosen)));
    box->setAccessibleName(accessibleName);
    box->setToolTip(accessibleName);
    return box;
}

Measure chosenMeasure(const QComboBox &box) { return static_cast<Measure>(box.currentData().toInt()); }

} // namespace causeway::views
