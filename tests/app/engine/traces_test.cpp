// Traces of a project: compared, exported, shown with their logs.

#include "tests/support/temporary_project.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

#include "app/engine/compare_traces.h"
#include "app/engine/export_data.h"
#include "app/engine/import_logs.h"
#include "app/engine/list_metrics.h"
#include "app/engine/list_traces.h"
#include "app/engine/project_info.h"
#include "app/engine/service_map.h"
#include "app/engine/show_trace.h"
#include "storage/span_store.h"

using namespace causeway;
using namespace causeway::engine;
using namespace causeway::test;

namespace {

Result<ImportResponse> importFiles(storage::Project &project, const std::vector<std::string> &paths)
{
    ImportRequest request;
    request.paths = paths;
    return importLogs(project, request, Job{});
}

// All that is told of spans, in the order in which they were imported.
Result<std::vector<std::string>> spansAsText(storage::Project &project)
{
    storage::SpanStore store(project);
    CAUSEWAY_ASSIGN(const auto table, store.load(Job{}));
    std::vector<std::pair<std::int64_t, std::string>> spans;
    for (std::uint32_t row = 0; row < table->size(); ++row) {
        CAUSEWAY_ASSIGN(const storage::SpanDetails details, store.details(table->sequence(row)));
        const std::uint32_t parent = table->parent(row);
        std::string text = traces::toHex(table->traceKey(table->trace(row))) + ' ' + traces::toHex(table->spanKey(row)) + ' ' + (parent == traces::kNone ? "-" : traces::toHex(table->spanKey(parent)));
        text += ' ' + table->serviceName(row) + ' ' + table->operationName(row) + ' ' + std::string(traces::kindName(table->kind(row))) + ' ' + std::string(traces::statusName(table->status(row)));
        text += ' ' + std::to_string(table->start(row)) + ' ' + std::to_string(table->duration(row)) + ' ' + details.message + ' ' + details.attributes + ' ' + details.events + ' ' + details.links;
        text += ' ' + details.scopeName + ' ' + details.scopeVersion + ' ' + details.scopeAttributes;
        spans.emplace_back(table->sequence(row), std::move(text));
    }
    std::sort(spans.begin(), spans.end());
    std::vector<std::string> texts;
    for (auto &[sequence, text] : spans)
        texts.push_back(std::move(text));
    return texts;
}

std::string day(const std::string &rest) { return dataPath("nezha/TrainTicket/2023-01-29/" + rest); }

} // namespace

class TracesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // "return": a method gives back nothing. The traces hardly show it, the lines written in the span do. The baseline are all
    // minutes before the fault that hold none of it; the files 08_52 and 08_58 do hold lines of the fault that they are named after.
    void whatIsDifferentOnTrainTicket_data()
    {
        QTest::addColumn<QStringList>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("service");
        const QString first = QStringLiteral("%1/08_43"), faultFree = QStringLiteral("fault_free/%1/08_50"), later = QStringLiteral("%1/09_03");
        QTest::newRow("08_45") << QStringList{first} << QStringLiteral("%1/08_45") << QStringLiteral("ts-contacts-service");
        QTest::newRow("08_54") << QStringList{first, faultFree} << QStringLiteral("%1/08_54") << QStringLiteral("ts-contacts-service");
        QTest::newRow("09_00") << QStringList{first, faultFree} << QStringLiteral("%1/09_00") << QStringLiteral("ts-contacts-service");
        QTest::newRow("09_05") << QStringList{first, faultFree, later} << QStringLiteral("%1/09_05") << QStringLiteral("ts-basic-service");
    }
    void whatIsDifferentOnTrainTicket()
    {
        CAUSEWAY_REQUIRE_DATA("nezha/TrainTicket/2023-01-29/faults.json");
        QFETCH(QStringList, before);
        QFETCH(QString, after);
        QFETCH(QString, service);
        TemporaryProject project;
        const auto files = [](const QString &minute) {
            std::vector<std::string> paths;
            for (const char *kind : {"trace", "log"})
                paths.push_back(day(minute.arg(QLatin1String(kind)).toStdString() + "_" + kind + ".csv.gz"));
            return paths;
        };
        for (const QString &minute : before)
            CAUSEWAY_VERIFY(importFiles(*project, files(minute)));
        const auto earlier = project->snapshot();
        CAUSEWAY_VERIFY(earlier);
        const SourceId lastBefore = (*earlier)->sources.back().id;
        CAUSEWAY_VERIFY(importFiles(*project, files(after)));
        const auto table = storage::SpanStore(*project).load(Job{});
        CAUSEWAY_VERIFY(table);
        std::vector<std::uint32_t> now, baseline;
        for (std::uint32_t trace = 0; trace < (*table)->traceCount(); ++trace) {
            const auto details = storage::SpanStore(*project).details((*table)->sequence((*table)->firstRow(trace)));
            CAUSEWAY_VERIFY(details);
            (details->source <= lastBefore ? baseline : now).push_back(trace);
        }
        const auto response = compareTraces(*project, now, baseline, Job{});
        CAUSEWAY_VERIFY(response);
        bool found = false;
        QString told;
        for (std::size_t i = 0; i < std::min<std::size_t>(3, response->difference.operations.size()); ++i) {
            const auto &difference = response->difference.operations[i];
            const auto &operation = response->table->operations()[difference.operation];
            const QString name = QString::fromStdString(response->table->services()[operation.service]);
            told += QStringLiteral("%1 %2 %3; ").arg(name, QString::fromStdString(operation.name)).arg(difference.score, 0, 'f', 3);
            found = found || name.startsWith(service);
        }
        qInfo("%d traces against %d: %s", static_cast<int>(now.size()), static_cast<int>(baseline.size()), qPrintable(told));
        QVERIFY2(found, qPrintable(told));
    }

    void exportedAndImportedAgain_data()
    {
        QTest::addColumn<QString>("file");
        for (const char *file : {"otlp/otel_demo.jsonl.gz", "otlp/spec_trace.json", "jaeger/ui_01.json", "zipkin/messaging-kafka.json", "zipkin/yelp.json", "zipkin/smartthings-oauth-authorization.json",
                                 "chrome/flow.json", "nezha/TrainTicket/2023-01-29/trace/08_45_trace.csv.gz"})
            QTest::newRow(file) << QString::fromLatin1(file);
    }
    void exportedAndImportedAgain()
    {
        QFETCH(QString, file);
        const std::string path = dataPath(file.toStdString());
        if (path.empty())
            QSKIP("the data folder does not hold it (set CAUSEWAY_DATA)");
        TemporaryProject first, second;
        CAUSEWAY_VERIFY(importFiles(*first, {path}));
        const auto exported = exportData(*first, {ExportWhat::Spans, first.path("spans.json")}, Job{});
        CAUSEWAY_VERIFY(exported);
        QVERIFY(exported->rows > 0);
        CAUSEWAY_VERIFY(importFiles(*second, {first.path("spans.json")}));
        const auto before = spansAsText(*first), after = spansAsText(*second);
        CAUSEWAY_VERIFY(before);
        CAUSEWAY_VERIFY(after);
        QCOMPARE(after->size(), before->size());
        for (std::size_t i = 0; i < before->size(); ++i)
            QCOMPARE(QString::fromStdString((*after)[i]), QString::fromStdString((*before)[i]));
    }

    void linesBesideSpans()
    {
        CAUSEWAY_REQUIRE_DATA("nezha/TrainTicket/2023-01-29/faults.json");
        TemporaryProject project;
        const auto imported = importFiles(*project, {day("trace/08_45_trace.csv.gz"), day("log/08_45_log.csv.gz")});
        CAUSEWAY_VERIFY(imported);
        QCOMPARE(imported->files[0].spans, std::uint64_t{5108}); // lines but the header
        QCOMPARE(imported->files[0].events, std::uint64_t{0});
        const auto info = projectInfo(*project, Job{});
        CAUSEWAY_VERIFY(info);
        QCOMPARE(info->spans, std::uint64_t{5108});
        QCOMPARE(info->traces, std::uint64_t{58});
        const auto trace = showTrace(*project, "65b3af7cd0587ce2950a88dc1f25bd7c", Job{});
        CAUSEWAY_VERIFY(trace);
        QVERIFY(trace->logs.size() > 10);
        QVERIFY(std::count_if(trace->logs.begin(), trace->logs.end(), [](const TraceLog &log) { return log.row != traces::kNone; }) > 10);
        QCOMPARE(trace->table->operationName(trace->root), std::string("/*"));
        std::int64_t critical = 0;
        for (const TraceSpan &span : trace->spans)
            critical += span.criticalNs;
        QCOMPARE(critical, trace->table->duration(trace->root));
        const auto services = serviceMap(*project, {}, Job{});
        CAUSEWAY_VERIFY(services);
        QVERIFY(services->map.calls.size() > 20);
    }

    void filters()
    {
        CAUSEWAY_REQUIRE_DATA("zipkin/yelp.json");
        TemporaryProject project;
        CAUSEWAY_VERIFY(importFiles(*project, {dataPath("zipkin/yelp.json")}));
        const auto all = listTraces(*project, {}, Job{});
        CAUSEWAY_VERIFY(all);
        QVERIFY(!all->traces.empty());
        ListTracesRequest request;
        request.services = {"no such service"};
        QCOMPARE(listTraces(*project, request, Job{}).error().code, ErrorCode::NotFound);
        request.services.clear();
        request.attributes = {{"no such key", "1"}};
        const auto none = listTraces(*project, request, Job{});
        CAUSEWAY_VERIFY(none);
        QVERIFY(none->traces.empty());
    }

    // Why they failed is told as patterns: no address, no time.
    void whatFailedInTheDemo()
    {
        CAUSEWAY_REQUIRE_DATA("otlp/otel_demo.jsonl.gz");
        TemporaryProject project;
        CAUSEWAY_VERIFY(importFiles(*project, {dataPath("otlp/otel_demo.jsonl.gz")}));
        ListTracesRequest request;
        const auto all = listTraces(*project, request, Job{});
        request.errors = true;
        const auto failed = listTraces(*project, request, Job{});
        CAUSEWAY_VERIFY(all);
        CAUSEWAY_VERIFY(failed);
        std::vector<std::uint32_t> chosen = failed->traces, baseline = all->traces;
        std::sort(chosen.begin(), chosen.end());
        std::sort(baseline.begin(), baseline.end());
        const auto response = compareTraces(*project, chosen, baseline, Job{});
        CAUSEWAY_VERIFY(response);
        QCOMPARE(response->common, std::uint64_t{chosen.size()});
        QCOMPARE(response->baselineTraces, std::uint64_t{baseline.size() - chosen.size()});
        bool refused = false;
        for (const traces::Difference &row : response->difference.rows) {
            if (row.kind != traces::DifferenceKind::Trait || (row.attribute != "status message" && row.attribute != "exception"))
                continue;
            qInfo("%s: %s (%llu of %llu)", row.attribute.c_str(), row.value.c_str(), static_cast<unsigned long long>(row.count), static_cast<unsigned long long>(row.of));
            refused = refused || row.value.find("ECONNREFUSED <*>") != std::string::npos;
        }
        QVERIFY(refused);
        // A container's figures have nothing but their resource to say where they were taken.
        ListMetricsRequest wanted;
        wanted.name = "container.cpu.usage.total";
        const auto series = listMetrics(*project, wanted, Job{});
        CAUSEWAY_VERIFY(series);
        QCOMPARE(series->size(), std::size_t{21});
        for (const storage::MetricSeries &one : *series)
            QVERIFY(!one.service.empty() && !one.pod.empty() && one.attributes.find("container.name") != std::string::npos);
        wanted.service = "ad-service";
        QCOMPARE(listMetrics(*project, wanted, Job{})->size(), std::size_t{1});
    }

    void metrics()
    {
        CAUSEWAY_REQUIRE_DATA("nezha/TrainTicket/2023-01-29/metric/front_service.csv.gz");
        TemporaryProject project;
        CAUSEWAY_VERIFY(importFiles(*project, {day("metric/ts-admin-order-service-84cbf6c798-7njv6_metric.csv.gz")}));
        const auto all = listMetrics(*project, {}, Job{});
        CAUSEWAY_VERIFY(all);
        QVERIFY(!all->empty());
        QVERIFY(std::any_of(all->begin(), all->end(), [](const storage::MetricSeries &s) { return s.name == "CpuUsageRate(%)"; }));
        ListMetricsRequest request;
        request.name = "CpuUsageRat";
        QCOMPARE(listMetrics(*project, request, Job{}).error().code, ErrorCode::NotFound);
    }

    void nothingThere()
    {
        TemporaryProject project;
        QCOMPARE(listTraces(*project, {}, Job{}).error().code, ErrorCode::NotFound);
        QCOMPARE(showTrace(*project, "1", Job{}).error().code, ErrorCode::NotFound);
        QCOMPARE(listMetrics(*project, {}, Job{}).error().code, ErrorCode::NotFound);
    }
};

CAUSEWAY_TEST(TracesTest)
#include "traces_test.moc"
