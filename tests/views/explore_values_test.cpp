// The values of the chosen pattern beside the list of patterns.

#include "tests/support/test_registry.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QSignalSpy>
#include <QThread>

#include <atomic>
#include <optional>
#include <tuple>

#include "app/engine/template_masks.h"
#include "tests/views/explore_patterns_fixture.h"
#include "views/explore/log_panel.h"
#include "views/explore/number_chart.h"
#include "views/explore/value_bar.h"
#include "views/explore/value_dialog.h"
#include "views/shell/inspector.h"
#include "views/text/text.h"

using namespace causeway;
using namespace causeway::views;

class ExploreValuesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theyTellWhosTheyAre()
    {
        Shown s;
        const auto says = [&](const QString &text) {
            for (const QLabel *label : s.panel->parameters().findChildren<QLabel *>())
                if (label->isVisible() && label->text().contains(text))
                    return true;
            return false;
        };
        s.click(QStringLiteral(" took "));
        QVERIFY(s.values(s.id(QStringLiteral(" took "))) != nullptr);
        QVERIFY(says(QStringLiteral("request ‹*› took")));
        QVERIFY(!says(QStringLiteral("not in the list")) && !says(QStringLiteral("chosen patterns")));
        s.click(QStringLiteral("disk is full"), Qt::ControlModifier);
        QVERIFY(s.settle());
        QVERIFY(says(QStringLiteral("One of the 2 chosen patterns")));
        s.click(QStringLiteral(" took "));
        auto *field = s.panel->findChild<QLineEdit *>();
        QVERIFY(field != nullptr);
        field->setText(QStringLiteral("session"));
        QVERIFY(s.settle());
        QVERIFY(says(QStringLiteral("request ‹*› took")));
        QVERIFY(says(QStringLiteral("not in the list")));
        field->clear();
        QVERIFY(s.settle());
        QVERIFY(!says(QStringLiteral("not in the list")));
    }

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

    void theRestOfTheValuesIsAList()
    {
        Shown s;
        s.click(QStringLiteral("was opened"));
        QVERIFY(s.values(s.id(QStringLiteral("was opened"))) != nullptr);
        QToolButton *more = nullptr;
        for (QToolButton *button : s.panel->parameters().findChildren<QToolButton *>())
            if (button->text().startsWith(QStringLiteral("2 more values, in ")))
                more = button;
        QVERIFY(more != nullptr);
        QTest::mouseClick(more, Qt::LeftButton);
        auto *dialog = s.panel->findChild<ValueDialog *>();
        QVERIFY(dialog != nullptr);
        QCOMPARE(dialog->table().model()->rowCount(), 7);
        dialog->findChild<QLineEdit *>()->setText(QStringLiteral("u6"));
        QCOMPARE(dialog->table().model()->rowCount(), 1);
        dialog->table().selectRow(0);
        QTest::keyClick(&dialog->table(), Qt::Key_Return);
        QVERIFY(!dialog->isVisible());
        QVERIFY(s.settle());
        QCOMPARE(s.workspace.filter().parameters.size(), std::size_t(1));
        QCOMPARE(s.workspace.filter().parameters.front().value, std::string("u6"));
    }

    void aValueHasAMenu()
    {
        Shown s;
        s.click(QStringLiteral("was opened"));
        QVERIFY(s.values(s.id(QStringLiteral("was opened"))) != nullptr);
        QMenu user, method;
        s.panel->parameters().addActions(user, 0, "u6");
        QVERIFY(!s.entry(user, QStringLiteral("Split"))->isEnabled() && s.entry(user, QStringLiteral("Split"))->text().contains(QStringLiteral("no form")));
        s.entry(user, QStringLiteral("Copy"))->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("u6"));
        const int before = s.model().rowCount();
        s.panel->parameters().addActions(method, 1, "ticket");
        s.entry(method, QStringLiteral("Split"))->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(s.model().rowCount(), before + 1, kWait);
    }

    void theInspectorSaysWhatTheFilterHides()
    {
        Shown s;
        Inspector inspector({s.workspace, s.actions, s.settings}, nullptr);
        const auto events = [&]() -> QString {
            for (const QLabel *label : inspector.findChildren<QLabel *>())
                if (label->accessibleName() == QStringLiteral("Events") && label->isVisibleTo(&inspector))
                    return label->text();
            return {};
        };
        s.click(QStringLiteral("was opened"));
        QTRY_COMPARE_WITH_TIMEOUT(events(), text::number(std::int64_t(600)), kWait);
        QVERIFY(s.values(s.id(QStringLiteral("was opened"))) != nullptr);
        s.panel->parameters().filterTo(1, "ticket");
        QVERIFY(s.settle());
        QTRY_COMPARE_WITH_TIMEOUT(events(), QStringLiteral("100 of 600 shown"), kWait);
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
};

CAUSEWAY_TEST(ExploreValuesTest)
#include "explore_values_test.moc"
