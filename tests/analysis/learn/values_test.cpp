// Detectors of values on sessions of a crafted system: a transfer is opened with a size, takes a time that follows from the size, is closed.

#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

#include "analysis/detect/unique_sequences.h"
#include "analysis/learn/builtin.h"
#include "analysis/learn/values/value_bands.h"
#include "analysis/learn/values/value_scale.h"

using namespace causeway;
using namespace causeway::detect;

namespace {

constexpr double kMs = 1e6;
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
enum Key : std::uint32_t { Open = 1, Took = 2, Close = 3 };

struct Transfer {
    double size = 0, took = 0; // bytes, nanoseconds
    double pause = 100 * kMs;  // before it is closed
};

class Transfers {
public:
    explicit Transfers(std::uint64_t seed) : m_random(seed)
    {
        m_set.values.columns[Open] = {{"size", ValueColumn::Unit::Bytes, false}};
        m_set.values.columns[Took] = {{"took", ValueColumn::Unit::Nanoseconds, false}, {"parts", ValueColumn::Unit::None, true}, {"request", ValueColumn::Unit::None, true}};
    }
    // A small one of about 1 MB takes 10 ms, a large one of about 100 MB takes 1 s.
    Transfer usual()
    {
        const bool large = m_random() % 2 == 0;
        Transfer out;
        out.size = (large ? 100e6 : 1e6) * around();
        out.took = out.size / 1e8 * 1e9 * around();
        out.pause *= around();
        return out;
    }
    void add(const Transfer &transfer)
    {
        m_time += 5e9;
        event(Open, m_time, {transfer.size});
        event(Took, m_time + transfer.took, {transfer.took, 3, static_cast<double>(++m_request)});
        event(Close, m_time + transfer.took + transfer.pause, {});
        m_set.offsets.push_back(m_set.keys.size());
    }
    void addUsual(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i)
            add(usual());
    }
    SequenceSet &set() { return m_set; }

private:
    double around() { return 1 + 0.1 * (static_cast<double>(m_random() >> 11) * 0x1p-53 - 0.5); }
    void event(std::uint32_t key, double time, std::vector<double> values)
    {
        m_set.keys.push_back(key);
        m_set.events.emplace_back(m_set.events.size());
        m_set.timesNs.push_back(static_cast<std::int64_t>(time));
        m_set.values.values.insert(m_set.values.values.end(), values.begin(), values.end());
        m_set.values.offsets.push_back(m_set.values.values.size());
    }
    std::mt19937_64 m_random;
    SequenceSet m_set;
    double m_time = 0;
    std::uint64_t m_request = 1000;
};

std::string names(std::uint32_t key) { return key == Open ? "open" : key == Took ? "took" : "close"; }

Result<std::unique_ptr<Model>> learned(const Detector &detector, const SequenceSet &set, const TrainSettings &settings = {}, const Job &job = {})
{
    TrainingData data;
    data.sessions = &set;
    data.calibrationFrom = set.size() * 4 / 5;
    return detector.train(data, settings, job);
}

const Detector &detectorOf(const QString &name) { return name == QLatin1String("values") ? learn::valuesDetector() : learn::valueBoundsDetector(); }

// Scores above the threshold.
QList<int> flagged(const Model &model, const SequenceSet &set, unsigned threads = 1)
{
    QList<int> out;
    const auto scores = model.score(set, threads, {});
    if (!scores)
        qWarning("%s", scores.error().toEnglish().c_str());
    for (std::size_t s = 0; scores && s < set.size(); ++s)
        if (scores->scores[s] > scores->threshold)
            out.push_back(static_cast<int>(s));
    return out;
}

void bothDetectors()
{
    QTest::addColumn<QString>("detector");
    QTest::newRow("values") << QStringLiteral("values");
    QTest::newRow("value-bounds") << QStringLiteral("value-bounds");
}

} // namespace

class ValuesTest : public QObject {
    Q_OBJECT

    SequenceSet m_normal;

    static SequenceSet odd()
    {
        Transfers some(99);
        some.add({1e6, 10 * kMs});              // 0 usual
        some.add({1e6, 1000 * kMs});            // 1 takes as long as a large one
        some.add({5e12, 1000 * kMs});           // 2 a size that there never was
        some.add({100e6, 1000 * kMs, 60e9});    // 3 closed a minute later
        some.add({100e6, 1000 * kMs});          // 4 usual
        return some.set();
    }

private Q_SLOTS:
    void initTestCase()
    {
        Transfers normal(1);
        normal.addUsual(600);
        m_normal = normal.set();
    }

