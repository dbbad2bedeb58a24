#include "views/flow/flow_notes.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include "views/shell/message_band.h"

namespace causeway::views {

FlowNotes::FlowNotes(QAction *mine, QWidget *parent) : QWidget(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_again(new QToolButton(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme::kGroup, 4, theme::kMargin, 4);
    row->setSpacing(theme::kGrid);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    row->addWidget(m_again, 0, Qt::AlignTop);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setAccessibleName(tr("Warnings about the graph"));
    m_icon->setAccessibleName(tr("Warning"));
    m_again->setDefaultAction(mine);
    m_again->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_again->setAutoRaise(true);
    m_again->setFocusPolicy(Qt::TabFocus);
    paintIcon();
    hide();
}

void FlowNotes::setNotes(const QStringList &warnings, const QString &stale)
{
    QStringList all = warnings;
    if (!stale.isEmpty())
        all << stale;
    m_text->setText(all.join(QLatin1Char('\n')));
    m_again->setVisible(!stale.isEmpty());
    setVisible(!all.isEmpty());
}

QString FlowNotes::text() const { return m_text->text(); }

void FlowNotes::paintIcon() { m_icon->setPixmap(theme::icon(QStringLiteral("warning")).pixmap(QSize(16, 16), devicePixelRatio())); }

void FlowNotes::paintEvent(QPaintEvent *) { paintMessageBand(this, theme::Tone::Warning); }

void FlowNotes::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintIcon();
}

} // namespace causeway::views
