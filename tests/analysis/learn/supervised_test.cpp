// Detectors that learn from labels of both kinds.

#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include "analysis/detect/evaluation.h"
#include "analysis/detect/unique_sequences.h"
#include "analysis/learn/builtin.h"
#include "tests/analysis/detect/sequences.h"

using namespace causeway;
using namespace causeway::detect;
using namespace causeway::test;

// Verifies a Result and tells its error.
#define CAUSEWAY_VERIFY(result) QVERIFY2((result).has_value(), (result) ? "" : (result).error().toEnglish().c_str())

namespace {

struct Lesson {
    SequenceSet sessions;
    std::vector<std::optional<Verdict>> labels;
    std::vector<std::string> kinds;

    void add(const Sequence &sequence, std::optional<Verdict> verdict, std::size_t times = 1, const std::string &kind = {})
    {
        append(sessions, sequence, times);
        labels.insert(labels.end(), times, verdict);
        kinds.insert(kinds.end(), times, kind);
    }
    [[nodiscard]] TrainingData data() const
    {
        TrainingData out;
        out.sessions = &sessions;
        out.labels = labels;
        out.kinds = kinds;
        return out;
    }
};

// Orders A B C, retried some times; anomalous without B (“unpaid”), or with E (“refused”).
Lesson orders()
{
    Lesson lesson;
    for (std::uint32_t retries = 0; retries < 6; ++retries) {
        Sequence normal{0, 1, 2}, unpaid{0, 2}, refused{0, 1, 4, 2};
        for (Sequence *sequence : {&normal, &unpaid, &refused})
            sequence->insert(sequence->end(), retries, 3);
        lesson.add(normal, Verdict::Normal, 4);
        lesson.add(unpaid, Verdict::Anomalous, 1, "unpaid");
        lesson.add(refused, Verdict::Anomalous, 2, "refused");
    }
    return lesson;
}

std::unique_ptr<Model> teach(const Detector &detector, const Lesson &lesson, TrainSettings settings = {})
{
    auto model = detector.train(lesson.data(), settings, Job{});
    if (!model)
        qWarning("%s", model.error().toEnglish().c_str());
    return model ? std::move(*model) : nullptr;
}

} // namespace

class SupervisedTest : public QObject {
    Q_OBJECT

    static void eachDetector()
    {
        QTest::addColumn<const Detector *>("detector");
        QTest::newRow("logistic") << &learn::logisticDetector();
        QTest::newRow("mlp") << &learn::mlpDetector();
    }

private Q_SLOTS:
    void judgesWhatItHasNotSeen_data() { eachDetector(); }
    void judgesWhatItHasNotSeen()
    {
        QFETCH(const Detector *, detector);
        const auto model = teach(*detector, orders());
        QVERIFY(model);
        const SequenceSet fresh = sequences({{0, 1, 2, 3, 3, 3, 3, 3, 3, 3}, {0, 2, 3, 3, 3, 3, 3, 3, 3}, {0, 1, 4, 2, 3, 3, 3, 3, 3, 3, 3}});
        const auto scores = model->score(fresh, 1, Job{});
        CAUSEWAY_VERIFY(scores);
        QVERIFY(scores->scores[0] <= scores->threshold);
        QVERIFY(scores->scores[1] > scores->threshold);
        QVERIFY(scores->scores[2] > scores->threshold);
        QVERIFY(model->report().calibrationFpr < 0.05);

        const auto unpaid = model->explain(fresh, 1, letters);
        CAUSEWAY_VERIFY(unpaid);
        const QString text = QString::fromStdString(unpaid->message.toEnglish());
        QVERIFY2(text.contains("“B”") && text.contains("“unpaid”"), qPrintable(text));
        const auto refused = model->explain(fresh, 2, letters);
        CAUSEWAY_VERIFY(refused);
        const QString other = QString::fromStdString(refused->message.toEnglish());
        QVERIFY2(other.contains("“refused”"), qPrintable(other));
        QVERIFY(refused->steps[2].odd && !refused->steps[0].odd);
        const auto normal = model->explain(fresh, 0, letters);
        CAUSEWAY_VERIFY(normal);
        QVERIFY(std::ranges::none_of(normal->steps, &Step::odd));
    }

    void isTheSameAtAnyNumberOfThreads_data() { eachDetector(); }
    void isTheSameAtAnyNumberOfThreads()
    {
        QFETCH(const Detector *, detector);
        TrainSettings one, four;
        four.threads = 4;
        QVERIFY(teach(*detector, orders(), one)->save() == teach(*detector, orders(), four)->save());
    }

    void aFileIsReadBackAndDamageIsTold_data() { eachDetector(); }
    void aFileIsReadBackAndDamageIsTold()
    {
        QFETCH(const Detector *, detector);
        const Lesson lesson = orders();
        const auto model = teach(*detector, lesson);
        const std::string bytes = model->save();
        const auto again = detector->load(bytes);
        CAUSEWAY_VERIFY(again);
        QVERIFY((*again)->save() == bytes);
        QVERIFY((*again)->score(lesson.sessions, 1, Job{})->scores == model->score(lesson.sessions, 1, Job{})->scores);
        for (std::size_t size = 0; size < bytes.size(); size += 7)
            QVERIFY(!detector->load(std::string_view(bytes).substr(0, size)));
        QVERIFY(!detector->load(bytes + "x"));
        for (std::size_t i = 0; i < bytes.size(); i += 3) { // whatever is read must answer
            std::string flipped = bytes;
            flipped[i] = static_cast<char>(flipped[i] ^ 0x55);
            if (const auto read = detector->load(flipped); read)
                QVERIFY((*read)->explain(lesson.sessions, 0, letters) && (*read)->score(lesson.sessions, 1, Job{}));
        }
    }

