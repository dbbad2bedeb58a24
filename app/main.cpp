#include <QApplication>

#include <cstdlib>

#include "app/cli/cli.h"
#include "views/main_window.h"

int main(int argc, char **argv)
{
    // Before any thread: libraries of linear algebra must not multiply our own threads.
    setenv("OMP_NUM_THREADS", "1", 1);
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    if (argc > 1 && causeway::cli::isVerb(argv[1]))
        return causeway::cli::run(argc, argv);
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Causeway"));
    causeway::views::MainWindow window;
    window.show();
    return QApplication::exec();
}
