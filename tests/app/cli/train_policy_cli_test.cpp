// Policies trained at the command line: into a file, into a project, and run by whatif.

#include "tests/app/cli/run_causeway.h"
#include "tests/app/engine/shop_traces.h"
#include "tests/support/test_data.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace causeway;

class TrainPolicyCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    static QString burst() { return QString::fromStdString(test::sourcePath("tests/data/scenarios/burst.json")); }
    [[nodiscard]] QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    // Little, so that it is quick.
    static QString method(const char *name) { return QLatin1String(name) + QStringLiteral(":windows=60,updates=40,judging_runs=2,epochs=2"); }
    static test::Outcome train(const QString &what, const QString &how, const QStringList &more) { return test::runCauseway(QStringList{QStringLiteral("train-policy"), what, how} + more); }

private Q_SLOTS:
    void intoAFile()
    {
        const test::Outcome outcome = train(burst(), method("miras"), {QStringLiteral("--rounds"), QStringLiteral("2"), QStringLiteral("--out"), path("miras"), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonObject json = outcome.json().object();
        const QJsonArray rounds = json[QStringLiteral("rounds")].toArray();
        QCOMPARE(rounds.size(), 2);
        QVERIFY(rounds[1].toObject()[QStringLiteral("work_in_progress")].toDouble() > 1 && rounds[1].toObject()[QStringLiteral("model_errors")].toArray().size() == 4);
        QVERIFY(json[QStringLiteral("budget")].toInt() == 14 && json[QStringLiteral("services")].toArray().size() == 4);
        // In two parts it comes to the same bytes.
        const QStringList parts{QStringLiteral("--out"), path("parts")};
        QVERIFY(train(burst(), method("miras"), QStringList{QStringLiteral("--rounds"), QStringLiteral("1")} + parts).exit == 0);
        const test::Outcome more = train(burst(), QStringLiteral("miras"), QStringList{QStringLiteral("--rounds"), QStringLiteral("2"), QStringLiteral("--resume")} + parts);
        QVERIFY2(more.exit == 0 && more.out.contains("round 2: ") && !more.out.contains("round 1: "), (more.out + more.err).constData());
        const auto bytes = [](const QString &file) {
            QFile in(file);
            return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
        };
        QVERIFY(!bytes(path("miras")).isEmpty() && bytes(path("miras")) == bytes(path("parts")));

        const QStringList runs{QStringLiteral("--replications"), QStringLiteral("2")}, with{QStringLiteral("--trained"), path("miras")}, choice{QStringLiteral("--policy"), QStringLiteral("miras")};
        const QStringList whatIf{QStringLiteral("whatif"), burst()};
        const test::Outcome run = test::runCauseway(whatIf + choice + with + runs + QStringList{QStringLiteral("--json")});
        QVERIFY2(run.exit == 0, run.err.constData());
        const QJsonObject first = run.json().object()[QStringLiteral("policies")].toArray()[0].toObject();
        QVERIFY(first[QStringLiteral("name")].toString() == QLatin1String("miras") && first[QStringLiteral("requests")].toDouble() > 1000);
        QVERIFY(test::runCauseway(whatIf + choice + runs).err.contains("it has not been trained here"));

        QByteArray damaged = bytes(path("miras"));
        damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
        QFile out(path("damaged"));
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(damaged) == damaged.size());
        out.close();
        const test::Outcome refused = test::runCauseway(whatIf + choice + QStringList{QStringLiteral("--trained"), path("damaged")});
        QVERIFY2(refused.exit == 1 && refused.err.contains("its bytes have changed since it was kept"), refused.err.constData());
        QVERIFY(test::runCauseway(whatIf + choice + QStringList{QStringLiteral("--trained"), burst()}).err.contains("This is no trained policy"));
    }
    void intoAProject()
    {
        const QString project = path("shop.causeway"), spans = path("spans.json");
        QFile file(spans);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(test::shopRequests(0, 300).c_str());
        file.close();
        QVERIFY(test::runCauseway({QStringLiteral("import"), project, spans}).exit == 0);
        QVERIFY(train(project, method("model_free"), {QStringLiteral("--resume")}).exit == 2); // settings, and going on
        QVERIFY(train(project, QStringLiteral("model_free"), {QStringLiteral("--resume")}).err.contains("There is no training of “model_free” in the project"));
        const test::Outcome first = train(project, QStringLiteral("model_free:windows=10,updates=10,judging_runs=2,window_s=5"), {QStringLiteral("--rounds"), QStringLiteral("1")});
        QVERIFY2(first.exit == 0 && first.out.contains("Kept in the project is round 1"), (first.out + first.err).constData());
        const test::Outcome more = train(project, QStringLiteral("model_free"), {QStringLiteral("--resume"), QStringLiteral("--rounds"), QStringLiteral("2"), QStringLiteral("--json")});
        QVERIFY2(more.exit == 0 && more.json().object()[QStringLiteral("rounds")].toArray().size() == 2, more.err.constData());
        QCOMPARE(more.json().object()[QStringLiteral("id")].toInt(), 1);
        const test::Outcome run = test::runCauseway({QStringLiteral("whatif"), project, QStringLiteral("--policy"), QStringLiteral("model_free"), QStringLiteral("--replications"), QStringLiteral("2")});
        QVERIFY2(run.exit == 0 && run.out.contains("model_free") && run.err.isEmpty(), run.err.constData());
    }
    void onAScenarioOfTheTree()
    {
        const QString project = path("tree.causeway"), spans = path("tree.json");
        QFile file(spans);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(test::shopRequests(0, 100).c_str());
        file.close();
        QVERIFY(test::runCauseway({QStringLiteral("import"), project, spans}).exit == 0);
        QVERIFY(test::runCauseway({QStringLiteral("scenario"), project, QStringLiteral("open"), burst()}).exit == 0);
        const QStringList of{QStringLiteral("--scenario"), QStringLiteral("burst"), QStringLiteral("--rounds"), QStringLiteral("1"), QStringLiteral("--seed"), QStringLiteral("4")};
        const test::Outcome trained = train(project, method("model_free"), of);
        QVERIFY2(trained.exit == 0 && trained.out.contains("Kept in the project is round 1"), (trained.out + trained.err).constData());
        const QStringList list{QStringLiteral("trainings"), project, QStringLiteral("burst")};
        const QJsonObject all = test::runCauseway(list + QStringList{QStringLiteral("--json")}).json().object();
        const QJsonObject one = all[QStringLiteral("trainings")].toArray()[0].toObject();
        QVERIFY(one[QStringLiteral("seed")].toInt() == 4 && one[QStringLiteral("complete")].toBool() && one[QStringLiteral("work_in_progress")].toArray().size() == 1);
        QCOMPARE(all[QStringLiteral("baselines")].toArray()[0].toObject()[QStringLiteral("policy")].toString(), QStringLiteral("static"));
        QVERIFY(one[QStringLiteral("work_in_progress")].toArray()[0].toDouble() >= all[QStringLiteral("least_possible")].toDouble() && all[QStringLiteral("least_possible")].toDouble() > 0);
        QVERIFY(test::runCauseway(list).out.contains("No policy comes below"));
        // What the traces show is another scenario.
        QVERIFY(test::runCauseway({QStringLiteral("scenario"), project, QStringLiteral("learn")}).exit == 0);
        const test::Outcome other = test::runCauseway({QStringLiteral("trainings"), project, QStringLiteral("As traced"), QStringLiteral("--json")});
        QVERIFY2(other.json().object()[QStringLiteral("of_other_scenarios")].toInt() == 1 && other.json().object()[QStringLiteral("trainings")].toArray().isEmpty(), (other.out + other.err).constData());
        QVERIFY(train(project, method("miras"), {QStringLiteral("--scenario"), QStringLiteral("bursts")}).err.contains("burst"));
    }
    void refused_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("method") << QStringLiteral("hpa") << QByteArray("“hpa” is not a method that learns");
        QTest::newRow("setting") << QStringLiteral("miras:windws=3") << QByteArray("there is no setting “windws”");
        QTest::newRow("bounds") << QStringLiteral("miras:discount=2") << QByteArray("the setting “discount” must be between 0 and 0.9999");
        QTest::newRow("no number") << QStringLiteral("miras:windows=x") << QByteArray("“windows=x” is not NAME=NUMBER");
        QTest::newRow("too few") << QStringLiteral("miras:budget=3") << QByteArray("3 replicas do not reach for 4 services");
    }
    void refused()
    {
        QFETCH(QString, method);
        QFETCH(QByteArray, said);
        const test::Outcome outcome = train(burst(), method, {QStringLiteral("--out"), path("none")});
        QVERIFY2(outcome.exit == 1 && outcome.err.contains(said), outcome.err.constData());
        QVERIFY(!QFile::exists(path("none")));
    }
    void nowhereToKeepIt()
    {
        const test::Outcome outcome = train(burst(), QStringLiteral("miras"), {});
        QVERIFY2(outcome.exit == 2 && outcome.err.contains("There is nowhere to keep the trained policy"), outcome.err.constData());
    }
};

CAUSEWAY_TEST(TrainPolicyCliTest)
#include "train_policy_cli_test.moc"
