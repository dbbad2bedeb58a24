#pragma once
// Before and after as a table: against which scenario, of what, how many replications.

#include <QWidget>

#include "views/whatif/comparison_table.h"
#include "views/whatif/whatif_desk.h"

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QSpinBox;
class QStackedLayout;
class QTableView;

namespace causeway::views {

class EmptyState;

class ComparisonPanel : public QWidget {
    Q_OBJECT
public:
    ComparisonPanel(WhatIfDesk &desk, QWidget *parent);
    [[nodiscard]] ComparisonTable &model() { return *m_model; }
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] QComboBox &before() { return *m_before; }
    [[nodiscard]] QLabel &headline() { return *m_headline; }
    [[nodiscard]] bool showsTable() const;
    void addBadge(QWidget *badge);      // beside the sentence
    void exportFile();                  // asks where to
    void exportTo(const QString &path); // CSV

private:
    void build();
    void followTree();
    void refresh();
    [[nodiscard]] QString headlineText() const;

    WhatIfDesk &m_desk;
    ComparisonTable *m_model;
    QTableView *m_table;
    QComboBox *m_before, *m_of;
    QCheckBox *m_marked;
    QLineEdit *m_filter;
    QSpinBox *m_replications;
    QLabel *m_headline;
    QHBoxLayout *m_sentence;
    QStackedLayout *m_stack;
    QWidget *m_page, *m_none;
    EmptyState *m_wait;
    AnswerData m_shown;
};

} // namespace causeway::views
