#include "views/dialogs/settings_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
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
    connect(buttons, &QDialogButtonBox::rejected, this, &SettingsDialog::reject);
    tabs->addTab(general, tr("&General"));
    tabs->setTabToolTip(0, tr("Look, times and threads, for all projects"));
    m_masks = new TemplateMasksPage(workspace, tabs);
    connect(m_masks, &TemplateMasksPage::applied, this, [this] {
        if (m_closing)
            QDialog::reject();
    });
    connect(m_masks, &TemplateMasksPage::applyFailed, this, [this] { m_closing = false; });
    tabs->addTab(m_masks, tr("&Patterns"));
    tabs->setTabToolTip(1, tr("Masks: which stretches of messages are one parameter, for the open project"));
    column->addWidget(tabs, 1);
    column->addWidget(buttons);
    resize(760, 640);
}

void SettingsDialog::reject()
{
    if (m_masks->isApplying())
        m_closing = true;
    else if (m_masks->isChanged())
        ask();
    else
        QDialog::reject();
}

void SettingsDialog::ask()
{
    if (findChild<QMessageBox *>() != nullptr)
        return;
    auto *box = new QMessageBox(QMessageBox::Question, tr("Masks are not applied"), tr("The masks for patterns are changed, but not applied."),
                                QMessageBox::Apply | QMessageBox::Discard | QMessageBox::Cancel, this);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QString whyNot = m_masks->whyNotApply();
    box->setIconPixmap(theme::icon(QStringLiteral("info")).pixmap(QSize(32, 32), devicePixelRatio()));
    box->setInformativeText(whyNot.isEmpty() ? tr("Apply makes the patterns anew with them, Discard forgets the changes, Cancel goes on editing.") : whyNot);
    box->button(QMessageBox::Apply)->setEnabled(whyNot.isEmpty());
    box->button(QMessageBox::Apply)->setToolTip(whyNot);
    box->setDefaultButton(whyNot.isEmpty() ? QMessageBox::Apply : QMessageBox::Cancel);
    connect(box, &QDialog::finished, this, [this](int answer) {
        m_closing = answer == QMessageBox::Apply && m_masks->whyNotApply().isEmpty();
        if (m_closing)
            m_masks->apply();
        else if (answer == QMessageBox::Discard) {
            m_masks->discard();
            QDialog::reject();
        }
    });
    box->open();
}

} // namespace causeway::views
