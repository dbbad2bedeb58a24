#pragma once
// Zipkin's spans of a shop, for traces as sessions.

#include <QByteArray>
#include <QString>

namespace causeway::test {

// 300 requests: web asks shop, shop asks db or, every third time, the cache. The last five ask mail as well, and fail.
inline QByteArray shopSpans()
{
    QByteArray text = "[";
    const auto span = [&](int trace, int id, int parent, const char *service, const char *name, int afterMs, int ms, bool error = false) {
        text += text.size() > 1 ? ",\n" : "";
        text += QStringLiteral(R"({"traceId":"%1","id":"%2",%3"name":"%4","timestamp":%5,"duration":%6,"localEndpoint":{"serviceName":"%7"}%8})")
                    .arg(trace, 32, 16, QLatin1Char('0')).arg(id, 16, 16, QLatin1Char('0'))
                    .arg(parent == 0 ? QString() : QStringLiteral("\"parentId\":\"%1\",").arg(parent, 16, 16, QLatin1Char('0')), QLatin1String(name))
                    .arg(1'700'000'000'000'000 + trace * qint64(1'000'000) + afterMs * 1000).arg(ms * 1000).arg(QLatin1String(service), error ? QStringLiteral(R"(,"tags":{"error":"500"})") : QString()).toUtf8();
    };
    for (int trace = 1; trace <= 300; ++trace) {
        const bool odd = trace > 295;
        span(trace, 1, 0, "web", "GET /orders/7", 0, 100, odd);
        span(trace, 2, 1, "shop", "load order", 10, 80, odd);
        span(trace, 3, 2, trace % 3 == 0 ? "cache" : "db", "read", 20, 20);
        if (odd)
            span(trace, 4, 2, "mail", "complain", 50, 20);
    }
    return text + "]\n";
}

} // namespace causeway::test
