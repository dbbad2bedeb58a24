// A person asks what differs: the times of an edge, one half of a day against the other, a session replayed, components.

#include "tests/support/test_registry.h"
#include "tests/views/flow_desk.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QSlider>
#include <QTableView>

#include "analysis/core/civil_time.h"
#include "app/engine/import_logs.h"

using namespace causeway;
using causeway::test::FlowDesk;
using causeway::test::kWait;
using namespace causeway::views;

namespace {

const TimePoint kHalf = parseTime("2024-01-01T00:16:40Z").value();

// 400 orders, one every five seconds, of three components; in the second half paying takes a second longer, a receipt is printed,
// and every tenth order is never sent.
QByteArray shop()
{
    QByteArray text;
    for (int i = 0; i < 400; ++i) {
        const QByteArray id = "order_" + QByteArray::number(1000 + i);
        const auto line = [&](int ms, const QByteArray &what) {
            const int at = 5000 * i + ms + i * 7919 % 60;
            text += QStringLiteral("2024-01-01 00:%1:%2.%3 INFO ").arg(at / 60000, 2, 10, QLatin1Char('0')).arg(at / 1000 % 60, 2, 10, QLatin1Char('0')).arg(at % 1000, 3, 10, QLatin1Char('0')).toLatin1() + what + '\n';
        };
        const bool late = i >= 200;
        line(0, "front: received " + id + " from customer");
        line(100, "front: stock of " + id + " was checked");
        line(late ? 1300 : 300, "bank: payment of " + id + " accepted");
        if (late)
            line(1500, "bank: receipt of " + id + " printed");
        if (!late || i % 10 != 0)
            line(1900, "depot: parcel for " + id + " handed over");
    }
    return text;
}

} // namespace

class FlowCompareJourneyTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project;

    bool open(FlowDesk &desk)
    {
        for (QAbstractItemModel *model : std::initializer_list<QAbstractItemModel *>{&desk.edges->model(), &desk.nodes->model(), &desk.times->model(), &desk.differences->model(), &desk.check->model(), &desk.steps->model()})
            new QAbstractItemModelTester(model, QAbstractItemModelTester::FailureReportingMode::QtTest, &desk.window);
        desk.workspace.open(m_project);
        return desk.active && QTest::qWaitFor([&] { return desk.workspace.isOpen(); }, kWait) && desk.hasGraph();
    }
    bool compareHalves(FlowDesk &desk)
    {
        TimeRange range = desk.workspace.visibleRange();
        range.from = kHalf;
        desk.workspace.setTimeRange(range); // which the comparison waited for
        return QTest::qWaitFor([&] { return desk.perspective.mining().compares() && !desk.perspective.mining().isRunning(); }, kWait) && desk.hasGraph();
    }
    static std::optional<std::uint32_t> edgeOf(FlowDesk &desk, const char *from, const char *to)
    {
        const auto &mined = *desk.perspective.mining().mined();
        for (std::uint32_t e = 0; e < mined.graph.edges.size(); ++e)
            if (mined.texts[mined.graph.edges[e].from].starts_with(from) && mined.texts[mined.graph.edges[e].to].starts_with(to))
                return e;
        return std::nullopt;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_project = m_folder.filePath(QStringLiteral("shop.causeway"));
        QFile log(m_folder.filePath(QStringLiteral("shop.log")));
        const QByteArray text = shop();
        QVERIFY(log.open(QIODevice::WriteOnly) && log.write(text) == text.size());
        log.close();
        FlowDesk desk(m_folder);
        engine::ImportRequest request;
        request.paths = {log.fileName().toStdString()};
        desk.workspace.importLogs(request, m_project);
        QVERIFY(QTest::qWaitFor([&] { return desk.workspace.data().lastRun.value != 0; }, kWait) && desk.workspace.jobs().waitForIdle(kWait));
    }

    void timesOfAnEdge()
    {
        FlowDesk desk(m_folder);
        QVERIFY(open(desk));
        QVERIFY(!desk.times->showsTimes());
        const auto edge = edgeOf(desk, "stock", "payment");
        QVERIFY(edge.has_value());
        desk.edges->table().selectRow(desk.edges->model().rowOf(*edge));
        QTest::mouseClick(desk.edges->table().viewport(), Qt::LeftButton, {}, desk.edges->table().visualRect(desk.edges->model().index(desk.edges->model().rowOf(*edge), 2)).center());
        QTRY_COMPARE_WITH_TIMEOUT(desk.times->model().rowCount(), 100, kWait);
        QVERIFY(desk.times->showsTimes());
        QVERIFY2(desk.times->chart().summary().startsWith(QStringLiteral("400 times")), qPrintable(desk.times->chart().summary()));
        QVERIFY(!desk.times->chart().grab().isNull());
        QVERIFY(desk.times->chart().tipAt(desk.times->chart().rect().center()).contains("times"));
        const auto slowest = desk.times->model().passage(0);
        QVERIFY(slowest.delayNs > 1'100'000'000);
        // A click chooses the line, Return shows its session.
        QTest::mouseClick(desk.times->table().viewport(), Qt::LeftButton, {}, desk.times->table().visualRect(desk.times->model().index(0, 0)).center());
        QCOMPARE(desk.workspace.selection().event, std::optional(slowest.to));
        desk.times->table().setFocus();
        QTest::keyClick(&desk.times->table(), Qt::Key_Return);
        QCOMPARE(desk.workspace.perspective(), QStringLiteral("explore"));
        QVERIFY(desk.workspace.filter().events.has_value() && desk.workspace.filter().events->size() >= 4);
        // Another edge, other times.
        desk.workspace.goBack();
        desk.perspective.mining().selectEdge(edgeOf(desk, "received", "stock"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.times->model().rowCount() == 100 && desk.times->model().passage(0).delayNs < 200'000'000, kWait);
        desk.perspective.mining().selectEdge(std::nullopt);
        QVERIFY(!desk.times->showsTimes());
    }

    void whatDiffers()
    {
        FlowDesk desk(m_folder);
        QVERIFY(open(desk));
        QVERIFY(desk.differences->isEmptyShown());
        desk.panel->compare().setCurrentIndex(1);
        Q_EMIT desk.panel->compare().activated(1);
        QTRY_VERIFY_WITH_TIMEOUT(desk.panel->notes().text().contains("time range"), kWait); // there is none to compare
        QVERIFY(compareHalves(desk));
        QVERIFY(!desk.differences->isEmptyShown());
        const auto &mined = *desk.perspective.mining().mined();
        const auto change = [&](const char *from, const char *to) {
            const auto edge = edgeOf(desk, from, to);
            return edge ? desk.differences->model().index(desk.differences->model().rowOf(*edge), FlowDifferenceModel::ChangeColumn).data().toString() : QStringLiteral("no edge");
        };
        QCOMPARE(change("stock", "payment"), QStringLiteral("slower"));
        QCOMPARE(change("payment", "receipt"), QStringLiteral("new"));
        QCOMPARE(change("payment", "parcel"), QStringLiteral("gone"));
        QCOMPARE(change("received", "stock"), QString());
        QCOMPARE(desk.differences->model().rowCount(), static_cast<int>(mined.graph.edges.size()));
        QVERIFY(!desk.differences->model().index(0, FlowDifferenceModel::ChangeColumn).data().toString().isEmpty()); // the surest first
        desk.differences->filter().setText(QStringLiteral("slower"));
        QCOMPARE(desk.differences->model().rowCount(), 1);
        QTest::keyClick(&desk.differences->filter(), Qt::Key_Down);
        QVERIFY(desk.differences->table().hasFocus());
        QVERIFY(desk.picture()->scale().legendText().contains("Dotted: gone"));
        // The deviations of the second half.
        QTRY_VERIFY_WITH_TIMEOUT(desk.check->model().rowCount() > 15, kWait);
        desk.check->filter().setText(QStringLiteral("missing step"));
        QVERIFY2(desk.check->model().rowCount() >= 18, qPrintable(QString::number(desk.check->model().rowCount())));
        desk.check->table().setFocus();
        desk.check->table().selectRow(0);
        const std::string session = desk.check->model().finding(0).session;
        QVERIFY(!session.empty());
        QTest::keyClick(&desk.check->table(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(desk.perspective.replay().path() != nullptr, kWait);
        QCOMPARE(desk.perspective.replay().session(), session);
        // No comparison any more.
        desk.panel->compare().setCurrentIndex(0);
        Q_EMIT desk.panel->compare().activated(0);
        QTRY_VERIFY_WITH_TIMEOUT(!desk.perspective.mining().compares() && !desk.perspective.mining().isRunning() && desk.hasGraph(), kWait);
        QVERIFY(desk.differences->isEmptyShown() && desk.check->isEmptyShown());
    }

    void twoPeriodsByKey()
    {
        FlowDesk desk(m_folder);
        QVERIFY(open(desk));
        const TimeRange all = desk.workspace.visibleRange();
        desk.workspace.setTimeRange({all.from, kHalf});
        desk.actions.action(QStringLiteral("flow.periodA"))->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(desk.panel->notes().text().contains("press B"), kWait);
        desk.workspace.setTimeRange({kHalf, all.to});
        desk.actions.action(QStringLiteral("flow.periodB"))->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(desk.perspective.mining().compares() && !desk.perspective.mining().isRunning(), kWait);
        QCOMPARE(desk.panel->compare().currentIndex(), 3);
        QCOMPARE(desk.perspective.mining().mined()->request.against, std::optional(TimeRange{all.from, kHalf}));
        desk.workspace.setTimeRange({}); // A and B stay
        QVERIFY(desk.perspective.mining().staleness().isEmpty());
    }

    void aSessionReplayed()
    {
        FlowDesk desk(m_folder);
        QVERIFY(open(desk));
        desk.workspace.setTimeRange({desk.workspace.visibleRange().from, kHalf}); // the graph of the first half
        desk.actions.action(QStringLiteral("flow.mine"))->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!desk.perspective.mining().isRunning() && desk.perspective.mining().mined()->graph.nodes.size() == 4 && desk.hasGraph(), kWait);
        desk.actions.action(QStringLiteral("flow.collapse"))->toggle();
        QVERIFY(QTest::qWaitFor([&] { return desk.picture() && desk.picture()->visible().nodes.size() == 4; }, kWait) && desk.hasGraph());
        QVERIFY(!desk.steps->showsPath());
        QVERIFY(!desk.actions.action(QStringLiteral("flow.showSession"))->isEnabled());
        const auto sessions = desk.workspace.sessions();
        const auto odd = sessions->find("order_1300"), calm = sessions->find("order_1005");
        QVERIFY(odd && calm);
        desk.workspace.selectSession(sessions->subjectId(*odd));
        desk.actions.action(QStringLiteral("flow.showSession"))->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(desk.steps->showsPath(), kWait);
        // It goes to the payment, which no parcel follows; then the receipt, which the graph has not.
        const FlowReplay &replay = desk.perspective.replay();
        QCOMPARE(replay.path()->steps.size(), std::size_t{4});
        QCOMPARE(replay.at(), std::size_t{2});
        QVERIFY2(desk.steps->said().contains("Nothing follows") && desk.steps->said().contains("parcel"), qPrintable(desk.steps->said()));
        desk.actions.action(QStringLiteral("flow.nextOdd"))->trigger();
        QCOMPARE(replay.at(), std::size_t{3});
        QVERIFY2(desk.steps->said().contains("Leaves the graph") && desk.steps->said().contains("parcel"), qPrintable(desk.steps->said()));
        QVERIFY(desk.view().marks().replaying);
        QCOMPARE(std::ranges::count(desk.view().marks().left, true), 1);
        QVERIFY(desk.view().marks().left[desk.nodeWith(QStringLiteral("payment"))]);
        QCOMPARE(desk.workspace.selection().event, std::optional(replay.path()->steps[3].event));
        // Back by key, by table, by slider; played to the end.
        desk.actions.action(QStringLiteral("flow.back"))->trigger();
        QCOMPARE(replay.at(), std::size_t{2});
        QCOMPARE(desk.view().marks().now, std::optional(desk.nodeWith(QStringLiteral("payment"))));
        desk.steps->slider().setValue(0);
        QCOMPARE(replay.at(), std::size_t{0});
        QCOMPARE(std::ranges::count(desk.view().marks().left, true), 0);
        QTest::mouseClick(desk.steps->table().viewport(), Qt::LeftButton, {}, desk.steps->table().visualRect(desk.steps->model().index(1, 0)).center());
        QCOMPARE(replay.at(), std::size_t{1});
        desk.perspective.replay().setSpeed(50);
        desk.actions.action(QStringLiteral("flow.play"))->trigger();
        QVERIFY(replay.isPlaying());
        QTRY_VERIFY_WITH_TIMEOUT(!replay.isPlaying() && replay.at() == 3, kWait);
        // One that keeps to it.
        desk.workspace.selectSession(sessions->subjectId(*calm));
        desk.actions.action(QStringLiteral("flow.replay"))->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(desk.steps->said().contains("keeps to the usual path"), kWait);
        desk.actions.action(QStringLiteral("flow.endReplay"))->trigger();
        QVERIFY(!desk.view().marks().replaying && !desk.steps->showsPath());
    }

    void byComponent()
    {
        FlowDesk desk(m_folder);
        QVERIFY(open(desk));
        QTRY_VERIFY_WITH_TIMEOUT(desk.actions.action(QStringLiteral("flow.byComponent"))->isEnabled(), kWait);
        QCOMPARE(desk.panel->component().findText(QStringLiteral("depot"), Qt::MatchExactly) > 0, true); // all that there are
        desk.actions.action(QStringLiteral("flow.byComponent"))->toggle();
        QTRY_COMPARE_WITH_TIMEOUT(desk.picture()->visible().nodes.size(), std::size_t{3}, kWait); // front, bank, the one step of depot
        QVERIFY(desk.hasGraph());
        desk.view().fit();
        std::uint32_t front = 99;
        for (std::uint32_t i = 0; i < 3; ++i)
            if (desk.picture()->nodeTip(i).contains("The component front"))
                front = i;
        QVERIFY(front < 3);
        const QPointF bank = desk.picture()->nodeRect(desk.picture()->visible().nodeOf[desk.perspective.mining().mined()->graph.edges[*edgeOf(desk, "stock", "payment")].to]).center();
        desk.click(front);
        QTRY_COMPARE_WITH_TIMEOUT(desk.picture()->visible().nodes.size(), std::size_t{4}, kWait);
        QVERIFY(desk.hasGraph());
        const QPointF after = desk.picture()->nodeRect(desk.picture()->visible().nodeOf[desk.perspective.mining().mined()->graph.edges[*edgeOf(desk, "stock", "payment")].to]).center();
        QVERIFY(std::abs(after.x() - bank.x()) < 60);
        desk.actions.action(QStringLiteral("flow.byComponent"))->toggle();
        QTRY_VERIFY_WITH_TIMEOUT(desk.picture()->visible().components.empty(), kWait);
    }
};

CAUSEWAY_TEST(FlowCompareJourneyTest)
#include "flow_compare_journey_test.moc"
