// Lines that name no trace, joined to the one span that ran where and when they were written.

#include "tests/app/engine/orders_log.h"
#include "tests/app/engine/shop_traces.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include "app/engine/current_spans.h"
#include "app/engine/span_logs.h"

using namespace causeway;
using namespace causeway::engine;
using namespace causeway::test;

namespace {

std::string at(std::int64_t us)
{
    return toIso8601({(kShopStartUs + us) * 1000});
}

} // namespace

class SpanLogsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void joins_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("line"); // %1: the time
        QTest::addColumn<int>("us");
        QTest::addColumn<QString>("joined");
        const QString field = QStringLiteral(R"({"time":"%1","%2":"%3","message":"hello"})");
        const auto line = [&](const char *name, const char *value) { return field.arg(QStringLiteral("%1"), QLatin1String(name), QLatin1String(value)); };
        const QString json = QStringLiteral("app.log");
        // 0 … 100 ms one request alone; 200 … 300 and 250 … 350 two at once.
        QTest::newRow("the service") << json << line("service", "shop") << 20'000 << "shop c by time";
        QTest::newRow("a pod of it") << json << line("pod", "shop-5b67c48447-mv5hb") << 20'000 << "shop c by time";
        QTest::newRow("Kubernetes' attribute") << json << line("k8s.pod.name", "shop-5b67c48447-mv5hb") << 20'000 << "shop c by time";
        QTest::newRow("a container") << json << line("container_name", "shop") << 20'000 << "shop c by time";
        QTest::newRow("the source") << QStringLiteral("shop.log") << QStringLiteral("%1 INFO hello") << 20'000 << "shop c by time";
        QTest::newRow("the source, a pod's") << QStringLiteral("shop-5b67c48447-mv5hb_default_main-abc.log") << QStringLiteral("%1 INFO hello") << 20'000 << "shop c by time";
        QTest::newRow("the innermost") << json << line("service", "web") << 20'000 << "web b by time";
        QTest::newRow("before it calls") << json << line("service", "web") << 2'000 << "web a by time";
        QTest::newRow("the service does not run then") << json << line("service", "shop") << 5'000 << "";
        QTest::newRow("nothing runs then") << json << line("service", "shop") << 150'000 << "";
        QTest::newRow("one of two, while it is alone") << json << line("service", "shop") << 215'000 << "shop 13 by time";
        QTest::newRow("two traces at once") << json << line("service", "shop") << 265'000 << "";
        QTest::newRow("two spans of a trace side by side") << json << line("service", "db") << 45'000 << "";
        QTest::newRow("one of them alone") << json << line("service", "db") << 35'000 << "db d by time";
        QTest::newRow("another service") << json << line("service", "shopping") << 20'000 << "";
        QTest::newRow("no service") << json << QStringLiteral(R"({"time":"%1","message":"shop says hello"})") << 20'000 << "";
        QTest::newRow("whom it speaks to") << json << line("peer.service", "shop") << 20'000 << "";
        QTest::newRow("by id") << json << QStringLiteral(R"({"time":"%1","service":"db","trace_id":"1","span_id":"b","message":"hello"})") << 20'000 << "web b by id";
        QTest::newRow("an unknown trace") << json << QStringLiteral(R"({"time":"%1","service":"shop","trace_id":"77","span_id":"b","message":"hello"})") << 20'000 << "";
        QTest::newRow("an empty id") << json << QStringLiteral(R"({"time":"%1","service":"shop","trace_id":"","span_id":"","message":"hello"})") << 20'000 << "shop c by time";
    }

    void joins()
    {
        QFETCH(QString, file);
        QFETCH(QString, line);
        QFETCH(int, us);
        QFETCH(QString, joined);
        TemporaryProject project;
        const auto span = [](const char *trace, const char *id, const char *parent, const char *service, std::int64_t fromMs, std::int64_t toMs) {
            return zipkinSpan(trace, id, parent, service, "work", fromMs * 1000, (toMs - fromMs) * 1000);
        };
        const std::string spans = "[" + span("1", "a", "", "web", 0, 100) + "," + span("1", "b", "a", "web", 5, 90) + "," + span("1", "c", "b", "shop", 10, 80) + "," +
                                  span("1", "d", "c", "db", 30, 60) + "," + span("1", "e", "c", "db", 40, 70) + "," + span("2", "13", "", "shop", 200, 300) + "," +
                                  span("3", "14", "", "shop", 250, 350) + "]";
        CAUSEWAY_VERIFY(import(project, "traces.json", spans));
        // Enough lines for the format to be told, all of another time.
        std::string text;
        for (int i = 0; i < 20; ++i)
            text += line.arg(QString::fromStdString(at(10'000'000 + i * 1000))).toStdString() + "\n";
        CAUSEWAY_VERIFY(import(project, file.toStdString(), line.arg(QString::fromStdString(at(us))).toStdString() + "\n" + text));
        const auto table = currentSpans(*project, Job{});
        CAUSEWAY_VERIFY(table);
        QStringList found;
        CAUSEWAY_VERIFY(forEachSpanLog(*project, **table, {{kShopStartUs * 1000}, {(kShopStartUs + 1'000'000) * 1000}}, Job{},
                                       [&](std::uint32_t trace, std::uint32_t row, const storage::Event &, SpanJoin join) {
                                           QCOMPARE((*table)->trace(row), trace);
                                           found << QString::fromStdString((*table)->serviceName(row)) + ' ' + QString::number((*table)->spanKey(row).value, 16) + (join == SpanJoin::Time ? " by time" : " by id");
                                       }));
        QCOMPARE(found.join(QStringLiteral(", ")), joined);
    }
};

CAUSEWAY_TEST(SpanLogsTest)
#include "span_logs_test.moc"
