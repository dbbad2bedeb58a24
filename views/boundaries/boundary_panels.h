#pragma once
// The panels around the canvas that tell of the chosen split and of its variants, and what can be done with these: once, for menus, keys and
// the command palette.

#include <QPointer>

#include <memory>
#include <vector>

#include "views/shell/perspective.h"

namespace causeway::views {

class BoundaryDesk;
class VariantPanel;

class BoundaryPanels {
public:
    explicit BoundaryPanels(BoundaryDesk &desk) : m_desk(desk) {}
    [[nodiscard]] std::vector<PanelSpec> specs();
    // Follows the desk.
    void addActions();

private:
    void addPanelActions();
    void addExports();
    void update();
    void editNote();
    void importFile();
    void bringToFront(QWidget *panel);

    BoundaryDesk &m_desk;
    QPointer<VariantPanel> m_variants;
    QPointer<QWidget> m_matrix, m_pareto, m_order, m_cost;
};

} // namespace causeway::views
