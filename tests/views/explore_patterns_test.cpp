// The patterns panel over a real project: values, what is new or rare, and what a person corrects.

#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QDropEvent>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QUndoStack>

#include <atomic>
#include <memory>
#include <optional>

#include "analysis/core/civil_time.h"
#include "app/engine/import_logs.h"
#include "app/engine/template_masks.h"
#include "app/engine/undo_edit.h"
#include "app/workspace/undo_history.h"
#include "app/workspace/workspace.h"
#include "tests/support/temporary_project.h"
#include "tests/support/test_data.h"
#include "views/explore/log_panel.h"
#include "views/explore/number_chart.h"
#include "views/explore/parameter_panel.h"
#include "views/explore/pattern_commands.h"
#include "views/explore/pattern_panel.h"
#include "views/explore/value_bar.h"
#include "views/explore/why_dialog.h"
#include "views/shell/action_registry.h"
#include "views/shell/settings.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;

namespace {

constexpr int kWait = 20'000;

// Users log in by six methods (a word of six: a parameter that the forms write out), requests take some ms, one of them 9 s;
// a disk fails twice near the end.
QByteArray serviceLog()
{
    QByteArray bytes;
    const char *const methods[] = {"password", "certificate", "ticket", "token", "passkey", "card"};
    for (int i = 0; i < 1200; ++i) {
        const QByteArray time = QStringLiteral("2024-03-05 12:%1:%2").arg(i / 60 % 60, 2, 10, QLatin1Char('0')).arg(i % 60, 2, 10, QLatin1Char('0')).toLatin1();
        if (i % 2 == 0)
            bytes += time + " INFO shop.Auth: session of user u" + QByteArray::number(i % 7) + " was opened with " + methods[i / 2 % 6] + " from the web\n";
        else
            bytes += time + " INFO shop.Cart: request " + QByteArray::number(i) + " took " + (i == 777 ? QByteArray("9000") : QByteArray::number(100 + i % 40)) + " ms\n";
        if (i >= 1100 && i % 40 == 0)
            bytes += time + " ERROR shop.Disk: disk is full\n";
    }
    return bytes;
}

struct Shown {
    Shown() : settings(folder.filePath(QStringLiteral("settings.ini")))
    {
        const QString path = folder.filePath(QStringLiteral("test.causeway"));
        {
            auto project = storage::Project::open(path.toStdString(), storage::Project::Mode::OpenOrCreate);
            QFile file(folder.filePath(QStringLiteral("service.log")));
            (void)file.open(QIODevice::WriteOnly);
            file.write(serviceLog());
            file.close();
            engine::ImportRequest request;
            request.paths = {file.fileName().toStdString()};
            if (auto imported = engine::importLogs(**project, request, Job{}); !imported)
                qFatal("%s", imported.error().toEnglish().c_str());
        }
        QObject::connect(&workspace, &workspace::Workspace::errorReported, [](const Error &error) { qInfo("%s", error.toEnglish().c_str()); });
        workspace.open(path);
        PatternCommands::addActions(actions, QStringLiteral("Explore"), {}, [this] { return panel ? &panel->commands() : nullptr; });
        actions.add({.id = QStringLiteral("explore.whyLines"), .text = QStringLiteral("Why"), .group = QStringLiteral("Explore"), .icon = {}}, [] {});
        panel = std::make_unique<PatternPanel>(ViewContext{workspace, actions, settings}, nullptr);
        panel->resize(1500, 460);
        panel->show();
        if (!settle())
            qFatal("not settled");
    }
    ~Shown() { panel.reset(); }
    bool settle()
    {
        return QTest::qWaitFor([this] { return workspace.isOpen() && workspace.data().catalog && workspace.jobs().isIdle() && workspace.hasFilterResult(); }, kWait);
    }
    PatternModel &model() { return panel->model(); }
    int row(const QString &part)
    {
        for (int i = 0; i < model().rowCount(); ++i)
            if (model().textOf(i).text.contains(part))
                return i;
        return -1;
    }
    TemplateId id(const QString &part) { return model().pattern(row(part)).id; }
    void click(const QString &part, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(panel->table().viewport(), Qt::LeftButton, modifiers, panel->table().visualRect(model().index(row(part), 0)).center());
    }
    const engine::ParameterValuesResponse *values(TemplateId id)
    {
        const auto there = [&] { return panel->parameters().shown() != nullptr && panel->parameters().shown()->id == id && workspace.jobs().isIdle(); };
        return QTest::qWaitFor(there, kWait) ? panel->parameters().shown() : nullptr;
    }
    QAction *entry(const QMenu &menu, const QString &text)
    {
        for (QAction *action : menu.actions())
            if (action->text().startsWith(text))
                return action;
        return nullptr;
    }

