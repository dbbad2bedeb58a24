#pragma once
// Theme, size of the font, zone of times, threads. Changes take effect at once.

#include <QDialog>

namespace causeway::views {

class Settings;

class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    SettingsDialog(Settings &settings, QWidget *parent);
};

} // namespace causeway::views
