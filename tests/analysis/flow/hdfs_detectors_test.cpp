// Detectors of flow beside the trivial ones on HDFS sessions: recall of anomalous ones, false positives among normal ones
// that were not learned from.

#include "analysis/detect/builtin.h"
#include "analysis/flow/detectors.h"
#include "tests/analysis/flow/flow_sessions.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <map>

using namespace causeway;
using namespace causeway::detect;
using namespace causeway::test;

class HdfsDetectorsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void recallAndFalsePositives()
    {
        CAUSEWAY_REQUIRE_DATA("hdfs_sessions/hdfs_train.gz");
        CAUSEWAY_REQUIRE_DATA("hdfs_sessions/hdfs_test_abnormal.gz");
        CAUSEWAY_REQUIRE_DATA("hdfs_sessions/robust_log_train.csv.gz");
        CAUSEWAY_REQUIRE_DATA("hdfs_sessions/robust_log_valid.csv.gz");
        SequenceSet learned, normal, odd;
        readSessions(learned, "hdfs_sessions/hdfs_train.gz");
        readSessions(normal, "hdfs_sessions/robust_log_train.csv.gz");
        readSessions(normal, "hdfs_sessions/robust_log_valid.csv.gz");
        readSessions(odd, "hdfs_sessions/hdfs_test_abnormal.gz");
        QCOMPARE(learned.size(), std::size_t{4855});
        QCOMPARE(normal.size(), std::size_t{7000});
        QCOMPARE(odd.size(), std::size_t{16838});
        std::map<std::string, std::pair<double, double>> rates;
        std::vector<const Detector *> all{&trivialDetector(), &countVectorDetector(), &newEventDetector(), &ngramDetector()};
        all.insert(all.end(), flow::detectors().begin(), flow::detectors().end());
        for (const Detector *detector : all) {
            const auto model = train(*detector, learned);
            QVERIFY(model);
            const auto [recall, rate] = rates[detector->info().name] = {flagged(*model, odd), flagged(*model, normal)};
            qInfo("%-14s recall %.4f  false positives %.4f  %s", detector->info().name.c_str(), recall, rate, model->report().rule.toEnglish().c_str());
        }
        QVERIFY2(rates["fsa"].second <= 0.008, qPrintable(QString::number(rates["fsa"].second)));
    }
};

CAUSEWAY_TEST(HdfsDetectorsTest)
#include "hdfs_detectors_test.moc"
