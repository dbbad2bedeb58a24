// Filters against the plain meaning: every line looked at with RE2.

#include "tests/support/test_registry.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <re2/re2.h>

#include <random>

#include "storage/chunk_codec.h"
#include "storage/filter.h"
#include "storage/import/import_source.h"
#include "storage/text_matcher.h"

using namespace causeway;
using namespace causeway::storage;

namespace {

std::string sampleLog()
{
    std::mt19937 random(3);
    const std::vector<std::string> messages{"Received block blk_%d of size %d from /10.0.0.%d", "PacketResponder %d for block blk_%d terminating",
                                            "user alice%d logged in", "took %d ms.", "weird [%d] end-%d-", "connection reset by peer", "GET /index.html?x=%d HTTP/1.1 200"};
    const std::vector<std::string> levels{"INFO", "WARN", "ERROR"};
    std::string log;
    for (int i = 0; i < 3000; ++i) {
        std::string message = messages[random() % messages.size()];
        for (std::size_t at = message.find("%d"); at != std::string::npos; at = message.find("%d"))
            message.replace(at, 2, std::to_string(random() % 1000));
        log += "2024-01-01 00:" + std::to_string(10 + i / 60 % 50) + ":" + std::to_string(10 + i % 50) + " " + levels[random() % 3] + " dfs.Node" + std::to_string(random() % 3) + ": " + message + "\n";
        if (random() % 50 == 0)
            log += "  caused by: blk_" + std::to_string(random() % 100) + " boom\n";
    }
    return log;
}

} // namespace

class FilterTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;
    std::shared_ptr<Project> m_project;
    std::shared_ptr<const Snapshot> m_snapshot;
    std::unique_ptr<EventReader> m_reader;
    TemplateCatalog m_catalog;
    std::vector<std::string> m_events;

    std::vector<bool> plainly(const TextCondition &condition) const
    {
        RE2::Options options;
        options.set_literal(!condition.regex);
        options.set_case_sensitive(condition.caseSensitive);
        const RE2 re(condition.pattern, options);
        std::vector<bool> hits;
        for (const std::string &event : m_events) {
            bool hit = false;
            std::size_t from = 0;
            while (from < event.size()) {
                const std::size_t end = event.find('\n', from);
                hit = hit || RE2::PartialMatch(event.substr(from, end - from), re);
                from = end == std::string::npos ? event.size() : end + 1;
            }
            hits.push_back(hit != condition.negated);
        }
        return hits;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const std::string file = m_dir.filePath("x.log").toStdString();
        QFile out(QString::fromStdString(file));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(QByteArray::fromStdString(sampleLog()));
        out.close();
        m_project = *Project::open(m_dir.filePath("p.causeway").toStdString(), Project::Mode::OpenOrCreate);
        auto appender = Appender::begin(m_project);
        QVERIFY(appender);
        SourceOptions options;
        options.name = "x";
        QVERIFY(importSource(**appender, file, options, true, Job{}, [](std::uint64_t) {}));
        QVERIFY((*appender)->commit({}));
        m_snapshot = *m_project->snapshot();
        m_reader = std::make_unique<EventReader>(m_project, m_snapshot);
        for (std::uint64_t i = 0; i < m_snapshot->events; ++i)
            m_events.push_back(m_reader->event(EventId(i))->bytes);
        QCOMPARE(m_events.size(), std::size_t{3000});
    }

    void texts_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<bool>("regex");
        QTest::addColumn<bool>("caseSensitive");
        for (const char *literal : {"terminating", "block blk_1", "blk_12", "12", "size 5", "from /10", ".Node1: ", "ms.", "-7-", "] end", "caused by", "boom", "INFO", "00:3", "absent", "x=9", "alice4", "logged in", "e", " "})
            QTest::newRow((std::string("literal ") + literal).c_str()) << literal << false << true;
        for (const char *regex : {"terminating$", "^2024.*INFO", "blk_\\d{3} ", "block blk_[0-9]+ of size 9\\d*", "alice\\d+ logged|peer", "(?i)ERROR", "took [5-9]\\d\\d", "\\bin\\b", "size|ms", "o{2}m", "x=\\d+ HTTP", "end-\\d+-$", "", "WARN|terminating", "Node[01]: (took|user)"})
            if (*regex != '\0')
                QTest::newRow((std::string("regex ") + regex).c_str()) << regex << true << true;
        QTest::newRow("ignoring case") << "packetresponder" << false << false;
        QTest::newRow("regex ignoring case") << "warn.*BLOCK" << true << false;
    }
    void texts()
    {
        QFETCH(QString, pattern);
        QFETCH(bool, regex);
        QFETCH(bool, caseSensitive);
        for (const bool negated : {false, true}) {
            Filter filter;
            filter.texts.push_back({pattern.toStdString(), regex, caseSensitive, negated});
            const std::vector<bool> expected = plainly(filter.texts.front());
            for (const unsigned threads : {1u, 3u}) {
                const auto result = applyFilter(*m_reader, m_catalog, filter, threads, Job{});
                QVERIFY(result);
                std::uint64_t n = 0;
                for (std::uint64_t i = 0; i < expected.size(); ++i) {
                    QVERIFY2((*result)->contains(EventId(i)) == expected[i], m_events[i].c_str());
                    QCOMPARE((*result)->rank(EventId(i)), n);
                    if (expected[i])
                        QCOMPARE((*result)->select(n++).value, i);
                }
                QCOMPARE((*result)->count(), n);
            }
        }
    }

    void conditionsAreAConjunction()
    {
        Filter filter;
        filter.levels = {Level::Error};
        filter.components = {"dfs.Node1"};
        filter.texts.push_back({"blk_", false, true, false});
        const auto result = applyFilter(*m_reader, m_catalog, filter, 2, Job{});
        QVERIFY(result);
        QVERIFY((*result)->count() > 50);
        for (std::uint64_t i = 0; i < m_events.size(); ++i) {
            const std::string &e = m_events[i];
            const bool expected = e.find(" ERROR dfs.Node1: ") != std::string::npos && e.find("blk_") != std::string::npos;
            QVERIFY2((*result)->contains(EventId(i)) == expected, e.c_str());
        }
    }

    void patternsThatCannotBeUsedAreTold()
    {
        Filter filter;
        filter.texts.push_back({"(a", true, true, false});
        const auto result = applyFilter(*m_reader, m_catalog, filter, 1, Job{});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::InvalidInput);
        QVERIFY(result.error().toEnglish().find("missing )") != std::string::npos);
    }

    void requiredStringsAreRequired_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("required");
        QTest::newRow("literal") << "abc def" << "abc def";
        QTest::newRow("class") << "ab[cd]efg" << "efg";
        QTest::newRow("optional") << "abcd?ef" << "abc";
        QTest::newRow("counted") << "abc{0,2}defg" << "defg";
        QTest::newRow("alternatives") << "foo|barx" << "foo,barx";
        QTest::newRow("one alternative is empty") << "foo|" << "";
        QTest::newRow("group") << "ab(cde|f)gh" << "ab";
        QTest::newRow("escape") << "a\\.b\\dwxyz" << "wxyz";
        QTest::newRow("flags") << "(?i)abc" << "";
        QTest::newRow("quoted") << "\\Qa|b\\E" << "";
        QTest::newRow("plus keeps one") << "abc+d" << "abc";
        QTest::newRow("class with ]") << "[]|]abc" << "abc";
    }
    void requiredStringsAreRequired()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, required);
        QStringList found;
        for (const std::string &text : requiredStrings(pattern.toStdString()))
            found << QString::fromStdString(text);
        QCOMPARE(found.join(','), required);
    }
};

CAUSEWAY_TEST(FilterTest)
#include "filter_test.moc"
