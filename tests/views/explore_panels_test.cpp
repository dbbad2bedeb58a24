// The panels of the Explore perspective over a real project, imported for each test.

#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QDialogButtonBox>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

#include "app/engine/import_logs.h"
#include "app/workspace/undo_history.h"
#include "app/workspace/workspace.h"
#include "tests/support/test_data.h"
#include "analysis/core/civil_time.h"
#include "views/explore/explore_perspective.h"
#include "views/explore/go_to.h"
#include "views/explore/log_panel.h"
#include "views/explore/pattern_panel.h"
#include "views/explore/session_panel.h"
#include "views/explore/source_panel.h"
#include "views/shell/action_registry.h"
#include "views/shell/settings.h"
#include "views/text/text.h"

using namespace causeway;
using namespace causeway::views;

namespace {

constexpr int kWait = 20'000;

// 1,000 lines of three patterns, every hundredth an error with a stack, the first two not of the layout.
QByteArray shopLog()
{
    QByteArray bytes("### log opened ###\n### by shop ###\n");
    for (int i = 0; i < 1000; ++i) {
        const QByteArray time = QStringLiteral("2024-03-05 12:%1:%2,%3").arg(i / 60 % 60, 2, 10, QLatin1Char('0')).arg(i % 60, 2, 10, QLatin1Char('0')).arg(i % 1000, 3, 10, QLatin1Char('0')).toLatin1();
        const QByteArray number = QByteArray::number(i);
        if (i % 100 == 99)
            bytes += time + " ERROR shop.Pay: payment failed for order-" + number + "\n\tat shop.Pay.charge(Pay.java:12)\n\tat shop.Main.run(Main.java:7)\n";
        else if (i % 2 == 0)
            bytes += time + " INFO shop.Cart: added item " + number + " to order-" + number + "\n";
        else
            bytes += time + " WARN shop.Stock: stock of item " + number + " is low\n";
    }
    return bytes;
}

struct Project {
    explicit Project(const QList<QPair<QString, QByteArray>> &files) : settings(folder.filePath(QStringLiteral("settings.ini")))
    {
        auto project = storage::Project::open(path().toStdString(), storage::Project::Mode::OpenOrCreate);
        if (!project)
            qFatal("%s", project.error().toEnglish().c_str());
        engine::ImportRequest request;
        for (const auto &[name, bytes] : files) {
            QFile file(folder.filePath(name));
            (void)file.open(QIODevice::WriteOnly);
            file.write(bytes);
            request.paths.push_back(file.fileName().toStdString());
        }
        if (!files.isEmpty())
            if (auto imported = engine::importLogs(**project, request, Job{}); !imported)
                qFatal("%s", imported.error().toEnglish().c_str());
        project->reset();
        QObject::connect(&workspace, &workspace::Workspace::errorReported, [](const Error &error) { qInfo("%s", error.toEnglish().c_str()); });
        workspace.open(path());
    }
    QString path() const { return folder.filePath(QStringLiteral("test.causeway")); }
    ViewContext context() { return {workspace, actions, settings}; }
    bool settle(LinePager *pager = nullptr)
    {
        return QTest::qWaitFor(
            [this, pager] { return workspace.isOpen() && workspace.data().reader && workspace.jobs().isIdle() && workspace.hasFilterResult() && (pager == nullptr || !pager->isBusy()); },
            kWait);
    }

    QTemporaryDir folder;
    Settings settings;
    ActionRegistry actions;
    workspace::Workspace workspace;
};

} // namespace

class ExplorePanelsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void linesOfARealProject()
    {
        Project p({{QStringLiteral("shop.log"), shopLog()}});
        LogPanel panel(p.context(), nullptr);
        panel.resize(1000, 700);
        panel.show();
        QVERIFY(p.settle(&panel.pager()));
        QCOMPARE(panel.view().rowCount(), std::uint64_t(1002));
        panel.view().scrollTo(0);
        QVERIFY(p.settle(&panel.pager()));
        QCOMPARE(panel.view().cellText(0, LogView::TextColumn), QStringLiteral("### log opened ###"));
        QCOMPARE(panel.view().cellText(2, LogView::TextColumn), QStringLiteral("added item 0 to order-0"));
        QCOMPARE(panel.view().cellText(2, LogView::OriginColumn), QStringLiteral("shop.Cart"));
        QCOMPARE(panel.view().cellText(2, LogView::LevelColumn), QStringLiteral("info"));
        const LogRow *row = panel.pager().cachedRow(2);
        QVERIFY(row != nullptr && !row->parameters.empty());
        QCOMPARE(row->text.mid(row->parameters[0].begin, row->parameters[0].length), QStringLiteral("0"));
        panel.setWholeLines(true);
        QVERIFY(p.settle(&panel.pager()));
        QVERIFY(panel.view().cellText(2, LogView::TextColumn).startsWith(QStringLiteral("2024-03-05 12:00:00,000 INFO shop.Cart: ")));
    }

    void selectingTellsEventTemplateAndSource()
    {
        Project p({{QStringLiteral("shop.log"), shopLog()}});
        LogPanel panel(p.context(), nullptr);
        panel.resize(1000, 700);
        panel.show();
        QVERIFY(p.settle(&panel.pager()));
        panel.view().setCurrentRow(101);
        const auto &selection = p.workspace.selection();
        QVERIFY(selection.event && selection.source);
        QCOMPARE(selection.event->value, std::uint64_t(101));
        // From elsewhere, too.
        p.workspace.selectEvent(EventId(900));
        QCOMPARE(panel.view().currentRow(), std::uint64_t(900));
        QVERIFY(panel.view().rowRect(900).isValid());
    }

    void filterKeepsThePlace()
    {
        Project p({{QStringLiteral("shop.log"), shopLog()}});
        LogPanel panel(p.context(), nullptr);
        panel.resize(1000, 400);
        panel.show();
        QVERIFY(p.settle(&panel.pager()));
        panel.view().setCurrentRow(601); // an error: 599 + 2
        storage::Filter filter;
        filter.levels = {Level::Error, Level::Fatal};
        p.workspace.setFilter(filter);
        QVERIFY(p.settle(&panel.pager()));
        QCOMPARE(panel.view().rowCount(), std::uint64_t(10));
        QCOMPARE(panel.view().currentRow(), std::uint64_t(5));
        QVERIFY(panel.view().cellText(5, LogView::TextColumn).startsWith(QStringLiteral("payment failed for order-599\n")));
        filter.texts.push_back({.pattern = "no such text", .regex = false, .caseSensitive = true, .negated = false});
        p.workspace.setFilter(filter);
        QVERIFY(p.settle(&panel.pager()));
        QCOMPARE(panel.view().rowCount(), std::uint64_t(0));
        p.workspace.clearFilter();
        QVERIFY(p.settle(&panel.pager()));
        QCOMPARE(panel.view().rowCount(), std::uint64_t(1002));
    }

    void searchMarksAndSteps()
    {
        Project p({{QStringLiteral("shop.log"), shopLog()}});
        LogPanel panel(p.context(), nullptr);
        panel.resize(1000, 700);
        panel.show();
        QVERIFY(p.settle(&panel.pager()));
        panel.search().setPattern({"PAY\\.charge", true, false});
        QVERIFY(p.settle(&panel.pager()));
        QCOMPARE(panel.search().status(), QStringLiteral("10 lines"));
        panel.view().setCurrentRow(0);
        panel.step(true);
        QCOMPARE(panel.view().currentRow(), std::uint64_t(101));
        panel.step(true);
        QCOMPARE(panel.view().currentRow(), std::uint64_t(201));
        panel.step(false);
        panel.step(false);
        QCOMPARE(panel.view().currentRow(), std::uint64_t(1001)); // around the top
        QVERIFY(p.settle(&panel.pager()));
        const LogRow *row = panel.pager().cachedRow(1001);
        QVERIFY(row != nullptr);
        QCOMPARE(row->hits.size(), std::size_t(1));
        QCOMPARE(row->text.mid(row->hits[0].begin, row->hits[0].length), QStringLiteral("Pay.charge"));
    }

    void aWrongPatternSaysWhy()
    {
        Project p({{QStringLiteral("shop.log"), shopLog()}});
        LogPanel panel(p.context(), nullptr);
        QVERIFY(p.settle());
        panel.search().setPattern({"order-(", true, false});
        QVERIFY2(panel.search().status().contains(QStringLiteral("missing )")), qPrintable(panel.search().status()));
        QVERIFY(!panel.search().nextHit(std::nullopt, true).has_value());
        panel.search().setPattern({"order-(", false, false});
        QVERIFY(p.settle());
        QCOMPARE(panel.search().status(), QStringLiteral("No line has it"));
        panel.search().setPattern({});
        QCOMPARE(panel.search().status(), QString());
    }

    void goesToLinesAndTimes()
    {
        Project p({{QStringLiteral("shop.log"), shopLog()}});
        LogPanel panel(p.context(), nullptr);
        panel.resize(1000, 700);
        panel.show();
        QVERIFY(p.settle(&panel.pager()));
        panel.goTo(QStringLiteral("500"));
        QCOMPARE(panel.view().currentRow(), std::uint64_t(499));
        panel.goTo(QStringLiteral("2024-03-05T12:10:00Z"));
        QTRY_COMPARE(panel.view().currentRow(), std::uint64_t(602));
        QSignalSpy errors(&p.workspace, &workspace::Workspace::errorReported);
        panel.goTo(QStringLiteral("nowhere"));
        QCOMPARE(errors.count(), 1);
        QCOMPARE(panel.view().currentRow(), std::uint64_t(602));
    }

    void goalsAreUnderstood_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("expected");
        QTest::newRow("number") << "4,094" << "4094";
        QTest::newRow("time") << "2024-03-05T12:10:00Z" << "2024-03-05T12:10:00Z";
        QTest::newRow("time of day") << "12:30" << "2024-03-05T12:30:00Z";
        QTest::newRow("with seconds") << " 7:05:09.25 " << "2024-03-05T07:05:09.25Z";
        QTest::newRow("later") << "+10m" << "2024-03-05T12:14:31Z";
        QTest::newRow("earlier") << "-1.5 h" << "2024-03-05T10:34:31Z";
        QTest::newRow("no time of day") << "25:00" << "";
        QTest::newRow("words") << "nowhere" << "";
        QTest::newRow("too far") << "+999999999999999d" << "";
        QTest::newRow("too many digits") << "99999999999999999999999" << "";
        QTest::newRow("nothing") << "" << "";
    }
    void goalsAreUnderstood()
    {
        QFETCH(QString, typed);
        const bool utc = text::isUtc();
        text::setUtc(true);
        const auto goal = parseGoal(typed, *parseTime("2024-03-05T12:04:31Z"));
        text::setUtc(utc);
        const QString found = !goal ? QString() : goal->number ? QString::number(*goal->number) : QString::fromStdString(toIso8601(*goal->time));
        QFETCH(QString, expected);
        if (expected.contains(QLatin1Char('T')))
            QCOMPARE(goal && goal->time ? goal->time->ns : 0, parseTime(expected.toStdString())->ns);
        else
            QCOMPARE(found, expected);
        QVERIFY(!parseGoal(QStringLiteral("12:30"), TimePoint::none()));
    }

    void whereToGoIsAskedUntilItIsUnderstood()
    {
        GoToDialog dialog(5835, *parseTime("2024-03-05T12:04:31Z"), nullptr);
        QSignalSpy chosen(&dialog, &GoToDialog::chosen);
        auto *field = dialog.findChild<QLineEdit *>();
        auto *button = dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
        dialog.show();
        for (const char *wrong : {"", "0", "5836", "tomorrow"}) {
            field->setText(QLatin1String(wrong));
            QVERIFY2(!button->isEnabled(), wrong);
            QTest::keyClick(field, Qt::Key_Return);
            QVERIFY(dialog.isVisible());
            QCOMPARE(field->text(), QLatin1String(wrong));
        }
        field->setText(QStringLiteral("5835"));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(!dialog.isVisible());
        QCOMPARE(chosen.count(), 1);
    }

    void linesOfAnotherFilterAreVeiled()
    {
        Project p({{QStringLiteral("shop.log"), shopLog()}});
        LogPanel panel(p.context(), nullptr);
        panel.resize(1000, 700);
        panel.show();
        QVERIFY(p.settle(&panel.pager()));
        QVERIFY(!panel.isVeiled());
        storage::Filter filter;
        filter.levels = {Level::Error};
        p.workspace.setFilter(filter);
        QVERIFY(panel.isVeiled());
        QVERIFY(p.settle(&panel.pager()));
        QVERIFY(!panel.isVeiled());
        QCOMPARE(panel.view().rowCount(), std::uint64_t(10));
        p.workspace.clearFilter();
        QVERIFY(p.settle(&panel.pager()));
        QVERIFY(!panel.isVeiled());
    }

    void severalSourcesAreInOrderOfTime()
    {
        QByteArray even, odd;
        for (int i = 0; i < 600; ++i)
            (i % 2 == 0 ? even : odd) += QStringLiteral("2024-03-05 12:%1:%2,000 INFO a.B: step %3\n").arg(i / 60, 2, 10, QLatin1Char('0')).arg(i % 60, 2, 10, QLatin1Char('0')).arg(i).toLatin1();
        Project p({{QStringLiteral("even.log"), even}, {QStringLiteral("odd.log"), odd}});
        LogPanel panel(p.context(), nullptr);
        panel.resize(1000, 700);
        panel.show();
        QVERIFY(p.settle(&panel.pager()));
        QCOMPARE(panel.view().rowCount(), std::uint64_t(600));
        QCOMPARE(panel.view().cellText(7, LogView::TextColumn), QStringLiteral("step 7"));
        storage::Filter filter;
        filter.texts.push_back({.pattern = "[05]$", .regex = true, .caseSensitive = true, .negated = false});
        p.workspace.setFilter(filter);
        QVERIFY(p.settle(&panel.pager()));
        QCOMPARE(panel.view().rowCount(), std::uint64_t(120));
        panel.view().scrollTo(0);
        QVERIFY(p.settle(&panel.pager()));
        QCOMPARE(panel.view().cellText(3, LogView::TextColumn), QStringLiteral("step 15"));
        panel.goTo(QStringLiteral("2024-03-05T12:05:01Z")); // step 301: the next shown is 305
        QTRY_COMPARE(panel.view().currentRow(), std::uint64_t(61));
    }

    void bookmarksAreKept()
    {
        Project p({{QStringLiteral("shop.log"), shopLog()}});
        LogPanel panel(p.context(), nullptr);
        panel.resize(1000, 700);
        panel.show();
        QVERIFY(p.settle(&panel.pager()));
        panel.toggleBookmark(EventId(5));
        QTRY_COMPARE(panel.view().cellText(5, LogView::GutterColumn), QStringLiteral("bookmark"));
        LogPanel other(p.context(), nullptr);
        other.resize(1000, 700);
        other.show();
        QVERIFY(p.settle(&other.pager()));
        QTRY_COMPARE(other.view().cellText(5, LogView::GutterColumn), QStringLiteral("bookmark"));
        panel.toggleBookmark(EventId(5));
        QTRY_COMPARE(panel.view().cellText(5, LogView::GutterColumn), QString());
    }

    void patternsCountSortAndFilter()
    {
        Project p({{QStringLiteral("shop.log"), shopLog()}});
        PatternPanel panel(p.context(), nullptr);
        QAbstractItemModelTester tester(&panel.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        panel.resize(1200, 400);
        panel.show();
        QVERIFY(p.settle());
        PatternModel &model = panel.model();
        QVERIFY(model.rowCount() >= 3);
        std::uint64_t events = 0;
        for (int row = 0; row < model.rowCount(); ++row)
            events += model.pattern(row).count;
        QCOMPARE(events, std::uint64_t(1002));
        QVERIFY(model.pattern(0).count >= model.pattern(1).count);
        model.sort(PatternModel::LevelColumn, Qt::DescendingOrder);
        QCOMPARE(static_cast<int>(model.pattern(0).worst()), static_cast<int>(Level::Error));
        QVERIFY(model.textOf(0).text.startsWith(QStringLiteral("payment failed for ")));
        QVERIFY(!model.textOf(0).parameters.empty());
        model.setTextFilter(QStringLiteral("STOCK OF"));
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(panel.grab().width() > 0);
        // What the table does on its own chooses nothing.
        panel.table().setCurrentIndex(model.index(0, 0));
        QVERIFY(!p.workspace.selection().templateId);
        QTest::mouseClick(panel.table().viewport(), Qt::LeftButton, {}, panel.table().visualRect(model.index(0, 0)).center());
        const TemplateId id = model.pattern(0).id;
        QCOMPARE(p.workspace.selection().templateId.value_or(TemplateId(0)).value, id.value);
        QTest::keyClick(&panel.table(), Qt::Key_Return);
        QCOMPARE(p.workspace.filter().templates, std::vector<TemplateId>{id});
        QVERIFY(p.settle());
        QCOMPARE(p.workspace.shownEvents(), std::uint64_t(490));
    }

    void sessionsGroupAndFilter()
    {
        Project p({{QStringLiteral("shop.log"), shopLog()}});
        SessionPanel panel(p.context(), nullptr);
        QAbstractItemModelTester tester(&panel.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        panel.resize(1200, 400);
        panel.show();
        QVERIFY(p.settle());
        panel.group(QStringLiteral("window:60"));
        QTRY_VERIFY_WITH_TIMEOUT(p.workspace.sessions() != nullptr && panel.model().rowCount() > 0, kWait);
        QVERIFY(p.settle());
        QCOMPARE(panel.model().rowCount(), 17); // 1,000 seconds
        QCOMPARE(panel.model().index(0, SessionModel::EventsColumn).data().toString(), QStringLiteral("60"));
        Q_EMIT panel.table().clicked(panel.model().index(1, 0));
        QVERIFY(p.settle());
        QCOMPARE(p.workspace.shownEvents(), std::uint64_t(60));
        QSignalSpy errors(&p.workspace, &workspace::Workspace::errorReported);
        panel.group(QStringLiteral("window:no"));
        QCOMPARE(errors.count(), 1);
        QVERIFY(panel.grab().width() > 0);
    }

    void aSourceIsLabelledOtherwiseAfterItsImport()
    {
        Project p({{QStringLiteral("one.log"), shopLog()}, {QStringLiteral("two.log"), shopLog()}});
        SessionPanel sessions(p.context(), nullptr);
        sessions.show();
        QVERIFY(p.settle());
        sessions.group(QStringLiteral("source"));
        QTRY_COMPARE_WITH_TIMEOUT(sessions.model().rowCount(), 2, kWait);
        SourcePanel sources(p.context(), nullptr);
        sources.show();
        QVERIFY(p.settle());
        const auto choose = [](QMenu *menu, const QString &text) {
            for (QAction *action : menu->actions())
                if (action->text() == text)
                    return action->trigger();
            QFAIL(qPrintable(text));
        };
        choose(sources.makeMenu(0), QStringLiteral("Label its sessions as anomalous"));
        QTRY_COMPARE_WITH_TIMEOUT(p.workspace.data().labels.anomalous, std::uint64_t(1), kWait);
        choose(sources.makeMenu(1), QStringLiteral("Label its sessions as normal"));
        QTRY_COMPARE_WITH_TIMEOUT(p.workspace.data().labels.normal, std::uint64_t(1), kWait);
        choose(sources.makeMenu(0), QStringLiteral("Remove the labels of its sessions"));
        QTRY_COMPARE_WITH_TIMEOUT(p.workspace.data().labels.anomalous, std::uint64_t(0), kWait);
        QVERIFY(p.settle());
        choose(sessions.makeMenu(0), QStringLiteral("Label as unsure"));
        QTRY_COMPARE_WITH_TIMEOUT(p.workspace.data().labels.unsure, std::uint64_t(1), kWait);
        QVERIFY(p.settle());
        // Each is one edit.
        for (const std::uint64_t left : {1, 2, 1, 0}) {
            p.workspace.undo().stack()->undo();
            QTRY_COMPARE_WITH_TIMEOUT(p.workspace.data().labels.labels, left, kWait);
            QVERIFY(p.settle());
        }
    }

    void sourcesAndWhatWasNotUnderstood()
    {
        Project p({{QStringLiteral("shop.log"), shopLog()}});
        SourcePanel panel(p.context(), nullptr);
        QAbstractItemModelTester tester(&panel.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        panel.show();
        QVERIFY(p.settle());
        QCOMPARE(panel.model().rowCount(), 1);
        QCOMPARE(panel.model().index(0, SourceModel::NameColumn).data().toString(), QStringLiteral("shop.log"));
        QCOMPARE(panel.model().index(0, SourceModel::EventsColumn).data().toString(), QStringLiteral("1,002"));
        QCOMPARE(panel.model().index(0, SourceModel::SkippedColumn).data().toString(), QStringLiteral("2"));
        panel.showSkipped(panel.model().source(0).id);
        QTRY_VERIFY(p.workspace.filter().events.has_value());
        QCOMPARE(*p.workspace.filter().events, (std::vector<EventId>{EventId(0), EventId(1)}));
        QVERIFY(p.settle());
        QCOMPARE(p.workspace.shownEvents(), std::uint64_t(2));
    }

    void anEmptyProjectIsNoAccident()
    {
        Project p({});
        ExplorePerspective perspective(p.context());
        perspective.addActions();
        QCOMPARE(p.actions.duplicateShortcuts(), QStringList());
        std::vector<std::unique_ptr<QWidget>> panels;
        for (const PanelSpec &spec : perspective.panels()) {
            panels.emplace_back(spec.create(nullptr));
            panels.back()->resize(800, 300);
            panels.back()->show();
        }
        QCOMPARE(panels.size(), std::size_t(10));
        QVERIFY(p.workspace.jobs().waitForIdle(kWait));
        for (const auto &panel : panels)
            QVERIFY(panel->grab().width() > 0);
        // No action of the perspective minds that there is nothing.
        for (const auto &entry : p.actions.entries())
            if (entry.spec.id != QLatin1String("explore.goTo")) // asks
                entry.action->trigger();
        QVERIFY(p.workspace.jobs().waitForIdle(kWait));
        p.workspace.close();
        for (const auto &panel : panels)
            QVERIFY(panel->grab().width() > 0);
    }

    void realLines()
    {
        CAUSEWAY_REQUIRE_DATA("loghub/HDFS/HDFS_2k.log");
        const std::string bytes = test::readFile(test::dataPath("loghub/HDFS/HDFS_2k.log"));
        Project p({{QStringLiteral("HDFS_2k.log"), QByteArray::fromStdString(bytes)}});
        LogPanel panel(p.context(), nullptr);
        panel.resize(1200, 700);
        panel.show();
        QVERIFY(p.settle(&panel.pager()));
        QCOMPARE(panel.view().rowCount(), std::uint64_t(2000));
        QSignalSpy copied(&panel.view(), &LogView::copied);
        panel.view().selectAll();
        panel.view().copySelection();
        QVERIFY(copied.wait(kWait));
        QCOMPARE(copied.front().at(1).toULongLong(), static_cast<qulonglong>(bytes.size()));
    }
};

CAUSEWAY_TEST(ExplorePanelsTest)
#include "explore_panels_test.moc"
