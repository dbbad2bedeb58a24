#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>

#include "storage/database.h"
#include "storage/finding_store.h"

using namespace causeway;
using namespace causeway::storage;

namespace {

Finding finding(const std::string &id, double score, double threshold, std::int64_t from = 0)
{
    Finding out;
    out.subject = {SubjectKind::Session, id};
    out.score = score;
    out.threshold = threshold;
    out.from = TimePoint{from};
    out.message = Message(CAUSEWAY_TEXT("“%1” occurs %2 times in %3"), "a\xff" "b", 3, Nanos{1500});
    out.odd = {EventId(3), EventId(70'000'000'000)};
    return out;
}

RunInfo run(const std::string &detector)
{
    RunInfo info;
    info.model = ModelId(1);
    info.detector = detector;
    info.grouping = "trace";
    info.scored = 2;
    info.threshold = 2;
    return info;
}

QString ids(const Result<std::vector<Finding>> &findings)
{
    QString out;
    if (!findings)
        return QString::fromStdString(findings.error().toEnglish());
    for (const Finding &f : *findings)
        out += QString::fromStdString(f.subject.id) + QLatin1Char(' ');
    return out.trimmed();
}

} // namespace

class FindingStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRunComesBack()
    {
        test::TemporaryProject project;
        FindingStore store(*project);
        const std::vector<std::string> subjects{"a", "b", "c"};
        const std::vector<double> scores{1.5, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()};
        const auto id = store.addRun(run("trivial"), subjects, scores, std::vector{finding("b", scores[1], 2)});
        CAUSEWAY_VERIFY(id);
        const auto back = store.scores(*id);
        CAUSEWAY_VERIFY(back);
        QVERIFY(back->subjectIds == subjects);
        QCOMPARE(back->scores[0], 1.5);
        QVERIFY(std::isinf(back->scores[1]) && std::isnan(back->scores[2]));
        const auto findings = store.findings({});
        CAUSEWAY_VERIFY(findings);
        QCOMPARE(findings->size(), 1u);
        QVERIFY(findings->front().odd == finding("b", 1, 2).odd);
        QVERIFY(findings->front().message.toEnglish() == "“a\xff" "b” occurs 3 times in 1.5 µs");
        QVERIFY(findings->front().detector == "trivial" && std::isinf(findings->front().score));
        QVERIFY(!store.scores(RunId(99)));
        QVERIFY(!store.addRun(run("x"), subjects, std::vector{1.0}, {}));
    }

    void worstFirstOverDetectorsAndOnlyTheNewestRuns()
    {
        test::TemporaryProject project;
        FindingStore store(*project);
        const std::vector<std::string> subjects{"s"};
        const std::vector<double> scores{1};
        CAUSEWAY_VERIFY(store.addRun(run("trivial"), subjects, scores, std::vector{finding("old", 1000, 1)}));
        const auto newer = store.addRun(run("trivial"), subjects, scores, std::vector{finding("times3", 6, 2), finding("times5", 10, 2, 9), finding("times5early", 10, 2, 1)});
        CAUSEWAY_VERIFY(newer);
        CAUSEWAY_VERIFY(store.addRun(run("threshold"), subjects, scores, std::vector{finding("times4", 400, 100)}));
        QCOMPARE(ids(store.findings({})), "times5early times5 times4 times3");
        FindingStore::Query query;
        query.limit = 2;
        QCOMPARE(ids(store.findings(query)), "times5early times5");
        query = {};
        query.run = newer.value();
        query.subject = Subject{SubjectKind::Session, "times3"};
        QCOMPARE(ids(store.findings(query)), "times3");
        query.subject = Subject{SubjectKind::Window, "times3"};
        QCOMPARE(ids(store.findings(query)), "");
        QCOMPARE(store.findingCount().value_or(0), 4u);
        const auto runs = store.runs();
        CAUSEWAY_VERIFY(runs);
        QCOMPARE(runs->size(), 3u);
        QVERIFY(runs->front().detector == "threshold");
    }

    void modelsAndWhatTheyUsed()
    {
        test::TemporaryProject project;
        ModelStore store(*project);
        ModelInfo info;
        info.detector = "trivial";
        info.status = "candidate";
        info.settings = "{}";
        info.report.loss = {0.5, std::numeric_limits<double>::infinity()};
        info.report.threshold = std::nan("");
        info.report.rule = Message(CAUSEWAY_TEXT("more than %1"), 2);
        const std::string bytes("\0model\xff", 7);
        const std::vector<std::string> used{"a", "b"};
        const auto id = store.add(info, bytes, used);
        CAUSEWAY_VERIFY(id);
        CAUSEWAY_VERIFY(store.add(info, "newer", used));
        QVERIFY(store.bytes(*id).value_or("") == bytes);
        QVERIFY(store.usedSubjects(*id).value_or(std::vector<std::string>()) == used);
        const auto back = store.get(*id);
        CAUSEWAY_VERIFY(back);
        QVERIFY(std::isnan(back->report.threshold) && std::isinf(back->report.loss[1]));
        QVERIFY(back->report.rule.toEnglish() == "more than 2");
        QCOMPARE(store.newest("trivial").value_or(ModelInfo()).id.value, id->value + 1);
        CAUSEWAY_VERIFY(project->write(Project::Durability::Normal, [](Database &database) { return database.execute("UPDATE model SET status='active' WHERE id=1; UPDATE model SET bytes=x'00' WHERE id=2"); }));
        QCOMPARE(store.newest("trivial").value_or(ModelInfo()).id.value, id->value);
        const auto tampered = store.bytes(ModelId(2));
        QVERIFY(!tampered);
        QCOMPARE(tampered.error().code, ErrorCode::Damaged);
        const auto none = store.newest("ngram");
        QVERIFY(!none);
        QVERIFY(none.error().toEnglish().find("causeway train PROJECT ngram") != std::string::npos);
    }
};

CAUSEWAY_TEST(FindingStoreTest)
#include "finding_store_test.moc"
