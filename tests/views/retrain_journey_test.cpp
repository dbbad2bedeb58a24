// A person labels, lets a detector learn from it, looks at what would change, promotes the candidate and takes that back.

#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QFile>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <cmath>

#include "app/engine/label_subjects.h"
#include "app/workspace/workspace.h"
#include "storage/database.h"
#include "storage/label_store.h"
#include "views/findings/detector_panel.h"
#include "views/findings/drift_banner.h"
#include "views/findings/finding_detail.h"
#include "views/findings/finding_lines.h"
#include "views/findings/queue_panel.h"
#include "views/findings/retrain_panel.h"
#include "views/findings/version_panel.h"
#include "views/findings/worth_list.h"
#include "views/models/finding_model.h"
#include "views/shell/action_registry.h"
#include "views/shell/main_window.h"
#include "views/shell/settings.h"

using namespace causeway;
using namespace causeway::views;
using workspace::Workspace;

namespace {

constexpr int kWait = 30'000;

// 60 of each of three usual courses (1 to 180); three sessions of one odd course (181 to 183), one of another (184).
QByteArray withOddOnes()
{
    QByteArray text;
    for (int i = 0; i < 60; ++i)
        text += "1 2 3 4\n1 2 2 3 4\n1 2 3 3 4\n";
    for (const char *odd : {"1 2 9 4", "1 2 9 4", "1 2 9 4", "4 3 8 8 8 8 1"})
        text += QByteArray(odd) + '\n';
    return text;
}

// 64 usual courses, each three times (1 to 192), and 40 odd ones (193 to 232): enough of both to hold labels out.
QByteArray withManyCourses()
{
    QByteArray text;
    for (int round = 0; round < 3; ++round)
        for (int i = 0; i < 64; ++i)
            text += "1 " + QByteArray("2 ").repeated(1 + i % 8) + QByteArray("3 ").repeated(1 + i / 8) + "4\n";
    for (int i = 1; i <= 40; ++i)
        text += "1 7 " + QByteArray("8 ").repeated(i) + "4\n";
    return text;
}

// After 200 sessions of three courses the program is another one.
QByteArray withAChange()
{
    QByteArray text;
    for (int i = 0; i < 200; ++i)
        text += i % 3 == 0 ? "1 2 3 4\n" : i % 3 == 1 ? "1 2 2 3 4\n" : "1 2 3 3 4\n";
    for (int i = 0; i < 200; ++i)
        text += i % 2 == 0 ? "1 5 6 3 4\n" : "1 5 6 6 3 4\n";
    return text;
}

// One start of the program, in Findings.
struct Day {
    explicit Day(const QTemporaryDir &folder) : settings(folder.filePath(QStringLiteral("settings.ini"))), window(workspace, settings)
    {
        QObject::connect(&workspace, &Workspace::errorReported, [this](const Error &error) {
            const QString said = QString::fromStdString(error.toEnglish());
            if (!said.startsWith(QLatin1String("The events cannot be counted over time"))) // sequences have no times
                errors << said;
        });
        window.resize(1280, 800);
        window.show();
        active = QTest::qWaitForWindowActive(&window); // shortcuts need it
    }
    bool settle() { return QTest::qWaitFor([this] { return workspace.isOpen() && workspace.data().reader && workspace.jobs().isIdle() && workspace.hasFilterResult(); }, kWait); }
    bool import(const QTemporaryDir &folder, const QString &name, const QByteArray &sequences)
    {
        QFile file(folder.filePath(name + QStringLiteral(".txt")));
        if (!file.open(QIODevice::WriteOnly) || file.write(sequences) != sequences.size())
            return false;
        file.close();
        engine::ImportRequest request;
        request.paths = {file.fileName().toStdString()};
        request.format = "sequences";
        workspace.importLogs(request, folder.filePath(name + QStringLiteral(".causeway")));
        if (!QTest::qWaitFor([this] { return workspace.isOpen() && workspace.data().lastRun.value != 0; }, kWait))
            return false;
        window.showPerspective(QStringLiteral("findings"));
        return settle() && QTest::qWaitFor([this] { return the<DetectorPanel>().model().rowCount() > 0; }, kWait) && settle();
    }
    bool choose(const char *detector)
    {
        DetectorPanel &panel = the<DetectorPanel>();
        for (int i = 0; i < panel.model().rowCount(); ++i)
            if (panel.model().row(i).info.name == detector) {
                panel.table().setCurrentIndex(panel.model().index(i, 0));
                return true;
            }
        return false;
    }
    QPushButton *button(QWidget &in, const QString &text)
    {
        for (auto *one : in.findChildren<QPushButton *>())
            if (one->text() == text)
                return one;
        return nullptr;
    }
    void key(Qt::Key key)
    {
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus != nullptr ? focus : &window, key);
    }
    // An entry of the menu at a row of the table of models.
    bool chooseInMenu(int row, const QString &action)
    {
        QTableView &table = the<VersionPanel>().table();
        const QPoint at = table.visualRect(table.model()->index(row, 1)).center();
        QTest::mouseClick(table.viewport(), Qt::LeftButton, Qt::NoModifier, at);
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, table.viewport()->mapToGlobal(at));
        QApplication::sendEvent(table.viewport(), &event);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        if (menu == nullptr)
            return false;
        for (QAction *one : menu->actions())
            if (one->text() == action && one->isEnabled()) {
                QTest::mouseClick(menu, Qt::LeftButton, Qt::NoModifier, menu->actionGeometry(one).center());
                return true;
            }
        menu->close();
        return false;
    }
    template <typename T>
    T &the()
    {
        return *window.findChild<T *>();
    }
    FindingModel &findings() { return *static_cast<FindingModel *>(the<QueuePanel>().list().model()); }
    // The row of a subject that the detector found, whichever detector's sentence stands there.
    int rowOf(const QString &subject, const QString &detector)
    {
        const auto found = [&](int row) { return findings().index(row).data(FindingModel::DetectorRole).toString() == detector || findings().index(row).data(FindingModel::OthersRole).toStringList().contains(detector); };
        for (int i = 0; i < findings().rowCount(); ++i)
            if (findings().index(i).data(FindingModel::SubjectRole).toString() == subject && found(i))
                return i;
        return -1;
    }
    QStringList changed(const QString &word)
    {
        QStringList out;
        SubjectNoteModel &model = the<RetrainPanel>().changes();
        for (int i = 0; i < model.rowCount(); ++i)
            if (model.note(i).word == word)
                out << model.note(i).name;
        return out;
    }
    std::string status(ModelId model) { return storage::ModelStore(*workspace.data().project).get(model)->status; }

    Settings settings;
    Workspace workspace;
    MainWindow window;
    QStringList errors;
    bool active = false;
};

} // namespace

class RetrainJourneyTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void fromALabelToAPromotedModelAndBack()
    {
        Day day(m_folder);
        QVERIFY(day.active);
        const QAction *action = day.window.actions().action(QStringLiteral("findings.retrain"));
        QVERIFY2(!action->isEnabled() && action->toolTip().contains("no project is open"), qPrintable(action->toolTip()));
        QVERIFY(day.import(m_folder, QStringLiteral("few"), withOddOnes()));
        QPushButton *retrain = day.button(day.the<DetectorPanel>(), QStringLiteral("Retrain from labels"));
        QVERIFY(retrain != nullptr);
        QVERIFY(day.choose("trivial"));
        QVERIFY2(!retrain->isEnabled() && retrain->toolTip().contains("nothing is labelled yet"), qPrintable(retrain->toolTip()));
        const int odd = day.rowOf(QStringLiteral("181"), QStringLiteral("trivial"));
        QVERIFY(odd >= 0);
        QVERIFY(day.rowOf(QStringLiteral("184"), QStringLiteral("trivial")) >= 0);

        // One of three alike is normal, says a person.
        day.the<QueuePanel>().list().setFocus();
        day.the<QueuePanel>().list().setCurrentIndex(day.findings().index(odd));
        day.key(Qt::Key_1);
        QVERIFY(day.settle());
        QTRY_VERIFY_WITH_TIMEOUT(retrain->isEnabled(), kWait);
        QVERIFY(day.choose("logistic"));
        QVERIFY2(!retrain->isEnabled() && retrain->toolTip().contains("none is anomalous"), qPrintable(retrain->toolTip()));
        QVERIFY(day.choose("trivial"));
        RetrainPanel &panel = day.the<RetrainPanel>();
        QAbstractItemModelTester figures(&panel.figures(), QAbstractItemModelTester::FailureReportingMode::QtTest), changes(&panel.changes(), QAbstractItemModelTester::FailureReportingMode::QtTest),
            suspects(&panel.suspects(), QAbstractItemModelTester::FailureReportingMode::QtTest), versions(&day.the<VersionPanel>().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(panel.headline().isEmpty());
        QTest::mouseClick(retrain, Qt::LeftButton);
        QVERIFY(!retrain->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(!panel.headline().isEmpty(), kWait);
        QVERIFY(day.settle());
        QVERIFY(panel.isVisible()); // raised, and the keyboard stays where it was
        QVERIFY2(panel.note().contains("The figures flatter") && panel.note().contains("1 normal and 0 anomalous"), qPrintable(panel.note()));
        QCOMPARE(day.changed(QStringLiteral("vanishes")), (QStringList{"181", "182", "183"}));
        QCOMPARE(day.changed(QStringLiteral("appears")), QStringList());
        QVERIFY(panel.figures().rowCount() >= 4);
        QCOMPARE(day.window.width(), 1280);
        QVERIFY2(day.window.minimumSizeHint().width() <= 1280, qPrintable(QString::number(day.window.minimumSizeHint().width())));

        // A click on a change goes to the finding.
        QTableView &table = panel.changeTable();
        QTest::mouseClick(table.viewport(), Qt::LeftButton, Qt::NoModifier, table.visualRect(table.model()->index(1, 0)).center());
        QCOMPARE(day.workspace.selection().session, std::optional<std::string>("sequence=182"));
        QCOMPARE(day.findings().row(day.the<QueuePanel>().list().currentIndex().row()).finding.subject.id, std::string("sequence=182"));

        VersionModel &models = day.the<VersionPanel>().model();
        const ModelId candidate = models.row(0).model.id, before = models.row(0).model.parent;
        QCOMPARE(models.row(0).model.detector, std::string("trivial"));
        QCOMPARE(day.status(candidate), std::string("candidate"));
        QVERIFY(day.rowOf(QStringLiteral("182"), QStringLiteral("trivial")) >= 0); // nothing has changed yet
        QTest::mouseClick(&panel.promoteButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(day.rowOf(QStringLiteral("182"), QStringLiteral("trivial")) < 0 && day.settle(), kWait);
        QCOMPARE(day.status(candidate), std::string("active"));
        QVERIFY(day.rowOf(QStringLiteral("184"), QStringLiteral("trivial")) >= 0);
        QVERIFY2(panel.headline().contains("it judges now"), qPrintable(panel.headline()));
        QVERIFY(!panel.promoteButton().isVisible() && !panel.keepButton().isVisible());

        // Undone like any edit: the model before judges again.
        day.the<QueuePanel>().list().setFocus();
        day.key(Qt::Key_U);
        QTRY_VERIFY_WITH_TIMEOUT(day.rowOf(QStringLiteral("182"), QStringLiteral("trivial")) >= 0 && day.settle(), kWait);
        QCOMPARE(day.status(candidate), std::string("candidate"));
        QVERIFY(panel.promoteButton().isVisible());
        QTest::mouseClick(&panel.keepButton(), Qt::LeftButton);
        QVERIFY2(panel.headline().contains("kept as candidate") && !panel.keepButton().isVisible(), qPrintable(panel.headline()));

        // From the list of models: promote, revert.
        day.window.actions().action(QStringLiteral("findings.showModels"))->trigger();
        QVERIFY(day.the<VersionPanel>().isVisible());
        int row = -1;
        for (int i = 0; i < models.rowCount(); ++i)
            row = models.row(i).model.id == candidate ? i : row;
        QVERIFY(row >= 0);
        QVERIFY(day.chooseInMenu(row, QStringLiteral("Promote the model")));
        QTRY_VERIFY_WITH_TIMEOUT(day.rowOf(QStringLiteral("182"), QStringLiteral("trivial")) < 0 && day.settle(), kWait);
        QVERIFY(models.index(row, VersionModel::StatusColumn).data().toString().contains("active"));
        QVERIFY(!day.window.actions().action(QStringLiteral("findings.promote"))->isEnabled());
        for (int i = 0; i < models.rowCount(); ++i) // one word each: one is active, the one before it is not
            if (models.row(i).model.detector == "trivial")
                QCOMPARE(models.row(i).standing, std::string(i == row ? "active" : "retired"));
        QPushButton *promote = day.button(day.the<VersionPanel>(), QStringLiteral("Promote")), *revert = day.button(day.the<VersionPanel>(), QStringLiteral("Revert"));
        QVERIFY(promote != nullptr && promote->isVisible() && !promote->isEnabled() && revert != nullptr && revert->isEnabled());
        QTest::mouseClick(revert, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(day.rowOf(QStringLiteral("182"), QStringLiteral("trivial")) >= 0 && day.settle(), kWait);
        QCOMPARE(day.status(candidate), std::string("candidate"));
        QVERIFY(before.value != 0);
        QVERIFY2(day.errors.isEmpty(), qPrintable(day.errors.join('\n')));
    }

    void figuresAreOfHeldOutLabelsAndDoubtfulOnesAreLeftOut()
    {
        Day day(m_folder);
        QVERIFY(day.import(m_folder, QStringLiteral("many"), withManyCourses()));
        const auto mark = [&](int from, int to, Verdict verdict, const char *kind) {
            engine::LabelSubjectsRequest request;
            for (int i = from; i <= to; ++i)
                request.subjects.push_back(std::to_string(i));
            request.verdict = verdict;
            request.kind = kind;
            return engine::labelSubjects(*day.workspace.data().project, request, Job{}).has_value();
        };
        QVERIFY(mark(1, 64, Verdict::Normal, "") && mark(129, 130, Verdict::Normal, ""));
        QVERIFY(mark(65, 66, Verdict::Anomalous, "")); // the same events as 1 and 129, 2 and 130
        QVERIFY(mark(193, 232, Verdict::Anomalous, "flood"));
        day.workspace.edited();
        QVERIFY(day.settle());
        QVERIFY(day.choose("trivial"));
        QPushButton *retrain = day.button(day.the<DetectorPanel>(), QStringLiteral("Retrain from labels"));
        QTRY_VERIFY_WITH_TIMEOUT(retrain->isEnabled(), kWait);
        QTest::mouseClick(retrain, Qt::LeftButton);
        RetrainPanel &panel = day.the<RetrainPanel>();
        QTRY_VERIFY_WITH_TIMEOUT(!panel.headline().isEmpty(), kWait);
        QVERIFY(day.settle());
        QVERIFY2(panel.headline().contains("held-out labels"), qPrintable(panel.headline()));
        QCOMPARE(panel.note(), QString());
        QStringList measures;
        for (int i = 0; i < panel.figures().rowCount(); ++i)
            measures << panel.figures().index(i, 0).data().toString();
        QVERIFY2(measures.contains("Precision") && measures.contains("Recall") && measures.contains("False positives") && measures.filter("flood").size() == 1, qPrintable(measures.join(' ')));
        QVERIFY(panel.suspects().rowCount() > 0);
        QStringList left;
        for (int i = 0; i < panel.suspects().rowCount(); ++i) {
            left << panel.suspects().note(i).name;
            QVERIFY(!panel.suspects().note(i).reason.isEmpty());
        }
        QVERIFY2(left.contains("65") && left.contains("66"), qPrintable(left.join(' ')));
        QCOMPARE(day.window.width(), 1280);

        // A session that no detector found is shown with its lines, and can be labelled there.
        auto tables = panel.findChildren<QTableView *>();
        const auto of = std::find_if(tables.begin(), tables.end(), [&](const QTableView *one) { return one->model() == &panel.suspects(); });
        QVERIFY(of != tables.end() && (*of)->isVisible());
        const int row = static_cast<int>(left.indexOf("65"));
        QVERIFY(day.rowOf(QStringLiteral("65"), QStringLiteral("trivial")) < 0);
        (*of)->scrollTo((*of)->model()->index(row, 0));
        QTest::mouseClick((*of)->viewport(), Qt::LeftButton, Qt::NoModifier, (*of)->visualRect((*of)->model()->index(row, 0)).center());
        QVERIFY(day.settle());
        QTRY_COMPARE_WITH_TIMEOUT(day.the<FindingDetail>().lines().view().rowCount(), std::uint64_t(4), kWait);
        day.key(Qt::Key_1);
        QVERIFY(day.settle());
        const auto label = storage::LabelStore(*day.workspace.data().project).get({SubjectKind::Session, "sequence=65"});
        QVERIFY(label && *label && (*label)->verdict == Verdict::Normal);
        QVERIFY2(day.errors.isEmpty(), qPrintable(day.errors.join('\n')));
    }

    void aFirstModelHasNothingToBeComparedWith()
    {
        Day day(m_folder);
        QVERIFY(day.import(m_folder, QStringLiteral("first"), withOddOnes()));
        day.the<QueuePanel>().list().setFocus();
        day.the<QueuePanel>().list().setCurrentIndex(day.findings().index(0));
        day.key(Qt::Key_2);
        QVERIFY(day.settle());
        QVERIFY(day.choose("new-event"));
        QPushButton *retrain = day.button(day.the<DetectorPanel>(), QStringLiteral("Retrain from labels"));
        QTRY_VERIFY_WITH_TIMEOUT(retrain->isEnabled(), kWait);
        QTest::mouseClick(retrain, Qt::LeftButton);
        RetrainPanel &panel = day.the<RetrainPanel>();
        QTRY_VERIFY_WITH_TIMEOUT(!panel.headline().isEmpty(), kWait);
        QVERIFY(day.settle());
        QVERIFY2(panel.note().contains("first model of this detector"), qPrintable(panel.note()));
        QCOMPARE(panel.figures().rowCount(), 0);
        QVERIFY(panel.promoteButton().isVisible());

        // Nor has one whose model before is damaged; the candidate is there all the same.
        const auto damaged = day.workspace.data().project->write(storage::Project::Durability::Normal, [](storage::Database &database) {
            return database.prepare("UPDATE model SET sha256='' WHERE detector='new-event'").run();
        });
        QVERIFY(damaged);
        const QString before = panel.headline();
        day.window.showPerspective(QStringLiteral("findings"));
        day.window.actions().action(QStringLiteral("findings.retrain"))->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(panel.headline() != before, kWait);
        QVERIFY(day.settle());
        QVERIFY2(panel.note().contains("no comparison with the model before") && panel.note().contains("its bytes have changed"), qPrintable(panel.note()));
        QVERIFY(panel.promoteButton().isVisible());
        QVERIFY2(day.errors.isEmpty(), qPrintable(day.errors.join('\n')));
    }

    void theQueueAsksForWhatTeachesMost()
    {
        Day day(m_folder);
        QVERIFY(day.active);
        QVERIFY(day.import(m_folder, QStringLiteral("queue"), withOddOnes()));
        QueuePanel &queue = day.the<QueuePanel>();
        LabelQueueModel &model = queue.worth().model();
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        queue.list().setFocus();
        day.key(Qt::Key_Q);
        QVERIFY(queue.showsWorth());
        QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 5, kWait); // distinct courses
        QVERIFY(day.settle());
        QVERIFY(queue.worth().list().hasFocus());
        const auto labelOf = [&](const std::string &id) { return storage::LabelStore(*day.workspace.data().project).get({SubjectKind::Session, "sequence=" + id}).value_or(std::nullopt); };
        const auto goTo = [&](const char *subject) {
            const int row = model.rowOf({SubjectKind::Session, std::string("sequence=") + subject});
            day.key(Qt::Key_K);
            for (int i = 0; i < model.rowCount() && queue.worth().list().currentIndex().row() != row; ++i)
                day.key(Qt::Key_K);
            for (int i = 0; i < model.rowCount() && queue.worth().list().currentIndex().row() != row; ++i)
                day.key(Qt::Key_J);
            return row >= 0 && queue.worth().list().currentIndex().row() == row && day.settle();
        };
        // One that a detector found: its finding is shown, and the label goes to all three.
        QVERIFY(goTo("181"));
        const QModelIndex odd = queue.worth().list().currentIndex();
        QVERIFY2(odd.data().toString().contains("stands for 3"), qPrintable(odd.data().toString()));
        QCOMPARE(odd.data(FindingModel::DetectorRole).toString(), QStringLiteral("stands for 3 alike"));
        day.key(Qt::Key_2);
        QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 4, kWait);
        QVERIFY(day.settle());
        for (const char *id : {"181", "182", "183"})
            QVERIFY2(labelOf(id) && labelOf(id)->verdict == Verdict::Anomalous, id);
        QVERIFY(!labelOf("184"));
        QVERIFY(queue.worth().list().currentIndex().isValid());
        day.key(Qt::Key_U); // one edit
        QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 5, kWait);
        QVERIFY(day.settle());
        for (const char *id : {"181", "182", "183"})
            QVERIFY2(!labelOf(id), id);
        // One that none found: its lines are shown all the same.
        QVERIFY(day.rowOf(QStringLiteral("1"), QStringLiteral("trivial")) < 0);
        QVERIFY(goTo("1"));
        QTRY_COMPARE_WITH_TIMEOUT(day.the<FindingDetail>().lines().view().rowCount(), std::uint64_t(4), kWait);
        day.key(Qt::Key_1);
        QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 4, kWait);
        QVERIFY(day.settle());
        QCOMPARE(day.workspace.data().labels.normal, 60u);
        QCOMPARE(day.window.width(), 1280);
        // Back to the findings: a label there is of one again.
        day.key(Qt::Key_Q);
        QVERIFY(!queue.showsWorth() && queue.list().hasFocus());
        const int row = day.rowOf(QStringLiteral("182"), QStringLiteral("trivial"));
        QVERIFY(row >= 0);
        queue.list().setCurrentIndex(day.findings().index(row));
        day.key(Qt::Key_3);
        QVERIFY(day.settle());
        QVERIFY(labelOf("182") && !labelOf("181"));
        QVERIFY2(day.errors.isEmpty(), qPrintable(day.errors.join('\n')));
    }

    void aChangeIsToldOnceAndDismissedForGood()
    {
        {
            Day day(m_folder);
            QVERIFY(day.import(m_folder, QStringLiteral("change"), withAChange()));
            DriftBanner &banner = day.the<DriftBanner>();
            QTRY_VERIFY_WITH_TIMEOUT(banner.isVisible(), kWait);
            QVERIFY(day.settle());
            QVERIFY2(banner.said().startsWith(QStringLiteral("Sessions differ since session ")), qPrintable(banner.said()));
            QCOMPARE(day.window.width(), 1280);
            QVERIFY2(day.window.minimumSizeHint().height() <= 756 && day.window.height() == 800, qPrintable(QString::number(day.window.minimumSizeHint().height())));
            QVERIFY(day.choose("trivial"));
            QTest::mouseClick(&banner.retrainButton(), Qt::LeftButton);
            QVERIFY(!banner.retrainButton().isEnabled());
            QTRY_VERIFY_WITH_TIMEOUT(!day.the<RetrainPanel>().headline().isEmpty(), kWait);
            QVERIFY(day.settle() && banner.retrainButton().isEnabled());
            QVERIFY2(day.the<RetrainPanel>().note().contains("No labelled session"), qPrintable(day.the<RetrainPanel>().note()));
            while (banner.isVisible()) // one a moment
                QTest::mouseClick(&banner.dismissButton(), Qt::LeftButton);
            QCOMPARE(banner.said(), QString());
            QVERIFY2(day.errors.isEmpty(), qPrintable(day.errors.join('\n')));
        }
        Day day(m_folder);
        day.workspace.open(m_folder.filePath(QStringLiteral("change.causeway")));
        QVERIFY(QTest::qWaitFor([&] { return day.workspace.isOpen(); }, kWait));
        day.window.showPerspective(QStringLiteral("findings"));
        QVERIFY(day.settle());
        QTest::qWait(600); // it looks a moment after
        QVERIFY(day.settle());
        QVERIFY(!day.the<DriftBanner>().isVisible());
        day.settings.setValue(QStringLiteral("findings/driftDismissed"), QStringList()); // it was found, and not told
        day.settings.setUtc(!day.settings.utc());
        QVERIFY(day.the<DriftBanner>().isVisible());
    }

    void signsOfOneMomentAreOne()
    {
        engine::DetectDriftResponse found;
        const auto add = [&](std::size_t since, std::size_t alarm, double score) {
            engine::FoundDrift sign;
            sign.drift.since = since;
            sign.drift.alarm = alarm;
            sign.drift.score = score;
            sign.since = TimePoint{static_cast<std::int64_t>(since)};
            found.drifts.push_back(sign);
        };
        QVERIFY(driftMoments(found).empty());
        add(100, 110, 1.5);
        add(105, 130, 4);
        add(130, 140, 2);
        add(200, 205, 1);
        const auto moments = driftMoments(found);
        QCOMPARE(moments.size(), std::size_t(2));
        QCOMPARE(moments[0].signs.size(), std::size_t(3));
        QCOMPARE(moments[0].since.ns, std::int64_t(100));
        QCOMPARE(moments[0].signs.front().drift.score, 4.0);
        QCOMPARE(moments[1].session, std::size_t(200));
    }

    void figuresStoredBesideAModel_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("said"); // f1, labels, against, held out; "" = none
        QTest::newRow("none") << "" << "";
        QTest::newRow("no JSON") << "{\"after\":" << "";
        QTest::newRow("another shape") << "[1,2]" << "";
        QTest::newRow("whole") << "{\"compared_with\":3,\"labels\":24,\"held_out\":true,\"after\":{\"f1\":0.5,\"f1_ci95\":[0.25,0.75]}}" << "0.5 24 3 1";
        QTest::newRow("no value") << "{\"labels\":-4,\"after\":{\"f1\":null}}" << "nan 0 0 0";
    }
    void figuresStoredBesideAModel()
    {
        QFETCH(const QString, json);
        QFETCH(const QString, said);
        const auto measured = VersionModel::measuredOf(json.toStdString());
        QCOMPARE(measured ? QStringLiteral("%1 %2 %3 %4").arg(measured->f1).arg(measured->labels).arg(measured->against).arg(measured->heldOut ? 1 : 0) : QString(), said);
    }
};

CAUSEWAY_TEST(RetrainJourneyTest)
#include "retrain_journey_test.moc"
