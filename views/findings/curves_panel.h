#pragma once
// How a detector's scores lie, what another threshold would find, precision over recall and ROC beside the other detectors; and
// how the loss of a network fell; and what more labels bring.

#include <QWidget>

#include "app/engine/learning_curve.h"
#include "app/engine/score_curves.h"
#include "storage/finding_store.h"
#include "views/shell/perspective.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QStackedLayout;
class QTabBar;

namespace causeway::views {

class CurveChart;
class ElidedLabel;
class EmptyState;
class ScoreChart;
class TrainingWatch;

class CurvesPanel : public QWidget {
    Q_OBJECT
public:
    CurvesPanel(ViewContext context, TrainingWatch &training, QWidget *parent);
    void choose(const std::string &detector);
    [[nodiscard]] ScoreChart &scores() { return *m_scores; }
    [[nodiscard]] QString counts() const; // what the threshold gives
    void useThreshold();
    void learnedThreshold(); // back to it

Q_SIGNALS:
    void goOnAsked(const std::string &detector); // train on from the model that is shown

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Content {
        std::vector<engine::ScoreCurve> curves;
        std::vector<storage::ModelInfo> models; // of each curve
    };
    void markStale();
    void read();
    void show(std::shared_ptr<const Content> content);
    void listDetectors();
    void showChosen();
    void showTraining();
    void showLabels();
    void measureLabels();
    void updateCounts();
    void run(std::optional<double> threshold);
    [[nodiscard]] bool trained() const; // now, the one that is chosen
    [[nodiscard]] const engine::ScoreCurve *curve() const; // of the one that is chosen; nullptr: it has no scores
    [[nodiscard]] const storage::ModelInfo *model() const;

    ViewContext m_context;
    TrainingWatch &m_training;
    QComboBox *m_detector;
    QLabel *m_detectorName;
    QTabBar *m_tabs;
    QStackedLayout *m_stack;
    QWidget *m_thresholdPage, *m_trainingPage, *m_labelsPage;
    EmptyState *m_empty;
    ScoreChart *m_scores;
    CurveChart *m_precision, *m_roc, *m_loss, *m_learning;
    QDoubleSpinBox *m_threshold;
    ElidedLabel *m_counts, *m_lossText, *m_learningText;
    QPushButton *m_use, *m_back, *m_goOn, *m_stop, *m_measure;
    QComboBox *m_learner; // of the supervised detectors
    std::shared_ptr<const Content> m_content;
    const engine::ScoreCurve *m_shown = nullptr; // of m_content
    std::string m_wanted; // detector
    std::optional<engine::LearningCurveResponse> m_curveOfLabels;
    bool m_stale = true;
};

} // namespace causeway::views
