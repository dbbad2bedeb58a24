#include "views/models/trace_condition.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace causeway::views {

namespace {

struct Unit {
    const char *name;
    double ns;
};
constexpr std::array<Unit, 7> kUnits{{{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"min", 60e9}}};

QString unquoted(const QString &text)
{
    const QString plain = text.trimmed();
    return plain.size() > 1 && plain.startsWith(QLatin1Char('"')) && plain.endsWith(QLatin1Char('"')) ? plain.mid(1, plain.size() - 2) : plain;
}

// The largest unit in which it is a whole number.
QString durationText(std::int64_t ns)
{
    for (const auto &[name, factor] : {Unit{"s", 1e9}, Unit{"ms", 1e6}, Unit{"us", 1e3}})
        if (const auto whole = static_cast<std::int64_t>(factor); ns % whole == 0 && ns != 0)
            return QString::number(ns / whole) + QLatin1String(name);
    return QString::number(ns) + QStringLiteral("ns");
}

} // namespace

std::optional<std::int64_t> parseDuration(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^\\s*(\\d+(?:[.,]\\d+)?)\\s*([a-zµ]*)\\s*$"));
    const QRegularExpressionMatch match = form.match(text.toLower());
    if (!match.hasMatch())
        return std::nullopt;
    const double number = match.captured(1).replace(QLatin1Char(','), QLatin1Char('.')).toDouble();
    const QString unit = match.captured(2).isEmpty() ? QStringLiteral("ms") : match.captured(2);
    for (const Unit &known : kUnits)
        if (unit == QString::fromUtf8(known.name)) {
            const double ns = number * known.ns;
            return ns < 9e18 ? std::optional(static_cast<std::int64_t>(ns + 0.5)) : std::nullopt;
        }
    return std::nullopt;
}

QString TraceCondition::text() const
{
    switch (kind) {
    case Kind::Service: return QStringLiteral("service:") + value;
    case Kind::Operation: return QStringLiteral("operation:") + value;
    case Kind::LongerThan: return QStringLiteral("duration>") + durationText(ns);
    case Kind::ShorterThan: return QStringLiteral("duration<") + durationText(ns);
    case Kind::Errors: return QStringLiteral("error");
    case Kind::Attribute: return key + QLatin1Char('=') + value;
    }
    return {};
}

std::optional<TraceCondition> parseTraceCondition(const QString &written, QString *why)
{
    using Kind = TraceCondition::Kind;
    const QString text = written.trimmed();
    const auto fail = [&](const QString &reason) {
        if (why != nullptr)
            *why = reason;
        return std::nullopt;
    };
    const QString lower = text.toLower();
    if (lower == QLatin1String("error") || lower == QLatin1String("errors") || lower == QLatin1String("error=true"))
        return TraceCondition{Kind::Errors, {}, {}, 0};
    for (const auto &[prefix, kind] : {std::pair{"service:", Kind::Service}, {"operation:", Kind::Operation}})
        if (lower.startsWith(QLatin1String(prefix))) {
            const QString value = unquoted(text.mid(static_cast<int>(qstrlen(prefix))));
            return value.isEmpty() ? fail(QCoreApplication::translate("traces", "A name is missing behind “%1”").arg(QLatin1String(prefix)))
                                   : std::optional(TraceCondition{kind, {}, value, 0});
        }
    if (lower.startsWith(QLatin1String("duration"))) {
        QString rest = text.mid(8).trimmed();
        if (rest.startsWith(QLatin1Char('>')) || rest.startsWith(QLatin1Char('<'))) {
            const Kind kind = rest.startsWith(QLatin1Char('>')) ? Kind::LongerThan : Kind::ShorterThan;
            rest.remove(0, rest.size() > 1 && rest[1] == QLatin1Char('=') ? 2 : 1);
            if (const auto ns = parseDuration(rest))
                return TraceCondition{kind, {}, {}, *ns};
        }
        return fail(QCoreApplication::translate("traces", "A duration is written as in duration>200ms or duration<2s"));
    }
    auto at = text.indexOf(QLatin1Char('='));
    if (at < 0)
        at = text.indexOf(QLatin1Char(':'));
    if (at > 0 && at + 1 < text.size())
        return TraceCondition{Kind::Attribute, text.left(at).trimmed(), unquoted(text.mid(at + 1)), 0};
    return fail(QCoreApplication::translate("traces", "Write service:NAME, operation:NAME, duration>200ms, error or ATTRIBUTE=VALUE"));
}

void addCondition(std::vector<TraceCondition> &conditions, const TraceCondition &condition)
{
    using Kind = TraceCondition::Kind;
    if (condition.kind == Kind::LongerThan || condition.kind == Kind::ShorterThan)
        std::erase_if(conditions, [&](const TraceCondition &other) { return other.kind == condition.kind; });
    if (std::ranges::find(conditions, condition) == conditions.end())
        conditions.push_back(condition);
}

} // namespace causeway::views
