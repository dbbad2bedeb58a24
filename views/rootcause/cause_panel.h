#pragma once
// What broke: the verdict, the causes in order, and what speaks for and against the chosen one.

#include <QWidget>

#include "views/models/cause_tables.h"

class QComboBox;
class QLabel;
class QStackedLayout;
class QTableView;

namespace causeway::views {

class EmptyState;
class IncidentBar;

class CausePanel : public QWidget {
    Q_OBJECT
public:
    CausePanel(CauseDesk &desk, QWidget *parent);
    [[nodiscard]] QTableView &causes() { return *m_causes; }
    [[nodiscard]] QTableView &evidence() { return *m_evidence; }
    [[nodiscard]] QLabel &verdict() { return *m_verdict; }
    [[nodiscard]] QComboBox &method() { return *m_method; }
    [[nodiscard]] QComboBox &baseline() { return *m_baseline; }
    [[nodiscard]] QComboBox &services() { return *m_services; } // all of them, to ask why not
    [[nodiscard]] QLabel &beside() { return *m_beside; }
    [[nodiscard]] IncidentBar &incident() { return *m_incident; }
    [[nodiscard]] bool showsAnswer() const;
    void move(int rows); // to another cause

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeHead(QWidget *page);
    void refresh();
    void refreshEvidence();
    void refreshSaid();
    void listServices();
    [[nodiscard]] QString families(const rootcause::Cause &cause) const; // beside the first
    void describe();
    void open(int row); // what is behind the evidence

    CauseDesk &m_desk;
    CauseModel *m_causeModel;
    EvidenceModel *m_evidenceModel;
    QTableView *m_causes, *m_evidence;
    QLabel *m_verdict, *m_facts, *m_similar, *m_missing, *m_about, *m_beside;
    QComboBox *m_method, *m_baseline, *m_services;
    QStackedLayout *m_stack;
    EmptyState *m_empty, *m_choose, *m_wait;
    IncidentBar *m_incident = nullptr;
    QWidget *m_page = nullptr;
    CauseAnswerData m_shown;
    const rootcause::Cause *m_shownCause = nullptr;
};

} // namespace causeway::views