    QTemporaryDir folder;
    Settings settings;
    ActionRegistry actions;
    workspace::Workspace workspace;
    std::unique_ptr<PatternPanel> panel;
};

} // namespace

class ExplorePatternsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCountThatIsStoppedSaysSoAndGoesOn()
    {
        Shown s;
        s.workspace.jobs().setThreads(2);
        std::atomic<bool> go{false};
        const auto wait = [&go](const Job &) -> Result<int> {
            while (!go)
                QThread::msleep(1);
            return 0;
        };
        for (int i = 0; i < 4; ++i) // the two, and the two that are kept for what the window asks: the count has to wait for its turn
            s.workspace.jobs().start<int>({.key = {}, .title = Message(CAUSEWAY_TEXT("Wait"))}, wait, s.panel.get(), [](int) {});
        s.click(QStringLiteral(" took "));
        const auto counting = [&]() -> std::optional<std::uint64_t> {
            for (const workspace::JobRow &row : s.workspace.jobs().model()->rows())
                if (row.key == "explore.parameters")
                    return row.number;
            return std::nullopt;
        };
        const bool started = QTest::qWaitFor([&] { return counting().has_value(); }, kWait);
        if (started)
            s.workspace.jobs().cancel(*counting());
        const auto button = [&]() -> QPushButton * {
            for (QPushButton *one : s.panel->parameters().findChildren<QPushButton *>())
                if (one->accessibleName() == QStringLiteral("Count again") && one->isVisible())
                    return one;
            return nullptr;
        };
        const bool said = started && QTest::qWaitFor([&] { return button() != nullptr; }, kWait);
        go = true;
        QVERIFY(started);
        QVERIFY(said);
        QVERIFY(s.panel->parameters().shown() == nullptr);
        QTest::mouseClick(button(), Qt::LeftButton);
        const auto *values = s.values(s.id(QStringLiteral(" took ")));
        QVERIFY(values != nullptr);
        QCOMPARE(values->share, 1.0);
        QVERIFY(QTest::qWaitFor([&] { return button() == nullptr; }, kWait));
    }
    void valuesOfTheChosenPattern()
    {
        Shown s;
        s.click(QStringLiteral(" took "));
        const TemplateId id = s.id(QStringLiteral(" took "));
        const auto *values = s.values(id);
        QVERIFY(values != nullptr);
        QCOMPARE(values->events, 600u);
        QCOMPARE(values->parameters.size(), 2u);
        const auto charts = s.panel->parameters().findChildren<NumberChart *>();
        QVERIFY(!charts.isEmpty());
        QVERIFY(charts.back()->tipAt({2, 10}).contains(QStringLiteral("p95")));
        ValueBar *outlier = nullptr;
        for (ValueBar *bar : s.panel->parameters().findChildren<ValueBar *>())
            if (bar->text() == QStringLiteral("9000 ms"))
                outlier = bar;
        QVERIFY(outlier != nullptr);
        QTest::mouseClick(outlier, Qt::LeftButton);
        QVERIFY(s.settle());
        QCOMPARE(s.workspace.shownEvents(), std::uint64_t(1));
        QCOMPARE(s.workspace.chips().size(), std::size_t(1));
        QVERIFY(s.workspace.chips().front().label.toEnglish().find("= 9000 ms") != std::string::npos);
        s.workspace.removeChip(s.workspace.chips().front());
        QVERIFY(s.settle());
        QVERIFY(s.workspace.filter().isEmpty());
        QVERIFY(s.panel->grab().width() > 0);
    }

    // Mining with a mask numbers parameters anew; the filter is about the same stretch of the lines as before, or goes.
    void aFilterToAValueOutlivesMiningAnew()
    {
        Shown s;
        s.click(QStringLiteral(" took "));
        QVERIFY(s.values(s.id(QStringLiteral(" took "))) != nullptr);
        s.panel->parameters().filterTo(1, "9000 ms");
        QVERIFY(s.settle());
        QCOMPARE(s.workspace.shownEvents(), std::uint64_t(1));
        QSignalSpy notices(&s.workspace, &workspace::Workspace::noticeReported);
        const auto mine = [&](const char *mask) {
            QSignalSpy results(&s.workspace, &workspace::Workspace::filterResultChanged);
            const auto made = engine::setMasks(*s.workspace.data().project, {{{mask, "masked", std::nullopt}, {}}}, 1, Job{});
            s.workspace.edited();
            return made.has_value() && results.wait(kWait) && s.settle();
        };
        QVERIFY(mine("request"));
        QCOMPARE(s.workspace.filter().parameters.size(), std::size_t(1));
        QCOMPARE(s.workspace.filter().parameters.front().parameter, 2u);
        QCOMPARE(s.workspace.shownEvents(), std::uint64_t(1));
        QCOMPARE(notices.count(), 0);
        QVERIFY(mine("[0-9]+ took [0-9]+ ms"));
        QVERIFY(s.workspace.filter().isEmpty());
        QCOMPARE(s.workspace.shownEvents(), std::uint64_t(1202));
        QCOMPARE(notices.count(), 1);
        const QString said = QString::fromStdString(notices.front().front().value<Message>().toEnglish());
        QVERIFY2(said.contains(QStringLiteral("9000 ms")) && said.contains(QStringLiteral("taken away")), qPrintable(said));
    }

    void thereIsRoomForValuesOrThereAreNone()
    {
        Shown s;
        for (const auto &[width, height, shown] : {std::tuple{1500, 460, true}, {760, 240, true}, {500, 240, false}, {500, 600, true}}) {
            s.panel->resize(width, height);
            QCoreApplication::processEvents();
            QCOMPARE(s.panel->parameters().isVisible(), shown);
            QTRY_VERIFY2(s.panel->table().columnWidth(PatternModel::TextColumn) >= 160, qPrintable(QString::number(s.panel->table().columnWidth(PatternModel::TextColumn))));
        }
    }

    void rowsAreAsHighAsTheirTextAndLongTextsGetTheRoom()
    {
        Shown s;
        const QTableView &table = s.panel->table();
        const int text = std::max(table.fontMetrics().height(), QFontMetrics(theme::monospaced()).height());
        QVERIFY2(table.rowHeight(0) >= text && table.rowHeight(0) <= text + 4, qPrintable(QString::number(table.rowHeight(0))));
        for (const int width : {900, 1500, 1900}) {
            s.panel->resize(width, 300);
            QCoreApplication::processEvents();
            const int wanted = QFontMetrics(theme::monospaced()).averageCharWidth() * s.model().longest();
            QTRY_VERIFY2(table.columnWidth(PatternModel::TextColumn) >= std::min(wanted, table.viewport()->width() * 11 / 20), qPrintable(QString::number(table.columnWidth(PatternModel::TextColumn))));
        }
    }

    void newAndRare()
    {
        Shown s;
        QAbstractItemModelTester tester(&s.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const int all = s.model().rowCount();
        s.model().setOnly({.since = {}, .rare = true});
        QCOMPARE(s.model().rowCount(), 1);
        QVERIFY(s.model().textOf(0).text.contains(QStringLiteral("disk is full")));
        s.model().setOnly({.since = parseTime("2024-03-05T12:10:00Z"), .rare = false});
        QCOMPARE(s.model().rowCount(), 1);
        // A time range does not make old patterns new.
        s.workspace.setTimeRange({*parseTime("2024-03-05T12:15:00Z"), *parseTime("2024-03-05T13:00:00Z")});
        QVERIFY(s.settle());
        QCOMPARE(s.model().rowCount(), 1);
        s.model().setOnly({});
        QCOMPARE(s.model().rowCount(), all);
    }

    void theCountTellsWhatIsLeftOut()
    {
        Shown s;
        s.model().setOnly({.since = {}, .rare = true});
        s.panel->resize(1400, 460);
        s.click(QStringLiteral("disk is full"));
        QVERIFY2(s.panel->countText().contains(QStringLiteral("rare")), qPrintable(s.panel->countText()));
    }

    void namesAreGivenInPlace()
    {
        Shown s;
        s.click(QStringLiteral("disk is full"));
        const TemplateId id = s.id(QStringLiteral("disk is full"));
        QTest::keyClick(&s.panel->table(), Qt::Key_F2);
        auto *editor = s.panel->table().viewport()->findChild<QLineEdit *>();
        QVERIFY(editor != nullptr);
        editor->setText(QStringLiteral("Full disk"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(s.row(QStringLiteral("Full disk")) >= 0, kWait);
        QVERIFY(s.settle());
        QCOMPARE(s.id(QStringLiteral("Full disk")).value, id.value);
        QCOMPARE(s.panel->table().currentIndex().row(), s.row(QStringLiteral("Full disk")));
        QTRY_VERIFY_WITH_TIMEOUT(s.workspace.undo().stack()->canUndo(), kWait);
        s.workspace.undo().stack()->undo();
        QTRY_VERIFY_WITH_TIMEOUT(s.row(QStringLiteral("disk is full")) >= 0, kWait);
    }

    void severalAreMergedAndTakenApartAgain()
    {
        Shown s;
        QSignalSpy offers(&s.workspace, &workspace::Workspace::offerReported);
        const int before = s.model().rowCount();
        s.click(QStringLiteral(" took "));
        s.click(QStringLiteral("disk is full"), Qt::ControlModifier);
        const TemplateId into = s.id(QStringLiteral("disk is full"));
        QTest::keyClick(&s.panel->table(), Qt::Key_M);
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before - 1, kWait);
        QVERIFY(s.settle());
        QCOMPARE(s.model().pattern(s.row(QStringLiteral("disk is full"))).count, 602u);
        QCOMPARE(s.model().pattern(s.panel->table().currentIndex().row()).id.value, into.value);
        QCOMPARE(offers.count(), 1);
        offers.front().at(2).value<std::function<void()>>()();
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before, kWait);
    }

    void aNoticeGoesWithItsEdit()
    {
        Shown s;
        QSignalSpy offers(&s.workspace, &workspace::Workspace::offerReported);
        QSignalSpy undone(&s.workspace, &workspace::Workspace::editUndone);
        const int before = s.model().rowCount();
        s.click(QStringLiteral(" took "));
        s.click(QStringLiteral("disk is full"), Qt::ControlModifier);
        QTest::keyClick(&s.panel->table(), Qt::Key_M);
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before - 1, kWait);
        QVERIFY(s.settle());
        QCOMPARE(offers.count(), 1);
        const auto edit = offers.front().at(3).value<storage::EditNumber>();
        QVERIFY(edit > 0);
        QCOMPARE(undone.count(), 0);
        const auto told = [&] { return std::any_of(undone.begin(), undone.end(), [&](const auto &one) { return one.front().template value<storage::EditNumber>() == edit; }); };
        s.workspace.undo().stack()->undo();
        QVERIFY(QTest::qWaitFor(told, kWait));
        QVERIFY(s.settle());
        undone.clear();
        s.workspace.undo().stack()->redo();
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before - 1, kWait);
        QVERIFY(s.settle());
        QVERIFY(!told());
        QCOMPARE(offers.count(), 1);
        // Undone by another program.
        {
            auto other = storage::Project::open(s.workspace.path().toStdString(), storage::Project::Mode::OpenExisting);
            CAUSEWAY_VERIFY(other);
            CAUSEWAY_VERIFY(engine::undoEdit(**other, {edit, {}, false}, Job{}));
        }
        s.workspace.refresh();
        QVERIFY(QTest::qWaitFor(told, kWait));
    }

    // One pattern is shown everywhere: that with the cursor.
    void listValuesAndSelectionAreOfOnePattern()
    {
        Shown s;
        const auto all = [&](TemplateId id) {
            const auto &selected = s.workspace.selection().templateId;
            return s.settle() && selected && *selected == id && s.panel->commands().chosen() == id && s.values(id) != nullptr;
        };
        const TemplateId took = s.id(QStringLiteral(" took ")), disk = s.id(QStringLiteral("disk is full"));
        s.click(QStringLiteral(" took "));
        QVERIFY(all(took));
        s.click(QStringLiteral("disk is full"), Qt::ControlModifier);
        QVERIFY(all(disk));
        s.click(QStringLiteral("disk is full"), Qt::ControlModifier); // not any more
        QVERIFY(all(took));
        // Dropped onto another it is that one, and stays it.
        s.click(QStringLiteral("disk is full"));
        QVERIFY(all(disk));
        const int before = s.model().rowCount();
        Q_EMIT s.model().mergeAsked({disk}, took);
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before - 1, kWait);
        QVERIFY(all(took));
        QTRY_VERIFY_WITH_TIMEOUT(s.workspace.undo().stack()->canUndo(), kWait);
        s.workspace.undo().stack()->undo();
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before, kWait);
        QVERIFY(all(took));
        // Neither sorting nor a filter to words forgets it.
        s.model().sort(PatternModel::TextColumn, Qt::AscendingOrder);
        QVERIFY(all(took));
        s.model().setTextFilter(QStringLiteral("disk"));
        QVERIFY(s.panel->commands().allChosen().empty());
        QCOMPARE(s.workspace.selection().templateId->value, took.value);
        s.model().setTextFilter({});
        QVERIFY(all(took));
    }

    void valuesAreMarkedInEveryLineByOneRule()
    {
        Shown s;
        LogPanel log({s.workspace, s.actions, s.settings}, nullptr);
        log.resize(1200, 400);
        log.show();
        QVERIFY(s.settle());
        QTRY_VERIFY_WITH_TIMEOUT(log.view().rowCount() == 1202 && log.pager().cachedRow(12) != nullptr, kWait);
        const char *const methods[] = {"password", "certificate", "ticket", "token", "passkey", "card"};
        for (int i = 0; i < 6; ++i) {
            const LogRow *row = log.pager().cachedRow(static_cast<std::uint64_t>(2 * i));
            QVERIFY(row != nullptr);
            QStringList marked;
            for (const TextRange &range : row->parameters)
                marked << row->text.mid(range.begin, range.length);
            QCOMPARE(marked, (QStringList{QStringLiteral("u%1").arg(2 * i % 7), QString::fromLatin1(methods[i])}));
        }
    }

    void aLineThatIsNotListedIsNotChosen()
    {
        Shown s;
        LogPanel log({s.workspace, s.actions, s.settings}, nullptr);
        log.resize(1200, 400);
        log.show();
        QVERIFY(s.settle());
        s.click(QStringLiteral(" took "));
        const TemplateId took = s.id(QStringLiteral(" took "));
        QVERIFY(s.values(took) != nullptr);
        s.workspace.selectEvent(EventId(1));
        QVERIFY(s.settle());
        s.panel->parameters().filterTo(1, "9000 ms");
        QVERIFY(s.settle());
        QTRY_COMPARE_WITH_TIMEOUT(log.view().rowCount(), std::uint64_t(1), kWait);
        QVERIFY(s.settle());
        const auto &selection = s.workspace.selection();
        QVERIFY(!selection.event || s.workspace.filterResult()->contains(*selection.event));
        QVERIFY(selection.templateId && *selection.templateId == took);
    }

    void aRowIsDroppedOntoAnother()
    {
        Shown s;
        const int before = s.model().rowCount();
        QTableView &table = s.panel->table();
        const QModelIndex from = s.model().index(s.row(QStringLiteral("disk is full")), 0), onto = s.model().index(s.row(QStringLiteral(" took ")), 0);
        const std::unique_ptr<QMimeData> data(s.model().mimeData({from}));
        const QPoint at = table.visualRect(onto).center();
        QDragEnterEvent enter(at, Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(table.viewport(), &enter);
        QDragMoveEvent move(at, Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(table.viewport(), &move);
        QVERIFY(move.isAccepted());
        QDropEvent drop(at, Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(table.viewport(), &drop);
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before - 1, kWait);
        QCOMPARE(s.model().pattern(s.row(QStringLiteral(" took "))).count, 602u);
        // Onto itself is nothing, nor is what comes from elsewhere.
        QVERIFY(!s.model().canDropMimeData(data.get(), Qt::CopyAction, -1, -1, {}));
        QMimeData foreign;
        foreign.setText(QStringLiteral("1 2"));
        QVERIFY(!s.model().canDropMimeData(&foreign, Qt::CopyAction, -1, -1, s.model().index(0, 0)));
        const std::unique_ptr<QMimeData> own(s.model().mimeData({s.model().index(0, 0)}));
        QVERIFY(!s.model().canDropMimeData(own.get(), Qt::CopyAction, -1, -1, s.model().index(0, 0)));
    }

    void aPatternIsSplitByAValue()
    {
        Shown s;
        const QString opened = QStringLiteral("was opened with");
        const int before = s.model().rowCount();
        s.click(opened);
        const std::unique_ptr<QMenu> menu(s.panel->commands().makeMenu(s.panel.get()));
        QAction *split = s.entry(*menu, QStringLiteral("Split"));
        QVERIFY(split != nullptr && split->menu() != nullptr);
        QAction *way = nullptr;
        int impossible = 0;
        for (QAction *by : split->menu()->actions()) {
            if (!by->isEnabled()) {
                ++impossible;
                QVERIFY(by->toolTip().contains(QStringLiteral("alike")));
                QVERIFY2(by->text().contains(QStringLiteral("user")) && by->text().contains(QStringLiteral("alike")), qPrintable(by->text())); // said where it can be seen
            }
            if (by->menu() != nullptr)
                way = s.entry(*by->menu(), QStringLiteral("ticket apart"));
        }
        QCOMPARE(impossible, 1); // the user
        QVERIFY(way != nullptr);
        QVERIFY(way->text().contains(QStringLiteral("100")));
        way->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before + 1, kWait);
        QVERIFY(s.settle());
        QVERIFY(s.row(QStringLiteral("was opened with ticket")) >= 0);
        QCOMPARE(s.model().pattern(s.row(QStringLiteral("was opened with ticket"))).count, 100u);
    }

    void aConstantIsNothingToSplitBy()
    {
        Shown s;
        CAUSEWAY_VERIFY(engine::setMasks(*s.workspace.data().project, {{{"session", "masked", std::nullopt}, {}}}, 1, Job{}));
        s.workspace.edited();
        const auto masked = [&] {
            const int row = s.row(QStringLiteral("was opened with"));
            return row >= 0 && s.model().textOf(row).text.contains(QStringLiteral("masked"));
        };
        QVERIFY(QTest::qWaitFor(masked, kWait));
        QVERIFY(s.settle());
        s.click(QStringLiteral("was opened with"));
        const std::unique_ptr<QMenu> menu(s.panel->commands().makeMenu(s.panel.get()));
        const QAction *split = s.entry(*menu, QStringLiteral("Split"));
        QVERIFY(split != nullptr && split->menu() != nullptr && split->menu()->actions().size() > 1);
        for (const QAction *by : split->menu()->actions())
            QVERIFY2(!by->text().contains(QStringLiteral("masked")), qPrintable(by->text()));
    }

    void whatCannotBeSplitSaysWhy()
    {
        Shown s;
        s.click(QStringLiteral("disk is full"));
        const std::unique_ptr<QMenu> menu(s.panel->commands().makeMenu(s.panel.get()));
        QAction *all = s.entry(*s.entry(*menu, QStringLiteral("Split"))->menu(), QStringLiteral("Into all"));
        QVERIFY(!all->isEnabled());
        QVERIFY(all->toolTip().contains(QStringLiteral("same form")) && all->text().contains(QStringLiteral("same form")));
        QVERIFY(s.entry(*menu, QStringLiteral("Why"))->text().contains(QStringLiteral("choose two patterns (Ctrl+click)")));
        QVERIFY(!s.entry(*menu, QStringLiteral("Merge"))->isEnabled());
        QVERIFY(s.entry(*menu, QStringLiteral("Merge"))->toolTip().contains(QStringLiteral("drag")));
    }

    void twoPatternsAreCompared()
    {
        Shown s;
        s.click(QStringLiteral(" took "));
        s.click(QStringLiteral("disk is full"), Qt::ControlModifier);
        QTest::keyClick(&s.panel->table(), Qt::Key_W);
        WhyDialog *dialog = nullptr;
        QVERIFY(QTest::qWaitFor([&] { return (dialog = s.panel->findChild<WhyDialog *>()) != nullptr; }, kWait));
        QVERIFY2(dialog->sentences().contains(QStringLiteral("differ in")), qPrintable(dialog->sentences()));
        const QStringList lines = dialog->texts().split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines[0].size(), lines[1].size());
        dialog->close();
    }

    void twoLinesAreCompared()
    {
        Shown s;
        LogPanel log({s.workspace, s.actions, s.settings}, nullptr);
        log.resize(1200, 400);
        log.show();
        QVERIFY(s.settle());
        QTRY_VERIFY_WITH_TIMEOUT(log.view().rowCount() == 1202 && log.pager().cachedRow(2) != nullptr, kWait);
        QAction *action = s.actions.action(QStringLiteral("explore.whyLines"));
        const auto click = [&](std::uint64_t row, Qt::KeyboardModifiers modifiers) {
            const QRect area = log.view().rowRect(row);
            QTest::mouseClick(log.view().viewport(), Qt::LeftButton, modifiers, {log.view().columnLeft(LogView::TextColumn) + 20, area.center().y()});
        };
        click(0, {});
        QVERIFY(!action->isEnabled());
        QVERIFY2(action->toolTip().contains(QStringLiteral("two lines")), qPrintable(action->toolTip()));
        click(2, Qt::ControlModifier);
        QVERIFY(action->isEnabled());
        log.explainLines();
        WhyDialog *dialog = nullptr;
        QVERIFY(QTest::qWaitFor([&] { return (dialog = log.findChild<WhyDialog *>()) != nullptr; }, kWait));
        QVERIFY2(dialog->sentences().contains(QStringLiteral("6 different words there, among 600 lines")), qPrintable(dialog->sentences()));
        QVERIFY2(dialog->sentences().contains(QStringLiteral("from 5 on they are a parameter")), qPrintable(dialog->sentences()));
        dialog->close();
        click(4, Qt::ControlModifier);
        QVERIFY(!action->isEnabled());
        s.workspace.close();
        QVERIFY2(!action->isEnabled() && action->toolTip().contains(QStringLiteral("no project")), qPrintable(action->toolTip()));
    }

    void keysThatDoNotApplySayWhy_data()
    {
        QTest::addColumn<int>("chosen");
        QTest::addColumn<int>("key");
        QTest::addColumn<QString>("why");
        const auto none = QStringLiteral("no pattern is chosen"), single = QStringLiteral("choose a single pattern");
        QTest::newRow("merge none") << 0 << int(Qt::Key_M) << none;
        QTest::newRow("merge one") << 1 << int(Qt::Key_M) << QStringLiteral("choose two patterns or more");
        QTest::newRow("split none") << 0 << int(Qt::Key_S) << none;
        QTest::newRow("split one form") << 1 << int(Qt::Key_S) << QStringLiteral("the same form");
        QTest::newRow("split two") << 2 << int(Qt::Key_S) << single;
        QTest::newRow("rename none") << 0 << int(Qt::Key_F2) << none;
        QTest::newRow("rename two") << 2 << int(Qt::Key_F2) << single;
        QTest::newRow("pin two") << 2 << int(Qt::Key_P) << single;
        QTest::newRow("why none") << 0 << int(Qt::Key_W) << none;
        QTest::newRow("why three") << 3 << int(Qt::Key_W) << QStringLiteral("choose two patterns");
    }
    void keysThatDoNotApplySayWhy()
    {
        QFETCH(const int, chosen);
        QFETCH(const int, key);
        QFETCH(const QString, why);
        Shown s;
        QVERIFY(s.model().rowCount() >= 3);
        const QString parts[] = {QStringLiteral("disk is full"), QStringLiteral(" took "), QStringLiteral("was opened")};
        for (int i = 0; i < chosen; ++i)
            s.click(parts[i], i == 0 ? Qt::NoModifier : Qt::ControlModifier);
        QVERIFY(s.settle());
        QSignalSpy notices(&s.workspace, &workspace::Workspace::noticeReported);
        const auto command = PatternCommands::commandOf(key);
        QVERIFY(command.has_value());
        QVERIFY2(s.panel->commands().whyNot(*command).contains(why), qPrintable(s.panel->commands().whyNot(*command)));
        QTest::keyClick(&s.panel->table(), static_cast<Qt::Key>(key));
        QCOMPARE(notices.count(), 1);
        const QString said = QString::fromStdString(notices.front().front().value<Message>().toEnglish());
        QVERIFY2(said.contains(why) && said.contains(QStringLiteral("not now")), qPrintable(said));
        QVERIFY(s.workspace.jobs().isIdle());
    }

    void actionsFollowTheChoice()
    {
        Shown s;
        const auto is = [&](const char *id, bool enabled, const char *why) {
            const QAction *action = s.actions.action(QLatin1String(id));
            return action != nullptr && action->isEnabled() == enabled && (enabled || action->toolTip().contains(QLatin1String(why)));
        };
        QVERIFY(is("explore.pattern.rename", false, "no pattern is chosen"));
        QVERIFY(is("explore.pattern.export", true, ""));
        s.click(QStringLiteral("was opened"));
        QVERIFY(is("explore.pattern.rename", true, "") && is("explore.pattern.pin", true, "") && is("explore.pattern.split", true, ""));
        QVERIFY(is("explore.pattern.merge", false, "two patterns or more"));
        s.click(QStringLiteral("disk is full"), Qt::ControlModifier);
        QVERIFY(is("explore.pattern.merge", true, "") && is("explore.pattern.why", true, "") && is("explore.pattern.rename", false, "single"));
        const int before = s.model().rowCount();
        s.actions.action(QStringLiteral("explore.pattern.merge"))->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before - 1, kWait);
        QVERIFY(s.settle());
        s.workspace.close();
        QTRY_VERIFY_WITH_TIMEOUT(is("explore.pattern.export", false, "no project is open") && is("explore.pattern.merge", false, "no project is open"), kWait);
    }

    void theFilterFieldKeepsRoom_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {560, 700, 860, 1100, 1600})
            QTest::newRow(qPrintable(QString::number(width))) << width;
    }
    void theFilterFieldKeepsRoom()
    {
        QFETCH(const int, width);
        Shown s;
        s.model().setOnly({.since = parseTime("2024-03-05T12:10:00Z"), .rare = true}); // the longest count
        s.panel->resize(width, 260);
        s.click(QStringLiteral("disk is full"));
        QTRY_VERIFY(s.panel->width() == width);
        const auto *field = s.panel->findChild<QLineEdit *>();
        QTRY_VERIFY2(field->width() >= 100, qPrintable(QString::number(field->width())));
        QVERIFY(field->fontMetrics().horizontalAdvance(QStringLiteral("order accepted")) < field->width());
    }

    void aPatternIsPinned()
    {
        Shown s;
        s.click(QStringLiteral("disk is full"));
        QTest::keyClick(&s.panel->table(), Qt::Key_P);
        QTRY_VERIFY_WITH_TIMEOUT(s.model().textOf(s.row(QStringLiteral("disk is full"))).pinned, kWait);
        QVERIFY(s.settle());
        QTest::keyClick(&s.panel->table(), Qt::Key_P);
        QTRY_VERIFY_WITH_TIMEOUT(!s.model().textOf(s.row(QStringLiteral("disk is full"))).pinned, kWait);
    }
};

CAUSEWAY_TEST(ExplorePatternsTest)
#include "explore_patterns_test.moc"
