#pragma once
// The window with two plain perspectives, for tests of the shell.

#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <vector>

#include "app/workspace/workspace.h"
#include "views/shell/action_registry.h"
#include "views/shell/main_window.h"
#include "views/shell/settings.h"

namespace causeway::views {

// A perspective with one panel at each side.
class PlainPerspective : public Perspective {
public:
    using Perspective::Perspective;
    QString id() const override { return "plain"; }
    QString title() const override { return "Plain"; }
    QString question() const override { return "Does the shell work?"; }
    QString icon() const override { return "explore"; }
    std::vector<PanelSpec> panels() override
    {
        const auto label = [](const QString &text) { return [text](QWidget *parent) -> QWidget * { return new QLabel(text, parent); }; };
        return {{"plain.center", "Centre", {}, PanelSpec::Place::Center, 0, label("centre")},
                {"plain.left", "Left", {}, PanelSpec::Place::Left, 200, label("left")},
                {"plain.bottom", "Bottom", {}, PanelSpec::Place::Bottom, 100, label("bottom")}};
    }
    void addActions() override
    {
        m_context.actions.add({.id = "plain.next", .text = "Next", .group = "Plain", .icon = {}, .shortcuts = {QKeySequence("J")}, .help = {}, .scope = "plain"}, [this] { ++m_nexts; });
    }
    int m_nexts = 0;
};

class SecondPerspective : public Perspective {
public:
    using Perspective::Perspective;
    QString id() const override { return "second"; }
    QString title() const override { return "Second"; }
    QString question() const override { return "Is there another one?"; }
    QString icon() const override { return "findings"; }
    std::vector<PanelSpec> panels() override
    {
        return {{"second.center", "Centre", {}, PanelSpec::Place::Center, 0, [](QWidget *parent) -> QWidget * { return new QLabel("second", parent); }}};
    }
    void addActions() override {}
};

inline std::vector<std::unique_ptr<Perspective>> plainPerspectives(const ViewContext &context)
{
    std::vector<std::unique_ptr<Perspective>> all;
    all.push_back(std::make_unique<PlainPerspective>(context));
    all.push_back(std::make_unique<SecondPerspective>(context));
    return all;
}

class ShellWindow {
protected:
    void open()
    {
        m_settings = std::make_unique<Settings>(m_folder.filePath("settings.ini"));
        m_workspace = std::make_unique<workspace::Workspace>();
        m_window = std::make_unique<MainWindow>(*m_workspace, *m_settings, nullptr, plainPerspectives);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void close()
    {
        m_window.reset();
        m_workspace.reset();
        m_settings.reset();
    }
    ViewContext context() { return {*m_workspace, m_window->actions(), *m_settings}; }
    void openSample()
    {
        m_workspace->openSample(m_folder.path());
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->snapshot() && m_workspace->snapshot()->events > 0, 60000);
        QVERIFY(m_workspace->jobs().waitForIdle(120000));
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<workspace::Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace causeway::views
