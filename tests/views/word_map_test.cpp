// The words of an event under a real mouse and keyboard, and as they are written.

#include "tests/support/test_registry.h"
#include "tests/views/heat_map_fixture.h"

#include <QAccessible>
#include <QBuffer>
#include <QHelpEvent>
#include <QImage>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>

#include <limits>

#include "views/findings/heat_map_export.h"
#include "views/findings/word_map.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;
using test::explained;
using test::heatMap;
using test::withWords;

namespace {

struct Shown {
    explicit Shown(HeatMeasure measure, std::size_t column, QSize size = {400, 60}) : view(measure, nullptr), map(heatMap(withWords(explained(12))))
    {
        view.resize(size);
        view.setSide(120);
        view.setWords(map, map->wordsOf(10, column), true);
        view.show();
    }
    [[nodiscard]] QColor ground(int word) { return view.viewport()->grab().toImage().pixelColor(view.wordRect(word).topLeft() + QPoint(1, 1)); }

    WordMap view;
    std::shared_ptr<const HeatMap> map;
};

} // namespace

class WordMapTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wordsBelongToCells()
    {
        const auto map = heatMap(withWords(explained(12)));
        QCOMPARE(map->words().size(), std::size_t(2));
        QCOMPARE(map->words()[0].column, std::size_t(2)); // by row and column
        const HeatMap::Words *words = map->wordsOf(10, 2);
        QVERIFY(words != nullptr && map->wordsOf(10, 3) == nullptr && map->wordsOf(9, 2) == nullptr);
        QVERIFY(std::abs(*words->value(HeatMeasure::Attention, 0) - 1.8) < 1e-12); // 0.6 of three words
        QCOMPARE(words->value(HeatMeasure::Occlusion, 1), std::optional(-0.5));
        QVERIFY(!words->value(HeatMeasure::Occlusion, 3));
        // ΔNLL of events 2 and 4 is 1.5 and 2.5.
        for (const std::size_t row : {std::size_t(10), std::size_t(3)})
            QCOMPARE(map->strongestWords(row), map->wordsOf(10, 4));
        QVERIFY(heatMap(explained(12))->strongestWords(10) == nullptr);
    }

    void theScaleHoldsWordsToo()
    {
        auto response = withWords(explained(12));
        response.words[0].occlusion[5] = 40;
        response.words[0].occlusion[6] = std::numeric_limits<double>::quiet_NaN();
        response.words[0].attention.assign(32, 0);
        response.words[0].attention[3] = 1;
        const auto map = heatMap(response);
        QCOMPARE(map->most(HeatMeasure::Occlusion), 40.0);
        QCOMPARE(map->most(HeatMeasure::Attention), 32.0);
        QVERIFY(!map->wordsOf(10, 4)->value(HeatMeasure::Occlusion, 6));
    }

    void whatDoesNotFitIsLeftOut_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<int>("position");
        QTest::addColumn<int>("attention");
        QTest::addColumn<int>("occlusion");
        QTest::addColumn<bool>("isKept");
        QTest::newRow("fits") << 10 << 2 << 3 << 3 << true;
        QTest::newRow("no occlusion") << 10 << 2 << 3 << 0 << true;
        QTest::newRow("beyond the session") << 12 << 2 << 3 << 3 << false;
        QTest::newRow("not before the step") << 10 << 10 << 3 << 3 << false;
        QTest::newRow("fewer weights than words") << 10 << 2 << 2 << 3 << false;
        QTest::newRow("more changes than words") << 10 << 2 << 3 << 4 << false;
    }
    void whatDoesNotFitIsLeftOut()
    {
        QFETCH(int, step);
        QFETCH(int, position);
        QFETCH(int, attention);
        QFETCH(int, occlusion);
        QFETCH(bool, isKept);
        auto response = explained(12);
        response.words.push_back({static_cast<std::uint64_t>(step), static_cast<std::uint64_t>(position), {"a", "b", "c"}, std::vector<double>(static_cast<std::size_t>(attention), 0.5), std::vector<double>(static_cast<std::size_t>(occlusion), 0.5)});
        QCOMPARE(heatMap(response)->words().size(), std::size_t(isKept ? 1 : 0));
    }

    void shadesAreThoseOfTheMap()
    {
        for (const HeatMeasure measure : {HeatMeasure::Attention, HeatMeasure::Occlusion}) {
            Shown shown(measure, 2);
            const HeatScale scale(measure, shown.view.palette(), theme::smallFont());
            for (int word = 0; word < 3; ++word) {
                const double value = *shown.map->wordsOf(10, 2)->value(measure, static_cast<std::size_t>(word));
                QCOMPARE(shown.ground(word).rgb(), scale.shade(scalePosition(value, shown.map->most(measure))));
            }
        }
    }

    void longEventsWrapAndScroll()
    {
        Shown shown(HeatMeasure::Occlusion, 4);
        QCOMPARE(shown.view.current(), 5); // begins at the strongest
        for (int word = 0; word < 32; ++word) {
            QVERIFY(shown.view.wordRect(word).left() >= 120 && shown.view.wordRect(word).right() < shown.view.viewport()->width());
            for (int before = 0; before < word; ++before)
                QVERIFY(!shown.view.wordRect(word).intersects(shown.view.wordRect(before)));
        }
        QVERIFY(shown.view.wantedHeight() > 60 && shown.view.verticalScrollBar()->maximum() > 0);
        QTest::keyClick(&shown.view, Qt::Key_End);
        QVERIFY(shown.view.viewport()->rect().contains(shown.view.wordRect(31)));
        QTest::keyClick(&shown.view, Qt::Key_Home);
        QVERIFY(shown.view.viewport()->rect().contains(shown.view.wordRect(0)));
        shown.view.resize(400, shown.view.wantedHeight());
        QCOMPARE(shown.view.verticalScrollBar()->maximum(), 0);
        // A word that is wider than its place stays within it.
        auto response = explained(12);
        response.words.push_back({10, 2, {std::string(500, 'x')}, {1}, {}});
        const auto map = heatMap(response);
        shown.view.setWords(map, &map->words()[0], true);
        QVERIFY(shown.view.wordRect(0).right() < shown.view.viewport()->width());
        QVERIFY2(shown.view.describe(0).contains("only word"), qPrintable(shown.view.describe(0)));
        shown.view.viewport()->grab();
    }

    void keysAndMouseChooseWords()
    {
        Shown shown(HeatMeasure::Attention, 2);
        QSignalSpy chosen(&shown.view, &WordMap::wordChosen), pair(&shown.view, &WordMap::pairWanted), activated(&shown.view, &WordMap::activated);
        QTest::keyClick(&shown.view, Qt::Key_Right);
        QCOMPARE(shown.view.current(), 1);
        QVERIFY(QToolTip::text().contains("Word 2 of 3: file"));
        QTest::keyClick(&shown.view, Qt::Key_Left);
        QTest::keyClick(&shown.view, Qt::Key_Left);
        QCOMPARE(shown.view.current(), 0);
        QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, Qt::NoModifier, shown.view.wordRect(2).center());
        QCOMPARE(shown.view.current(), 2);
        QCOMPARE(chosen.count(), 4);
        QTest::keyClick(&shown.view, Qt::Key_PageDown);
        QCOMPARE(pair.value(0).value(0).toInt(), 1);
        QTest::keyClick(&shown.view, Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        shown.view.setWords(nullptr, nullptr, false);
        QTest::keyClick(&shown.view, Qt::Key_Right); // nothing to move in
        QCOMPARE(chosen.count(), 4);
    }

    void hoveringTellsTheNumbers()
    {
        Shown shown(HeatMeasure::Attention, 2);
        const QPoint place = shown.view.wordRect(1).center();
        QHelpEvent help(QEvent::ToolTip, place, shown.view.viewport()->mapToGlobal(place));
        QCoreApplication::sendEvent(shown.view.viewport(), &help);
        for (const char *part : {"Word 2 of 3: file", "Attention 30", "0.9 × uniform", "ΔNLL −0.5", "Step 11: pattern 10", "step 3: pattern 2"})
            QVERIFY2(QToolTip::text().contains(QString::fromUtf8(part)), qPrintable(QToolTip::text()));
        QVERIFY(!shown.view.describe(1).contains("chosen cell"));
        shown.view.setWords(shown.map, shown.map->wordsOf(10, 2), false);
        QVERIFY(shown.view.describe(1).contains("The chosen cell has no weighed words"));
        shown.view.setCurrent(1);
        QCOMPARE(QAccessible::queryAccessibleInterface(&shown.view)->text(QAccessible::Description), shown.view.describe(1));
    }

    void wordsAreWritten()
    {
        auto response = withWords(explained(12));
        response.words[1].words[0] = "=cmd";
        const auto map = heatMap(response);
        QBuffer out;
        QVERIFY(out.open(QIODevice::WriteOnly));
        const auto lines = writeHeatMapCsv(*map, out, Job{});
        QVERIFY(lines && *lines == 66 + 35);
        const QList<QByteArray> rows = out.data().trimmed().split('\n');
        const auto at = rows.indexOf("11,pattern 10,3,pattern 2,0.0545454545,0.545454545,1.5,,");
        QVERIFY2(at > 0, out.data().constData());
        QCOMPARE(rows[at + 1], QByteArray("11,pattern 10,3,pattern 2,0.6,1.8,1,1,'=cmd"));
        QCOMPARE(rows[at + 2], QByteArray("11,pattern 10,3,pattern 2,0.3,0.9,-0.5,2,file"));

        // In a picture they stand below the map.
        QTemporaryDir folder;
        const std::vector<HeatMapPainter> painters{{*map, HeatMeasure::Attention, QPalette(), theme::smallFont()}};
        const std::vector<WordMapPainter> words{{*map, *map->wordsOf(10, 4), HeatMeasure::Attention, QPalette(), theme::smallFont()}};
        QVERIFY(writeHeatMap(*map, painters, {}, folder.filePath(QStringLiteral("map.png")), Job{}));
        QVERIFY(writeHeatMap(*map, painters, words, folder.filePath(QStringLiteral("words.png")), Job{}));
        const QImage plain(folder.filePath(QStringLiteral("map.png"))), more(folder.filePath(QStringLiteral("words.png")));
        QCOMPARE(more.width(), plain.width());
        QVERIFY(more.height() > plain.height());
        QCOMPARE(more.copy(plain.rect()), plain);
    }
};

CAUSEWAY_TEST(WordMapTest)
#include "word_map_test.moc"
