// Spans that an earlier source has too count once; whatever one source holds stays.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <ctime>

#include "storage/import/import_signals.h"
#include "storage/repeated_spans.h"
#include "storage/span_store.h"

using namespace causeway;
using namespace causeway::storage;
using namespace causeway::test;

namespace {

Result<void> importText(TemporaryProject &project, const std::string &name, const std::string &text)
{
    CAUSEWAY_ASSIGN(auto appender, Appender::begin(project.pointer()));
    SourceOptions options;
    options.name = name;
    const std::string path = project.write(name, text);
    CAUSEWAY_ASSIGN(const std::string format, signalFormatOf(path, options));
    CAUSEWAY_TRY(importSignals(*appender, path, format, options, Job{}, [](std::uint64_t) {}));
    return appender->commit({});
}

// Of Zipkin: all that makes a span the same can be told.
std::string span(int id, const char *name = "get", int durationUs = 100, const char *service = "web", const char *kind = "CLIENT", int parent = 9)
{
    char text[300];
    std::snprintf(text, sizeof text, R"({"traceId":"00000000000000aa","id":"%016x","parentId":"%016x","kind":"%s","name":"%s","timestamp":%lld,"duration":%d,"localEndpoint":{"serviceName":"%s"}})", id,
                  parent, kind, name, 1'700'000'000'000'000LL + id, durationUs, service);
    return text;
}

std::string document(const std::vector<std::string> &spans)
{
    std::string text = "[";
    for (const std::string &one : spans)
        text += (text.size() > 1 ? ",\n" : "") + one;
    return text + "]";
}

std::string chrome(int at)
{
    return R"({"traceEvents":[{"name":"work","ph":"X","pid":1,"tid":1,"ts":)" + std::to_string(at) + R"(,"dur":50},{"name":"part","ph":"X","pid":1,"tid":1,"ts":)" + std::to_string(at + 10) + R"(,"dur":20}]})";
}

std::uint32_t loaded(Project &project)
{
    const auto table = SpanStore(project).load(Job{});
    return table ? (*table)->size() : UINT32_MAX;
}

std::uint64_t repeated(Project &project)
{
    std::uint64_t spans = 0;
    const auto repeats = SpanStore(project).repeats(Job{});
    if (!repeats)
        return UINT64_MAX;
    for (const RepeatedIn &one : *repeats)
        spans += one.spans;
    return spans;
}

} // namespace

class RepeatedSpansTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void copiesCountOnce()
    {
        TemporaryProject project;
        const std::string all = document({span(1), span(2), span(3)});
        CAUSEWAY_VERIFY(importText(project, "a.json", all));
        QCOMPARE(repeated(*project), std::uint64_t{0});
        CAUSEWAY_VERIFY(importText(project, "again.json", all));
        QCOMPARE(loaded(*project), 3u);
        CAUSEWAY_VERIFY(importText(project, "part.json", document({span(2)})));
        CAUSEWAY_VERIFY(importText(project, "more.json", document({span(3), span(4)})));
        QCOMPARE(loaded(*project), 4u);
        CAUSEWAY_VERIFY(importText(project, "later.json", document({span(4)})));
        QCOMPARE(loaded(*project), 4u);
        QCOMPARE(repeated(*project), std::uint64_t{6});
        const auto repeats = SpanStore(*project).repeats(Job{});
        QCOMPARE(repeats->size(), std::size_t{4});
        QCOMPARE(repeats->front().source.value, 2u);
        QCOMPARE(repeats->front().spans, std::uint64_t{3});
        // The spans that stay are those that came first.
        const auto table = SpanStore(*project).load(Job{});
        QCOMPARE((*table)->sequence(0), std::int64_t{1});
    }

    void oneSourceKeepsItsRepeats()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(importText(project, "a.json", document({span(1), span(1), span(2)})));
        QCOMPARE(loaded(*project), 3u);
        CAUSEWAY_VERIFY(importText(project, "b.json", document({span(3), span(3), span(1)})));
        QCOMPARE(loaded(*project), 5u);
        QCOMPARE(repeated(*project), std::uint64_t{1});
    }

    void anIdAloneIsNotTheSame_data()
    {
        QTest::addColumn<QString>("other");
        QTest::newRow("operation") << QString::fromStdString(span(1, "put"));
        QTest::newRow("duration") << QString::fromStdString(span(1, "get", 101));
        QTest::newRow("service") << QString::fromStdString(span(1, "get", 100, "shop"));
        QTest::newRow("kind") << QString::fromStdString(span(1, "get", 100, "web", "SERVER"));
        QTest::newRow("parent") << QString::fromStdString(span(1, "get", 100, "web", "CLIENT", 8));
    }
    void anIdAloneIsNotTheSame()
    {
        QFETCH(QString, other);
        TemporaryProject project;
        CAUSEWAY_VERIFY(importText(project, "a.json", document({span(1)})));
        CAUSEWAY_VERIFY(importText(project, "b.json", document({other.toStdString()})));
        QCOMPARE(loaded(*project), 2u);
        QCOMPARE(repeated(*project), std::uint64_t{0});
    }

    // Their traces' ids are made up: a copy has the same, another file others.
    void formatsWithoutIds()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(importText(project, "a.json", chrome(100)));
        CAUSEWAY_VERIFY(importText(project, "copy.json", chrome(100)));
        CAUSEWAY_VERIFY(importText(project, "other.json", chrome(700)));
        const auto table = SpanStore(*project).load(Job{});
        CAUSEWAY_VERIFY(table);
        QCOMPARE((*table)->size(), 4u);
        QCOMPARE((*table)->traceCount(), 2u);
    }

    // A million spans of which half are repeats, and as many that are all alike: hashing is all it costs.
    void manyAtOnce_data()
    {
        QTest::addColumn<bool>("alike");
        QTest::newRow("different") << false;
        QTest::newRow("alike") << true;
    }
    void manyAtOnce()
    {
        QFETCH(bool, alike);
        constexpr int kSpans = 1'000'000;
        const auto rowAt = [&](int i) {
            traces::SpanRow row;
            row.sequence = i + 1;
            const auto n = static_cast<std::uint64_t>(alike ? 0 : i % (kSpans / 2));
            row.trace = {0, n / 8};
            row.id = {n};
            row.startNs = static_cast<std::int64_t>(n);
            return row;
        };
        const auto processorMs = [] { return std::clock() * 1000 / CLOCKS_PER_SEC; };
        std::vector<traces::SpanRow> rows;
        for (int i = 0; i < kSpans; ++i)
            rows.push_back(rowAt(i));
        std::vector<traces::SpanRow> kept;
        kept.reserve(kSpans);
        const auto before = processorMs();
        RepeatedSpans repeats({1, kSpans / 2 + 1});
        std::size_t count = 0;
        for (const traces::SpanRow &row : rows) {
            if (repeats.contains(row, kept))
                ++count;
            else
                kept.push_back(row);
        }
        const auto ms = processorMs() - before;
        qInfo("%d spans in %ld ms", kSpans, ms);
        QCOMPARE(count, std::size_t{kSpans / 2});
        QVERIFY(ms < 2000);
    }
};

CAUSEWAY_TEST(RepeatedSpansTest)
#include "repeated_spans_test.moc"
