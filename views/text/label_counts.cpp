#include "views/text/label_counts.h"

#include <QStringList>

#include "views/text/text.h"

namespace causeway::views::text {

QString labelCounts(std::uint64_t normal, std::uint64_t anomalous, std::uint64_t unsure)
{
    QStringList parts;
    for (const auto &[count, verdict] : {std::pair{normal, Verdict::Normal}, {anomalous, Verdict::Anomalous}, {unsure, Verdict::Unsure}})
        if (count > 0)
            parts << QStringLiteral("%1 %2").arg(number(static_cast<std::int64_t>(count)), verdictName(verdict));
    return render(Message(CAUSEWAY_TEXT("%1{label|labels}: %2"), normal + anomalous + unsure, parts.join(QStringLiteral(", ")).toStdString()));
}

} // namespace causeway::views::text
