// The detectors that learn weights: what they learn, what they say of it, and that nothing but data and seed decides.

#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

#include "analysis/detect/unique_sequences.h"
#include "analysis/learn/builtin.h"
#include "tests/analysis/learn/planted_causes.h"

using namespace causeway;
using namespace causeway::test;

namespace {

detect::SequenceSet normalSessions(PlantedCauses &source, std::size_t count)
{
    detect::SequenceSet set;
    for (std::size_t i = 0; i < count; ++i)
        append(set, source.make(false).keys);
    return set;
}

Result<std::unique_ptr<detect::Model>> learned(const QString &detector, const detect::SequenceSet &sessions, int epochs, const Job &job = {}, std::uint64_t seed = 1)
{
    const auto all = learn::detectors();
    const auto found = std::find_if(all.begin(), all.end(), [&](const detect::Detector *d) { return d->info().name == detector.section(' ', 0, 0).toStdString(); });
    detect::TrainingData data;
    data.sessions = &sessions;
    data.calibrationFrom = sessions.size() * 4 / 5;
    data.name = letters;
    detect::TrainSettings settings;
    settings.epochs = epochs;
    settings.seed = seed;
    settings.values["false_positives"] = 0.01;
    const std::vector<std::string> &queries = learn::attentionDetector().info().settings.back().choices;
    const auto query = std::find(queries.begin(), queries.end(), detector.section(' ', 1).toStdString());
    if (query != queries.end())
        settings.values["query"] = static_cast<double>(query - queries.begin());
    return (*found)->train(data, settings, job);
}

void eachNetwork()
{
    QTest::addColumn<QString>("detector");
    for (const char *name : {"deeplog", "attention fixed", "attention syntax", "attention semantic1", "attention semantic2", "attention tiered"})
        QTest::newRow(name) << name;
}

} // namespace

class NeuralDetectorsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // An effect is odd because of an event some steps before it, which only a network with memory can know.
    void rememberTheCause_data()
    {
        QTest::addColumn<QString>("detector");
        for (const char *name : {"deeplog", "attention fixed", "attention semantic1"})
            QTest::newRow(name) << name;
    }
    void rememberTheCause()
    {
        QFETCH(QString, detector);
        PlantedCauses source(1);
        const auto sessions = normalSessions(source, 600);
        const auto model = learned(detector, sessions, 40);
        QVERIFY(model);
        int flagged = 0, right = 0, pointed = 0, attended = 0;
        constexpr int kOdd = 30;
        for (int i = 0; i < kOdd; ++i) {
            const auto odd = source.make(true), plain = source.make(false);
            const auto set = sequences({odd.keys, plain.keys});
            const auto scores = (*model)->score(set, 1, Job{});
            flagged += scores->scores[0] > scores->threshold;
            right += scores->scores[0] > scores->scores[1];
            const auto said = (*model)->explain(set, 0, letters);
            QVERIFY(said);
            QCOMPARE(said->steps.size(), odd.keys.size());
            const auto &occlusion = said->steps[odd.effect].occlusion;
            QCOMPARE(occlusion.size(), odd.effect);
            pointed += std::max_element(occlusion.begin(), occlusion.end()) - occlusion.begin() == static_cast<std::ptrdiff_t>(odd.cause);
            const auto &attention = said->steps[odd.effect].attention;
            if (!attention.empty())
                attended += std::ranges::count_if(attention, [&](double weight) { return weight > attention[odd.cause]; }) < 3;
        }
        QVERIFY2(flagged >= kOdd * 2 / 3 && right >= kOdd * 9 / 10, qPrintable(QString("%1 flagged, %2 odder than a plain one").arg(flagged).arg(right)));
        QVERIFY2(pointed >= kOdd / 2, qPrintable(QString("the cause was pointed at %1 times").arg(pointed)));
        QVERIFY2(detector == "deeplog" || attended >= kOdd * 8 / 10, qPrintable(QString("the cause was attended to %1 times").arg(attended)));
    }

    void sayWhatWasExpected()
    {
        detect::SequenceSet set;
        append(set, {0, 1, 2, 3}, 100);
        const auto model = learned("deeplog", set, 60);
        QVERIFY(model);
        const auto said = [&](const Sequence &sequence) {
            return QString::fromStdString((*model)->explain(sequences({sequence}), 0, letters)->message.toEnglish());
        };
        QVERIFY2(said({0, 1, 2, 3}).startsWith("Every step was to be expected"), qPrintable(said({0, 1, 2, 3})));
        QVERIFY2(said({0, 1, 3}).startsWith("After “B” came “D”"), qPrintable(said({0, 1, 3})));
        QVERIFY2(said({0, 1, 3}).contains("“C” was expected"), qPrintable(said({0, 1, 3})));
        QVERIFY2(said({0, 1, 2}).startsWith("After “C” the session ends"), qPrintable(said({0, 1, 2})));
        QVERIFY2(said({0, 1, 25, 3}).startsWith("“Z” occurs, which hardly any of the 100 sessions"), qPrintable(said({0, 1, 25, 3})));
        const auto early = (*model)->explain(sequences({{0, 1, 2}}), 0, letters);
        QVERIFY(!early->expectedAtEnd.empty());
        QCOMPARE(early->expectedAtEnd.front().key, 3u);
    }

    void sameBytesWhateverTheThreads_data() { eachNetwork(); }
    void sameBytesWhateverTheThreads()
    {
        QFETCH(QString, detector);
        PlantedCauses source(2);
        const auto sessions = normalSessions(source, 80);
        const auto model = learned(detector, sessions, 2), again = learned(detector, sessions, 2), other = learned(detector, sessions, 2, {}, 2);
        QVERIFY(model && again && other);
        QVERIFY((*model)->save() == (*again)->save());
        QVERIFY((*model)->save() != (*other)->save());
        QCOMPARE((*model)->score(sessions, 1, Job{})->scores, (*model)->score(sessions, 4, Job{})->scores);
    }

    void comeBackFromTheirBytes_data() { eachNetwork(); }
    void comeBackFromTheirBytes()
    {
        QFETCH(QString, detector);
        PlantedCauses source(3);
        const auto sessions = normalSessions(source, 60);
        const auto model = learned(detector, sessions, 2);
        QVERIFY(model);
        const detect::Detector &kind = detector == "deeplog" ? learn::deeplogDetector() : learn::attentionDetector();
        const std::string bytes = (*model)->save();
        const auto loaded = kind.load(bytes);
        QVERIFY(loaded);
        QVERIFY((*loaded)->save() == bytes);
        QCOMPARE((*loaded)->score(sessions, 1, Job{})->scores, (*model)->score(sessions, 1, Job{})->scores);
        QCOMPARE((*loaded)->report().rule.toEnglish(), (*model)->report().rule.toEnglish());
        // Cut anywhere it is refused; a changed byte is refused or gives a model that answers.
        for (std::size_t length = 0; length < bytes.size(); length += 1 + bytes.size() / 40)
            QVERIFY(!kind.load(std::string_view(bytes).substr(0, length)));
        for (std::size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 60) {
            std::string damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ 0x41);
            if (const auto odd = kind.load(damaged))
                QVERIFY((*odd)->score(sessions, 1, Job{}) && (*odd)->explain(sessions, 0, letters));
        }
    }

    // Rows of attention: never ahead, all of it somewhere.
    void attentionLooksBack_data() { eachNetwork(); }
    void attentionLooksBack()
    {
        QFETCH(QString, detector);
        PlantedCauses source(4);
        const auto sessions = normalSessions(source, 60);
        const auto model = learned(detector, sessions, 2);
        QVERIFY(model);
        const auto said = (*model)->explain(sessions, 0, letters);
        for (const detect::Step &step : said->steps) {
            if (detector == "deeplog") {
                QVERIFY(step.attention.empty());
                continue;
            }
            QCOMPARE(step.attention.size(), step.position);
            double sum = 0; // what is missing to 1 looks at the beginning of the session
            for (const double weight : step.attention) {
                QVERIFY(weight >= 0);
                sum += weight;
            }
            QVERIFY(sum <= 1 + 1e-5);
        }
    }

    void whatWasCalledNormalStaysNormal()
    {
        detect::SequenceSet sessions;
        append(sessions, {0, 1, 2, 3}, 100);
        const Sequence odd{0, 25, 25, 24};
        detect::TrainingData data;
        data.sessions = &sessions;
        data.calibrationFrom = 80;
        detect::TrainSettings settings;
        settings.epochs = 3;
        for (const bool accepted : {false, true}) {
            if (accepted)
                data.accepted = {detect::contentHash(odd)};
            const auto model = learn::deeplogDetector().train(data, settings, Job{});
            QVERIFY(model);
            const auto again = learn::deeplogDetector().load((*model)->save());
            QVERIFY(again);
            const auto scores = (*again)->score(sequences({odd}), 1, Job{});
            QCOMPARE(scores->scores[0] > scores->threshold, !accepted);
            QCOMPARE((*again)->isAccepted(odd), accepted);
        }
    }

    void oneCorrectionIsLearnedAtOnce_data() { eachNetwork(); }
    void oneCorrectionIsLearnedAtOnce()
    {
        QFETCH(const QString, detector);
        PlantedCauses source(5);
        const detect::SequenceSet normal = normalSessions(source, 200);
        const auto model = learned(detector, normal, 8);
        QVERIFY(model.has_value());
        // A new event in the middle of a session that is normal otherwise, and one that is odd in another way.
        detect::SequenceSet asked;
        const auto usual = normal.session(3);
        std::vector<std::uint32_t> fresh(usual.begin(), usual.end());
        fresh.insert(fresh.begin() + static_cast<std::ptrdiff_t>(fresh.size() / 2), 77u);
        append(asked, fresh);
        std::vector<std::uint32_t> alike = fresh; // the same new event elsewhere: not the same session
        std::rotate(alike.begin() + 2, alike.begin() + 3, alike.end());
        append(asked, alike);
        append(asked, std::vector<std::uint32_t>{88, 99, 88, 99, 88});
        const double threshold = (*model)->report().threshold;
        const auto before = (*model)->score(asked, 1, {});
        QVERIFY(before.has_value());
        QVERIFY(before->scores[0] > threshold && before->scores[2] > threshold);

        const auto corrected = (*model)->corrected(asked.session(0), normal, 1, {});
        QVERIFY(corrected.has_value());
        QVERIFY((*corrected)->isAccepted(asked.session(0)) && !(*model)->isAccepted(asked.session(0)));
        const auto after = (*corrected)->score(asked, 1, {});
        QVERIFY(after.has_value());
        QVERIFY2(after->scores[0] <= threshold, qPrintable(QString::number(after->scores[0])));
        QVERIFY2(after->scores[2] > threshold, "what is odd otherwise is forgotten");
        // What it knew is not lost, nor the model that it came from.
        const auto flagged = [&](const detect::Model &one) {
            const auto scores = one.score(normal, 1, {});
            return std::count_if(scores->scores.begin(), scores->scores.end(), [&](double score) { return score > threshold; });
        };
        QVERIFY2(flagged(**corrected) <= flagged(**model) + 2, qPrintable(QString::number(flagged(**corrected))));
        QCOMPARE((*model)->score(asked, 1, {})->scores, before->scores);
        // The same again, byte for byte, and from its bytes.
        const std::string bytes = (*corrected)->save();
        QVERIFY((*(*model)->corrected(asked.session(0), normal, 1, {}))->save() == bytes);
        const auto all = learn::detectors();
        const auto own = std::find_if(all.begin(), all.end(), [&](const detect::Detector *d) { return d->info().name == detector.section(' ', 0, 0).toStdString(); });
        const auto loaded = (*own)->load(bytes);
        QVERIFY(loaded.has_value());
        QCOMPARE((*loaded)->score(asked, 1, {})->scores, after->scores);
        // Without anything to replay it remembers the session alone.
        const auto remembered = (*model)->corrected(asked.session(0), {}, 1, {});
        QVERIFY(remembered.has_value());
        const auto alone = (*remembered)->score(asked, 1, {});
        QVERIFY(alone->scores[0] <= threshold);
        QCOMPARE(alone->scores[1], before->scores[1]);
        Job stopped;
        stopped.cancel.cancel();
        QCOMPARE((*model)->corrected(asked.session(0), normal, 1, stopped).error().code, ErrorCode::Cancelled);
    }

    void littleToLearnFrom_data()
    {
        QTest::addColumn<QString>("detector");
        QTest::addColumn<int>("sessions");
        for (const char *name : {"deeplog", "attention tiered"})
            for (const int count : {0, 1, 2})
                QTest::newRow(qPrintable(QString("%1, %2").arg(name).arg(count))) << QString(name) << count;
    }
    void littleToLearnFrom()
    {
        QFETCH(QString, detector);
        QFETCH(int, sessions);
        detect::SequenceSet set;
        append(set, {7, 7, 7}, static_cast<std::size_t>(sessions)); // one template, too
        const auto model = learned(detector, set, 3);
        QCOMPARE(model.has_value(), sessions > 0);
        if (!model)
            QCOMPARE(model.error().code, ErrorCode::InvalidInput);
        else
            QCOMPARE((*model)->score(set, 1, Job{})->scores.size(), static_cast<std::size_t>(sessions));
    }

    void longSessions()
    {
        detect::SequenceSet set;
        Sequence sequence;
        for (std::uint32_t i = 0; i < 1200; ++i)
            sequence.push_back(i % 7);
        append(set, sequence, 2);
        sequence[600] = 9;
        append(set, sequence);
        for (const char *name : {"deeplog", "attention"}) {
            const auto model = learned(name, set, 2);
            QVERIFY(model);
            const auto said = (*model)->explain(set, 2, letters);
            QVERIFY(said);
            for (const detect::Step &step : said->steps)
                QVERIFY(step.occlusion.empty() || step.occlusion.size() == step.position);
        }
    }

    void cancelled()
    {
        PlantedCauses source(5);
        const auto sessions = normalSessions(source, 100);
        Job job;
        int reports = 0;
        job.onProgress = [&](const Progress &) {
            if (++reports == 3)
                job.cancel.cancel();
        };
        const auto model = learned("deeplog", sessions, 1000, job);
        QVERIFY(!model);
        QCOMPARE(model.error().code, ErrorCode::Cancelled);
    }
};

CAUSEWAY_TEST(NeuralDetectorsTest)
#include "neural_detectors_test.moc"