    void whatIsFoundAndTold_data() { bothDetectors(); }
    void whatIsFoundAndTold()
    {
        QFETCH(QString, detector);
        const bool network = detector == QLatin1String("values");
        const auto model = learned(detectorOf(detector), m_normal);
        QVERIFY2(model, model ? "" : model.error().toEnglish().c_str());
        qInfo("%s", (*model)->report().rule.toEnglish().c_str());
        const SequenceSet test = odd();
        // Only who knows the size finds a small transfer that takes as long as a large one.
        QCOMPARE(flagged(**model, test), (network ? QList<int>{1, 2, 3} : QList<int>{2, 3}));
        const auto said = [&](std::size_t session) {
            const auto told = (*model)->explain(test, session, names);
            qInfo("%s", told->message.toEnglish().c_str());
            return QString::fromStdString(told->message.toEnglish());
        };
        if (network) {
            QVERIFY(said(1).contains(QStringLiteral("In “took” (event 2) “took” is 1 s; ")) || said(1).contains(QStringLiteral("“took” (event 2) came 1 s after")));
            QVERIFY(said(1).contains(QStringLiteral("Without what came before that would be nothing odd")));
        }
        QVERIFY(said(2).contains(QStringLiteral("In “open” (event 1) “size” is 5 TB; ")));
        QVERIFY(said(3).contains(QStringLiteral("“close” (event 3) came 1 min after the event before; ")));
        if (network)
            QVERIFY(said(3).contains(QStringLiteral("It is odd anywhere")));
        const auto steps = (*model)->explain(test, 3, names)->steps;
        QVERIFY(steps.size() == 3 && steps[2].odd && !steps[0].odd);
        QVERIFY(said(0).contains(QStringLiteral("Every value was to be expected")));
        // Fresh usual ones.
        Transfers fresh(7);
        fresh.addUsual(1000);
        const auto wrong = flagged(**model, fresh.set()).size();
        QVERIFY2(wrong <= 20, qPrintable(QString::number(wrong)));
        QCOMPARE((*model)->report().sessions, 600u);
        QVERIFY((*model)->report().calibrationFpr <= 0.01);
        QCOMPARE((*model)->report().loss.empty(), !network);
    }

    void theSameBytesAtAnyNumberOfThreads_data() { bothDetectors(); }
    void theSameBytesAtAnyNumberOfThreads()
    {
        QFETCH(QString, detector);
        TrainSettings settings;
        settings.epochs = 3;
        const auto one = learned(detectorOf(detector), m_normal, settings);
        settings.threads = 2;
        const auto two = learned(detectorOf(detector), m_normal, settings);
        const std::string bytes = (*one)->save();
        QVERIFY((*two)->save() == bytes);
        const SequenceSet test = odd();
        const auto loaded = detectorOf(detector).load(bytes);
        QVERIFY2(loaded, loaded ? "" : loaded.error().toEnglish().c_str());
        QVERIFY((*loaded)->save() == bytes);
        QCOMPARE((*loaded)->score(test, 2, {})->scores, (*one)->score(test, 1, {})->scores);
        QCOMPARE((*loaded)->report().rule.toEnglish(), (*one)->report().rule.toEnglish());
        // One session alone has the score that it has among others.
        SequenceSet alone;
        alone.values.columns = test.values.columns;
        alone.keys.assign(test.keys.begin() + 3, test.keys.begin() + 6);
        alone.timesNs.assign(test.timesNs.begin() + 3, test.timesNs.begin() + 6);
        alone.events.assign(test.events.begin() + 3, test.events.begin() + 6);
        alone.values.append(test.values, 3, 6);
        alone.offsets.push_back(3);
        QVERIFY(std::abs((*one)->score(alone, 1, {})->scores.front() - (*one)->score(test, 1, {})->scores[1]) < 1e-5);
    }

    void damagedBytes_data() { bothDetectors(); }
    void damagedBytes()
    {
        QFETCH(QString, detector);
        TrainSettings settings;
        settings.epochs = 1;
        if (detector == QLatin1String("values"))
            settings.values["hidden_units"] = 4;
        const std::string good = (*learned(detectorOf(detector), m_normal, settings))->save();
        const SequenceSet test = odd();
        for (std::size_t size = 0; size < good.size(); size += 7)
            QCOMPARE(detectorOf(detector).load(std::string_view(good).substr(0, size)).error().code, ErrorCode::Damaged);
        QVERIFY(!detectorOf(detector).load(good + '\0'));
        for (std::size_t i = 0; i < good.size(); i += 3) {
            std::string bad = good;
            bad[i] = static_cast<char>(bad[i] ^ 0x81);
            if (const auto model = detectorOf(detector).load(bad)) { // a number that is another now: it must answer all the same
                (void)(*model)->score(test, 1, {});
                if (const auto told = (*model)->explain(test, 1, names))
                    QVERIFY(!told->message.toEnglish().empty());
            }
        }
    }

