// A bundle holds its slice of a project, all of it and nothing else, and says the same of it.

#include "tests/app/engine/bundle_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <set>

#include "app/engine/cause_calibration.h"
#include "app/engine/find_root_cause.h"

using namespace causeway;
using namespace causeway::engine;
using namespace causeway::test;

namespace {

const std::vector<std::string> kSecrets{"hunterTwo", "vault opened", "SECRET777", "backdoor", "entered quietly"};

BundleRequest slice() { return {minutes(20, 25), minutes(10, 15), 1}; }

bool isIn(const std::vector<std::string> &all, const std::string &one) { return std::find(all.begin(), all.end(), one) != all.end(); }

// What matters of an answer: causes with their scores and evidence, whom it hurts.
std::string answer(const FindRootCauseResponse &response)
{
    const rootcause::Report &report = response.report;
    std::string text = (report.found ? "found " : "none ") + number(report.onsetNs) + " " + number(static_cast<std::int64_t>(report.traces)) + "/" + number(static_cast<std::int64_t>(report.baselineTraces)) + "\n";
    for (const rootcause::Cause &cause : report.causes) {
        text += report.services[cause.service] + " " + cause.pod + " " + std::string(rootcause::toName(cause.kind)) + " " + std::to_string(cause.score) + "\n";
        for (const auto *items : {&cause.evidence, &cause.against})
            for (const rootcause::Evidence &item : *items)
                text += "  " + item.text.toEnglish() + " " + std::to_string(item.nats) + " " + number(static_cast<std::int64_t>(item.events.size())) + "\n";
    }
    for (const rootcause::EntryImpact &entry : report.impact)
        text += number(static_cast<std::int64_t>(entry.requests)) + " " + number(static_cast<std::int64_t>(entry.affected)) + "\n";
    for (const Message &message : report.missing)
        text += message.toEnglish() + "\n";
    return text;
}

} // namespace

class BundleTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everything_data()
    {
        QTest::addColumn<QString>("what");
        for (const char *what : {"lines", "traces, their lines and metrics", "sequences", "text without times"})
            QTest::newRow(what) << QString::fromLatin1(what);
    }
    void everything()
    {
        QFETCH(const QString, what);
        TemporaryProject project;
        if (what.startsWith(QStringLiteral("seq"))) {
            ImportRequest request;
            request.paths = {project.write("first.seq", "5 5 22 11\n5 22\n\n11 11 9\n"), project.write("second.seq", "a,5 22 9\nb,22 22\n")};
            request.format = "sequences";
            CAUSEWAY_VERIFY(importLogs(*project, request, Job{}));
        } else if (what.startsWith(QStringLiteral("text"))) {
            CAUSEWAY_VERIFY(import(project, "notes.txt", std::string("one line\n\n  and what belongs to it\r\na tab\t and \x01\xff bytes 17\nno end 18")));
            GroupSessionsRequest group;
            group.grouping = by("source");
            CAUSEWAY_VERIFY(groupSessions(*project, group, Job{}));
        } else if (what.startsWith(QStringLiteral("traces"))) {
            CAUSEWAY_VERIFY(import(project, "otlp.json", requestTraces().toStdString()));
            CAUSEWAY_VERIFY(import(project, "again.json", requestTraces().toStdString())); // repeated spans
            CAUSEWAY_VERIFY(import(project, "lines.json", requestLines().toStdString()));
            GroupSessionsRequest group;
            group.grouping = by("trace");
            CAUSEWAY_VERIFY(groupSessions(*project, group, Job{}));
        } else
            CAUSEWAY_VERIFY(fillWithOrders(project));
        const auto before = tell(*project);
        CAUSEWAY_VERIFY(before);
        const auto opened = throughBundle(*project, {}, project.path("all.bundle"), project.path("all.causeway"));
        CAUSEWAY_VERIFY(opened);
        const auto after = tell(**opened);
        CAUSEWAY_VERIFY(after);
        QVERIFY2(difference(*before, *after).isEmpty(), qPrintable(difference(*before, *after)));
        // And so does a bundle of what was opened.
        const auto second = throughBundle(**opened, {}, project.path("second.bundle"), project.path("second.causeway"));
        CAUSEWAY_VERIFY(second);
        const auto again = tell(**second);
        CAUSEWAY_VERIFY(again);
        QVERIFY2(difference(*before, *again).isEmpty(), qPrintable(difference(*before, *again)));
    }

    void linesOfTheTimes()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(fillWithOrders(project));
        const auto made = makeBundle(*project, slice(), project.path("a.bundle"), Job{});
        CAUSEWAY_VERIFY(made);
        const auto opened = throughBundle(*project, slice(), project.path("b.bundle"), project.path("b.causeway"));
        CAUSEWAY_VERIFY(opened);
        auto before = tell(*project), after = tell(**opened);
        CAUSEWAY_VERIFY(before);
        CAUSEWAY_VERIFY(after);
        // Line for line, byte for byte, in the same order.
        std::vector<std::string> expected;
        std::size_t around = 0;
        std::uint64_t inTime = 0, inBaseline = 0;
        const std::set<std::string> theirs((*after)["lines"].begin(), (*after)["lines"].end());
        for (const std::string &line : (*before)["lines"]) {
            const std::int64_t time = std::strtoll(line.c_str() + line.find('|') + 1, nullptr, 10);
            const bool inside = minutes(20, 25).contains({time}) || minutes(10, 15).contains({time}) || (time >= minutes(20, 25).from.ns - 150 * kSecond && time < minutes(20, 25).from.ns);
            if (inside || theirs.contains(line))
                expected.push_back(line);
            inTime += minutes(20, 25).contains({time}) ? 1 : 0;
            inBaseline += minutes(10, 15).contains({time}) ? 1 : 0;
            around += !inside && theirs.contains(line) ? 1 : 0;
        }
        QCOMPARE((*after)["lines"], expected);
        QVERIFY(around > 0 && around < 12); // of orders at the edges
        QVERIFY(std::any_of(expected.begin(), expected.end(), [](const std::string &line) { return line.ends_with("Shop.pack(Shop.java:17)\r\n\tat Shop.main(Shop.java:3)\n"); }));
        QVERIFY(inTime > 290 && inBaseline > 290); // a line a second
        QCOMPARE(made->plan.time.events, inTime);
        QCOMPARE(made->plan.baseline.events, inBaseline);
        QCOMPARE(made->plan.events(), expected.size());
        QCOMPARE(made->counts.events, expected.size());
        QVERIFY(made->counts.bytes > made->plan.bytes / 2 && made->counts.bytes < made->plan.bytes * 2);
        // Sessions are whole, as they were.
        QVERIFY((*after)["sessions"].size() > 240);
        for (const std::string &session : (*after)["sessions"])
            QVERIFY2(isIn((*before)["sessions"], session), session.c_str());
        for (const char *part : {"findings", "models", "scores", "incidents"})
            for (const std::string &one : (*after)[part])
                QVERIFY2(isIn((*before)[part], one), one.c_str());
        QVERIFY(!(*after)["findings"].empty() && (*after)["findings"].size() < (*before)["findings"].size());
        QCOMPARE((*after)["models"], (*before)["models"]);
        QCOMPARE((*after)["incidents"].size(), 1u);
        QCOMPARE((*after)["bookmarks"].size(), 1u);
        QVERIFY(isIn((*before)["bookmarks"], (*after)["bookmarks"].front()));
        QCOMPARE((*after)["labels"].size(), 3u); // not those of minutes 0 and 45
        // The label of a line is about the same line.
        const auto labels = storage::LabelStore(**opened).all();
        CAUSEWAY_VERIFY(labels);
        for (const storage::Label &label : *labels)
            if (label.subject.kind == SubjectKind::Event)
                QCOMPARE((*after)["lines"][std::stoul(label.subject.id)], (*before)["lines"][1300]);
        // Templates that are left have their ids and their words.
        for (const std::string &one : (*after)["templates"]) {
            const std::string head = one.substr(0, one.find('|', one.find('|') + 1));
            QVERIFY2(std::any_of((*before)["templates"].begin(), (*before)["templates"].end(), [&](const std::string &other) { return other.starts_with(head + "|"); }), one.c_str());
        }
        CAUSEWAY_VERIFY((*opened)->checkIntegrity(Job{}));
    }

    // What lasts longer than the times of a bundle is in it as far as these go, and that is said.
    void sessionsThatAreCut()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "shop.log", ordersWithSecrets()));
        GroupSessionsRequest group;
        group.grouping = by("source");
        CAUSEWAY_VERIFY(groupSessions(*project, group, Job{}));
        const auto plan = planBundle(*project, slice(), Job{});
        CAUSEWAY_VERIFY(plan);
        QCOMPARE(plan->cutSessions, 1u);
        QCOMPARE(plan->timelessLeftOut, 0u);
        QVERIFY(plan->around.events > 100 && plan->around.events <= 150); // two minutes and a half before
    }

    void aModelJudgesAsItDid()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(fillWithOrders(project));
        const auto opened = throughBundle(*project, slice(), project.path("b.bundle"), project.path("b.causeway"));
        CAUSEWAY_VERIFY(opened);
        const auto run = runDetector(**opened, {"1"}, Job{});
        CAUSEWAY_VERIFY(run);
        const auto before = storage::FindingStore(*project).scores(RunId(1)), after = storage::FindingStore(**opened).scores(run->run.id);
        CAUSEWAY_VERIFY(before);
        CAUSEWAY_VERIFY(after);
        std::map<std::string, double> scores;
        for (std::size_t i = 0; i < before->subjectIds.size(); ++i)
            scores[before->subjectIds[i]] = before->scores[i];
        QVERIFY(after->subjectIds.size() > 240);
        for (std::size_t i = 0; i < after->subjectIds.size(); ++i)
            QCOMPARE(after->scores[i], scores.at(after->subjectIds[i]));
    }

    void nothingFromOutside()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(fillWithOrders(project));
        const auto opened = throughBundle(*project, slice(), project.path("b.bundle"), project.path("b.causeway"));
        CAUSEWAY_VERIFY(opened);
        // Shapes, samples and templates stand in the file as they are; lines are compressed.
        QByteArray bytes = readAll(project.path("b.bundle"));
        const auto after = tell(**opened);
        CAUSEWAY_VERIFY(after);
        for (const auto &[name, lines] : after->parts)
            for (const std::string &line : lines)
                bytes += QByteArray::fromStdString(line);
        QVERIFY(bytes.contains("handed over"));
        for (const std::string &secret : kSecrets) {
            QVERIFY(readAll(project.path("shop.log")).contains(secret.c_str()));
            QVERIFY2(!bytes.contains(secret.c_str()), secret.c_str());
        }
        QVERIFY2(!bytes.contains(QByteArray::fromStdString(project.path(""))), "a folder of the machine");
        QVERIFY(!bytes.contains("order_1005"));
    }

    void rootCauseIsTheSame_data()
    {
        QTest::addColumn<bool>("gap");
        QTest::newRow("what lies before") << false;
        QTest::newRow("a baseline of its own") << true;
    }
    void rootCauseIsTheSame()
    {
        QFETCH(const bool, gap);
        constexpr std::int64_t kBegin = 1'700'000'000;
        const auto seconds = [](int from, int to) { return TimeRange{{(kBegin + from) * kSecond}, {(kBegin + to) * kSecond}}; };
        TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "otlp.json", requestTraces().toStdString()));
        FindRootCauseRequest find;
        find.time = seconds(21, 36);
        BundleRequest request;
        request.time = find.time;
        request.threads = 1;
        if (gap)
            request.baseline = find.baseline = seconds(3, 18);
        const auto before = findRootCause(*project, find, Job{});
        CAUSEWAY_VERIFY(before);
        const auto opened = throughBundle(*project, request, project.path("b.bundle"), project.path("b.causeway"));
        CAUSEWAY_VERIFY(opened);
        const auto after = findRootCause(**opened, find, Job{});
        CAUSEWAY_VERIFY(after);
        QVERIFY(!before->report.causes.empty());
        QCOMPARE(answer(*after), answer(*before));
        QVERIFY(after->material.spans->size() < before->material.spans->size());
    }

    // What was learned from incidents outside holds in the bundle as well.
    void whatIncidentsTaughtIsKept()
    {
        constexpr std::int64_t kBegin = 1'700'000'000;
        const auto seconds = [](int from, int to) { return TimeRange{{(kBegin + from) * kSecond}, {(kBegin + to) * kSecond}}; };
        TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "otlp.json", requestTraces().toStdString()));
        std::vector<storage::Incident> told;
        for (const int from : {3, 6, 9, 12, 15, 21, 24, 27, 30, 33, 36}) {
            storage::Incident &incident = told.emplace_back();
            incident.time = seconds(from, from + 3);
            incident.verdict = from < 21 ? storage::IncidentVerdict::NoFault : storage::IncidentVerdict::Cause;
            incident.service = from < 21 ? "" : "shop";
        }
        CAUSEWAY_VERIFY(storage::IncidentStore(*project).add(told, "incidents"));
        CAUSEWAY_VERIFY(measureCauses(*project, {}, Job{}));
        const auto before = learnedCalibration(*project, *storage::IncidentStore(*project).all());
        CAUSEWAY_VERIFY(before);
        QVERIFY(before->has_value());
        BundleRequest request;
        request.time = seconds(36, 39);
        request.baseline = seconds(3, 6);
        const auto opened = throughBundle(*project, request, project.path("b.bundle"), project.path("b.causeway"));
        CAUSEWAY_VERIFY(opened);
        const auto incidents = storage::IncidentStore(**opened).all();
        CAUSEWAY_VERIFY(incidents);
        const auto after = learnedCalibration(**opened, *incidents);
        CAUSEWAY_VERIFY(after);
        QVERIFY(after->has_value());
        QCOMPARE((*after)->bar, (*before)->bar);
        QVERIFY((*after)->relevance == (*before)->relevance && (*after)->normal == (*before)->normal);
    }

    // Lines alone: their sessions are what is followed, and what detectors found is evidence.
    void rootCauseOfSessionsIsTheSame_data()
    {
        QTest::addColumn<QByteArray>("grouping");
        QTest::newRow("sessions shorter than the times") << QByteArray("identifier:order");
        QTest::newRow("one that is longer") << QByteArray("thread");
    }
    void rootCauseOfSessionsIsTheSame()
    {
        QFETCH(const QByteArray, grouping);
        TemporaryProject project;
        if (grouping == "thread") {
            std::string text = orders(1000);
            for (std::size_t at = 0, line = 0; (at = text.find("INFO shop: ", at)) != std::string::npos; ++line, at += 20)
                text.replace(at, 11, "INFO [worker-" + number(static_cast<std::int64_t>(line % 3)) + "] shop: ");
            ImportRequest request;
            request.paths = {project.write("shop.log", text)};
            decode::Layout layout;
            layout.format = "layout";
            layout.pattern = "<Date> <Time> <Level> [<Thread>] <Component>: <Content>";
            request.layouts = {layout};
            CAUSEWAY_VERIFY(importLogs(*project, request, Job{}));
            GroupSessionsRequest group;
            group.grouping = by("thread");
            CAUSEWAY_VERIFY(groupSessions(*project, group, Job{}));
        } else
            CAUSEWAY_VERIFY(fillWithOrders(project));
        FindRootCauseRequest find;
        find.time = slice().time;
        find.baseline = slice().baseline;
        const auto before = findRootCause(*project, find, Job{});
        CAUSEWAY_VERIFY(before);
        const auto opened = throughBundle(*project, slice(), project.path("b.bundle"), project.path("b.causeway"));
        CAUSEWAY_VERIFY(opened);
        const auto after = findRootCause(**opened, find, Job{});
        CAUSEWAY_VERIFY(after);
        QCOMPARE(answer(*after), answer(*before));
        QVERIFY(before->material.logs.size() > 500);
        QVERIFY((*(*opened)->snapshot())->events < (*project->snapshot())->events);
    }

    void allThreadsWriteTheSame()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(fillWithOrders(project));
        const auto content = [&](unsigned threads) {
            BundleRequest request = slice();
            request.threads = threads;
            const auto opened = throughBundle(*project, request, project.path("t.bundle"), project.path("t" + std::to_string(threads) + ".causeway"));
            std::string all;
            if (opened)
                (void)(*opened)->read([&](storage::Database &database) -> Result<void> {
                    for (const char *sql : {"SELECT bytes FROM part ORDER BY id", "SELECT text FROM shape ORDER BY id", "SELECT samples FROM shape ORDER BY id"}) {
                        storage::Statement row = database.prepare(sql);
                        for (auto more = row.step(); more && *more; more = row.step())
                            all += row.blob(0);
                    }
                    return {};
                });
            return all;
        };
        const std::string one = content(1);
        QVERIFY(!one.empty());
        QVERIFY(content(4) == one);
    }

    // Whoever adds a table has to say what a bundle does with it.
    void everyTableIsDecidedOn()
    {
        const std::set<std::string> taken{"bookmark", "chunk", "finding", "frame", "import", "incident", "label", "metric_point", "model", "operation", "part", "resource", "run", "scope", "sequence_line",
                                          "series", "setting", "shape", "shape_template", "shape_use", "signal_note", "signal_source", "source", "span", "template", "template_alias"};
        const std::set<std::string> leftOut{"approval", "class_fact", "edit", "edit_touch", "grouping", "scenario", "scenario_result", "split", "sqlite_sequence", "trained_policy"};
        TemporaryProject project;
        CAUSEWAY_VERIFY(project->read([&](storage::Database &database) -> Result<void> {
            storage::Statement row = database.prepare("SELECT name FROM sqlite_schema WHERE type='table'");
            for (;;) {
                CAUSEWAY_ASSIGN(const bool more, row.step());
                if (!more)
                    return {};
                if (!taken.contains(row.text(0)) && !leftOut.contains(row.text(0)))
                    return failure(ErrorCode::Internal, Message(CAUSEWAY_TEXT("nobody has decided about %1"), row.text(0)));
            }
        }));
    }
};

CAUSEWAY_TEST(BundleTest)
#include "bundle_test.moc"
