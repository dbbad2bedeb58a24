#pragma once
// The chosen scenario over time: latencies as a distribution and over time with the SLO, and power with what is green, carbon and deferred work.

#include "views/whatif/chart_desk.h"
#include "views/whatif/plot_page.h"

class QComboBox;

namespace causeway::views {

// Shares of answers within a time; before: the baseline, nullptr where there is none.
Plot cdfPlot(const TimedRun &now, const TimedRun *before, std::uint32_t operation);
// p99 with its interval, requests over the SLO below it.
Plot latencyPlot(const TimedRun &now, const TimedRun *before, std::uint32_t operation);
// Green and brown power stacked, carbon, batch work that waits. Empty where nothing needs power.
Plot energyPlot(const TimedRun &now, const TimedRun *before);
// "batch work: 118 done, 100 % in time, at most 9 wait"; empty where there is none.
QString batchText(const TimedRun &run);
// Utilisation, queue and replicas of a service.
Plot servicePlot(const TimedRun &now, const TimedRun *before, std::uint32_t service);
// Operations that come from outside or have an objective, those with most answers first.
std::vector<std::uint32_t> shownOperations(const TimedRun &run);

// A page that is drawn from ChartDesk::shown().
class TimedPanel : public PlotPage {
    Q_OBJECT
public:
    TimedPanel(ChartDesk &charts, const QString &name, const QString &title, const QString &would, QWidget *parent);
    void run() override { m_charts.runOverTime(); }

protected:
    void stop() override { m_charts.stop(); follow(); }
    void follow();
    virtual void draw(const TimedRun &now, const TimedRun *before) = 0;
    ChartDesk &m_charts;

private:
    std::shared_ptr<const TimedRuns> m_drawn;
};

class LatencyPanel : public TimedPanel {
    Q_OBJECT
public:
    LatencyPanel(ChartDesk &charts, QWidget *parent);
    enum What { OverTime, Distribution, Services };
    [[nodiscard]] QComboBox &what() { return *m_what; }
    [[nodiscard]] QComboBox &of() { return *m_of; }

private:
    void draw(const TimedRun &now, const TimedRun *before) override;
    void list(const TimedRun &now);
    QComboBox *m_what, *m_of;
    bool m_listsServices = false;
};

class EnergyPanel : public TimedPanel {
    Q_OBJECT
public:
    EnergyPanel(ChartDesk &charts, QWidget *parent);

private:
    void draw(const TimedRun &now, const TimedRun *before) override;
};

} // namespace causeway::views
