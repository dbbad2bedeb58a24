// Lines that go around the boxes between, and colours that tell services apart.

#include "tests/support/test_registry.h"

#include <QTest>

#include <set>

#include "views/boundaries/edge_router.h"
#include "views/theme/service_tones.h"
#include "views/theme/theme.h"

using namespace causeway::views;

class EdgeRouterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noLineLiesOnAThirdBox()
    {
        std::vector<QRectF> boxes;
        for (int row = 0; row < 5; ++row)
            for (int column = 0; column < 5; ++column)
                boxes.emplace_back(column * 260, row * 150, 170 + 15 * (row % 3), 70 + 12 * (column % 3));
        EdgeRouter router(boxes), again(boxes);
        for (std::uint32_t a = 0; a < boxes.size(); ++a)
            for (std::uint32_t b = a + 1; b < boxes.size(); ++b) {
                const QPainterPath path = router.route(a, b, a + b);
                QVERIFY2(router.covered(path, a, b) == 0, qPrintable(QStringLiteral("%1 to %2").arg(a).arg(b)));
                QVERIFY(path == again.route(a, b, a + b));
                // From border to border.
                for (const auto &[point, box] : {std::pair(path.pointAtPercent(0), boxes[a]), {path.pointAtPercent(1), boxes[b]}})
                    QVERIFY(box.adjusted(-1, -1, 1, 1).contains(point) && !box.adjusted(1, 1, -1, -1).contains(point));
            }
    }
    void aStraightWayStaysShort()
    {
        EdgeRouter router({QRectF(0, 0, 100, 50), QRectF(300, 0, 100, 50)});
        const QPainterPath path = router.route(0, 1, 0);
        QVERIFY2(path.length() < 230, qPrintable(QString::number(path.length())));
    }
    void noTwoServicesShareAColour()
    {
        QStringList names;
        for (int i = 0; i < 2 * theme::kServiceColors + 1; ++i)
            names << QStringLiteral("service-%1").arg(i);
        const std::vector<int> tones = theme::serviceTones(names);
        QCOMPARE(theme::serviceTone(tones[0]), theme::serviceColor(names[0]));
        std::set<QRgb> colors;
        std::set<std::pair<QRgb, Qt::PenStyle>> looks;
        for (std::size_t i = 0; i < tones.size(); ++i) {
            if (i < static_cast<std::size_t>(theme::kServiceColors))
                colors.insert(theme::serviceTone(tones[i]).rgb());
            looks.emplace(theme::serviceTone(tones[i]).rgb(), theme::serviceDashes(tones[i]));
        }
        QCOMPARE(colors.size(), std::size_t{theme::kServiceColors});
        QCOMPARE(looks.size(), tones.size());
        // What comes later changes none of those before.
        const std::vector<int> fewer = theme::serviceTones(names.mid(0, 7));
        QVERIFY(std::equal(fewer.begin(), fewer.end(), tones.begin()));
    }
};

CAUSEWAY_TEST(EdgeRouterTest)
#include "edge_router_test.moc"
