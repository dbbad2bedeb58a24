// The drawing of a workflow under a real mouse and keyboard.

#include "tests/support/test_registry.h"

#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

#include "views/findings/workflow_view.h"
#include "views/text/text.h"

using namespace causeway;
using namespace causeway::views;

namespace {

using Block = sessions::WorkflowBlock;
using Kind = Block::Kind;

Block step(std::uint32_t key, bool optional = false)
{
    Block out;
    out.kind = Kind::Step;
    out.key = key;
    out.times = 100 * key;
    out.optional = optional;
    return out;
}

Block block(Kind kind, std::vector<Block> children)
{
    Block out;
    out.kind = kind;
    out.times = 7;
    out.children = std::move(children);
    return out;
}

// 1, then 2 and 3 at the same time, then 4 or (5 and perhaps 6), then 7 again and again with 8 between two rounds, then 9.
std::shared_ptr<const engine::WorkflowResponse> workflow()
{
    auto out = std::make_shared<engine::WorkflowResponse>();
    out->workflow.root = block(Kind::Sequence, {step(1), block(Kind::Concurrent, {step(2), step(3)}), block(Kind::Branch, {step(4), block(Kind::Sequence, {step(5), step(6, true)})}),
                                                block(Kind::Loop, {step(7), step(8)}), step(9)});
    out->workflow.sessions = 1000;
    for (std::uint32_t key = 1; key <= 9; ++key) {
        out->workflow.nodes.push_back({key, 100 * key, 50 * key});
        out->names.emplace(key, "<b>pattern</b> " + std::to_string(key));
    }
    return out;
}

struct Shown {
    Shown()
    {
        view.resize(900, 900);
        view.show();
        view.setWorkflow(workflow());
    }
    [[nodiscard]] std::uint32_t key() const { return view.current() ? view.drawing().boxes[*view.current()].key : 0; }
    [[nodiscard]] std::size_t boxOf(std::uint32_t key) const
    {
        std::size_t i = 0;
        while (view.drawing().boxes[i].key != key)
            ++i;
        return i;
    }
    [[nodiscard]] QPoint at(std::uint32_t key) const { return view.boxRect(boxOf(key)).center().toPoint(); }
    WorkflowView view{nullptr};
};

} // namespace

class WorkflowViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingOverlaps()
    {
        const WorkflowLayout layout = WorkflowLayout::make(workflow()->workflow.root, {120, 40});
        QCOMPARE(layout.boxes.size(), std::size_t{9});
        const QRectF all(QPointF(0, 0), layout.size);
        for (std::size_t i = 0; i < layout.boxes.size(); ++i) {
            QVERIFY(all.contains(layout.boxes[i].rect));
            for (std::size_t j = i + 1; j < layout.boxes.size(); ++j)
                QVERIFY(!layout.boxes[i].rect.intersects(layout.boxes[j].rect));
        }
        for (const WorkflowLayout::Line &line : layout.lines)
            QVERIFY(all.contains(line.path.boundingRect().topLeft()) && all.contains(line.path.boundingRect().bottomRight())); // of one without width too
        const auto rect = [&](std::uint32_t key) {
            return std::find_if(layout.boxes.begin(), layout.boxes.end(), [&](const WorkflowLayout::Box &box) { return box.key == key; })->rect;
        };
        QCOMPARE(rect(2).top(), rect(3).top()); // beside each other
        QVERIFY(rect(1).bottom() < rect(2).top() && rect(3).bottom() < rect(4).top() && rect(5).bottom() < rect(6).top());
        QVERIFY(rect(8).left() > rect(7).right()); // the way back at the right
        QCOMPARE(rect(1).center().x(), rect(9).center().x());
        QCOMPARE(static_cast<int>(std::ranges::count_if(layout.lines, &WorkflowLayout::Line::around)), 1);
        QCOMPARE(static_cast<int>(std::ranges::count_if(layout.lines, &WorkflowLayout::Line::back)), 2);
    }

    void keysWalkFromStepToStep()
    {
        Shown shown;
        QSignalSpy spy(&shown.view, &WorkflowView::stepActivated);
        QTest::keyClick(&shown.view, Qt::Key_Down);
        QCOMPARE(shown.key(), 1u);
        QTest::keyClick(&shown.view, Qt::Key_Down);
        QCOMPARE(shown.key(), 2u);
        QTest::keyClick(&shown.view, Qt::Key_Right);
        QCOMPARE(shown.key(), 3u);
        QTest::keyClick(&shown.view, Qt::Key_Left);
        QCOMPARE(shown.key(), 2u);
        QTest::keyClick(&shown.view, Qt::Key_End);
        QCOMPARE(shown.key(), 9u);
        QTest::keyClick(&shown.view, Qt::Key_Down); // nothing there
        QCOMPARE(shown.key(), 9u);
        QTest::keyClick(&shown.view, Qt::Key_Home);
        QCOMPARE(shown.key(), 1u);
        QVERIFY(shown.view.accessibleDescription().contains("pattern"));
        QTest::keyClick(&shown.view, Qt::Key_Return);
        QCOMPARE(spy.count(), 1);
        QCOMPARE(spy.first().first().value<TemplateId>().value, 1u);
    }

    void aClickAsksForThePattern()
    {
        Shown shown;
        QSignalSpy spy(&shown.view, &WorkflowView::stepActivated);
        QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, Qt::NoModifier, shown.at(5));
        QCOMPARE(spy.count(), 1);
        QCOMPARE(spy.first().first().value<TemplateId>().value, 5u);
        QCOMPARE(shown.key(), 5u);
        QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, Qt::NoModifier, QPoint(2, 2));
        QCOMPARE(spy.count(), 1);
    }

    void toolTipsTellWhatItIs()
    {
        Shown shown;
        const QString tip = shown.view.tipAt(shown.at(6));
        QVERIFY2(tip.contains("<b>pattern</b> 6") && tip.contains("600 events here") && tip.contains(QStringLiteral("In 300 of the %1 sessions").arg(text::number(std::int64_t{1000}))) && tip.contains("passed over"), qPrintable(tip));
        QStringList said;
        for (const WorkflowLayout::Mark &mark : shown.view.drawing().marks) {
            const QPointF origin = shown.view.boxRect(0).topLeft() - shown.view.drawing().boxes[0].rect.topLeft();
            said << shown.view.tipAt((origin + mark.rect.center()).toPoint());
        }
        const QString all = said.join(QLatin1Char('\n'));
        for (const char *one : {"2 at the same time", "One of 2", "Again and again", "Sessions begin here", "Sessions end here"})
            QVERIFY2(all.contains(QLatin1String(one)), qPrintable(all));
        QVERIFY(shown.view.tipAt(QPoint(1, 1)).isEmpty());
    }

    void allOfItIsSeenAtFirst()
    {
        Shown shown;
        const auto inside = [&](std::uint32_t key) { return shown.view.viewport()->rect().contains(shown.view.boxRect(shown.boxOf(key)).toAlignedRect()); };
        for (std::uint32_t key = 1; key <= 9; ++key)
            QVERIFY2(inside(key), qPrintable(QString::number(key)));
        shown.view.resize(500, 420); // as well in less room
        QVERIFY(inside(1) && inside(9) && shown.view.zoom() < 1);
        shown.view.resize(200, 120); // too little: its beginning, large enough to be read
        QVERIFY(inside(1) && !inside(9));
        QCOMPARE(shown.view.zoom(), 0.5);
        shown.view.zoomIn();
        const double byHand = shown.view.zoom();
        shown.view.resize(900, 900);
        QCOMPARE(shown.view.zoom(), byHand); // stays until all is asked for
        QTest::keyClick(&shown.view, Qt::Key_F);
        QVERIFY(inside(1) && inside(9) && shown.view.zoom() != byHand);
    }

    void smallAndLargeAndNone()
    {
        Shown shown;
        shown.view.grab();
        shown.view.setZoom(100);
        QVERIFY(shown.view.zoom() <= 3);
        shown.view.resize(200, 120);
        QVERIFY(shown.view.verticalScrollBar()->maximum() > 0 && shown.view.horizontalScrollBar()->maximum() > 0);
        shown.view.setCurrent(shown.boxOf(9));
        QVERIFY(shown.view.viewport()->rect().intersects(shown.view.boxRect(shown.boxOf(9)).toRect()));
        shown.view.grab();
        shown.view.setWorkflow(workflow()); // the same step stays chosen
        QCOMPARE(shown.key(), 9u);
        shown.view.setWorkflow(std::make_shared<engine::WorkflowResponse>());
        shown.view.grab();
        shown.view.setWorkflow(nullptr);
        for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Home, Qt::Key_End, Qt::Key_Return, Qt::Key_Plus, Qt::Key_Minus})
            QTest::keyClick(&shown.view, key);
        QVERIFY(!shown.view.current());
    }
};

CAUSEWAY_TEST(WorkflowViewTest)
#include "workflow_view_test.moc"
