// Values and workflow of a project, from log lines to findings.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <set>

#include "app/engine/compare_models.h"
#include "app/engine/correct_model.h"
#include "app/engine/event_values.h"
#include "app/engine/explain_finding.h"
#include "app/engine/import_logs.h"
#include "app/engine/label_subjects.h"
#include "app/engine/list_findings.h"
#include "app/engine/list_models.h"
#include "app/engine/run_detector.h"
#include "app/engine/subjects.h"
#include "app/engine/train_detector.h"
#include "app/engine/workflow.h"

using namespace causeway;
using namespace causeway::engine;

namespace {

std::string stamp(int milliseconds)
{
    char text[40];
    const int s = milliseconds / 1000;
    std::snprintf(text, sizeof text, "2024-01-01 %02d:%02d:%02d.%03d INFO copy: ", s / 3600, s / 60 % 60, s % 60, milliseconds % 1000);
    return text;
}

// 300 copies: opened, checked and billed in either order, written with a size and a time, closed. Number 250 is 900 GB large,
// number 280 is closed late.
std::string copies()
{
    std::string text;
    for (int i = 0; i < 300; ++i) {
        const std::string id = "copy_" + std::to_string(1000 + i);
        const int at = i * 10'000, noise = i * 7919 % 100;
        text += stamp(at) + "opened " + id + " for host" + std::to_string(i % 7) + "\n";
        const std::string checked = "checked rights of " + id + "\n", billed = "account of " + id + " was billed\n";
        text += stamp(at + 100 + noise) + (i % 2 == 0 ? checked : billed);
        text += stamp(at + 300 + noise) + (i % 2 == 0 ? billed : checked);
        text += stamp(at + 600 + noise) + "wrote " + id + " size " + (i == 250 ? "900.5 GB" : std::to_string(100 + noise) + ".5 MB") + " in " + std::to_string(20 + noise / 5) + " ms\n";
        text += stamp(at + 900 + 2 * noise + (i == 280 ? 8'000 : 0)) + "closed " + id + "\n";
    }
    return text;
}

Result<void> importText(test::TemporaryProject &project, const std::string &name, const std::string &text, const std::string &format = {})
{
    ImportRequest request;
    request.paths = {project.write(name, text)};
    if (!format.empty())
        request.format = format;
    CAUSEWAY_TRY(importLogs(*project, request, Job{}));
    return {};
}

Result<ModelId> train(test::TemporaryProject &project, const std::string &detector)
{
    TrainDetectorRequest request;
    request.detector = detector;
    CAUSEWAY_ASSIGN(const auto trained, trainDetector(*project, request, Job{}));
    return trained.model.id;
}

std::map<std::string, storage::Finding> found(test::TemporaryProject &project, ModelId model)
{
    std::map<std::string, storage::Finding> out;
    const auto run = runDetector(*project, {std::to_string(model.value), 1}, Job{});
    if (!run) {
        qWarning("%s", run.error().toEnglish().c_str());
        return out;
    }
    const auto findings = listFindings(*project, {run->run.id, {}, 1000, false, false}, Job{});
    for (const FoundFinding &finding : findings->findings)
        out.emplace(finding.finding.subject.id.substr(finding.finding.subject.id.find('=') + 1), finding.finding);
    return out;
}

} // namespace

class ProjectValuesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void valuesOfEvents()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(importText(project, "copies.log", copies()));
        const detect::Detector *const detector = findDetector("value-bounds");
        QVERIFY(detector != nullptr && needsValues(detector->info()) && !needsValues(findDetector("trivial")->info()));
        const auto subjects = sessionSubjects(*project, detector->info(), 2, Job{});
        CAUSEWAY_VERIFY(subjects);
        const detect::SequenceSet &set = subjects->sequences;
        QVERIFY(set.hasValues());
        QCOMPARE(set.size(), std::size_t{300});
        // The line with size and time is the fourth of each session.
        const auto wrote = set.values.columns.find(set.session(0)[3]);
        QVERIFY(wrote != set.values.columns.end());
        QCOMPARE(wrote->second.size(), std::size_t{2});
        QVERIFY(wrote->second[0].unit == detect::ValueColumn::Unit::Bytes && wrote->second[1].unit == detect::ValueColumn::Unit::Nanoseconds);
        for (const int session : {0, 3, 250}) {
            const std::uint64_t at = set.values.offsets[set.offsets[static_cast<std::size_t>(session)] + 3];
            const int noise = session * 7919 % 100;
            QCOMPARE(set.values.values[at], session == 250 ? 900.5e9 : (100.5 + noise) * 1e6);
            QCOMPARE(set.values.values[at + 1], (20 + noise / 5) * 1e6);
        }
        QVERIFY(!sessionSubjects(*project, 2, Job{})->sequences.hasValues());
    }

