#pragma once
// The detectors: what they found, how good they are against the labels, what their rule is; training them anew.

#include <QWidget>

#include "views/models/detector_model.h"
#include "views/shell/perspective.h"

class QCheckBox;
class QPushButton;
class QTableView;
class QToolButton;

namespace causeway::views {

class ElidedLabel;
class TrainingWatch;

class DetectorPanel : public QWidget {
    Q_OBJECT
public:
    DetectorPanel(ViewContext context, TrainingWatch &training, QWidget *parent);
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] DetectorModel &model() { return *m_model; }
    void showHelp(); // about the chosen detector
    void trainAndRun(); // the chosen detector, default settings, seed 1
    void trainAndRun(const std::string &detector, bool goOn = false); // goOn: from the network that judges now
    void askForSettings(); // of the chosen detector, in a dialog; then as trainAndRun()
    [[nodiscard]] std::string chosenDetector() const; // "" = none

Q_SIGNALS:
    void detectorChosen(const std::string &detector);

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void markStale();
    void read();
    void train(const std::string &detector, detect::TrainSettings settings, bool goOn);
    void updateLook();
    void fitColumns();
    [[nodiscard]] const DetectorTable::Row *chosen() const;

    ViewContext m_context;
    TrainingWatch &m_training;
    DetectorModel *m_model;
    QTableView *m_table;
    QCheckBox *m_heldOut, *m_earlier;
    QPushButton *m_train, *m_retrain;
    QToolButton *m_with; // settings
    ElidedLabel *m_labels, *m_rule;
    bool m_stale = true;
};

} // namespace causeway::views
