// The detector of control flow: what it finds, says, keeps and refuses.

#include "analysis/flow/detectors.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <sstream>

using namespace causeway;
using namespace causeway::detect;
using namespace causeway::test;

namespace {

void add(SequenceSet &set, const std::vector<std::uint32_t> &session)
{
    set.keys.insert(set.keys.end(), session.begin(), session.end());
    set.offsets.push_back(set.keys.size());
}

// 1 → (2 | 3 4 in any order → 5) → 6.
SequenceSet normal(int count)
{
    SequenceSet set;
    for (int i = 0; i < count; ++i)
        add(set, i % 3 == 0 ? std::vector<std::uint32_t>{1, 2, 6} : i % 3 == 1 ? std::vector<std::uint32_t>{1, 3, 4, 5, 6} : std::vector<std::uint32_t>{1, 4, 3, 5, 6});
    return set;
}

std::unique_ptr<Model> train(const SequenceSet &set)
{
    TrainingData data;
    data.sessions = &set;
    data.calibrationFrom = set.size() * 4 / 5;
    auto model = flow::cfgDetector().train(data, {}, {});
    if (!model)
        qWarning("%s", model.error().toEnglish().c_str());
    return model ? std::move(*model) : nullptr;
}

SequenceSet readSessions(const std::string &file, std::size_t from, std::size_t most)
{
    SequenceSet set;
    std::istringstream text(readFile(dataPath(file)));
    std::string line;
    for (std::size_t i = 0; std::getline(text, line) && set.size() < most; ++i) {
        std::istringstream words(line);
        std::vector<std::uint32_t> session;
        for (std::uint32_t key = 0; words >> key;)
            session.push_back(key);
        if (i >= from && !session.empty())
            add(set, session);
    }
    return set;
}

double flagged(const Model &model, const SequenceSet &set)
{
    const Scores scores = *model.score(set, 1, {});
    return static_cast<double>(std::ranges::count_if(scores.scores, [&](double s) { return s > scores.threshold; })) / static_cast<double>(set.size());
}

} // namespace

class CfgDetectorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsWhatTheFlowForbids()
    {
        const SequenceSet set = normal(300);
        const auto model = train(set);
        QVERIFY(model);
        SequenceSet test;
        add(test, {1, 4, 3, 5, 6});
        add(test, {1, 2});             // 6 is missing
        add(test, {1, 6, 2});          // wrong order
        add(test, {1, 2, 2, 6});       // twice
        add(test, {1, 99, 2, 6});      // unknown
        const Scores scores = *model->score(test, 1, {});
        QVERIFY(scores.scores[0] <= scores.threshold);
        for (std::size_t s = 1; s < test.size(); ++s)
            QVERIFY2(scores.scores[s] > scores.threshold, qPrintable(QString::number(s)));
        const auto say = [&](std::size_t s) {
            return (*model->explain(test, s, [](std::uint32_t key) { return "step " + std::to_string(key); })).message.toEnglish();
        };
        QCOMPARE(QString::fromStdString(say(1)), QStringLiteral("Nothing follows from “step 2”; in 300 training sessions something always did"));
        QCOMPARE(QString::fromStdString(say(2)), QStringLiteral("“step 6” follows from “step 1”, which it does in none of 300 training sessions"));
        QVERIFY(say(4).find("step 99") != std::string::npos);
        const Explanation twice = *model->explain(test, 3, {});
        QVERIFY(twice.steps.size() == 4 && twice.steps[2].odd && !twice.steps[0].odd);
    }

    void survivesSavingAndRefusesDamage()
    {
        const SequenceSet set = normal(60);
        const auto model = train(set);
        QVERIFY(model);
        const std::string bytes = model->save();
        const auto again = flow::cfgDetector().load(bytes);
        QVERIFY(again.has_value());
        QCOMPARE((*again)->save(), bytes);
        QCOMPARE((*again)->score(set, 1, {})->scores, model->score(set, 1, {})->scores);
        for (std::size_t cut = 0; cut < bytes.size(); ++cut)
            QVERIFY(!flow::cfgDetector().load(bytes.substr(0, cut)).has_value());
        for (std::size_t i = 0; i < bytes.size(); ++i)
            for (const char flip : {1, 64, -128}) {
                std::string damaged = bytes;
                damaged[i] = static_cast<char>(damaged[i] ^ flip);
                if (const auto read = flow::cfgDetector().load(damaged))
                    QVERIFY((*read)->score(set, 1, {}).has_value());
            }
    }

    void hdfsSessions()
    {
        CAUSEWAY_REQUIRE_DATA("hdfs_sessions/hdfs_train.gz");
        CAUSEWAY_REQUIRE_DATA("hdfs_sessions/hdfs_test_abnormal.gz");
        const SequenceSet learned = readSessions("hdfs_sessions/hdfs_train.gz", 0, 3000);
        const SequenceSet held = readSessions("hdfs_sessions/hdfs_train.gz", 3000, 100'000);
        const SequenceSet odd = readSessions("hdfs_sessions/hdfs_test_abnormal.gz", 0, 100'000);
        QVERIFY(held.size() > 1000 && odd.size() > 10'000);
        const auto model = train(learned);
        QVERIFY(model);
        const double recall = flagged(*model, odd), rate = flagged(*model, held);
        qInfo("HDFS sessions: recall %.4f at a false positive rate of %.4f", recall, rate);
        QVERIFY2(rate <= 0.02, qPrintable(QString::number(rate)));
        QVERIFY2(recall >= 0.4, qPrintable(QString::number(recall)));
    }
};

CAUSEWAY_TEST(CfgDetectorTest)
#include "cfg_detector_test.moc"
