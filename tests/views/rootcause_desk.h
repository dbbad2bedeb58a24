#pragma once
// A window with the perspective Root cause alone.

#include <QDockWidget>
#include <QMainWindow>
#include <QTemporaryDir>
#include <QTest>

#include "app/workspace/workspace.h"
#include "tests/views/shop_signals.h"
#include "views/rootcause/cause_panel.h"
#include "views/rootcause/cause_perspective.h"
#include "views/shell/action_registry.h"
#include "views/shell/inspector.h"
#include "views/shell/perspective_area.h"
#include "views/shell/settings.h"

namespace causeway::test {

inline constexpr int kWait = 60'000;

struct RootCauseDesk {
    explicit RootCauseDesk(const QTemporaryDir &folder) : settings(folder.filePath("settings.ini")), perspective({workspace, actions, settings})
    {
        using namespace views;
        QObject::connect(&workspace, &workspace::Workspace::errorReported, [this](const Error &error) { errors << QString::fromStdString(error.toEnglish()); });
        for (const char *id : {"file.import", "view.timeRange"})
            actions.add({.id = QLatin1String(id), .text = QLatin1String(id), .group = "File", .icon = {}}, [] {});
        auto *side = new QDockWidget("Inspector", &window);
        inspector = new Inspector({workspace, actions, settings}, side);
        side->setWidget(inspector);
        window.addDockWidget(Qt::RightDockWidgetArea, side);
        perspective.addActions();
        workspace.setPerspective("rootcause");
        area = new PerspectiveArea(perspective, {workspace, actions, settings}, &window);
        window.setCentralWidget(area);
        for (const auto &entry : actions.entries()) // as the window does
            if (entry.spec.scope == QLatin1String("rootcause"))
                area->addAction(entry.action);
        window.resize(1300, 900);
        window.show();
        active = QTest::qWaitForWindowActive(&window);
        causes = window.findChild<CausePanel *>();
    }
    // Opens the project, looks at the time and waits for the answer.
    bool ask(const QString &project, const TimeRange &time)
    {
        workspace.open(project);
        if (!QTest::qWaitFor([&] { return workspace.snapshot() != nullptr && workspace.jobs().isIdle(); }, kWait))
            return false;
        workspace.setTimeRange(time);
        return QTest::qWaitFor([&] { return causes->showsAnswer() && perspective.desk().answer() != nullptr; }, kWait) && workspace.jobs().waitForIdle(kWait);
    }
    views::Settings settings;
    workspace::Workspace workspace;
    views::ActionRegistry actions;
    views::CausePerspective perspective;
    QMainWindow window;
    views::PerspectiveArea *area = nullptr;
    views::Inspector *inspector = nullptr;
    views::CausePanel *causes = nullptr;
    QStringList errors;
    bool active = false;
};

inline TimeRange seconds(std::int64_t from, std::int64_t to) { return {{(kBegin + from) * 1'000'000'000}, {(kBegin + to) * 1'000'000'000}}; }

// A project with the shop's signals.
inline bool importShop(const QTemporaryDir &folder, const QString &project)
{
    workspace::Workspace workspace;
    engine::ImportRequest request;
    for (const auto &[name, bytes] : {std::pair{"spans.json", spans()}, {"metrics.json", metrics()}, {"lines.jsonl", lines()}}) {
        if (!write(folder.filePath(name), bytes))
            return false;
        request.paths.push_back(folder.filePath(name).toStdString());
    }
    workspace.importLogs(request, project);
    return QTest::qWaitFor([&] { return workspace.snapshot() && workspace.snapshot()->sources.size() == 3; }, kWait) && workspace.jobs().waitForIdle(kWait);
}

} // namespace causeway::test
