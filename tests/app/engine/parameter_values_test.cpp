// Values of a template's parameters against plain counting, and the filter that finds their lines.

#include "tests/support/temporary_project.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

#include "app/engine/import_logs.h"
#include "app/engine/list_patterns.h"
#include "app/engine/mine_templates.h"
#include "app/engine/number_spread.h"
#include "app/engine/parameter_values.h"

using namespace causeway;
using namespace causeway::engine;
using templates::ParameterType;

namespace {

// Requests of ten users that take 100 to 149 ms, one of them 9 s; every third is of user u0.
std::string requests(int count)
{
    std::string text;
    for (int i = 0; i < count; ++i) {
        char stamp[64];
        std::snprintf(stamp, sizeof stamp, "2024-01-01 %02d:%02d:%02d INFO shop: ", i / 3600 % 24, i / 60 % 60, i % 60);
        const int user = i % 3 == 0 ? 0 : 1 + i % 9;
        text += stamp + ("request of u" + std::to_string(user) + " took " + (i == 77 ? "9000" : std::to_string(100 + i % 50)) + " ms and read " + std::to_string(i) + " rows\n");
        if (i % 4 == 0)
            text += stamp + std::string("cache is warm again\n");
    }
    return text;
}

struct Opened {
    explicit Opened(const std::string &log)
    {
        ImportRequest request;
        request.paths = {project.write("a.log", log)};
        if (auto imported = importLogs(*project, request, Job{}); !imported)
            qFatal("%s", imported.error().toEnglish().c_str());
        catalog = *currentTemplates(*project, 1, Job{});
        reader = std::make_unique<storage::EventReader>(project->shared_from_this(), *project->snapshot());
    }
    const storage::TemplateInfo &with(const std::string &part) const
    {
        for (const storage::TemplateInfo &info : catalog->templates)
            if (info.text().find(part) != std::string::npos)
                return info;
        qFatal("no template with %s", part.c_str());
    }
    test::TemporaryProject project;
    std::shared_ptr<const storage::TemplateCatalog> catalog;
    std::unique_ptr<storage::EventReader> reader;
};

QString describe(const ParameterValuesResponse &response)
{
    QString out = QStringLiteral("%1 %2\n").arg(response.events).arg(response.unreadable);
    for (const ParameterSummary &summary : response.parameters) {
        out += QStringLiteral("%1: %2 %3 %4").arg(summary.parameter).arg(summary.count).arg(summary.distinct).arg(summary.more);
        for (const ParameterValue &value : summary.top)
            out += QStringLiteral(" %1x%2@%3").arg(QString::fromStdString(value.text)).arg(value.count).arg(value.first.value);
        if (summary.numbers) {
            out += QStringLiteral(" | %1 %2 %3 %4").arg(summary.numbers->min).arg(summary.numbers->p50).arg(summary.numbers->p99).arg(summary.numbers->max);
            for (const auto bin : summary.numbers->bins)
                out += QStringLiteral(" %1").arg(bin);
            for (const auto &outlier : summary.numbers->outliers)
                out += QStringLiteral(" !%1@%2").arg(outlier.value).arg(outlier.is.first.value);
        }
        out += QLatin1Char('\n');
    }
    return out;
}

} // namespace

class ParameterValuesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void numbersAreReadInTheirUnits_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("type");
        QTest::addColumn<double>("value"); // −1: not a number
        const auto row = [](const char *text, ParameterType type, double value) { QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(text)).arg(static_cast<int>(type)))) << QString::fromUtf8(text) << static_cast<int>(type) << value; };
        row("12", ParameterType::Integer, 12);
        row("-12", ParameterType::Integer, -12);
        row("#12", ParameterType::Integer, 12);
        row("12x", ParameterType::Integer, -1);
        row("", ParameterType::Integer, -1);
        row("nan", ParameterType::Decimal, -1);
        row("1e5", ParameterType::Decimal, -1);
        row("0.25", ParameterType::Decimal, .25);
        row("12 ms", ParameterType::Duration, 12e6);
        row("12ms", ParameterType::Duration, 12e6);
        row("1.5 s", ParameterType::Duration, 1.5e9);
        row("<1 sec", ParameterType::Duration, 1e9);
        row("2 min 5 s", ParameterType::Duration, 125e9);
        row("7 (ms)", ParameterType::Duration, 7e6);
        row("7", ParameterType::Duration, -1);
        row("0", ParameterType::Duration, 0);
        row("7 MB", ParameterType::Duration, -1);
        row("1.5 MB", ParameterType::Size, 1.5e6);
        row("2KiB", ParameterType::Size, 2048);
        row("99999999999999999999", ParameterType::Integer, 1e20);
    }
    void numbersAreReadInTheirUnits()
    {
        QFETCH(QString, text);
        QFETCH(int, type);
        QFETCH(double, value);
        const auto number = readNumber(text.toStdString(), static_cast<ParameterType>(type));
        QCOMPARE(number.has_value(), value != -1);
        if (number)
            QCOMPARE(*number, value);
    }

    void valuesAreCounted()
    {
        const Opened open(requests(3000));
        ParameterValuesRequest request;
        request.id = open.with("took").id;
        const auto found = parameterValues(*open.reader, *open.catalog, request, Job{});
        CAUSEWAY_VERIFY(found);
        QCOMPARE(found->events, 3000u);
        QCOMPARE(found->unreadable, 0u);
        QCOMPARE(found->parameters.size(), 3u);
        const ParameterSummary &user = found->parameters[0], &took = found->parameters[1], &rows = found->parameters[2];
        QCOMPARE(user.count, 3000u);
        QCOMPARE(user.distinct, 7u); // u0, and of 1 + i % 9 those whose i is no multiple of 3
        QVERIFY(!user.more);
        QVERIFY(user.top.front().text == "u0");
        QCOMPARE(user.top.front().count, 1000u);
        QVERIFY(!user.numbers);
        QCOMPARE(static_cast<int>(took.type), static_cast<int>(ParameterType::Duration));
        QCOMPARE(took.distinct, 51u);
        QVERIFY(took.numbers.has_value());
        QCOMPARE(took.numbers->count, 3000u);
        QCOMPARE(took.numbers->min, 100e6);
        QCOMPARE(took.numbers->p50, 124e6);
        QCOMPARE(took.numbers->p95, 147e6);
        QCOMPARE(took.numbers->max, 9e9);
        QCOMPARE(took.numbers->bins.size(), 40u);
        QCOMPARE(took.numbers->bins.front(), 2999u);
        QCOMPARE(took.numbers->bins.back(), 1u);
        QCOMPARE(took.numbers->outliers.size(), 1u);
        QVERIFY(took.numbers->outliers[0].is.text == "9000 ms");
        const auto line = open.reader->event(took.numbers->outliers[0].is.first);
        CAUSEWAY_VERIFY(line);
        QVERIFY(line->bytes.find("took 9000 ms") != std::string::npos);
        QCOMPARE(rows.distinct, 3000u);
        QCOMPARE(rows.numbers->p50, 1499.);
        QVERIFY(rows.numbers->outliers.empty());
    }

    void theResultDoesNotDependOnThreads()
    {
        const Opened open(requests(60'000));
        ParameterValuesRequest request;
        request.id = open.with("took").id;
        for (const std::size_t most : {100'000u, 500u}) {
            request.maxDistinct = most;
            request.threads = 1;
            const auto one = parameterValues(*open.reader, *open.catalog, request, Job{});
            CAUSEWAY_VERIFY(one);
            for (const unsigned threads : {2u, 5u}) {
                request.threads = threads;
                const auto several = parameterValues(*open.reader, *open.catalog, request, Job{});
                CAUSEWAY_VERIFY(several);
                QCOMPARE(describe(*several), describe(*one));
            }
        }
    }

    void beyondTheBoundItIsSaid()
    {
        const Opened open(requests(20'000));
        ParameterValuesRequest request;
        request.id = open.with("took").id;
        request.maxDistinct = 500;
        const auto found = parameterValues(*open.reader, *open.catalog, request, Job{});
        CAUSEWAY_VERIFY(found);
        QVERIFY(!found->parameters[0].more);
        const ParameterSummary &rows = found->parameters[2];
        QVERIFY(rows.more);
        QCOMPARE(rows.distinct, 500u);
        QCOMPARE(rows.count, 20'000u);
        QVERIFY(rows.numbers && rows.numbers->approximate);
        QCOMPARE(rows.numbers->count, 20'000u);
        QCOMPARE(rows.numbers->min, 0.);
        QCOMPARE(rows.numbers->max, 19'999.);
        const auto near = [](double value, double exact) { return std::abs(value - exact) <= .01 * exact; };
        QVERIFY2(near(rows.numbers->p50, 9999), qPrintable(QString::number(rows.numbers->p50)));
        QVERIFY2(near(rows.numbers->p99, 19'799), qPrintable(QString::number(rows.numbers->p99)));
        // Nothing is kept for want of room: still all are counted.
        request.maxBytes = 0;
        const auto none = parameterValues(*open.reader, *open.catalog, request, Job{});
        CAUSEWAY_VERIFY(none);
        QVERIFY(none->parameters[0].more && none->parameters[0].distinct == 0 && none->parameters[0].count == 20'000);
    }

    void rangeFilterAndCancel()
    {
        const Opened open(requests(3000));
        storage::Filter filter;
        filter.parameters = {{open.with("took").id, 0, "u0"}};
        const auto hits = storage::applyFilter(*open.reader, *open.catalog, filter, 2, Job{});
        CAUSEWAY_VERIFY(hits);
        QCOMPARE((*hits)->count(), 1000u);
        ParameterValuesRequest request;
        request.id = open.with("took").id;
        request.filter = *hits;
        const auto found = parameterValues(*open.reader, *open.catalog, request, Job{});
        CAUSEWAY_VERIFY(found);
        QCOMPARE(found->parameters[0].distinct, 1u);
        QCOMPARE(found->parameters[2].distinct, 1000u);
        // Several values of a parameter: one of them; several parameters: all of them.
        filter.parameters.push_back({open.with("took").id, 0, "u2"});
        const auto either = storage::applyFilter(*open.reader, *open.catalog, filter, 2, Job{});
        CAUSEWAY_VERIFY(either);
        std::uint64_t expected = 0;
        for (int i = 0; i < 3000; ++i)
            expected += i % 3 == 0 || i % 9 == 1;
        QCOMPARE((*either)->count(), expected);
        filter.parameters.push_back({open.with("took").id, 2, "33"});
        const auto both = storage::applyFilter(*open.reader, *open.catalog, filter, 2, Job{});
        CAUSEWAY_VERIFY(both);
        QCOMPARE((*both)->count(), 1u);
        QVERIFY(open.reader->event((*both)->select(0))->bytes.find("read 33 rows") != std::string::npos);
        for (const storage::ParameterCondition &odd : {storage::ParameterCondition{open.with("took").id, 9, "33"}, {TemplateId(999), 0, "u0"}, {open.with("warm").id, 0, ""}, {open.with("took").id, 2, "3"}}) {
            filter.parameters = {odd};
            const auto result = storage::applyFilter(*open.reader, *open.catalog, filter, 1, Job{});
            CAUSEWAY_VERIFY(result);
            QCOMPARE((*result)->count(), odd.value == "3" ? 1u : 0u); // "3" is not "33"
        }

        request.filter = nullptr;
        const TimePoint first = open.with("took").first;
        request.range = {first, {first.ns + 10'000'000'000}};
        CAUSEWAY_VERIFY(parameterValues(*open.reader, *open.catalog, request, Job{}));
        QCOMPARE(parameterValues(*open.reader, *open.catalog, request, Job{})->events, 10u);
        Job job;
        job.cancel.cancel();
        QCOMPARE(parameterValues(*open.reader, *open.catalog, request, job).error().code, ErrorCode::Cancelled);
        request.id = TemplateId(999);
        QCOMPARE(parameterValues(*open.reader, *open.catalog, request, Job{}).error().code, ErrorCode::NotFound);
    }

    // Every value of every parameter of a real log finds as many lines as it was counted.
    void valuesOfRealLogsAreFound()
    {
        CAUSEWAY_REQUIRE_DATA("hdfs_raw/HDFS_20000.log.gz");
        test::TemporaryProject project;
        ImportRequest import;
        import.paths = {test::dataPath("hdfs_raw/HDFS_20000.log.gz")};
        CAUSEWAY_VERIFY(importLogs(*project, import, Job{}));
        const auto catalog = currentTemplates(*project, 0, Job{});
        CAUSEWAY_VERIFY(catalog);
        storage::EventReader reader(project->shared_from_this(), *project->snapshot());
        std::size_t looked = 0;
        for (const storage::TemplateInfo &info : (*catalog)->templates) {
            ParameterValuesRequest request;
            request.id = info.id;
            request.top = 3;
            const auto found = parameterValues(reader, **catalog, request, Job{});
            CAUSEWAY_VERIFY(found);
            QCOMPARE(found->events, info.count);
            for (const ParameterSummary &summary : found->parameters) {
                QCOMPARE(summary.count + found->unreadable, info.count);
                for (const ParameterValue &value : summary.top) {
                    storage::Filter filter;
                    filter.parameters = {{info.id, summary.parameter, value.text}};
                    const auto hits = storage::applyFilter(reader, **catalog, filter, 0, Job{});
                    CAUSEWAY_VERIFY(hits);
                    QCOMPARE((*hits)->count(), value.count);
                    QVERIFY((*hits)->contains(value.first));
                    ++looked;
                }
            }
        }
        QVERIFY(looked > 20);
    }
    void whatIsCountedSoFarIsTold()
    {
        Opened opened(requests(200'000));
        QVERIFY(opened.reader->snapshot().chunks.size() > 2);
        ParameterValuesRequest request;
        request.id = opened.with("took").id;
        const QString whole = describe(*parameterValues(*opened.reader, *opened.catalog, request, Job{}));
        for (const unsigned threads : {1u, 3u}) {
            request.threads = threads;
            std::vector<ParameterValuesResponse> told;
            request.partial = [&](ParameterValuesResponse values) { told.push_back(std::move(values)); };
            request.partialAfter = request.partialEvery = {};
            const auto all = parameterValues(*opened.reader, *opened.catalog, request, Job{});
            QCOMPARE(describe(*all), whole);
            QCOMPARE(all->share, 1.0);
            const auto &chunks = opened.reader->snapshot().chunks;
            QCOMPARE(told.size(), chunks.size() - 1);
            std::uint64_t lines = 0;
            for (std::size_t i = 0; i < told.size(); ++i) {
                lines += chunks[i].rows;
                QCOMPARE(told[i].share, static_cast<double>(i + 1) / static_cast<double>(chunks.size()));
                // The second of every five lines tells of the cache.
                QCOMPARE(told[i].events, lines - lines / 5 - (lines % 5 >= 2 ? 1 : 0));
                QCOMPARE(told[i].parameters.back().count, told[i].events);
            }
        }
    }
};

CAUSEWAY_TEST(ParameterValuesTest)
#include "parameter_values_test.moc"
