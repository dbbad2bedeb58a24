#include "views/main_window.h"

namespace causeway::views {

MainWindow::MainWindow(QWidget *parent) : QMainWindow(parent)
{
    setWindowTitle(tr("Causeway"));
    resize(1280, 800);
}

} // namespace causeway::views
