#include "views/dialogs/help_dialog.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QHBoxLayout>
#include <QListWidget>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "views/theme/theme.h"

namespace causeway::views {

HelpDialog::HelpDialog(QWidget *parent) : QDialog(parent), m_pages(new QListWidget(this)), m_text(new QTextBrowser(this))
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
    row->addWidget(m_pages);
    row->addWidget(m_text, 1);
    layout->addLayout(row, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);

    const std::pair<QString, QString> pages[] = {{tr("A first investigation"), QStringLiteral("guide")},
                                                 {tr("Search and filter"), QStringLiteral("search")},
                                                 {tr("Patterns"), QStringLiteral("templates")},
                                                 {tr("Flow"), QStringLiteral("flow")},
                                                 {tr("Detectors"), QStringLiteral("detectors")},
                                                 {tr("Workflow"), QStringLiteral("workflow")}};
    for (const auto &[title, name] : pages) {
        auto *item = new QListWidgetItem(title, m_pages);
        item->setData(Qt::UserRole, name);
    }
    connect(m_pages, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem *item) {
        if (item == nullptr)
            return;
        QFile file(QStringLiteral(":/help/%1.md").arg(item->data(Qt::UserRole).toString()));
        m_text->setMarkdown(file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : tr("This page is missing from the installation."));
    });
    m_pages->setCurrentRow(0);
}

} // namespace causeway::views
