// What becomes of labels: models that follow them, a queue of what to label, versions that are compared, promoted and reverted.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <set>

#include "app/engine/compare_models.h"
#include "app/engine/correct_model.h"
#include "app/engine/import_logs.h"
#include "app/engine/label_queue.h"
#include "app/engine/label_subjects.h"
#include "app/engine/learning_curve.h"
#include "app/engine/list_findings.h"
#include "app/engine/list_models.h"
#include "app/engine/retrain.h"
#include "app/engine/run_detector.h"
#include "app/engine/train_detector.h"
#include "app/engine/undo_edit.h"
#include "storage/label_store.h"

using namespace causeway;
using namespace causeway::engine;

namespace {

Result<void> importSequences(test::TemporaryProject &project, const std::string &lines, const std::string &name = "sequences.csv")
{
    ImportRequest request;
    request.paths = {project.write(name, lines)};
    request.format = "sequences";
    CAUSEWAY_TRY(importLogs(*project, request, Job{}));
    return {};
}

// 60 of each of three usual courses (1 to 180); three sessions of one odd course (181 to 183), one of another (184).
std::string sessionsWithOddOnes()
{
    std::string text;
    for (int i = 0; i < 60; ++i)
        text += "1 2 3 4\n1 2 2 3 4\n1 2 3 3 4\n";
    for (const char *odd : {"1 2 9 4", "1 2 9 4", "1 2 9 4", "4 3 8 8 8 8 1"})
        text += std::string(odd) + "\n";
    return text;
}

ModelId train(test::TemporaryProject &project, const std::string &detector)
{
    TrainDetectorRequest request;
    request.detector = detector;
    const auto trained = trainDetector(*project, request, Job{});
    if (!trained)
        qWarning("%s", trained.error().toEnglish().c_str());
    return trained ? trained->model.id : ModelId(0);
}

// What the newest run finds, after training and running anew.
std::set<std::string> found(test::TemporaryProject &project, const std::string &detector)
{
    const ModelId model = train(project, detector);
    std::set<std::string> out;
    const auto run = runDetector(*project, {std::to_string(model.value), 1}, Job{});
    if (!run)
        return {run.error().toEnglish()};
    const auto findings = listFindings(*project, {run->run.id, {}, 1000, false, false}, Job{});
    for (const FoundFinding &finding : findings->findings)
        out.insert(finding.finding.subject.id.substr(finding.finding.subject.id.find('=') + 1));
    return out;
}

bool mark(test::TemporaryProject &project, const std::string &subject, Verdict verdict, const std::string &kind = {})
{
    const auto labelled = labelSubjects(*project, {{subject}, verdict, kind, "me", {}}, Job{});
    if (!labelled)
        qWarning("%s", labelled.error().toEnglish().c_str());
    return labelled.has_value();
}

} // namespace

class RetrainTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNetworkGoesOnFromAnEarlierVersion()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(importSequences(project, sessionsWithOddOnes()));
        TrainDetectorRequest request;
        request.detector = "deeplog";
        request.settings.epochs = 30;
        const auto first = trainDetector(*project, request, Job{});
        CAUSEWAY_VERIFY(first);
        CAUSEWAY_VERIFY(importSequences(project, "1 2 3 17 4\n1 2 3 17 4\n", "more.csv")); // a template that it does not know
        request.settings.epochs = 1;
        request.from = std::to_string(first->model.id.value);
        const auto second = trainDetector(*project, request, Job{});
        CAUSEWAY_VERIFY(second);
        QCOMPARE(second->model.parent, first->model.id);
        QVERIFY(second->model.id != first->model.id);
        // Its first epoch begins where the other ended, not where that began.
        request.from.clear();
        const auto anew = trainDetector(*project, request, Job{});
        CAUSEWAY_VERIFY(anew);
        QVERIFY2(second->model.report.loss.front() < anew->model.report.loss.front() * 0.9,
                 qPrintable(QStringLiteral("%1 %2").arg(second->model.report.loss.front()).arg(anew->model.report.loss.front())));
        CAUSEWAY_VERIFY(runDetector(*project, {std::to_string(second->model.id.value), 1}, Job{}));
    }

    void goesOnFromNothingElse_data()
    {
        QTest::addColumn<QString>("detector");
        QTest::addColumn<QString>("from");
        QTest::addColumn<int>("code");
        QTest::newRow("no such model") << "deeplog" << "4711" << static_cast<int>(ErrorCode::NotFound);
        QTest::newRow("of another detector") << "deeplog" << "trivial" << static_cast<int>(ErrorCode::Conflict);
        QTest::newRow("counts do not go on") << "trivial" << "trivial" << static_cast<int>(ErrorCode::Conflict);
    }
    void goesOnFromNothingElse()
    {
        QFETCH(QString, detector);
        QFETCH(QString, from);
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(importSequences(project, sessionsWithOddOnes()));
        QVERIFY(train(project, "trivial").value != 0);
        TrainDetectorRequest request;
        request.detector = detector.toStdString();
        request.settings.epochs = 1;
        request.from = from.toStdString();
        const auto trained = trainDetector(*project, request, Job{});
        QVERIFY(!trained);
        QTEST(static_cast<int>(trained.error().code), "code");
        QCOMPARE(listModels(*project, Job{})->size(), std::size_t{1}); // nothing is stored
    }

    void whatIsLabelledAnomalousIsFoundStill()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(importSequences(project, sessionsWithOddOnes()));
        for (const char *detector : {"trivial", "new-event"})
            QVERIFY(found(project, detector).contains("181"));
        QVERIFY(mark(project, "181", Verdict::Anomalous));
        QVERIFY(mark(project, "5", Verdict::Normal));
        for (const char *detector : {"trivial", "new-event"}) {
            const auto again = found(project, detector);
            QVERIFY2(again.contains("181") && again.contains("182") && again.contains("184"), detector);
        }
    }

    void whatWasMarkedNormalDoesNotComeBack_data()
    {
        QTest::addColumn<QString>("detector");
        for (const detect::DetectorInfo &info : listDetectors())
            if (info.subjects == "session" && info.needs == "sessions" && (info.kind == detect::DetectorKind::Trivial || info.kind == detect::DetectorKind::Counts || info.kind == detect::DetectorKind::Flow))
                QTest::newRow(info.name.c_str()) << QString::fromStdString(info.name);
    }
    void whatWasMarkedNormalDoesNotComeBack()
    {
        QFETCH(QString, detector);
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(importSequences(project, sessionsWithOddOnes()));
        const auto before = found(project, detector.toStdString());
        QString told;
        for (const std::string &id : before)
            told += QString::fromStdString(id) + QLatin1Char(' ');
        QVERIFY2(before.contains("181") && before.contains("183") && before.contains("184"), qPrintable(told));
        QVERIFY(mark(project, "181", Verdict::Normal));
        // Nor do those with the same events; what is otherwise odd stays, and what is usual stays unflagged.
        const auto after = found(project, detector.toStdString());
        QVERIFY(!after.contains("181") && !after.contains("182") && !after.contains("183"));
        QVERIFY(after.contains("184"));
        for (const std::string &id : after)
            QVERIFY2(std::stoi(id) > 180, id.c_str());
        // Unless somebody says otherwise of one of them.
        QVERIFY(mark(project, "182", Verdict::Anomalous));
        const auto disputed = found(project, detector.toStdString());
        QVERIFY(disputed.contains("184"));
    }

    void supervisedDetectorsKeepToLabelsToo()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(importSequences(project, sessionsWithOddOnes()));
        QVERIFY(found(project, "trivial").contains("181"));
        TrainDetectorRequest request;
        request.detector = "logistic";
        const auto unlabelled = trainDetector(*project, request, Job{});
        QVERIFY(!unlabelled && unlabelled.error().code == ErrorCode::InvalidInput);
        for (const char *id : {"1", "2", "3"})
            QVERIFY(mark(project, id, Verdict::Normal));
        const auto oneKind = trainDetector(*project, request, Job{});
        QVERIFY(!oneKind && oneKind.error().toEnglish().find("none anomalous") != std::string::npos);
        QVERIFY(mark(project, "181", Verdict::Anomalous, "lost"));
        QVERIFY(mark(project, "184", Verdict::Anomalous, "chaos"));
        const auto flagged = found(project, "logistic");
        QCOMPARE(flagged, (std::set<std::string>{"181", "182", "183", "184"}));
        const auto findings = listFindings(*project, {}, Job{});
        bool lost = false;
        for (const FoundFinding &finding : findings->findings)
            lost = lost || (finding.finding.detector == "logistic" && finding.finding.message.toEnglish().find("“lost”") != std::string::npos);
        QVERIFY(lost);
    }

    void theQueueAsksWhatIsWorthIt()
    {
        test::TemporaryProject project;
        const auto none = labelQueue(*project, {}, Job{});
        QVERIFY(!none || none->queue.empty());
        CAUSEWAY_VERIFY(importSequences(project, sessionsWithOddOnes()));
        (void)found(project, "trivial");
        const auto queue = labelQueue(*project, {}, Job{});
        CAUSEWAY_VERIFY(queue);
        QCOMPARE(queue->queue.size(), 5u); // distinct courses
        QCOMPARE(queue->unlabelled, 184u);
        const auto odd = std::ranges::find_if(queue->queue, [](const QueuedSubject &q) { return q.subject.id == "sequence=181"; });
        QVERIFY(odd != queue->queue.end());
        QCOMPARE(odd->sessions, 3u);
        QCOMPARE(odd->alike.size(), 2u);
        QVERIFY(odd->reason.toEnglish().find("stands for 3 sessions") != std::string::npos);
        QVERIFY(mark(project, "182", Verdict::Unsure));
        const auto after = labelQueue(*project, {}, Job{});
        QCOMPARE(after->queue.size(), 4u);
        Job job;
        job.cancel.cancel();
        QVERIFY(!labelQueue(*project, {}, job));
    }

    void modelsArePromotedAndReverted()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(importSequences(project, sessionsWithOddOnes()));
        storage::ModelStore store(*project);
        const ModelId first = train(project, "trivial"), second = train(project, "trivial");
        const auto status = [&](ModelId id) { return store.get(id)->status; };
        QVERIFY(store.newest("trivial")->id == second);
        const auto promoted = store.promote(first);
        CAUSEWAY_VERIFY(promoted);
        QCOMPARE(status(first), std::string("active"));
        QVERIFY(store.newest("trivial")->id == first); // whatever comes later is a candidate
        const auto again = store.promote(first);
        QVERIFY(!again && again.error().code == ErrorCode::Conflict);
        CAUSEWAY_VERIFY(store.promote(second));
        QCOMPARE(status(first), std::string("retired"));
        QCOMPARE(status(second), std::string("active"));
        // The earlier promotion waits for the later one.
        const auto refused = undoEdit(*project, {*promoted, {}, false}, Job{});
        QVERIFY(!refused && refused.error().code == ErrorCode::Conflict);
        project.reopen();
        storage::ModelStore reopened(*project);
        const auto reverted = undoEdit(*project, {0, "model", false}, Job{});
        CAUSEWAY_VERIFY(reverted);
        QCOMPARE(reopened.get(first)->status, std::string("active"));
        QCOMPARE(reopened.get(second)->status, std::string("candidate"));
        CAUSEWAY_VERIFY(undoEdit(*project, {reverted->edit.number, {}, true}, Job{}));
        QCOMPARE(reopened.get(second)->status, std::string("active"));
        QVERIFY(!reopened.promote(ModelId(99)));
    }

    void twoModelsAreCompared()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(importSequences(project, sessionsWithOddOnes()));
        const ModelId first = train(project, "trivial");
        CompareModelsRequest request;
        request.after = first;
        const auto alone = compareModels(*project, request, Job{});
        QVERIFY(!alone && alone.error().code == ErrorCode::NotFound);
        QVERIFY(mark(project, "181", Verdict::Normal));
        QVERIFY(mark(project, "184", Verdict::Anomalous, "chaos"));
        request.after = train(project, "trivial");
        request.store = true;
        const auto compared = compareModels(*project, request, Job{});
        CAUSEWAY_VERIFY(compared);
        QVERIFY(compared->before.id == first);
        QVERIFY(!compared->heldOut); // both learned from all there is
        QCOMPARE(compared->qualityBefore.confusion.fp, 1u);
        QCOMPARE(compared->qualityAfter.confusion.fp, 0u);
        QCOMPARE(compared->qualityAfter.confusion.tp, 1u);
        QCOMPARE(compared->vanishing, 3u);
        QCOMPARE(compared->appearing, 0u);
        QCOMPARE(compared->kinds.size(), 1u);
        QVERIFY(compared->kinds[0].kind == "chaos" && compared->kinds[0].after == 1);
        QVERIFY(storage::ModelStore(*project).get(request.after)->metrics.find("\"vanish\":3") != std::string::npos);
    }

    // Somebody labels sessions of an attack as normal, of which one is labelled anomalous: at once, or step by step from what is usual.
    void attacksTaughtAsNormalAreNotBelieved_data()
    {
        QTest::addColumn<QString>("taught");
        QTest::newRow("at once") << "1 2 9 9 9 9 4";
        QTest::newRow("step by step") << "1 2 3 4 9|1 2 3 9 9 4|1 2 9 9 9 4|1 2 9 9 9 9 4";
    }
    void attacksTaughtAsNormalAreNotBelieved()
    {
        QFETCH(QString, taught);
        const QStringList steps = taught.split(QLatin1Char('|'));
        for (const bool guarded : {false, true}) {
            test::TemporaryProject project;
            CAUSEWAY_VERIFY(importSequences(project, sessionsWithOddOnes() + steps.join(QLatin1Char('\n')).toStdString() + "\n1 2 9 9 9 9 9 4\n"));
            const std::string attack = std::to_string(184 + steps.size()), known = std::to_string(185 + steps.size());
            QVERIFY(found(project, "new-event").contains(attack));
            QVERIFY(mark(project, known, Verdict::Anomalous));
            for (qsizetype step = 0; step < steps.size(); ++step)
                QVERIFY(mark(project, std::to_string(185 + step), Verdict::Normal));
            QVERIFY(mark(project, "184", Verdict::Normal)); // an honest correction of something else
            RetrainRequest request;
            request.detector = "new-event";
            request.guarded = guarded;
            const auto retrained = retrain(*project, request, Job{});
            CAUSEWAY_VERIFY(retrained);
            QVERIFY(std::ranges::any_of(retrained->suspects, [&](const SuspectSubject &s) { return s.subject.id == "sequence=" + attack; }));
            QVERIFY(std::ranges::none_of(retrained->suspects, [](const SuspectSubject &s) { return s.subject.id == "sequence=184"; }));
            const auto run = runDetector(*project, {std::to_string(retrained->model.id.value), 1}, Job{});
            CAUSEWAY_VERIFY(run);
            const auto findings = listFindings(*project, {run->run.id, {}, 1000, false, false}, Job{});
            const auto flagged = [&](const std::string &id) {
                return std::ranges::any_of(findings->findings, [&](const FoundFinding &f) { return f.finding.subject.id == "sequence=" + id; });
            };
            QCOMPARE(flagged(attack), guarded); // the attack passes where all is believed
            QVERIFY(!flagged("184"));
            QVERIFY(retrained->comparison.has_value());
        }
    }

    void aCorrectionMakesAVersion()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(importSequences(project, sessionsWithOddOnes()));
        TrainDetectorRequest train;
        train.detector = "deeplog";
        train.settings.epochs = 4;
        const auto trained = trainDetector(*project, train, Job{});
        CAUSEWAY_VERIFY(trained);
        CorrectModelRequest request{"deeplog", "sequence=sequences.csv:184", 1, 1};
        const auto subject = resolveSubject(*project, "sequences.csv:184", Job{});
        CAUSEWAY_VERIFY(subject);
        request.subject = subject->id;
        const auto corrected = correctModel(*project, request, Job{});
        CAUSEWAY_VERIFY(corrected);
        QVERIFY(corrected->scoreAfter <= corrected->model.report.threshold);
        QCOMPARE(corrected->model.parent, trained->model.id);
        QCOMPARE(corrected->model.status, "candidate");
        QCOMPARE(findModel(*project, "deeplog")->id, corrected->model.parent); // it judges when it is promoted, not before
        QVERIFY(!corrected->model.report.loss.empty());                        // of the training that it goes on from
        const auto run = runDetector(*project, {std::to_string(corrected->model.id.value), 1}, Job{});
        CAUSEWAY_VERIFY(run);
        const auto findings = listFindings(*project, {run->run.id, {}, 1000, false, false}, Job{});
        CAUSEWAY_VERIFY(findings);
        for (const FoundFinding &finding : findings->findings)
            QVERIFY(finding.finding.subject.id != request.subject);

        request.subject = "sequence=nowhere";
        QCOMPARE(correctModel(*project, request, Job{}).error().code, ErrorCode::NotFound);
        QVERIFY(mark(project, "183", Verdict::Anomalous));
        request.subject = resolveSubject(*project, "sequences.csv:183", Job{})->id;
        QCOMPARE(correctModel(*project, request, Job{}).error().code, ErrorCode::Conflict);
        train.detector = "ngram";
        CAUSEWAY_VERIFY(trainDetector(*project, train, Job{}));
        request = {"ngram", subject->id, 1, 1};
        QCOMPARE(correctModel(*project, request, Job{}).error().code, ErrorCode::Unsupported);
    }

    void moreLabelsBringMore()
    {
        // Normal: a walk between 1 and 8. Anomalous: one of eight odd events somewhere, seldom the same ones.
        std::string text;
        std::vector<bool> odd;
        std::uint32_t random = 7;
        const auto next = [&](std::uint32_t below) { return (random = random * 1664525u + 1013904223u) / 65536u % below; };
        for (int i = 0; i < 240; ++i) {
            odd.push_back(i % 3 == 0);
            std::string line;
            for (int k = 0, at = 1 + static_cast<int>(next(8)); k < 8; ++k, at = 1 + (at + static_cast<int>(next(3))) % 8)
                line += std::to_string(at) + " ";
            text += line + (odd.back() ? std::to_string(20 + next(16)) + " 3\n" : "3\n");
        }
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(importSequences(project, text));
        LearningCurveRequest request;
        request.detector = "logistic";
        request.settings.threads = 1;
        QCOMPARE(learningCurve(*project, request, Job{}).error().code, ErrorCode::InvalidInput); // nothing is labelled
        for (std::size_t i = 0; i < odd.size(); ++i)
            QVERIFY(mark(project, "sequences.csv:" + std::to_string(i + 1), odd[i] ? Verdict::Anomalous : Verdict::Normal));
        const auto curve = learningCurve(*project, request, Job{});
        CAUSEWAY_VERIFY(curve);
        QCOMPARE(curve->labels, 240u);
        QVERIFY(curve->points.size() >= 4);
        for (std::size_t i = 0; i < curve->points.size(); ++i) {
            const LearningCurvePoint &point = curve->points[i];
            QVERIFY(point.low <= point.f1 && point.f1 <= point.high && point.low >= 0 && point.high <= 1);
            QVERIFY(i == 0 || point.labels > curve->points[i - 1].labels);
        }
        QVERIFY2(curve->points.back().f1 > curve->points.front().f1, qPrintable(QString::number(curve->points.back().f1)));
        QVERIFY(!curve->expected || (*curve->expected >= curve->points.back().f1 && *curve->expected <= 1));
        request.settings.threads = 2;
        const auto again = learningCurve(*project, request, Job{});
        CAUSEWAY_VERIFY(again);
        for (std::size_t i = 0; i < curve->points.size(); ++i)
            QCOMPARE(again->points[i].f1, curve->points[i].f1);
        request.detector = "ngram";
        QCOMPARE(learningCurve(*project, request, Job{}).error().code, ErrorCode::InvalidInput);
        request.detector = "logistc";
        QCOMPARE(learningCurve(*project, request, Job{}).error().code, ErrorCode::NotFound);
        QCOMPARE(storage::ModelStore(*project).all()->size(), 0u); // nothing is kept
    }
};

CAUSEWAY_TEST(RetrainTest)
#include "retrain_test.moc"
