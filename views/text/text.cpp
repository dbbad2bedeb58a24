#include "views/text/text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTextDocument>

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/core/civil_time.h"
#include "analysis/core/message_pieces.h"

namespace causeway::views::text {

namespace {

bool g_utc = false;

QString argumentText(const Message::Argument &argument)
{
    return std::visit(
        [](const auto &value) -> QString {
            using T = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<T, std::string>)
                return fromBytes(value);
            else if constexpr (std::is_same_v<T, std::int64_t>)
                return number(value);
            else if constexpr (std::is_same_v<T, double>)
                return number(value, 4);
            else if constexpr (std::is_same_v<T, Bytes>)
                return bytes(value);
            else if constexpr (std::is_same_v<T, Nanos>)
                return duration(value);
            else
                return time(value);
        },
        argument);
}

// Local (or UTC) civil time of an instant.
QDateTime civil(TimePoint t)
{
    const std::int64_t ms = t.ns >= 0 ? t.ns / 1'000'000 : -((-(t.ns + 1)) / 1'000'000) - 1;
    return g_utc ? QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC) : QDateTime::fromMSecsSinceEpoch(ms);
}

QString fraction(TimePoint t, int digits)
{
    if (digits == 0)
        return {};
    const std::int64_t ns = ((t.ns % 1'000'000'000) + 1'000'000'000) % 1'000'000'000;
    return QLatin1Char('.') + QStringLiteral("%1").arg(ns, 9, 10, QLatin1Char('0')).left(digits);
}

// A value with three significant digits in the reader's locale.
QString three(double value)
{
    QString digits = QLocale().toString(value, 'f', value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
    const QString point = QLocale().decimalPoint();
    if (digits.contains(point)) {
        while (digits.endsWith(QLocale().zeroDigit()))
            digits.chop(1);
        if (digits.endsWith(point))
            digits.chop(point.size());
    }
    return digits;
}

} // namespace

QString render(const Message &message)
{
    if (message.empty())
        return {};
    const std::string pattern = QCoreApplication::translate("message", message.text()).toStdString();
    QString out;
    for (const MessagePiece &piece : messagePieces(pattern, message.arguments()))
        out += piece.argument < 0 ? QString::fromUtf8(piece.words.data(), static_cast<qsizetype>(piece.words.size())) : argumentText(message.arguments()[static_cast<std::size_t>(piece.argument)]);
    return out;
}

QString render(const Error &error)
{
    QString out = render(error.what);
    if (!error.why.empty())
        out += (out.isEmpty() ? QString() : QStringLiteral(": ")) + render(error.why);
    if (const std::string place = error.where.toText(); !place.empty())
        out += QStringLiteral(" (%1)").arg(fromBytes(place));
    if (!out.isEmpty() && !out.endsWith(QLatin1Char('.')))
        out += QLatin1Char('.');
    if (!error.hint.empty())
        out += QLatin1Char(' ') + render(error.hint);
    return out;
}

QString number(std::int64_t value) { return QLocale().toString(static_cast<qlonglong>(value)); }

QString number(double value, int digits)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    const double size = std::abs(value);
    if (size >= 1e15 || (size > 0 && size < 1e-5))
        return QLocale().toString(value, 'g', digits);
    const int before = size < 1 ? 1 : static_cast<int>(std::floor(std::log10(size))) + 1;
    int lead = 0; // zeros after the point
    if (size > 0 && size < 1)
        lead = static_cast<int>(-std::floor(std::log10(size))) - 1;
    const int decimals = size < 1 ? lead + digits : std::max(0, digits - before);
    QString out = QLocale().toString(value, 'f', decimals);
    const QString point = QLocale().decimalPoint();
    if (out.contains(point)) {
        while (out.endsWith(QLocale().zeroDigit()))
            out.chop(1);
        if (out.endsWith(point))
            out.chop(point.size());
    }
    return out;
}

QString percent(double share) { return QCoreApplication::translate("unit", "%1 %").arg(number(share * 100, 3)); }

QString duration(Nanos duration)
{
    const bool negative = duration.count < 0;
    const double ns = std::abs(static_cast<double>(duration.count));
    const auto unit = [](const char *pattern, double value) { return QCoreApplication::translate("unit", pattern).arg(three(value)); };
    QString out;
    if (duration.count == 0)
        return unit(QT_TRANSLATE_NOOP("unit", "%1 s"), 0);
    if (ns < 1e3)
        out = unit(QT_TRANSLATE_NOOP("unit", "%1 ns"), ns);
    else if (ns < 999.5e3)
        out = unit(QT_TRANSLATE_NOOP("unit", "%1 µs"), ns / 1e3);
    else if (ns < 999.5e6)
        out = unit(QT_TRANSLATE_NOOP("unit", "%1 ms"), ns / 1e6);
    else if (ns < 59.95e9)
        out = unit(QT_TRANSLATE_NOOP("unit", "%1 s"), ns / 1e9);
    else {
        auto rest = static_cast<std::int64_t>(std::llround(ns / 1e9));
        const std::array<std::pair<std::int64_t, const char *>, 4> units{{{86400, QT_TRANSLATE_NOOP("unit", "%1 d")},
                                                                          {3600, QT_TRANSLATE_NOOP("unit", "%1 h")},
                                                                          {60, QT_TRANSLATE_NOOP("unit", "%1 min")},
                                                                          {1, QT_TRANSLATE_NOOP("unit", "%1 s")}}};
        QStringList parts;
        for (const auto &[size, pattern] : units) {
            const std::int64_t n = rest / size;
            rest %= size;
            if (n > 0)
                parts << QCoreApplication::translate("unit", pattern).arg(number(n));
            else if (!parts.isEmpty())
                break;
            if (parts.size() == 2)
                break;
        }
        out = parts.join(QLatin1Char(' '));
    }
    return negative ? QStringLiteral("−") + out : out;
}

