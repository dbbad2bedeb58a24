#pragma once
// A shop that calls a bank, as traces, metrics and lines of log.

#include <QByteArray>
#include <QFile>

namespace causeway::test {

inline constexpr std::int64_t kBegin = 1'700'000'000; // seconds

inline bool write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

// Zipkin: shop → bank each second for two minutes; in the second one the bank is slow, in region west, and fails now and then.
inline QByteArray spans()
{
    QByteArray out("[");
    for (int t = 0; t < 120; ++t) {
        const bool odd = t >= 60, fails = odd && t % 3 == 0;
        const QByteArray trace = QByteArray::number(t + 1, 16).rightJustified(16, '0'), error = fails ? ",\"error\":\"declined\"" : "";
        const qint64 at = (kBegin + t) * 1'000'000;
        const auto span = [&](const char *id, const QByteArray &parent, const char *name, const char *service, qint64 start, int took, const QByteArray &tags) {
            out += (out.size() > 1 ? ",\n" : "") + QByteArray("{\"traceId\":\"") + trace + "\",\"id\":\"" + id + "\"" + parent + ",\"kind\":\"SERVER\",\"name\":\"" + name +
                   "\",\"timestamp\":" + QByteArray::number(start) + ",\"duration\":" + QByteArray::number(took) + ",\"localEndpoint\":{\"serviceName\":\"" + service + "\"},\"tags\":{" + tags + "}}";
        };
        span("00000000000000a1", "", "post /order", "shop", at, odd ? 400'000 : 100'000, "\"http.method\":\"POST\"" + error);
        span("00000000000000a2", ",\"parentId\":\"00000000000000a1\"", "pay", "bank", at + 10'000, odd ? 300'000 + t : 50'000 + t, QByteArray("\"region\":\"") + (odd ? "west" : "east") + "\"" + error);
    }
    return out + "]";
}

inline QByteArray metrics()
{
    const auto series = [](const char *name, const char *service, int least) {
        QByteArray values;
        for (int m = 0; m < 24; ++m)
            if (m < 8 || m > 12) // minutes that are missing
                values += (values.isEmpty() ? "" : ",") + QByteArray("[") + QByteArray::number(kBegin + m * 5) + ",\"" + QByteArray::number(least + m) + "\"]";
        return QByteArray("{\"metric\":{\"__name__\":\"") + name + "\",\"service\":\"" + service + "\"},\"values\":[" + values + "]}";
    };
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[" + series("cpu_percent", "bank", 10) + "," + series("cpu_percent", "shop", 40) + "," + series("queue_length", "bank", 0) + "]}}";
}

// Two of the traces say something.
inline QByteArray lines()
{
    QByteArray out;
    for (const int t : {30, 63})
        out += "{\"time\":\"2023-11-14T22:14:00.000Z\",\"level\":\"error\",\"service\":\"bank\",\"trace_id\":\"" + QByteArray::number(t + 1, 16).rightJustified(16, '0') +
               "\",\"span_id\":\"00000000000000a2\",\"message\":\"account " + QByteArray::number(t) + " is locked\"}\n";
    return out;
}

} // namespace causeway::test
