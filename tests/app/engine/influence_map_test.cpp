#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <map>

#include "app/engine/import_logs.h"
#include "app/engine/influence_map.h"
#include "app/engine/list_models.h"
#include "app/engine/subjects.h"
#include "app/engine/train_detector.h"
#include "storage/finding_store.h"

using namespace causeway;
using namespace causeway::engine;

class InfluenceMapTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        // Two courses: 5 and 6 after 1, and 6 after 5, are in both.
        std::string text;
        for (int i = 0; i < 80; ++i)
            text += i % 2 == 0 ? "1 2 5 6 8\n" : "1 3 5 6 9\n";
        ImportRequest request;
        request.paths = {m_project.write("sequences.csv", text)};
        request.format = "sequences";
        CAUSEWAY_VERIFY(importLogs(*m_project, request, Job{}));
        TrainDetectorRequest train;
        train.detector = "deeplog";
        CAUSEWAY_VERIFY(trainDetector(*m_project, train, Job{}));
        train.detector = "trivial";
        CAUSEWAY_VERIFY(trainDetector(*m_project, train, Job{}));
    }

    void tellsWhatAStepDependsOn()
    {
        const auto map = influenceMap(*m_project, {"deeplog", 1}, Job{});
        CAUSEWAY_VERIFY(map);
        QCOMPARE(map->sessions, std::uint64_t{80});
        QCOMPARE(map->distinct, std::uint64_t{2});
        QCOMPARE(map->lookedAt, std::uint64_t{2});
        QVERIFY(map->hasOcclusion && !map->hasAttention);
        QCOMPARE(map->keys.size(), std::size_t{7});
        std::map<std::pair<std::uint32_t, std::uint32_t>, double> delta;
        for (const auto &cell : map->cells) {
            QVERIFY(cell.n == 40 || cell.n == 80);
            QVERIFY(std::isfinite(cell.delta));
            delta[{map->keys[cell.target], map->keys[cell.source]}] = cell.delta;
        }
        QCOMPARE(map->cells.size(), std::size_t{2 * (1 + 2 + 3 + 4) - 1 - 2});
        // What one session says of a pair that only its course has is what the map says; of one that both have, the mean.
        const auto subjects = sessionSubjects(*m_project, 1, Job{});
        CAUSEWAY_VERIFY(subjects);
        const auto bytes = storage::ModelStore(*m_project).bytes(map->model.id);
        CAUSEWAY_VERIFY(bytes);
        const auto model = findDetector("deeplog")->load(*bytes);
        CAUSEWAY_VERIFY(model);
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<double>> expected;
        for (const std::size_t session : {0u, 1u}) {
            const auto explanation = (*model)->explain(subjects->sequences, session, subjects->namer());
            CAUSEWAY_VERIFY(explanation);
            for (const detect::Step &step : explanation->steps)
                for (std::size_t i = 0; i < step.occlusion.size(); ++i)
                    expected[{step.observed, subjects->sequences.session(session)[i]}].push_back(step.occlusion[i]);
        }
        QCOMPARE(expected.size(), delta.size());
        for (const auto &[pair, values] : expected) {
            double mean = 0;
            for (const double value : values)
                mean += value / static_cast<double>(values.size());
            QVERIFY(delta.contains(pair));
            QVERIFY2(std::abs(delta[pair] - mean) < 1e-9, qPrintable(QStringLiteral("%1 %2").arg(delta[pair]).arg(mean)));
        }
    }

    void isTheSameAtAnyNumberOfThreads()
    {
        const auto one = influenceMap(*m_project, {"deeplog", 1}, Job{}), four = influenceMap(*m_project, {"deeplog", 4}, Job{});
        CAUSEWAY_VERIFY(one);
        CAUSEWAY_VERIFY(four);
        QCOMPARE(one->keys, four->keys);
        QCOMPARE(one->cells.size(), four->cells.size());
        for (std::size_t i = 0; i < one->cells.size(); ++i)
            QVERIFY(one->cells[i].target == four->cells[i].target && one->cells[i].n == four->cells[i].n && one->cells[i].delta == four->cells[i].delta);
    }

    void looksAtTheCommonestWhereThereAreTooMany()
    {
        const auto map = influenceMap(*m_project, {"deeplog", 1, 1}, Job{});
        CAUSEWAY_VERIFY(map);
        QCOMPARE(map->lookedAt, std::uint64_t{1});
        QCOMPARE(map->keys.size(), std::size_t{5});
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("code");
        QTest::newRow("no such model") << "4711" << static_cast<int>(ErrorCode::NotFound);
        QTest::newRow("looks at no steps") << "trivial" << static_cast<int>(ErrorCode::Unsupported);
    }
    void refuses()
    {
        QFETCH(QString, model);
        const auto map = influenceMap(*m_project, {model.toStdString()}, Job{});
        QVERIFY(!map);
        QTEST(static_cast<int>(map.error().code), "code");
    }

    void stops()
    {
        Job job;
        job.cancel.cancel();
        const auto map = influenceMap(*m_project, {"deeplog", 1}, job);
        QVERIFY(!map);
        QCOMPARE(map.error().code, ErrorCode::Cancelled);
    }

private:
    test::TemporaryProject m_project;
};

CAUSEWAY_TEST(InfluenceMapTest)
#include "influence_map_test.moc"
