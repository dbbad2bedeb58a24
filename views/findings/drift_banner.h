#pragma once
// A line above the panels: since when sessions differ from those before, and how; retrain, or dismiss, which is remembered for
// this project and moment. Hidden where nothing changed; retraining is offered once a detector has run. Looks for it after runs of
// detectors, in a quiet job.

#include <QTimer>
#include <QWidget>

#include "app/engine/detect_drift.h"
#include "views/shell/perspective.h"

class QToolButton;

namespace causeway::views {

class ElidedLabel;

// Signs of one moment: each begins before the one before it was sure. By time; the signs in the order of their strength.
struct DriftMoment {
    TimePoint since = TimePoint::none();
    std::size_t session = 0; // the first of the change
    std::vector<engine::FoundDrift> signs;
};
std::vector<DriftMoment> driftMoments(const engine::DetectDriftResponse &found);

class DriftBanner : public QWidget {
    Q_OBJECT
public:
    DriftBanner(ViewContext context, QWidget *parent);
    [[nodiscard]] QString said() const; // "" = hidden
    [[nodiscard]] QToolButton &retrainButton() { return *m_retrain; }
    [[nodiscard]] QToolButton &dismissButton() { return *m_dismiss; }

Q_SIGNALS:
    void retrainAsked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void look();
    void show();
    void dismiss();
    [[nodiscard]] const DriftMoment *shown() const; // the earliest that was not dismissed
    [[nodiscard]] QString keyOf(const DriftMoment &moment) const;

    ViewContext m_context;
    ElidedLabel *m_text;
    QToolButton *m_retrain, *m_dismiss;
    std::vector<DriftMoment> m_moments;
    QTimer m_timer;
};

} // namespace causeway::views
