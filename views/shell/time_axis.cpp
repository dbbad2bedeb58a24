#include "views/shell/time_axis.h"

#include <QDateTime>
#include <QLocale>

#include <array>

#include "views/text/text.h"

namespace causeway::views {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDay = 86400 * kSecond;

constexpr std::array<std::int64_t, 38> kSteps{
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 2'000'000, 5'000'000, 10'000'000, 20'000'000, 50'000'000, 100'000'000, 200'000'000, 500'000'000,
    kSecond, 2 * kSecond, 5 * kSecond, 10 * kSecond, 15 * kSecond, 30 * kSecond, 60 * kSecond, 120 * kSecond, 300 * kSecond, 600 * kSecond, 900 * kSecond,
    1800 * kSecond, 3600 * kSecond, 7200 * kSecond, 10800 * kSecond, 21600 * kSecond, 43200 * kSecond, kDay, 2 * kDay, 7 * kDay, 30 * kDay, 365 * kDay, 3650 * kDay};

// Local time minus UTC at that instant.
std::int64_t zoneNs(std::int64_t ns) { return text::isUtc() ? 0 : QDateTime::fromMSecsSinceEpoch(ns / 1'000'000).offsetFromUtc() * kSecond; }

} // namespace

std::vector<TimeTick> timeTicks(const TimeRange &range, int wished)
{
    std::vector<TimeTick> ticks;
    if (range.from >= range.to || range.from.ns == TimeRange{}.from.ns || range.to.ns == TimeRange{}.to.ns || wished < 1)
        return ticks;
    const double span = static_cast<double>(range.to.ns) - static_cast<double>(range.from.ns);
    std::int64_t step = kSteps.back();
    for (const std::int64_t candidate : kSteps)
        if (span / static_cast<double>(candidate) <= wished) {
            step = candidate;
            break;
        }
    const std::int64_t zone = zoneNs(range.from.ns);
    std::int64_t local = range.from.ns + zone;
    std::int64_t rest = local % step;
    if (rest < 0)
        rest += step;
    local += rest == 0 ? 0 : step - rest;
    std::int64_t shownDay = INT64_MIN;
    for (; local - zone < range.to.ns && static_cast<int>(ticks.size()) <= wished; local += step) {
        const TimePoint time{local - zone};
        std::int64_t day = local / kDay - (local % kDay < 0 ? 1 : 0);
        const int digits = step >= kSecond ? 0 : step >= 1'000'000 ? 3 : step >= 1'000 ? 6 : 9;
        QString name = text::timeOfDay(time, digits);
        if (step >= 60 * kSecond)
            name.truncate(5);
        if (day != shownDay) {
            const QDateTime date = text::isUtc() ? QDateTime::fromMSecsSinceEpoch(time.ns / 1'000'000, Qt::UTC) : QDateTime::fromMSecsSinceEpoch(time.ns / 1'000'000);
            const QString dayName = QLocale().toString(date.date(), step >= 30 * kDay ? QStringLiteral("MMM yyyy") : QStringLiteral("d MMM"));
            name = step >= kDay ? dayName : dayName + QLatin1Char(' ') + name;
            shownDay = day;
        }
        ticks.push_back({time, name});
    }
    return ticks;
}

} // namespace causeway::views
