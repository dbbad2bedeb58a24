#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>

#include "analysis/detect/evaluation.h"
#include "analysis/detect/unique_sequences.h"
#include "tests/analysis/detect/sequences.h"

using namespace causeway;
using namespace causeway::detect;
using namespace causeway::test;

namespace {

struct Labelled {
    SequenceSet training;
    SequenceSet test;
    std::vector<bool> anomalous; // of test
};

void addTest(Labelled &data, const Sequence &sequence, bool anomalous)
{
    append(data.test, sequence);
    data.anomalous.push_back(anomalous);
}

Labelled hdfs()
{
    Labelled data;
    for (const std::string &line : readLines(dataPath("hdfs_sessions/hdfs_train.gz")))
        append(data.training, parseKeys(line));
    for (const char *file : {"hdfs_sessions/robust_log_train.csv.gz", "hdfs_sessions/robust_log_valid.csv.gz"})
        for (const std::string &line : readLines(dataPath(file)))
            if (line.ends_with(",0"))
                addTest(data, parseKeys(line.substr(0, line.size() - 2)), false);
    for (const std::string &line : readLines(dataPath("hdfs_sessions/hdfs_test_abnormal.gz")))
        addTest(data, parseKeys(line), true);
    return data;
}

Labelled openStack()
{
    Labelled data;
    const auto keys = [](const std::string &line) { return parseKeys(line.substr(line.find(',') + 1)); };
    for (const std::string &line : readLines(dataPath("openstack_sessions/openstack_train.gz")))
        append(data.training, keys(line));
    for (const std::string &line : readLines(dataPath("openstack_sessions/openstack_test_normal.gz")))
        addTest(data, keys(line), false);
    for (const std::string &line : readLines(dataPath("openstack_sessions/openstack_test_abnormal.gz")))
        addTest(data, keys(line), true);
    return data;
}

Evaluation judge(const Detector &detector, const Labelled &data, std::optional<double> prevalence)
{
    const auto model = trained(detector, data.training);
    QElapsedTimer timer;
    timer.start();
    const auto scores = model->score(data.test, 2, Job{});
    const double seconds = static_cast<double>(timer.nsecsElapsed()) * 1e-9;
    std::vector<ScoredSubject> subjects;
    for (std::size_t s = 0; s < data.test.size(); ++s)
        subjects.push_back({scores->scores[s], scores->scores[s] > scores->threshold, data.anomalous[s], contentHash(data.test.session(s))});
    const Evaluation e = evaluate(subjects, prevalence, 1);
    const auto print = [&](const char *what, const Quality &q) {
        qInfo("%-13s %-7s tp %5llu fp %4llu recall %.4f fpr %.5f f1 %.4f [%.4f, %.4f] projected %.4f auc %.4f ap %.4f", detector.info().name.c_str(),
              what, static_cast<unsigned long long>(q.confusion.tp), static_cast<unsigned long long>(q.confusion.fp), q.confusion.recall(),
              q.confusion.fpr(), q.confusion.f1(), q.f1Interval.low, q.f1Interval.high, q.f1Projected.value_or(std::nan("")), q.auc,
              q.averagePrecision);
    };
    qInfo("%s: %s (left-out fpr on calibration %.5f; %.1f M events/s)", detector.info().name.c_str(), model->report().rule.toEnglish().c_str(),
          model->report().calibrationFpr, static_cast<double>(data.test.keys.size()) / seconds / 1e6);
    print("all", e.all);
    print("unique", e.unique);
    return e;
}

// All normal sessions and so many anomalous ones, evenly taken, that `share` are: learned from and judged without a label.
Confusion judgeUnlabelled(const Detector &detector, const Labelled &data, double share)
{
    std::vector<std::size_t> normal, odd;
    for (std::size_t s = 0; s < data.test.size(); ++s)
        (data.anomalous[s] ? odd : normal).push_back(s);
    const auto wanted = static_cast<std::size_t>(share / (1 - share) * static_cast<double>(normal.size() + data.training.size()));
    Labelled mixed;
    const auto add = [&](const SequenceSet &from, std::size_t s, bool anomalous) {
        const auto keys = from.session(s);
        addTest(mixed, Sequence(keys.begin(), keys.end()), anomalous);
        mixed.test.identities.push_back(sessionIdentity("s" + std::to_string(mixed.test.size()), keys));
    };
    for (std::size_t s = 0; s < data.training.size(); ++s)
        add(data.training, s, false);
    for (const std::size_t s : normal)
        add(data.test, s, false);
    for (std::size_t i = 0; i < wanted; ++i)
        add(data.test, odd[i * odd.size() / wanted], true);
    TrainingData training;
    training.sessions = &mixed.test;
    training.unlabelled = true;
    QElapsedTimer timer;
    timer.start();
    const auto model = detector.train(training, {}, Job{});
    const qint64 trained = timer.restart();
    const auto scores = (*model)->score(mixed.test, 2, Job{});
    std::vector<ScoredSubject> subjects;
    std::vector<std::pair<double, bool>> worst;
    for (std::size_t s = 0; s < mixed.test.size(); ++s) {
        subjects.push_back({scores->scores[s], scores->scores[s] > scores->threshold, mixed.anomalous[s], contentHash(mixed.test.session(s))});
        worst.emplace_back(-scores->scores[s], mixed.anomalous[s]);
    }
    std::stable_sort(worst.begin(), worst.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    const auto first50 = std::count_if(worst.begin(), worst.begin() + 50, [](const auto &w) { return w.second; });
    const Quality q = evaluate(subjects, std::nullopt, 1).all;
    qInfo("%-13s unlabelled, %zu sessions, %zu odd: tp %llu fp %llu precision %.3f recall %.3f, %lld of the worst 50, auc %.4f; trained in %lld ms, scored in %lld ms",
          detector.info().name.c_str(), mixed.test.size(), wanted, static_cast<unsigned long long>(q.confusion.tp),
          static_cast<unsigned long long>(q.confusion.fp), q.confusion.precision(), q.confusion.recall(), static_cast<long long>(first50), q.auc,
          static_cast<long long>(trained), static_cast<long long>(timer.elapsed()));
    return q.confusion;
}

} // namespace

// Quality on public data with the default settings. Nothing of the test part is used in training or in choosing.
class DetectorsOnDataTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hdfsSessions()
    {
        CAUSEWAY_REQUIRE_DATA("hdfs_sessions/hdfs_train.gz");
        const Labelled data = hdfs();
        QCOMPARE(data.training.size(), std::size_t(4855));
        QCOMPARE(std::size_t(std::ranges::count(data.anomalous, false)), std::size_t(7000));
        QCOMPARE(std::size_t(std::ranges::count(data.anomalous, true)), std::size_t(16838));
        const double prevalence = 0.0295; // of the full data set

