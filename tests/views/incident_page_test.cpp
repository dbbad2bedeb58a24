// The page of an incident: hostile text stays text, every tag is closed, nothing is fetched, the same incident gives the same bytes.

#include "tests/support/test_registry.h"

#include <QFile>
#include <QRegularExpression>
#include <QScopeGuard>

#include "tests/support/temporary_project.h"
#include "tests/views/rootcause_desk.h"
#include "views/report/incident_pictures.h"
#include "views/report/write_incident.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;
using namespace causeway::test;

namespace {

const char *const kHostile = "</td><script>alert('x')</script><img src=x onerror=\"steal()\">&amp;\x1b[31m\xff";

QString unbalanced(const QString &html)
{
    static const QRegularExpression tag(QStringLiteral("<(/?)([a-z][a-z0-9]*)[^<>]*>"));
    QStringList open;
    for (auto matches = tag.globalMatch(html); matches.hasNext();) {
        const auto match = matches.next();
        const QString name = match.captured(2);
        if (QStringList{QStringLiteral("meta"), QStringLiteral("img"), QStringLiteral("br")}.contains(name))
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

} // namespace

class IncidentPageTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::shared_ptr<storage::Project> m_project;

    Result<CauseAnswer> answer(const TimeRange &time)
    {
        CauseAnswer out;
        out.request.time = time;
        CAUSEWAY_ASSIGN(out.response, engine::findRootCause(*m_project, out.request, Job{}));
        CAUSEWAY_ASSIGN(out.summaries, traces::summarise(*out.material().spans, Job{}));
        return out;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(importShop(m_folder, m_folder.filePath("p.causeway")));
        const auto project = storage::Project::open(m_folder.filePath("p.causeway").toStdString(), storage::Project::Mode::OpenExisting);
        CAUSEWAY_VERIFY(project);
        m_project = *project;
    }

    void hostileTextStaysText()
    {
        auto found = answer(seconds(60, 120));
        CAUSEWAY_VERIFY(found);
        rootcause::Report &report = found->response.report;
        for (std::string &service : report.services)
            service = kHostile;
        report.missing.emplace_back("%1", std::string(kHostile));
        report.causes.front().pod = kHostile;
        report.causes.front().evidence.front().text = Message("“%1” came", std::string(kHostile));
        storage::Incident kept;
        kept.time = seconds(60, 120);
        kept.verdict = storage::IncidentVerdict::Cause;
        kept.name = kept.note = kept.by = kept.service = kept.kind = kept.pod = kept.operation = kHostile;
        kept.rejected = {kHostile};
        IncidentPictures pictures;
        pictures.metrics.push_back({text::fromBytes(kHostile), {QStringLiteral("data:image/svg+xml;base64,AAAA"), 0, QStringLiteral("<script>")}});
        const QString html = incidentHtml({"/tmp/<b>bold</b>.causeway", std::make_shared<const CauseAnswer>(std::move(*found)), kept}, pictures);
        QVERIFY(html.contains(QStringLiteral("&lt;script&gt;alert(")));
        QVERIFY(!html.contains(QStringLiteral("<script"), Qt::CaseInsensitive) && !html.contains(QStringLiteral("<img src=x")) && !html.contains(QStringLiteral("<b>bold")));
        QVERIFY(!html.contains(QChar(0x1b)));
        QCOMPARE(unbalanced(html), QString());
    }

    void itTellsWhatBroke_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("start");
        QTest::newRow("html") << QStringLiteral("i.html") << QByteArray("<!DOCTYPE html>");
        QTest::newRow("pdf") << QStringLiteral("i.pdf") << QByteArray("%PDF-");
    }
    void itTellsWhatBroke()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, start);
        auto found = answer(seconds(60, 120));
        CAUSEWAY_VERIFY(found);
        storage::Incident kept;
        kept.time = seconds(60, 120);
        kept.name = "Declined";
        kept.note = "the pool was full";
        kept.by = "ann";
        kept.atNs = kBegin * 1'000'000'000;
        const IncidentPage page{m_folder.filePath("p.causeway").toStdString(), std::make_shared<const CauseAnswer>(std::move(*found)), kept};
        QByteArray before;
        const auto light = qScopeGuard([] { theme::apply(theme::Mode::Light); });
        for (int i = 0; i < 2; ++i) {
            theme::apply(i == 0 ? theme::Mode::Light : theme::Mode::Dark); // it is for paper in any case
            const QString path = m_folder.filePath(QString::number(i) + name);
            CAUSEWAY_VERIFY(writeIncident(page, path, Job{}));
            const QByteArray bytes = read(path);
            QVERIFY(bytes.startsWith(start) && bytes.size() > 5'000);
            QVERIFY(i == 0 || bytes == before);
            before = bytes;
        }
        if (!name.endsWith(QLatin1String("html")))
            return;
        const QString html = QString::fromUtf8(before);
        QCOMPARE(unbalanced(html), QString());
        for (const char *told : {"Incident: Declined", "the pool was full", "by", "bank", "post /order", "Why bank", "Whom it hurts", "Services in order", "An example", "normal trace", "2023-11-14T22:14:20Z"})
            QVERIFY2(html.contains(QLatin1String(told)), told);
        QCOMPARE(html.count(QStringLiteral("src=\"data:image/svg+xml;base64,")), static_cast<int>(html.count(QStringLiteral("<img"))));
        QVERIFY(html.count(QStringLiteral("<img")) >= 3); // two traces, a map
        QVERIFY(!html.contains(QStringLiteral("http")));
    }

    void whatIsNotThereIsLeftOut()
    {
        auto found = answer(seconds(60, 120));
        CAUSEWAY_VERIFY(found);
        found->response.report.causes.clear();
        found->response.report.impact.clear();
        found->response.report.found = false;
        found->summaries.clear();
        const QString path = m_folder.filePath("none.html");
        CAUSEWAY_VERIFY(writeIncident({"/p.causeway", std::make_shared<const CauseAnswer>(std::move(*found)), std::nullopt}, path, Job{}));
        const QString html = QString::fromUtf8(read(path));
        QVERIFY(html.contains(QStringLiteral("Nothing stands out")) && !html.contains(QStringLiteral("<img")));
        QCOMPARE(unbalanced(html), QString());
        auto again = answer(seconds(60, 120));
        CAUSEWAY_VERIFY(again);
        const IncidentPage page{"/p.causeway", std::make_shared<const CauseAnswer>(std::move(*again)), std::nullopt};
        QVERIFY(!writeIncident(page, m_folder.filePath("x.doc"), Job{}));
        QVERIFY(!writeIncident(page, m_folder.filePath("no/such/x.html"), Job{}));
    }

    void theMeantSpanHasRoom()
    {
        const auto found = answer(seconds(60, 120));
        CAUSEWAY_VERIFY(found);
        const auto tree = TraceTree::make(found->material().spans, 70, Job{});
        CAUSEWAY_VERIFY(tree);
        QCOMPARE((*tree)->size(), 2u);
        QCOMPARE(chosenSpans(**tree, 1, 1), std::vector<std::uint32_t>{1});
        QCOMPARE(chosenSpans(**tree, traces::kNone, 1), std::vector<std::uint32_t>{0}); // the longest
        QCOMPARE(chosenSpans(**tree, 1, 5), (std::vector<std::uint32_t>{0, 1}));
    }
};

CAUSEWAY_TEST(IncidentPageTest)
#include "incident_page_test.moc"
