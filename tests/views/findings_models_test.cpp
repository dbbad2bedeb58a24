// Models of the Findings perspective: queue, odd steps, detectors.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <limits>

#include "app/engine/import_logs.h"
#include "app/engine/list_models.h"
#include "storage/template_store.h"
#include "views/findings/finding_delegate.h"
#include "views/models/detector_model.h"
#include "views/models/finding_model.h"
#include "views/models/step_model.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;

namespace {

FindingTable::Row row(std::int64_t id, const char *detector, const char *key, double score, std::int64_t second)
{
    FindingTable::Row made;
    made.finding.id = FindingId(id);
    made.finding.detector = detector;
    made.finding.subject = {SubjectKind::Session, std::string("identifier:order=") + key};
    made.finding.score = score;
    made.finding.from = {second * 1'000'000'000};
    made.finding.to = {second * 1'000'000'000 + 500};
    made.sentence = QStringLiteral("Order %1\tis not paid").arg(QLatin1String(key));
    made.subject = subjectName(made.finding.subject, made.finding.from);
    made.severity = score;
    return made;
}

std::shared_ptr<const FindingTable> table()
{
    auto made = std::make_shared<FindingTable>();
    made->rows = {row(1, "trivial", "A", 9, 100), row(2, "ngram", "B", 7, 200), row(3, "trivial", "C", 5, 300), row(4, "ngram", "A", 2, 100)};
    made->detectors = {"ngram", "trivial"};
    made->rows[0].others = {"ngram"};
    made->rows[3].others = {"trivial"};
    made->subjects = 3;
    made->total = made->rows.size();
    return made;
}

storage::Label label(const char *key, Verdict verdict, const char *note = "") { return {{SubjectKind::Session, std::string("identifier:order=") + key}, verdict, "", "ann", note, 0}; }

std::shared_ptr<const FindingLabels> labels(std::initializer_list<storage::Label> all)
{
    auto made = std::make_shared<FindingLabels>();
    for (const storage::Label &one : all)
        made->emplace(one.subject, one);
    return made;
}

QStringList subjects(const FindingModel &model)
{
    QStringList all;
    for (int i = 0; i < model.rowCount(); ++i)
        all << model.index(i).data(FindingModel::SubjectRole).toString();
    return all;
}

FindingModel::Order arranged(const FindingTable &t, const FindingLabels &l, const FindingCriteria &criteria)
{
    return FindingModel::arrange(t, l, criteria, Job{}).value_or(FindingModel::Order{999});
}

engine::ExplainFindingResponse::Step step(std::uint64_t event, bool odd, double nll, std::vector<detect::Step::Expected> expected)
{
    engine::ExplainFindingResponse::Step made;
    made.event = EventId(event);
    made.step.position = event;
    made.step.odd = odd;
    made.step.observed = 3;
    made.step.nll = nll;
    made.step.expected = std::move(expected);
    return made;
}

} // namespace

class FindingsModelsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // A key that is read off the screen is the key: _ is seen.
    void keysAreDrawnWhole()
    {
        FindingDelegate delegate;
        const auto drawn = [&](const char *key) {
            FindingModel model;
            auto t = std::make_shared<FindingTable>(*table());
            t->rows.resize(1);
            t->rows[0].finding.subject.id = std::string("identifier:order=") + key;
            t->rows[0].subject = subjectName(t->rows[0].finding.subject, t->rows[0].finding.from);
            model.setTable(t, labels({}), arranged(*t, {}, {}));
            QStyleOptionViewItem option;
            option.font = theme::interfaceFont();
            option.rect = QRect(QPoint(0, 0), QSize(300, delegate.sizeHint(option, {}).height()));
            QImage image(option.rect.size(), QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            delegate.paint(&painter, option, model.index(0));
            painter.end();
            return image;
        };
        for (const int size : {8, 9, 10, 11, 13}) {
            theme::apply(theme::Mode::Light, size);
            // No letter of either reaches below the line but the _.
            const auto lowest = [](const QImage &image) {
                for (int y = image.height() - 2; y > 0; --y) // above the line between two rows
                    for (int x = 0; x < 80; ++x)
                        if (qGray(image.pixel(x, y)) < 215)
                            return y;
                return 0;
            };
            const int with = lowest(drawn("blk_7")), without = lowest(drawn("blk 7"));
            QVERIFY2(with > without && without > 0, qPrintable(QStringLiteral("%1 and %2 at %3 points").arg(with).arg(without).arg(size)));
        }
        theme::apply(theme::Mode::Light, 9);
    }

    void queueShowsSentencesAndLabels()
    {
        FindingModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto t = table();
        model.setTable(t, labels({label("A", Verdict::Anomalous)}), arranged(*t, {}, {}));
        QCOMPARE(subjects(model), QStringList({"A", "B", "C"}));
        QCOMPARE(model.index(0).data(FindingModel::OthersRole).toStringList(), QStringList{"ngram"});
        QCOMPARE(model.index(0).data(FindingModel::VerdictRole).toInt(), static_cast<int>(Verdict::Anomalous));
        QCOMPARE(model.index(1).data(FindingModel::VerdictRole).toInt(), -1);
        QCOMPARE(model.labelled(), 1); // one subject, found by two detectors
        QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().contains("anomalous"));
        QVERIFY(model.index(1).data(Qt::AccessibleTextRole).toString().contains("Not labelled"));
        QCOMPARE(model.index(0).data(FindingModel::SeverityRole).toString(), QStringLiteral("+9"));
        model.setTable(nullptr, nullptr, {});
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.labelled(), 0);
    }

