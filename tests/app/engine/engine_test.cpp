// Use cases on a small crafted log: imported, mined, grouped, corrected, judged.

#include "tests/support/temporary_project.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/core/civil_time.h"
#include "app/engine/analyse.h"
#include "app/engine/edit_templates.h"
#include "app/engine/evaluate_runs.h"
#include "app/engine/event_histogram.h"
#include "app/engine/explain_finding.h"
#include "app/engine/export_data.h"
#include "app/engine/group_sessions.h"
#include "app/engine/import_logs.h"
#include "app/engine/label_subjects.h"
#include "app/engine/list_findings.h"
#include "app/engine/list_patterns.h"
#include "app/engine/mine_templates.h"
#include "app/engine/parameter_values.h"
#include "app/engine/project_info.h"
#include "app/engine/run_detector.h"
#include "app/engine/score_curves.h"
#include "app/engine/train_detector.h"
#include "app/engine/undo_edit.h"
#include "storage/redoable_edits.h"

using namespace causeway;
using namespace causeway::engine;

namespace {

// Orders: received, paid, sent; every 50th is never paid. Interleaved, a second apart.
std::string orders(int count)
{
    std::string text;
    const auto line = [&](int second, const std::string &what) {
        char stamp[64];
        std::snprintf(stamp, sizeof stamp, "2024-01-01 %02d:%02d:%02d INFO shop: ", second / 3600, second / 60 % 60, second % 60);
        text += stamp + what + "\n";
    };
    for (int i = 0; i < count + 2; ++i) {
        const auto id = [](int n) { return "order_" + std::to_string(1000 + n); };
        if (i < count)
            line(3 * i, "received " + id(i) + " from customer");
        if (i >= 1 && i - 1 < count && (i - 1) % 50 != 49)
            line(3 * i + 1, "payment of " + id(i - 1) + " accepted");
        if (i >= 2)
            line(3 * i + 2, "parcel for " + id(i - 2) + " handed over");
    }
    return text;
}

Result<ImportResponse> import(test::TemporaryProject &project, const std::string &name, const std::string &bytes, std::optional<Verdict> label = {})
{
    ImportRequest request;
    request.paths = {project.write(name, bytes)};
    request.label = label;
    return importLogs(*project, request, Job{});
}

const storage::TemplateInfo *findText(const storage::TemplateCatalog &catalog, const std::string &part)
{
    for (const storage::TemplateInfo &info : catalog.templates)
        if (info.text().find(part) != std::string::npos)
            return &info;
    return nullptr;
}

// "id: text xcount" of all templates, to compare before and after.
QString describe(storage::Project &project)
{
    const auto catalog = currentTemplates(project, 1, Job{});
    if (!catalog)
        return QString::fromStdString(catalog.error().toEnglish());
    QString out;
    for (const storage::TemplateInfo &info : (*catalog)->templates)
        out += QStringLiteral("%1:%2 x%3 %4 [%5]\n").arg(info.id.value).arg(QString::fromStdString(info.text())).arg(info.count).arg(QString::fromStdString(info.name)).arg(info.shapes.size());
    return out;
}

sessions::Grouping by(const char *text) { return sessions::Grouping::parse(text).value_or(sessions::Grouping()); }

} // namespace

class EngineTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void templatesKeepTheirIdsOverImports()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        const auto before = currentTemplates(*project, 1, Job{});
        CAUSEWAY_VERIFY(before);
        QCOMPARE((*before)->templates.size(), 3u);
        const storage::TemplateInfo *paid = findText(**before, "payment of");
        QVERIFY(paid != nullptr);
        QCOMPARE(paid->count, 98u);
        QCOMPARE(QString::fromStdString(toIso8601(paid->first)), "2024-01-01T00:00:04Z");
        CAUSEWAY_VERIFY(import(project, "b.log", orders(100) + "2024-01-01 09:00:00 ERROR shop: out of paper\n"));
        const auto after = currentTemplates(*project, 1, Job{});
        CAUSEWAY_VERIFY(after);
        QCOMPARE((*after)->templates.size(), 4u);
        const storage::TemplateInfo *again = (*after)->find(paid->id);
        QVERIFY(again != nullptr && again->text() == paid->text());
        QCOMPARE(again->count, 196u);
        QVERIFY((*after)->version > (*before)->version);
    }

    void templateEditsAreUndoneAndSurviveMining()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        const auto catalog = currentTemplates(*project, 1, Job{});
        CAUSEWAY_VERIFY(catalog);
        const TemplateId paid = findText(**catalog, "payment of")->id, sent = findText(**catalog, "parcel for")->id;
        const QString original = describe(*project);

        EditTemplatesRequest request;
        request.action = EditTemplatesRequest::Action::Merge;
        request.ids = {paid, sent};
        const auto merged = editTemplates(*project, request, Job{});
        CAUSEWAY_VERIFY(merged);
        QCOMPARE(merged->touched.size(), 1u);
        QCOMPARE(merged->touched.front().count, 198u);
        QVERIFY(merged->touched.front().id == paid);
        // They have no word in common: the text of the more frequent one, whichever was named first.
        QCOMPARE(QString::fromStdString(merged->touched.front().text()), QString("parcel for order_<*> handed over"));
        const QString afterMerge = describe(*project);

        request.action = EditTemplatesRequest::Action::Rename;
        request.ids = {sent}; // by its alias
        request.name = "after the order";
        const auto renamed = editTemplates(*project, request, Job{});
        CAUSEWAY_VERIFY(renamed);
        QVERIFY(renamed->touched.front().id == paid && renamed->touched.front().name == "after the order");

        // The merge cannot be undone under the rename.
        const auto refused = undoEdit(*project, {merged->edit, {}, false}, Job{});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        CAUSEWAY_VERIFY(undoEdit(*project, {renamed->edit, {}, false}, Job{}));
        QCOMPARE(describe(*project), afterMerge);

        CAUSEWAY_VERIFY(mineTemplates(*project, {1}, Job{}));
        QCOMPARE(describe(*project), afterMerge);

        request.action = EditTemplatesRequest::Action::Split;
        request.ids = {paid};
        const auto split = editTemplates(*project, request, Job{});
        CAUSEWAY_VERIFY(split);
        QCOMPARE(split->touched.size(), 2u);
        const QString afterSplit = describe(*project);
        CAUSEWAY_VERIFY(mineTemplates(*project, {1}, Job{}));
        QCOMPARE(describe(*project), afterSplit);
        CAUSEWAY_VERIFY(undoEdit(*project, {0, "template", false}, Job{}));
        QCOMPARE(describe(*project), afterMerge);
        CAUSEWAY_VERIFY(undoEdit(*project, {split->edit, {}, true}, Job{}));
        QCOMPARE(describe(*project), afterSplit);
        CAUSEWAY_VERIFY(undoEdit(*project, {split->edit, {}, false}, Job{}));
        CAUSEWAY_VERIFY(undoEdit(*project, {merged->edit, {}, false}, Job{}));
        QCOMPARE(describe(*project), original);

        request.action = EditTemplatesRequest::Action::Split;
        const auto single = editTemplates(*project, request, Job{});
        QVERIFY(!single);
        QCOMPARE(single.error().code, ErrorCode::InvalidInput);
        request.ids = {TemplateId(4711)};
        QCOMPARE(editTemplates(*project, request, Job{}).error().code, ErrorCode::NotFound);
    }

    void whatIsUndoneBeforeANewEditIsNotRedone()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        const auto catalog = currentTemplates(*project, 1, Job{});
        CAUSEWAY_VERIFY(catalog);
        const TemplateId paid = findText(**catalog, "payment of")->id, sent = findText(**catalog, "parcel for")->id;
        const auto pin = [&](TemplateId id) { return editTemplates(*project, {EditTemplatesRequest::Action::Pin, {id}, {}, {}}, Job{}); };
        const auto first = pin(paid);
        CAUSEWAY_VERIFY(first);
        CAUSEWAY_VERIFY(undoEdit(*project, {first->edit, {}, false}, Job{}));
        CAUSEWAY_VERIFY(undoEdit(*project, {first->edit, {}, true}, Job{}));
        CAUSEWAY_VERIFY(undoEdit(*project, {first->edit, {}, false}, Job{}));
        const QString before = describe(*project);
        const auto second = pin(sent); // of another pattern: they share nothing
        CAUSEWAY_VERIFY(second);
        const QString after = describe(*project);
        const auto refuse = [&](storage::EditNumber edit) {
            const auto refused = undoEdit(*project, {edit, {}, true}, Job{});
            return !refused && refused.error().code == ErrorCode::Conflict;
        };
        QVERIFY(refuse(first->edit));
        CAUSEWAY_VERIFY(undoEdit(*project, {second->edit, {}, false}, Job{}));
        QCOMPARE(describe(*project), before);
        QVERIFY(refuse(first->edit));
        const auto redoable = storage::redoableEdits(*project);
        CAUSEWAY_VERIFY(redoable);
        QCOMPARE(redoable->size(), 1u);
        QCOMPARE(redoable->front(), second->edit);
        CAUSEWAY_VERIFY(undoEdit(*project, {second->edit, {}, true}, Job{}));
        QCOMPARE(describe(*project), after);
    }

    void aMergeReadsAsAllItsLinesDo()
    {
        std::string log;
        for (int i = 0; i < 20; ++i) {
            const std::string user = "u" + std::to_string(i % 7);
            log += "2024-01-01 00:00:" + std::to_string(10 + i) + " INFO shop: session opened for user " + user + "\n";
            if (i % 2 == 0)
                log += "2024-01-01 00:00:" + std::to_string(10 + i) + " INFO shop: session closed for user " + user + "\n";
        }
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", log));
        const auto catalog = currentTemplates(*project, 1, Job{});
        CAUSEWAY_VERIFY(catalog);
        EditTemplatesRequest request;
        request.action = EditTemplatesRequest::Action::Merge;
        request.ids = {findText(**catalog, "closed")->id, findText(**catalog, "opened")->id}; // the rarer first
        const auto merged = editTemplates(*project, request, Job{});
        CAUSEWAY_VERIFY(merged);
        const auto check = [&] {
            const auto values = parameterValues(*project, {request.ids.front(), {}, nullptr}, Job{});
            CAUSEWAY_VERIFY(values);
            QCOMPARE(values->events, 30u);
            QCOMPARE(values->unreadable, 0u);
            QCOMPARE(values->parameters.size(), 2u);
            QCOMPARE(values->parameters[0].top[0].text, "opened");
            QCOMPARE(values->parameters[0].top[0].count, 20u);
            QCOMPARE(values->parameters[0].top[1].count, 10u);
            QCOMPARE(values->parameters[1].distinct, 7u);
        };
        QCOMPARE(QString::fromStdString(merged->touched.front().text()), QString("session <*> for user <*>"));
        check();
        const QString before = describe(*project);
        CAUSEWAY_VERIFY(mineTemplates(*project, {1}, Job{}));
        QCOMPARE(describe(*project), before);
        // More lines of both forms, and of one that is new.
        CAUSEWAY_VERIFY(import(project, "b.log", "2024-01-01 01:00:00 INFO shop: session opened for user x9\n2024-01-01 01:00:01 INFO shop: stock is low\n"));
        CAUSEWAY_VERIFY(currentTemplates(*project, 1, Job{}));
        QVERIFY(describe(*project).contains("session <*> for user <*>"));
    }

    void aThresholdOfOnesOwn()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        CAUSEWAY_VERIFY(groupSessions(*project, {}, Job{}));
        TrainDetectorRequest train;
        train.detector = "ngram";
        const auto trained = trainDetector(*project, train, Job{});
        CAUSEWAY_VERIFY(trained);
        const std::string model = std::to_string(trained->model.id.value);
        const auto first = runDetector(*project, {model}, Job{});
        CAUSEWAY_VERIFY(first);
        const auto curves = scoreCurves(*project, false, Job{});
        CAUSEWAY_VERIFY(curves);
        QCOMPARE(curves->size(), 1u);
        const ScoreCurve &curve = curves->front();
        QCOMPARE(curve.at(first->run.threshold).flagged, first->run.anomalous);
        QCOMPARE(curve.subjects, 100u);
        QVERIFY(curve.steps.size() >= 2);
        QVERIFY(std::is_sorted(curve.steps.begin(), curve.steps.end(), [](const auto &a, const auto &b) { return a.score > b.score; }));

        // Every threshold flags what its curve says.
        for (const ScoreCurve::Step &step : curve.steps) {
            const auto run = runDetector(*project, {model, 0, step.score}, Job{});
            CAUSEWAY_VERIFY(run);
            QCOMPARE(run->run.anomalous, curve.at(step.score).flagged);
            QCOMPARE(run->run.threshold, step.score);
        }
        // It stays with the model until it is taken back.
        const double lowest = curve.steps.back().score - 1;
        QCOMPARE(runDetector(*project, {model, 0, lowest}, Job{})->run.anomalous, 100u);
        QCOMPARE(runDetector(*project, {model}, Job{})->run.anomalous, 100u);
        QCOMPARE(*storage::ModelStore(*project).get(trained->model.id)->threshold, lowest);
        QCOMPARE(runDetector(*project, {model, 0, std::nullopt, true}, Job{})->run.anomalous, first->run.anomalous);
        QVERIFY(!storage::ModelStore(*project).get(trained->model.id)->threshold);
        QCOMPARE(runDetector(*project, {model, 0, std::nan("")}, Job{}).error().code, ErrorCode::InvalidInput);
        // Each was an edit.
        const auto own = [&] { return storage::ModelStore(*project).get(trained->model.id)->threshold; };
        CAUSEWAY_VERIFY(undoEdit(*project, {0, "model", false}, Job{}));
        QCOMPARE(own(), std::optional(lowest));
        const auto undone = undoEdit(*project, {0, "model", false}, Job{});
        CAUSEWAY_VERIFY(undone);
        QCOMPARE(own(), std::optional(curve.steps.back().score));
        CAUSEWAY_VERIFY(undoEdit(*project, {undone->edit.number, {}, true}, Job{}));
        QCOMPARE(own(), std::optional(lowest));
        QCOMPARE(runDetector(*project, {model}, Job{})->run.anomalous, 100u);
    }

    void groupings_data()
    {
        QTest::addColumn<QByteArray>("by");
        QTest::addColumn<QString>("is");
        QTest::addColumn<int>("sessions");
        QTest::addColumn<int>("ungrouped");
        QTest::newRow("auto") << QByteArray("auto") << "identifier:order" << 100 << 0;
        QTest::newRow("the best identifier") << QByteArray("identifier") << "identifier:order" << 100 << 0;
        QTest::newRow("source") << QByteArray("source") << "source" << 1 << 0;
        QTest::newRow("window") << QByteArray("window:60") << "window:60s" << 6 << 0;
    }
    void groupings()
    {
        QFETCH(QByteArray, by);
        QFETCH(QString, is);
        QFETCH(int, sessions);
        QFETCH(int, ungrouped);
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        GroupSessionsRequest request;
        request.grouping = ::by(by.constData());
        const auto grouped = groupSessions(*project, request, Job{});
        CAUSEWAY_VERIFY(grouped);
        QCOMPARE(QString::fromStdString(grouped->sessions->grouping), is);
        QCOMPARE(static_cast<int>(grouped->sessions->sessions.size()), sessions);
        QCOMPARE(static_cast<int>(grouped->sessions->ungrouped), ungrouped);
        QCOMPARE(grouped->events, 298u);
        // Remembered; and the same whatever the number of threads.
        const auto remembered = currentSessions(*project, 1, Job{});
        CAUSEWAY_VERIFY(remembered);
        QVERIFY((*remembered)->grouping == grouped->sessions->grouping);
        request.again = true;
        request.threads = 3;
        const auto again = groupSessions(*project, request, Job{});
        CAUSEWAY_VERIFY(again);
        QVERIFY(again->sessions->events == grouped->sessions->events && again->sessions->offsets == grouped->sessions->offsets);
    }

    void eventsOfASessionAreInOrderOfTime()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "later.log", "2024-01-01 00:00:05 INFO shop: payment of order_1 accepted\n2024-01-01 00:00:07 INFO shop: payment of order_2 accepted\n"));
        CAUSEWAY_VERIFY(import(project, "earlier.log", "2024-01-01 00:00:09 INFO shop: parcel for order_2 handed over\n2024-01-01 00:00:01 INFO shop: received order_2 from x\n"));
        GroupSessionsRequest request;
        request.grouping = by("identifier:order");
        const auto grouped = groupSessions(*project, request, Job{});
        CAUSEWAY_VERIFY(grouped);
        const auto session = grouped->sessions->find("order_2");
        QVERIFY(session.has_value());
        const auto events = grouped->sessions->eventsOf(*session);
        QCOMPARE(events.size(), 3u);
        QVERIFY(events[0] == EventId(3) && events[1] == EventId(1) && events[2] == EventId(2));
        QCOMPARE(*session, 0u); // its first event is the earliest
        QCOMPARE(QString::fromStdString(toIso8601(grouped->sessions->sessions[*session].last)), "2024-01-01T00:00:09Z");
    }

    void whatCannotBeGroupedSaysWhatThereIs()
    {
        test::TemporaryProject project;
        QCOMPARE(currentSessions(*project, 1, Job{}).error().code, ErrorCode::NotFound);
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        GroupSessionsRequest request;
        request.grouping = by("identifier:invoice");
        const auto grouped = groupSessions(*project, request, Job{});
        QVERIFY(!grouped);
        QVERIFY(grouped.error().toEnglish().find("order") != std::string::npos);
        request.grouping = by("trace");
        QVERIFY(!groupSessions(*project, request, Job{}));
    }

    void fromImportToExplainedFinding()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "normal.log", orders(49), Verdict::Normal));
        CAUSEWAY_VERIFY(import(project, "odd.log", "2024-01-02 00:00:01 INFO shop: received order_7 from customer\n2024-01-02 00:00:09 INFO shop: parcel for order_7 handed over\n"));
        std::vector<std::string> stages;
        AnalyseRequest request;
        request.threads = 2;
        request.onStage = [&](const Message &message) { stages.push_back(message.toEnglish()); };
        const auto analysed = analyse(*project, request, Job{});
        CAUSEWAY_VERIFY(analysed);
        QVERIFY(stages.size() >= 4);
        QVERIFY(!analysed->runs.empty());
        ListFindingsRequest list;
        list.subject = "order_7";
        list.withLines = list.withSteps = true;
        const auto found = listFindings(*project, list, Job{});
        CAUSEWAY_VERIFY(found);
        QCOMPARE(found->findings.size(), 1u);
        const FoundFinding &finding = found->findings.front();
        QVERIFY(finding.finding.subject.id == "identifier:order=order_7");
        QVERIFY(!finding.lines.empty() && finding.lines.front().bytes.find("order_7") != std::string::npos);
        QCOMPARE(finding.steps.size(), 2u);
        QVERIFY(finding.finding.message.toEnglish().find("payment of") != std::string::npos);
        QVERIFY(!finding.label.has_value());

        // Held out are only subjects that the model has not seen; unlabelled ones do not count.
        CAUSEWAY_VERIFY(labelSubjects(*project, {{"order_7"}, Verdict::Anomalous, "lost payment", "me", {}}, Job{}));
        EvaluateRunsRequest evaluate;
        evaluate.heldOut = true;
        evaluate.prevalence = 0.1;
        const auto quality = evaluateRuns(*project, evaluate, Job{});
        CAUSEWAY_VERIFY(quality);
        const auto trivial = std::find_if(quality->runs.begin(), quality->runs.end(), [](const RunQuality &run) { return run.run.detector == "trivial"; });
        QVERIFY(trivial != quality->runs.end());
        QCOMPARE(trivial->subjects, 1u);
        QCOMPARE(trivial->leftOut, 49u);
        QCOMPARE(trivial->evaluation.all.confusion.tp, 1u);
        evaluate.heldOut = false;
        const auto all = evaluateRuns(*project, evaluate, Job{});
        CAUSEWAY_VERIFY(all);
        QCOMPARE(all->runs.back().evaluation.all.confusion.tn + all->runs.back().evaluation.all.confusion.fp, 49u);
    }

    void theFirstAnalysisNeedsNoLabels()
    {
        test::TemporaryProject project;
        const auto odd = [&]() -> QStringList {
            const auto analysed = analyse(*project, {}, Job{});
            const auto found = listFindings(*project, {}, Job{});
            if (!analysed || !found)
                return {QStringLiteral("failed")};
            QStringList out;
            for (const FoundFinding &finding : found->findings)
                if (finding.finding.detector == "trivial")
                    out << QString::fromStdString(finding.finding.subject.id).section('_', 1) + (finding.finding.message.toEnglish().find("payment of") != std::string::npos ? "" : "?");
            out.sort();
            return out;
        };
        CAUSEWAY_VERIFY(import(project, "first.log", orders(200)));
        const QStringList first{"1049", "1099", "1149", "1199"};
        QCOMPARE(odd(), first);
        storage::ModelStore models(*project);
        const auto model = models.newest("trivial");
        CAUSEWAY_VERIFY(model);
        QVERIFY(wasAutomatic(*model));
        QCOMPARE(odd(), first); // the same model judges again
        QVERIFY(models.newest("trivial")->id == model->id);

        // Two more orders come, one of them unpaid, and an order of before goes on: what is rare is asked of all there are now.
        CAUSEWAY_VERIFY(import(project, "second.log", "2024-01-01 01:00:01 INFO shop: received order_2000 from customer\n"
                                                      "2024-01-01 01:00:02 INFO shop: received order_2001 from customer\n"
                                                      "2024-01-01 01:00:03 INFO shop: payment of order_2000 accepted\n"
                                                      "2024-01-01 01:00:04 INFO shop: parcel for order_2000 handed over\n"
                                                      "2024-01-01 01:00:05 INFO shop: parcel for order_2001 handed over\n"
                                                      "2024-01-01 01:00:06 INFO shop: payment of order_1000 accepted\n"));
        QCOMPARE(odd(), (QStringList{"1000", "1049", "1099", "1149", "1199", "2001"}));
        QVERIFY(models.newest("trivial")->parent == model->id);

        // One that was judged by hand makes no model of it alone.
        CAUSEWAY_VERIFY(labelSubjects(*project, {{"order_2001"}, Verdict::Normal, {}, "me", {}}, Job{}));
        QCOMPARE(odd().size(), 6);

        // What somebody trained is the reference they want.
        TrainDetectorRequest train;
        train.detector = "trivial";
        const auto own = trainDetector(*project, train, Job{});
        CAUSEWAY_VERIFY(own);
        QVERIFY(!wasAutomatic(own->model));
        (void)odd();
        QVERIFY(models.newest("trivial")->id == own->model.id);
    }

    void theSampleShowsItsIncident()
    {
        test::TemporaryProject project;
        ImportRequest request;
        request.paths = {test::sourcePath("resources/samples/shop.log"), test::sourcePath("resources/samples/payment.log")};
        CAUSEWAY_VERIFY(importLogs(*project, request, Job{}));
        const auto analysed = analyse(*project, {}, Job{});
        CAUSEWAY_VERIFY(analysed);
        const auto run = std::ranges::find(analysed->runs, "trivial", &storage::RunInfo::detector);
        QVERIFY(run != analysed->runs.end());
        QCOMPARE(run->scored, 1153u);
        QVERIFY(run->anomalous >= 10 && run->anomalous <= run->scored * 3 / 100);
        const auto found = listFindings(*project, {}, Job{});
        CAUSEWAY_VERIFY(found);
        for (const FoundFinding &finding : found->findings) {
            if (finding.finding.run != run->id)
                continue;
            // The incident of resources/samples/README.md; sessions that began in it may end a little later.
            const std::string from = toIso8601(finding.finding.from), said = finding.finding.message.toEnglish();
            QVERIFY2(from >= "2024-03-05T12:19" && from < "2024-03-05T12:31:30", from.c_str());
            QVERIFY2(said.find(" of 1153") != std::string::npos || said.find("of 1153 sessions") != std::string::npos, said.c_str());
        }
    }

    void windowsAreJudgedLabelledAndShown()
    {
        test::TemporaryProject project;
        std::string burst;
        for (int i = 0; i < 400; ++i)
            burst += "2024-01-01 00:04:30 ERROR shop: disk is full\n";
        CAUSEWAY_VERIFY(import(project, "a.log", orders(200)));
        TrainDetectorRequest train;
        train.detector = "threshold";
        CAUSEWAY_VERIFY(trainDetector(*project, train, Job{}));
        CAUSEWAY_VERIFY(import(project, "burst.log", burst));
        const auto run = runDetector(*project, {"threshold", 2}, Job{});
        CAUSEWAY_VERIFY(run);
        QVERIFY(run->run.anomalous >= 1);
        ListFindingsRequest list;
        list.withLines = true;
        list.limit = 1;
        const auto found = listFindings(*project, list, Job{});
        CAUSEWAY_VERIFY(found);
        const storage::Finding &finding = found->findings.front().finding;
        QCOMPARE(finding.subject.kind, SubjectKind::Window);
        QVERIFY(finding.from <= TimePoint{1704067470000000000} && finding.to > TimePoint{1704067470000000000});
        QCOMPARE(found->findings.front().lines.size(), kLinesPerFinding);
        // Named as it is printed, whatever sessions are.
        CAUSEWAY_VERIFY(labelSubjects(*project, {{finding.subject.id}, Verdict::Anomalous, {}, "me", {}}, Job{}));
        list.subject = finding.subject.id;
        const auto again = listFindings(*project, list, Job{});
        CAUSEWAY_VERIFY(again);
        QCOMPARE(again->findings.size(), 1u);
        QVERIFY(again->findings.front().label.has_value());
        const auto quality = evaluateRuns(*project, {}, Job{});
        CAUSEWAY_VERIFY(quality);
        QCOMPARE(quality->labels, 1u);
        QCOMPARE(quality->runs.front().evaluation.all.confusion.tp, 1u);
    }

    void aModelOfAnotherGroupingIsRefused()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        TrainDetectorRequest train;
        train.detector = "trivial";
        const auto trained = trainDetector(*project, train, Job{});
        CAUSEWAY_VERIFY(trained);
        QVERIFY(trained->model.grouping == "identifier:order");
        GroupSessionsRequest request;
        request.grouping = by("window:60");
        CAUSEWAY_VERIFY(groupSessions(*project, request, Job{}));
        const auto run = runDetector(*project, {"trivial", 1}, Job{});
        QVERIFY(!run);
        QCOMPARE(run.error().code, ErrorCode::Conflict);
        QVERIFY(run.error().toEnglish().find("identifier:order") != std::string::npos);
        QCOMPARE(runDetector(*project, {"trivail", 1}, Job{}).error().code, ErrorCode::NotFound);
        QCOMPARE(runDetector(*project, {"99", 1}, Job{}).error().code, ErrorCode::NotFound);
    }

    void labelsGoOutAndIn()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        CAUSEWAY_VERIFY(labelSubjects(*project, {{"order_1001", "window:window:60s=2024-01-01T00:00:00Z"}, Verdict::Normal, "=1+1", "@me", "-a, \"b\"\nc"}, Job{}));
        const std::string path = project.path("labels.csv");
        const auto out = exportData(*project, {ExportWhat::Labels, path}, Job{});
        CAUSEWAY_VERIFY(out);
        QCOMPARE(out->rows, 2u);
        const std::string text = test::readFile(path);
        QVERIFY(text.find("subject,verdict,kind,by,note\n") == 0);
        QVERIFY(text.find(",'=1+1,'@me,\"'-a, \"\"b\"\"\nc\"\n") != std::string::npos);
        const auto before = storage::LabelStore(*project).all();
        CAUSEWAY_VERIFY(undoEdit(*project, {0, "label", false}, Job{}));
        QCOMPARE(storage::LabelStore(*project).counts()->labels, 0u);
        CAUSEWAY_VERIFY(importLabels(*project, {path}, Job{}));
        const auto after = storage::LabelStore(*project).all();
        CAUSEWAY_VERIFY(after);
        QCOMPARE(after->size(), before->size());
        for (std::size_t i = 0; i < after->size(); ++i)
            QVERIFY((*after)[i].subject == (*before)[i].subject && (*after)[i].note == (*before)[i].note && (*after)[i].kind == (*before)[i].kind && (*after)[i].by == (*before)[i].by);
    }

    void aBadLabelFileChangesNothing_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        QTest::newRow("verdict") << QByteArray("subject,verdict\norder_1001,normal\norder_1002,fine\n") << 3;
        QTest::newRow("unknown session") << QByteArray("order_1001,normal\norder_77,normal\n") << 2;
        QTest::newRow("columns") << QByteArray("order_1001\n") << 1;
        QTest::newRow("open quote") << QByteArray("order_1001,normal\n\"order_1002,normal\n") << 2;
    }
    void aBadLabelFileChangesNothing()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, line);
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        const auto done = importLabels(*project, {project.write("labels.csv", text.toStdString())}, Job{});
        QVERIFY(!done);
        QCOMPARE(static_cast<int>(done.error().where.line), line);
        QCOMPARE(storage::LabelStore(*project).counts()->labels, 0u);
    }

    void countsOverTimeAddUp()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100) + "2024-01-01 00:05:30 ERROR shop: out of paper\n"));
        EventHistogramRequest request;
        request.buckets = 10;
        const auto histogram = eventHistogram(*project, request, Job{});
        CAUSEWAY_VERIFY(histogram);
        QCOMPARE(histogram->counted, 299u);
        QCOMPARE(histogram->series.size(), 2u);
        QCOMPARE(histogram->series[1].level, Level::Error);
        QCOMPARE(histogram->series[1].total, 1u);
        QVERIFY(histogram->buckets <= 10 && histogram->buckets >= 5);
        QCOMPARE(histogram->bucketNs, 60'000'000'000);
        QCOMPARE(histogram->series[1].counts[5], 1u);
        request.range = {*parseTime("2024-01-01T00:01:00Z"), *parseTime("2024-01-01T00:02:00Z")};
        request.by = EventHistogramRequest::By::Template;
        const auto part = eventHistogram(*project, request, Job{});
        CAUSEWAY_VERIFY(part);
        QCOMPARE(part->counted, histogram->series[0].counts[1]);
        QCOMPARE(part->series.size(), 3u);

        const auto patterns = listPatterns(*project, {}, Job{});
        CAUSEWAY_VERIFY(patterns);
        QCOMPARE(patterns->events, 299u);
        QCOMPARE(patterns->patterns.size(), 4u);
        QCOMPARE(patterns->patterns.back().worst(), Level::Error);
        QCOMPARE(patterns->patterns.front().count, 100u);
        for (const Pattern &pattern : patterns->patterns)
            QCOMPARE(std::accumulate(pattern.spark.begin(), pattern.spark.end(), std::uint64_t(0)), pattern.count);
    }

    // Bars are no shorter than what the clock counts in: else every second one would be empty, whatever happened.
    void bucketsAreNoShorterThanTheClocks_data()
    {
        QTest::addColumn<QByteArray>("stamp"); // of line %1
        QTest::addColumn<qint64>("bucketNs");
        QTest::newRow("whole seconds") << QByteArray("2024-01-01 00:00:%1 INFO shop: ") << qint64(1'000'000'000);
        QTest::newRow("tenths of a second") << QByteArray("2024-01-01 00:00:%1.5 INFO shop: ") << qint64(100'000'000);
        QTest::newRow("whole minutes") << QByteArray("2024-01-01 00:%1:00 INFO shop: ") << qint64(60'000'000'000);
    }
    void bucketsAreNoShorterThanTheClocks()
    {
        QFETCH(const QByteArray, stamp);
        QFETCH(const qint64, bucketNs);
        QByteArray log;
        for (int i = 0; i < 60; ++i)
            for (int n = 0; n <= i % 3; ++n)
                log += QByteArray(stamp).replace("%1", QByteArray::number(i).rightJustified(2, '0')) + "order " + QByteArray::number(n) + " came\n";
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", log.toStdString()));
        EventHistogramRequest request;
        request.buckets = 2'000;
        const auto histogram = eventHistogram(*project, request, Job{});
        CAUSEWAY_VERIFY(histogram);
        QCOMPARE(histogram->bucketNs, bucketNs);
        QCOMPARE(histogram->fromNs % bucketNs, 0);
        QCOMPARE(histogram->counted, 120u);
        const auto &counts = histogram->series.front().counts;
        QCOMPARE(counts.size(), histogram->buckets);
        QCOMPARE(std::accumulate(counts.begin(), counts.end(), std::uint64_t(0)), 120u);
        if (bucketNs >= 1'000'000'000)
            QVERIFY(std::find(counts.begin(), counts.end(), 0u) == counts.end());
    }

    void cancellingEndsWithCancelled()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "a.log", orders(100)));
        Job job;
        job.cancel.cancel();
        GroupSessionsRequest request;
        request.grouping = by("source");
        QCOMPARE(groupSessions(*project, request, job).error().code, ErrorCode::Cancelled);
        QCOMPARE(listPatterns(*project, {}, job).error().code, ErrorCode::Cancelled);
        const std::string path = project.path("lines.csv");
        QCOMPARE(exportData(*project, {ExportWhat::Lines, path}, job).error().code, ErrorCode::Cancelled);
        QVERIFY(!QFile::exists(QString::fromStdString(path)));
    }

    void hdfsGroupsByBlock()
    {
        CAUSEWAY_REQUIRE_DATA("hdfs_raw/HDFS_20000.log.gz");
        test::TemporaryProject project;
        ImportRequest request;
        request.paths = {test::dataPath("hdfs_raw/HDFS_20000.log.gz")};
        CAUSEWAY_VERIFY(importLogs(*project, request, Job{}));
        const auto grouped = groupSessions(*project, {}, Job{});
        CAUSEWAY_VERIFY(grouped);
        QCOMPARE(QString::fromStdString(grouped->sessions->grouping), "identifier:blk");
        QCOMPARE(grouped->sessions->sessions.size(), 1782u);
        QCOMPARE(grouped->events, 20000u);
        const auto info = projectInfo(*project, Job{});
        CAUSEWAY_VERIFY(info);
        QCOMPARE(info->sessions, 1782u);
        QCOMPARE(info->events, 20000u);
    }

    void hdfsSessionsAreJudgedHeldOut()
    {
        CAUSEWAY_REQUIRE_DATA("hdfs_sessions/hdfs_train.gz");
        test::TemporaryProject project;
        const auto take = [](const char *name) { return test::dataPath(std::string("hdfs_sessions/") + name + ".gz"); };
        ImportRequest request;
        request.paths = {take("hdfs_train")};
        request.label = Verdict::Normal;
        CAUSEWAY_VERIFY(importLogs(*project, request, Job{}));
        TrainDetectorRequest train;
        train.detector = "trivial";
        CAUSEWAY_VERIFY(trainDetector(*project, train, Job{}));
        request.paths = {take("hdfs_test_abnormal")};
        request.label = Verdict::Anomalous;
        CAUSEWAY_VERIFY(importLogs(*project, request, Job{}));
        std::string normal = "Sequence,label\n";
        for (const char *name : {"robust_log_train.csv", "robust_log_valid.csv"})
            for (const std::string &line : test::readLines(take(name)))
                if (line.ends_with(",0"))
                    normal += line + "\n";
        CAUSEWAY_VERIFY(import(project, "robust_normal.csv", normal));
        CAUSEWAY_VERIFY(runDetector(*project, {"trivial", 2}, Job{}));
        EvaluateRunsRequest evaluate;
        evaluate.heldOut = true;
        evaluate.prevalence = 0.0295;
        const auto quality = evaluateRuns(*project, evaluate, Job{});
        CAUSEWAY_VERIFY(quality);
        const detect::Quality &all = quality->runs.front().evaluation.all;
        QCOMPARE(quality->runs.front().subjects, 16838u + 7000u);
        QCOMPARE(quality->runs.front().leftOut, 4855u);
        QVERIFY2(all.confusion.recall() >= .999, qPrintable(QString::number(all.confusion.recall())));
        QVERIFY2(all.f1Projected.value_or(0) >= .98, qPrintable(QString::number(all.f1Projected.value_or(0))));
        // By import, not by a person; and found by their line.
        const auto first = storage::LabelStore(*project).get({SubjectKind::Session, "sequence=17"});
        CAUSEWAY_VERIFY(first);
        QVERIFY(first->has_value() && (*first)->by == "import");
        const auto other = resolveSubject(*project, "robust_normal.csv:17", Job{});
        CAUSEWAY_VERIFY(other);
        QVERIFY(other->id == "sequence=robust_normal.csv:17");
    }

};

CAUSEWAY_TEST(EngineTest)
#include "engine_test.moc"
