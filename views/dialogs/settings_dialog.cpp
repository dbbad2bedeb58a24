#include "views/dialogs/settings_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>
#include <QTabWidget>
#include <QThread>

#include "views/dialogs/template_masks_page.h"
#include "views/shell/settings.h"
#include "views/theme/theme.h"

namespace causeway::views {

SettingsDialog::SettingsDialog(Settings &settings, workspace::Workspace &workspace, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Settings"));
    auto *column = new QVBoxLayout(this);
    auto *tabs = new QTabWidget(this);
    tabs->setAccessibleName(tr("Settings"));
    tabs->setDocumentMode(true);
    auto *general = new QWidget(tabs);
    auto *form = new QFormLayout(general);
    form->setContentsMargins(theme::kGroup, theme::kGroup, theme::kGroup, theme::kGroup);

    auto *mode = new QComboBox(this);
    mode->addItem(tr("As the system"), static_cast<int>(theme::Mode::System));
    mode->addItem(tr("Light"), static_cast<int>(theme::Mode::Light));
    mode->addItem(tr("Dark"), static_cast<int>(theme::Mode::Dark));
    mode->setCurrentIndex(mode->findData(static_cast<int>(settings.themeMode())));
    connect(mode, &QComboBox::activated, this, [mode, &settings] { settings.setThemeMode(static_cast<theme::Mode>(mode->currentData().toInt())); });
    form->addRow(tr("&Theme"), mode);

    auto *size = new QSpinBox(this);
    size->setRange(6, 24);
    size->setSuffix(tr(" pt"));
    size->setValue(settings.fontSize() > 0 ? settings.fontSize() : theme::interfaceFont().pointSize());
    connect(size, &QSpinBox::valueChanged, this, [&settings](int points) { settings.setFontSize(points); });
    form->addRow(tr("&Font size"), size);

    auto *zone = new QComboBox(this);
    zone->addItem(tr("Local time (UTC on hover)"), false);
    zone->addItem(tr("UTC"), true);
    zone->setCurrentIndex(settings.utc() ? 1 : 0);
    connect(zone, &QComboBox::activated, this, [zone, &settings] { settings.setUtc(zone->currentData().toBool()); });
    form->addRow(tr("T&imes"), zone);

    auto *threads = new QSpinBox(this);
    threads->setRange(0, 256);
    threads->setSpecialValueText(tr("As many as processors: %1").arg(QThread::idealThreadCount()));
    threads->setValue(settings.threads());
    connect(threads, &QSpinBox::valueChanged, this, [&settings](int count) { settings.setThreads(count); });
    form->addRow(tr("T&hreads for jobs"), threads);
    auto *note = new QLabel(tr("The number of threads never changes a result."), this);
    note->setForegroundRole(QPalette::PlaceholderText);
    form->addRow(QString(), note);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    tabs->addTab(general, tr("&General"));
    tabs->setTabToolTip(0, tr("Look, times and threads, for all projects"));
    tabs->addTab(new TemplateMasksPage(workspace, tabs), tr("Te&mplates"));
    tabs->setTabToolTip(1, tr("Masks: which stretches of messages are one parameter, for the open project"));
    column->addWidget(tabs, 1);
    column->addWidget(buttons);
    resize(760, 640);
}

} // namespace causeway::views
