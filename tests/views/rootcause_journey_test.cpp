// A person asks what broke: a time is chosen, causes come with their evidence, and what is behind it is opened.

#include "tests/support/test_registry.h"

#include <QAction>
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QTableView>
#include <QToolButton>

#include "app/engine/group_sessions.h"
#include "storage/finding_store.h"
#include "tests/support/temporary_project.h"
#include "tests/views/rootcause_desk.h"
#include "views/graph/graph_view.h"
#include "views/models/cause_tables.h"
#include "views/rootcause/cause_metric_panel.h"
#include "views/rootcause/propagation_panel.h"
#include "views/rootcause/trace_pair_panel.h"
#include "views/traces/metric_chart.h"
#include "views/traces/waterfall_view.h"

using namespace causeway;
using namespace causeway::views;
using namespace causeway::test;
using workspace::Workspace;

namespace {

using Desk = RootCauseDesk;

} // namespace

class RootCauseJourneyTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(write(m_folder.filePath("spans.json"), spans()));
        QVERIFY(write(m_folder.filePath("metrics.json"), metrics()));
        QVERIFY(write(m_folder.filePath("lines.jsonl"), lines()));
    }

    void emptyStates()
    {
        const QTemporaryDir folder;
        QVERIFY(write(folder.filePath("lines.log"), "2023-11-14 22:13:20 INFO shop: up\n2023-11-14 22:13:50 INFO shop: down\n"));
        Desk desk(folder);
        QVERIFY(!desk.causes->showsAnswer());
        QVERIFY(!desk.actions.action("rootcause.find")->isEnabled());
        engine::ImportRequest request;
        request.paths = {folder.filePath("lines.log").toStdString()};
        desk.workspace.importLogs(request, folder.filePath("l.causeway"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.workspace.snapshot() && desk.workspace.snapshot()->events == 2, kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        desk.workspace.setTimeRange(seconds(0, 60));
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY(!desk.causes->showsAnswer() && !desk.perspective.desk().hasMaterial()); // no traces, no metrics, no sessions but windows of time
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
    }

    void fromTheTimeToTheEvidence()
    {
        Desk desk(m_folder);
        QVERIFY(desk.active);
        engine::ImportRequest request;
        for (const char *name : {"spans.json", "metrics.json", "lines.jsonl"})
            request.paths.push_back(m_folder.filePath(name).toStdString());
        desk.workspace.importLogs(request, m_folder.filePath("p.causeway"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.workspace.snapshot() && desk.workspace.snapshot()->sources.size() == 3, kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY(!desk.causes->showsAnswer()); // no time is chosen

        // The minute in which the bank is slow and fails.
        desk.workspace.setTimeRange(seconds(60, 120));
        QTRY_VERIFY_WITH_TIMEOUT(desk.causes->showsAnswer() && desk.perspective.desk().answer() != nullptr, kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QAbstractItemModel &causes = *desk.causes->causes().model(), &evidence = *desk.causes->evidence().model();
        new QAbstractItemModelTester(&causes, &causes);
        new QAbstractItemModelTester(&evidence, &evidence);
        QVERIFY(causes.rowCount() > 0);
        QCOMPARE(causes.index(0, CauseModel::ServiceColumn).data().toString(), QString("bank"));
        QVERIFY2(desk.causes->verdict().text().contains("bank"), qPrintable(desk.causes->verdict().text()));
        QVERIFY(evidence.rowCount() > 0);

        // Each evidence opens what is behind it.
        auto *pair = desk.window.findChild<TracePairPanel *>();
        int opened = 0;
        for (int row = 0; row < evidence.rowCount(); ++row) {
            QTableView &table = desk.causes->evidence();
            table.setFocus();
            table.setCurrentIndex(evidence.index(row, EvidenceModel::TextColumn));
            if (static_cast<EvidenceModel &>(evidence).evidence(row).rows.empty())
                continue;
            QTest::keyClick(&table, Qt::Key_Return);
            QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
            if (static_cast<EvidenceModel &>(evidence).evidence(row).family == rootcause::Family::Metrics)
                continue;
            QTRY_VERIFY_WITH_TIMEOUT(pair->isVisible() && pair->showsTraces() && pair->example().tree() != nullptr, kWait);
            QVERIFY(pair->normal().tree() != nullptr);
            QVERIFY(pair->example().tree()->beginNs() >= seconds(60, 120).from.ns && pair->normal().tree()->beginNs() < seconds(60, 120).from.ns);
            ++opened;
        }
        QVERIFY(opened > 0);

        // The other panels tell the same.
        desk.actions.action("rootcause.metrics")->trigger();
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        auto *measured = desk.window.findChild<CauseMetricPanel *>();
        const auto charts = [&] { return measured->charts().size(); };
        desk.perspective.desk().chooseEvidence(nullptr);
        QTRY_COMPARE_WITH_TIMEOUT(charts(), std::size_t{2}, kWait);
        QVERIFY(!measured->all().isVisible());
        const auto &spoken = desk.perspective.desk().cause()->evidence;
        const auto metric = std::ranges::find(spoken, rootcause::Family::Metrics, &rootcause::Evidence::family);
        QVERIFY(metric != spoken.end());
        desk.perspective.desk().chooseEvidence(&*metric); // its series alone, until all are asked for
        QTRY_COMPARE_WITH_TIMEOUT(charts(), std::size_t{1}, kWait);
        measured->all().click();
        QTRY_COMPARE_WITH_TIMEOUT(charts(), std::size_t{2}, kWait);
        for (MetricChart *chart : measured->charts())
            QVERIFY2(chart->height() >= 140, qPrintable(QString::number(chart->height())));
        desk.actions.action("rootcause.map")->trigger();
        auto *map = desk.window.findChild<PropagationPanel *>();
        QTRY_VERIFY_WITH_TIMEOUT(map->picture() != nullptr, kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QCOMPARE(map->picture()->nodeCount(), std::size_t{2});
        desk.actions.action("rootcause.impact")->trigger();
        desk.actions.action("rootcause.families")->trigger();
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));

        // What is held against it, as a person chooses.
        desk.causes->baseline().setCurrentIndex(1);
        Q_EMIT desk.causes->baseline().activated(1);
        QVERIFY(desk.perspective.desk().isSearching());
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY(desk.perspective.desk().answer()->request.otherwise == engine::CauseBaseline::Before);
        QCOMPARE(desk.causes->baseline().currentIndex(), 1);
        desk.causes->baseline().setCurrentIndex(2); // no time is marked
        Q_EMIT desk.causes->baseline().activated(2);
        QCOMPARE(desk.causes->baseline().currentIndex(), 1);

        // MicroRank beside; a quiet time names nothing.
        desk.causes->method().setCurrentIndex(1);
        Q_EMIT desk.causes->method().activated(1);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QTRY_VERIFY_WITH_TIMEOUT(desk.perspective.desk().answer()->isRanking(), kWait);
        desk.causes->method().setCurrentIndex(0);
        Q_EMIT desk.causes->method().activated(0);
        desk.workspace.setTimeRange(seconds(30, 60));
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QTRY_VERIFY_WITH_TIMEOUT(desk.perspective.desk().answer() != nullptr && !desk.perspective.desk().answer()->report().found, kWait);
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
    }

    // A search that was left before it had an answer is made when the same time is looked at again.
    void aSearchThatWasLeftIsMadeAgain()
    {
        Desk desk(m_folder);
        desk.workspace.open(m_folder.filePath("p.causeway"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.workspace.snapshot() != nullptr && desk.workspace.jobs().isIdle(), kWait);
        desk.workspace.setTimeRange(seconds(60, 120));
        QVERIFY(desk.perspective.desk().isSearching());
        desk.workspace.setTimeRange({});
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY(!desk.causes->showsAnswer());
        desk.workspace.setTimeRange(seconds(60, 120));
        QTRY_VERIFY_WITH_TIMEOUT(desk.causes->showsAnswer() && desk.perspective.desk().answer() != nullptr, kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
    }

    // Any service can be asked about: what there is for and against it, beside the first.
    void whyNotThisOne()
    {
        Desk desk(m_folder);
        QVERIFY(desk.ask(m_folder.filePath("p.causeway"), seconds(60, 120)));
        CauseDesk &about = desk.perspective.desk();
        QComboBox &services = desk.causes->services();
        QCOMPARE(services.count(), 2); // shop and bank, whatever they score
        QCOMPARE(services.currentIndex(), 0);
        QVERIFY(!desk.causes->beside().text().contains("in brackets"));
        services.setCurrentIndex(1);
        Q_EMIT services.activated(1);
        QCOMPARE(about.answer()->service(about.cause()->service), QString("shop"));
        QVERIFY2(desk.causes->beside().text().contains("in brackets bank"), qPrintable(desk.causes->beside().text()));
        QVERIFY(desk.causes->evidence().model()->rowCount() > 0);

        // Of a quiet time nothing speaks for either; they can be asked about, and confirmed, all the same.
        desk.workspace.setTimeRange(seconds(30, 60));
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QTRY_VERIFY_WITH_TIMEOUT(about.answer()->request.time == seconds(30, 60), kWait);
        QCOMPARE(about.answer()->size(), std::size_t{2});
        const rootcause::Report &report = about.answer()->report();
        QVERIFY(!report.others.empty());
        const auto other = static_cast<int>(report.causes.size());
        services.setCurrentIndex(other);
        Q_EMIT services.activated(other);
        QCOMPARE(about.cause(), &report.others.front());
        QVERIFY(desk.actions.action("rootcause.confirm")->isEnabled());
        QVERIFY(!desk.causes->causes().currentIndex().isValid());
        new QAbstractItemModelTester(desk.causes->evidence().model(), this);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
    }

    // What a detector found in a trace in which evidence was seen is a key away; where there is none it is said why.
    void evidenceLeadsToItsFinding()
    {
        const QString path = m_folder.filePath("f.causeway");
        QVERIFY(QFile::copy(m_folder.filePath("p.causeway"), path));
        Desk desk(m_folder);
        QVERIFY(desk.active && desk.ask(path, seconds(60, 120)));
        CauseDesk &about = desk.perspective.desk();
        auto &evidence = static_cast<EvidenceModel &>(*desk.causes->evidence().model());
        const auto choose = [&](bool withRows) -> const rootcause::Evidence * {
            for (int row = 0; row < evidence.rowCount(); ++row)
                if (evidence.evidence(row).rows.empty() != withRows) {
                    about.chooseEvidence(&evidence.evidence(row));
                    return about.evidence();
                }
            return nullptr;
        };
        QAction *action = desk.actions.action("rootcause.finding");
        QVERIFY(choose(false) != nullptr && !action->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(about.findings() != nullptr, kWait);
        QVERIFY(about.findings()->whyNone.has_value() && action->toolTip().contains("sessions"));

        const auto &project = desk.workspace.data().project;
        engine::GroupSessionsRequest request;
        request.grouping.emplace().by = sessions::Grouping::By::Trace;
        const auto grouped = engine::groupSessions(*project, request, Job{});
        CAUSEWAY_VERIFY(grouped);
        const CauseAnswerData before = about.answer();
        desk.workspace.refresh();
        QTRY_VERIFY_WITH_TIMEOUT(about.answer() != before, kWait); // there are new events
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        const rootcause::Evidence *seen = choose(true);
        QVERIFY(seen != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(about.findings() != nullptr, kWait);
        QVERIFY(about.findings()->sessions > 0 && about.findings()->findings.empty() && !action->isEnabled());

        const auto &spans = *about.answer()->material().spans;
        storage::Finding finding;
        finding.subject = {SubjectKind::Session, "trace=" + traces::toHex(spans.traceKey(spans.trace(seen->rows.front())))};
        finding.score = 2;
        finding.threshold = 1;
        finding.message = Message(CAUSEWAY_TEXT("It is odd"));
        const std::vector<std::string> subjects{finding.subject.id};
        const std::vector<double> scores{2};
        CAUSEWAY_VERIFY(storage::FindingStore(*project).addRun({RunId{}, ModelId{}, "trivial", "trace", 0, 1, 1}, subjects, scores, {&finding, 1}));
        about.chooseEvidence(seen);
        QTRY_VERIFY_WITH_TIMEOUT(about.findings() != nullptr, kWait);
        QCOMPARE(about.findings()->findings.size(), std::size_t{1});
        QVERIFY(action->isEnabled());
        desk.causes->causes().setFocus();
        QTest::keyClick(&desk.causes->causes(), Qt::Key_H);
        QCOMPARE(desk.workspace.perspective(), QString("findings"));
        QVERIFY(desk.workspace.selection().finding == about.findings()->findings.front().id);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
    }
};

CAUSEWAY_TEST(RootCauseJourneyTest)
#include "rootcause_journey_test.moc"
