#pragma once
// A patterns panel over a small project, for tests of what is in it.

#include <QFile>
#include <QMenu>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

#include "app/engine/import_logs.h"
#include "app/workspace/workspace.h"
#include "storage/project.h"
#include "views/explore/parameter_panel.h"
#include "views/explore/pattern_commands.h"
#include "views/explore/pattern_panel.h"
#include "views/shell/action_registry.h"
#include "views/shell/settings.h"

namespace causeway::views {

inline constexpr int kWait = 20'000;

// Users log in by six methods (a word of six: a parameter that the forms write out), requests take some ms, one of them 9 s;
// a disk fails twice near the end.
inline QByteArray serviceLog()
{
    QByteArray bytes;
    const char *const methods[] = {"password", "certificate", "ticket", "token", "passkey", "card"};
    for (int i = 0; i < 1200; ++i) {
        const QByteArray time = QStringLiteral("2024-03-05 12:%1:%2").arg(i / 60 % 60, 2, 10, QLatin1Char('0')).arg(i % 60, 2, 10, QLatin1Char('0')).toLatin1();
        if (i % 2 == 0)
            bytes += time + " INFO shop.Auth: session of user u" + QByteArray::number(i % 7) + " was opened with " + methods[i / 2 % 6] + " from the web\n";
        else
            bytes += time + " INFO shop.Cart: request " + QByteArray::number(i) + " took " + (i == 777 ? QByteArray("9000") : QByteArray::number(100 + i % 40)) + " ms\n";
        if (i >= 1100 && i % 40 == 0)
            bytes += time + " ERROR shop.Disk: disk is full\n";
    }
    return bytes;
}

// The panel over a project of serviceLog(), settled.
struct Shown {
    Shown() : settings(folder.filePath(QStringLiteral("settings.ini")))
    {
        const QString path = folder.filePath(QStringLiteral("test.causeway"));
        {
            auto project = storage::Project::open(path.toStdString(), storage::Project::Mode::OpenOrCreate);
            QFile file(folder.filePath(QStringLiteral("service.log")));
            (void)file.open(QIODevice::WriteOnly);
            file.write(serviceLog());
            file.close();
            engine::ImportRequest request;
            request.paths = {file.fileName().toStdString()};
            if (auto imported = engine::importLogs(**project, request, Job{}); !imported)
                qFatal("%s", imported.error().toEnglish().c_str());
        }
        QObject::connect(&workspace, &workspace::Workspace::errorReported, [](const Error &error) { qInfo("%s", error.toEnglish().c_str()); });
        workspace.open(path);
        PatternCommands::addActions(actions, QStringLiteral("Explore"), {}, [this] { return panel ? &panel->commands() : nullptr; });
        actions.add({.id = QStringLiteral("explore.whyLines"), .text = QStringLiteral("Why"), .group = QStringLiteral("Explore"), .icon = {}}, [] {});
        panel = std::make_unique<PatternPanel>(ViewContext{workspace, actions, settings}, nullptr);
        panel->resize(1500, 460);
        panel->show();
        if (!settle())
            qFatal("not settled");
    }
    ~Shown() { panel.reset(); }
    bool settle()
    {
        return QTest::qWaitFor([this] { return workspace.isOpen() && workspace.data().catalog && workspace.jobs().isIdle() && workspace.hasFilterResult(); }, kWait);
    }
    PatternModel &model() { return panel->model(); }
    int row(const QString &part)
    {
        for (int i = 0; i < model().rowCount(); ++i)
            if (model().textOf(i).text.contains(part))
                return i;
        return -1;
    }
    TemplateId id(const QString &part) { return model().pattern(row(part)).id; }
    void click(const QString &part, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(panel->table().viewport(), Qt::LeftButton, modifiers, panel->table().visualRect(model().index(row(part), 0)).center());
    }
    const engine::ParameterValuesResponse *values(TemplateId id)
    {
        const auto there = [&] { return panel->parameters().shown() != nullptr && panel->parameters().shown()->id == id && workspace.jobs().isIdle(); };
        return QTest::qWaitFor(there, kWait) ? panel->parameters().shown() : nullptr;
    }
    QAction *entry(const QMenu &menu, const QString &text)
    {
        for (QAction *action : menu.actions())
            if (action->text().startsWith(text))
                return action;
        return nullptr;
    }

    QTemporaryDir folder;
    Settings settings;
    ActionRegistry actions;
    workspace::Workspace workspace;
    std::unique_ptr<PatternPanel> panel;
};

} // namespace causeway::views
