#pragma once
// Boundaries: where would it split, at what cost? Services with their classes, measures, the classes as a table, why each is where it is.

#include <QPointer>

#include "views/shell/perspective.h"

namespace causeway::views {

class BoundaryDesk;
class BoundaryPanels;
class BoundaryPanel;

class BoundaryPerspective : public Perspective {
public:
    explicit BoundaryPerspective(ViewContext context);
    ~BoundaryPerspective() override;

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString question() const override;
    [[nodiscard]] QString icon() const override;
    [[nodiscard]] std::vector<PanelSpec> panels() override;
    void addActions() override;
    [[nodiscard]] QWidget *focusWidget() override;
    [[nodiscard]] BoundaryDesk &desk() { return *m_desk; }

private:
    std::unique_ptr<BoundaryDesk> m_desk;
    std::unique_ptr<BoundaryPanels> m_panels;
    QPointer<BoundaryPanel> m_center;
};

} // namespace causeway::views
