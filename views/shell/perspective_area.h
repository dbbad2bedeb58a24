#pragma once
// The panels of one perspective: a window in the window, with docks around the panel in the centre. Panels can be closed,
// moved and maximised (also by a double click on a tab or title); the layout is kept. A panel below the centre that comes to the
// front gets the height it asks for, up to a share of the area, but no more than somebody left it by dragging its border.
// A panel that the project has nothing for is away; what a person closed stays closed when it comes again.

#include <QMainWindow>
#include <QPointer>

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
    void toggleMaximised(QWidget *panel); // the centre or a dock; panels behind a dock stay behind it
    [[nodiscard]] bool isMaximised() const { return !m_hidden.isEmpty() || m_maximised != nullptr; }
    void resetLayout();
    void saveLayout();
    void focusPanel();

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; // double clicks on tabs

private:
    struct Dock {
        PanelSpec spec;
        QDockWidget *dock;
        bool isAway = false;   // the project has nothing for it
        bool isClosed = false; // what it was, while it is away
    };
    void placeDocks();
    void takeSizes(); // those the panels ask for
    void comeToFront();
    void giveRoom();
    void followData();           // panels go and come with what the project has
    void setAway(Dock &entry, bool away);
    void watchTabs(); // they come and go with the docks
    [[nodiscard]] Dock *front(); // of those below the centre; nullptr
    [[nodiscard]] int evenHeight() const; // of all below the centre, where they are many; 0: each has its own
    Perspective &m_perspective;
    ViewContext m_context;
    QWidget *m_center = nullptr;
    std::vector<Dock> m_docks;
    QWidget *m_maximised = nullptr;
    QPointer<QDockWidget> m_front; // below the centre: what has its room
    bool m_roomAsked = false;
    int m_given = 0;               // height of m_front when it came
    bool m_sizesWanted = false;
    QByteArray m_hidden; // the layout before a panel was maximised
};

} // namespace causeway::views
