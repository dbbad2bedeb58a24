#pragma once
// A window with the perspective What-if alone.

#include <QDockWidget>
#include <QMainWindow>
#include <QTemporaryDir>
#include <QTest>

#include "app/workspace/workspace.h"
#include "tests/support/test_data.h"
#include "views/shell/action_registry.h"
#include "views/shell/perspective_area.h"
#include "views/shell/settings.h"
#include "views/whatif/answer_panel.h"
#include "views/whatif/comparison_panel.h"
#include "views/whatif/policy_panel.h"
#include "views/whatif/scenario_graph_panel.h"
#include "views/whatif/scenario_panel.h"
#include "views/whatif/whatif_desk.h"
#include "views/whatif/whatif_perspective.h"

namespace causeway::test {

struct WhatIfWindow {
    static constexpr int kWait = 60'000;

    explicit WhatIfWindow(const QTemporaryDir &folder) : settings(folder.filePath("settings.ini")), perspective({workspace, actions, settings})
    {
        using namespace views;
        QObject::connect(&workspace, &workspace::Workspace::errorReported, [this](const Error &error) { errors << QString::fromStdString(error.toEnglish()); });
        perspective.addActions();
        workspace.setPerspective("whatif");
        area = new PerspectiveArea(perspective, {workspace, actions, settings}, &window);
        window.setCentralWidget(area);
        for (const auto &entry : actions.entries()) // as the window does
            if (entry.spec.scope == QLatin1String("whatif"))
                area->addAction(entry.action);
        window.resize(1300, 900);
        window.show();
        active = QTest::qWaitForWindowActive(&window);
        scenarios = window.findChild<ScenarioPanel *>();
        graph = window.findChild<ScenarioGraphPanel *>();
        answer = window.findChild<AnswerPanel *>();
        comparison = window.findChild<ComparisonPanel *>();
        policies = window.findChild<PolicyPanel *>();
    }
    views::WhatIfDesk &desk() { return perspective.desk(); }
    QAction *action(const char *id) { return actions.action(QLatin1String(id)); }
    // Everything that was asked is read, saved and answered.
    bool settle()
    {
        return QTest::qWaitFor([&] { return desk().isRead() && desk().isSaved() && !desk().isSimulating() && !desk().isLearning() && !desk().isComparing() && workspace.jobs().isIdle(); }, kWait) && workspace.jobs().waitForIdle(kWait);
    }
    bool open(const QString &path)
    {
        workspace.open(path);
        return QTest::qWaitFor([&] { return workspace.snapshot() != nullptr && desk().isRead(); }, kWait) && settle();
    }
    // A project with the fixed scenario of that name.
    bool openScenario(const QString &project, const char *name)
    {
        workspace.create(project);
        if (!QTest::qWaitFor([&] { return workspace.isOpen() && desk().isRead(); }, kWait))
            return false;
        desk().openFile(QString::fromStdString(sourcePath(std::string("tests/data/scenarios/") + name + ".json")));
        return QTest::qWaitFor([&] { return desk().answer() != nullptr; }, kWait) && settle();
    }

    views::Settings settings;
    workspace::Workspace workspace;
    views::ActionRegistry actions;
    views::WhatIfPerspective perspective;
    QMainWindow window;
    views::PerspectiveArea *area = nullptr;
    views::ScenarioPanel *scenarios = nullptr;
    views::ScenarioGraphPanel *graph = nullptr;
    views::AnswerPanel *answer = nullptr;
    views::ComparisonPanel *comparison = nullptr;
    views::PolicyPanel *policies = nullptr;
    QStringList errors;
    bool active = false;
};

} // namespace causeway::test
