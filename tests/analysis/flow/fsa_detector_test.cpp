// The automaton as a detector: what it finds, says, keeps and refuses.

#include "analysis/flow/detectors.h"
#include "tests/analysis/flow/flow_sessions.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

using namespace causeway;
using namespace causeway::detect;
using namespace causeway::test;

class FsaDetectorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysWhereASessionLeftTheAutomaton_data()
    {
        QTest::addColumn<QString>("session");
        QTest::addColumn<QString>("said"); // empty: nothing
        const auto row = [](const char *session, const char *said) { QTest::newRow(session) << QString::fromUtf8(session) << QString::fromUtf8(said); };
        row("1 2 3 4 6", "");
        row("1 2 3 2 3 2 3 5 6", "");
        row("1 2 3 6", "All was well up to “step 3”; then “step 6” came, as in none of 399 training sessions at that point, and “step 2” was expected (50 %)");
        row("1 2 3 4", "The session ends with “step 4”, where none of 399 training sessions does; “step 6” was expected (100 %)");
        row("2 3 4 6", "The session begins with “step 2”, as none of 399 training sessions does; “step 1” was expected (100 %)");
        row("1 2 3 4 6 6", "“step 6” came after “step 6”, where each of 399 training sessions ends");
        row("1 2 99 3 4 6", "“step 99”");
        row("1 2 3 2 3 2 3 2 3 2 3 2 3 2 3 2 3 2 3 2 3 2 3 2 3 2 3 2 3 2 3 4 6", "A loop over “step 2” is taken 15 times; 2 is usual and");
        row("1 2 3 4+2000 6", "after “step 3”;");
        row("1 2 3 4+130 6+90", "");
    }
    void saysWhereASessionLeftTheAutomaton()
    {
        QFETCH(QString, session);
        QFETCH(QString, said);
        Dice dice(5);
        const auto model = train(flow::fsaDetector(), loopSessions(399, &dice));
        QVERIFY(model);
        SequenceSet test;
        addSession(test, session.toStdString(), &dice);
        const QString message = QString::fromStdString(say(*model, test, 0));
        QCOMPARE(isOdd(*model, test, 0), !said.isEmpty());
        QVERIFY2(said.isEmpty() || message.contains(said), qPrintable(message));
        if (!said.isEmpty())
            QVERIFY(std::ranges::any_of((*model->explain(test, 0, {})).steps, &Step::odd));
    }

    // A step that varies much is not slow where another, steady one would be.
    void eachTransitionHasItsOwnBound()
    {
        Dice dice(7);
        SequenceSet set;
        for (int i = 0; i < 400; ++i)
            addSession(set, "1 2+" + std::to_string(100 * std::exp(1.2 * dice.normal())) + " 3", &dice);
        const auto model = train(flow::fsaDetector(), set);
        QVERIFY(model);
        SequenceSet test;
        addSession(test, "1 2+600 3", &dice);
        addSession(test, "1 2 3+600", &dice);
        QVERIFY(!isOdd(*model, test, 0));
        QVERIFY(isOdd(*model, test, 1));
    }

    // Too few of a transition say nothing of its time; and without times nothing is slow.
    void fewTimesSayNothing()
    {
        Dice dice(9);
        SequenceSet set;
        for (int i = 0; i < 400; ++i)
            addSession(set, i % 40 == 0 ? "1 3 2" : "1 2 3", &dice);
        const auto model = train(flow::fsaDetector(), set);
        SequenceSet test;
        addSession(test, "1 3+5000 2", &dice);
        addSession(test, "1 2+5000 3", &dice);
        QVERIFY(!isOdd(*model, test, 0));
        QVERIFY(isOdd(*model, test, 1));
        set.timesNs.clear();
        const auto timeless = train(flow::fsaDetector(), set);
        QVERIFY(!isOdd(*timeless, test, 1));
    }

    void survivesSavingAndRefusesDamage()
    {
        Dice dice(3);
        const SequenceSet set = loopSessions(80, &dice);
        const auto model = train(flow::fsaDetector(), set);
        QVERIFY(model);
        const std::string bytes = model->save();
        const auto again = flow::fsaDetector().load(bytes);
        QVERIFY(again.has_value());
        QCOMPARE((*again)->save(), bytes);
        QCOMPARE((*again)->score(set, 1, {})->scores, model->score(set, 2, {})->scores);
        for (std::size_t cut = 0; cut < bytes.size(); ++cut)
            QVERIFY(!flow::fsaDetector().load(bytes.substr(0, cut)).has_value());
        for (std::size_t i = 0; i < bytes.size(); ++i)
            for (const char flip : {1, 64, -128}) {
                std::string damaged = bytes;
                damaged[i] = static_cast<char>(damaged[i] ^ flip);
                if (const auto read = flow::fsaDetector().load(damaged))
                    QVERIFY((*read)->score(set, 1, {}).has_value());
            }
    }
};

CAUSEWAY_TEST(FsaDetectorTest)
#include "fsa_detector_test.moc"
