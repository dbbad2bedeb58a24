// Traces as sessions: the starts of their spans and their lines as one sequence.

#include "tests/app/engine/orders_log.h"
#include "tests/app/engine/shop_traces.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <set>

#include "app/engine/choose_grouping.h"
#include "app/engine/mine_flow.h"
#include "app/engine/show_trace.h"
#include "app/engine/subjects.h"
#include "storage/import/span_starts.h"
#include "storage/label_store.h"

using namespace causeway;
using namespace causeway::engine;
using namespace causeway::test;

namespace {

Result<GroupSessionsResponse> group(TemporaryProject &project, const char *grouping, unsigned threads = 2)
{
    GroupSessionsRequest request;
    request.grouping = by(grouping);
    request.threads = threads;
    request.again = true;
    return groupSessions(*project, request, Job{});
}

// The templates of a session's events, one behind the other.
QString sequence(storage::Project &project, std::string_view key)
{
    const auto subjects = sessionSubjects(project, 1, Job{});
    if (!subjects)
        return QString::fromStdString(subjects.error().toEnglish());
    const auto session = subjects->sessions->find(key);
    if (!session)
        return QStringLiteral("no such session");
    QStringList texts;
    for (const std::uint32_t one : subjects->sequences.session(*session))
        texts << QString::fromStdString(subjects->catalog->nameOf(TemplateId(one)));
    return texts.join(QStringLiteral(" | "));
}

std::uint64_t spanStarts(storage::Project &project)
{
    std::uint64_t events = 0;
    for (const storage::SourceInfo &source : (*project.snapshot())->sources)
        events += storage::holdsSpanStarts(source) ? source.events : 0;
    return events;
}

constexpr const char *kFirst = "0000000000000001";

} // namespace

class SpanStartsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneSequenceOfSpansAndLines()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "shop.log", shopLines(0, 20)));
        CAUSEWAY_VERIFY(import(project, "traces.json", shopRequests(0, 20)));
        const auto grouped = group(project, "trace");
        CAUSEWAY_VERIFY(grouped);
        QCOMPARE(grouped->sessions->sessions.size(), 20u); // the lines' ids are those of the traces, however they are written
        QCOMPARE(grouped->events, 80u);
        QCOMPARE(grouped->sessions->ungrouped, 0u);
        QVERIFY(grouped->sessions->why.find("starts of their spans") != std::string::npos);
        QCOMPARE(sequence(*project, kFirst), QStringLiteral("span: web get /orders/<*> | span: web call shop | span: shop load order | order <*> is loaded"));
        QCOMPARE(sequence(*project, "0000000000000014"), sequence(*project, kFirst));
    }

    void operationsAreNeverMerged()
    {
        // Names that the miner would take for values of one pattern.
        std::string text = "[";
        const int services = 40, operations = 5;
        for (int s = 0; s < services; ++s)
            for (int o = 0; o < operations; ++o) {
                const std::string word(1, static_cast<char>('a' + s % 26));
                text += (s + o == 0 ? "" : ",") + zipkinSpan("1", std::to_string(1000 + s * operations + o), "", "ts-" + word + (s < 26 ? "" : "x") + "-service",
                                                             std::string("POST /api/") + static_cast<char>('a' + o) + "/" + std::to_string(s), s * 10 + o, 5);
            }
        TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "traces.json", text + "]"));
        CAUSEWAY_VERIFY(group(project, "auto"));
        const auto subjects = sessionSubjects(*project, 1, Job{});
        CAUSEWAY_VERIFY(subjects);
        const auto keys = subjects->sequences.session(0);
        QCOMPARE(std::set<std::uint32_t>(keys.begin(), keys.end()).size(), std::size_t(services * operations));
    }

    void writtenOnce()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "shop.log", shopLines(0, 20)));
        CAUSEWAY_VERIFY(import(project, "traces.json", shopRequests(0, 10)));
        CAUSEWAY_VERIFY(group(project, "trace"));
        QCOMPARE(spanStarts(*project), 30u);
        const std::uint64_t version = (*project->snapshot())->version;
        CAUSEWAY_VERIFY(group(project, "trace"));
        QCOMPARE((*project->snapshot())->version, version);
        // Those imported later come with the next grouping, whoever asks for it, and those of the lines' traces find their lines.
        CAUSEWAY_VERIFY(import(project, "later.json", shopRequests(10, 20)));
        QCOMPARE(sequence(*project, "0000000000000014"), QStringLiteral("span: web get /orders/<*> | span: web call shop | span: shop load order | order <*> is loaded"));
        QCOMPARE(spanStarts(*project), 60u);
        const auto snapshot = project->snapshot();
        QStringList names;
        for (const storage::SourceInfo &source : (*snapshot)->sources)
            names << QString::fromStdString(source.name + " (" + source.format + ")");
        QCOMPARE(names.join(QStringLiteral(", ")), QStringLiteral("shop.log (json-lines), traces.json (zipkin-json), spans of traces.json (spans), later.json (zipkin-json), spans of later.json (spans)"));
        CAUSEWAY_VERIFY(project->checkIntegrity(Job{}));
        project.reopen();
        QCOMPARE(sequence(*project, kFirst), QStringLiteral("span: web get /orders/<*> | span: web call shop | span: shop load order | order <*> is loaded"));
    }

    // Spans that an earlier source has too start once, whichever of the two was grouped before.
    void ofRepeatedSpans()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "shop.log", shopLines(0, 20)));
        CAUSEWAY_VERIFY(import(project, "traces.json", shopRequests(0, 10)));
        CAUSEWAY_VERIFY(group(project, "trace"));
        const QString before = sequence(*project, kFirst);
        CAUSEWAY_VERIFY(import(project, "again.json", shopRequests(0, 10)));
        // What is new lies between what is not.
        CAUSEWAY_VERIFY(import(project, "mixed.json", "[" + shopRequest(10) + "," + shopRequest(3) + "," + shopRequest(11) + "]"));
        const auto grouped = group(project, "trace");
        CAUSEWAY_VERIFY(grouped);
        QCOMPARE(grouped->sessions->sessions.size(), 20u);
        QCOMPARE(spanStarts(*project), 36u);
        QCOMPARE(sequence(*project, kFirst), before);
        for (const char *trace : {"000000000000000b", "000000000000000c"}) // parents before their children, though they start together
            QCOMPARE(sequence(*project, trace), before);
        const std::uint64_t version = (*project->snapshot())->version;
        CAUSEWAY_VERIFY(group(project, "trace"));
        QCOMPARE((*project->snapshot())->version, version);
        project.reopen();
        QCOMPARE(sequence(*project, "000000000000000c"), before);
    }

    void otherGroupingsKnowNothingOfThem()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "shop.log", shopLines(0, 20)));
        CAUSEWAY_VERIFY(import(project, "traces.json", shopRequests(0, 30)));
        // Not asked for: the lines' traces, without spans.
        const auto chosen = group(project, "auto");
        CAUSEWAY_VERIFY(chosen);
        QCOMPARE(QString::fromStdString(chosen->sessions->grouping), QStringLiteral("trace"));
        CAUSEWAY_VERIFY(currentSessions(*project, 1, Job{}));
        QCOMPARE(spanStarts(*project), 0u);
        const auto before = group(project, "window:10");
        CAUSEWAY_VERIFY(before);
        const auto traces = group(project, "trace");
        CAUSEWAY_VERIFY(traces);
        QCOMPARE(traces->sessions->sessions.size(), 30u); // a trace without lines is a session, too
        const auto after = group(project, "window:10");
        CAUSEWAY_VERIFY(after);
        QVERIFY(after->sessions->events == before->sessions->events);
        QCOMPARE(after->sessions->ungrouped, 0u);
        MineFlowRequest request;
        const auto flow = mineFlow(*project, request, Job{});
        if (flow)
            for (const std::string &text : flow->texts)
                QVERIFY2(!text.starts_with("span: "), text.c_str());
        CAUSEWAY_VERIFY(group(project, "trace"));
        const auto ofTraces = mineFlow(*project, request, Job{});
        CAUSEWAY_VERIFY(ofTraces);
        QVERIFY(std::any_of(ofTraces->texts.begin(), ofTraces->texts.end(), [](const std::string &text) { return text == "span: shop load order"; }));
    }

    void sameWhateverTheThreads()
    {
        std::vector<EventId> events;
        std::vector<std::string> lines;
        for (const unsigned threads : {1u, 4u}) {
            TemporaryProject project;
            CAUSEWAY_VERIFY(import(project, "traces.json", shopRequests(0, 50)));
            CAUSEWAY_VERIFY(import(project, "shop.log", shopLines(0, 50)));
            const auto grouped = group(project, "trace", threads);
            CAUSEWAY_VERIFY(grouped);
            storage::EventReader reader(project.pointer(), *project->snapshot());
            std::vector<std::string> read;
            for (const EventId event : grouped->sessions->events)
                read.push_back(reader.event(event)->bytes);
            if (threads > 1) {
                QVERIFY(grouped->sessions->events == events);
                QVERIFY(read == lines);
            }
            events = grouped->sessions->events;
            lines = std::move(read);
        }
        QCOMPARE(lines.size(), 200u);
        QCOMPARE(QString::fromStdString(lines[0]), QStringLiteral(R"({"time":"2023-11-14T22:13:20Z","service":"web","trace_id":"0000000000000001","span_id":"000000000000000b","message":"span: web get /orders/<*>"})" "\n"));
    }

    void whatIsNoLineOfLogIsNotShownAsOne()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "traces.json", "[" + shopRequest(0, true) + "]"));
        CAUSEWAY_VERIFY(import(project, "shop.log", shopLines(0, 2)));
        const auto grouped = group(project, "trace");
        CAUSEWAY_VERIFY(grouped);
        storage::EventReader reader(project.pointer(), *project->snapshot());
        QVERIFY(reader.event(grouped->sessions->events[2])->level == Level::Error);
        const auto shown = showTrace(*project, "1", Job{});
        CAUSEWAY_VERIFY(shown);
        QCOMPARE(shown->logs.size(), 1u);
        QVERIFY(shown->logs[0].text.find("is loaded") != std::string::npos);
        QVERIFY(!shown->logs[0].byTime);
    }

    void labelsOfAFileAreThoseOfItsTraces()
    {
        TemporaryProject project;
        CAUSEWAY_VERIFY(import(project, "traces.json", shopRequests(0, 5), Verdict::Normal));
        CAUSEWAY_VERIFY(import(project, "more.json", shopRequests(5, 7)));
        const auto counts = storage::LabelStore(*project).counts();
        CAUSEWAY_VERIFY(counts);
        QCOMPARE(counts->normal, 5u);
    }

    void namesAsTheyCome()
    {
        // A quotation mark, a line break, a mark of the store, no name, a name beyond all measure.
        TemporaryProject project;
        std::string text = "[" + zipkinSpan("1", "1", "", R"(a \"b\"\n\u0001)", "x", 0, 1) + "," + zipkinSpan("1", "2", "1", "s", "", 1, 1) + "," +
                           zipkinSpan("1", "3", "1", "s", std::string(3'000'000, 'y') + "1", 2, 1) + "," + zipkinSpan("1", "4", "1", "s", "z\xc3", 3, 1) + "]";
        CAUSEWAY_VERIFY(import(project, "traces.json", text));
        const auto grouped = group(project, "trace");
        CAUSEWAY_VERIFY(grouped);
        QCOMPARE(grouped->events, 4u);
        CAUSEWAY_VERIFY(sessionSubjects(*project, 1, Job{}));
    }
};

CAUSEWAY_TEST(SpanStartsTest)
#include "span_starts_test.moc"
