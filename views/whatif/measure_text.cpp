#include "views/whatif/measure_text.h"

#include <QComboBox>
#include <QCoreApplication>

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
