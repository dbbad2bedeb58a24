// Detectors together: the scale of their evidence, the near-misses they are chosen on, the choice, and the model.

#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <unordered_set>

#include "analysis/detect/evaluation.h"
#include "analysis/detect/unique_sequences.h"
#include "analysis/learn/builtin.h"
#include "analysis/learn/ensemble/combination.h"
#include "analysis/learn/ensemble/ensemble_model.h"
#include "analysis/learn/ensemble/evidence_scale.h"
#include "analysis/learn/ensemble/near_misses.h"
#include "tests/analysis/learn/planted_causes.h"

using namespace causeway;
using namespace causeway::learn;
using namespace causeway::test;

namespace {

// Orders: A, B up to three times, C or D, E.
detect::SequenceSet orders(std::size_t count, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    detect::SequenceSet set;
    for (std::size_t i = 0; i < count; ++i) {
        Sequence sequence{0};
        sequence.insert(sequence.end(), 1 + random() % 3, 1);
        sequence.push_back(random() % 4 == 0 ? 3 : 2);
        sequence.push_back(4);
        append(set, sequence);
    }
    return set;
}

Result<std::unique_ptr<detect::Model>> taught(const detect::SequenceSet &sessions, const char *network = "none", unsigned threads = 1, const Job &job = {})
{
    detect::TrainingData data;
    data.sessions = &sessions;
    data.calibrationFrom = sessions.size() * 4 / 5;
    data.name = letters;
    detect::TrainSettings settings;
    settings.threads = threads;
    settings.epochs = 3;
    const auto &choices = ensembleDetector().info().settings.back().choices;
    settings.values["network"] = static_cast<double>(std::find(choices.begin(), choices.end(), network) - choices.begin());
    return ensembleDetector().train(data, settings, job);
}

void withAndWithoutNetwork()
{
    QTest::addColumn<QByteArray>("network");
    for (const char *network : {"none", "deeplog", "attention"})
        QTest::newRow(network) << QByteArray(network);
}

// As on a machine that lacks the library of networks.
class WithoutLibrary final : public detect::Detector {
public:
    const detect::DetectorInfo &info() const override { return deeplogDetector().info(); }
    Result<std::unique_ptr<detect::Model>> train(const detect::TrainingData &, const detect::TrainSettings &, const Job &) const override { return missing(); }
    Result<std::unique_ptr<detect::Model>> load(std::string_view) const override { return missing(); }

private:
    static tl::unexpected<Error> missing() { return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("The library for learned detectors cannot be loaded"))); }
};

detect::SequenceSet sessionsOf(const std::vector<std::string> &files, const std::string &ending, bool first)
{
    detect::SequenceSet set;
    for (const std::string &file : files)
        for (const std::string &line : readLines(dataPath(file)))
            if (line.ends_with(ending))
                append(set, parseKeys(first ? line.substr(0, line.size() - ending.size()) : line.substr(line.find(',') + 1)));
    return set;
}

} // namespace

class EnsembleTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void evidenceIsRarity()
    {
        std::vector<double> leftOut(96, 0.0);
        leftOut.insert(leftOut.end(), {1.0, 1.0, 2.0, 5.0}); // 100 sessions
        const EvidenceScale scale(leftOut);
        const std::pair<double, std::uint64_t> expected[] = {{-1, 100}, {0, 100}, {0.5, 4}, {1, 4}, {1.5, 2}, {2, 2}, {3, 1}, {5, 1}, {5.1, 0}, {500, 0}};
        double before = -1;
        for (const auto &[score, asOdd] : expected) {
            QCOMPARE(scale.asOdd(score), asOdd);
            const double evidence = scale.evidence(score);
            QVERIFY(evidence >= before);
            QVERIFY(evidence >= std::log(101.0 / (1.0 + static_cast<double>(asOdd))) - 1e-12);
            before = evidence;
        }
        // One of its own is judged by the others: the highest is beyond them all.
        QVERIFY(scale.evidenceOfOwn(5) > std::log(101.0));
        QVERIFY(scale.evidence(5) < std::log(101.0));
        QCOMPARE(scale.evidenceOfOwn(0), std::log(101.0 / 100));
        ByteWriter out;
        scale.write(out);
        const std::string bytes = out.take();
        EvidenceScale again;
        ByteReader in(bytes);
        QVERIFY(again.read(in) && in.atEnd());
        for (const auto &[score, asOdd] : expected)
            QCOMPARE(again.evidence(score), scale.evidence(score));
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            ByteReader cut(std::string_view(bytes).substr(0, length));
            QVERIFY(!again.read(cut));
        }
        const EvidenceScale none, one(std::vector<double>{7});
        QVERIFY(std::isfinite(none.evidence(3)) && std::isfinite(one.evidence(1e300)) && std::isfinite(one.evidenceOfOwn(7)));
    }

    void evidenceOfManyIsNeverToldTooStrong()
    {
        std::mt19937_64 random(3);
        std::vector<double> leftOut(20000);
        for (double &score : leftOut)
            score = static_cast<double>(random() % 1000000) / 1e5;
        const EvidenceScale scale(leftOut);
        for (int i = 0; i < 300; ++i) {
            const double score = static_cast<double>(random() % 1000000) / 1e5;
            const auto truth = static_cast<std::uint64_t>(std::ranges::count_if(leftOut, [&](double other) { return other >= score; }));
            QVERIFY(scale.asOdd(score) >= truth);
            QVERIFY(static_cast<double>(scale.asOdd(score)) <= static_cast<double>(truth) * 1.03 + 2);
        }
    }

    void nearMissesAreOneMistakeAway()
    {
        const auto sessions = orders(50, 1);
        std::unordered_set<std::uint64_t> normal;
        for (std::size_t s = 0; s < sessions.size(); ++s)
            normal.insert(detect::contentHash(sessions.session(s)));
        const auto near = nearMisses(sessions, 500, 7, Job{}), again = nearMisses(sessions, 500, 7, Job{}), other = nearMisses(sessions, 500, 8, Job{});
        QVERIFY(near && again && other);
        QVERIFY(near->from.size() > 200);
        QVERIFY(near->sessions.keys == again->sessions.keys && near->sessions.keys != other->sessions.keys);
        QCOMPARE(near->sessions.size(), near->from.size());
        for (std::size_t i = 0; i < near->from.size(); ++i) {
            const auto made = near->sessions.session(i), from = sessions.session(near->from[i]);
            QVERIFY(!made.empty() && !normal.contains(detect::contentHash(made)));
            // What both have at the beginning and at the end leaves at most two events in between, or the rest is cut off.
            const auto begin = static_cast<std::size_t>(std::ranges::mismatch(made, from).in1 - made.begin());
            std::size_t end = 0;
            while (end + begin < std::min(made.size(), from.size()) && made[made.size() - 1 - end] == from[from.size() - 1 - end])
                ++end;
            QVERIFY(begin == made.size() || std::max(made.size(), from.size()) - begin - end <= 2);
        }
        QCOMPARE(nearMisses(detect::SequenceSet{}, 10, 1, Job{})->from.size(), std::size_t(0));
    }

    // One member finds half of the near-misses, one the other half, one says nothing, one repeats the first.
    void theChoiceTakesWhatAdds()
    {
        std::mt19937_64 random(5);
        const auto noise = [&](double width) { return width * static_cast<double>(random() % 1000) / 1000; };
        EvidenceTable table;
        table.normal.assign(4, {});
        table.nearMisses.assign(4, {});
        for (int i = 0; i < 2000; ++i) {
            const double first = noise(3);
            table.normal[0].push_back(first);
            table.normal[1].push_back(noise(3));
            table.normal[2].push_back(noise(8));
            table.normal[3].push_back(first);
        }
        for (int i = 0; i < 400; ++i) {
            const double first = i % 2 == 0 ? 7 : noise(3), second = i % 2 == 0 ? noise(3) : 7;
            table.nearMisses[0].push_back(first);
            table.nearMisses[1].push_back(second);
            table.nearMisses[2].push_back(noise(8));
            table.nearMisses[3].push_back(first);
        }
        const std::vector<bool> all(4, true), none(4, false);
        const Combination chosen = chooseCombination(table, all, none, 0.005);
        QVERIFY(chosen.uses[1] && !chosen.uses[2] && chosen.uses[0] != chosen.uses[3]);
        QVERIFY2(chosen.found > 0.95, qPrintable(QString::number(chosen.found)));
        QVERIFY(chosen.fpr <= 0.005);
        const Combination alone = chooseCombination(table, {true, false, false, false}, none, 0.005);
        QVERIFY(alone.found < 0.6 && alone.uses == std::vector<bool>({true, false, false, false}));
        // What is to judge in any case does.
        QCOMPARE(chooseCombination(table, all, {false, false, true, false}, 0.005).uses[2], true);
        // Without near-misses all are added up.
        for (auto &of : table.nearMisses)
            of.clear();
        QVERIFY(chooseCombination(table, all, none, 0.005).uses == all);
    }

    void judgesWhatItHasNotSeen_data() { withAndWithoutNetwork(); }
    void judgesWhatItHasNotSeen()
    {
        QFETCH(QByteArray, network);
        const auto sessions = orders(400, 2);
        const auto model = taught(sessions, network.constData());
        QVERIFY(model);
        const auto test = sequences({{0, 1, 1, 2, 4}, {0, 1, 25, 2, 4}, {0, 1, 1, 4, 4, 4, 2, 0}});
        const auto scores = (*model)->score(test, 1, Job{});
        QVERIFY(scores->scores[0] <= scores->threshold);
        QVERIFY(scores->scores[1] > scores->threshold);
        QVERIFY(scores->scores[2] > scores->threshold);
        const auto said = (*model)->explain(test, 1, letters);
        QVERIFY(said);
        const QString words = QString::fromStdString(said->message.toEnglish());
        QVERIFY2(words.contains("trivial (odder than all 400)") && (words.contains("All detectors find it odd") || words.contains("; not to")) && words.contains("“Z”"), qPrintable(words));
        QCOMPARE(said->steps.size(), std::size_t(5));
        QVERIFY(said->steps[2].odd && !said->steps[0].odd);
        QVERIFY(network == "none" || (!said->steps[1].expected.empty() && said->steps[2].nll > 3));
        const QString plain = QString::fromStdString((*model)->explain(test, 0, letters)->message.toEnglish());
        QVERIFY2(plain.startsWith("Odd to none of trivial"), qPrintable(plain));
        const QString rule = QString::fromStdString((*model)->report().rule.toEnglish());
        QVERIFY2(rule.contains("with one mistake") && rule.contains(network == "none" ? "found are" : network.constData()), qPrintable(rule));
        QCOMPARE((*model)->report().loss.empty(), network == "none");
    }

    void sameBytesWhateverTheThreads_data() { withAndWithoutNetwork(); }
    void sameBytesWhateverTheThreads()
    {
        QFETCH(QByteArray, network);
        PlantedCauses source(2);
        detect::SequenceSet sessions;
        for (int i = 0; i < 60; ++i)
            append(sessions, source.make(false).keys, 1 + static_cast<std::size_t>(i) % 3);
        const auto one = taught(sessions, network.constData(), 1), four = taught(sessions, network.constData(), 4);
        QVERIFY(one && four);
        const std::string bytes = (*one)->save();
        QVERIFY(bytes == (*four)->save());
        const auto loaded = ensembleDetector().load(bytes);
        QVERIFY(loaded);
        QVERIFY((*loaded)->save() == bytes);
        QCOMPARE((*loaded)->score(sessions, 1, Job{})->scores, (*one)->score(sessions, 4, Job{})->scores);
        QCOMPARE((*loaded)->report().rule.toEnglish(), (*one)->report().rule.toEnglish());
        // Cut anywhere it is refused; a changed byte is refused or gives a model that answers.
        for (std::size_t length = 0; length < bytes.size(); length += 1 + bytes.size() / 40)
            QVERIFY(!ensembleDetector().load(std::string_view(bytes).substr(0, length)));
        QVERIFY(!ensembleDetector().load(bytes + '\0'));
        for (std::size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 80) {
            std::string damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ 0x41);
            if (const auto odd = ensembleDetector().load(damaged))
                QVERIFY((*odd)->score(sessions, 1, Job{}) && (*odd)->explain(sessions, 0, letters));
        }
    }

    void judgesWithoutItsNetwork()
    {
        const auto sessions = orders(200, 4);
        const auto model = taught(sessions, "deeplog");
        QVERIFY(model);
        const WithoutLibrary missing;
        const std::vector<const detect::Detector *> known{&detect::trivialDetector(), &detect::countVectorDetector(), &detect::newEventDetector(), &detect::ngramDetector(), &missing};
        const std::string bytes = (*model)->save();
        const auto loaded = EnsembleModel::load(ensembleDetector().info(), known, bytes);
        QVERIFY(loaded);
        const QString rule = QString::fromStdString((*loaded)->report().rule.toEnglish());
        QVERIFY2(rule.startsWith("Without its network, whose library cannot be loaded here"), qPrintable(rule));
        const auto test = sequences({{0, 1, 1, 2, 4}, {0, 25, 25, 2, 4}});
        const auto scores = (*loaded)->score(test, 1, Job{});
        QVERIFY(scores && scores->scores[0] <= scores->threshold && scores->scores[1] > scores->threshold);
        QVERIFY((*loaded)->explain(test, 1, letters));
        QVERIFY((*loaded)->save() == bytes); // the network is not lost
    }

    void littleToLearnFrom_data()
    {
        QTest::addColumn<QByteArray>("network");
        QTest::addColumn<int>("sessions");
        for (const char *network : {"none", "deeplog"})
            for (const int count : {0, 1, 2, 7})
                QTest::addRow("%s, %d", network, count) << QByteArray(network) << count;
    }
    void littleToLearnFrom()
    {
        QFETCH(QByteArray, network);
        QFETCH(int, sessions);
        detect::SequenceSet set;
        append(set, {7, 7, 7}, static_cast<std::size_t>(sessions)); // one template, too
        const auto model = taught(set, network.constData());
        QCOMPARE(model.has_value(), sessions > 0);
        if (!model) {
            QCOMPARE(model.error().code, ErrorCode::InvalidInput);
            return;
        }
        const auto scores = (*model)->score(set, 1, Job{});
        QCOMPARE(scores->scores.size(), static_cast<std::size_t>(sessions));
        for (const double score : scores->scores)
            QVERIFY(score <= scores->threshold);
        QVERIFY((*model)->score(detect::SequenceSet{}, 1, Job{})->scores.empty());
        QVERIFY(!(*model)->explain(set, set.size(), letters));
        QVERIFY((*model)->scoreWindows({}, Job{}).error().code == ErrorCode::Unsupported);
    }

    void mistakesAndLabels()
    {
        const auto sessions = orders(60, 5);
        detect::TrainingData data;
        data.sessions = &sessions;
        data.calibrationFrom = 48;
        detect::TrainSettings settings;
        settings.values = {{"nonsense", 1}};
        QVERIFY(ensembleDetector().train(data, settings, Job{}).error().code == ErrorCode::InvalidInput);
        settings.values = {{"network", 0.5}}; // less than the first
        QVERIFY(ensembleDetector().train(data, settings, Job{}));
        // What is labelled anomalous is not learned from; what was called normal is never flagged.
        detect::SequenceSet mixed = sessions;
        const Sequence odd{25, 25, 25};
        append(mixed, odd, 3);
        data.sessions = &mixed;
        data.labels.assign(mixed.size(), std::nullopt);
        std::fill(data.labels.end() - 3, data.labels.end(), Verdict::Anomalous);
        for (const bool accepted : {false, true}) {
            data.accepted.clear();
            if (accepted)
                data.accepted = {detect::contentHash(odd)};
            const auto model = ensembleDetector().train(data, settings, Job{});
            QVERIFY(model);
            QCOMPARE((*model)->report().sessions, std::uint64_t(60));
            const auto scores = (*model)->score(sequences({odd}), 1, Job{});
            QCOMPARE(scores->scores[0] > scores->threshold, !accepted);
            QCOMPARE((*model)->isAccepted(odd), accepted);
        }
        data.labels.assign(mixed.size(), Verdict::Anomalous);
        QVERIFY(ensembleDetector().train(data, settings, Job{}).error().code == ErrorCode::InvalidInput);
    }

    // Without labels a session that was learned from is judged by what the others have.
    void findsWhatIsRareAmongItsOwn()
    {
        auto sessions = orders(300, 6);
        append(sessions, {0, 24, 24, 4});
        for (std::size_t s = 0; s < sessions.size(); ++s)
            sessions.identities.push_back(detect::sessionIdentity("s" + std::to_string(s), sessions.session(s)));
        detect::TrainingData data;
        data.sessions = &sessions;
        data.calibrationFrom = 240;
        data.unlabelled = true;
        detect::TrainSettings settings;
        settings.values["network"] = 0;
        const auto model = ensembleDetector().train(data, settings, Job{});
        QVERIFY(model);
        const auto scores = (*model)->score(sessions, 2, Job{});
        QVERIFY(scores->scores.back() > scores->threshold);
        QVERIFY(std::ranges::count_if(scores->scores, [&](double score) { return score > scores->threshold; }) <= 9);
        const auto again = ensembleDetector().load((*model)->save());
        QVERIFY(again && (*again)->score(sessions, 1, Job{})->scores == scores->scores);
        QVERIFY((*model)->explain(sessions, sessions.size() - 1, letters));
    }

    void cancelled_data() { withAndWithoutNetwork(); }
    void cancelled()
    {
        QFETCH(QByteArray, network);
        const auto sessions = orders(200, 7);
        Job stopped;
        stopped.cancel.cancel();
        const auto model = taught(sessions, network.constData(), 1, stopped);
        QVERIFY(!model && model.error().code == ErrorCode::Cancelled);
        const auto whole = taught(sessions, network.constData());
        QVERIFY((*whole)->score(sessions, 1, stopped).error().code == ErrorCode::Cancelled);
        if (network == "none")
            return;
        Job job; // amid the learning of the network
        int reports = 0;
        job.onProgress = [&](const Progress &) {
            if (++reports == 3)
                job.cancel.cancel();
        };
        const auto broken = taught(sessions, network.constData(), 1, job);
        QVERIFY(!broken && broken.error().code == ErrorCode::Cancelled);
    }

    void onData_data()
    {
        QTest::addColumn<bool>("hdfs");
        QTest::addColumn<double>("network");
        QTest::newRow("HDFS, counting alone") << true << 0.0;
        QTest::newRow("OpenStack, counting alone") << false << 0.0;
        QTest::newRow("OpenStack") << false << 1.0;
    }
    void onData()
    {
        QFETCH(bool, hdfs);
        QFETCH(double, network);
        CAUSEWAY_REQUIRE_DATA("hdfs_sessions/hdfs_train.gz");
        CAUSEWAY_REQUIRE_DATA("openstack_sessions/openstack_train.gz");
        const auto training = hdfs ? sessionsOf({"hdfs_sessions/hdfs_train.gz"}, "", true) : sessionsOf({"openstack_sessions/openstack_train.gz"}, "", false);
        const auto normal = hdfs ? sessionsOf({"hdfs_sessions/robust_log_train.csv.gz", "hdfs_sessions/robust_log_valid.csv.gz"}, ",0", true)
                                 : sessionsOf({"openstack_sessions/openstack_test_normal.gz"}, "", false);
        const auto anomalous = hdfs ? sessionsOf({"hdfs_sessions/hdfs_test_abnormal.gz"}, "", true) : sessionsOf({"openstack_sessions/openstack_test_abnormal.gz"}, "", false);
        const auto model = trained(ensembleDetector(), training, {{"network", network}});
        QVERIFY(model);
        std::vector<detect::ScoredSubject> subjects;
        for (const auto *set : {&normal, &anomalous}) {
            const auto scores = model->score(*set, 2, Job{});
            for (std::size_t s = 0; s < set->size(); ++s)
                subjects.push_back({scores->scores[s], scores->scores[s] > scores->threshold, set == &anomalous, detect::contentHash(set->session(s))});
        }
        const double prevalence = hdfs ? 0.0295 : static_cast<double>(anomalous.size()) / static_cast<double>(subjects.size());
        const detect::Evaluation e = detect::evaluate(subjects, prevalence, 1);
        qInfo("recall %.4f, fpr %.5f (unique %.4f), projected F1 %.4f; %s", e.all.confusion.recall(), e.all.confusion.fpr(), e.unique.confusion.fpr(), *e.all.f1Projected,
              model->report().rule.toEnglish().c_str());
        QVERIFY(*e.all.f1Projected >= 0.985);
    }
};

CAUSEWAY_TEST(EnsembleTest)
#include "ensemble_test.moc"
