#pragma once
// General: theme, size of the font, zone of times, threads; changes take effect at once. Templates: the open project's masks.

#include <QDialog>

namespace causeway::workspace {
class Workspace;
}

namespace causeway::views {

class Settings;

class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    SettingsDialog(Settings &settings, workspace::Workspace &workspace, QWidget *parent);
};

} // namespace causeway::views
