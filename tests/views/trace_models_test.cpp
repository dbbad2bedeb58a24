// What the panels of traces show: the tree of a trace, what is listed of it, conditions as they are written, the list, icicles.

#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <algorithm>

#include "tests/views/trace_samples.h"
#include "views/models/flame_layout.h"
#include "views/models/trace_condition.h"
#include "views/models/trace_list_model.h"
#include "views/models/trace_tree.h"

using namespace causeway;
using namespace causeway::views;
using causeway::test::kMs;

namespace {

// The cart is on another clock, half a second ahead; stock fails.
const char *const kShop = "trace 1\n"
                          "1 web checkout 0 100\n"
                          "  2 cart read 510 530 server\n"
                          "    3 db select 512 518\n"
                          "  4 pay charge 40 90 client error\n"
                          "trace 2\n"
                          "1 web home 200 210\n"
                          "trace 3\n"
                          "1 api checkout 300 340\n"
                          "  2 db select 305 335 error\n";

std::shared_ptr<const TraceTree> treeOf(const std::shared_ptr<const traces::SpanTable> &table, std::uint32_t trace)
{
    auto tree = TraceTree::make(table, trace, Job{});
    return tree ? *tree : nullptr;
}

std::shared_ptr<TraceListing> listingOf(const std::shared_ptr<const traces::SpanTable> &table, TraceListModel::Column column, bool descending)
{
    auto listing = std::make_shared<TraceListing>();
    listing->table = table;
    listing->summaries = *traces::summarise(*table, Job{});
    listing->traces = *traces::listTraces(*table, listing->summaries, {}, traces::TraceOrder::Start, false, Job{});
    listing->histogram = traces::durationHistogram(listing->summaries, listing->traces, 10);
    TraceListModel::orderByName(*table, listing->summaries, listing->traces, column, descending);
    TraceListModel::sum(*listing);
    return listing;
}

} // namespace

class TraceModelsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void treeOfATrace()
    {
        const auto table = test::spanTable(kShop);
        const auto tree = treeOf(table, table->findTrace({0, 1}));
        QVERIFY(tree != nullptr);
        QCOMPARE(tree->size(), 4U);
        QCOMPARE(tree->services(), 4U);
        QCOMPARE(tree->errors(), 1U);
        QStringList names;
        for (std::uint32_t at = 0; at < tree->size(); ++at)
            names << QString::number(tree->span(at).depth) + QString::fromStdString(table->operationName(tree->span(at).row));
        names.sort();
        QCOMPARE(names, (QStringList{"0checkout", "1charge", "1read", "2select"}));
        for (std::uint32_t at = 0; at < tree->size(); ++at) {
            const TreeSpan &span = tree->span(at);
            QCOMPARE(tree->positionOf(span.row), at);
            if (span.parent == traces::kNone)
                continue;
            // Corrected, everything lies in its caller.
            QVERIFY(span.fromNs >= tree->span(span.parent).fromNs && span.toNs() <= tree->span(span.parent).toNs());
            QVERIFY(at > span.parent && span.end <= tree->span(span.parent).end);
        }
        QCOMPARE(tree->durationNs(), 100 * kMs);
        QCOMPARE(tree->skew().size(), std::size_t{2}); // the cart, and what runs on its clock
        QCOMPARE(tree->span(0).errors, 1U);
        QCOMPARE(tree->span(0).end, 4U);
        // The path is whole: as long as the root.
        std::int64_t waited = 0;
        for (std::uint32_t at = 0; at < tree->size(); ++at)
            waited += tree->span(at).criticalNs;
        QCOMPARE(waited, 100 * kMs);
        QVERIFY(std::ranges::is_sorted(tree->criticalPath(), {}, &TreeSegment::position));
        QCOMPARE(tree->overview().rows, 4);
        QVERIFY(std::ranges::any_of(tree->overview().cells, [](std::uint32_t cell) { return (cell & TraceOverview::kFailed) != 0; }));
    }

    void cancelled()
    {
        Job job;
        job.cancel.cancel();
        const auto tree = TraceTree::make(test::spanTable(kShop), 0, job);
        QVERIFY(!tree);
        QCOMPARE(tree.error().code, ErrorCode::Cancelled);
    }

    void whatIsListed()
    {
        const auto table = test::spanTable("trace 1\n1 a root 0 100\n  2 a one 0 40\n    3 b two 5 30\n      4 b three 10 20\n  5 c four 50 60\n");
        const auto tree = treeOf(table, 0);
        VisibleSpans listed;
        listed.setTree(tree);
        QCOMPARE(listed.size(), 5U);
        listed.setCollapsed(1, true);
        QCOMPARE(listed.size(), 3U);
        QCOMPARE(listed.position(2), 4U);
        QVERIFY(!listed.isListed(3));
        QCOMPARE(listed.lineOf(3), 1U); // the collapsed one stands for it
        QVERIFY(listed.reveal(3));
        QVERIFY(!listed.reveal(3));
        QCOMPARE(listed.size(), 5U);
        listed.collapseAll();
        QCOMPARE(listed.size(), 3U); // the root, and its two children
        listed.setCollapsed(4, true); // has none below
        QVERIFY(!listed.isCollapsed(4));
        listed.expandAll();
        QCOMPARE(listed.size(), 5U);
    }

    void conditions_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("text"); // "": none
        for (const auto &[written, text] : {std::pair{"service:cart", "service:cart"}, {"Service: \"my cart\" ", "service:my cart"}, {"operation:GET /a=b", "operation:GET /a=b"},
                                            {"duration>200ms", "duration>200ms"}, {"duration > 1.5 s", "duration>1500ms"}, {"duration<2s", "duration<2s"}, {"duration>=380us", "duration>380us"},
                                            {"duration>17", "duration>17ms"}, {"error", "error"}, {"http.status_code=500", "http.status_code=500"}, {"service:", ""}, {"duration>fast", ""},
                                            {"duration>9e99s", ""}, {"=5", ""}, {"nonsense", ""}, {"a=", ""}})
            QTest::newRow(written) << QString::fromLatin1(written) << QString::fromLatin1(text);
    }
    void conditions()
    {
        QFETCH(QString, written);
        QFETCH(QString, text);
        QString why;
        const auto condition = parseTraceCondition(written, &why);
        QCOMPARE(condition.has_value(), !text.isEmpty());
        QCOMPARE(why.isEmpty(), condition.has_value());
        if (!condition)
            return;
        QCOMPARE(condition->text(), text);
        QCOMPARE(parseTraceCondition(condition->text(), nullptr), condition);
    }

    void boundsReplaceEachOther()
    {
        std::vector<TraceCondition> all;
        for (const char *written : {"duration>1s", "service:a", "duration>2s", "service:b", "service:a", "duration<9s"})
            addCondition(all, *parseTraceCondition(QLatin1String(written), nullptr));
        QStringList texts;
        for (const TraceCondition &condition : all)
            texts << condition.text();
        QCOMPARE(texts, (QStringList{"service:a", "duration>2s", "service:b", "duration<9s"}));
    }

    void listOfTraces()
    {
        TraceListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        const auto table = test::spanTable(kShop);
        model.setListing(listingOf(table, TraceListModel::RootColumn, false));
        QCOMPARE(model.rowCount(), 3);
        const auto cell = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(cell(0, TraceListModel::RootColumn), QStringLiteral("checkout"));
        QCOMPARE(cell(1, TraceListModel::RootColumn), QStringLiteral("checkout"));
        QCOMPARE(cell(2, TraceListModel::RootColumn), QStringLiteral("home"));
        const int first = model.rowOf(table->findTrace({0, 1}));
        QCOMPARE(first, 0);
        QCOMPARE(cell(first, TraceListModel::SpansColumn), QStringLiteral("4"));
        QCOMPARE(cell(first, TraceListModel::ErrorsColumn), QStringLiteral("1"));
        QCOMPARE(cell(first, TraceListModel::ServicesColumn), QStringLiteral("4"));
        QCOMPARE(cell(2, TraceListModel::ErrorsColumn), QStringLiteral("–"));
        QCOMPARE(model.index(first, TraceListModel::DurationColumn).data(TraceListModel::ShareRole).toDouble(), 1.0);
        QCOMPARE(model.listing()->spans, std::uint64_t{7});
        QCOMPARE(model.listing()->failed, std::uint64_t{2});
        model.setListing(listingOf(table, TraceListModel::ServiceColumn, true));
        QCOMPARE(cell(2, TraceListModel::ServiceColumn), QStringLiteral("api"));
        model.setListing(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void icicles()
    {
        // Two children at once: each lasts as long as their parent.
        const auto table = test::spanTable("trace 1\n1 a root 0 100\n  2 b x 0 100\n    3 c z 0 50\n  4 b y 0 100 error\ntrace 2\n1 a root 0 100\n");
        const auto layout = layOutFlame(table, {0, 1}, Job{});
        QVERIFY(layout.has_value());
        const FlameLayout &flame = **layout;
        QCOMPARE(flame.nodes.size(), std::size_t{5});
        QCOMPARE(flame.depth, 3U);
        const std::uint32_t root = flame.firstChild(0);
        QCOMPARE(flame.nodes[root].count, std::uint64_t{2});
        QCOMPARE(flame.boxes[root].to - flame.boxes[root].from, 1.0);
        const std::uint32_t x = flame.firstChild(root), y = flame.sibling(x, true);
        QVERIFY(y != traces::kNone);
        QCOMPARE(flame.sibling(y, true), traces::kNone);
        QCOMPARE(flame.sibling(y, false), x);
        QCOMPARE(flame.boxes[x].to - flame.boxes[x].from, 0.5); // 100 of 200 ms
        QCOMPARE(flame.nodeAt(flame.boxes[y].from + 0.01, 2), y);
        QCOMPARE(flame.nodeAt(0.999, 9), traces::kNone);
        for (std::size_t i = 1; i < flame.nodes.size(); ++i) {
            const FlameBox &box = flame.boxes[i], &above = flame.boxes[flame.nodes[i].parent];
            QVERIFY(box.from >= above.from - 1e-9 && box.to <= above.to + 1e-9);
        }
    }
};

CAUSEWAY_TEST(TraceModelsTest)
#include "trace_models_test.moc"
