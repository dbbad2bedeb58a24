#pragma once
// What the chosen split costs at run time, before and after with intervals, and what makes it cost that: chatty pairs and how to cut them,
// transactions that are divided, tables that are shared.

#include <QWidget>

#include "views/boundaries/boundary_desk.h"
#include "views/boundaries/cost_settings_bar.h"
#include "views/models/cell_table.h"

class QPushButton;
class QStackedLayout;
class QTabWidget;
class QTableView;

namespace causeway::views {

class ElidedLabel;
class EmptyState;

class CostPanel : public QWidget {
    Q_OBJECT
public:
    enum CostColumn { WhatColumn, BeforeColumn, AfterColumn, DifferenceColumn, MarkColumn, IntervalColumn };
    enum PairColumn { FromColumn, ToColumn, CallsColumn, RemedyColumn, SavedColumn };
    CostPanel(BoundaryDesk &desk, QWidget *parent);
    [[nodiscard]] CellTable &model() { return *m_costModel; }
    [[nodiscard]] CellTable &chatty() { return *m_chattyModel; }
    [[nodiscard]] CellTable &broken() { return *m_brokenModel; }
    [[nodiscard]] CellTable &shared() { return *m_sharedModel; }
    [[nodiscard]] QTableView &chattyTable() { return *m_chattyTable; }
    [[nodiscard]] QPushButton &cut() { return *m_cut; }
    [[nodiscard]] CostSettingsBar &settings() { return *m_settings; }
    [[nodiscard]] ElidedLabel &headline() { return *m_headline; }
    [[nodiscard]] bool showsCost() const;

private:
    void build();
    void refresh();
    void fillTables();
    void refreshCut();
    void cutCurrent();
    [[nodiscard]] const boundaries::RemotePair *current() const;

    BoundaryDesk &m_desk;
    CellTable *m_costModel, *m_chattyModel, *m_brokenModel, *m_sharedModel;
    QTableView *m_costTable, *m_chattyTable, *m_brokenTable, *m_sharedTable;
    QTabWidget *m_tabs;
    QPushButton *m_cut;
    CostSettingsBar *m_settings;
    ElidedLabel *m_headline;
    QStackedLayout *m_stack;
    QWidget *m_page, *m_none;
    EmptyState *m_wait;
    CostData m_shown;
};

} // namespace causeway::views
