#pragma once
// Consent of people: what policies asked for and may not do on their own, granted or refused with a reason; who decided what, and when.

#include <QWidget>

#include "views/whatif/approval_tables.h"

class QLineEdit;
class QStackedLayout;
class QTableView;
class QToolButton;

namespace causeway::views {

class ElidedLabel;
class EmptyState;

class ApprovalsPanel : public QWidget {
    Q_OBJECT
public:
    ApprovalsPanel(WhatIfDesk &desk, QWidget *parent);
    [[nodiscard]] ConsentTable &consents() { return *m_consentModel; }
    [[nodiscard]] DecisionTable &decisions() { return *m_decisionModel; }
    [[nodiscard]] QTableView &table() { return *m_consents; }
    [[nodiscard]] QLineEdit &reason() { return *m_reason; }
    [[nodiscard]] bool canDecide() const; // a row is chosen and a reason is written
    void decide(bool granted);            // on the chosen row, of the chosen scenario

Q_SIGNALS:
    void choiceChanged();                 // canDecide()

private:
    void build();
    void refresh();
    [[nodiscard]] QString headline() const;

    WhatIfDesk &m_desk;
    ConsentTable *m_consentModel;
    DecisionTable *m_decisionModel;
    QTableView *m_consents, *m_decisions;
    QLineEdit *m_reason;
    ElidedLabel *m_line;
    QStackedLayout *m_stack;
    QWidget *m_page, *m_none;
    EmptyState *m_nothing;
};

} // namespace causeway::views