        const Evaluation counts = judge(countVectorDetector(), data, prevalence);
        QVERIFY(counts.all.confusion.recall() >= 0.999);
        QVERIFY(counts.all.confusion.fpr() <= 0.005);
        const Evaluation fresh = judge(newEventDetector(), data, prevalence);
        QVERIFY(fresh.all.confusion.recall() >= 0.83);
        QVERIFY(fresh.all.confusion.fpr() <= 0.001);
        const Evaluation runs = judge(ngramDetector(), data, prevalence);
        QVERIFY(runs.all.confusion.recall() >= 0.77);
        QVERIFY(runs.all.confusion.fpr() <= 0.005);
        const Evaluation all = judge(trivialDetector(), data, prevalence);
        QVERIFY(all.all.confusion.recall() >= 0.999);
        QVERIFY(*all.all.f1Projected >= 0.98);
    }
    void openStackSessions()
    {
        CAUSEWAY_REQUIRE_DATA("openstack_sessions/openstack_train.gz");
        const Labelled data = openStack();
        QCOMPARE(data.training.size(), std::size_t(50));
        QCOMPARE(std::size_t(std::ranges::count(data.anomalous, true)), std::size_t(651));
        judge(newEventDetector(), data, std::nullopt);
        judge(ngramDetector(), data, std::nullopt);
        QVERIFY(judge(countVectorDetector(), data, std::nullopt).all.confusion.f1() >= 0.975);
        QVERIFY(judge(trivialDetector(), data, std::nullopt).all.confusion.f1() >= 0.975);
    }
    void withoutLabels_data()
    {
        QTest::addColumn<bool>("isHdfs");
        QTest::addColumn<double>("share");
        QTest::newRow("HDFS as it is") << true << 0.0295;
        QTest::newRow("HDFS, fewer") << true << 0.005;
        QTest::newRow("OpenStack") << false << 0.0295;
        QTest::newRow("OpenStack, fewer") << false << 0.005;
    }
    void withoutLabels()
    {
        CAUSEWAY_REQUIRE_DATA("hdfs_sessions/hdfs_train.gz");
        CAUSEWAY_REQUIRE_DATA("openstack_sessions/openstack_train.gz");
        QFETCH(bool, isHdfs);
        QFETCH(double, share);
        const Labelled data = isHdfs ? hdfs() : openStack();
        for (const Detector *detector : {&trivialDetector(), &countVectorDetector(), &ngramDetector(), &newEventDetector()}) {
            const Confusion found = judgeUnlabelled(*detector, data, share);
            QVERIFY(found.tp + found.fp <= (found.tp + found.fp + found.tn + found.fn) * 3 / 100);
            if (detector != &trivialDetector())
                continue;
            // Ten times what chance would hit.
            QVERIFY(found.precision() >= 10 * share);
            QVERIFY(found.recall() >= (share < 0.01 ? 0.9 : 0.3));
        }
    }
    void scoresDoNotDependOnThreads()
    {
        CAUSEWAY_REQUIRE_DATA("hdfs_sessions/hdfs_train.gz");
        const Labelled data = hdfs();
        for (const Detector *detector : detectors()) {
            if (detector->info().subjects != "session")
                continue;
            TrainingData training;
            training.sessions = &data.training;
            TrainSettings one, many;
            many.threads = 8;
            const auto a = detector->train(training, one, Job{});
            const auto b = detector->train(training, many, Job{});
            QVERIFY(a && b);
            QVERIFY((*a)->save() == (*b)->save());
            QVERIFY((*a)->score(data.test, 1, Job{})->scores == (*b)->score(data.test, 7, Job{})->scores);
        }
    }
};

CAUSEWAY_TEST(DetectorsOnDataTest)
#include "detectors_on_data_test.moc"
