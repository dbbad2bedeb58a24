// The report: hostile text stays text, every tag is closed, nothing is fetched, and the same content gives the same bytes.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

#include "app/engine/report_content.h"
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
    storage::Finding &finding = reported.found.finding;
    finding.subject.id = kHostile;
    finding.message = Message("“%1” came", std::string(kHostile));
    finding.odd = {EventId(7)};
    for (const std::uint64_t id : {6u, 7u}) {
        storage::Event event;
        event.id = EventId(id);
        event.bytes = std::string(kHostile) + "\n\t" + kHostile + "\r\n";
        reported.found.lines.push_back(event);
    }
    storage::Label label;
    label.subject.id = kHostile;
    label.note = label.by = label.kind = kHostile;
    reported.found.label = label;
    content.labels.push_back(label);
    auto explained = std::make_shared<engine::ExplainFindingResponse>(test::explained(6));
    reported.explained = explained;
    reported.also = {finding};
    content.problems.push_back({finding, 2, TimePoint::none(), TimePoint::none(), 0});
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
        pictures.flow = QStringLiteral("data:image/svg+xml;base64,AAAA");
        const QString html = reportHtml(hostile(), pictures);
        QVERIFY(html.contains(QStringLiteral("&lt;script&gt;alert(")));
        QVERIFY(!html.contains(QStringLiteral("<script"), Qt::CaseInsensitive));
        QVERIFY(!html.contains(QStringLiteral("<img src=x")) && !html.contains(QStringLiteral("<b>bold")));
        QCOMPARE(html.count(QStringLiteral("</pre>")), 1);
        QVERIFY(!html.contains(QChar(0x1b)));
        QCOMPARE(unbalanced(html), QString());
        QCOMPARE(html.count(QStringLiteral("class=\"odd\"")), 1);
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
        for (const engine::ReportContent::Problem &problem : content->problems) {
            told += problem.findings;
            const engine::ReportContent::Case &one = content->cases.at(problem.shownIn);
            QVERIFY(one.found.finding.detector == problem.example.detector ||
                    std::ranges::any_of(one.also, [&](const storage::Finding &finding) { return finding.detector == problem.example.detector; }));
        }
        QCOMPARE(told, content->totalFindings);
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
