// Tables of services and differences, two traces side by side: order, texts, what a model must not do.

#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include "views/models/difference_model.h"
#include "views/models/service_tables.h"
#include "views/traces/service_picture.h"

using namespace causeway;
using namespace causeway::views;

namespace {

constexpr std::int64_t kMs = 1'000'000;

struct Spans {
    traces::SpanTableBuilder builder;
    std::int64_t number = 0;
    void add(std::uint64_t trace, std::uint64_t id, std::uint64_t parent, const char *service, const char *name, std::int64_t startMs, std::int64_t tookMs, bool fails = false)
    {
        traces::SpanRow row;
        row.sequence = ++number;
        row.trace = {0, trace};
        row.id = traces::SpanKey{id};
        row.parent = traces::SpanKey{parent};
        row.operation = builder.operation(service, name);
        row.kind = traces::SpanKind::Server;
        row.status = fails ? traces::SpanStatus::Error : traces::SpanStatus::Unset;
        row.startNs = startMs * kMs;
        row.durationNs = tookMs * kMs;
        builder.add(row);
    }
    std::shared_ptr<const traces::SpanTable> finish() { return *std::move(builder).finish({}); }
};

// 40 traces of shop → bank; in the last 20 the bank is slow and every second call of it fails, and stock is asked as well.
std::shared_ptr<const traces::SpanTable> shop()
{
    Spans spans;
    for (std::uint64_t t = 1; t <= 40; ++t) {
        const bool odd = t > 20;
        const auto at = static_cast<std::int64_t>(t) * 1000;
        spans.add(t, 1, 0, "shop", "POST /order", at, odd ? 400 : 100, odd && t % 2 == 0);
        spans.add(t, 2, 1, "bank", "pay", at + 10, odd ? 300 : 50 + static_cast<std::int64_t>(t), odd && t % 2 == 0);
        if (odd)
            spans.add(t, 3, 1, "stock", "reserve", at + 320, 20);
    }
    return spans.finish();
}

ServiceMapData mapOf(const traces::SpanTable &table) { return std::make_shared<const NamedServiceMap>(NamedServiceMap{table.services(), *traces::serviceMap(table, nullptr, {})}); }

TraceComparisonData comparisonOf(std::shared_ptr<const traces::SpanTable> table)
{
    auto made = std::make_shared<TraceComparison>();
    for (std::uint32_t t = 0; t < 40; ++t)
        (t < 20 ? made->baseline : made->traces).push_back(t);
    made->difference = *traces::compareTraceSets(*table, made->traces, made->baseline, {}, {});
    made->table = std::move(table);
    return made;
}

} // namespace

class TracesModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void services()
    {
        const auto table = shop();
        ServiceModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setMap(mapOf(*table));
        QCOMPARE(model.rowCount(), 3);
        const auto cell = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(cell(2, ServiceModel::NameColumn), QString("stock")); // called least
        QCOMPARE(cell(2, ServiceModel::CallsColumn), QString("20"));
        model.sort(ServiceModel::ErrorsColumn, Qt::AscendingOrder);
        QCOMPARE(cell(0, ServiceModel::NameColumn), QString("stock"));
        model.setFilter("BAN");
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(cell(0, ServiceModel::ErrorsColumn).startsWith("25"));
        QVERIFY(model.index(0, ServiceModel::ErrorsColumn).data(Qt::ToolTipRole).toString().contains("10 of 40"));
        model.setMap(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void calls()
    {
        const auto table = shop();
        ServiceCallModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setMap(mapOf(*table));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, ServiceCallModel::ToColumn).data().toString(), QString("bank"));
        QCOMPARE(model.index(1, ServiceCallModel::ToColumn).data().toString(), QString("stock"));
        model.sort(ServiceCallModel::P95Column, Qt::AscendingOrder);
        QCOMPARE(model.index(0, ServiceCallModel::P95Column).data().toString(), text20());
    }

    void rates()
    {
        QCOMPARE(rateText(12.44), QString("12.4/s"));
        QCOMPARE(rateText(0.5), QString("30/min"));
        QCOMPARE(rateText(1.0 / 1800), QString("2/h"));
        QCOMPARE(rateText(0), QString("0/s"));
    }

    void picture()
    {
        const auto table = shop();
        ServicePicture picture(mapOf(*table), ServiceColor::Errors, QFont());
        const LayoutTask task = picture.task();
        QCOMPARE(task.request.nodes.size(), std::size_t{3});
        QCOMPARE(task.request.edges.size(), std::size_t{2});
        QVERIFY(task.request.edges[0].weight > task.request.edges[1].weight); // called twice as often
        const NamedServiceMap &map = picture.map();
        QVERIFY(picture.width(map.map.calls[0]) > picture.width(map.map.calls[1]));
        QCOMPARE(picture.onScale(map.map.calls[0]), 0.25);
        QVERIFY(picture.edgeTip(0).contains(QStringLiteral("shop → bank")));
        QVERIFY(picture.edgeTip(0).contains("10 failed"));
        layout::Answer answer;
        answer.nodes = {{100, 100}, {400, 100}, {400, 300}};
        answer.edges = {{{100, 100}, {200, 100}, {300, 100}, {400, 100}}, {}};
        picture.place(answer);
        QCOMPARE(picture.nodeAt({400, 300}), std::optional<std::uint32_t>(2));
        QCOMPARE(picture.edgeAt({250, 103}, 5), std::optional<std::uint32_t>(0));
        QVERIFY(!picture.edgeAt({250, 120}, 5));
        const ServicePicture slow(mapOf(*table), ServiceColor::P95, QFont());
        QCOMPARE(slow.onScale(map.map.calls[0]), 1.0);
        QCOMPARE(slow.onScale(map.map.calls[1]), 0.0);
        QVERIFY(slow.legendText().contains("95 %"));
    }

    void differences()
    {
        const auto comparison = comparisonOf(shop());
        DifferenceModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setComparison(comparison);
        QVERIFY(model.rowCount() > 3);
        for (int row = 1; row < model.rowCount(); ++row)
            QVERIFY(model.difference(row - 1).score >= model.difference(row).score);
        int slow = -1, stock = -1;
        for (int row = 0; row < model.rowCount(); ++row) {
            const QString where = model.index(row, DifferenceModel::WhereColumn).data().toString();
            if (where.contains("pay") && model.difference(row).kind == traces::DifferenceKind::Duration)
                slow = row;
            if (model.difference(row).kind == traces::DifferenceKind::Service)
                stock = row;
        }
        QVERIFY(slow >= 0 && stock >= 0);
        QCOMPARE(model.index(slow, DifferenceModel::ValueColumn).data().toString(), QString("longer"));
        QCOMPARE(model.bar(slow, false), 1.0);
        QVERIFY(model.bar(slow, true) < 0.3);
        QVERIFY(model.sentence(slow).contains("median 300 ms"));
        QCOMPARE(model.index(stock, DifferenceModel::ValueColumn).data().toString(), QString("stock"));
        QCOMPARE(model.bar(stock, false), 1.0);
        QCOMPARE(model.bar(stock, true), 0.0);
        QVERIFY(model.sentence(stock).contains("20 of 20 traces"));
        model.setFilter("stock");
        QVERIFY(model.rowCount() > 0 && model.rowCount() < static_cast<int>(comparison->difference.rows.size()));
    }

    void aligned()
    {
        const auto table = shop();
        AlignedTraceModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTraces(table, traces::alignTraces(*table, 30, 0));
        QCOMPARE(model.rowCount(), 1);
        const QModelIndex root = model.index(0, 0);
        QCOMPARE(model.rowCount(root), 2);
        QCOMPARE(model.side(root), 0);
        QCOMPARE(model.index(0, AlignedTraceModel::ChangeColumn).data().toString(), QString("+300 ms"));
        const QModelIndex stock = model.index(1, 0, root);
        QVERIFY(stock.data().toString().contains("reserve"));
        QCOMPARE(model.side(stock), 1);
        QCOMPARE(stock.parent(), root);
        QCOMPARE(stock.siblingAtColumn(AlignedTraceModel::BaselineColumn).data().toString(), QStringLiteral("–"));
        QCOMPARE(model.longest(), 400 * kMs);
        model.setTraces(nullptr, {});
        QCOMPARE(model.rowCount(), 0);
    }

private:
    static QString text20() { return QStringLiteral("20 ms"); }
};

CAUSEWAY_TEST(TracesModelsTest)
#include "traces_models_test.moc"
