#include <QApplication>
#include <QTemporaryDir>
#include <QIcon>
#include <QStandardPaths>
#include <QTimer>
#include <QWindow>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>

#include "app/cli/cli.h"
#include "app/workspace/workspace.h"
#include "views/flow/graph_export.h"
#include "views/report/write_incident.h"
#include "views/report/write_report.h"
#include "views/report/write_split.h"
#include "views/report/write_whatif.h"
#include "views/shell/main_window.h"
#include "views/shell/settings.h"

namespace {

// Where there is no session of a desktop, Qt gets a folder of its own for what lives as long as the program.
class OffscreenApplication {
public:
    OffscreenApplication(int &argc, char **argv)
    {
        if (!qEnvironmentVariableIsSet("XDG_RUNTIME_DIR"))
            qputenv("XDG_RUNTIME_DIR", m_runtime.emplace().path().toLocal8Bit());
        qputenv("QT_QPA_PLATFORM", "offscreen");
        m_application.emplace(argc, argv);
        causeway::views::theme::apply(causeway::views::theme::Mode::Light, 0);
    }
    ~OffscreenApplication()
    {
        m_application.reset();
        if (m_runtime)
            qunsetenv("XDG_RUNTIME_DIR");
    }
    OffscreenApplication(const OffscreenApplication &) = delete;
    OffscreenApplication &operator=(const OffscreenApplication &) = delete;

private:
    std::optional<QTemporaryDir> m_runtime;
    std::optional<QApplication> m_application;
};

// What draws at the command line: without a display, and the same wherever it runs.
causeway::cli::Drawing drawing(int &argc, char **argv)
{
    const auto begin = [&argc, argv] { return std::make_unique<OffscreenApplication>(argc, argv); };
    return {.flow =
                [begin](std::shared_ptr<const causeway::engine::MineFlowResponse> mined, const std::string &path, const causeway::Job &job) {
                    const auto app = begin();
                    return causeway::views::drawGraph(std::move(mined), QString::fromStdString(path), job);
                },
            .report =
                [begin](const causeway::engine::ReportContent &content, const std::string &path, const causeway::Job &job) {
                    const auto app = begin();
                    return causeway::views::writeReport(content, QString::fromStdString(path), job);
                },
            .incident =
                [begin](const std::string &project, const causeway::engine::FindRootCauseRequest &request, causeway::engine::FindRootCauseResponse response, const std::string &path, const causeway::Job &job) {
                    const auto app = begin();
                    return causeway::views::writeIncident(project, request, std::move(response), QString::fromStdString(path), job);
                },
            .split =
                [begin](const causeway::engine::BoundariesResponse &response, const std::string &path, const causeway::Job &job) {
                    const auto app = begin();
                    return causeway::views::writeSplit(response, QString::fromStdString(path), job);
                },
            .whatIf =
                [begin](const causeway::engine::WhatIfReport &report, const std::string &path, const causeway::Job &job) {
                    const auto app = begin();
                    return causeway::views::writeWhatIf(report, QString::fromStdString(path), job);
                }};
}

} // namespace

int main(int argc, char **argv)
{
    // Before any thread: libraries of linear algebra must not multiply our own threads.
    setenv("OMP_NUM_THREADS", "1", 1);
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    const bool demo = causeway::cli::asksForDemoWindow(argc, argv);
    if (!demo && argc > 1 && causeway::cli::isVerb(argv[1]))
        return causeway::cli::run(argc, argv, drawing(argc, argv));
    const bool platformTold = std::any_of(argv + std::min(argc, 1), argv + argc, [](std::string_view word) { return word == "-platform" || word == "--platform"; });
    if (!platformTold && !causeway::cli::hasDisplay()) {
        std::fputs("causeway: The window cannot be opened: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). Start it in a desktop session or with "
                   "“ssh -X”, or work without a window: see causeway help.\n",
                   stderr);
        return 2;
    }
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Causeway"));
    QApplication::setDesktopFileName(QStringLiteral("causeway"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/causeway.svg")));
    causeway::views::Settings settings;
    causeway::views::theme::apply(settings.themeMode(), settings.fontSize());
    causeway::workspace::Workspace workspace;
    causeway::views::MainWindow window(workspace, settings);
    window.show();
    // A window manager that is just starting may lose the request to show a window: it is asked once more.
    constexpr int kPatience = 1500; // ms
    QTimer::singleShot(kPatience, &window, [&window] {
        if (window.windowHandle() != nullptr && !window.windowHandle()->isExposed() && window.isVisible() && !window.isMinimized()) {
            window.hide();
            window.show();
        }
    });
    if (demo)
        workspace.openSample(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation));
    else
        window.openPaths(QApplication::arguments().mid(1));
    return QApplication::exec();
}
