// A model's errors on traces that it has not seen, at the command line.

#include "tests/app/cli/run_causeway.h"
#include "tests/app/engine/shop_traces.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace causeway;

class ModelCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project;

    QString file(const QString &name, const QByteArray &text)
    {
        QFile out(m_folder.filePath(name));
        return out.open(QIODevice::WriteOnly) && out.write(text) == text.size() ? out.fileName() : QString();
    }
    test::Outcome validate(const QStringList &more) { return test::runCauseway(QStringList{QStringLiteral("model"), m_project, QStringLiteral("--validate")} + more); }

private Q_SLOTS:
    void initTestCase()
    {
        m_project = m_folder.filePath(QStringLiteral("p.causeway"));
        const QString spans = file(QStringLiteral("spans.json"), QByteArray::fromStdString(test::shopRequests(0, 300)));
        const test::Outcome imported = test::runCauseway({QStringLiteral("import"), m_project, spans});
        QVERIFY2(imported.exit == 0, imported.err.constData());
    }
    void asJson()
    {
        const test::Outcome outcome = validate({QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonObject json = outcome.json().object();
        QCOMPARE(json[QStringLiteral("traces_learned")].toInt(), 210);
        QCOMPARE(json[QStringLiteral("traces_held_out")].toInt(), 90);
        QCOMPARE(json[QStringLiteral("judged")].toInt(), 2);
        QCOMPARE(json[QStringLiteral("within")].toInt(), 2);
        const QJsonObject shop = json[QStringLiteral("services")].toObject()[QStringLiteral("shop")].toObject();
        QCOMPARE(shop[QStringLiteral("held_out")].toInt(), 90);
        QCOMPARE(shop[QStringLiteral("held_out_ns")].toArray()[0].toDouble(), 20e6);
        QVERIFY(std::abs(shop[QStringLiteral("predicted_ns")].toArray()[2].toDouble() / 20e6 - 1) < 0.05);
        QCOMPARE(shop[QStringLiteral("verdict")].toString(), QStringLiteral("within"));
        QVERIFY(json[QStringLiteral("little_gap")].toDouble(1) < 0.05);
        QVERIFY(json[QStringLiteral("extrapolates")].toArray().isEmpty());
    }
    void forPeople()
    {
        const test::Outcome outcome = validate({QStringLiteral("--division"), QStringLiteral("recordings")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        QVERIFY2(outcome.out.contains("Learned from 210 traces, held against 90.") && outcome.out.contains("Within 10 %, 15 % and 25 %: 2 of 2 services") && outcome.out.contains("Little's law"), outcome.out.constData());
    }
    // Twice the load was never there.
    void whatAScenarioAsks()
    {
        const test::Outcome model = test::runCauseway({QStringLiteral("model"), m_project, QStringLiteral("--json")});
        QVERIFY(model.exit == 0);
        QVERIFY(validate({QStringLiteral("--scenario"), file(QStringLiteral("same.json"), model.out), QStringLiteral("--json")}).json().object()[QStringLiteral("extrapolates")].toArray().isEmpty());
        QJsonObject scenario = model.json().object();
        QJsonArray arrivals = scenario[QStringLiteral("arrivals")].toArray();
        for (qsizetype i = 0; i < arrivals.size(); ++i) {
            QJsonObject one = arrivals[i].toObject();
            one[QStringLiteral("poisson")] = QJsonObject{{QStringLiteral("rate_per_s"), 2 * one[QStringLiteral("poisson")].toObject()[QStringLiteral("rate_per_s")].toDouble()}};
            arrivals[i] = one;
        }
        scenario[QStringLiteral("arrivals")] = arrivals;
        const test::Outcome outcome = validate({QStringLiteral("--scenario"), file(QStringLiteral("twice.json"), QJsonDocument(scenario).toJson()), QStringLiteral("--json")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QJsonArray all = outcome.json().object()[QStringLiteral("extrapolates")].toArray();
        QVERIFY2(!all.isEmpty(), outcome.out.constData());
        const QJsonObject found = all[0].toObject();
        QCOMPARE(found[QStringLiteral("what")].toString(), QStringLiteral("load"));
        QVERIFY(std::abs(found[QStringLiteral("asked")].toDouble() - 2) < 0.05 && found[QStringLiteral("observed")].toDouble() < 1.3);
    }
    void whatIsWrong()
    {
        const test::Outcome division = validate({QStringLiteral("--division"), QStringLiteral("half")});
        QVERIFY2(division.exit == 2 && division.err.contains("time or recordings"), division.err.constData());
        const test::Outcome alone = test::runCauseway({QStringLiteral("model"), m_project, QStringLiteral("--division"), QStringLiteral("time")});
        QVERIFY2(alone.exit == 2 && alone.err.contains("goes with --validate"), alone.err.constData());
    }
};

CAUSEWAY_TEST(ModelCliTest)
#include "model_cli_test.moc"
