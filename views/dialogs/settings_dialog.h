#pragma once
// General: theme, size of the font, zone of times, threads; changes take effect at once. Templates: the open project's masks.

#include <QDialog>

namespace causeway::workspace {
class Workspace;
}

namespace causeway::views {

class Settings;
class TemplateMasksPage;

class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    SettingsDialog(Settings &settings, workspace::Workspace &workspace, QWidget *parent);

    // Closes, by whatever way; asks first where masks are changed and not applied.
    void reject() override;

private:
    void ask();
    TemplateMasksPage *m_masks;
    bool m_closing = false; // once they are applied
};

} // namespace causeway::views
