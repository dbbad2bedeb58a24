// What is behind an edge, a session along the graph, and one period checked against another.

#include "tests/app/engine/shop_flow.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

#include "analysis/core/civil_time.h"
#include "app/engine/check_flow.h"
#include "app/engine/edge_times.h"
#include "app/engine/flow_path.h"
#include "storage/event_reader.h"

using namespace causeway;
using namespace causeway::engine;
using test::importShop;
using test::shop;

namespace {

const TimePoint kMiddle = parseTime("2024-01-01T00:06:40Z").value();

std::shared_ptr<const MineFlowResponse> mine(storage::Project &project, const MineFlowRequest &request)
{
    auto response = mineFlow(project, request, Job{});
    return response ? std::make_shared<const MineFlowResponse>(std::move(*response)) : nullptr;
}

std::uint32_t nodeOf(const MineFlowResponse &mined, std::string_view word)
{
    for (std::uint32_t n = 0; n < mined.texts.size(); ++n)
        if (mined.texts[n].starts_with(word))
            return n;
    return flow::kNoNode;
}

std::optional<std::uint32_t> edgeOf(const MineFlowResponse &mined, std::string_view from, std::string_view to)
{
    const flow::Edge *edge = mined.graph.edge(nodeOf(mined, from), nodeOf(mined, to));
    return edge == nullptr ? std::nullopt : std::optional(static_cast<std::uint32_t>(edge - mined.graph.edges.data()));
}

QString counts(const CheckFlowResponse &checked)
{
    QStringList out;
    for (std::size_t kind = 0; kind < kFlowFindingKinds; ++kind)
        if (checked.counts[kind] > 0)
            out << QStringLiteral("%1 %2").arg(QString::fromUtf8(toName(static_cast<FlowFindingKind>(kind)).data())).arg(checked.counts[kind]);
    return out.join(", ");
}

} // namespace

class CheckFlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void edgeTimes()
    {
        test::TemporaryProject project;
        importShop(project, shop(400, 395)); // five are paid a second later
        for (const auto miner : {MineFlowRequest::Miner::Cfg, MineFlowRequest::Miner::Fsa}) {
            MineFlowRequest request;
            request.miner = miner;
            EdgeTimesRequest times;
            times.mined = mine(*project, request);
            QVERIFY(times.mined != nullptr);
            const auto edge = edgeOf(*times.mined, "stock", "payment");
            QVERIFY(edge.has_value());
            times.edge = *edge;
            times.slowest = 7;
            const auto found = engine::edgeTimes(*project, times, Job{});
            CAUSEWAY_VERIFY(found);
            QCOMPARE(found->delays.count(), times.mined->graph.edges[*edge].count);
            QCOMPARE(found->delays.quantile(0.99), times.mined->graph.edges[*edge].p99Ns);
            QCOMPARE(found->before.count(), std::uint64_t{0});
            QCOMPARE(found->slowest.size(), std::size_t{7});
            QVERIFY(found->boundNs > 250'000'000);
            storage::EventReader reader(project.pointer(), *project->snapshot());
            for (std::size_t i = 0; i < 5; ++i) {
                const auto &one = found->slowest[i];
                QVERIFY(one.delayNs > 1'100'000'000 && (i == 0 || one.delayNs <= found->slowest[i - 1].delayNs));
                const auto from = reader.event(one.from), to = reader.event(one.to);
                CAUSEWAY_VERIFY(from);
                CAUSEWAY_VERIFY(to);
                const std::string id = one.session.substr(one.session.find('=') + 1);
                QVERIFY2(from->bytes.find("stock of " + id) != std::string::npos, from->bytes.c_str());
                QVERIFY2(to->bytes.find("payment of " + id) != std::string::npos, to->bytes.c_str());
                QCOMPARE(to->time.ns - from->time.ns, one.delayNs);
                QCOMPARE(from->time, one.time);
            }
            QVERIFY(found->slowest[5].delayNs < 300'000'000);
        }
    }

    void edgeTimesOfTwoPeriods()
    {
        test::TemporaryProject project;
        importShop(project, shop(400, 200));
        MineFlowRequest request;
        request.range.from = kMiddle;
        request.againstRest = true;
        EdgeTimesRequest times;
        times.mined = mine(*project, request);
        times.edge = edgeOf(*times.mined, "stock", "payment").value();
        const auto found = engine::edgeTimes(*project, times, Job{});
        CAUSEWAY_VERIFY(found);
        QVERIFY(found->before.count() > 195 && found->delays.count() > 195);
        QCOMPARE(found->delays.count(), times.mined->differences[times.edge].count);
        QCOMPARE(found->before.count(), times.mined->differences[times.edge].countBefore);
        QVERIFY(found->before.quantile(0.99) < 300'000'000 && found->delays.quantile(0.01) > 1'000'000'000);
        QCOMPARE(found->beyond, found->delays.count()); // by the bound of the period before
        times.edge = 1'000'000;
        QCOMPARE(engine::edgeTimes(*project, times, Job{}).error().code, ErrorCode::NotFound);
    }

    void pathOfASession()
    {
        test::TemporaryProject project;
        importShop(project, shop(400, 200));
        MineFlowRequest request;
        request.range.to = kMiddle;
        FlowPathRequest path;
        path.mined = mine(*project, request);
        path.session = "order_1010";
        auto found = flowPath(*project, path, Job{});
        CAUSEWAY_VERIFY(found);
        QCOMPARE(found->steps.size(), std::size_t{4});
        QCOMPARE(found->odd, std::size_t{0});
        QVERIFY(!found->first.has_value());
        QCOMPARE(found->steps[1].path.edges.size(), std::size_t{1});
        QCOMPARE(found->steps[1].delaysNs[0], found->steps[1].time.ns - found->steps[0].time.ns);
        path.session = found->session; // the whole name does as well
        QCOMPARE(flowPath(*project, path, Job{})->steps.size(), std::size_t{4});
        path.session = "order_1300"; // has a step that is not in the graph of the first half
        found = flowPath(*project, path, Job{});
        CAUSEWAY_VERIFY(found);
        QCOMPARE(found->steps.size(), std::size_t{5});
        QCOMPARE(found->first, std::optional<std::size_t>(2)); // paying takes a second longer now
        QVERIFY(found->steps[2].boundNs > 0 && found->steps[2].boundNs < 600'000'000 && found->steps[1].boundNs == 0);
        QCOMPARE(found->steps[3].path.node, flow::kNoNode);
        QCOMPARE(found->steps[3].expected, std::vector<std::uint32_t>{nodeOf(*path.mined, "parcel")});
        path.session = "order_9";
        QCOMPARE(flowPath(*project, path, Job{}).error().code, ErrorCode::NotFound);
    }

    // Most orders are tried to be paid once, each twentieth twice, one eight times.
    void aRepeatedStep()
    {
        std::string text;
        for (int i = 0; i < 200; ++i) {
            const std::string id = "order_" + std::to_string(1000 + i);
            const auto line = [&, at = i * 10'000](int ms, const char *what) { text += test::stamp(at + ms) + " INFO shop: " + what + " " + id + "\n"; };
            line(0, "received the");
            for (int k = 0; k < (i == 120 ? 8 : i % 20 == 0 ? 2 : 1); ++k)
                line(100 + 50 * k, "trying to pay for");
            line(900, "handed over the");
        }
        test::TemporaryProject project;
        importShop(project, text);
        FlowPathRequest path;
        path.mined = mine(*project, {});
        path.session = "order_1120";
        const auto found = flowPath(*project, path, Job{});
        CAUSEWAY_VERIFY(found);
        QCOMPARE(found->steps.size(), std::size_t{10});
        QCOMPARE(found->first, std::optional<std::size_t>(3)); // the third time
        QCOMPARE(found->steps[3].repeats, 8u);
        path.session = "order_1020";
        QCOMPARE(flowPath(*project, path, Job{})->steps[2].repeats, 0u);
    }

    void aPeriodAgainstAnother()
    {
        test::TemporaryProject project;
        importShop(project, shop(400, 200));
        CheckFlowRequest request;
        request.flow.range.from = kMiddle;
        request.flow.against = TimeRange{TimePoint{INT64_MIN}, kMiddle};
        const auto checked = checkFlow(*project, request, Job{});
        CAUSEWAY_VERIFY(checked);
        QStringList said;
        for (const FlowFinding &finding : checked->findings)
            if (finding.kind != FlowFindingKind::Latency)
                said << QString::fromStdString(finding.message.toEnglish());
        QVERIFY2(said.filter("stock of").filter("for good").size() == 1, qPrintable(said.join('\n') + counts(*checked)));
        QVERIFY2(said.filter("receipt of").filter("has never been seen").size() == 1, qPrintable(said.join('\n')));
        QCOMPARE(checked->findings.front().kind, FlowFindingKind::Shift);
        QVERIFY(checked->findings.front().observedNs > 1'000'000'000 && checked->findings.front().expectedNs < 300'000'000);
        const auto unknown = std::ranges::find(checked->findings, FlowFindingKind::UnknownNode, &FlowFinding::kind);
        QVERIFY(unknown != checked->findings.end() && unknown->count > 190 && unknown->event.has_value() && !unknown->session.empty());
        // The same period is no finding against itself's other half, and the order of periods is told apart.
        request.flow.range = TimeRange{TimePoint{INT64_MIN}, parseTime("2024-01-01T00:03:20Z").value()};
        request.flow.against = TimeRange{request.flow.range.to, kMiddle};
        const auto calm = checkFlow(*project, request, Job{});
        CAUSEWAY_VERIFY(calm);
        QVERIFY2(calm->total <= 2, qPrintable(counts(*calm)));
        QVERIFY(calm->cut > 0 || calm->events > 300);
    }

    void aBranchThatMoves()
    {
        test::TemporaryProject project;
        std::string text;
        for (int i = 0; i < 800; ++i) {
            const std::string id = "order_" + std::to_string(1000 + i);
            const bool express = i < 400 ? i % 10 == 0 : i % 10 < 5;
            char stamp[64];
            const auto line = [&](int second, const std::string &what) {
                std::snprintf(stamp, sizeof stamp, "2024-01-01 %02d:%02d:%02d,%03d INFO ", i / 360, i / 6 % 60, i % 6 * 10 + second, i % 97);
                text += stamp + what + "\n";
            };
            line(0, "shop: received " + id + " from customer");
            line(1, express ? "shop: courier called for " + id : "shop: post told of " + id);
            line(2, "shop: parcel for " + id + " handed over");
        }
        importShop(project, text);
        CheckFlowRequest request;
        const TimePoint half = parseTime("2024-01-01T01:06:40Z").value();
        request.flow.range.from = half;
        request.flow.againstRest = true;
        const auto checked = checkFlow(*project, request, Job{});
        CAUSEWAY_VERIFY(checked);
        QCOMPARE(counts(*checked), QStringLiteral("branch 1"));
        const FlowFinding &finding = checked->findings.front();
        const QString said = QString::fromStdString(finding.message.toEnglish());
        QVERIFY2(said.startsWith("After “received") && (said.contains("50 % of the cases, where it was 10 %") || said.contains("50 % of the cases, where it was 90 %")), qPrintable(said));
        QVERIFY(finding.pValue < 1e-6);
        request.flow.againstRest = false;
        QCOMPARE(checkFlow(*project, request, Job{}).error().code, ErrorCode::Usage);
    }
};

CAUSEWAY_TEST(CheckFlowTest)
#include "check_flow_test.moc"
