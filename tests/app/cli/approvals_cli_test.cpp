// Consent at the command line: what a scenario asks for, granted, refused, undone, and what a simulation makes of it.

#include "tests/app/cli/run_causeway.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace causeway;

namespace {

constexpr const char *kBusy = R"({"causeway_scenario": 1, "duration_s": 30, "services": {"till": {"servers": 4, "importance": "vital", "approve": ["limit"]}, "shelf": {}},
    "operations": {"pay": {"service": "till", "self_s": {"exponential": 0.1}, "calls": [{"operation": "look"}]}, "look": {"service": "shelf", "self_s": {"constant": 0.001}}},
    "arrivals": [{"operation": "pay", "poisson": {"rate_per_s": 120}}], "policy": {"name": "static_limit", "settings": {"per_server": 2}}})";

} // namespace

class ApprovalsCliTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project = m_folder.filePath(QStringLiteral("p.causeway")), m_file = m_folder.filePath(QStringLiteral("busy.json"));

    test::Outcome run(const char *words, const QStringList &more = {})
    {
        QStringList all = QString::fromLatin1(words).split(QLatin1Char(' '));
        all.insert(1, m_project);
        return test::runCauseway(all + more);
    }
    QJsonObject simulated() { return run("simulate --scenario busy --replications 1 --json").json().object(); }
    static double dropped(const QJsonObject &simulation) { return simulation[QStringLiteral("services")].toObject()[QStringLiteral("till")].toObject()[QStringLiteral("dropped")].toDouble(-1); }

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(kBusy) > 0);
        file.close();
        QFile log(m_folder.filePath(QStringLiteral("a.log")));
        QVERIFY(log.open(QIODevice::WriteOnly) && log.write("2024-03-05 12:00:00 INFO begun\n") > 0);
        log.close();
        QCOMPARE(test::runCauseway({QStringLiteral("import"), m_project, log.fileName()}).exit, 0);
        const test::Outcome opened = run("scenario open", {m_file});
        QVERIFY2(opened.exit == 0, opened.err.constData());
    }
    void ofAFileNobodyApproves()
    {
        const test::Outcome told = test::runCauseway({QStringLiteral("simulate"), m_file, QStringLiteral("--replications"), QStringLiteral("1")});
        QVERIFY2(told.exit == 0, told.err.constData());
        QVERIFY2(told.out.contains("Not done as the policy asked") && told.out.contains("no consent") && told.out.contains("causeway approve"), told.out.constData());
        QCOMPARE(test::runCauseway({QStringLiteral("simulate"), m_file, QStringLiteral("--scenario"), QStringLiteral("busy")}).exit, 1);
    }
    void grantedRefusedUndone()
    {
        QVERIFY(run("approvals").out.contains("Nobody has decided"));
        const QJsonObject asked = simulated();
        QCOMPARE(dropped(asked), 0.0);
        const QJsonObject entry = asked[QStringLiteral("audit")].toArray().at(0).toObject();
        QCOMPARE(entry[QStringLiteral("why")].toString(), QStringLiteral("approval"));
        QCOMPARE(entry[QStringLiteral("kind")].toString(), QStringLiteral("limit"));
        QCOMPARE(entry[QStringLiteral("what")].toString(), QStringLiteral("limit"));

        const test::Outcome granted = run("approve limit till --scenario busy --by Ann --json --reason", {QStringLiteral("it must stay up")});
        QVERIFY2(granted.exit == 0, granted.err.constData());
        const QJsonObject decision = granted.json().object()[QStringLiteral("consents")].toArray().at(0).toObject()[QStringLiteral("decision")].toObject();
        QVERIFY(decision[QStringLiteral("granted")].toBool() && decision[QStringLiteral("by")] == QStringLiteral("Ann") && decision[QStringLiteral("reason")] == QStringLiteral("it must stay up") && decision[QStringLiteral("scenario")].toInt() == 1);
        QVERIFY(dropped(simulated()) > 500);
        QVERIFY(simulated()[QStringLiteral("audit")].toArray().isEmpty());

        QCOMPARE(run("approve limit --refuse --reason no").exit, 0);
        QCOMPARE(dropped(simulated()), 0.0);
        QCOMPARE(run("approvals --json").json().object()[QStringLiteral("approvals")].toArray().size(), 2);
        QVERIFY(run("approvals --scenario busy").out.contains("refused"));
        QCOMPARE(run("approve --undo").exit, 0);
        QVERIFY(dropped(simulated()) > 500);
        QVERIFY(run("approvals --scenario busy").out.contains("granted"));
    }
    void whatIsWrong()
    {
        const test::Outcome kind = run("approve dimm --reason x"), reason = run("approve dim"), none = run("approve");
        QVERIFY2(kind.exit != 0 && kind.err.contains("Did you mean"), kind.err.constData());
        QVERIFY2(reason.exit != 0 && reason.err.contains("a reason"), reason.err.constData());
        QVERIFY(none.exit == 2);
    }
    void importanceByPath()
    {
        const test::Outcome right = run("scenario set busy services.shelf.importance=optional approve.dim=true");
        QVERIFY2(right.exit == 0 && right.out.contains("shelf.importance – → optional") && right.out.contains("approve – → dim"), right.out.constData());
        QVERIFY(run("scenario set busy services.shelf.importance=high").err.contains("optional, normal, vital"));
    }
};

CAUSEWAY_TEST(ApprovalsCliTest)
#include "approvals_cli_test.moc"
