#pragma once
// The log of a small shop for tests that play a person's day.

#include <QByteArray>
#include <QString>

namespace causeway::test {

// Orders of a day of January 2024: received, paid, sent, one every three seconds, each step among those of its neighbours.
// In the odd log every fiftieth is never paid.
inline QByteArray orders(int count, int day, int firstId, bool odd)
{
    QByteArray text;
    const auto line = [&](int second, const QByteArray &what) {
        text += QStringLiteral("2024-01-0%4 %1:%2:%3 INFO shop: ").arg(second / 3600, 2, 10, QLatin1Char('0')).arg(second / 60 % 60, 2, 10, QLatin1Char('0')).arg(second % 60, 2, 10, QLatin1Char('0')).arg(day).toLatin1() + what + '\n';
    };
    for (int i = 0; i < count + 2; ++i) {
        const auto id = [&](int n) { return "order_" + QByteArray::number(firstId + n); };
        if (i < count)
            line(3 * i, "received " + id(i) + " from customer");
        if (i >= 1 && i - 1 < count && (!odd || (i - 1) % 50 != 49))
            line(3 * i + 1, "payment of " + id(i - 1) + " accepted");
        if (i >= 2)
            line(3 * i + 2, "parcel for " + id(i - 2) + " handed over");
    }
    return text;
}

} // namespace causeway::test
