#pragma once

#include <QMainWindow>

namespace causeway::views {

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(QWidget *parent = nullptr);
};

} // namespace causeway::views
