#pragma once
// The panels of one perspective: a window in the window, with docks around the panel in the centre. Panels can be closed,
// moved and maximised; the layout is kept.

#include <QMainWindow>

#include <memory>
#include <vector>

#include "views/shell/perspective.h"

class QDockWidget;

namespace causeway::views {

class PerspectiveArea : public QMainWindow {
    Q_OBJECT
public:
    // perspective outlives the area.
    PerspectiveArea(Perspective &perspective, ViewContext context, QWidget *parent);

    [[nodiscard]] Perspective &perspective() const { return m_perspective; }
    [[nodiscard]] std::vector<QAction *> panelActions() const; // toggles
    void toggleMaximised(); // of the panel that has the keyboard, else the centre
    [[nodiscard]] bool isMaximised() const { return !m_hidden.isEmpty() || m_maximised != nullptr; }
    void resetLayout();
    void saveLayout();
    void focusPanel();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void placeDocks();
    void takeSizes(); // those the panels ask for
    struct Dock {
        PanelSpec spec;
        QDockWidget *dock;
    };
    Perspective &m_perspective;
    ViewContext m_context;
    QWidget *m_center = nullptr;
    std::vector<Dock> m_docks;
    QWidget *m_maximised = nullptr;
    bool m_sizesWanted = false;
    QByteArray m_hidden; // the layout before a panel was maximised
};

} // namespace causeway::views
