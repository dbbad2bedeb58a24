#pragma once
// Which inputs of the chosen scenario move a measure most, when each is made a fifth less and more.

#include "analysis/allocate/explore/tornado.h"
#include "views/whatif/chart_desk.h"
#include "views/whatif/computed.h"
#include "views/whatif/plot_page.h"

class QComboBox;

namespace causeway::views {

// A bar for each end of an input, the widest first; what was only solved as a fluid is paler.
Plot tornadoPlot(const allocate::Tornado &tornado, allocate::Measure measure, std::size_t most);
// With what the fluid does not know, where a policy acts in the scenario that it is of.
QString tornadoLine(const allocate::Tornado &tornado, allocate::Measure measure, const simulate::Scenario &scenario, unsigned replications);

class TornadoPanel : public PlotPage {
    Q_OBJECT
public:
    static constexpr std::size_t kShown = 14; // inputs

    TornadoPanel(ChartDesk &charts, QWidget *parent);
    void run() override;
    [[nodiscard]] QComboBox &measure() { return *m_measure; }
    [[nodiscard]] const std::shared_ptr<const allocate::Tornado> &answer() const { return m_answer; }

private:
    void stop() override;
    void take(std::shared_ptr<const allocate::Tornado> tornado);
    void show();
    void draw();
    [[nodiscard]] std::string pathOf(const PlotSpot &spot) const;

    ChartDesk &m_charts;
    QComboBox *m_measure;
    QTimer *m_poll;
    std::shared_ptr<Parts<allocate::Tornado>> m_parts;
    std::shared_ptr<const allocate::Tornado> m_answer;
    Computed<allocate::Tornado> m_computed;
    ScenarioData m_of;
    std::vector<std::string> m_paths; // of the rows that are drawn
};

} // namespace causeway::views
