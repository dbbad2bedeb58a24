// Parents, whatever the ids; and that the order of rows does not matter.

#include "tests/analysis/traces/text_traces.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace causeway;
using namespace causeway::traces;
using namespace causeway::test;

namespace {

// "a(b(c) d)": spans by service and id, children in brackets.
std::string treeOf(const SpanTable &table)
{
    std::string text;
    const auto write = [&](const auto &self, std::uint32_t row) -> void {
        if (!text.empty() && text.back() != '(')
            text += ' ';
        text += table.serviceName(row) + "." + idOf(table, row);
        if (table.children(row).empty())
            return;
        text += '(';
        for (const std::uint32_t child : table.children(row))
            self(self, child);
        text += ')';
    };
    for (std::uint32_t row = 0; row < table.size(); ++row)
        if (table.parent(row) == kNone)
            write(write, row);
    return text;
}

} // namespace

class SpanTableTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void parents_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("tree");
        QTest::addColumn<int>("orphans");
        QTest::addColumn<int>("cycles");
        QTest::addColumn<int>("repeated");
        QTest::newRow("plain") << "a web get 0 100\n b web query 10 50\n  c db select 20 30\n d web render 60 90\n" << "web.a(web.b(db.c) web.d)" << 0 << 0 << 0;
        // Zipkin: both halves of a call bear one id and one parent; what the server does belongs to the server's half.
        QTest::newRow("shared") << "a web get 0 100 server\nb web call 10 90 client parent=a\nb api call 20 80 server parent=a\nc api work 30 70 internal parent=b\n"
                                << "web.a(web.b(api.b(api.c)))" << 0 << 0 << 0;
        QTest::newRow("repeated id: the own service's") << "a web get 0 100\nb x one 0 90 internal parent=a\nb y two 5 80 internal parent=a\nc y in 10 20 internal parent=b\n"
                                                        << "web.a(x.b y.b(y.c))" << 0 << 0 << 2;
        QTest::newRow("repeated id: who holds it in time") << "a web get 0 100\nb x one 0 30 internal parent=a\nb x one 40 90 internal parent=a\nc x in 50 60 internal parent=b\n"
                                                           << "web.a(x.b x.b(x.c))" << 0 << 0 << 2;
        QTest::newRow("orphan") << "a web get 0 100\nb db select 10 20 client parent=ff\n" << "web.a db.b" << 1 << 0 << 0;
        QTest::newRow("its own parent") << "a web get 0 100 internal parent=a\n" << "web.a" << 1 << 0 << 0;
        QTest::newRow("circle") << "a web get 0 100 internal parent=c\nb web two 10 90 internal parent=a\nc web three 20 80 internal parent=b\n" << "web.a(web.b(web.c))" << 0 << 1 << 0;
        QTest::newRow("same ids in two traces") << "trace 1\na web get 0 10\n b db q 1 2\ntrace 2\na web get 5 15\n b db q 6 7\n" << "web.a(db.b) web.a(db.b)" << 0 << 0 << 0;
    }
    void parents()
    {
        QFETCH(QString, text);
        QFETCH(QString, tree);
        for (const unsigned seed : {0u, 1u, 2u, 3u}) {
            const auto table = tableOf(text.toStdString(), seed);
            QCOMPARE(QString::fromStdString(treeOf(*table)), tree);
            QTEST(static_cast<int>(table->orphans()), "orphans");
            QTEST(static_cast<int>(table->cycles()), "cycles");
            QTEST(static_cast<int>(table->repeatedIds()), "repeated");
        }
    }

    void namesAndTracesAreFound()
    {
        const auto table = tableOf("trace 2a\na web get 0 10\n b db select 1 2\ntrace 1b\nc web get 5 15\n");
        QCOMPARE(table->traceCount(), 2u);
        QCOMPARE(table->findTrace({0, 0x2a}), 0u); // begins first
        QCOMPARE(table->findTrace({0, 0x1b}), 1u);
        QCOMPARE(table->findTrace({0, 0x3c}), kNone);
        QCOMPARE(table->services().size(), std::size_t{2});
        QCOMPARE(table->findService("web"), 1u);
        QCOMPARE(table->findService("wob"), kNone);
        QCOMPARE(table->serviceName(rowOf(*table, 0xb)), std::string("db"));
        QCOMPARE(toHex(table->traceKey(0)), std::string("000000000000002a"));
        QVERIFY(parseTraceKey("2A") == TraceKey(0, 0x2a));
        QVERIFY(parseTraceKey("4bf92f3577b34da6a3ce929d0e0e4736") == TraceKey(0x4bf92f3577b34da6u, 0xa3ce929d0e0e4736u));
        QVERIFY(!parseTraceKey("xyz"));
    }

    void durationsBeyondTimeAreCut()
    {
        SpanTableBuilder builder;
        SpanRow row;
        row.operation = builder.operation("s", "o");
        row.startNs = INT64_MAX - 5;
        row.durationNs = INT64_MAX;
        builder.add(row);
        row.durationNs = -7;
        row.id = {1};
        builder.add(row);
        const auto table = std::move(builder).finish(Job{});
        QVERIFY(table.has_value());
        QCOMPARE((*table)->end(0), INT64_MAX);
        QCOMPARE((*table)->duration(1), std::int64_t{0});
    }

    void aSpanWithoutAStartStandsWhereItsTraceBegins()
    {
        SpanTableBuilder builder;
        SpanRow row;
        row.operation = builder.operation("s", "o");
        row.trace = {0, 1};
        row.id = {1};
        row.startNs = TimePoint::none().ns;
        builder.add(row);
        row.id = {2};
        row.parent = {1};
        row.startNs = 500;
        row.durationNs = 20;
        builder.add(row);
        row.trace = {0, 2};
        row.startNs = TimePoint::none().ns;
        builder.add(row);
        const auto table = std::move(builder).finish(Job{});
        QVERIFY(table.has_value());
        QCOMPARE((*table)->start(rowOf(**table, 1)), std::int64_t{500});
        QCOMPARE((*table)->start((*table)->firstRow((*table)->findTrace({0, 2}))), std::int64_t{0});
    }

    void aDeepTraceIsNoProblem()
    {
        SpanTableBuilder builder;
        SpanRow row;
        row.operation = builder.operation("s", "o");
        for (std::uint64_t i = 1; i <= 250'000; ++i) {
            row.id = {i};
            row.parent = {i - 1};
            row.startNs = static_cast<std::int64_t>(i);
            row.durationNs = static_cast<std::int64_t>(1'000'000 - 2 * i);
            builder.add(row);
        }
        const auto table = std::move(builder).finish(Job{});
        QVERIFY(table.has_value());
        QCOMPARE((*table)->parent(249'999), 249'998u);
        QCOMPARE((*table)->orphans(), std::uint64_t{0});
    }
};

CAUSEWAY_TEST(SpanTableTest)
#include "span_table_test.moc"
