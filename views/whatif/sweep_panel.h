#pragma once
// One field of the chosen scenario through a range, and what comes of it.

#include "analysis/allocate/explore/sweep.h"
#include "views/whatif/chart_desk.h"
#include "views/whatif/computed.h"
#include "views/whatif/plot_page.h"

class QComboBox;
class QDoubleSpinBox;
class QSpinBox;

namespace causeway::views {

// The measure over the field with its intervals, by fluid dashed, and where the scenario is.
Plot sweepPlot(const allocate::Sweep &sweep, allocate::Measure measure, const simulate::Scenario &scenario);

class SweepPanel : public PlotPage {
    Q_OBJECT
public:
    SweepPanel(ChartDesk &charts, QWidget *parent);
    void run() override;
    void choose(const std::string &path); // with a usual range
    [[nodiscard]] QComboBox &field() { return *m_field; }
    [[nodiscard]] QComboBox &measure() { return *m_measure; }
    [[nodiscard]] QSpinBox &steps() { return *m_steps; }
    [[nodiscard]] QDoubleSpinBox &to() { return *m_to; }
    [[nodiscard]] const std::shared_ptr<const allocate::Sweep> &answer() const { return m_answer; }

private:
    void stop() override;
    void listFields();
    void show();
    void draw();
    void fork(double value);

    ChartDesk &m_charts;
    QComboBox *m_field, *m_measure;
    QDoubleSpinBox *m_from, *m_to;
    QSpinBox *m_steps;
    QTimer *m_poll;
    std::shared_ptr<Parts<allocate::Sweep>> m_parts;
    std::shared_ptr<const allocate::Sweep> m_answer;
    Computed<allocate::Sweep> m_computed;
    ScenarioData m_of;
    bool m_byHand = false; // the range was set
};

} // namespace causeway::views
