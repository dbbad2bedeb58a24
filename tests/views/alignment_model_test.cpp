#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include "views/models/alignment_model.h"

using namespace causeway;
using namespace causeway::views;

namespace {

using Response = engine::AlignSessionResponse;

// One letter a step: '.' equal, '-' missing, '+' extra, '~' late.
AlignmentModel::Alignment alignment(const char *steps)
{
    auto made = std::make_shared<Response>();
    std::uint64_t event = 0;
    for (const char *step = steps; *step != '\0'; ++step) {
        Response::Row row;
        row.kind = *step == '-' ? Response::Kind::Missing : *step == '+' ? Response::Kind::Extra : *step == '~' ? Response::Kind::Late : Response::Kind::Same;
        row.key = static_cast<std::uint32_t>(event);
        if (*step != '-')
            row.here = EventId(100 + event);
        if (*step != '+')
            row.there = EventId(200 + event);
        if (*step == '~') {
            row.gapNs = 5'000'000'000;
            row.usualNs = 1'000'000'000;
            row.usualSeen = 40;
        }
        ++event;
        made->rows.push_back(row);
    }
    return made;
}

QString shown(const AlignmentModel &model)
{
    QString text;
    for (int i = 0; i < model.rowCount(); ++i) {
        const QString sign = model.index(i, AlignmentModel::SignColumn).data().toString();
        text += model.row(i) == nullptr ? QStringLiteral("…") : sign.isEmpty() ? QStringLiteral(".") : sign;
    }
    return text;
}

} // namespace

class AlignmentModelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void foldsEqualSteps_data()
    {
        QTest::addColumn<QByteArray>("steps");
        QTest::addColumn<QString>("expected");
        QTest::newRow("nothing") << QByteArray("") << "";
        QTest::newRow("no difference") << QByteArray("......") << QStringLiteral("…");
        QTest::newRow("in the middle") << QByteArray(".....-.....") << QStringLiteral("…..−..…");
        QTest::newRow("at the ends") << QByteArray("+.......~") << QStringLiteral("+..…..~");
        QTest::newRow("one step is not folded") << QByteArray("+.....+") << QStringLiteral("+.....+");
        QTest::newRow("near each other") << QByteArray("-..+") << QStringLiteral("−..+");
    }
    void foldsEqualSteps()
    {
        QFETCH(QByteArray, steps);
        AlignmentModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setAlignment(alignment(steps.constData()), nullptr, true);
        QTEST(shown(model), "expected");
        model.setAlignment(alignment(steps.constData()), nullptr, false);
        QCOMPARE(model.rowCount(), static_cast<int>(steps.size()));
    }

    void differencesAreWalkedAndEventsFound()
    {
        AlignmentModel model;
        model.setAlignment(alignment("..-.....+"), nullptr, true);
        QCOMPARE(shown(model), QStringLiteral("..−.....+"));
        const int first = model.nextDifference(-1, true), second = model.nextDifference(first, true);
        QVERIFY(first >= 0 && second > first);
        QCOMPARE(model.nextDifference(second, true), -1);
        QCOMPARE(model.nextDifference(second, false), first);
        QCOMPARE(model.rowOf(EventId(202)), first); // of the other session
        QCOMPARE(model.rowOf(EventId(108)), second);
        QCOMPARE(model.rowOf(EventId(999)), -1);
        QVERIFY(model.plainText(first).contains(QLatin1Char('2')));
    }

    void oneStepAgainAndAgainIsOneRow()
    {
        auto made = std::make_shared<Response>(*alignment(".++++-.."));
        for (std::size_t i = 1; i <= 4; ++i)
            made->rows[i].key = 7;
        AlignmentModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setAlignment(made, nullptr, true);
        QCOMPARE(shown(model), QStringLiteral(".+−.."));
        QCOMPARE(model.index(1, AlignmentModel::HereColumn).data().toString(), QStringLiteral("7   × 4"));
        QCOMPARE(model.rowOf(EventId(103)), 1);
        made = std::make_shared<Response>(*made);
        made->rows[3].key = made->rows[4].key = 8; // two of each are not many
        model.setAlignment(made, nullptr, true);
        QCOMPARE(shown(model), QStringLiteral(".++++−.."));
    }

    void lateSaysHowLateAndWhatIsUsual()
    {
        AlignmentModel model;
        model.setAlignment(alignment("~"), nullptr, false);
        const QString tip = model.index(0, AlignmentModel::GapColumn).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(QStringLiteral("5 s")) && tip.contains(QStringLiteral("1 s")) && tip.contains(QStringLiteral("40")), qPrintable(tip));
    }
};

CAUSEWAY_TEST(AlignmentModelTest)
#include "alignment_model_test.moc"
