// The timed graph as a detector: what it finds, says, keeps and refuses.

#include "analysis/flow/detectors.h"
#include "tests/analysis/flow/flow_sessions.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

using namespace causeway;
using namespace causeway::detect;
using namespace causeway::test;

namespace {

// 1 → 2 → (3 and 4 in any order) → 5 → 6.
SequenceSet forkSessions(int count, Dice *dice)
{
    SequenceSet set;
    for (int i = 0; i < count; ++i)
        addSession(set, i % 2 == 0 ? "1 2 3 4 5 6" : "1 2 4 3 5 6", dice);
    return set;
}

} // namespace

class TcfgDetectorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysWhatIsOdd_data()
    {
        QTest::addColumn<QString>("session");
        QTest::addColumn<QString>("said"); // its beginning; empty: nothing
        const auto row = [](const char *session, const char *said) { QTest::newRow(session) << QString::fromUtf8(session) << QString::fromUtf8(said); };
        row("1 2 3 4 5 6", "");
        row("1 2 4 3 5 6", "");
        row("1 2 3 4 5", "“step 6” did not come after “step 5”; it almost always does");
        row("1 2 3 4 6 5", "“step 6” came before or without “step 5”, which it follows from");
        row("1 2 3 4 5 6 6", "“step 6” came once more than “step 5” gives rise to");
        row("1 2 3 99 4 5 6", "“step 99”");
        row("1 2 3 4 5 6+1500", "s after “step 5”;");
        row("1 2 3 4 5 6+15000", "s after “step 5”;");
    }
    void saysWhatIsOdd()
    {
        QFETCH(QString, session);
        QFETCH(QString, said);
        Dice dice(5);
        const auto model = train(flow::tcfgDetector(), forkSessions(400, &dice));
        QVERIFY(model);
        SequenceSet test;
        addSession(test, session.toStdString(), &dice);
        const QString message = QString::fromStdString(say(*model, test, 0));
        QVERIFY2(isOdd(*model, test, 0) == !said.isEmpty(), qPrintable(message));
        QVERIFY2(said.isEmpty() || message.contains(said), qPrintable(message));
        if (!said.isEmpty())
            QVERIFY(std::ranges::any_of((*model->explain(test, 0, {})).steps, &Step::odd));
    }

    void withoutTimesNothingIsLate()
    {
        SequenceSet set = forkSessions(400, nullptr);
        const auto model = train(flow::tcfgDetector(), set);
        QVERIFY(model);
        QCOMPARE(flagged(*model, set), 0.0);
        SequenceSet test;
        Dice dice(1);
        addSession(test, "1 2 3 4 5 6+15000", &dice);
        addSession(test, "1 2 3 4 6", &dice);
        QVERIFY(!isOdd(*model, test, 0));
        QVERIFY(isOdd(*model, test, 1));
    }

    void fewSessionsAndNone()
    {
        const auto model = train(flow::tcfgDetector(), forkSessions(3, nullptr));
        QVERIFY(model);
        QCOMPARE(flagged(*model, forkSessions(3, nullptr)), 0.0);
        QVERIFY(train(flow::tcfgDetector(), SequenceSet{}) == nullptr);
    }

    void survivesSavingAndRefusesDamage()
    {
        Dice dice(3);
        const SequenceSet set = forkSessions(80, &dice);
        const auto model = train(flow::tcfgDetector(), set);
        QVERIFY(model);
        const std::string bytes = model->save();
        const auto again = flow::tcfgDetector().load(bytes);
        QVERIFY(again.has_value());
        QCOMPARE((*again)->save(), bytes);
        QCOMPARE((*again)->score(set, 1, {})->scores, model->score(set, 2, {})->scores);
        for (std::size_t cut = 0; cut < bytes.size(); ++cut)
            QVERIFY(!flow::tcfgDetector().load(bytes.substr(0, cut)).has_value());
        for (std::size_t i = 0; i < bytes.size(); ++i)
            for (const char flip : {1, 64, -128}) {
                std::string damaged = bytes;
                damaged[i] = static_cast<char>(damaged[i] ^ flip);
                if (const auto read = flow::tcfgDetector().load(damaged))
                    QVERIFY((*read)->score(set, 1, {}).has_value());
            }
    }
};

CAUSEWAY_TEST(TcfgDetectorTest)
#include "tcfg_detector_test.moc"
