#pragma once
// What a person says of the incident that is looked at: the cause, what is not, that nothing was wrong; a name and a note.

#include <QWidget>

#include "views/rootcause/cause_desk.h"

class QLineEdit;
class QToolButton;

namespace causeway::views {

class ElidedLabel;

class IncidentBar : public QWidget {
    Q_OBJECT
public:
    IncidentBar(CauseDesk &desk, QWidget *parent);
    [[nodiscard]] QLineEdit &name() { return *m_name; }
    [[nodiscard]] QLineEdit &note() { return *m_note; }
    [[nodiscard]] ElidedLabel &said() { return *m_said; }

private:
    void refresh();

    CauseDesk &m_desk;
    QToolButton *m_confirm, *m_reject, *m_noFault;
    QLineEdit *m_name, *m_note;
    ElidedLabel *m_said;
    std::optional<TimeRange> m_about; // what is being typed
};

} // namespace causeway::views