    void whatCannotBeLearnedFromIsRefused_data()
    {
        QTest::addColumn<QString>("labels"); // n normal, a anomalous, - none
        QTest::addColumn<QString>("why");
        QTest::newRow("no sessions") << "" << "no session is labelled";
        QTest::newRow("no labels") << "---" << "no session is labelled";
        QTest::newRow("normal alone") << "nnnn-" << "all 4 labelled sessions are labelled normal";
        QTest::newRow("anomalous alone") << "aa-" << "all 2 labelled sessions are labelled anomalous";
        QTest::newRow("one session") << "a" << "all 1 labelled sessions are labelled anomalous";
        QTest::newRow("one of each") << "na---" << "at least 2 of each";
    }
    void whatCannotBeLearnedFromIsRefused()
    {
        QFETCH(QString, labels);
        QFETCH(QString, why);
        Lesson lesson;
        for (const QChar c : labels)
            lesson.add({1, 2}, c == 'n' ? std::optional(Verdict::Normal) : c == 'a' ? std::optional(Verdict::Anomalous) : std::nullopt);
        for (const Detector *detector : {&learn::logisticDetector(), &learn::mlpDetector()}) {
            const auto model = detector->train(lesson.data(), {}, Job{});
            QVERIFY(!model && model.error().code == ErrorCode::InvalidInput);
            const QString text = QString::fromStdString(model.error().toEnglish());
            QVERIFY2(text.contains(why), qPrintable(text));
        }
    }

    void oneTemplateIsEnough_data() { eachDetector(); }
    void oneTemplateIsEnough()
    {
        QFETCH(const Detector *, detector);
        Lesson lesson;
        for (std::size_t i = 1; i <= 3; ++i) {
            lesson.add(Sequence(i, 7), Verdict::Normal);
            lesson.add(Sequence(20 + i, 7), Verdict::Anomalous);
        }
        const auto model = teach(*detector, lesson);
        QVERIFY(model);
        const auto scores = model->score(sequences({{7, 7}, Sequence(30, 7), {}}), 1, Job{});
        QVERIFY(scores->scores[0] <= scores->threshold && scores->scores[1] > scores->threshold && scores->scores[2] <= scores->threshold);
    }

    void contradictingLabelsAreSurvived_data() { eachDetector(); }
    void contradictingLabelsAreSurvived()
    {
        QFETCH(const Detector *, detector);
        Lesson lesson;
        lesson.add({1, 2}, Verdict::Normal, 3);
        lesson.add({1, 2}, Verdict::Anomalous, 3);
        const auto model = teach(*detector, lesson);
        QVERIFY(model);
        CAUSEWAY_VERIFY(model->explain(lesson.sessions, 0, letters));
    }

    void isCancelled_data() { eachDetector(); }
    void isCancelled()
    {
        QFETCH(const Detector *, detector);
        const Lesson lesson = orders();
        Job job;
        job.cancel.cancel();
        const auto model = detector->train(lesson.data(), {}, job);
        QVERIFY(!model && model.error().code == ErrorCode::Cancelled);
    }

    void stopsWhenTold()
    {
        TrainSettings settings;
        settings.onEpoch = [](int epoch, double, double) { return epoch < 7; };
        const auto model = teach(learn::mlpDetector(), orders(), settings);
        QVERIFY(model);
        QCOMPARE(model->report().epochs, 7);
        QCOMPARE(model->report().loss.size(), 7u);
    }

    // A tenth of the labels of HDFS, judged on the contents of the rest.
    void onHdfs_data() { eachDetector(); }
    void onHdfs()
    {
        QFETCH(const Detector *, detector);
        CAUSEWAY_REQUIRE_DATA("hdfs_sessions/hdfs_train.gz");
        Lesson lesson;
        SequenceSet rest;
        std::vector<bool> anomalous;
        const auto read = [&](const char *file, bool odd) {
            for (const std::string &line : readLines(dataPath(file))) {
                const Sequence keys = parseKeys(line);
                if (contentHash(keys) % 10 == 0)
                    lesson.add(keys, odd ? Verdict::Anomalous : Verdict::Normal);
                else {
                    append(rest, keys);
                    anomalous.push_back(odd);
                }
            }
        };
        read("hdfs_sessions/hdfs_train.gz", false);
        read("hdfs_sessions/hdfs_test_abnormal.gz", true);
        QElapsedTimer timer;
        timer.start();
        const auto model = teach(*detector, lesson);
        QVERIFY(model);
        const auto seconds = static_cast<double>(timer.elapsed()) / 1000;
        const auto scores = model->score(rest, 2, Job{});
        std::vector<ScoredSubject> subjects;
        for (std::size_t s = 0; s < rest.size(); ++s)
            subjects.push_back({scores->scores[s], scores->scores[s] > scores->threshold, anomalous[s], contentHash(rest.session(s))});
        const Evaluation e = evaluate(subjects, std::nullopt, 1);
        qInfo("%s: %llu labelled sessions in %.2f s, threshold %.3f; precision %.4f recall %.4f, F1 of contents %.4f", detector->info().name.c_str(),
              static_cast<unsigned long long>(model->report().sessions), seconds, scores->threshold, e.all.confusion.precision(), e.all.confusion.recall(),
              e.unique.confusion.f1());
        // By content: one that is common and was not labelled would decide alone otherwise.
        QVERIFY(e.unique.confusion.f1() > 0.98);
    }
};

CAUSEWAY_TEST(SupervisedTest)
#include "supervised_test.moc"
