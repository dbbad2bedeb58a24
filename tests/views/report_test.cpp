// The report: hostile text stays text, every tag is closed, nothing is fetched, and the same content gives the same bytes.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>

#include "app/engine/report_content.h"
#include "app/engine/report_problems.h"
#include "app/engine/sample_incident.h"
#include "tests/views/heat_map_fixture.h"
#include "views/report/report_html.h"
#include "views/report/write_report.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;

namespace {

const char *const kHostile = "</pre><script>alert('x')</script><img src=x onerror=\"steal()\">&amp;\x1b[31m\xff";

engine::ReportContent hostile()
{
    engine::ReportContent content;
    content.project = std::string("/tmp/") + "<b>bold</b>.causeway";
    content.info.events = 3;
    content.info.grouping = kHostile;
    storage::SourceInfo source;
    source.name = kHostile;
    content.info.sources.push_back(source);
    engine::ReportContent::Run run;
    run.run.detector = kHostile;
    run.model.detector = kHostile;
    run.model.settings = kHostile;
    run.model.report.rule = Message("%1", std::string(kHostile));
    content.runs.push_back(run);
    engine::ReportContent::Case reported;
    storage::Finding &finding = reported.finding;
    finding.subject.id = kHostile;
    finding.message = Message("“%1” came", std::string(kHostile));
    finding.odd = {EventId(7)};
    for (const std::uint64_t id : {6u, 7u}) {
        storage::Event event;
        event.id = EventId(id);
        event.bytes = std::string(kHostile) + "\n\t" + kHostile + "\r\n";
        reported.lines.push_back({event, id == 7u, id == 7u ? 12u : 0u});
    }
    storage::Label label;
    label.subject.id = kHostile;
    label.note = label.by = label.kind = kHostile;
    reported.label = label;
    reported.leftOutAfter = 1;
    content.labels.push_back(label);
    auto explained = std::make_shared<engine::ExplainFindingResponse>(test::explained(6));
    reported.explained = explained;
    reported.also = {{finding, 2}};
    reported.also.push_back({finding, 3});
    reported.also.back().finding.subject.id = std::string("other ") + kHostile;
    content.problems.push_back({finding, 2, 5, TimePoint::none(), TimePoint::none(), {{kHostile, 5}}});
    content.cases.push_back(reported);
    auto catalog = std::make_shared<storage::TemplateCatalog>();
    content.catalog = catalog;
    auto flow = std::make_shared<engine::MineFlowResponse>();
    flow->graph.nodes.resize(2);
    flow->graph.edges.resize(1);
    flow->graph.edges[0].to = 1;
    flow->texts = {kHostile, kHostile};
    content.flow = flow;
    return content;
}

// What is wrong with the nesting of tags; empty: nothing.
QString unbalanced(const QString &html)
{
    static const QRegularExpression tag(QStringLiteral("<(/?)([a-z][a-z0-9]*)[^<>]*>"));
    const QStringList voids{QStringLiteral("meta"), QStringLiteral("img"), QStringLiteral("br")};
    QStringList open;
    for (auto matches = tag.globalMatch(html); matches.hasNext();) {
        const auto match = matches.next();
        const QString name = match.captured(2);
        if (voids.contains(name))
            continue;
        if (match.captured(1).isEmpty())
            open << name;
        else if (open.isEmpty() || open.takeLast() != name)
            return QStringLiteral("</%1> at %2").arg(name).arg(match.capturedStart());
    }
    return open.join(' ');
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

const Result<engine::SampleIncidentResponse> &sampleIncident()
{
    static const QTemporaryDir folder;
    static const auto made = [] {
        engine::SampleIncidentRequest request;
        request.folder = folder.path().toStdString();
        request.lines = 10'000;
        request.network = false;
        return engine::makeSampleIncident(request, Job{});
    }();
    return made;
}

} // namespace

class ReportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hostileTextStaysText()
    {
        ReportPictures pictures;
        pictures.flow.source = QStringLiteral("data:image/svg+xml;base64,AAAA");
        pictures.heatMaps.push_back({{}, 0, QStringLiteral("<script>")});
        const QString html = reportHtml(hostile(), pictures);
        QVERIFY(html.contains(QStringLiteral("&lt;script&gt;alert(")));
        QVERIFY(!html.contains(QStringLiteral("<script"), Qt::CaseInsensitive));
        QVERIFY(!html.contains(QStringLiteral("<img src=x")) && !html.contains(QStringLiteral("<b>bold")));
        QCOMPARE(html.count(QStringLiteral("</pre>")), 1);
        QVERIFY(!html.contains(QChar(0x1b)));
        QCOMPARE(unbalanced(html), QString());
        QCOMPARE(html.count(QStringLiteral("class=\"odd\"")), 1);
        QVERIFY(html.contains(QStringLiteral("… 12 lines left out …")) && html.contains(QStringLiteral("… 1 line left out …")));
        QVERIFY(html.startsWith(QStringLiteral("<!DOCTYPE html>")) && html.contains(QStringLiteral("<meta charset=\"utf-8\">")));
    }
    // From a project to a file of either kind.
    void aProjectIsReported_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("start");
        QTest::newRow("html") << QStringLiteral("r.html") << QByteArray("<!DOCTYPE html>");
        QTest::newRow("pdf") << QStringLiteral("r.pdf") << QByteArray("%PDF-");
    }
    void aProjectIsReported()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, start);
        const auto &sample = sampleIncident();
        CAUSEWAY_VERIFY(sample);
        const auto project = storage::Project::open(sample->project, storage::Project::Mode::OpenExisting);
        CAUSEWAY_VERIFY(project);
        const auto content = engine::reportContent(**project, {}, Job{});
        CAUSEWAY_VERIFY(content);
        QVERIFY(!content->runs.empty() && content->flow != nullptr && !content->flow->graph.edges.empty());
        QVERIFY(!content->problems.empty() && content->cases.size() > 3);
        std::uint64_t told = content->otherFindings;
        int severalSources = 0, odd = 0;
        for (const engine::ReportContent::Problem &problem : content->problems) {
            told += problem.findings;
            std::uint64_t byTellers = 0;
            for (const engine::ReportContent::Problem::Teller &teller : problem.tellers)
                byTellers += teller.findings;
            QCOMPARE(byTellers, problem.findings);
            QVERIFY(problem.subjects <= problem.findings && problem.tellers.front().detector == problem.example.detector);
        }
        QCOMPARE(told, content->totalFindings);
        QCOMPARE(content->cases.size(), content->problems.size());
        QVERIFY(std::ranges::is_sorted(content->problems, std::greater<>(), &engine::ReportContent::Problem::subjects));
        QVERIFY2(content->problems.size() <= 18, qPrintable(QString::number(content->problems.size()))); // of six faults, some at several places
        for (const engine::ReportContent::Case &one : content->cases) {
            QVERIFY(!one.lines.empty() && one.lines.size() <= 40);
            std::set<SourceId> sources;
            TimePoint before = one.lines.front().event.time;
            for (const engine::ReportContent::Case::Line &line : one.lines) {
                QVERIFY(line.event.time >= before);
                before = line.event.time;
                sources.insert(line.event.source);
            }
            severalSources += sources.size() > 1;
            odd += std::ranges::any_of(one.lines, &engine::ReportContent::Case::Line::odd);
        }
        QVERIFY(severalSources > 0 && odd > 0);
        QTemporaryDir folder;
        QByteArray before;
        const auto light = qScopeGuard([] { theme::apply(theme::Mode::Light); });
        for (int i = 0; i < 2; ++i) {
            theme::apply(i == 0 ? theme::Mode::Light : theme::Mode::Dark); // pictures are for paper in any case
            const QString path = folder.filePath(QString::number(i) + name);
            CAUSEWAY_VERIFY(writeReport(*content, path, Job{}));
            const QByteArray bytes = read(path);
            QVERIFY(bytes.startsWith(start) && bytes.size() > 5'000);
            QVERIFY(i == 0 || bytes == before);
            before = bytes;
        }
        if (!name.endsWith(QLatin1String("html")))
            return;
        const QString html = QString::fromUtf8(before);
        QCOMPARE(unbalanced(html), QString());
        QVERIFY(html.contains(QStringLiteral("data:image/svg+xml;base64,")));
        QVERIFY(!html.contains(QStringLiteral("src=\"http")) && !html.contains(QStringLiteral("href=\"http")));
        QVERIFY(html.contains(QStringLiteral("cardlink timed out")));
        for (const QString &line : html.split('\n'))
            if (line.startsWith(QLatin1String("  ")) || line.startsWith(QLatin1String("<span class=\"odd\">")))
                QVERIFY2(line.size() < 400, qPrintable(line));
    }
    void findingsAboutTheSameAreOneProblem()
    {
        std::vector<storage::Finding> findings;
        const auto add = [&](const char *detector, const char *says, int from, int to) {
            for (int i = from; i < to; ++i) {
                storage::Finding &finding = findings.emplace_back();
                finding.detector = detector;
                finding.subject.id = "r=" + std::to_string(i);
                finding.message = Message("“%1” came", std::string(says) + std::to_string(i));
            }
        };
        add("trivial", "card failed ", 0, 12);   // 12 subjects …
        add("tcfg", "nothing after card ", 0, 9); // … of which the flow has most, in as many findings with the next
        add("tcfg", "late card ", 9, 12);
        add("trivial", "parcel lost ", 20, 26);
        add("attention", "parcel odd ", 23, 30); // half of the smaller one is not more than half
        add("tcfg", "alone ", 40, 41);
        const auto problems = engine::findProblems(findings);
        QCOMPARE(problems.size(), std::size_t(4));
        QCOMPARE(problems[0].subjects, std::size_t(12));
        QCOMPARE(problems[0].findings, std::size_t(24));
        QCOMPARE(problems[0].groups.size(), std::size_t(3));
        QCOMPARE(problems[0].groups[0].front()->detector, std::string("tcfg")); // 12 findings each: the flow's comes first
        QCOMPARE(problems[0].groups[0].size(), std::size_t(9));
        QCOMPARE(problems[1].groups[0].front()->detector, std::string("attention"));
        QCOMPARE(problems[2].subjects, std::size_t(6));
        QCOMPARE(problems[3].subjects, std::size_t(1));
    }
    void longSessionsAreToldAroundTheirOddLines()
    {
        using Lines = std::vector<std::size_t>;
        QCOMPARE(engine::linesToShow(3, {}, 40), (Lines{0, 1, 2}));
        QCOMPARE(engine::linesToShow(40, Lines{5}, 40).size(), std::size_t(40));
        QCOMPARE(engine::linesToShow(100, Lines{50}, 5), (Lines{48, 49, 50, 51, 52}));
        QCOMPARE(engine::linesToShow(100, Lines{0, 50, 51}, 8), (Lines{0, 1, 49, 50, 51, 52}));
        QCOMPARE(engine::linesToShow(100, Lines{99}, 4), (Lines{96, 97, 98, 99}));
        QCOMPARE(engine::linesToShow(10, Lines{1, 2, 3, 4, 5, 6}, 4), (Lines{1, 2, 3, 4}));
        QCOMPARE(engine::linesToShow(10, {}, 4), (Lines{0, 1, 8, 9}));
    }
    void longLinesAreCut()
    {
        engine::ReportContent content = hostile();
        content.cases[0].lines.resize(1);
        content.cases[0].lines[0].event.bytes = std::string(500, 'x') + "\n" + std::string(300, 'y') + "\n";
        const QString html = reportHtml(content, {});
        QVERIFY(html.contains(QString(299, 'x') + QChar(0x2026)) && !html.contains(QString(300, 'x')));
        QVERIFY(html.contains(QString(300, 'y')));
    }
    void otherNamesAndFullFoldersAreErrors()
    {
        const auto wrongKind = writeReport(hostile(), QStringLiteral("/tmp/report.doc"), Job{});
        QVERIFY(!wrongKind && wrongKind.error().code == ErrorCode::Usage);
        const auto nowhere = writeReport(hostile(), QStringLiteral("/nowhere/at/all/report.html"), Job{});
        QVERIFY(!nowhere && nowhere.error().code == ErrorCode::Unwritable);
    }
    void anEmptyProjectHasNothingToReport()
    {
        test::TemporaryProject project;
        const auto content = engine::reportContent(*project, {}, Job{});
        QVERIFY(!content && content.error().code == ErrorCode::NotFound);
    }
};

CAUSEWAY_TEST(ReportTest)
#include "report_test.moc"
