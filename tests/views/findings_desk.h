#pragma once
// The panels of Findings in a window, with their actions, for tests that play a person's day.

#include <QHBoxLayout>
#include <QListView>
#include <QMainWindow>
#include <QTemporaryDir>
#include <QTest>

#include "app/workspace/workspace.h"
#include "storage/label_store.h"
#include "views/findings/curves_panel.h"
#include "views/findings/detector_panel.h"
#include "views/findings/finding_detail.h"
#include "views/findings/finding_lines.h"
#include "views/findings/findings_perspective.h"
#include "views/findings/queue_panel.h"
#include "views/models/finding_model.h"
#include "views/shell/action_registry.h"
#include "views/shell/settings.h"

namespace causeway::test {

using namespace views;
using workspace::Workspace;

constexpr int kWait = 8'000; // ms

// A window with the perspective's panels and its actions, as the program has it.
struct FindingsDesk {
    explicit FindingsDesk(const QTemporaryDir &folder) : settings(folder.filePath(QStringLiteral("settings.ini"))), perspective(ViewContext{workspace, actions, settings})
    {
        QObject::connect(&workspace, &Workspace::errorReported, [this](const Error &error) { errors << QString::fromStdString(error.toEnglish()); });
        for (const char *id : {"file.open", "file.import"})
            actions.add({.id = QLatin1String(id), .text = QLatin1String(id), .group = QStringLiteral("File"), .icon = {}}, [] {});
        perspective.addActions();
        auto *row = new QWidget;
        auto *layout = new QHBoxLayout(row);
        for (PanelSpec &spec : perspective.panels())
            layout->addWidget(spec.create(row));
        window.setCentralWidget(row);
        for (const ActionRegistry::Entry &entry : actions.entries())
            if (entry.spec.scope == QLatin1String("findings"))
                row->addAction(entry.action);
        window.resize(1600, 900);
        window.show();
        active = QTest::qWaitForWindowActive(&window); // shortcuts need it
        workspace.setPerspective(QStringLiteral("findings"));
        queue = window.findChild<QueuePanel *>();
        detail = window.findChild<FindingDetail *>();
        detectors = window.findChild<DetectorPanel *>();
        curves = window.findChild<CurvesPanel *>();
        perspective.focusWidget()->setFocus();
    }
    bool settle()
    {
        return QTest::qWaitFor([this] { return workspace.isOpen() && workspace.data().reader && workspace.jobs().isIdle() && workspace.hasFilterResult() && !detail->lines().view().pager().isBusy(); }, kWait);
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { QTest::keyClick(window.focusWidget(), key, modifiers); }
    FindingModel &model() { return *static_cast<FindingModel *>(queue->list().model()); }
    int current() { return queue->list().currentIndex().row(); }
    std::optional<storage::Label> stored(int row)
    {
        const auto label = storage::LabelStore(*workspace.data().project).get(model().row(row).finding.subject);
        return label ? *label : std::nullopt;
    }

    Settings settings;
    Workspace workspace;
    ActionRegistry actions;
    FindingsPerspective perspective;
    QMainWindow window;
    QueuePanel *queue = nullptr;
    FindingDetail *detail = nullptr;
    DetectorPanel *detectors = nullptr;
    CurvesPanel *curves = nullptr;
    QStringList errors;
    bool active = false;
};

} // namespace causeway::test
