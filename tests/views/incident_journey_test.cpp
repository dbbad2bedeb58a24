// A person says what the cause of an incident was, and what not: it is kept, shown, and can be undone.

#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QUndoStack>

#include "app/engine/incidents.h"
#include "app/workspace/undo_history.h"
#include "tests/support/temporary_project.h"
#include "tests/views/rootcause_desk.h"
#include "views/models/cause_tables.h"
#include "views/rootcause/incident_bar.h"
#include "views/rootcause/incident_panel.h"
#include "views/shell/elided_label.h"

using namespace causeway;
using namespace causeway::views;
using namespace causeway::test;

namespace {

using Desk = RootCauseDesk;

QString cell(const QTableView &table, int row, int column) { return table.model()->index(row, column).data().toString(); }

} // namespace

class IncidentJourneyTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    int m_copies = 0;

    QString project()
    {
        const QString copy = m_folder.filePath(QStringLiteral("p%1.causeway").arg(++m_copies));
        return QFile::copy(m_folder.filePath("p.causeway"), copy) ? copy : QString();
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(importShop(m_folder, m_folder.filePath("p.causeway"))); }

    void aCauseIsConfirmedAndRejectedByKeys()
    {
        Desk desk(m_folder);
        QVERIFY(desk.active && desk.ask(project(), seconds(60, 120)));
        CauseDesk &about = desk.perspective.desk();
        QTableView &causes = desk.causes->causes();
        new QAbstractItemModelTester(causes.model(), causes.model());
        QVERIFY(causes.model()->rowCount() >= 2);
        QCOMPARE(cell(causes, 0, CauseModel::ServiceColumn), QString("bank"));
        QVERIFY(causes.isColumnHidden(CauseModel::SaidColumn));
        QAction *confirm = desk.actions.action("rootcause.confirm"), *reject = desk.actions.action("rootcause.reject");

        causes.setFocus();
        QTest::keyClick(&causes, Qt::Key_1);
        QVERIFY(!confirm->isChecked()); // not kept yet
        QTRY_VERIFY_WITH_TIMEOUT(about.kept() != nullptr, kWait);
        QCOMPARE(about.kept()->service, std::string("bank"));
        QCOMPARE(about.kept()->verdict, storage::IncidentVerdict::Cause);
        QCOMPARE(about.kept()->kind, std::string(rootcause::toName(about.cause()->kind)));
        QVERIFY(about.kept()->time == seconds(60, 120) && !about.kept()->onset.isNone());
        QVERIFY(confirm->isChecked() && !causes.isColumnHidden(CauseModel::SaidColumn));
        QCOMPARE(cell(causes, 0, CauseModel::SaidColumn), QStringLiteral("✓ cause"));
        QVERIFY2(desk.causes->incident().said().text().contains("bank"), qPrintable(desk.causes->incident().said().text()));

        QUndoStack &undo = *desk.workspace.undo().stack();
        QTRY_VERIFY_WITH_TIMEOUT(undo.canUndo(), kWait);
        QTest::keyClick(&causes, Qt::Key_U);
        QTRY_VERIFY_WITH_TIMEOUT(about.kept() == nullptr && !confirm->isChecked(), kWait);
        QVERIFY(causes.isColumnHidden(CauseModel::SaidColumn));
        QTRY_VERIFY_WITH_TIMEOUT(undo.canRedo(), kWait);
        undo.redo();
        QTRY_VERIFY_WITH_TIMEOUT(about.kept() != nullptr && confirm->isChecked(), kWait);

        // What is rejected is the cause no longer, and comes last; the service stays the chosen one.
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        causes.setFocus();
        QTest::keyClick(&causes, Qt::Key_2);
        const int last = causes.model()->rowCount() - 1;
        QTRY_COMPARE_WITH_TIMEOUT(cell(causes, last, CauseModel::ServiceColumn), QString("bank"), kWait);
        QCOMPARE(cell(causes, last, CauseModel::SaidColumn), QStringLiteral("✗ not it"));
        QCOMPARE(about.kept()->verdict, storage::IncidentVerdict::Open);
        QVERIFY(reject->isChecked() && !confirm->isChecked());
        QCOMPARE(causes.currentIndex().row(), last);
        QVERIFY(!desk.causes->verdict().text().contains("bank"));
        QTest::keyClick(&causes, Qt::Key_2); // takes it back
        QTRY_COMPARE_WITH_TIMEOUT(cell(causes, 0, CauseModel::ServiceColumn), QString("bank"), kWait);
        QVERIFY(about.kept()->rejected.empty() && !reject->isChecked());

        QTest::keyClick(&causes, Qt::Key_J);
        QCOMPARE(about.causeIndex(), std::size_t{1});
        QTest::keyClick(&causes, Qt::Key_3);
        QTRY_COMPARE_WITH_TIMEOUT(about.kept()->verdict, storage::IncidentVerdict::NoFault, kWait);
        QVERIFY(desk.actions.action("rootcause.noFault")->isChecked());
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
    }

    void nameAndNoteAreKept()
    {
        const QString path = project();
        Desk desk(m_folder);
        QVERIFY(desk.active && desk.ask(path, seconds(60, 120)));
        QLineEdit &name = desk.causes->incident().name(), &note = desk.causes->incident().note();
        name.setFocus();
        QTest::keyClicks(&name, "Bank 123"); // digits are text here, not keys
        QTest::keyClick(&name, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(desk.perspective.desk().kept() != nullptr, kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QCOMPARE(desk.perspective.desk().kept()->verdict, storage::IncidentVerdict::Open);
        desk.actions.action("rootcause.note")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(note.hasFocus(), kWait);
        QTest::keyClicks(&note, "the pool was full");
        desk.causes->causes().setFocus(); // leaving it saves
        QTRY_COMPARE_WITH_TIMEOUT(desk.perspective.desk().kept()->note, std::string("the pool was full"), kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        desk.workspace.setTimeRange(seconds(0, 30));
        QVERIFY(name.text().isEmpty() && note.text().isEmpty());
        desk.workspace.setTimeRange(seconds(58, 119)); // mostly that incident
        QCOMPARE(name.text(), QString("Bank 123"));
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        const auto project = storage::Project::open(path.toStdString(), storage::Project::Mode::OpenExisting);
        CAUSEWAY_VERIFY(project);
        const auto all = storage::IncidentStore(**project).all();
        CAUSEWAY_VERIFY(all);
        QCOMPARE(all->size(), std::size_t{1});
        QCOMPARE((*all)[0].name, std::string("Bank 123"));
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
    }

    void aPageIsSaved()
    {
        Desk desk(m_folder);
        QAction *page = desk.actions.action("rootcause.page");
        QVERIFY(!page->isEnabled());
        QVERIFY(desk.ask(project(), seconds(60, 120)) && page->isEnabled());
        desk.perspective.desk().setNote("the pool was full");
        QTRY_VERIFY_WITH_TIMEOUT(desk.perspective.desk().kept() != nullptr, kWait);
        page->trigger();
        auto *dialog = desk.window.findChild<QFileDialog *>();
        QVERIFY(dialog != nullptr);
        const QString path = m_folder.filePath("incident.html");
        Q_EMIT dialog->fileSelected(path);
        dialog->close();
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.startsWith("<!DOCTYPE html>") && bytes.contains("the pool was full") && bytes.contains("Why bank"));
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
    }

    // What another program says of this time changes the order; what it says of another one, what counts as normal.
    void othersAreHeeded()
    {
        const QString path = project();
        Desk desk(m_folder);
        QVERIFY(desk.active && desk.ask(path, seconds(60, 120)));
        CauseDesk &about = desk.perspective.desk();
        const auto before = about.answer()->report().baselineTraces;
        QCOMPARE(before, std::uint64_t{60});
        const auto other = storage::Project::open(path.toStdString(), storage::Project::Mode::OpenExisting);
        CAUSEWAY_VERIFY(other);
        engine::JudgeIncidentRequest request;
        request.time = seconds(60, 120);
        request.reject = {"bank"};
        const auto rejected = engine::judgeIncident(**other, request, {});
        CAUSEWAY_VERIFY(rejected);
        QTRY_VERIFY_WITH_TIMEOUT(about.answer()->service(about.answer()->report().causes.front().service) != "bank", kWait);
        CAUSEWAY_VERIFY(storage::IncidentStore(**other).undo(rejected->edit));
        QTRY_VERIFY_WITH_TIMEOUT(about.answer()->service(about.answer()->report().causes.front().service) == "bank", kWait);
        request = {};
        request.time = seconds(0, 20);
        const auto kept = engine::judgeIncident(**other, request, {});
        CAUSEWAY_VERIFY(kept);
        QVERIFY(kept->isNew);
        QTRY_COMPARE_WITH_TIMEOUT(about.answer()->report().baselineTraces, std::uint64_t{40}, kWait);
        request.verdict = storage::IncidentVerdict::NoFault;
        const auto normal = engine::judgeIncident(**other, request, {});
        CAUSEWAY_VERIFY(normal);
        QVERIFY(!normal->isNew);
        QTRY_COMPARE_WITH_TIMEOUT(about.answer()->report().baselineTraces, before, kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
    }

    void theyAreListedAndLookedAt()
    {
        const QString path = project();
        Desk desk(m_folder);
        QVERIFY(desk.active && desk.ask(path, seconds(60, 120)));
        desk.actions.action("rootcause.incidents")->trigger();
        auto *panel = desk.window.findChild<IncidentPanel *>();
        QTRY_VERIFY_WITH_TIMEOUT(panel->isVisible(), kWait);
        QVERIFY(panel->isEmpty() && !desk.actions.action("rootcause.forget")->isEnabled());
        IncidentModel &model = panel->model();
        new QAbstractItemModelTester(&model, &model);

        // From a file of another program; one of them has a normal time of its own.
        QVERIFY(write(m_folder.filePath("in.csv"), "from,to,service,kind,pod,operation,note,verdict,name\n"
                                                   "2023-11-14T22:14:20Z,2023-11-14T22:15:20Z,bank,network,,,cable,cause,Cable\n"
                                                   "2023-11-14T22:13:30Z,2023-11-14T22:13:40Z,,,,,,no_fault,\n"));
        desk.perspective.desk().incidents().importFrom(m_folder.filePath("in.csv"));
        QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 2, kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QVERIFY(!panel->isEmpty());
        QCOMPARE(cell(panel->table(), 0, IncidentModel::NameColumn), QString("Cable")); // the newest first
        QCOMPARE(cell(panel->table(), 0, IncidentModel::SaidColumn), QStringLiteral("✓ bank"));
        QCOMPARE(cell(panel->table(), 0, IncidentModel::KindColumn), QString("Network"));
        QVERIFY(cell(panel->table(), 1, IncidentModel::SaidColumn).contains("Nothing was wrong"));
        for (int column = 0; column < model.columnCount(); ++column)
            for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder})
                panel->table().sortByColumn(column, order);
        panel->table().sortByColumn(IncidentModel::WhenColumn, Qt::DescendingOrder);
        QCOMPARE(panel->table().currentIndex().row(), 0); // what is looked at: most of it
        QVERIFY(desk.causes->incident().name().text() == "Cable");

        engine::JudgeIncidentRequest request;
        request.id = model.incident(1).id;
        request.baseline = seconds(0, 10);
        request.name = "=1+1"; // no formula of a spreadsheet
        desk.perspective.desk().incidents().judge(request);
        QTRY_VERIFY_WITH_TIMEOUT(model.incident(1).baseline.has_value(), kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QTest::mouseClick(panel->table().viewport(), Qt::LeftButton, {}, panel->table().visualRect(model.index(1, 0)).center());
        QCOMPARE(desk.workspace.filter().range, model.incident(1).time);
        QVERIFY(desk.perspective.desk().baseline() == request.baseline);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QCOMPARE(panel->table().currentIndex().row(), 1);

        desk.perspective.desk().incidents().exportTo(m_folder.filePath("out.csv"));
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        QFile out(m_folder.filePath("out.csv"));
        QVERIFY(out.open(QIODevice::ReadOnly));
        const QByteArray bytes = out.readAll();
        QVERIFY2(bytes.contains("Cable") && bytes.contains("'=1+1"), bytes.constData());

        QMenu menu;
        panel->fill(menu);
        QVERIFY(menu.actions().size() >= 5);
        desk.actions.action("rootcause.forget")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 1, kWait);
        QCOMPARE(cell(panel->table(), 0, IncidentModel::NameColumn), QString("Cable"));
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
        desk.workspace.undo().stack()->undo();
        QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 2, kWait);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));

        // A file that is wrong is told, and nothing is imported of it.
        QVERIFY(desk.errors.isEmpty());
        QVERIFY(write(m_folder.filePath("bad.csv"), "2023-11-14T22:14:20Z,2023-11-14T22:15:20Z,bank,rats\n"));
        desk.perspective.desk().incidents().importFrom(m_folder.filePath("bad.csv"));
        QTRY_COMPARE_WITH_TIMEOUT(desk.errors.size(), 1, kWait);
        QVERIFY(desk.errors[0].contains("rats") && model.rowCount() == 2);
        QVERIFY(desk.workspace.jobs().waitForIdle(kWait));
    }
};

CAUSEWAY_TEST(IncidentJourneyTest)
#include "incident_journey_test.moc"
