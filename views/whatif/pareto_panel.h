#pragma once
// Policies, settings and replicas tried together: what cannot be bettered in SLO violations, cost and carbon. Drag to choose some; one is applied
// as a fork.

#include "analysis/allocate/explore/pareto.h"
#include "views/whatif/chart_desk.h"
#include "views/whatif/computed.h"
#include "views/whatif/plot_page.h"

class QComboBox;
class QPushButton;
class QSpinBox;

namespace causeway::views {

// Dominated ones grey and beneath. scenario: of which it is, with its objectives; across, up: what is drawn (cost, carbon …); candidates: by series
// and point.
Plot paretoPlot(const allocate::ParetoResult &result, const simulate::Scenario &scenario, allocate::Measure across, allocate::Measure up, std::vector<std::vector<std::size_t>> *candidates = nullptr);

class ParetoPanel : public PlotPage {
    Q_OBJECT
public:
    ParetoPanel(ChartDesk &charts, QWidget *parent);
    void run() override;
    void apply();                         // the one that is to be applied, as a fork
    // The cheapest of those that were brushed, the scenario itself left out, else the marked one; nullptr: none.
    [[nodiscard]] const allocate::TriedCandidate *toApply() const;
    [[nodiscard]] const allocate::TriedCandidate *marked() const;
    [[nodiscard]] QPushButton &applyButton() { return *m_apply; }
    [[nodiscard]] QSpinBox &most() { return *m_most; }
    [[nodiscard]] const std::shared_ptr<const allocate::ParetoResult> &answer() const { return m_answer; }

private:
    void stop() override;
    void show();
    void draw();
    void follow();
    [[nodiscard]] const allocate::TriedCandidate *candidate(const PlotSpot &spot) const;

    QComboBox *m_across, *m_up;
    QSpinBox *m_most;
    QPushButton *m_apply;
    QTimer *m_poll;
    std::shared_ptr<Parts<allocate::ParetoResult>> m_parts;
    std::shared_ptr<const allocate::ParetoResult> m_answer;
    std::vector<std::vector<std::size_t>> m_candidates; // by series and point
    Computed<allocate::ParetoResult> m_computed;
    ScenarioData m_of;
    bool m_chose = false; // what is drawn
};

} // namespace causeway::views