QString bytes(Bytes bytes)
{
    const auto value = static_cast<double>(bytes.count);
    const auto unit = [](const char *pattern, double v) { return QCoreApplication::translate("unit", pattern).arg(three(v)); };
    if (bytes.count < 1000)
        return QCoreApplication::translate("unit", "%1 B").arg(number(static_cast<std::int64_t>(bytes.count)));
    if (value < 999.5e3)
        return unit(QT_TRANSLATE_NOOP("unit", "%1 kB"), value / 1e3);
    if (value < 999.5e6)
        return unit(QT_TRANSLATE_NOOP("unit", "%1 MB"), value / 1e6);
    if (value < 999.5e9)
        return unit(QT_TRANSLATE_NOOP("unit", "%1 GB"), value / 1e9);
    return unit(QT_TRANSLATE_NOOP("unit", "%1 TB"), value / 1e12);
}

void setUtc(bool utc) { g_utc = utc; }
bool isUtc() { return g_utc; }

QString time(TimePoint t)
{
    if (t.isNone())
        return QStringLiteral("–");
    int digits = 0;
    if (t.ns % 1'000'000'000 != 0)
        digits = t.ns % 1'000'000 == 0 ? 3 : t.ns % 1'000 == 0 ? 6 : 9;
    return civil(t).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) + fraction(t, digits);
}

QString timeOfDay(TimePoint t, int digits)
{
    if (t.isNone())
        return QStringLiteral("–");
    return civil(t).toString(QStringLiteral("HH:mm:ss")) + fraction(t, digits);
}

QString timeUtc(TimePoint t) { return QString::fromStdString(toIso8601(t)); }

QString range(const TimeRange &range)
{
    const bool open = range.from.ns == TimeRange{}.from.ns;
    const bool endless = range.to.ns == TimeRange{}.to.ns;
    if (open && endless)
        return QCoreApplication::translate("time", "all times");
    if (open)
        return QCoreApplication::translate("time", "before %1").arg(time(range.to));
    if (endless)
        return QCoreApplication::translate("time", "from %1").arg(time(range.from));
    const QDateTime a = civil(range.from), b = civil(range.to);
    const std::int64_t span = range.to.ns - range.from.ns;
    const int digits = span < 10'000'000'000 ? 3 : 0;
    const QString clock = span < 600'000'000'000 ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm");
    const QString first = a.toString(QStringLiteral("yyyy-MM-dd ") + clock) + fraction(range.from, digits);
    const QString last = b.toString(a.date() == b.date() ? clock : QStringLiteral("yyyy-MM-dd ") + clock) + fraction(range.to, digits);
    return QStringLiteral("%1 – %2").arg(first, last);
}

QString levelName(Level level)
{
    switch (level) {
    case Level::Unknown: return QCoreApplication::translate("level", "no level");
    case Level::Trace: return QCoreApplication::translate("level", "trace");
    case Level::Debug: return QCoreApplication::translate("level", "debug");
    case Level::Info: return QCoreApplication::translate("level", "info");
    case Level::Warning: return QCoreApplication::translate("level", "warning");
    case Level::Error: return QCoreApplication::translate("level", "error");
    case Level::Fatal: return QCoreApplication::translate("level", "fatal");
    }
    return {};
}

QString verdictName(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Normal: return QCoreApplication::translate("verdict", "normal");
    case Verdict::Anomalous: return QCoreApplication::translate("verdict", "anomalous");
    case Verdict::Unsure: return QCoreApplication::translate("verdict", "unsure");
    }
    return {};
}

QString fromBytes(std::string_view bytes)
{
    QString out = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    for (QChar &c : out) {
        const ushort u = c.unicode();
        if (u < 0x20 && u != '\n' && u != '\t')
            c = QChar(0x2400 + u); // the Unicode pictures of control characters
        else if (u == 0x7f)
            c = QChar(0x2421);
        else if ((u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069))
            c = QChar(0xfffd); // marks that would turn the direction of what follows
    }
    return out;
}

QString toolTip(const QString &plain)
{
    // Only rich text is broken into lines by Qt: what would be wider than half a screen is shown as such, escaped.
    constexpr qsizetype kWidest = 120;
    const QStringList lines = plain.split(QLatin1Char('\n'));
    const bool wide = std::any_of(lines.begin(), lines.end(), [](const QString &line) { return line.size() > kWidest; });
    return wide || Qt::mightBeRichText(plain) ? QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(plain.toHtmlEscaped()) : plain;
}

} // namespace causeway::views::text
