#include <QApplication>
#include <QIcon>

#include <cstdlib>

#include "app/cli/cli.h"
#include "app/workspace/workspace.h"
#include "views/shell/main_window.h"
#include "views/shell/settings.h"

int main(int argc, char **argv)
{
    // Before any thread: libraries of linear algebra must not multiply our own threads.
    setenv("OMP_NUM_THREADS", "1", 1);
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    if (argc > 1 && causeway::cli::isVerb(argv[1]))
        return causeway::cli::run(argc, argv);
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Causeway"));
    QApplication::setDesktopFileName(QStringLiteral("causeway"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/causeway.svg")));
    causeway::views::Settings settings;
    causeway::views::theme::apply(settings.themeMode(), settings.fontSize());
    causeway::workspace::Workspace workspace;
    causeway::views::MainWindow window(workspace, settings);
    window.show();
    window.openPaths(QApplication::arguments().mid(1));
    return QApplication::exec();
}
