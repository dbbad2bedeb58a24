#pragma once
// The one window: perspectives at the left, project and filter at the top, the time line, panels, inspector, status bar.

#include <QMainWindow>

#include <map>
#include <memory>

#include "views/shell/action_registry.h"
#include "views/shell/perspective.h"

class QDockWidget;
class QLabel;
class QStackedWidget;

namespace causeway::views {

class CommandBar;
class Inspector;
class MessageBar;
class PerspectiveArea;
class PerspectiveBar;
class TimeLine;
class WelcomePage;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    using Factory = std::function<std::vector<std::unique_ptr<Perspective>>(const ViewContext &)>;
    // Workspace and settings outlive the window.
    MainWindow(workspace::Workspace &workspace, Settings &settings, QWidget *parent = nullptr, const Factory &perspectives = makePerspectives);
    ~MainWindow() override;

    [[nodiscard]] ActionRegistry &actions() { return m_actions; }
    [[nodiscard]] MessageBar &messages() { return *m_messages; }
    [[nodiscard]] TimeLine &timeLine() { return *m_timeLine; }
    // One .causeway file is opened, of a bundle a project is made; anything else goes to the import dialog.
    void openPaths(const QStringList &paths);
    void showPerspective(const QString &id); // "home": the welcome page

protected:
    void resizeEvent(QResizeEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    void addActions();
    void addPerspectiveActions();
    void addMenus();
    void build();
    void fitToScreen();
    void follow();

    void openProject();
    void newProject();
    void importLogs(const QStringList &paths);
    void exportReport();
    void exportBundle();
    void openBundle(const QString &bundle);
    void openSample();
    void analyse();
    void showSettings();
    void showShortcuts();
    void showGuide();
    void showAbout();
    void showPalette();
    void resetLayout();

    void projectChanged();
    void refreshActions();
    void refreshCounts();
    PerspectiveArea *area(const QString &id);

    workspace::Workspace &m_workspace;
    Settings &m_settings;
    ActionRegistry m_actions;
    ViewContext m_context;
    std::vector<std::unique_ptr<Perspective>> m_perspectives;
    std::map<QString, PerspectiveArea *> m_areas; // made when first shown

    PerspectiveBar *m_bar = nullptr;
    CommandBar *m_commandBar = nullptr;
    MessageBar *m_messages = nullptr;
    TimeLine *m_timeLine = nullptr;
    QStackedWidget *m_stack = nullptr;
    WelcomePage *m_welcome = nullptr;
    QDockWidget *m_inspectorDock = nullptr;
    QLabel *m_counts = nullptr;
    QWidget *m_dropHint = nullptr;
    QString m_shown;
    bool m_inspectorWanted = true;
};

} // namespace causeway::views
