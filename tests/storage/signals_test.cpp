// Traces, metrics and OTLP logs in the project's tables: what is there, and that an import is all or nothing.

#include "tests/support/older_project.h"
#include "tests/support/temporary_project.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include "storage/database.h"
#include "storage/event_reader.h"
#include "storage/import/import_signals.h"
#include "storage/metric_store.h"
#include "storage/schema.h"
#include "storage/span_store.h"
#include "tests/storage/signal_documents.h"

using namespace causeway;
using namespace causeway::storage;
using namespace causeway::test;

namespace {

Result<ImportedSignals> importAll(TemporaryProject &project, const std::string &path, bool commit = true, const Job &job = {})
{
    CAUSEWAY_ASSIGN(auto appender, Appender::begin(project.pointer()));
    SourceOptions options;
    options.name = "file";
    CAUSEWAY_ASSIGN(const std::string format, signalFormatOf(path, options));
    CAUSEWAY_ASSIGN(auto imported, importSignals(*appender, path, format, options, job, [](std::uint64_t) {}));
    if (commit)
        CAUSEWAY_TRY(appender->commit({}));
    return imported;
}

std::string query(Project &project, const std::string &sql)
{
    std::string text;
    const auto read = project.read([&](Database &database) -> Result<void> {
        Statement statement = database.prepare(sql);
        while (true) {
            CAUSEWAY_ASSIGN(const bool row, statement.step());
            if (!row)
                return {};
            text += (text.empty() ? "" : "; ") + statement.text(0);
        }
    });
    return read ? text : read.error().toEnglish();
}

} // namespace

class SignalsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tables()
    {
        TemporaryProject project;
        const auto imported = importAll(project, project.write("mixed.json", kMixed));
        CAUSEWAY_VERIFY(imported);
        QCOMPARE(imported->source.info.spans, std::uint64_t{2});
        QCOMPARE(imported->source.info.metricPoints, std::uint64_t{2});
        QCOMPARE(imported->source.info.events, std::uint64_t{1});
        QCOMPARE(imported->source.info.skipped, std::uint64_t{0});
        QCOMPARE(imported->source.info.incompleteAt, std::int64_t{-1});
        QVERIFY(imported->notes.empty());
        QCOMPARE(query(*project, "SELECT trace||' '||span||' '||coalesce(parent,'-')||' '||service||' '||name||' '||coalesce(kind,'-')||' '||status||' '||start_ns||' '||duration_ns FROM spans"),
                 std::string("4bf92f3577b34da6a3ce929d0e0e4736 00f067aa0ba902b7 - web GET / server unset 1700000000000000000 100000000; "
                             "4bf92f3577b34da6a3ce929d0e0e4736 00f067aa0ba902b8 00f067aa0ba902b7 web query \"x\" client error 1700000000010000000 40000000"));
        QCOMPARE(query(*project, "SELECT attributes FROM spans WHERE attributes IS NOT NULL"), std::string("{\"rows\":3,\"ratio\":2.0,\"db\":\"pg\"}"));
        QCOMPARE(query(*project, "SELECT scope||' '||scope_version||' '||(resource->>'$.\"host.name\"') FROM spans LIMIT 1"), std::string("lib 1.2 h1"));
        QCOMPARE(query(*project, "SELECT name||' '||service||' '||t_ns||' '||value FROM metrics ORDER BY t_ns"),
                 std::string("load web 1700000000000000000 0.25; load web 1700000060000000000 0.5"));
    }

    void readBack()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(importAll(project, project.write("mixed.json", kMixed)));
        project.reopen();
        const SpanStore store(*project);
        const auto table = store.load(Job{});
        CAUSEWAY_VERIFY(table);
        QCOMPARE((*table)->size(), 2u);
        QCOMPARE((*table)->parent(1), 0u);
        QCOMPARE((*table)->status(1), traces::SpanStatus::Error);
        QCOMPARE((*table)->serviceName(1), std::string("web"));
        const auto details = store.details((*table)->sequence(1));
        CAUSEWAY_VERIFY(details);
        QCOMPARE(details->message, std::string("time-out"));
        QCOMPARE(details->events, std::string(kEvents));
        QCOMPARE(details->links, std::string(kLinks));
        QCOMPARE(store.details(99).error().code, ErrorCode::NotFound);
        const auto metrics = MetricStore(*project).load([](const MetricSeries &) { return true; }, {}, Job{});
        CAUSEWAY_VERIFY(metrics);
        QCOMPARE(metrics->size(), std::size_t{1});
        QVERIFY(metrics->front().values == (std::vector<double>{0.25, 0.5}));
        const auto none = MetricStore(*project).load([](const MetricSeries &) { return true; }, {{0}, {1}}, Job{});
        CAUSEWAY_VERIFY(none);
        QVERIFY(none->front().timesNs.empty());
    }

    // A collector tells of containers by their resource alone.
    void seriesSayWhatTheirResourceSays_data()
    {
        QTest::addColumn<QString>("resource");
        QTest::addColumn<QString>("service");
        QTest::addColumn<QString>("pod");
        QTest::addColumn<QString>("attributes");
        for (const ResourceRow &row : kResourceRows)
            QTest::newRow(row.name) << QString::fromLatin1(row.resource) << QString::fromLatin1(row.service) << QString::fromLatin1(row.pod) << QString::fromLatin1(row.attributes);
    }
    void seriesSayWhatTheirResourceSays()
    {
        QFETCH(QString, resource);
        TemporaryProject project;
        CAUSEWAY_VERIFY(importAll(project, project.write("metrics.json", metricOf(resource.toStdString()))));
        const auto metrics = MetricStore(*project).load([](const MetricSeries &) { return true; }, {}, Job{});
        CAUSEWAY_VERIFY(metrics);
        QCOMPARE(metrics->size(), std::size_t{1});
        QTEST(QString::fromStdString(metrics->front().service), "service");
        QTEST(QString::fromStdString(metrics->front().pod), "pod");
        QTEST(QString::fromStdString(metrics->front().attributes), "attributes");
    }

    void logsAreEvents()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(importAll(project, project.write("mixed.json", kMixed)));
        const auto snapshot = project->snapshot();
        CAUSEWAY_VERIFY(snapshot);
        EventReader reader(project.pointer(), *snapshot);
        const auto event = reader.event(EventId(0));
        CAUSEWAY_VERIFY(event);
        QCOMPARE(event->bytes, std::string(kLine));
        QCOMPARE(event->time.ns, std::int64_t{1700000000030000000});
        QCOMPARE(event->level, Level::Error);
        QCOMPARE(event->bytes.substr(event->contentBegin, event->contentEnd - event->contentBegin), std::string("query 7 failed"));
    }

    void twoImportsStandSideBySide()
    {
        TemporaryProject project;
        const std::string path = project.write("mixed.json", kMixed);
        CAUSEWAY_VERIFY(importAll(project, path));
        CAUSEWAY_VERIFY(importAll(project, path));
        QCOMPARE(query(*project, "SELECT count(*) FROM spans"), std::string("4"));
        const auto table = SpanStore(*project).load(Job{});
        CAUSEWAY_VERIFY(table);
        QCOMPARE((*table)->traceCount(), 1u);
        QCOMPARE((*table)->size(), 2u); // what is imported again counts once
        QCOMPARE((*table)->repeatedIds(), std::uint64_t{0});
        QCOMPARE((*table)->operations().size(), std::size_t{2});
    }

    void whatIsNotCommittedLeavesNoTrace()
    {
        TemporaryProject project;
        const std::string path = project.write("mixed.json", kMixed);
        CAUSEWAY_VERIFY(importAll(project, path));
        CAUSEWAY_VERIFY(importAll(project, path, false));
        for (const char *tableName : {"span", "metric_point"})
            QCOMPARE(query(*project, std::string("SELECT count(*) FROM ") + tableName), std::string("2"));
        for (const char *tableName : {"signal_source", "series", "scope", "source"})
            QCOMPARE(query(*project, std::string("SELECT count(*) FROM ") + tableName), std::string("1"));
        Job cancelledJob;
        cancelledJob.cancel.cancel();
        const auto cancelledImport = importAll(project, path, true, cancelledJob);
        QVERIFY(!cancelledImport);
        QCOMPARE(cancelledImport.error().code, ErrorCode::Cancelled);
        QCOMPARE(query(*project, "SELECT count(*) FROM span"), std::string("2"));
    }

    void pendingIsInvisible()
    {
        TemporaryProject project;
        const std::string path = project.write("mixed.json", kMixed);
        CAUSEWAY_VERIFY(importAll(project, path));
        auto appender = Appender::begin(project.pointer());
        CAUSEWAY_VERIFY(appender);
        SourceOptions options;
        options.name = "second";
        CAUSEWAY_VERIFY(importSignals(**appender, path, "otlp-json", options, Job{}, [](std::uint64_t) {}));
        QCOMPARE(query(*project, "SELECT count(*) FROM span"), std::string("4"));
        QCOMPARE(query(*project, "SELECT count(*) FROM spans"), std::string("2"));
        const auto table = SpanStore(*project).load(Job{});
        CAUSEWAY_VERIFY(table);
        QCOMPARE((*table)->size(), 2u);
        QCOMPARE(*SpanStore(*project).traceCount(), std::uint64_t{1});
    }

    void aProjectOfVersionOne()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(project->write(Project::Durability::Durable, [](Database &database) {
            return database.execute(test::downTo(1).c_str());
        }));
        project.reopen();
        QVERIFY(project.pointer() != nullptr);
        QCOMPARE(query(*project, "PRAGMA user_version"), std::to_string(kSchemaVersion));
        CAUSEWAY_VERIFY(importAll(project, project.write("mixed.json", kMixed)));
        QCOMPARE(query(*project, "SELECT count(*) FROM spans"), std::string("2"));
    }

    // Times of spans count for a source with spans, of points for one without.
    void timesOfSources()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(importAll(project, project.write("mixed.json", kMixed)));
        const auto told = [&] { return query(*project, "SELECT from_ns || ' ' || to_ns FROM signal_source"); };
        const std::string expected = query(*project, "SELECT min(start_ns) || ' ' || max(start_ns+duration_ns) FROM span");
        QCOMPARE(told(), expected);
        const auto snapshot = project->snapshot();
        CAUSEWAY_VERIFY(snapshot);
        QVERIFY((*snapshot)->timeRange().from.ns <= std::stoll(expected));
        // A project of version 2 is brought to the same.
        CAUSEWAY_VERIFY(project->write(Project::Durability::Durable, [](Database &database) {
            return database.execute(test::downTo(2).c_str());
        }));
        project.reopen();
        QVERIFY(project.pointer() != nullptr);
        QCOMPARE(told(), expected);
    }

    void aDocumentThatEndsEarly()
    {
        TemporaryProject project;
        std::string text = kMixed;
        text.resize(text.size() - 40);
        const auto imported = importAll(project, project.write("cut.json", text));
        CAUSEWAY_VERIFY(imported);
        QCOMPARE(imported->source.info.spans, std::uint64_t{2});
        QCOMPARE(imported->source.info.events, std::uint64_t{1});
        QVERIFY(imported->source.info.incompleteAt > 0 || imported->source.info.skipped > 0);
    }
};

CAUSEWAY_TEST(SignalsTest)
#include "signals_test.moc"
