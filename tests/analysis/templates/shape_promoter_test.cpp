#include "tests/support/test_registry.h"

#include <QTest>

#include <set>

#include "analysis/templates/shape_promoter.h"
#include "analysis/templates/shape_splitter.h"

using namespace causeway::templates;

namespace {

// "name7" without a digit: what a user or a class may be called.
std::string name(std::size_t i)
{
    std::string text = "u";
    for (int k = 0; k < 4; ++k, i /= 26)
        text += static_cast<char>('a' + i % 26);
    return text;
}

// What the store does with each message.
class Intake {
public:
    void take(const std::string &message)
    {
        QVERIFY(m_splitter.split(message));
        for (int round = 0; round < 3; ++round) {
            const std::uint64_t mask = m_promoter.rules().promotion(m_splitter);
            if (mask == 0)
                break;
            m_splitter.promote(mask);
        }
        std::string text = m_splitter.shape().text;
        if (m_shapes.insert(text).second)
            m_promoter.add(m_splitter);
        m_last = std::move(text);
    }
    [[nodiscard]] std::size_t shapes() const { return m_shapes.size(); }
    [[nodiscard]] QString last() const { return QString::fromStdString(m_last).replace(QChar(kSlot), "*"); }

private:
    ShapeSplitter m_splitter;
    ShapePromoter m_promoter;
    std::set<std::string> m_shapes;
    std::string m_last;
};

} // namespace

class ShapePromoterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNameBecomesASlot()
    {
        Intake intake;
        for (std::size_t i = 0; i < 5000; ++i)
            intake.take("session opened for user " + name(i) + " by root");
        QVERIFY2(intake.shapes() < 40, qPrintable(QString::number(intake.shapes())));
        QCOMPARE(intake.last(), QString("session opened for user * by root"));
    }

    void twoNamesOfAMessage()
    {
        Intake intake;
        for (std::size_t i = 0; i < 5000; ++i)
            intake.take("copied " + name(i * 7) + " to " + name(i * 11));
        QVERIFY2(intake.shapes() < 40, qPrintable(QString::number(intake.shapes())));
        QCOMPARE(intake.last(), QString("copied * to *"));
    }

    void statesStayApart()
    {
        static const char *kStates[] = {"NEW", "SETUP", "RUNNING", "PAUSED", "COMMIT", "FAILED", "KILLED", "DONE"};
        Intake intake;
        for (std::size_t i = 0; i < 20000; ++i)
            intake.take(std::string("job of ") + name(i) + " went from " + kStates[i % 8] + " to " + kStates[i / 8 % 8]);
        QVERIFY(intake.last().startsWith("job of * went from "));
        QVERIFY2(intake.last().count('*') == 1, qPrintable(intake.last()));
    }

    // A position learnt in some messages is known in those that come later.
    void aContextCarriesOver()
    {
        Intake intake;
        for (std::size_t message = 0; message < 3; ++message)
            for (std::size_t i = 0; i < 40; ++i)
                intake.take("request " + name(message) + std::string(message + 1, '!') + " user=" + name(i + 100 * message) + " by " + name(i * 3) + "Manager");
        const std::size_t before = intake.shapes();
        for (std::size_t i = 0; i < 500; ++i)
            intake.take("cache flushed, user=" + name(9000 + i) + " by " + name(7000 + i) + "Manager");
        QCOMPARE(intake.last(), QString("cache flushed, user=* by *"));
        QCOMPARE(intake.shapes(), before + 1);
    }

    // A context kept in as many messages as it was promoted in is no rule.
    void aContextWithEnumerationsDoesNot()
    {
        Intake intake;
        for (std::size_t i = 0; i < 400; ++i)
            for (std::size_t message = 0; message < 3; ++message) {
                intake.take("got " + name(message) + std::string(message + 1, '!') + " kind=" + name(i) + " now");
                intake.take("put " + name(message) + std::string(message + 1, '?') + " kind=" + (i % 2 == 0 ? "hot" : "cold") + " of " + name(i));
            }
        intake.take("something else, kind=warm");
        QCOMPARE(intake.last(), QString("something else, kind=warm"));
    }

    void messagesThatShareNoWordStay()
    {
        Intake intake;
        for (std::size_t i = 0; i < 500; ++i)
            intake.take(name(i) + " " + name(i * 31));
        QVERIFY(!intake.last().contains('*'));
    }

    // What is known after a restart is what was known before: shapes carry all that the rules come from.
    void shapesAreEnoughToLearnAgain()
    {
        ShapePromoter fromMessages, fromShapes;
        ShapeSplitter splitter, again;
        for (std::size_t i = 0; i < 300; ++i) {
            const std::string message = "took 12ms, user=" + name(i) + " at host-7: " + (i % 2 == 0 ? "ok" : "failed");
            QVERIFY(splitter.split(message));
            const std::string text = splitter.shape().text;
            again.splitShape(text);
            QCOMPARE(again.skeletonHash(), splitter.skeletonHash());
            fromMessages.add(splitter);
            fromShapes.add(again);
        }
        const std::string message = "took 5ms, user=" + name(5000) + " at host-8: ok";
        QVERIFY(splitter.split(message));
        QVERIFY(fromMessages.rules().promotion(splitter) != 0);
        QCOMPARE(fromShapes.rules().promotion(splitter), fromMessages.rules().promotion(splitter));
    }
};

CAUSEWAY_TEST(ShapePromoterTest)
#include "shape_promoter_test.moc"
