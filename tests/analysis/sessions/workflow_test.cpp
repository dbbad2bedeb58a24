// Workflows of crafted sessions, written as text: "A B" sequence, "(A & B)" concurrent, "(A | B)" branch, "{A}" loop, "{A : B}" loop
// with a way back, "A?" optional.

#include "tests/support/test_registry.h"

#include <QTest>

#include <functional>
#include <map>
#include <random>

#include "analysis/sessions/workflow.h"
#include "tests/support/test_data.h"

using namespace causeway;
using namespace causeway::sessions;

namespace {

struct Sessions {
    std::vector<std::uint64_t> offsets{0};
    std::vector<std::uint32_t> keys;
    void add(const std::string &letters, int times = 1)
    {
        for (int i = 0; i < times; ++i) {
            keys.insert(keys.end(), letters.begin(), letters.end());
            offsets.push_back(keys.size());
        }
    }
    [[nodiscard]] Result<Workflow> workflow(const WorkflowSettings &settings = {}, const Job &job = {}) const { return mineWorkflow(offsets, keys, settings, job); }
};

std::string toText(const WorkflowBlock &block, bool inner = false)
{
    const auto joined = [&](const char *between, std::size_t from = 0) {
        std::string out;
        for (std::size_t i = from; i < block.children.size(); ++i)
            out += (i == from ? "" : between) + toText(block.children[i], true);
        return out;
    };
    std::string text;
    switch (block.kind) {
    case WorkflowBlock::Kind::Step: text = std::string(1, static_cast<char>(block.key)); break;
    case WorkflowBlock::Kind::Sequence: text = inner ? "[" + joined(" ") + "]" : joined(" "); break;
    case WorkflowBlock::Kind::Concurrent: text = "(" + joined(" & ") + ")"; break;
    case WorkflowBlock::Kind::Branch: text = "(" + joined(" | ") + ")"; break;
    case WorkflowBlock::Kind::Loop: text = "{" + toText(block.children.front()) + (block.children.size() > 1 ? " : " + joined(" | ", 1) : "") + "}"; break;
    }
    return text + (block.optional ? "?" : "");
}

} // namespace

class WorkflowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void blocksOfCraftedSessions_data()
    {
        QTest::addColumn<QStringList>("sessions"); // ten of each
        QTest::addColumn<QString>("workflow");
        const auto row = [](const char *name, const char *sessions, const char *workflow) {
            QTest::newRow(name) << QString::fromLatin1(sessions).split(QLatin1Char(' '), Qt::SkipEmptyParts) << QString::fromLatin1(workflow);
        };
        row("sequence", "ABC", "A B C");
        row("one step", "A", "A");
        row("two at once", "ABCD ACBD", "A (B & C) D");
        row("three at once", "ABCDE ABDCE ACBDE ACDBE ADBCE ADCBE", "A (B & C & D) E");
        row("longer ones at once", "SABCDE SACBDE SACDBE SCABDE SCADBE SCDABE", "S ([A B] & [C D]) E");
        row("branch", "ABD ACD", "A (B | C) D");
        row("branch of three", "ABE ACE ADE", "A (B | C | D) E");
        row("branch of segments", "ABCF ADEF", "A ([B C] | [D E]) F");
        row("optional", "ABC AC", "A B? C");
        row("loop of one", "ABC ABBC ABBBC", "A {B} C");
        row("loop of a segment", "SABE SABABE SABABABE", "S {A B} E");
        row("loop with a way back", "SAE SARAE SARARAE", "S {A : R} E");
        row("nested loop", "SABCE SABBCE SABCABCE SABBCABCE", "S {A {B} C} E");
        row("branch in a loop", "SABDE SACDE SABDACDE SACDABDE", "S {A (B | C) D} E");
        row("branch of everything", "AB CD", "([A B] | [C D])");
        row("concurrent and optional", "ABCD ACBD ABD", "A (B & C?) D");
    }
    void blocksOfCraftedSessions()
    {
        QFETCH(QStringList, sessions);
        QFETCH(QString, workflow);
        Sessions all;
        for (const QString &session : sessions)
            all.add(session.toStdString(), 10);
        const auto mined = all.workflow();
        QVERIFY(mined.has_value());
        QCOMPARE(QString::fromStdString(toText(mined->root)), workflow);
        // The order of sessions does not matter.
        Sessions turned;
        for (auto i = sessions.rbegin(); i != sessions.rend(); ++i)
            turned.add(i->toStdString(), 10);
        QVERIFY(turned.workflow()->root == mined->root);
    }

    void countsAndEdges()
    {
        Sessions all;
        all.add("ABD", 30);
        all.add("ACD", 10);
        const auto mined = all.workflow();
        QCOMPARE(mined->sessions, 40u);
        QCOMPARE(mined->events, 120u);
        QCOMPARE(mined->nodes.size(), 4u);
        QCOMPARE(mined->nodes[2].key, std::uint32_t{'B'});
        QCOMPARE(mined->nodes[2].events, 30u);
        QCOMPARE(mined->nodes[2].sessions, 30u);
        QString edges;
        for (const Workflow::Edge &edge : mined->edges) {
            const auto name = [&](std::uint32_t node) { return node == Workflow::kOutside ? QLatin1Char('.') : QLatin1Char(static_cast<char>(mined->nodes[node].key)); };
            edges += QStringLiteral("%1%2%3 ").arg(name(edge.from)).arg(name(edge.to)).arg(edge.count);
        }
        QCOMPARE(edges, QStringLiteral("AB30 AC10 D.40 BD30 CD10 .A40 "));
        const WorkflowBlock &branch = mined->root.children.at(1);
        QCOMPARE(branch.times, 40u);
        QCOMPARE(branch.children[0].times, 30u); // the commonest first
        QCOMPARE(branch.children[1].times, 10u);
    }

    void rareThingsAreLeftOut()
    {
        Sessions all;
        all.add("ABCD", 500);
        all.add("ACBD", 4); // an order that is hardly ever seen is no concurrency
        all.add("AXBCD", 2);
        const auto mined = all.workflow();
        QCOMPARE(toText(mined->root), std::string("A B C D"));
        QCOMPARE(mined->rareTemplates, 1u);
        WorkflowSettings all3;
        all3.noise = all3.rare = 0;
        QCOMPARE(toText(all.workflow(all3)->root), std::string("A X? (B & C) D"));
    }

    void nothingAndLittle()
    {
        QCOMPARE(Sessions().workflow()->root.children.size(), 0u);
        Sessions empty;
        empty.add("", 3);
        QCOMPARE(empty.workflow()->nodes.size(), 0u);
        QVERIFY(mineWorkflow({}, {}, {}, {}).has_value());
        Job stopped;
        stopped.cancel.cancel();
        QCOMPARE(empty.workflow({}, stopped).error().code, ErrorCode::Cancelled);
    }

    // Whatever the sessions are: every event that is not rare is in a step.
    void everyTemplateIsInTheWorkflow()
    {
        std::mt19937 random(1);
        for (int round = 0; round < 60; ++round) {
            Sessions all;
            const auto letters = 1 + random() % 9;
            for (int s = 0; s < 40; ++s) {
                std::string session;
                for (auto length = random() % 20; length > 0; --length)
                    session += static_cast<char>('A' + random() % letters);
                all.add(session);
            }
            WorkflowSettings settings;
            settings.noise = settings.rare = 0;
            const auto mined = all.workflow(settings);
            QVERIFY(mined.has_value());
            std::map<std::uint32_t, std::uint64_t> events;
            const std::function<void(const WorkflowBlock &)> count = [&](const WorkflowBlock &block) {
                if (block.kind == WorkflowBlock::Kind::Step)
                    events[block.key] += block.times;
                for (const WorkflowBlock &child : block.children)
                    count(child);
            };
            count(mined->root);
            QCOMPARE(events.size(), mined->nodes.size());
            for (const Workflow::Node &node : mined->nodes)
                QVERIFY2(events[node.key] == node.events, toText(mined->root).c_str());
        }
    }

    void sessionsOfHdfs()
    {
        CAUSEWAY_REQUIRE_DATA("hdfs_sessions/hdfs_train.gz");
        Sessions all;
        for (const std::string &line : test::readLines(test::dataPath("hdfs_sessions/hdfs_train.gz"))) {
            for (const QByteArray &key : QByteArray::fromStdString(line).split(' '))
                if (!key.trimmed().isEmpty())
                    all.keys.push_back(static_cast<std::uint32_t>('A' + key.trimmed().toInt()));
            all.offsets.push_back(all.keys.size());
        }
        const auto mined = all.workflow();
        QVERIFY(mined.has_value());
        qInfo("%zu templates of %zu keys, %zu edges: %s", mined->nodes.size(), all.keys.size(), mined->edges.size(), toText(mined->root).c_str());
        QCOMPARE(mined->sessions, 4855u);
        QVERIFY(mined->nodes.size() >= 8 && mined->nodes.size() <= 20);
        QVERIFY(mined->edges.size() <= 60);
        QVERIFY(mined->root.kind == WorkflowBlock::Kind::Sequence && mined->root.children.size() >= 2);
        QVERIFY(all.workflow()->root == mined->root);
    }
};

CAUSEWAY_TEST(WorkflowTest)
#include "workflow_test.moc"
