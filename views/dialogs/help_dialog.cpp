#include "views/dialogs/help_dialog.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QHBoxLayout>
#include <QListWidget>
#include <QScrollBar>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <algorithm>

#include "app/engine/list_models.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

const QString kDetectors = QStringLiteral("detectors/");

QString valueOf(const detect::SettingInfo &setting, double value)
{
    const auto at = static_cast<std::size_t>(std::max(0.0, value));
    return at < setting.choices.size() ? QString::fromStdString(setting.choices[at]) : QString::number(value, 'g', 10);
}

QString rangeOf(const detect::SettingInfo &setting)
{
    if (setting.choices.empty())
        return HelpDialog::tr("%1 to %2").arg(valueOf(setting, setting.minimum), valueOf(setting, setting.maximum));
    QStringList all;
    for (const std::string &choice : setting.choices)
        all << QString::fromStdString(choice);
    return all.join(QStringLiteral(", "));
}

// As Markdown.
QString factsOf(const detect::DetectorInfo &info)
{
    QString out = HelpDialog::tr("**Needs** %1.").arg(QString::fromStdString(info.needs)) + QStringLiteral("\n\n");
    if (!info.settings.empty()) {
        out += HelpDialog::tr("**Settings**, on the command line as `causeway train P %1 --set NAME=VALUE`:").arg(QString::fromStdString(info.name)) + QStringLiteral("\n\n");
        out += HelpDialog::tr("| name | unless told | may be | what |") + QStringLiteral("\n|---|---|---|---|\n");
        for (const detect::SettingInfo &setting : info.settings)
            out += QStringLiteral("| `%1` | %2 | %3 | %4 |\n").arg(QString::fromStdString(setting.name), valueOf(setting, setting.defaultValue), rangeOf(setting), QString::fromStdString(setting.description));
        out += QLatin1Char('\n');
    }
    return out + HelpDialog::tr("**Source** %1. %2.").arg(QString::fromStdString(info.paper), QString::fromStdString(info.fidelity)) + QLatin1Char('\n');
}

} // namespace

HelpDialog::HelpDialog(QWidget *parent, const QString &page) : QDialog(parent), m_pages(new QListWidget(this)), m_text(new QTextBrowser(this))
{
    setWindowTitle(tr("Guide"));
    resize(880, 600);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::kGroup, theme::kGroup, theme::kGroup, theme::kGroup);
    layout->setSpacing(theme::kGroup);
    auto *row = new QHBoxLayout;
    m_pages->setAccessibleName(tr("Pages"));
    m_pages->setFixedWidth(200);
    m_text->setAccessibleName(tr("Text of the page"));
    m_text->setOpenLinks(false);
    m_text->document()->setDocumentMargin(theme::kGroup);
    // The space at the end of a broken line may stand beyond the page: that is nothing to scroll to.
    connect(m_text->horizontalScrollBar(), &QScrollBar::rangeChanged, this,
            [this](int, int most) { m_text->setHorizontalScrollBarPolicy(most > theme::kGroup ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff); });
    row->addWidget(m_pages);
    row->addWidget(m_text, 1);
    layout->addLayout(row, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);

    const std::pair<QString, QString> pages[] = {{tr("A first investigation"), QStringLiteral("guide")},
                                                 {tr("A tour of ten minutes"), QStringLiteral("tour")},
                                                 {tr("Search and filter"), QStringLiteral("search")},
                                                 {tr("Patterns"), QStringLiteral("templates")},
                                                 {tr("Flow"), QStringLiteral("flow")},
                                                 {tr("Traces and metrics"), QStringLiteral("traces")},
                                                 {tr("Root cause"), QStringLiteral("rootcause")},
                                                 {tr("What-if"), QStringLiteral("whatif")},
                                                 {tr("Boundaries"), QStringLiteral("boundaries")},
                                                 {tr("Detectors"), QStringLiteral("detectors")},
                                                 {tr("Workflow"), QStringLiteral("workflow")}};
    for (const auto &[title, name] : pages) {
        new QListWidgetItem(title, m_pages);
        m_pages->item(m_pages->count() - 1)->setData(Qt::UserRole, name);
        if (name != QLatin1String("detectors"))
            continue;
        for (const detect::DetectorInfo &info : engine::listDetectors()) {
            auto *item = new QListWidgetItem(QString(4, QChar::Nbsp) + QString::fromStdString(info.name), m_pages);
            item->setData(Qt::UserRole, detectorPage(info.name));
        }
    }
    connect(m_pages, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem *item) {
        if (item != nullptr)
            showPage(item->data(Qt::UserRole).toString());
    });
    m_pages->setCurrentRow(0);
    for (int i = 0; i < m_pages->count(); ++i)
        if (m_pages->item(i)->data(Qt::UserRole).toString() == page)
            m_pages->setCurrentRow(i);
    m_text->setFocus();
}

QString HelpDialog::detectorPage(const std::string &detector) { return kDetectors + QString::fromStdString(detector); }

void HelpDialog::showPage(const QString &page)
{
    QFile file(QStringLiteral(":/help/%1.md").arg(page));
    QString text = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : tr("This page is missing from the installation.");
    if (page.startsWith(kDetectors))
        if (const detect::Detector *detector = engine::findDetector(page.mid(kDetectors.size()).toStdString()))
            text += QLatin1Char('\n') + factsOf(detector->info());
    m_text->setMarkdown(text);
}

} // namespace causeway::views
