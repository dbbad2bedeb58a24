#include "views/whatif/standing_badges.h"

#include <QCoreApplication>
#include <QEvent>

#include <utility>

#include "views/text/text.h"
#include "views/whatif/risk_text.h"
#include "views/whatif/trust_desk.h"
#include "views/whatif/trust_table.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("whatif", text); }

} // namespace

Badge::Badge(QWidget *parent) : QToolButton(parent)
{
    setAutoRaise(true);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
}

void Badge::say(const QString &text, std::optional<theme::Tone> tone, const QString &tip)
{
    setText(text);
    setAccessibleName(text);
    setToolTip(text::toolTip(tip));
    m_tone = tone;
    color();
}

void Badge::color()
{
    const QColor wanted = m_tone ? theme::color(*m_tone) : QColor();
    if (wanted == std::exchange(m_colored, wanted)) // a palette of its own is a change of the palette
        return;
    QPalette own;
    if (m_tone)
        own.setColor(QPalette::ButtonText, wanted);
    setPalette(own);
}

void Badge::changeEvent(QEvent *event)
{
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        color();
}

Badge *makeRiskBadge(WhatIfDesk &desk, QWidget *parent)
{
    auto *badge = new Badge(parent);
    const auto refresh = [badge, &desk] {
        const std::optional<allocate::Risk> &risk = desk.risk();
        badge->setVisible(risk.has_value());
        if (!risk)
            return;
        const QString mark = risk->grade == 0 ? QStringLiteral("✓") : risk->grade <= 2 ? QStringLiteral("!") : QStringLiteral("✕");
        badge->say(tr("%1 Risk %2").arg(mark, riskBrief(*risk)), riskTone(*risk), riskTip(*risk));
    };
    QObject::connect(&desk, &WhatIfDesk::answerChanged, badge, refresh);
    refresh();
    return badge;
}

Badge *makeTrustBadge(TrustDesk &trust, QWidget *parent)
{
    auto *badge = new Badge(parent);
    const auto refresh = [badge, &trust] {
        const TrustData &data = trust.trust();
        badge->setVisible(trust.desk().scenario() != nullptr);
        if (trust.isChecking())
            return badge->say(tr("Trust: being checked …"), std::nullopt, tr("How far it is stands in the status bar."));
        if (data == nullptr)
            return badge->say(tr("Trust: not checked"), std::nullopt, tr("Whether the model agrees with theory, and how well it tells traces that it did not learn from, was not checked yet."));
        if (!trust.isOfNow())
            return badge->say(tr("Trust: checked before the change"), std::nullopt, tr("The scenario is another one now. Before: %1").arg(trustText(*data)));
        const TrustRow::Verdict verdict = verdictOf(*data);
        badge->say(markOf(verdict) + QLatin1Char(' ') + trustBrief(*data), toneOf(verdict), trustText(*data));
    };
    QObject::connect(&trust, &TrustDesk::changed, badge, refresh);
    refresh();
    return badge;
}

} // namespace causeway::views
