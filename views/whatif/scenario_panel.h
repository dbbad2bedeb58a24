#pragma once
// The tree of scenarios: forked, named, removed, and below it what the chosen one changes of what it was forked from.

#include <QWidget>

#include "views/models/scenario_tree.h"
#include "views/whatif/whatif_desk.h"

class QLineEdit;
class QMenu;
class QStackedLayout;
class QTableView;
class QTreeView;

namespace causeway::views {

class ElidedLabel;

class ScenarioPanel : public QWidget {
    Q_OBJECT
public:
    ScenarioPanel(WhatIfDesk &desk, QWidget *parent);
    [[nodiscard]] QTreeView &tree() { return *m_tree; }
    [[nodiscard]] ScenarioTree &model() { return *m_model; }
    [[nodiscard]] QTableView &changes() { return *m_changes; }
    [[nodiscard]] QLineEdit &note() { return *m_note; }
    [[nodiscard]] bool isEmpty() const; // no scenario is there
    void renameChosen();                // begins to edit its name
    void fill(QMenu &menu) const;       // what can be done with the chosen one

private:
    void build();
    void refresh();
    void follow(); // the chosen one

    WhatIfDesk &m_desk;
    ScenarioTree *m_model;
    FieldChangeModel *m_changeModel;
    QTreeView *m_tree;
    QTableView *m_changes;
    QLineEdit *m_note;
    ElidedLabel *m_heading;
    QStackedLayout *m_stack;
    QWidget *m_page, *m_empty;
    bool m_following = false;
};

// What a panel of What-if shows while there is no scenario: what would be here, and both ways to a first one. Follows the desk.
QWidget *makeNoScenario(WhatIfDesk &desk, const QString &text, QWidget *parent);

} // namespace causeway::views