    void littleToLearnFrom_data() { bothDetectors(); }
    void littleToLearnFrom()
    {
        QFETCH(QString, detector);
        const auto refused = [&](const SequenceSet &set) {
            const auto model = learned(detectorOf(detector), set);
            return model ? QString() : QString::fromStdString(model.error().toEnglish());
        };
        QVERIFY(refused({}).contains(QStringLiteral("there are no sessions")));
        SequenceSet bare = m_normal;
        bare.values = {};
        bare.timesNs.clear();
        QVERIFY2(refused(bare).contains(QStringLiteral("no pattern has a numeric parameter")), qPrintable(refused(bare)));
        Transfers few(1);
        few.addUsual(20);
        QVERIFY2(refused(few.set()).contains(QStringLiteral("100 events")), qPrintable(refused(few.set())));
        // Times alone: it learns from those, and says so.
        SequenceSet times = m_normal;
        times.values = {};
        const auto model = learned(detectorOf(detector), times);
        QVERIFY(model);
        QVERIFY((*model)->report().rule.toEnglish().find("There are no numeric parameters") != std::string::npos);
        // One template, one session, events without numbers.
        Transfers one(1);
        one.addUsual(1);
        TrainSettings ten;
        ten.values["minimum"] = 10;
        QVERIFY(!learned(detectorOf(detector), one.set(), ten));
        SequenceSet holes = m_normal;
        for (std::size_t i = 0; i < holes.values.values.size(); i += 3)
            holes.values.values[i] = kMissing;
        QVERIFY(learned(detectorOf(detector), holes));
        Job stopped;
        stopped.cancel.cancel();
        QCOMPARE(learned(detectorOf(detector), m_normal, {}, stopped).error().code, ErrorCode::Cancelled);
    }

    void otherTemplatesAreRefused()
    {
        const auto model = learned(learn::valueBoundsDetector(), m_normal);
        SequenceSet test = odd();
        test.values.columns[Open][0].name = "length";
        QCOMPARE((*model)->score(test, 1, {}).error().code, ErrorCode::Conflict);
        test.values = {};
        QCOMPARE((*model)->score(test, 1, {}).error().code, ErrorCode::InvalidInput);
    }

    // A person's word counts for the session with its values, not for all of the same templates.
    void whatIsNormalByItsValues()
    {
        Transfers all(1);
        all.addUsual(300);
        all.add({5e12, 1000 * kMs});
        all.add({7e12, 1000 * kMs});
        TrainingData data;
        data.sessions = &all.set();
        data.calibrationFrom = 240;
        data.labels.resize(302);
        data.unlabelled = true;
        const auto before = learn::valueBoundsDetector().train(data, {}, {});
        QVERIFY(flagged(**before, all.set()).contains(300) && flagged(**before, all.set()).contains(301));
        data.labels[300] = Verdict::Normal;
        data.accepted = {contentHash(all.set().session(300))};
        const auto after = learn::valueBoundsDetector().train(data, {}, {});
        QVERIFY(!flagged(**after, all.set()).contains(300) && flagged(**after, all.set()).contains(301));
    }

    void numbersThatCountUpAreLeftOut()
    {
        const auto model = learned(learn::valueBoundsDetector(), m_normal);
        QVERIFY((*model)->report().rule.toEnglish().find("1 parameter that only counts up") != std::string::npos);
        Transfers later(5); // requests of numbers that were never seen
        later.set().values.columns = m_normal.values.columns;
        later.add({1e6, 10 * kMs});
        later.set().values.values[3] = 1e9;
        QVERIFY(flagged(**model, later.set()).isEmpty());
    }

    void scales()
    {
        std::vector<double> even, skewed;
        for (int i = 1; i <= 1000; ++i) {
            even.push_back(500 + i);
            skewed.push_back(std::exp(i * 0.012));
        }
        const learn::ValueScale linear(even), bent(skewed);
        QVERIFY(!linear.isLogarithmic() && bent.isLogarithmic());
        for (const learn::ValueScale *scale : {&linear, &bent})
            for (const double value : {0.0, 1.0, 700.0, 1e5})
                QVERIFY(std::abs(scale->fromScale(scale->toScale(value)) - value) <= 1e-6 * (1 + value));
        QVERIFY(std::abs(linear.toScale(1000)) < 0.01);
        QVERIFY(std::abs(linear.toScale(1250.25) - 0.6745) < 0.01); // the upper quartile of a unit Gaussian
        QVERIFY(learn::ValueScale({7, 7, 7}, true).resolution() >= 0.5);
    }

    void bandsStandAHandfulOfAnomalies()
    {
        std::mt19937_64 random(3);
        std::normal_distribution<float> gaussian(0.5F, 2.0F);
        std::vector<learn::ValueError> errors;
        for (std::uint32_t i = 0; i < 2000; ++i)
            errors.push_back({i, 0, gaussian(random)});
        for (std::uint32_t i = 0; i < 4; ++i)
            errors[i * 100].error = 1000;
        const learn::ValueBands bands(errors, {0.01, 0.01});
        QVERIFY(std::abs(bands.columns()[0].mean - 0.5) < 0.2);
        QVERIFY(std::abs(bands.columns()[0].deviation - 2) < 0.3);
        QCOMPARE(bands.surprise(1, 100), 0.0); // nothing is known of it
    }
};

CAUSEWAY_TEST(ValuesTest)
#include "values_test.moc"
