#pragma once
// From and to, as ISO 8601 in the zone that is shown, or nanoseconds since 1970.

#include <QDialog>

#include "analysis/core/units.h"

class QDialogButtonBox;
class QLabel;
class QLineEdit;

namespace causeway::views {

class TimeRangeDialog : public QDialog {
    Q_OBJECT
public:
    TimeRangeDialog(const TimeRange &range, QWidget *parent);

Q_SIGNALS:
    void chosen(const causeway::TimeRange &range);

private:
    void check();
    QLineEdit *m_from, *m_to;
    QLabel *m_problem;
    QDialogButtonBox *m_buttons;
    TimeRange m_range;
};

} // namespace causeway::views
