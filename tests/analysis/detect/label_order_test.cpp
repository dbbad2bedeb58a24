#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

#include "analysis/detect/label_order.h"
#include "analysis/detect/unique_sequences.h"
#include "tests/analysis/detect/sequences.h"

using namespace causeway;
using namespace causeway::detect;
using namespace causeway::test;

class LabelOrderTest : public QObject {
    Q_OBJECT

    static std::vector<std::uint32_t> firsts(const std::vector<QueuedGroup> &groups)
    {
        std::vector<std::uint32_t> out;
        for (const QueuedGroup &group : groups)
            out.push_back(group.sessions.front());
        return out;
    }

private Q_SLOTS:
    void sessionsAlikeAreOneGroup()
    {
        SequenceSet set;
        append(set, {1, 2, 3}, 50);
        append(set, {1, 2}, 3);
        append(set, {9});
        const auto groups = labelOrder(set, {}, {}, 10, Job{});
        QVERIFY(groups);
        QCOMPARE(groups->size(), 3u);
        QCOMPARE(groups->front().sessions.size(), 50u);
        QVERIFY(groups->front().why == WorthOf::Common);
        // What is unlike the first comes before what is nearly the same.
        QCOMPARE(firsts(*groups), (std::vector<std::uint32_t>{0, 53, 50}));
        QCOMPARE(labelOrder(set, {}, {}, 2, Job{})->size(), 2u);
    }

    void whatIsLabelledIsNotAskedAgain()
    {
        SequenceSet set;
        append(set, {1, 2, 3}, 3);
        append(set, {1, 2});
        const auto groups = labelOrder(set, {}, {true, false, false, false}, 10, Job{});
        QVERIFY(groups);
        QCOMPARE(firsts(*groups), (std::vector<std::uint32_t>{3}));
    }

    void whatIsUnsureComesFirst_data()
    {
        QTest::addColumn<std::vector<double>>("first"); // scores of a model with the threshold 0.5
        QTest::addColumn<std::vector<double>>("second");
        QTest::addColumn<bool>("probability");
        QTest::addColumn<unsigned>("asked");
        QTest::addColumn<WorthOf>("why");
        const std::vector<double> none;
        QTest::newRow("a model of labels is unsure") << std::vector<double>{0.01, 0.02, 0.48, 0.99} << none << true << 2u << WorthOf::Unsure;
        QTest::newRow("detectors disagree") << std::vector<double>{0.1, 0.9, 0.1, 0.1} << std::vector<double>{0.1, 0.1, 0.1, 0.1} << false << 1u << WorthOf::Disputed;
        QTest::newRow("the worst") << std::vector<double>{0.1, 0.1, 0.1, 9} << none << false << 3u << WorthOf::Severe;
    }
    void whatIsUnsureComesFirst()
    {
        QFETCH(std::vector<double>, first);
        QFETCH(std::vector<double>, second);
        QFETCH(bool, probability);
        QFETCH(unsigned, asked);
        QFETCH(WorthOf, why);
        const SequenceSet set = sequences({{1, 2}, {3, 4}, {5, 6}, {7, 8}}); // all equally unlike
        std::vector<Opinion> opinions{{first, 0.5, probability}};
        if (!second.empty())
            opinions.push_back({second, 0.5, false});
        const auto groups = labelOrder(set, opinions, {}, 4, Job{});
        QVERIFY(groups);
        QCOMPARE(groups->front().sessions.front(), asked);
        QVERIFY(groups->front().why == why);
        QVERIFY((groups->front().uncertainty > 0.3) == (why != WorthOf::Severe) && groups->front().uncertainty <= 1);
    }

    void nothingToAsk_data()
    {
        QTest::addColumn<std::vector<Sequence>>("sessions");
        QTest::addColumn<std::size_t>("groups");
        QTest::newRow("no sessions") << std::vector<Sequence>{} << std::size_t(0);
        QTest::newRow("one session") << std::vector<Sequence>{{1}} << std::size_t(1);
        QTest::newRow("empty ones") << std::vector<Sequence>{{}, {}} << std::size_t(1);
        QTest::newRow("one template") << std::vector<Sequence>{{1}, {1, 1}, {1}} << std::size_t(2);
    }
    void nothingToAsk()
    {
        QFETCH(std::vector<Sequence>, sessions);
        QFETCH(std::size_t, groups);
        const SequenceSet set = sequences(sessions);
        const Opinion silent{std::vector<double>(set.size(), std::nan("")), std::nan(""), false};
        const auto order = labelOrder(set, {&silent, 1}, {}, 10, Job{});
        QVERIFY(order);
        QCOMPARE(order->size(), groups);
    }

    void isCancelled()
    {
        Job job;
        job.cancel.cancel();
        const auto order = labelOrder(sequences({{1}}), {}, {}, 1, job);
        QVERIFY(!order && order.error().code == ErrorCode::Cancelled);
    }
};

CAUSEWAY_TEST(LabelOrderTest)
#include "label_order_test.moc"
