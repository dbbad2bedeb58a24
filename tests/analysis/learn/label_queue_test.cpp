// What labels from the queue are worth against labels of sessions drawn at random: F1 of logistic regression on held-out HDFS
// sessions after 10, 20 … 100 labels, ten seeds.

#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <random>

#include "analysis/detect/evaluation.h"
#include "analysis/detect/label_order.h"
#include "analysis/learn/builtin.h"
#include "analysis/detect/unique_sequences.h"
#include "tests/analysis/detect/sequences.h"

using namespace causeway;
using namespace causeway::detect;
using namespace causeway::test;

namespace {

constexpr std::size_t kStep = 10, kLabels = 100;

struct Pool {
    SequenceSet sessions;
    std::vector<bool> anomalous;
    void add(const Sequence &sequence, bool odd)
    {
        append(sessions, sequence);
        sessions.identities.push_back(sessionIdentity(std::to_string(anomalous.size()), sequence));
        anomalous.push_back(odd);
    }
};

std::unique_ptr<Model> learned(const Pool &pool, const std::vector<bool> &labelled)
{
    TrainingData data;
    SequenceSet some;
    for (std::size_t s = 0; s < labelled.size(); ++s)
        if (labelled[s]) {
            const auto keys = pool.sessions.session(s);
            append(some, Sequence(keys.begin(), keys.end()));
            data.labels.emplace_back(pool.anomalous[s] ? Verdict::Anomalous : Verdict::Normal);
        }
    data.sessions = &some;
    auto model = learn::logisticDetector().train(data, {}, Job{});
    return model ? std::move(*model) : nullptr;
}

double f1(const Model *model, const Pool &test)
{
    if (model == nullptr)
        return 0;
    const auto scores = model->score(test.sessions, 2, Job{});
    Confusion c;
    for (std::size_t s = 0; s < test.anomalous.size(); ++s)
        ++(test.anomalous[s] ? (scores->scores[s] > scores->threshold ? c.tp : c.fn) : scores->scores[s] > scores->threshold ? c.fp : c.tn);
    return std::isnan(c.f1()) ? 0 : c.f1();
}

} // namespace

class LabelQueueTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isBetterThanChance_data()
    {
        QTest::addColumn<double>("share"); // of anomalies
        QTest::newRow("3 % anomalous") << 0.03;
        QTest::newRow("20 % anomalous") << 0.2;
    }
    void isBetterThanChance()
    {
        QFETCH(double, share);
        CAUSEWAY_REQUIRE_DATA("hdfs_sessions/hdfs_train.gz");
        std::vector<Sequence> normal, odd;
        for (const std::string &line : readLines(dataPath("hdfs_sessions/hdfs_train.gz")))
            normal.push_back(parseKeys(line));
        for (const std::string &line : readLines(dataPath("hdfs_sessions/hdfs_test_abnormal.gz")))
            odd.push_back(parseKeys(line));
        std::vector<double> gains;
        double areas[2] = {0, 0};
        for (unsigned seed = 1001; seed <= 1010; ++seed) { // others than those it was made with
            std::mt19937_64 random(seed);
            std::shuffle(normal.begin(), normal.end(), random);
            std::shuffle(odd.begin(), odd.end(), random);
            Pool pool, test;
            for (std::size_t s = 0; s < 4'800; ++s)
                (s < 2'400 ? pool : test).add(normal[s], false);
            const auto each = static_cast<std::size_t>(2'400 * share / (1 - share));
            for (std::size_t s = 0; s < 2 * each; ++s)
                (s < each ? pool : test).add(odd[s], true);
            std::vector<Opinion> trivial;
            for (const Detector *detector : {&trivialDetector(), &countVectorDetector(), &ngramDetector()}) {
                TrainingData all;
                all.sessions = &pool.sessions;
                all.unlabelled = true;
                const auto model = detector->train(all, {}, Job{});
                auto scores = (*model)->score(pool.sessions, 2, Job{});
                trivial.push_back({std::move(scores->scores), scores->threshold, false});
            }
            std::vector<std::size_t> order(pool.anomalous.size());
            for (std::size_t s = 0; s < order.size(); ++s)
                order[s] = s;
            std::shuffle(order.begin(), order.end(), random);
            double area[2] = {0, 0};
            for (const bool queue : {false, true}) {
                std::vector<bool> labelled(order.size());
                std::unique_ptr<Model> model;
                for (std::size_t labels = 0; labels < kLabels; labels += kStep) {
                    if (!queue) {
                        for (std::size_t i = labels; i < labels + kStep; ++i)
                            labelled[order[i]] = true;
                    } else {
                        auto opinions = trivial;
                        if (model != nullptr) {
                            auto scores = model->score(pool.sessions, 2, Job{});
                            opinions.push_back({std::move(scores->scores), scores->threshold, true});
                        }
                        const auto asked = labelOrder(pool.sessions, opinions, labelled, kStep, Job{});
                        for (const QueuedGroup &group : *asked) // one label each, though one for all alike is what it offers
                            labelled[group.sessions.front()] = true;
                    }
                    model = learned(pool, labelled);
                    area[queue ? 1 : 0] += f1(model.get(), test) * kStep / kLabels;
                }
            }
            gains.push_back(area[1] - area[0]);
            areas[0] += area[0] / 10;
            areas[1] += area[1] / 10;
        }
        double mean = 0, variance = 0;
        for (const double gain : gains)
            mean += gain / static_cast<double>(gains.size());
        for (const double gain : gains)
            variance += (gain - mean) * (gain - mean) / static_cast<double>(gains.size() - 1);
        const double half = 2.262 * std::sqrt(variance / static_cast<double>(gains.size())); // Student's t, 9 degrees of freedom
        qInfo("%s: area under F1 to 100 labels: queue %.3f, random %.3f; difference %.3f [%.3f, %.3f]", QTest::currentDataTag(), areas[1], areas[0], mean, mean - half, mean + half);
        QVERIFY(mean - half > 0);
    }
};

CAUSEWAY_TEST(LabelQueueTest)
#include "label_queue_test.moc"
