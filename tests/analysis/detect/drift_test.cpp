// Drift on HDFS sessions in random orders, stable and changed, and on crafted ones.

#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <numeric>
#include <random>

#include "analysis/detect/drift.h"
#include "tests/analysis/detect/sequences.h"

using namespace causeway;
using namespace causeway::detect;
using namespace causeway::test;

namespace {

enum class Change { None, NewTemplate, Transition, Proportions };

constexpr std::size_t kChangedAt = 2'500;

SequenceSet shuffled(const std::vector<Sequence> &all, unsigned seed, Change change)
{
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), 0);
    std::mt19937 random(seed);
    std::shuffle(order.begin(), order.end(), random);
    SequenceSet set;
    for (std::size_t i = 0; i < order.size(); ++i) {
        Sequence sequence = all[order[i]];
        if (i >= kChangedAt) {
            if (change == Change::NewTemplate && random() % 5 == 0)
                sequence.insert(sequence.begin() + static_cast<std::ptrdiff_t>(sequence.size() / 2), 77);
            if (change == Change::Transition && random() % 5 == 0) // the last two steps that differ change places
                for (std::size_t at = sequence.size() - 1; at > 0; --at)
                    if (sequence[at] != sequence[at - 1]) {
                        std::swap(sequence[at], sequence[at - 1]);
                        break;
                    }
            // Short sessions become rarer: every second gives way to a longer one.
            if (change == Change::Proportions && sequence.size() < 20 && random() % 2 == 0)
                while (sequence.size() < 20)
                    sequence = all[random() % all.size()];
        }
        append(set, sequence);
    }
    return set;
}

} // namespace

class DriftTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onHdfs_data()
    {
        QTest::addColumn<int>("change");
        QTest::addColumn<unsigned>("seeds");
        QTest::addColumn<unsigned>("least");
        QTest::addColumn<unsigned>("most");
        QTest::newRow("stable") << int(Change::None) << 20u << 0u << 1u;
        QTest::newRow("a new template in 20 %") << int(Change::NewTemplate) << 10u << 9u << 10u;
        QTest::newRow("a changed transition in 20 %") << int(Change::Transition) << 10u << 9u << 10u;
        QTest::newRow("other proportions") << int(Change::Proportions) << 10u << 9u << 10u;
    }
    void onHdfs()
    {
        QFETCH(int, change);
        QFETCH(unsigned, seeds);
        QFETCH(unsigned, least);
        QFETCH(unsigned, most);
        CAUSEWAY_REQUIRE_DATA("hdfs_sessions/hdfs_train.gz");
        std::vector<Sequence> all;
        for (const std::string &line : readLines(dataPath("hdfs_sessions/hdfs_train.gz")))
            all.push_back(parseKeys(line));
        unsigned found = 0, early = 0;
        double delay = 0;
        for (unsigned seed = 1001; seed <= 1000 + seeds; ++seed) { // others than those it was made with
            const SequenceSet set = shuffled(all, seed, static_cast<Change>(change));
            const auto drifts = findDrift(set, {}, letters, {}, Job{});
            QVERIFY(drifts);
            std::size_t first = set.size();
            for (const Drift &drift : *drifts)
                first = std::min(first, drift.alarm);
            early += first < kChangedAt ? 1 : 0;
            if (static_cast<Change>(change) == Change::None ? !drifts->empty() : first >= kChangedAt && first < kChangedAt + 500) {
                ++found;
                delay += static_cast<double>(first - kChangedAt);
            }
        }
        qInfo("%s: told in %u of %u, after %.0f sessions on average, %u too early", QTest::currentDataTag(), found, seeds,
              found > 0 && static_cast<Change>(change) != Change::None ? delay / found : 0.0, early);
        QVERIFY(found >= least && found <= most);
    }

    void saysWhatAndSinceWhen()
    {
        SequenceSet set;
        for (int i = 0; i < 400; ++i)
            append(set, i % 3 == 0 ? Sequence{0, 1, 2} : Sequence{0, 2, 1});
        for (int i = 0; i < 200; ++i)
            append(set, i % 3 == 0 ? Sequence{0, 1, 9, 2} : Sequence{0, 2, 1});
        std::vector<bool> flagged(set.size());
        for (std::size_t s = 400; s < set.size(); ++s)
            flagged[s] = s % 3 != 0;
        const auto drifts = findDrift(set, flagged, letters, {}, Job{});
        QVERIFY(drifts);
        bool unseen = false, more = false;
        for (const Drift &drift : *drifts) {
            QVERIFY(drift.since >= 395 && drift.since <= 405 && drift.alarm < 450 && drift.score >= 1);
            unseen = unseen || (drift.what == DriftOf::Unseen && drift.before == 0 && drift.after > 0.3);
            more = more || (drift.what == DriftOf::Flagged && drift.after > 0.6);
            QVERIFY(!drift.message.empty());
        }
        QVERIFY(unseen && more);
    }

    void tooLittleToTell_data()
    {
        QTest::addColumn<int>("sessions");
        QTest::newRow("no sessions") << 0;
        QTest::newRow("one session") << 1;
        QTest::newRow("few") << 99;
        QTest::newRow("one template") << 300;
    }
    void tooLittleToTell()
    {
        QFETCH(int, sessions);
        SequenceSet set;
        append(set, {5}, static_cast<std::size_t>(sessions));
        const auto drifts = findDrift(set, {}, letters, {}, Job{});
        QVERIFY(drifts && drifts->empty());
        Job job;
        job.cancel.cancel();
        QVERIFY(!findDrift(set, {}, letters, {}, job));
    }
};

CAUSEWAY_TEST(DriftTest)
#include "drift_test.moc"
