#include "views/dialogs/about_dialog.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QVBoxLayout>

#include "views/theme/theme.h"

namespace causeway::views {

AboutDialog::AboutDialog(QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("About Causeway"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(theme::kGroup, theme::kGroup, theme::kGroup, theme::kGroup);
    layout->setSpacing(theme::kGroup);
    auto *picture = new QLabel(this);
    picture->setPixmap(QIcon(QStringLiteral(":/icons/causeway.svg")).pixmap(QSize(64, 64), devicePixelRatio()));
    picture->setAccessibleName(tr("Causeway"));
    layout->addWidget(picture, 0, Qt::AlignTop);
    auto *texts = new QVBoxLayout;
    const auto add = [&](const QString &text, const QFont &font) {
        auto *label = new QLabel(text, this);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setFont(font);
        label->setWordWrap(true);
        label->setMinimumWidth(360);
        texts->addWidget(label);
    };
    add(tr("Causeway %1").arg(QStringLiteral(CAUSEWAY_VERSION)), theme::titleFont());
    add(tr("A workbench that carries an engineer from a log line to the decision it should cause."), theme::interfaceFont());
    add(tr("Free software under the GNU General Public License, version 3. It opens no port and sends nothing anywhere unless told to."), theme::interfaceFont());
    add(tr("Qt %1").arg(QString::fromLatin1(qVersion())), theme::smallFont());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    texts->addSpacing(theme::kGrid);
    texts->addWidget(buttons);
    layout->addLayout(texts);
}

} // namespace causeway::views
