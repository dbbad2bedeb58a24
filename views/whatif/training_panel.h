#pragma once
// Policies that are learned on the chosen scenario: their curves, round by round, beside policies that are not learned and what no policy can do
// better. A training is a job that is kept after each round, so that it can be stopped and go on.

#include "app/engine/learn_reference.h"
#include "app/engine/training_curves.h"
#include "views/whatif/plot_page.h"

class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace causeway::views {

// Trainings that differ in their seed alone are one line: their mean, within a band from the least to the largest of them.
Plot trainingPlot(const engine::TrainingCurves &curves, const engine::TrainingBaselines *baselines);
QString trainingLine(const engine::TrainingCurves &curves, const engine::TrainingBaselines *baselines);
// The same of the problem whose optimum is known.
Plot referencePlot(const engine::ReferenceProblem &problem);
QString referenceLine(const engine::ReferenceProblem &problem);

class TrainingPanel : public PlotPage {
    Q_OBJECT
public:
    TrainingPanel(WhatIfDesk &desk, QWidget *parent);
    void run() override;                 // new trainings, one for each seed
    void goOn();                         // those of that method and settings that have fewer rounds
    [[nodiscard]] QComboBox &method() { return *m_method; }
    [[nodiscard]] QSpinBox &rounds() { return *m_rounds; }
    [[nodiscard]] QSpinBox &seeds() { return *m_seeds; }
    [[nodiscard]] QLineEdit &settings() { return *m_settings; }
    [[nodiscard]] QPushButton &goOnButton() { return *m_goOn; }
    [[nodiscard]] const engine::TrainingCurves &curves() const { return m_curves; }
    [[nodiscard]] const std::optional<engine::TrainingBaselines> &baselines() const { return m_baselines; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Task {
        std::uint64_t seed = 1;
        std::int64_t id = 0;             // that goes on; 0: a new one
    };
    void stop() override;
    [[nodiscard]] bool isReference() const;
    void learnReference();
    void start(std::vector<Task> tasks);
    void read();
    void draw();
    void follow();
    // Those that would go on.
    [[nodiscard]] std::vector<Task> unfinished() const;
    [[nodiscard]] std::optional<std::map<std::string, double>> chosenSettings(bool tell) const;

    QComboBox *m_method;
    QSpinBox *m_rounds, *m_seeds;
    QLineEdit *m_settings;
    QPushButton *m_goOn;
    QTimer *m_poll;
    std::shared_ptr<Parts<int>> m_parts; // rounds that ended
    engine::TrainingCurves m_curves;
    std::optional<engine::TrainingBaselines> m_baselines;
    std::shared_ptr<Parts<engine::ReferenceProblem>> m_referenceParts;
    std::shared_ptr<const engine::ReferenceProblem> m_reference;
    ScenarioData m_of;                   // of which they are
    bool m_training = false;
};

} // namespace causeway::views