    void findingsNameTheParameter_data()
    {
        QTest::addColumn<QString>("detector");
        QTest::newRow("values") << QStringLiteral("values");
        QTest::newRow("value-bounds") << QStringLiteral("value-bounds");
    }
    void findingsNameTheParameter()
    {
        QFETCH(QString, detector);
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(importText(project, "copies.log", copies()));
        const auto model = train(project, detector.toStdString());
        CAUSEWAY_VERIFY(model);
        const auto findings = found(project, *model);
        QStringList told;
        for (const auto &[id, finding] : findings)
            told += QString::fromStdString(id + ": " + finding.message.toEnglish());
        QVERIFY2(findings.contains("copy_1250") && findings.contains("copy_1280") && findings.size() <= 6, qPrintable(told.join(QLatin1Char('\n'))));
        const std::string large = findings.at("copy_1250").message.toEnglish(), late = findings.at("copy_1280").message.toEnglish();
        qInfo("%s\n%s", large.c_str(), late.c_str());
        QVERIFY2(large.find("900 GB") != std::string::npos || large.find("900.5 GB") != std::string::npos, large.c_str());
        QVERIFY2(late.find("after the event before") != std::string::npos, late.c_str());
        QVERIFY(findings.at("copy_1250").threshold < 20); // though the order of two steps alternates
        QVERIFY(!findings.at("copy_1250").odd.empty() && findings.at("copy_1250").odd.size() <= 2); // and what was expected from it
        // Explained anew from the project, it is the same.
        FindingExplainer explainer(*project);
        const auto explained = explainer.explain(findings.at("copy_1250"), Job{});
        CAUSEWAY_VERIFY(explained);
        QCOMPARE(explained->message.toEnglish(), large);
        // Marked normal it does not come back; the other one stays.
        CAUSEWAY_VERIFY(labelSubjects(*project, {{"copy_1250"}, Verdict::Normal, "", "me", {}}, Job{}));
        const auto after = found(project, *train(project, detector.toStdString()));
        QVERIFY(!after.contains("copy_1250") && after.contains("copy_1280"));
        const auto corrected = correctModel(*project, {std::to_string(model->value), findings.at("copy_1280").subject.id}, Job{});
        QVERIFY(!corrected && corrected.error().code == ErrorCode::Unsupported);
        CompareModelsRequest compare;
        compare.after = storage::ModelStore(*project).newest(detector.toStdString())->id;
        compare.before = *model;
        CAUSEWAY_VERIFY(compareModels(*project, compare, Job{}));
    }

    void withoutNumbersThereIsNothingToLearn()
    {
        test::TemporaryProject project;
        std::string text;
        for (int i = 0; i < 200; ++i)
            text += "1 2 3 4\n";
        CAUSEWAY_VERIFY(importText(project, "sequences.csv", text, "sequences"));
        for (const char *detector : {"values", "value-bounds"}) {
            const auto model = train(project, detector);
            QVERIFY(!model && model.error().code == ErrorCode::InvalidInput);
            QVERIFY(model.error().toEnglish().find("no pattern has a numeric parameter") != std::string::npos);
        }
    }

    void workflowOfTheSessions()
    {
        test::TemporaryProject project;
        CAUSEWAY_VERIFY(importText(project, "copies.log", copies()));
        const auto response = mineWorkflow(*project, {}, Job{});
        CAUSEWAY_VERIFY(response);
        const sessions::WorkflowBlock &root = response->workflow.root;
        QVERIFY(root.kind == sessions::WorkflowBlock::Kind::Sequence);
        QCOMPARE(root.children.size(), std::size_t{4});
        QVERIFY(root.children[1].kind == sessions::WorkflowBlock::Kind::Concurrent);
        QCOMPARE(root.children[1].children.size(), std::size_t{2});
        QVERIFY(response->names.at(root.children[0].key).starts_with("opened"));
        QVERIFY(response->names.at(root.children[3].key).starts_with("closed"));
        QCOMPARE(response->workflow.sessions, 300u);
        CAUSEWAY_VERIFY(labelSubjects(*project, {{"copy_1250"}, Verdict::Anomalous, "", "me", {}}, Job{}));
        QCOMPARE(mineWorkflow(*project, {}, Job{})->leftOut, 1u);
        WorkflowRequest all;
        all.withAnomalous = true;
        QCOMPARE(mineWorkflow(*project, all, Job{})->workflow.sessions, 300u);
        WorkflowRequest windows;
        windows.grouping = *sessions::Grouping::parse("window:60");
        QCOMPARE(mineWorkflow(*project, windows, Job{})->grouping, std::string("window:60s"));
        test::TemporaryProject nothing;
        QCOMPARE(mineWorkflow(*nothing, {}, Job{}).error().code, ErrorCode::NotFound);
        Job stopped;
        stopped.cancel.cancel();
        QCOMPARE(mineWorkflow(*project, {}, stopped).error().code, ErrorCode::Cancelled);
    }
};

CAUSEWAY_TEST(ProjectValuesTest)
#include "values_test.moc"
