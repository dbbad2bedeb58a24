#pragma once
// The Flow perspective in a window of its own, for tests that play a person.

#include <QLabel>
#include <QMainWindow>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

#include "app/workspace/workspace.h"
#include "views/flow/edge_times_panel.h"
#include "views/flow/flow_check_panel.h"
#include "views/flow/flow_mining.h"
#include "views/flow/flow_notes.h"
#include "views/flow/flow_panel.h"
#include "views/flow/flow_perspective.h"
#include "views/flow/flow_replay.h"
#include "views/flow/flow_replay_panel.h"
#include "views/flow/flow_table_panel.h"
#include "views/graph/graph_view.h"
#include "views/shell/action_registry.h"
#include "views/shell/empty_state.h"
#include "views/shell/settings.h"

namespace causeway::test {

using namespace causeway::views;
using workspace::Workspace;

inline constexpr int kWait = 20'000;

struct FlowDesk {
    explicit FlowDesk(const QTemporaryDir &folder) : settings(folder.filePath(QStringLiteral("settings.ini"))), perspective(ViewContext{workspace, actions, settings})
    {
        QObject::connect(&workspace, &Workspace::errorReported, [this](const Error &error) { errors << QString::fromStdString(error.toEnglish()); });
        for (const char *id : {"file.open", "file.import"})
            actions.add({.id = QLatin1String(id), .text = QLatin1String(id), .group = QStringLiteral("File"), .icon = {}}, [] {});
        perspective.addActions();
        auto *page = new QWidget;
        auto *column = new QVBoxLayout(page);
        for (PanelSpec &spec : perspective.panels())
            column->addWidget(spec.create(page), spec.place == PanelSpec::Place::Center ? 3 : 1);
        window.setCentralWidget(page);
        for (const ActionRegistry::Entry &entry : actions.entries())
            page->addAction(entry.action);
        window.resize(1200, 1000);
        window.show();
        active = QTest::qWaitForWindowActive(&window);
        workspace.setPerspective(QStringLiteral("flow"));
        panel = window.findChild<FlowPanel *>();
        edges = window.findChild<FlowEdgePanel *>();
        nodes = window.findChild<FlowNodePanel *>();
        times = window.findChild<EdgeTimesPanel *>();
        differences = window.findChild<FlowDifferencePanel *>();
        check = window.findChild<FlowCheckPanel *>();
        steps = window.findChild<FlowReplayPanel *>();
    }
    GraphView &view() { return panel->view(); }
    const std::shared_ptr<const FlowPicture> &picture() { return panel->picture(); }
    bool hasGraph()
    {
        return QTest::qWaitFor([this] { return panel->showsGraph() && workspace.jobs().isIdle() && !panel->isLayingOut(); }, kWait);
    }
    std::uint32_t nodeWith(const QString &text)
    {
        for (std::uint32_t i = 0; i < picture()->visible().nodes.size(); ++i)
            if (picture()->nodeText(i).contains(text))
                return i;
        return 0xffff;
    }
    void click(std::uint32_t node) { QTest::mouseClick(&view(), Qt::LeftButton, {}, view().toWidget(picture()->nodeRect(node).center()).toPoint()); }
    QString said() // by the empty state in front
    {
        QStringList all;
        const auto labels = panel->shownEmptyState().findChildren<QLabel *>();
        for (const QLabel *label : labels)
            all << label->text();
        return all.join(QLatin1Char(' '));
    }

    Settings settings;
    Workspace workspace;
    ActionRegistry actions;
    FlowPerspective perspective;
    QMainWindow window;
    FlowPanel *panel = nullptr;
    FlowEdgePanel *edges = nullptr;
    FlowNodePanel *nodes = nullptr;
    EdgeTimesPanel *times = nullptr;
    FlowDifferencePanel *differences = nullptr;
    FlowCheckPanel *check = nullptr;
    FlowReplayPanel *steps = nullptr;
    QStringList errors;
    bool active = false;
};

} // namespace causeway::test
