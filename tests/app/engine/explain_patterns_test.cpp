// Why lines are one pattern or not, and where patterns can be split.

#include "tests/support/temporary_project.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

#include "app/engine/edit_templates.h"
#include "app/engine/explain_patterns.h"
#include "app/engine/import_logs.h"
#include "app/engine/mine_templates.h"
#include "app/engine/split_choices.h"
#include "app/engine/undo_edit.h"
#include "storage/parameter_path.h"

using namespace causeway;
using namespace causeway::engine;
using Decides = ExplainPatternsResponse::Decides;
using Rule = templates::PlaceDecision::Rule;

namespace {

// Lines 0 to 599: six methods of logging in, a value; 600 to 799: two states of a payment, which are not.
std::string logins()
{
    const char *const methods[] = {"password", "certificate", "ticket", "token", "passkey", "card"};
    std::string text;
    const auto line = [&](int second, const std::string &what) {
        char stamp[64];
        std::snprintf(stamp, sizeof stamp, "2024-01-01 00:%02d:%02d INFO shop: ", second / 60, second % 60);
        text += stamp + what + "\n";
    };
    for (int i = 0; i < 600; ++i)
        line(i, "session of user u" + std::to_string(i % 7) + " was opened with " + methods[i % 6] + " from the web");
    for (int i = 600; i < 800; ++i)
        line(i, "payment of order " + std::to_string(i) + " was " + (i % 2 == 0 ? "accepted" : "refused") + " by the bank");
    return text;
}

struct Opened {
    explicit Opened(const std::string &log = logins())
    {
        ImportRequest request;
        request.paths = {project.write("a.log", log)};
        if (auto imported = importLogs(*project, request, Job{}); !imported)
            qFatal("%s", imported.error().toEnglish().c_str());
        reread();
        reader = std::make_unique<storage::EventReader>(project->shared_from_this(), *project->snapshot());
    }
    void reread() { catalog = *currentTemplates(*project, 1, Job{}); }
    Result<ExplainPatternsResponse> lines(std::uint64_t a, std::uint64_t b) const
    {
        ExplainPatternsRequest request;
        request.a.event = EventId(a);
        request.b.event = EventId(b);
        return explainPatterns(*project, *reader, *catalog, request, Job{});
    }
    const storage::TemplateInfo &of(std::uint64_t event) const { return *catalog->find(catalog->templateOf(reader->event(EventId(event))->shape)); }
    test::TemporaryProject project;
    std::shared_ptr<const storage::TemplateCatalog> catalog;
    std::unique_ptr<storage::EventReader> reader;
};

std::string said(const ExplainPatternsResponse &answer)
{
    std::string all;
    for (const Message &sentence : answer.sentences)
        all += sentence.toEnglish() + "\n";
    return all;
}

} // namespace

class ExplainPatternsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void linesOfOneForm()
    {
        const Opened open;
        const auto answer = open.lines(0, 6);
        CAUSEWAY_VERIFY(answer);
        QVERIFY(answer->onePattern && answer->decides == Decides::SameForm);
        QVERIFY2(said(*answer).find("the same form") != std::string::npos, said(*answer).c_str());
        const auto differing = std::count_if(answer->words.begin(), answer->words.end(), [](const auto &word) { return word.differs; });
        QCOMPARE(differing, 1);
        QVERIFY(answer->words[3].a == "u0" && answer->words[3].b == "u6" && answer->words[3].differs);
    }

    void formsOfOnePattern()
    {
        const Opened open;
        const auto answer = open.lines(0, 1);
        CAUSEWAY_VERIFY(answer);
        QVERIFY(answer->onePattern && answer->decides == Decides::Parameters);
        QVERIFY2(said(*answer).find("takes for values") != std::string::npos, said(*answer).c_str());
        QVERIFY2(said(*answer).find("6 forms") != std::string::npos, said(*answer).c_str());
        QVERIFY2(said(*answer).find("6 different words there, among 600 lines (the commonest in 16.7 % of them); from 5 on") != std::string::npos, said(*answer).c_str());
        QVERIFY(answer->decision && answer->decision->parameter && answer->decision->rule == Rule::Usual);
    }

    void constantsThatDiffer()
    {
        const Opened open;
        const auto answer = open.lines(600, 601);
        CAUSEWAY_VERIFY(answer);
        QVERIFY(!answer->onePattern && answer->decides == Decides::Constants);
        const std::string text = said(*answer);
        QVERIFY2(text.find("accepted") != std::string::npos && text.find("refused") != std::string::npos && text.find("2 different words") != std::string::npos, text.c_str());
        QVERIFY2(text.find("at place 6") != std::string::npos && text.find("among 200 lines (the commonest in 50 % of them); from 24 on") != std::string::npos, text.c_str());
        QVERIFY(answer->decision && !answer->decision->parameter && answer->decision->rule == Rule::States);
        const auto far = open.lines(0, 600);
        CAUSEWAY_VERIFY(far);
        QVERIFY2(said(*far).find("places") != std::string::npos, said(*far).c_str());
        for (const char *word : {"At word 1 the first says “session”, the second “payment”", "“user”", "“order”"})
            QVERIFY2(said(*far).find(word) != std::string::npos, said(*far).c_str());
    }

    // Words that both patterns take for values do not hide the one that decides, nor the numbers that were compared at it.
    void whatDecidesBesideValues()
    {
        const char *const users[] = {"amber", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo"};
        std::string log;
        for (int i = 0; i < 210; ++i)
            log += "2024-01-01 00:0" + std::to_string(i / 60) + ":" + std::to_string(10 + i % 50) + " INFO shop: the big order of customer " + users[i % 7] + " was " + (i % 3 == 0 ? "accepted" : "refused") + " by the bank\n";
        const Opened open(log);
        for (const auto &[a, b] : {std::pair<std::uint64_t, std::uint64_t>{0, 1}, {3, 2}, {6, 13}}) {
            const auto answer = open.lines(a, b);
            CAUSEWAY_VERIFY(answer);
            QVERIFY2(!answer->onePattern, said(*answer).c_str());
            QVERIFY2(said(*answer).find("“accepted” and “refused”") != std::string::npos, said(*answer).c_str());
            QVERIFY2(said(*answer).find("at place 8") != std::string::npos, said(*answer).c_str());
            QVERIFY2(answer->decision && said(*answer).find("2 different words there") != std::string::npos, said(*answer).c_str());
        }
    }

    void wordsThatOnlyOneHas_data()
    {
        QTest::addColumn<QString>("longer");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("end") << QStringLiteral("login of a person failed for user=%1") << QStringLiteral("After the last word of the first the second says “for user=<*>”, the first nothing.");
        QTest::newRow("middle") << QStringLiteral("login of a known, user=%1, person failed") << QStringLiteral("Before word 4 of the first the second says “known, user=<*>,”, the first nothing.");
    }
    void wordsThatOnlyOneHas()
    {
        QFETCH(const QString, longer);
        QFETCH(const QString, sentence);
        std::string log;
        for (int i = 0; i < 40; ++i)
            log += "2024-01-01 00:00:" + std::to_string(10 + i) + " INFO shop: " + (i % 2 == 0 ? std::string("login of a person failed") : longer.arg(i).toStdString()) + "\n";
        const Opened open(log);
        const auto answer = open.lines(0, 1);
        CAUSEWAY_VERIFY(answer);
        QVERIFY2(said(*answer).find(sentence.toStdString()) != std::string::npos, said(*answer).c_str());
    }

    void theWordsThatArePartsOfOnePattern()
    {
        const Opened open;
        const auto forms = open.lines(0, 1);
        CAUSEWAY_VERIFY(forms);
        QVERIFY2(said(*forms).find("the first has “password”, the second “certificate”") != std::string::npos, said(*forms).c_str());
        const auto same = open.lines(0, 6);
        CAUSEWAY_VERIFY(same);
        QVERIFY2(said(*same).find("At word 4 the first says “u0”, the second “u6”") != std::string::npos, said(*same).c_str());
    }

    // One sentence with the words in it in turn: how many it takes depends on what stands around.
    void howManyItTakes_data()
    {
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("rule");
        QTest::addColumn<int>("needed");
        QTest::addColumn<bool>("one");
        const auto row = [](const char *name, const char *sentence, const QStringList &words, Rule rule, int needed, bool one) {
            QTest::newRow(name) << QString::fromLatin1(sentence) << words << static_cast<int>(rule) << needed << one;
        };
        const QStringList four{"amber", "birch", "cedar", "dogwood"}, five = four + QStringList{"elm"};
        row("usual, too few", "the old tree % fell over yesterday", four, Rule::Usual, 5, false);
        row("usual, enough", "the old tree % fell over yesterday", five, Rule::Usual, 5, true);
        row("little text", "felled % yesterday", five, Rule::LittleText, 12, false);
        row("at the start", "% fell over in the storm", five, Rule::AtStart, 12, false);
        row("capitals", "the old tree % fell over yesterday", {"AMBER", "BIRCH", "CEDAR", "DOGWOOD", "ELM"}, Rule::Capitals, 12, false);
        row("no constants", "felled %", five, Rule::FewConstants, 0, false);
        row("asks for a name", "the session of user % was closed", {"amber", "birch", "cedar"}, Rule::AsksName, 3, true);
    }
    void howManyItTakes()
    {
        QFETCH(const QString, sentence);
        QFETCH(const QStringList, words);
        QFETCH(const int, rule);
        QFETCH(const int, needed);
        QFETCH(const bool, one);
        QByteArray log;
        for (int i = 0; i < 60; ++i)
            log += QByteArray("2024-01-01 00:00:") + QByteArray::number(10 + i % 50) + " INFO shop: " + QString(sentence).replace('%', words[i % words.size()]).toUtf8() + '\n';
        const Opened open(log.toStdString());
        const auto answer = open.lines(0, 1);
        CAUSEWAY_VERIFY(answer);
        QVERIFY2(answer->decision.has_value(), said(*answer).c_str());
        QCOMPARE(static_cast<int>(answer->decision->rule), rule);
        QCOMPARE(static_cast<int>(answer->decision->needed), needed);
        QCOMPARE(static_cast<int>(answer->decision->words), static_cast<int>(words.size()));
        QCOMPARE(answer->decision->lines, 60u);
        QCOMPARE(answer->onePattern, one);
        QCOMPARE(answer->decision->parameter, one);
        if (needed > 0)
            QVERIFY2(said(*answer).find("from " + std::to_string(needed) + " on") != std::string::npos, said(*answer).c_str());
    }

    // What the pattern's text shows as a constant is told as one, and the two stand in the order asked for.
    void aConstantOfDigitsIsToldAsItIs()
    {
        std::string log;
        for (int i = 0; i < 120; ++i)
            log += "2024-01-01 00:0" + std::to_string(i / 60) + ":" + std::to_string(10 + i % 50) + " INFO shop: " + (i % 2 == 0 ? "accepted" : "refused") + " a call from port " + std::to_string(3000 + i) +
                   " ssh2\n";
        const Opened open(log);
        const auto same = open.lines(0, 2);
        CAUSEWAY_VERIFY(same);
        QVERIFY2(said(*same).find("port <*> ssh2") != std::string::npos, said(*same).c_str());
        const auto other = open.lines(1, 0);
        CAUSEWAY_VERIFY(other);
        QVERIFY(!other->onePattern && other->a == open.of(1).id && other->b == open.of(0).id);
        QCOMPARE(other->words.front().a, std::string("refused"));
    }

    void editsOfAPerson()
    {
        Opened open;
        EditTemplatesRequest merge{EditTemplatesRequest::Action::Merge, {open.of(600).id, open.of(601).id}, {}, {}};
        const auto merged = editTemplates(*open.project, merge, Job{});
        CAUSEWAY_VERIFY(merged);
        open.reread();
        const auto answer = open.lines(600, 601);
        CAUSEWAY_VERIFY(answer);
        QVERIFY(answer->onePattern && answer->decides == Decides::Person);
        QVERIFY2(said(*answer).find("A person made them one pattern") != std::string::npos, said(*answer).c_str());
        // What was undone decides nothing.
        CAUSEWAY_VERIFY(undoEdit(*open.project, {merged->edit, {}, false}, Job{}));
        open.reread();
        QVERIFY(open.lines(600, 601)->decides == Decides::Constants);

        const auto choices = splitChoices(open.reader->snapshot(), open.of(0));
        QCOMPARE(choices.size(), 6u);
        QVERIFY(std::all_of(choices.begin(), choices.end(), [&](const SplitChoice &choice) { return choice.count == 100 && choice.parameter == choices.front().parameter; }));
        const auto ticket = std::find_if(choices.begin(), choices.end(), [](const SplitChoice &choice) { return choice.written == "ticket"; });
        QVERIFY(ticket != choices.end());
        EditTemplatesRequest split{EditTemplatesRequest::Action::Split, {open.of(0).id}, ticket->shapes, {}};
        CAUSEWAY_VERIFY(editTemplates(*open.project, split, Job{}));
        open.reread();
        const auto apart = open.lines(0, 2);
        CAUSEWAY_VERIFY(apart);
        QVERIFY(!apart->onePattern && apart->decides == Decides::Person);
        QVERIFY(splitChoices(open.reader->snapshot(), open.of(2)).empty());
        QVERIFY(constantParameters(open.reader->snapshot(), open.of(0)).empty());
    }

    // What the pattern's text shows is neither a way to split nor marked as a value, though it is of digits.
    void aConstantOfDigitsIsNoValue()
    {
        std::string log;
        for (int i = 0; i < 60; ++i)
            log += "2024-01-01 00:00:" + std::to_string(10 + i % 50) + " INFO shop: connection from port " + std::to_string(3000 + i) + " with protocol ssh2\n";
        const Opened open(log);
        const storage::TemplateInfo &info = open.of(0);
        QCOMPARE(info.text(), std::string("connection from port <*> with protocol ssh2"));
        const auto parameters = std::count_if(info.tokens.begin(), info.tokens.end(), [](const auto &token) { return token.parameter; });
        QCOMPARE(parameters, 2);
        QCOMPARE(constantParameters(open.reader->snapshot(), info), std::vector<std::uint32_t>{1});
        const auto event = open.reader->event(EventId(5));
        CAUSEWAY_VERIFY(event);
        const storage::ParameterRanges ranges(info.tokens, open.reader->snapshot().shapes[event->shape.value]);
        QVERIFY(ranges.fits());
        const auto marked = ranges.of(*event);
        QCOMPARE(marked.size(), 1u);
        QCOMPARE(event->bytes.substr(marked[0].first, marked[0].second - marked[0].first), std::string("3005"));
    }

    void whatIsNotThere()
    {
        const Opened open;
        QCOMPARE(open.lines(0, 800).error().code, ErrorCode::NotFound);
        ExplainPatternsRequest request;
        request.a.id = TemplateId(999);
        request.b.id = open.of(0).id;
        QCOMPARE(explainPatterns(*open.project, *open.reader, *open.catalog, request, Job{}).error().code, ErrorCode::NotFound);
    }
};

CAUSEWAY_TEST(ExplainPatternsTest)
#include "explain_patterns_test.moc"
