#pragma once
// Where somebody wants to go: a number of an event, a time, a time of day, or so much later or earlier.

#include <QDialog>
#include <QString>

#include <cstdint>
#include <optional>

#include "analysis/core/units.h"

class QDialogButtonBox;
class QLabel;
class QLineEdit;

namespace causeway::views {

struct Goal {
    std::optional<std::uint64_t> number; // as it was typed: the first event is 1
    std::optional<TimePoint> time;       // one of them is there
};

// from: where one is now; its day is meant where just a time of day is typed, "+10m" and "-1h" count from it. none = neither
// of the two is understood. Times without a zone are of the zone that is shown. nullopt: nothing of all that.
std::optional<Goal> parseGoal(const QString &typed, TimePoint from);

// Asks until it is answered: what is not understood is said below the field, which stays as it is.
class GoToDialog : public QDialog {
    Q_OBJECT
public:
    GoToDialog(std::uint64_t events, TimePoint from, QWidget *parent);

Q_SIGNALS:
    void chosen(const QString &typed);

private:
    void check();

    std::uint64_t m_events;
    TimePoint m_from;
    QLineEdit *m_field;
    QLabel *m_meaning;
    QDialogButtonBox *m_buttons;
};

} // namespace causeway::views
