// From planted faults to named causes, and to none where there is none; whatever the order of the input, and whatever the input.

#include "tests/analysis/rootcause/planted_fault.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace causeway;
using namespace causeway::rootcause;
using namespace causeway::test;

namespace {

// A report as text, without numbers of rows.
std::string told(const Report &report, const SpanTable &table)
{
    std::string text = std::to_string(report.found) + " " + std::to_string(report.onsetNs) + "\n";
    for (const Cause &cause : report.causes) {
        text += report.services[cause.service] + " " + cause.pod + " " + std::string(toName(cause.kind)) + " " + std::to_string(cause.score) + "\n";
        for (const auto *items : {&cause.evidence, &cause.against})
            for (const Evidence &item : *items) {
                text += "  " + item.text.toEnglish();
                for (const std::uint32_t row : item.rows)
                    text += " " + std::to_string(table.sequence(row));
                text += "\n";
            }
    }
    for (const EntryImpact &impact : report.impact)
        text += table.operations()[impact.operation].name + " " + std::to_string(impact.affected) + "\n";
    for (const Message &message : report.missing)
        text += message.toEnglish() + "\n";
    return text;
}

bool says(const std::vector<Evidence> &items, const char *part)
{
    return std::any_of(items.begin(), items.end(), [&](const Evidence &item) { return item.text.toEnglish().find(part) != std::string::npos; });
}

} // namespace

class FindCauseTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void faults_data()
    {
        QTest::addColumn<int>("plant");
        QTest::addColumn<QString>("service");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("evidence");
        QTest::newRow("network") << int(Plant::SlowNetworkToPay) << "pay" << "network" << "Calls of pay from order spend 20";
        QTest::newRow("self time") << int(Plant::SlowStock) << "stock" << "latency" << "reserve is busy itself for 15";
        QTest::newRow("breaks off") << int(Plant::OrderReturnsEarly) << "order" << "exception" << "buy ended right after “Order: order begins” in 120 of 120 traces, in 0 of 600 before";
        QTest::newRow("not reached") << int(Plant::PayNotReached) << "pay" << "missing_call" << "“call pay” came right after “stock reserve” in 120 of 120 traces, in 0 of 600 before";
        QTest::newRow("fails") << int(Plant::PayFails) << "pay" << "exception" << "charge failed in 120 of 120 traces, in 0 of 600 before";
        QTest::newRow("another line") << int(Plant::OrderLogsOtherwise) << "order" << "return" << "“no such customer” in 120 of 120 traces";
        QTest::newRow("processor") << int(Plant::StockBusyProcessor) << "stock" << "cpu" << "CpuUsageRate(%) of stock-1 stood at 90";
    }
    void faults()
    {
        QFETCH(int, plant);
        QFETCH(QString, service);
        QFETCH(QString, kind);
        QFETCH(QString, evidence);
        const Material material = plantedFault(static_cast<Plant>(plant));
        const Report report = explained(material, plantedPeriod());
        QVERIFY(report.found);
        QVERIFY(!report.causes.empty());
        const Cause &first = report.causes.front();
        QCOMPARE(QString::fromStdString(report.services[first.service]), service);
        QCOMPARE(QString::fromUtf8(toName(first.kind).data(), static_cast<int>(toName(first.kind).size())), kind);
        QVERIFY2(says(first.evidence, evidence.toUtf8().constData()), told(report, *material.spans).c_str());
        QVERIFY2(std::abs(report.onsetNs - kPlantedAt) <= 65 * kPlantedSecond, told(report, *material.spans).c_str());
        QVERIFY(report.missing.empty());
    }

    void nothingThere()
    {
        const Material material = plantedFault(Plant::None);
        const Report report = explained(material, plantedPeriod());
        QVERIFY2(!report.found, told(report, *material.spans).c_str());
        QVERIFY(report.impact.empty());
        QCOMPARE(report.traces, 120u);
        QCOMPARE(report.baselineTraces, 600u);
        QCOMPARE(report.windows, 10u);
    }

    void counterEvidence()
    {
        const Material material = plantedFault(Plant::StockBusyProcessor);
        const Report report = explained(material, plantedPeriod());
        QVERIFY(says(report.causes.front().against, "no more time between the two sides"));
        QVERIFY(says(report.causes.front().against, "same way in it as before"));
        QCOMPARE(QString::fromStdString(report.causes.front().pod), QStringLiteral("stock-1"));
    }

    void impact()
    {
        const Material material = plantedFault(Plant::SlowNetworkToPay);
        const Report report = explained(material, plantedPeriod());
        QCOMPARE(report.impact.size(), 1u);
        QCOMPARE(material.spans->operations()[report.impact[0].operation].name, std::string("GET /buy"));
        QCOMPARE(report.impact[0].requests, 120u);
        QCOMPARE(report.impact[0].affected, 120u);
        QCOMPARE(report.impact[0].sinceNs, kPlantedAt);
        QVERIFY(report.impact[0].medianNs > report.impact[0].baselineMedianNs + 150e6);
    }

    void anyOrder()
    {
        for (const Plant plant : {Plant::SlowNetworkToPay, Plant::OrderLogsOtherwise, Plant::StockBusyProcessor, Plant::PayNotReached}) {
            const Material plain = plantedFault(plant), shuffled = plantedFault(plant, 3);
            QCOMPARE(told(explained(shuffled, plantedPeriod()), *shuffled.spans), told(explained(plain, plantedPeriod()), *plain.spans));
        }
    }

    // The clock of pay is hours ahead: gaps are differences of durations, and its spans are moved into their calls.
    void skewedClock()
    {
        const Material material = plantedFault(Plant::SlowNetworkToPay, 0, 7200 * kPlantedSecond);
        const Report report = explained(material, plantedPeriod());
        QCOMPARE(report.services[report.causes.front().service], std::string("pay"));
        QCOMPARE(report.causes.front().kind, CauseKind::Network);
        QVERIFY(std::any_of(report.missing.begin(), report.missing.end(), [](const Message &m) { return m.toEnglish().find("Clocks disagree") == 0; }));
    }

    void whatIsMissingIsSaid()
    {
        Material material = plantedFault(Plant::StockBusyProcessor);
        material.logs.clear();
        QVERIFY(explained(material, plantedPeriod()).missing.at(0).toEnglish().find("Too few lines") == 0);
        material.series.clear();
        QVERIFY(explained(material, plantedPeriod()).missing.at(1).toEnglish().find("No metrics") == 0);
        Period period = plantedPeriod();
        period.baseline.clear();
        QVERIFY(explained(material, period).missing.at(0).toEnglish().find("no traces to compare") != std::string::npos);
        QVERIFY(!explained(material, period).found);
    }

    void metricsAlone()
    {
        Material material = plantedFault(Plant::StockBusyProcessor);
        material.logs.clear();
        material.spans = traces::SpanTableBuilder().finish({}).value_or(nullptr);
        const Report report = explained(material, plantedPeriod());
        QVERIFY(report.found);
        QCOMPARE(report.services[report.causes.front().service], std::string("stock"));
        QVERIFY(report.missing.at(0).toEnglish().find("No traces begin") == 0);
    }

    void hostile()
    {
        Material empty;
        empty.spans = traces::SpanTableBuilder().finish({}).value_or(nullptr);
        QVERIFY(!explained(empty, plantedPeriod()).found);
        QVERIFY(!explained(empty, {}).found);
        // A circle, a span without time, one that lasts negatively, lines of no span, metrics that measure nothing.
        Material odd;
        traces::SpanTableBuilder builder;
        const std::uint32_t operation = builder.operation("a", "b");
        builder.add({1, {0, 1}, {1}, {2}, operation, traces::SpanKind::Unspecified, traces::SpanStatus::Error, kPlantedAt, 5});
        builder.add({2, {0, 1}, {2}, {1}, operation, traces::SpanKind::Unspecified, traces::SpanStatus::Unset, kPlantedAt, -5});
        builder.add({3, {0, 2}, {3}, {0}, operation, traces::SpanKind::Unspecified, traces::SpanStatus::Unset, TimePoint::none().ns, INT64_MAX});
        odd.spans = std::move(builder).finish({}).value_or(nullptr);
        odd.patterns.push_back({TemplateId(1), "", "x"});
        odd.logs = {{kNone, 0, 0, Level::Error, EventId(1)}, {77, 0, 0, Level::Error, EventId(2)}, {0, INT64_MIN, 0, Level::Error, EventId(3)}};
        odd.series.push_back({"cpu", "", "a", "a-1", {kPlantedAt - kPlantedSecond * 60, kPlantedAt, kPlantedAt + 1}, {NAN, INFINITY, NAN}});
        odd.series.push_back({"cpu", "", "", "", {}, {1, 2, 3}});
        QVERIFY(!explained(odd, plantedPeriod()).found);
        Period all;
        all.baseline.emplace_back();
        QVERIFY(!explained(odd, all).found);
    }

    void cancelled()
    {
        const Material material = plantedFault(Plant::SlowStock);
        Job job;
        job.cancel.cancel();
        QCOMPARE(readTraceFacts(material, job).error().code, ErrorCode::Cancelled);
        const auto facts = readTraceFacts(material, {});
        QCOMPARE(findCause(material, *facts, plantedPeriod(), {}, job).error().code, ErrorCode::Cancelled);
    }
};

CAUSEWAY_TEST(FindCauseTest)
#include "find_cause_test.moc"
