#include <QApplication>

#include "views/main_window.h"

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Causeway"));
    causeway::views::MainWindow window;
    window.show();
    return QApplication::exec();
}
