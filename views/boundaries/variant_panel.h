#pragma once
// The project's splits as a tree of forks with their measures side by side, and how far the chosen one is from the one it is held against.

#include <QWidget>

#include "views/boundaries/boundary_desk.h"
#include "views/boundaries/split_tree.h"
#include "views/models/cell_table.h"

class QComboBox;
class QMenu;
class QStackedLayout;
class QTableView;
class QTreeView;

namespace causeway::views {

class ElidedLabel;

class VariantPanel : public QWidget {
    Q_OBJECT
public:
    enum MovedColumn { ClassColumn, HereColumn, ThereColumn };
    VariantPanel(BoundaryDesk &desk, QWidget *parent);
    [[nodiscard]] QTreeView &tree() { return *m_tree; }
    [[nodiscard]] SplitTree &model() { return *m_model; }
    [[nodiscard]] QComboBox &before() { return *m_before; }
    [[nodiscard]] QTableView &moved() { return *m_movedTable; }
    [[nodiscard]] ElidedLabel &distance() { return *m_distance; }
    [[nodiscard]] bool isEmpty() const;
    void renameChosen();          // begins to edit its name
    void fill(QMenu &menu) const; // what can be done with the chosen one

private:
    void build();
    void refresh();
    void follow();  // the chosen one
    void measure(); // those that are not known yet, by a job
    void showDistance();

    BoundaryDesk &m_desk;
    SplitTree *m_model;
    CellTable *m_movedModel;
    QTreeView *m_tree;
    QTableView *m_movedTable;
    QComboBox *m_before;
    ElidedLabel *m_distance;
    QStackedLayout *m_stack;
    QWidget *m_page, *m_none;
    std::map<SplitId, std::pair<std::string, boundaries::Measures>> m_known; // of which classes
    BoundaryDataPtr m_of;
    std::vector<std::uint32_t> m_moved; // classes, by line
    bool m_following = false;
};

} // namespace causeway::views
