#pragma once
// Findings: what is odd, why does the detector think so, is it right? Queue, detail, detectors.

#include <QPointer>

#include <memory>

#include "app/engine/export_data.h"
#include "views/shell/perspective.h"

namespace causeway::views {

class AlignmentPanel;
class CurvesPanel;
class DetectorPanel;
class FindingDetail;
class FindingReview;
class HeatMapPanel;
class Inspector;
class QueuePanel;
class RetrainPanel;
class Retraining;
class TrainingWatch;
class VersionPanel;
class WorkflowPanel;

class FindingsPerspective : public Perspective {
public:
    explicit FindingsPerspective(ViewContext context);
    ~FindingsPerspective() override;

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString question() const override;
    [[nodiscard]] QString icon() const override;
    [[nodiscard]] std::vector<PanelSpec> panels() override;
    void addActions() override;
    [[nodiscard]] QWidget *focusWidget() override;

private:
    void addKindActions();
    void addSection(Inspector &inspector);
    void refreshActions();
    void exportTo(engine::ExportWhat what);
    void importLabels();
    void showPanel(QWidget *panel, bool focus = true);
    void refreshRetraining();
    void addBanner(QWidget *area);
    void label(Verdict verdict, const std::string &kind = {}); // as the keys do
    void moveInQueue(int rows);

    std::unique_ptr<FindingReview> m_review;
    std::unique_ptr<TrainingWatch> m_training;
    std::unique_ptr<Retraining> m_retraining;
    QPointer<QueuePanel> m_queue;
    QPointer<FindingDetail> m_detail;
    QPointer<DetectorPanel> m_detectors;
    QPointer<HeatMapPanel> m_heatMap;
    QPointer<AlignmentPanel> m_alignment;
    QPointer<CurvesPanel> m_curves;
    QPointer<VersionPanel> m_versions;
    QPointer<RetrainPanel> m_retrain;
    QPointer<WorkflowPanel> m_workflow;
};

} // namespace causeway::views
