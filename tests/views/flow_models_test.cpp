// What is drawn of a control-flow graph, where it is placed, its tables.

#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QImage>
#include <QPainter>
#include <QElapsedTimer>
#include <QFile>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

#include "views/flow/flow_picture.h"
#include "views/flow/graph_export.h"
#include "views/graph/graph_layout.h"
#include "views/models/flow_tables.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;
using namespace std::chrono_literals;

namespace {

const QString kProgram = QStringLiteral(CAUSEWAY_BINARY_DIR "/causeway-layout");

// Edges as pairs of nodes; templates are 10, 11, 12 …
std::shared_ptr<engine::MineFlowResponse> mined(std::uint32_t nodes, std::initializer_list<std::pair<std::uint32_t, std::uint32_t>> edges)
{
    auto made = std::make_shared<engine::MineFlowResponse>();
    for (std::uint32_t i = 0; i < nodes; ++i) {
        made->graph.nodes.push_back({10 + i, 100, flow::NodeKind::Event, 0, 0, false});
        made->texts.push_back("step " + std::to_string(i));
    }
    std::int64_t time = 1'000'000;
    for (const auto &[from, to] : edges) {
        made->graph.edges.push_back({from, to, 10 * (from + 1), 0.5, time, 2 * time, 3 * time, false});
        time *= 2;
    }
    return made;
}

layout::Answer laid(const FlowPicture &picture)
{
    const auto answer = runLayout(kProgram, picture.request(), 20s, {});
    if (!answer)
        qWarning("%s", answer.error().toEnglish().c_str());
    return answer ? *answer : layout::Answer{};
}

} // namespace

class FlowModelsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void chainsAreOneNode()
    {
        // 0 → 1 → 2 → 3 → {4, 5}; 6 alone
        const auto graph = mined(7, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {3, 5}});
        FlowFold fold;
        VisibleFlow visible = makeVisible(graph->graph, fold);
        QCOMPARE(visible.nodes.size(), std::size_t{4});
        QCOMPARE(visible.nodes[0].members, (std::vector<std::uint32_t>{0, 1, 2, 3}));
        QCOMPARE(visible.edges.size(), std::size_t{2});
        QCOMPARE(visible.nodeOf, (std::vector<std::uint32_t>{0, 0, 0, 0, 1, 2, 3}));
        QVERIFY(visible.nodes[3].alone && !visible.nodes[1].alone);
        QCOMPARE(visible.chains, std::size_t{1});
        fold.open.insert(0);
        visible = makeVisible(graph->graph, fold);
        QCOMPARE(visible.nodes.size(), std::size_t{7});
        QCOMPARE(visible.edges.size(), std::size_t{5});
        QVERIFY(visible.nodes[0].opened);
        fold.chains = false;
        QVERIFY(!makeVisible(graph->graph, fold).nodes[0].opened);
    }

    void whatIsNoChain()
    {
        QCOMPARE(makeVisible(mined(2, {{0, 1}})->graph, {}).nodes.size(), std::size_t{2});                      // too short
        QCOMPARE(makeVisible(mined(3, {{0, 1}, {1, 2}, {2, 0}})->graph, {}).nodes.size(), std::size_t{3});     // a ring
        QCOMPARE(makeVisible(mined(3, {{0, 0}, {0, 1}, {1, 2}})->graph, {}).nodes.size(), std::size_t{3});     // repeats itself
        QCOMPARE(makeVisible(mined(4, {{0, 1}, {1, 2}, {3, 2}})->graph, {}).nodes.size(), std::size_t{4});     // a join at its end
        const VisibleFlow back = makeVisible(mined(4, {{0, 1}, {1, 2}, {2, 3}, {3, 1}})->graph, {});            // a loop around a chain
        QCOMPARE(back.nodes.size(), std::size_t{2});
        QCOMPARE(back.edges.size(), std::size_t{2});
    }

    void rareEdgesAreHidden()
    {
        const auto graph = mined(3, {{0, 1}, {0, 2}, {1, 2}}); // counts 10, 10, 20
        FlowFold fold;
        fold.fewest = 11;
        const VisibleFlow visible = makeVisible(graph->graph, fold);
        QCOMPARE(visible.edges.size(), std::size_t{1});
        QCOMPARE(visible.hiddenEdges, std::size_t{2});
        QVERIFY(visible.nodes[0].alone);
    }

    void statesOfATemplateHaveNames()
    {
        auto graph = mined(3, {{0, 1}, {1, 2}, {0, 2}});
        graph->graph.nodes[2].templateId = 10;
        const VisibleFlow visible = makeVisible(graph->graph, {});
        QVERIFY(visible.nodes[0].name != visible.nodes[2].name);
    }

    void placesAndFinds()
    {
        const auto graph = mined(5, {{0, 1}, {0, 2}, {1, 3}, {2, 3}});
        FlowPicture picture(graph, makeVisible(graph->graph, {}), QFont());
        QCOMPARE(picture.request().nodes.size(), std::size_t{4});
        picture.place(laid(picture));
        for (std::uint32_t i = 0; i < 5; ++i) {
            QCOMPARE(picture.nodeAt(picture.nodeRect(i).center()), std::optional(i));
            QVERIFY(picture.bounds().contains(picture.nodeRect(i)));
        }
        QVERIFY(picture.nodeRect(4).top() > picture.nodeRect(3).bottom()); // what is alone stands below
        QCOMPARE(picture.nodeAt({-500, -500}), std::nullopt);
        QVERIFY(picture.edgeTip(0).contains("1 ms"));
        // Half way between two nodes below each other runs their edge.
        const QPointF from(picture.nodeRect(0).center().x(), picture.nodeRect(0).bottom());
        bool found = false;
        for (double x = picture.bounds().left(); x < picture.bounds().right(); x += 2)
            found = found || picture.edgeAt({x, from.y() + 18}, 3) == 0u;
        QVERIFY(found);
        QCOMPARE(picture.edgeAt({-500, -500}, 5), std::nullopt);
    }

    void scaleHasNumbers()
    {
        const auto graph = mined(3, {{0, 1}, {1, 2}}); // 1 ms, 2 ms
        const FlowScale scale(graph->graph, false);
        QCOMPARE(scale.place(1'000'000), 0.0);
        QCOMPARE(scale.place(2'000'000), 1.0);
        QVERIFY(std::abs(scale.place(1'414'214) - 0.5) < 1e-3);
        QCOMPARE(scale.width(20), 6.0);
        QVERIFY(scale.width(1) < scale.width(10));
        QVERIFY(scale.legendText().contains("1 ms") && scale.legendText().contains("2 ms") && scale.legendText().contains("20"));
        QCOMPARE(FlowScale(flow::Graph{}, false).place(5), 0.5);
    }

    void tables()
    {
        const auto graph = mined(4, {{0, 1}, {1, 2}, {1, 3}});
        FlowEdgeModel edges;
        FlowNodeModel nodes;
        QAbstractItemModelTester edgeTester(&edges), nodeTester(&nodes);
        edges.setMined(graph);
        nodes.setMined(graph);
        QCOMPARE(edges.rowCount(), 3);
        QCOMPARE(nodes.rowCount(), 4);
        edges.sort(FlowEdgeModel::MedianColumn, Qt::DescendingOrder);
        QCOMPARE(edges.edge(0), 2u);
        QCOMPARE(edges.rowOf(2), 0);
        QCOMPARE(edges.index(0, FlowEdgeModel::MedianColumn).data().toString(), QStringLiteral("4 ms"));
        const QPersistentModelIndex kept = edges.index(0, 0);
        edges.sort(FlowEdgeModel::MedianColumn, Qt::AscendingOrder);
        QCOMPARE(kept.row(), 2);
        nodes.sort(FlowNodeModel::PatternColumn, Qt::DescendingOrder);
        QCOMPARE(nodes.index(0, FlowNodeModel::PatternColumn).data().toString(), QStringLiteral("step 3"));
        edges.setMined(nullptr);
        QCOMPARE(edges.rowCount(), 0);
    }

    void exports()
    {
        const QTemporaryDir folder;
        const auto graph = mined(4, {{0, 1}, {0, 2}, {1, 3}, {2, 3}});
        graph->texts[0] = "quoted \" and \\N <b>bold</b>";
        FlowPicture picture(graph, makeVisible(graph->graph, {}), theme::interfaceFont());
        picture.place(laid(picture));
        for (const char *kind : {"svg", "png", "dot"}) {
            const auto done = writeGraph(picture, QPalette(), folder.filePath(QStringLiteral("g.%1").arg(QLatin1String(kind))), {});
            QVERIFY2(done.has_value(), kind);
        }
        QVERIFY(QSvgRenderer(folder.filePath("g.svg")).isValid());
        const QImage image(folder.filePath("g.png"));
        QVERIFY(image.width() >= 1800);
        QFile dot(folder.filePath("g.dot"));
        QVERIFY(dot.open(QIODevice::ReadOnly));
        const QByteArray text = dot.readAll();
        QVERIFY2(text.contains("quoted \\\" and \\\\N <b>"), text.constData());
        QCOMPARE(text.count("->"), 4);
        const auto other = writeGraph(picture, QPalette(), folder.filePath("g.gif"), {});
        QVERIFY(!other && other.error().code == ErrorCode::Usage);
        const auto nowhere = writeGraph(picture, QPalette(), folder.filePath("no/g.svg"), {});
        QVERIFY(!nowhere && nowhere.error().code == ErrorCode::Unwritable);
    }

    void twoThousandNodesPaintAtOnce()
    {
        auto graph = std::make_shared<engine::MineFlowResponse>();
        for (std::uint32_t i = 0; i < 2'000; ++i) {
            graph->graph.nodes.push_back({i, 100, flow::NodeKind::Branch, 0, 0, false});
            graph->texts.push_back("a step of the program that has a number of its own: " + std::to_string(i));
            if (i > 0)
                graph->graph.edges.push_back({(i - 1) / 2, i, 1 + i, 0.5, 1'000 * (i + 1), 2'000 * (i + 1), 3'000 * (i + 1), i % 2 == 0});
        }
        FlowPicture picture(graph, makeVisible(graph->graph, {}), theme::interfaceFont());
        picture.place(laid(picture));
        QImage image(1600, 900, QImage::Format_ARGB32_Premultiplied);
        const double all = std::min(1600 / picture.bounds().width(), 900 / picture.bounds().height());
        for (const double zoom : {all, 0.3, 1.0}) {
            qint64 best = 1'000'000;
            for (int round = 0; round < 3; ++round) {
                QElapsedTimer clock;
                clock.start();
                QPainter painter(&image);
                painter.scale(zoom, zoom);
                const QRectF exposed(picture.bounds().center() - QPointF(800, 450) / zoom, QSizeF(1600, 900) / zoom);
                painter.translate(-exposed.topLeft());
                picture.paint(painter, exposed, zoom, {}, QPalette());
                painter.end();
                best = std::min(best, clock.elapsed());
            }
            qInfo("2,000 nodes at zoom %.3f: %lld ms", zoom, static_cast<long long>(best));
            QVERIFY(best < 500); // a busy machine; the aim is 50
        }
    }
};

CAUSEWAY_TEST(FlowModelsTest)
#include "flow_models_test.moc"
