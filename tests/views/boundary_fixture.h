#pragma once
// A window with the perspective Boundaries alone, and a small program of three services.

#include <QMainWindow>
#include <QTemporaryDir>
#include <QTest>

#include "app/workspace/workspace.h"
#include "views/boundaries/boundary_bar.h"
#include "views/boundaries/boundary_canvas.h"
#include "views/boundaries/boundary_desk.h"
#include "views/boundaries/boundary_panel.h"
#include "views/boundaries/boundary_perspective.h"
#include "views/boundaries/class_panel.h"
#include "views/boundaries/measure_panel.h"
#include "views/boundaries/why_panel.h"
#include "views/shell/action_registry.h"
#include "views/shell/perspective_area.h"
#include "views/shell/settings.h"

namespace causeway::test {

// Recorded calls of twelve classes: carts, banks and parcels, four each, that call among themselves and a little across.
inline QByteArray callFlows()
{
    QByteArray out;
    qint64 time = 1000;
    const auto call = [&](const QByteArray &useCase, const QByteArray &from, const QByteArray &to) {
        const auto place = [](const QByteArray &name) { return name == "Root" ? QByteArray("<None>:Root:<None>") : "src/org/" + name + ".java:" + name + ":run"; };
        out += QByteArray::number(time) + ',' + useCase + ',' + from + " calls " + to + ',' + place(from) + ',' + place(to) + '\n';
        time += 2;
    };
    for (int i = 0; i < 5; ++i)
        for (const auto &[useCase, word] : {std::pair("buy", "Cart"), {"pay", "Bank"}, {"send", "Parcel"}}) {
            const QByteArray name(word);
            call(useCase, "Root", name + "Controller");
            call(useCase, name + "Controller", name + "Service");
            call(useCase, name + "Service", name + "Dao");
            call(useCase, name + "Dao", name + "Data");
        }
    call("buy", "CartService", "BankService");
    call("send", "ParcelService", "BankData");
    return out;
}

struct BoundaryWindow {
    static constexpr int kWait = 60'000;

    explicit BoundaryWindow(const QTemporaryDir &folder) : settings(folder.filePath("settings.ini")), perspective({workspace, actions, settings})
    {
        using namespace views;
        QObject::connect(&workspace, &workspace::Workspace::errorReported, [this](const Error &error) { errors << QString::fromStdString(error.toEnglish()); });
        actions.add({.id = QStringLiteral("file.import"), .text = QStringLiteral("Import"), .group = {}, .icon = {}}, [] {});
        perspective.addActions();
        workspace.setPerspective("boundaries");
        area = new PerspectiveArea(perspective, {workspace, actions, settings}, &window);
        window.setCentralWidget(area);
        for (const auto &entry : actions.entries()) // as the window does
            if (entry.spec.scope == QLatin1String("boundaries"))
                area->addAction(entry.action);
        window.resize(1400, 1000);
        window.show();
        active = QTest::qWaitForWindowActive(&window);
        panel = window.findChild<BoundaryPanel *>();
        classes = window.findChild<ClassPanel *>();
        measures = window.findChild<MeasurePanel *>();
        why = window.findChild<WhyPanel *>();
    }
    views::BoundaryDesk &desk() { return perspective.desk(); }
    views::BoundaryCanvas &canvas() { return panel->canvas(); }
    QAction *action(const char *id) { return actions.action(QLatin1String(id)); }
    bool settle()
    {
        return QTest::qWaitFor([&] { return desk().isRead() && desk().isSaved() && !desk().isProposing() && !desk().isSimulating() && workspace.jobs().isIdle(); }, kWait) && workspace.jobs().waitForIdle(kWait);
    }
    bool importFlows(const QTemporaryDir &folder, const QString &project)
    {
        QFile file(folder.filePath("flow.txt"));
        if (!file.open(QIODevice::WriteOnly) || file.write(callFlows()) <= 0)
            return false;
        file.close();
        engine::ImportRequest request;
        request.paths = {file.fileName().toStdString()};
        workspace.importLogs(request, project);
        return QTest::qWaitFor([&] { return desk().data() != nullptr; }, kWait) && settle();
    }
    bool propose()
    {
        action("boundaries.propose")->trigger();
        return QTest::qWaitFor([&] { return desk().split() != nullptr && canvas().picture() != nullptr; }, kWait) && settle();
    }
    std::uint32_t classOf(const char *name) { return *desk().data()->data.model.find(name); }
    std::uint32_t serviceOf(const char *name) { return desk().split()->split.serviceOf[classOf(name)]; }
    QPoint at(const char *name) { return canvas().toWidget(canvas().picture()->chip(classOf(name)).center()).toPoint(); }
    QPoint atTitle(std::uint32_t service)
    {
        for (const auto &box : canvas().picture()->boxes())
            if (box.service == service)
                return canvas().toWidget(box.title.center()).toPoint();
        return {};
    }

    views::Settings settings;
    workspace::Workspace workspace;
    views::ActionRegistry actions;
    views::BoundaryPerspective perspective;
    QMainWindow window;
    views::PerspectiveArea *area = nullptr;
    views::BoundaryPanel *panel = nullptr;
    views::ClassPanel *classes = nullptr;
    views::MeasurePanel *measures = nullptr;
    views::WhyPanel *why = nullptr;
    QStringList errors;
    bool active = false;
};

} // namespace causeway::test
