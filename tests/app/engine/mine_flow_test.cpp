// Control flow mined from a project: with ids and without, of a component, of two periods.

#include "tests/support/temporary_project.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>

#include "analysis/core/civil_time.h"
#include "app/engine/import_logs.h"
#include "app/engine/mine_flow.h"
#include "tests/app/engine/shop_flow.h"

using namespace causeway;
using namespace causeway::engine;
using test::importShop;
using test::shop;

namespace {

// The first words of both ends → the edge.
std::map<std::pair<std::string, std::string>, std::size_t> edgesOf(const MineFlowResponse &response)
{
    std::map<std::pair<std::string, std::string>, std::size_t> out;
    const auto word = [&](std::uint32_t node) { return response.texts[node].substr(0, response.texts[node].find(' ')); };
    for (std::size_t i = 0; i < response.graph.edges.size(); ++i)
        out[{word(response.graph.edges[i].from), word(response.graph.edges[i].to)}] = i;
    return out;
}

} // namespace

class MineFlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void withAndWithoutIds()
    {
        test::TemporaryProject project;
        importShop(project, shop(400, 400));
        MineFlowRequest request;
        auto response = mineFlow(*project, request, Job{});
        CAUSEWAY_VERIFY(response);
        QVERIFY2(response->grouping.starts_with("identifier"), response->grouping.c_str());
        QCOMPARE(response->graph.sessions, std::uint64_t{400});
        const std::vector<std::pair<std::string, std::string>> expected{{"payment", "parcel"}, {"received", "stock"}, {"stock", "payment"}};
        const auto check = [&](const MineFlowResponse &mined, bool inferred) {
            const auto edges = edgesOf(mined);
            QCOMPARE(edges.size(), expected.size());
            for (const auto &edge : expected) {
                QVERIFY(edges.contains(edge));
                const flow::Edge &found = mined.graph.edges[edges.at(edge)];
                QCOMPARE(found.inferred, inferred);
                QVERIFY(found.count >= 395 && found.count <= 405);
                QVERIFY(found.p50Ns > 100'000'000 && found.p50Ns < 300'000'000);
            }
        };
        check(*response, false);
        request.ignoreIds = true;
        response = mineFlow(*project, request, Job{});
        CAUSEWAY_VERIFY(response);
        QVERIFY(response->grouping.empty());
        check(*response, true);
    }

    void ofAComponent()
    {
        test::TemporaryProject project;
        importShop(project, shop(100, 100));
        MineFlowRequest request;
        request.component = "front";
        const auto response = mineFlow(*project, request, Job{});
        CAUSEWAY_VERIFY(response);
        QCOMPARE(response->graph.nodes.size(), std::size_t{2});
        QCOMPARE(response->graph.edges.size(), std::size_t{1});
        request.component = "back";
        QCOMPARE(mineFlow(*project, request, Job{}).error().code, ErrorCode::NotFound);
    }

    void eachComponentOnItsOwn()
    {
        test::TemporaryProject project;
        importShop(project, shop(200, 100));
        MineFlowRequest request;
        const auto all = mineFlows(*project, request, Job{});
        CAUSEWAY_VERIFY(all);
        std::string text;
        for (const MineFlowResponse &one : *all) {
            text += one.graph.component + ":";
            for (const auto &[words, edge] : edgesOf(one))
                text += " " + words.first + "-" + words.second;
            text += "\n";
        }
        QCOMPARE(QString::fromStdString(text), QStringLiteral(": payment-parcel payment-receipt receipt-parcel received-stock stock-payment\n"
                                                              "front: received-stock\nbank: payment-receipt\ndepot:\n"));
        QCOMPARE((*all)[3].graph.nodes.size(), std::size_t{1});
        request.component = "front";
        const auto one = mineFlows(*project, request, Job{});
        CAUSEWAY_VERIFY(one);
        QCOMPARE(one->size(), std::size_t{1});
        QCOMPARE(edgesOf(one->front()), edgesOf((*all)[1]));
    }

    void twoPeriods()
    {
        test::TemporaryProject project;
        importShop(project, shop(400, 200));
        MineFlowRequest request;
        const TimePoint middle = parseTime("2024-01-01T00:06:40Z").value();
        request.range.from = middle;
        request.against = TimeRange{TimePoint{INT64_MIN}, middle};
        const auto response = mineFlow(*project, request, Job{});
        CAUSEWAY_VERIFY(response);
        const auto edges = edgesOf(*response);
        QCOMPARE(edges.size(), response->differences.size());
        const auto change = [&](const char *from, const char *to) { return response->differences[edges.at({from, to})].change; };
        QCOMPARE(change("received", "stock"), flow::Change::None);
        QCOMPARE(change("stock", "payment"), flow::Change::Slower);
        QCOMPARE(change("payment", "receipt"), flow::Change::New);
        QCOMPARE(change("receipt", "parcel"), flow::Change::New);
        QCOMPARE(change("payment", "parcel"), flow::Change::Gone);
        QCOMPARE(response->graph.edges[edges.at({"payment", "parcel"})].count, std::uint64_t{0});
        for (std::size_t i = 0; i < response->differences.size(); ++i)
            QCOMPARE(response->differences[i].from, response->graph.nodes[response->graph.edges[i].from].templateId);
    }

    void automaton()
    {
        test::TemporaryProject project;
        importShop(project, shop(100, 50));
        MineFlowRequest request;
        request.miner = MineFlowRequest::Miner::Fsa;
        const auto response = mineFlow(*project, request, Job{});
        CAUSEWAY_VERIFY(response);
        const auto edges = edgesOf(*response);
        QVERIFY(edges.contains({"payment", "parcel"}) && edges.contains({"payment", "receipt"}) && edges.contains({"receipt", "parcel"}));
        QVERIFY(!edges.contains({"received", "payment"}));
        request.ignoreIds = true;
        QCOMPARE(mineFlow(*project, request, Job{}).error().code, ErrorCode::Usage);
    }

    // 350 blocks at once in whole seconds: times say nothing, and that is said.
    void hdfsWithoutIdsIsHopeless()
    {
        CAUSEWAY_REQUIRE_DATA("hdfs_raw/HDFS_20000.log.gz");
        test::TemporaryProject project;
        ImportRequest import;
        import.paths = {test::dataPath("hdfs_raw/HDFS_20000.log.gz")};
        CAUSEWAY_VERIFY(importLogs(*project, import, Job{}));
        MineFlowRequest request;
        const auto known = mineFlow(*project, request, Job{});
        CAUSEWAY_VERIFY(known);
        QVERIFY(known->graph.warnings.empty());
        QVERIFY(known->graph.edges.size() >= 5);
        request.ignoreIds = true;
        const auto hidden = mineFlow(*project, request, Job{});
        CAUSEWAY_VERIFY(hidden);
        QVERIFY(!hidden->graph.warnings.empty());
        QVERIFY(hidden->graph.warnings.front().toEnglish().starts_with("Without ids this graph is not to be believed"));
    }
};

CAUSEWAY_TEST(MineFlowTest)
#include "mine_flow_test.moc"
