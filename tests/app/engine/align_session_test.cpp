#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include "app/engine/align_session.h"
#include "app/engine/import_logs.h"
#include "app/engine/label_subjects.h"
#include "app/engine/mine_templates.h"
#include "storage/finding_store.h"

using namespace causeway;
using namespace causeway::engine;

namespace {

using Kind = AlignSessionResponse::Kind;
using Why = AlignSessionResponse::Why;

// "open | read | -close": - missing, + extra, ~ late.
QString drawn(test::TemporaryProject &project, const AlignSessionResponse &response)
{
    const auto catalog = currentTemplates(*project, 0, Job{});
    QStringList rows;
    for (const auto &row : response.rows) {
        const QString text = QString::fromStdString(std::string((*catalog)->nameOf(TemplateId(row.key))));
        rows << (row.kind == Kind::Missing ? QStringLiteral("-") : row.kind == Kind::Extra ? QStringLiteral("+") : row.kind == Kind::Late ? QStringLiteral("~") : QString()) +
                    text.section(QLatin1Char(' '), 2);
    }
    return rows.join(QStringLiteral(" | "));
}

// 30 usual requests of four steps a second apart; then one with each kind of oddity.
std::string requests()
{
    std::string text;
    int second = 0;
    const auto request = [&](int number, const std::vector<std::pair<const char *, int>> &steps) {
        for (const auto &[step, gap] : steps) {
            second += gap;
            char line[120];
            std::snprintf(line, sizeof line, "2026-03-01 %02d:%02d:%02d INFO request req-%d %s\n", second / 3600, second / 60 % 60, second % 60, number, step);
            text += line;
        }
        second += 5;
    };
    for (int i = 0; i < 30; ++i)
        request(i + 100, {{"opened", 1}, {"was read", 1}, {"was written", 1}, {"closed", 1}});
    request(200, {{"opened", 1}, {"was read", 1}, {"closed", 1}});
    request(201, {{"opened", 1}, {"was read", 1}, {"failed badly", 1}, {"was written", 1}, {"closed", 1}});
    request(202, {{"opened", 1}, {"was read", 1}, {"was written", 60}, {"closed", 1}});
    return text;
}

} // namespace

class AlignSessionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_project = std::make_unique<test::TemporaryProject>();
        ImportRequest request;
        request.paths = {m_project->write("requests.log", requests())};
        CAUSEWAY_VERIFY(importLogs(**m_project, request, Job{}));
    }

    void tellsWhatIsMissingExtraAndLate_data()
    {
        QTest::addColumn<QString>("session");
        QTest::addColumn<QString>("expected");
        QTest::newRow("usual") << "req-107" << "opened | was read | was written | closed";
        QTest::newRow("missing") << "req-200" << "opened | was read | -was written | closed";
        QTest::newRow("extra") << "req-201" << "opened | was read | +failed badly | was written | closed";
        QTest::newRow("late") << "req-202" << "opened | was read | ~was written | closed";
    }
    void tellsWhatIsMissingExtraAndLate()
    {
        QFETCH(QString, session);
        const auto response = SessionAligner(**m_project).align({session.toStdString(), {}}, Job{});
        CAUSEWAY_VERIFY(response);
        QTEST(drawn(*m_project, *response), "expected");
        QVERIFY(response->alike >= 30 && response->nearest && response->complete);
        QCOMPARE(response->why, Why::Unfound);
        QVERIFY(response->other != response->session);
        for (const auto &row : response->rows)
            if (row.kind == Kind::Late) {
                QCOMPARE(*row.gapNs, 60'000'000'000);
                QCOMPARE(row.usualNs, 1'000'000'000);
                QVERIFY(row.usualSeen >= kLateSeen);
            }
    }

    void aLabelWeighsMoreThanNoFinding()
    {
        CAUSEWAY_VERIFY(labelSubjects(**m_project, {{"req-120"}, Verdict::Normal, {}, "me", {}}, Job{}));
        const auto response = SessionAligner(**m_project).align({"req-200", {}}, Job{});
        CAUSEWAY_VERIFY(response);
        QVERIFY(QString::fromStdString(response->other).endsWith(QStringLiteral("=req-120")));
        QCOMPARE(response->why, Why::Labelled);
    }

    void whatIsLabelledAnomalousOrHasAFindingIsNoMeasure()
    {
        const auto normal = [this] {
            const auto response = SessionAligner(**m_project).align({"req-107", {}}, Job{});
            return response ? response->normal : 0;
        };
        QCOMPARE(normal(), std::uint64_t{33});
        CAUSEWAY_VERIFY(labelSubjects(**m_project, {{"req-200", "req-201"}, Verdict::Anomalous, {}, "me", {}}, Job{}));
        QCOMPARE(normal(), std::uint64_t{31});
        const std::string subject = SessionAligner(**m_project).align({"req-202", {}}, Job{})->session;
        storage::Finding finding;
        finding.detector = "trivial";
        finding.subject = {SubjectKind::Session, subject};
        finding.message = Message(CAUSEWAY_TEXT("The step is late"));
        const std::vector<std::string> subjects{subject};
        const std::vector<double> scores{2};
        CAUSEWAY_VERIFY(storage::FindingStore(**m_project).addRun({RunId{}, ModelId{}, "trivial", "", 0, 1, 1}, subjects, scores, {&finding, 1}));
        QCOMPARE(normal(), std::uint64_t{30});
    }

    void besideTheOneThatIsAskedFor()
    {
        const auto response = SessionAligner(**m_project).align({"req-200", "req-201"}, Job{});
        CAUSEWAY_VERIFY(response);
        QCOMPARE(drawn(*m_project, *response), QStringLiteral("opened | was read | -failed badly | -was written | closed"));
        QCOMPARE(response->why, Why::Asked);
    }

    void refusesWhatIsNotThere()
    {
        const auto response = SessionAligner(**m_project).align({"req-999", {}}, Job{});
        QVERIFY(!response);
        QCOMPARE(response.error().code, ErrorCode::NotFound);
    }

    void saysWhereNothingIsNormal()
    {
        test::TemporaryProject project;
        ImportRequest request;
        request.format = "sequences";
        request.paths = {project.write("one.csv", "1 2 3\n")};
        CAUSEWAY_VERIFY(importLogs(*project, request, Job{}));
        const auto response = SessionAligner(*project).align({"1", {}}, Job{});
        QVERIFY(!response);
        QCOMPARE(response.error().code, ErrorCode::NotFound);
    }

private:
    std::unique_ptr<test::TemporaryProject> m_project;
};

CAUSEWAY_TEST(AlignSessionTest)
#include "align_session_test.moc"
