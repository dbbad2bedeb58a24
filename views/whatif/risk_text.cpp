#include "views/whatif/risk_text.h"

#include <QCoreApplication>
#include <QStringList>

#include "views/text/text.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("whatif", text); }

} // namespace

QString riskBrief(const allocate::Risk &risk) { return tr("%1 of %2").arg(risk.grade).arg(allocate::kMostRisk) + (risk.costsMore ? tr(", dearer") : QString()); }

QString riskText(const allocate::Risk &risk)
{
    const QString what = risk.grade == 0 ? tr("nothing speaks against it") : risk.grade == 1 ? tr("one thing to look at") : risk.grade == 2 ? tr("with care") : risk.grade == 3 ? tr("doubtful") : tr("not to be relied on");
    return tr("Risk %1 of %2: %3").arg(risk.grade).arg(allocate::kMostRisk).arg(what) + (risk.costsMore ? tr(" · costs more than now") : QString());
}

QString riskTip(const allocate::Risk &risk)
{
    QStringList lines{riskText(risk)};
    for (const allocate::RiskReason &reason : risk.reasons)
        lines << text::render(reason.text);
    return lines.join(QLatin1Char('\n'));
}

theme::Tone riskTone(const allocate::Risk &risk) { return risk.grade == 0 ? theme::Tone::Better : risk.grade <= 2 ? theme::Tone::Warning : theme::Tone::Error; }

} // namespace causeway::views
