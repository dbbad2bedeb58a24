#pragma once

#include <QByteArray>
#include <QString>

namespace causeway::test {

// 40 requests a second apart, each a call from web to shop; from the 21st on shop takes 80 ms instead of 20 and fails every other time.
inline QByteArray requestTraces()
{
    QByteArray lines;
    const QString failed = QStringLiteral(R"("events":[{"name":"exception","attributes":[{"key":"exception.type","value":{"stringValue":"LockError"}},{"key":"exception.message","value":{"stringValue":"held by 10.0.0.%1:70%1"}}]}],)"
                                          R"("status":{"code":2,"message":"cart %1 is locked"})");
    const auto span = [&](int trace, int id, int parent, const char *name, int kind, qint64 from, qint64 ms, bool error) {
        return QStringLiteral(R"({"traceId":"%1","spanId":"%2","parentSpanId":"%3","name":"%4","kind":%5,"startTimeUnixNano":"%6","endTimeUnixNano":"%7","attributes":[{"key":"user","value":{"intValue":"%8"}}],%9})")
            .arg(trace, 32, 16, QLatin1Char('0')).arg(id, 16, 16, QLatin1Char('0')).arg(parent == 0 ? QString() : QStringLiteral("%1").arg(parent, 16, 16, QLatin1Char('0')))
            .arg(QLatin1String(name)).arg(kind).arg(from).arg(from + ms * 1'000'000).arg(trace % 3).arg(error ? failed.arg(trace) : QStringLiteral("\"status\":{}")).toUtf8();
    };
    const auto batch = [](const char *service, const QByteArray &spans) {
        return QByteArray(R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":")") + service + R"("}}]},"scopeSpans":[{"spans":[)" + spans + "]}]}]}\n";
    };
    for (int i = 1; i <= 40; ++i) {
        const qint64 at = 1'700'000'000'000'000'000 + qint64(i) * 1'000'000'000;
        const int took = i > 20 ? 80 : 20;
        lines += batch("web", span(i, 16 * i, 0, "GET /cart", 2, at, took + 20 + i % 4, false) + ',' + span(i, 16 * i + 1, 16 * i, "call shop", 3, at + 5'000'000, took + 10, false));
        lines += batch("shop", span(i, 16 * i + 2, 16 * i + 1, "cart", 2, at + 8'000'000, took + i % 3, i > 20 && i % 2 == 0));
    }
    lines += R"({"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeMetrics":[{"metrics":[{"name":"load","unit":"1","gauge":{"dataPoints":[{"timeUnixNano":"1700000000000000000","asDouble":0.25},{"timeUnixNano":"1700000060000000000","asDouble":0.5}]}}]}]}]})" "\n";
    lines += R"({"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1700000022050000000","severityNumber":17,"body":{"stringValue":"cart is locked"},"traceId":"00000000000000000000000000000016","spanId":"0000000000000162"}]}]}]})" "\n";
    return lines;
}

// Lines of the first request, the newest first, as some stores export them.
inline QByteArray requestLines()
{
    QByteArray lines;
    for (const char *second : {"23", "21", "22"})
        lines += QByteArray(R"({"time":"2023-11-14T22:13:)") + second + R"(Z","service":"shop","trace_id":"00000000000000000000000000000001","message":"step of )" + second + "\"}\n";
    return lines;
}

} // namespace causeway::test
