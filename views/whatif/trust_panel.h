#pragma once
// How far the model can be trusted, with what was checked.

#include <QWidget>

#include "views/whatif/trust_desk.h"
#include "views/whatif/trust_table.h"

class QPushButton;
class QStackedLayout;
class QTableView;

namespace causeway::views {

class ElidedLabel;
class EmptyState;

class TrustPanel : public QWidget {
    Q_OBJECT
public:
    TrustPanel(TrustDesk &trust, QWidget *parent);
    [[nodiscard]] TrustTable &model() { return *m_model; }
    [[nodiscard]] QPushButton &checkButton() { return *m_check; }
    [[nodiscard]] ElidedLabel &heading() { return *m_heading; }
    [[nodiscard]] bool showsTable() const;

private:
    void refresh();
    TrustDesk &m_trust;
    TrustTable *m_model;
    QTableView *m_table;
    QPushButton *m_check;
    ElidedLabel *m_heading;
    QStackedLayout *m_stack, *m_inner;
    QWidget *m_page, *m_none;
    EmptyState *m_wait;
    TrustData m_shown;
};

} // namespace causeway::views