    void whatWasSaidIsShownUntilItIsStored()
    {
        FindingModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto t = table();
        model.setTable(t, labels({}), arranged(*t, {}, {}));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setPendingLabel(t->rows[0].finding.subject, label("A", Verdict::Normal));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.labelled(), 1);
        model.setLabels(labels({})); // read before it was saved
        QCOMPARE(model.labelled(), 1);
        model.setLabels(labels({label("A", Verdict::Normal)}));
        QCOMPARE(model.labelled(), 1);
        model.setLabels(labels({})); // undone elsewhere
        QCOMPARE(model.labelled(), 0);
        model.setPendingLabel(t->rows[0].finding.subject, label("A", Verdict::Normal));
        model.dropPending(); // not saved
        QCOMPARE(model.labelled(), 0);
    }

    void nextUnlabelledGoesRound()
    {
        FindingModel model;
        const auto t = table();
        model.setTable(t, labels({label("A", Verdict::Normal)}), arranged(*t, {}, {}));
        QCOMPARE(model.nextUnlabelled(-1), 1);
        QCOMPARE(model.nextUnlabelled(1), 2);
        QCOMPARE(model.nextUnlabelled(2), 1);
        model.setLabels(labels({label("A", Verdict::Normal), label("B", Verdict::Normal), label("C", Verdict::Unsure)}));
        QCOMPARE(model.nextUnlabelled(0), -1);
    }

    void criteria_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("detector");
        QTest::addColumn<bool>("unlabelled");
        QTest::addColumn<int>("fromSecond");
        QTest::addColumn<QString>("expected");
        QTest::newRow("all") << "" << "" << false << 0 << "A B C";
        QTest::newRow("text, any case") << "oRDER b" << "" << false << 0 << "B";
        QTest::newRow("detector") << "" << "ngram" << false << 0 << "B A";
        QTest::newRow("unlabelled") << "" << "" << true << 0 << "B C";
        QTest::newRow("time range") << "" << "" << false << 150 << "B C";
        QTest::newRow("nothing passes") << "zzz" << "" << false << 0 << "";
    }
    void criteria()
    {
        QFETCH(QString, text);
        QFETCH(QString, detector);
        QFETCH(bool, unlabelled);
        QFETCH(int, fromSecond);
        FindingCriteria criteria;
        criteria.text = text;
        criteria.detector = detector.toStdString();
        criteria.unlabelledOnly = unlabelled;
        if (fromSecond > 0)
            criteria.range.from = {fromSecond * std::int64_t(1'000'000'000)};
        FindingModel model;
        const auto t = table();
        const auto l = labels({label("A", Verdict::Anomalous)});
        model.setTable(t, l, arranged(*t, *l, criteria));
        QTEST(subjects(model).join(' '), "expected");
    }

    void aSubjectIsOneRowOfTheDetectorThatIsAskedFor()
    {
        FindingModel model;
        const auto t = table();
        FindingCriteria criteria;
        model.setTable(t, labels({}), arranged(*t, {}, criteria));
        QCOMPARE(model.row(0).finding.detector, std::string("trivial"));
        criteria.shown[t->rows[0].finding.subject] = "ngram";
        model.setTable(t, labels({}), arranged(*t, {}, criteria));
        QCOMPARE(subjects(model), QStringList({"A", "B", "C"})); // at the same place
        QCOMPARE(model.row(0).finding.detector, std::string("ngram"));
    }

    void windowsPassWhereAnEventWithinThemPasses()
    {
        test::TemporaryProject project;
        std::string log;
        for (int i = 0; i < 120; ++i)
            log += "2024-03-05 12:0" + std::to_string(i / 60) + ":" + (i % 60 < 10 ? "0" : "") + std::to_string(i % 60) + (i == 70 ? " ERROR" : " INFO") + " order: Created order " + std::to_string(i) + "\n";
        engine::ImportRequest request;
        request.paths = {project.write("app.log", log)};
        CAUSEWAY_VERIFY(engine::importLogs(*project, request, Job{}));
        const auto snapshot = project->snapshot();
        CAUSEWAY_VERIFY(snapshot);
        FindingCriteria wanted;
        wanted.reader = std::make_shared<storage::EventReader>(project.pointer(), *snapshot);
        const auto catalog = storage::TemplateStore(*project).catalog();
        CAUSEWAY_VERIFY(catalog);
        storage::Filter filter;
        filter.levels = {Level::Error};
        const auto hits = storage::applyFilter(*wanted.reader, **catalog, filter, 1, Job{});
        CAUSEWAY_VERIFY(hits);
        wanted.events = *hits;
        auto found = std::make_shared<FindingTable>();
        const TimePoint begin = (*snapshot)->timeRange().from;
        for (int minute = 0; minute < 3; ++minute) {
            found->rows.push_back(row(minute, "threshold", "W", 3, 0));
            found->rows.back().finding.subject = {SubjectKind::Window, "window:60s=" + std::to_string(minute)};
            found->rows.back().finding.from = TimePoint{begin.ns + minute * std::int64_t(60'000'000'000)};
            found->rows.back().finding.to = TimePoint{begin.ns + (minute + 1) * std::int64_t(60'000'000'000)};
        }
        QCOMPARE(arranged(*found, {}, wanted), (FindingModel::Order{1}));
        wanted.events = nullptr;
        QCOMPARE(arranged(*found, {}, wanted), (FindingModel::Order{0, 1, 2}));
    }

    void arrangingStopsWhenCancelled()
    {
        Job job;
        job.cancel.cancel();
        const auto order = FindingModel::arrange(*table(), {}, {}, job);
        QVERIFY(!order);
        QCOMPARE(order.error().code, ErrorCode::Cancelled);
    }

    void textForTheClipboardKeepsItsColumns()
    {
        FindingModel model;
        const auto t = table();
        model.setTable(t, labels({label("B", Verdict::Anomalous, "two\tcells")}), arranged(*t, {}, {}));
        const QStringList lines = model.toText({1}).split('\n');
        QCOMPARE(lines.size(), 3); // heading, row, end
        QCOMPARE(lines[1].split('\t').size(), lines[0].split('\t').size());
        QVERIFY(lines[1].contains("Order B is not paid"));
        QVERIFY(lines[1].contains("identifier:order=B"));
        QVERIFY(lines[1].endsWith("two cells"));
    }

    void stepsAreTheOddOnes()
    {
        StepModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const double unknown = std::numeric_limits<double>::quiet_NaN();
        model.setSteps({step(0, false, unknown, {}), step(4, true, unknown, {{7, 0.9}, {3, 0.05}, {8, 0.03}, {9, 0.01}}), step(5, true, std::log(4.0), {{7, 0.5}}), step(6, true, unknown, {})}, nullptr);
        QCOMPARE(model.rowCount(), 3);
        const auto cell = [&](int r, StepModel::Column c) { return model.index(r, c).data().toString(); };
        QCOMPARE(cell(0, StepModel::PositionColumn), QStringLiteral("5"));
        QCOMPARE(cell(0, StepModel::ObservedColumn), QStringLiteral("pattern 3"));
        QVERIFY(cell(0, StepModel::ExpectedColumn).startsWith(QStringLiteral("pattern 7 (90 %)")));
        QVERIFY(!cell(0, StepModel::ExpectedColumn).contains("pattern 3")); // what stands there is not what was expected instead
        QCOMPARE(cell(1, StepModel::ExpectedColumn), QStringLiteral("pattern 7 (50 %)  ·  the end, or another (25 %)"));
        QCOMPARE(cell(0, StepModel::ProbabilityColumn), QStringLiteral("–"));
        QCOMPARE(cell(1, StepModel::ProbabilityColumn), QStringLiteral("25 %")); // from −ln p
        QCOMPARE(cell(2, StepModel::ProbabilityColumn), QStringLiteral("–"));
        QCOMPARE(cell(2, StepModel::ExpectedColumn), QStringLiteral("–"));
        QCOMPARE(model.rowOf(EventId(5)), 1);
        QCOMPARE(model.rowOf(EventId(0)), -1);
        QVERIFY(model.reason(0).contains("pattern 7"));
    }

    void factsKeepTheSubject()
    {
        const QFontMetrics metrics(theme::smallFont());
        const QString subject = QStringLiteral("req-5bc61e54"), time = QStringLiteral("2024-03-05 12:12:20.163");
        const auto fit = [&](const char *as) { return fittingFacts(subject, QStringLiteral("attention +2"), time, metrics, metrics.horizontalAdvance(QString::fromUtf8(as))); };
        for (const char *as : {"req-5bc61e54  ·  attention +2  ·  2024-03-05 12:12:20.163", "req-5bc61e54  ·  attention +2  ·  12:12:20.163", "req-5bc61e54  ·  attention +2  ·  12:12:20",
                               "req-5bc61e54  ·  12:12:20"})
            QCOMPARE(fit(as), QString::fromUtf8(as));
        const QString narrow = fit("req-5bc61  ·  12:12:20");
        QVERIFY2(narrow.startsWith("re") && narrow.contains(QChar(0x2026)) && narrow.endsWith("54  ·  12:12:20"), qPrintable(narrow));
        QCOMPARE(fittingFacts(subject, QStringLiteral("tcfg"), {}, metrics, 1000), QStringLiteral("req-5bc61e54  ·  tcfg"));
    }
    void detectorsWithAndWithoutRuns()
    {
        DetectorModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        auto made = std::make_shared<DetectorTable>();
        const auto infos = engine::listDetectors();
        QVERIFY(infos.size() >= 2);
        storage::RunInfo run;
        run.detector = infos[0].name;
        run.scored = 2000;
        run.anomalous = 12;
        engine::RunQuality quality;
        quality.subjects = 20;
        quality.evaluation.all.confusion = {6, 2, 2, 10};
        quality.evaluation.all.f1Interval = {0.5, 1};
        quality.evaluation.all.auc = std::numeric_limits<double>::quiet_NaN();
        made->rows.push_back({infos[0], run, std::nullopt, quality, true});
        made->rows.push_back({infos[1], std::nullopt, std::nullopt, std::nullopt, true});
        model.setTable(made);
        const auto cell = [&](int r, DetectorModel::Column c) { return model.index(r, c).data().toString(); };
        QCOMPARE(cell(0, DetectorModel::FoundColumn), QStringLiteral("12 of 2,000"));
        QCOMPARE(cell(0, DetectorModel::PrecisionColumn), QStringLiteral("75 %"));
        QCOMPARE(cell(0, DetectorModel::RecallColumn), QStringLiteral("75 %"));
        QCOMPARE(cell(0, DetectorModel::F1Column), QStringLiteral("0.75 (0.5 – 1)"));
        QCOMPARE(cell(0, DetectorModel::FprColumn), QStringLiteral("16.7 %"));
        QCOMPARE(cell(0, DetectorModel::AucColumn), QStringLiteral("–"));
        QCOMPARE(cell(1, DetectorModel::RunColumn), QStringLiteral("not run yet"));
        QCOMPARE(cell(1, DetectorModel::PrecisionColumn), QStringLiteral("–"));
        const auto tip = [&] { return model.index(0, DetectorModel::F1Column).data(Qt::ToolTipRole).toString(); };
        QVERIFY2(!tip().contains("Too few labels"), qPrintable(tip()));
        // One anomalous label, rightly found, measures nothing.
        auto few = std::make_shared<DetectorTable>(*made);
        few->rows[0].quality->evaluation.all.confusion = {1, 0, 0, 2'000};
        model.setTable(few);
        for (const auto column : {DetectorModel::PrecisionColumn, DetectorModel::RecallColumn, DetectorModel::F1Column, DetectorModel::FprColumn})
            QCOMPARE(cell(0, column), QStringLiteral("–"));
        QVERIFY2(tip().contains("Too few labels") && tip().contains("1 found rightly"), qPrintable(tip()));
    }
};

CAUSEWAY_TEST(FindingsModelsTest)
#include "findings_models_test.moc"
