#include "views/whatif/chart_panels.h"

#include <QCoreApplication>
#include <QDockWidget>

#include "views/whatif/chart_desk.h"
#include "views/whatif/pareto_panel.h"
#include "views/whatif/risk_panel.h"
#include "views/whatif/sweep_panel.h"
#include "views/whatif/timed_panels.h"
#include "views/whatif/tornado_panel.h"
#include "views/whatif/training_panel.h"
#include "views/whatif/trust_panel.h"

namespace causeway::views {

namespace {

constexpr int kPictureHeight = 380, kTableHeight = 260; // pixels

QString tr(const char *text) { return QCoreApplication::translate("whatif", text); }

} // namespace

std::vector<PanelSpec> chartPanels(WhatIfDesk &desk, TrustDesk &trust)
{
    // A child of the desk: one of all panels.
    auto *const charts = new ChartDesk(desk, &desk);
    std::vector<PanelSpec> all;
    const auto add = [&](const char *id, const QString &title, std::function<QWidget *(QWidget *)> create, int height = kPictureHeight) { all.push_back({QLatin1String(id), title, QStringLiteral("whatif"), PanelSpec::Place::Bottom, height, std::move(create)}); };
    add("whatif.latency", tr("Over time"), [charts](QWidget *parent) { return new LatencyPanel(*charts, parent); });
    add("whatif.tornado", tr("Tornado"), [charts](QWidget *parent) { return new TornadoPanel(*charts, parent); });
    add("whatif.sweep", tr("Sweep"), [charts](QWidget *parent) { return new SweepPanel(*charts, parent); });
    add("whatif.pareto", tr("Pareto"), [charts](QWidget *parent) { return new ParetoPanel(*charts, parent); });
    add("whatif.energy", tr("Energy"), [charts](QWidget *parent) { return new EnergyPanel(*charts, parent); });
    add("whatif.training", tr("Training"), [&desk](QWidget *parent) { return new TrainingPanel(desk, parent); });
    add("whatif.risk", tr("Risk"), [charts](QWidget *parent) { return new RiskPanel(*charts, parent); }, kTableHeight);
    add("whatif.trust", tr("Trust"), [&trust](QWidget *parent) { return new TrustPanel(trust, parent); }, kTableHeight);
    return all;
}

void raisePanel(const QWidget &from, const QString &id)
{
    if (auto *dock = from.window()->findChild<QDockWidget *>(id)) {
        dock->show();
        dock->raise();
    }
}

} // namespace causeway::views
