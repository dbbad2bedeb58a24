// A person reviews findings: import, look at the queue, label by keyboard, undo, start again another day.

#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMainWindow>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

#include "app/workspace/undo_history.h"
#include "app/workspace/workspace.h"
#include "storage/label_store.h"
#include "tests/views/findings_desk.h"
#include "tests/views/heat_map_fixture.h"
#include "tests/views/order_log.h"
#include "views/findings/alignment_panel.h"
#include "views/findings/curves_panel.h"
#include "views/findings/detector_panel.h"
#include "views/findings/finding_detail.h"
#include "views/findings/finding_lines.h"
#include "views/findings/finding_review.h"
#include "views/findings/findings_perspective.h"
#include "views/findings/heat_map_panel.h"
#include "views/findings/label_bar.h"
#include "views/findings/queue_panel.h"
#include "views/findings/score_chart.h"
#include "views/findings/word_maps.h"
#include "views/shell/action_registry.h"
#include "views/shell/settings.h"

using namespace causeway;
using namespace causeway::views;
using test::orders;
using workspace::Workspace;

using test::FindingsDesk;
using test::kWait;

class FindingsJourneyTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_project;

    bool open(FindingsDesk &desk)
    {
        desk.workspace.open(m_project);
        if (!QTest::qWaitFor([&] { return desk.workspace.isOpen(); }, kWait) || !desk.settle())
            return false;
        desk.queue->list().setFocus();
        return desk.queue->list().hasFocus();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_project = m_folder.filePath(QStringLiteral("shop.causeway"));
    }

    void emptyStates()
    {
        FindingsDesk desk(m_folder);
        QVERIFY(desk.active);
        QVERIFY(!desk.actions.action("findings.normal")->isEnabled());
        QVERIFY(desk.actions.action("findings.run")->toolTip().contains("no project is open"));
        QVERIFY(!desk.queue->list().isVisible());
        desk.workspace.create(m_folder.filePath(QStringLiteral("empty.causeway")));
        QVERIFY(desk.settle());
        QVERIFY(desk.actions.action("findings.run")->toolTip().contains("nothing is imported yet"));
        QVERIFY(desk.errors.isEmpty());
    }

    void aPlainLogShowsWhatIsRare()
    {
        // Nothing is labelled and nothing else was ever seen: each order is judged by what the others have.
        QFile log(m_folder.filePath(QStringLiteral("plain.log")));
        const QByteArray text = orders(200, 1, 1000, true);
        QVERIFY(log.open(QIODevice::WriteOnly) && log.write(text) == text.size());
        log.close();
        FindingsDesk desk(m_folder);
        engine::ImportRequest request;
        request.paths = {log.fileName().toStdString()};
        desk.workspace.importLogs(request, m_folder.filePath(QStringLiteral("plain.causeway")));
        QVERIFY(QTest::qWaitFor([&] { return desk.model().rowCount() > 0; }, kWait));
        QVERIFY(desk.settle());
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
        QStringList orders;
        for (int i = 0; i < desk.model().rowCount(); ++i) {
            const storage::Finding &finding = desk.model().row(i).finding;
            if (finding.subject.kind != SubjectKind::Session)
                continue;
            orders << desk.model().index(i).data(FindingModel::SubjectRole).toString();
            QVERIFY2(finding.message.toEnglish().find("4 of 200") != std::string::npos, finding.message.toEnglish().c_str());
        }
        orders.sort();
        QCOMPARE(orders, (QStringList{"order_1049", "order_1099", "order_1149", "order_1199"}));
    }

    void importShowsWhatIsOdd()
    {
        const auto write = [&](const QString &name, const QByteArray &text) {
            QFile log(m_folder.filePath(name));
            return log.open(QIODevice::WriteOnly) && log.write(text) == text.size();
        };
        QVERIFY(write(QStringLiteral("normal.log"), orders(200, 1, 5000, false)));
        QVERIFY(write(QStringLiteral("shop.log"), orders(200, 2, 1000, true)));
        FindingsDesk desk(m_folder);
        // What was normal yesterday is learned; today's log is judged by it.
        engine::ImportRequest request;
        request.paths = {m_folder.filePath(QStringLiteral("normal.log")).toStdString()};
        request.label = Verdict::Normal;
        desk.workspace.importLogs(request, m_project);
        QVERIFY(QTest::qWaitFor([&] { return desk.workspace.isOpen() && desk.workspace.data().lastRun.value != 0; }, kWait));
        QVERIFY(desk.settle());
        request.paths = {m_folder.filePath(QStringLiteral("shop.log")).toStdString()};
        request.label.reset();
        desk.workspace.importLogs(request, m_project);
        QVERIFY(QTest::qWaitFor([&] { return desk.model().rowCount() > 0; }, kWait));
        QVERIFY(desk.settle());
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
        QStringList subjects;
        for (int i = 0; i < desk.model().rowCount(); ++i)
            subjects << desk.model().index(i).data(FindingModel::SubjectRole).toString();
        // Worst first; whatever else is listed, the four orders that were never paid are.
        for (const char *order : {"order_1049", "order_1099", "order_1149", "order_1199"})
            QVERIFY2(subjects.contains(QLatin1String(order)), qPrintable(subjects.join(' ')));
        QVERIFY(desk.queue->list().isVisible());
        QCOMPARE(desk.current(), 0);
    }

    void choosingShowsSentenceLinesAndMarksTheTime()
    {
        FindingsDesk desk(m_folder);
        QVERIFY(open(desk));
        const int row = [&] {
            for (int i = 0; i < desk.model().rowCount(); ++i)
                if (desk.model().index(i).data(FindingModel::SubjectRole).toString() == QLatin1String("order_1049"))
                    return i;
            return -1;
        }();
        QVERIFY(row >= 0);
        while (desk.current() < row)
            desk.key(Qt::Key_J);
        QCOMPARE(desk.current(), row);
        QVERIFY(desk.settle());
        const storage::Finding &finding = desk.model().row(row).finding;
        const workspace::Selection &selection = desk.workspace.selection();
        QCOMPARE(selection.finding, std::optional(finding.id));
        QCOMPARE(selection.session, std::optional(finding.subject.id));
        QVERIFY(selection.range && selection.range->contains(finding.from));
        LogView &lines = desk.detail->lines().view();
        QCOMPARE(lines.rowCount(), std::uint64_t(2)); // received, sent; never paid
        lines.scrollTo(0);
        QVERIFY(desk.settle());
        QVERIFY(lines.cellText(0, LogView::TextColumn).contains("received order_1049"));

        desk.key(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(desk.workspace.perspective(), QStringLiteral("explore"));
        QVERIFY(desk.settle());
        QCOMPARE(desk.workspace.shownEvents(), std::uint64_t(2));
        // The filter limits the queue to findings with a line that passes, until that is switched off.
        QTRY_COMPARE_WITH_TIMEOUT(desk.model().rowCount() > 0 && static_cast<std::uint64_t>(desk.model().rowCount()) < desk.model().table()->subjects, true, kWait);
        desk.workspace.clearFilter();
        QVERIFY(desk.settle());
        QTRY_COMPARE_WITH_TIMEOUT(static_cast<std::uint64_t>(desk.model().rowCount()), desk.model().table()->subjects, kWait);
    }

    void theSessionStandsBesideANormalOne()
    {
        FindingsDesk desk(m_folder);
        QVERIFY(open(desk));
        auto *panel = desk.window.findChild<AlignmentPanel *>();
        QAbstractItemModelTester tester(&panel->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int i = 0; i < desk.model().rowCount(); ++i)
            if (desk.model().index(i).data(FindingModel::SubjectRole).toString() == QLatin1String("order_1049"))
                desk.queue->list().setCurrentIndex(desk.model().index(i));
        QVERIFY(QTest::qWaitFor([&] { return panel->model().rowCount() > 0; }, kWait));
        QVERIFY(desk.settle());
        // An order that was never paid.
        QVERIFY2(panel->summary().startsWith(QStringLiteral("1 missing, 0 extra")), qPrintable(panel->summary()));
        desk.queue->list().setFocus();
        desk.key(Qt::Key_D);
        const AlignmentModel &model = panel->model();
        const int row = panel->table().currentIndex().row();
        QCOMPARE(model.index(row, AlignmentModel::SignColumn).data(Qt::AccessibleTextRole).toString(), QStringLiteral("missing"));
        QCOMPARE(model.index(row, AlignmentModel::HereColumn).data().toString(), QString());
        QVERIFY(model.index(row, AlignmentModel::ThereColumn).data().toString().contains(QStringLiteral("payment")));
        QVERIFY(desk.workspace.selection().event == model.row(row)->there); // the other session's line is chosen everywhere
        panel->table().setFocus();
        QTest::keySequence(&panel->table(), QKeySequence::Copy);
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("payment")));
    }

    void labellingByKeyboard()
    {
        {
            FindingsDesk desk(m_folder);
            QVERIFY(open(desk));
            QVERIFY(desk.model().rowCount() >= 4);
            QCOMPARE(desk.current(), 0);
            desk.key(Qt::Key_2);
            QCOMPARE(desk.model().index(0).data(FindingModel::VerdictRole).toInt(), static_cast<int>(Verdict::Anomalous)); // at once
            QVERIFY(desk.settle());
            QVERIFY(desk.stored(0) && desk.stored(0)->verdict == Verdict::Anomalous);
            QVERIFY(!desk.stored(0)->by.empty());
            // A label by key goes on to the next without one, undoing it returns there.
            const int second = desk.current();
            QVERIFY2(second > 0 && !desk.stored(second), qPrintable(QString::number(second)));
            desk.key(Qt::Key_1);
            QVERIFY(desk.settle());
            QVERIFY(desk.stored(second) && desk.stored(second)->verdict == Verdict::Normal);
            QVERIFY(desk.current() > second && !desk.stored(desk.current()));
            desk.key(Qt::Key_U);
            QVERIFY(desk.settle());
            QVERIFY(!desk.stored(second));
            QCOMPARE(desk.current(), second);
            desk.key(Qt::Key_U);
            QVERIFY(desk.settle());
            QCOMPARE(desk.current(), 0);
            desk.key(Qt::Key_2);
            QVERIFY(desk.settle());
            QCOMPARE(desk.current(), second);
            desk.key(Qt::Key_1);
            QVERIFY(desk.settle());
            desk.key(Qt::Key_N);
            desk.key(Qt::Key_K);
            while (desk.current() > second)
                desk.key(Qt::Key_K);
            // A note is saved with Return; letters typed there are no commands.
            desk.key(Qt::Key_E);
            QTest::keyClicks(&desk.detail->labels().note(), QStringLiteral("just one 2"));
            desk.key(Qt::Key_Return);
            QVERIFY(desk.settle());
            QCOMPARE(QString::fromStdString(desk.stored(second)->note), QStringLiteral("just one 2"));
            QVERIFY(desk.stored(second)->verdict == Verdict::Normal);
            desk.queue->list().setFocus();
            desk.key(Qt::Key_U); // the note
            QVERIFY(desk.settle());
            QVERIFY(desk.stored(second) && desk.stored(second)->note.empty());
            desk.key(Qt::Key_U); // the label
            QVERIFY(desk.settle());
            QVERIFY(!desk.stored(second));
            QCOMPARE(desk.model().index(second).data(FindingModel::VerdictRole).toInt(), -1);
            desk.key(Qt::Key_3);
            QVERIFY(desk.settle());
            QVERIFY(desk.stored(second) && desk.stored(second)->verdict == Verdict::Unsure);
            desk.queue->list().setCurrentIndex(desk.model().index(second));
            desk.key(Qt::Key_0);
            QVERIFY(desk.settle());
            QVERIFY(!desk.stored(second));
            QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
        }
        // Another day: as it was left, and what was done can still be undone.
        FindingsDesk desk(m_folder);
        QVERIFY(open(desk));
        QCOMPARE(desk.model().index(0).data(FindingModel::VerdictRole).toInt(), static_cast<int>(Verdict::Anomalous));
        desk.queue->list().setCurrentIndex(desk.model().index(0));
        QVERIFY(desk.workspace.undo().stack()->canUndo());
        while (desk.workspace.undo().stack()->canUndo()) {
            desk.key(Qt::Key_U);
            QVERIFY(desk.settle());
        }
        QVERIFY(!desk.stored(0));
        QCOMPARE(desk.model().labelled(), 0);
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
    }

    void severalAtOnceAndKindsOfOnesOwn()
    {
        FindingsDesk desk(m_folder);
        QVERIFY(open(desk));
        desk.queue->list().setCurrentIndex(desk.model().index(0));
        desk.key(Qt::Key_Down, Qt::ShiftModifier);
        desk.key(Qt::Key_2);
        QVERIFY(desk.settle());
        QVERIFY(desk.stored(0) && desk.stored(1));
        desk.key(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text().count('\n'), 3); // heading and two
        desk.key(Qt::Key_U); // one edit
        QVERIFY(desk.settle());
        QVERIFY(!desk.stored(0) && !desk.stored(1));
        QVERIFY(!desk.actions.action("findings.kind4")->isEnabled());
        desk.queue->list().setCurrentIndex(desk.model().index(0));
        auto *kind = desk.detail->labels().findChild<QComboBox *>();
        kind->setFocus();
        QTest::keyClicks(kind->lineEdit(), QStringLiteral("lost payment"));
        QTest::keyClick(kind->lineEdit(), Qt::Key_Return);
        QVERIFY(desk.settle());
        QVERIFY(desk.stored(0) && desk.stored(0)->kind == "lost payment" && desk.stored(0)->verdict == Verdict::Anomalous);
        QVERIFY(desk.actions.action("findings.kind4")->text().contains("lost payment"));
        desk.queue->list().setFocus();
        desk.key(Qt::Key_J);
        desk.key(Qt::Key_4);
        QVERIFY(desk.settle());
        QCOMPARE(QString::fromStdString(desk.stored(desk.current())->kind), QStringLiteral("lost payment"));
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
    }

    void theQueueIsLimitedByTextAndLabel()
    {
        FindingsDesk desk(m_folder);
        QVERIFY(open(desk));
        const int all = desk.model().rowCount();
        auto *field = desk.queue->findChild<QLineEdit *>();
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral("order_1099"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.model().rowCount() > 0 && desk.model().rowCount() < all, kWait);
        for (int i = 0; i < desk.model().rowCount(); ++i)
            QCOMPARE(desk.model().index(i).data(FindingModel::SubjectRole).toString(), QStringLiteral("order_1099"));
        QTest::keyClicks(field, QStringLiteral("x"));
        QTRY_COMPARE_WITH_TIMEOUT(desk.model().rowCount(), 0, kWait);
        desk.actions.action("findings.showAll")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(desk.model().rowCount(), all, kWait);
        QVERIFY(field->text().isEmpty());
    }

    void detectorsAreMeasuredAndTrained()
    {
        FindingsDesk desk(m_folder);
        QVERIFY(open(desk));
        QTRY_VERIFY_WITH_TIMEOUT(desk.detectors->model().rowCount() > 0, kWait);
        QVERIFY(desk.settle());
        QVERIFY(desk.detectors->model().table()->labels > 0); // of the journey before
        DetectorModel &model = desk.detectors->model();
        const auto rowOf = [&](const char *name) {
            for (int i = 0; i < model.rowCount(); ++i)
                if (model.row(i).info.name == name)
                    return i;
            return -1;
        };
        QVERIFY(rowOf("trivial") >= 0 && model.row(rowOf("trivial")).run);
        QVERIFY(model.row(rowOf("trivial")).quality->subjects > 0);
        QVERIFY(rowOf("new-event") >= 0 && !model.row(rowOf("new-event")).run);
        desk.detectors->table().setCurrentIndex(model.index(rowOf("new-event"), 0));
        desk.actions.action("findings.train")->trigger();
        QVERIFY(desk.settle());
        QTRY_VERIFY_WITH_TIMEOUT(model.row(rowOf("new-event")).run.has_value(), kWait);

        // Another threshold: what it would give is said, then it is used, and taken back.
        desk.detectors->table().setCurrentIndex(model.index(rowOf("trivial"), 0));
        QTRY_VERIFY_WITH_TIMEOUT(desk.workspace.jobs().isIdle() && !desk.curves->counts().isEmpty(), kWait);
        const std::uint64_t before = model.row(rowOf("trivial")).run->anomalous;
        QVERIFY2(desk.curves->counts().startsWith(QStringLiteral("flags %1 of").arg(before)), qPrintable(desk.curves->counts()));
        desk.curves->scores().setFocus();
        QTest::keyClick(&desk.curves->scores(), Qt::Key_End);
        QVERIFY2(desk.curves->counts().startsWith(QStringLiteral("flags 0 of")), qPrintable(desk.curves->counts()));
        desk.curves->useThreshold();
        QTRY_COMPARE_WITH_TIMEOUT(model.row(rowOf("trivial")).run->anomalous, 0u, kWait);
        QVERIFY(desk.settle());
        desk.curves->learnedThreshold();
        QTRY_COMPARE_WITH_TIMEOUT(model.row(rowOf("trivial")).run->anomalous, before, kWait);
        QVERIFY(desk.settle());
        // Undoing that is undoing a threshold: what is used, what is found and where the line stands are one.
        const double learned = desk.curves->scores().threshold();
        desk.workspace.undo().stack()->undo();
        QTRY_COMPARE_WITH_TIMEOUT(model.row(rowOf("trivial")).run->anomalous, 0u, kWait);
        QVERIFY(desk.settle());
        QVERIFY(desk.curves->scores().threshold() > learned);
        QVERIFY2(desk.curves->counts().startsWith(QStringLiteral("flags 0 of")), qPrintable(desk.curves->counts()));
        desk.workspace.undo().stack()->undo();
        QTRY_COMPARE_WITH_TIMEOUT(model.row(rowOf("trivial")).run->anomalous, before, kWait);
        QVERIFY(desk.settle());
        QCOMPARE(desk.curves->scores().threshold(), learned);
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
    }

    void theHeatMapShowsWhatADetectorLookedAt()
    {
        FindingsDesk desk(m_folder);
        QVERIFY(open(desk));
        // A detector that has none says what to do.
        auto *own = desk.window.findChild<HeatMapPanel *>();
        QVERIFY(desk.settle());
        QVERIFY(own->map() == nullptr);
        QVERIFY(!desk.actions.action("findings.exportHeatMap")->isEnabled());
        QVERIFY(desk.actions.action("findings.trainAttention")->isEnabled());
        const auto says = [](HeatMapPanel &panel, const char *part) {
            const auto labels = panel.findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) { return label->isVisible() && label->text().contains(QLatin1String(part)); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(says(*own, "has no heat map") && says(*own, "Train deeplog or attention"), kWait);
        desk.key(Qt::Key_H);
        QVERIFY(own->isAncestorOf(desk.window.focusWidget()));

        // One that has it.
        FindingReview review(ViewContext{desk.workspace, desk.actions, desk.settings});
        HeatMapPanel panel(ViewContext{desk.workspace, desk.actions, desk.settings}, review, nullptr);
        panel.resize(1200, 400);
        panel.show();
        review.wake();
        QTRY_VERIFY_WITH_TIMEOUT(review.current() != nullptr, kWait);
        const auto explain = [&](engine::ExplainFindingResponse response) {
            review.setExplanation(std::make_shared<const engine::ExplainFindingResponse>(std::move(response)));
            return QTest::qWaitFor([&] { return panel.map() != nullptr; }, kWait);
        };
        QVERIFY(explain(test::explained(12)));
        QVERIFY(panel.attention().isVisible() && panel.occlusion().isVisible());
        QVERIFY2(panel.agreementText().contains("step 11 1.00") && panel.agreementText().contains("mean of 8 steps 1.00"), qPrintable(panel.agreementText()));
        QCOMPARE(panel.warningText(), QString());
        QVERIFY(desk.actions.action("findings.exportHeatMap")->isEnabled());

        // A long session opens where it is odd, however the panel comes to its size and whichever maps are shown.
        panel.hide();
        review.setExplanation(std::make_shared<const engine::ExplainFindingResponse>(test::explained(300)));
        panel.resize(700, 160);
        panel.show();
        QTRY_VERIFY_WITH_TIMEOUT(panel.map() != nullptr && panel.map()->rowCount() == 300, kWait);
        const auto odd = [&](HeatMapView &view) {
            const auto at = view.current();
            return at && panel.map()->step(at->row).odd && view.viewport()->rect().contains(view.cellRect(*at));
        };
        for (const auto choice : {HeatMapPanel::Choice::Both, HeatMapPanel::Choice::Attention, HeatMapPanel::Choice::Occlusion, HeatMapPanel::Choice::Both}) {
            panel.choose(choice);
            QTRY_VERIFY((!panel.attention().isVisible() || odd(panel.attention())) && (!panel.occlusion().isVisible() || odd(panel.occlusion())));
        }
        for (const QSize size : {QSize(1300, 260), QSize(640, 150), QSize(1200, 400)}) {
            panel.resize(size);
            QTRY_VERIFY(odd(panel.attention()) && odd(panel.occlusion()));
        }
        QVERIFY(explain(test::explained(12)));
        QTRY_COMPARE_WITH_TIMEOUT(panel.map()->rowCount(), std::size_t(12), kWait);

        // A cell chosen in one is chosen in the other, and its two lines are.
        QSignalSpy chosen(&review, &FindingReview::stepsChosen);
        QTest::mouseClick(panel.occlusion().viewport(), Qt::LeftButton, Qt::NoModifier, panel.occlusion().cellRect({7, 2}).center());
        QCOMPARE(panel.attention().current(), std::optional(HeatCell{7, 2}));
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.front()[0].value<EventId>(), EventId(107));
        QCOMPARE(chosen.front()[1].value<EventId>(), EventId(102));
        QVERIFY(!chosen.front()[2].toBool());
        QTest::keyClick(&panel.occlusion(), Qt::Key_Return);
        QVERIFY(chosen.back()[2].toBool());

        const QString csv = m_folder.filePath(QStringLiteral("map.csv"));
        QSignalSpy exported(&panel, &HeatMapPanel::exported);
        panel.exportTo(csv);
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kWait);
        QVERIFY(QFile::exists(csv));

        // A detector that reads words has them below, of another none is there.
        QVERIFY(!panel.words().of(HeatMeasure::Attention).isVisible() && panel.words().shown() == nullptr);
        QVERIFY(explain(test::withWords(test::explained(12))));
        WordMap &words = panel.words().of(HeatMeasure::Attention), &without = panel.words().of(HeatMeasure::Occlusion);
        QVERIFY(words.isVisible() && without.isVisible());
        QTRY_VERIFY(words.height() == without.height() && words.height() <= panel.height() / 2);
        QTRY_COMPARE(words.mapTo(&panel, QPoint()).y(), without.mapTo(&panel, QPoint()).y());
        QCOMPARE(panel.words().shown()->column, std::size_t(4)); // leaving event 4 out changes more than leaving out event 2
        QVERIFY2(words.describe(0).contains(QLatin1String("The chosen cell has no weighed words")), qPrintable(words.describe(0)));
        panel.activateWindow();
        words.setFocus();
        QTest::keyClick(&words, Qt::Key_PageUp);
        QCOMPARE(panel.attention().current(), std::optional(HeatCell{10, 2}));
        QCOMPARE(panel.occlusion().current(), std::optional(HeatCell{10, 2}));
        QCOMPARE(panel.words().shown()->words, (QStringList{"open", "file", "<*>"}));
        QCOMPARE(chosen.back()[1].value<EventId>(), EventId(102));
        QTest::keyClick(&words, Qt::Key_Right);
        QCOMPARE(without.current(), 1);
        QTest::keyClick(&words, Qt::Key_Return);
        QVERIFY(chosen.back()[2].toBool());
        QTest::mouseClick(panel.attention().viewport(), Qt::LeftButton, Qt::NoModifier, panel.attention().cellRect({10, 4}).center());
        QCOMPARE(panel.words().shown()->words.size(), 32);
        panel.choose(HeatMapPanel::Choice::Occlusion);
        QVERIFY(!words.isVisible() && without.isVisible());
        panel.choose(HeatMapPanel::Choice::Both);
        const QString svg = m_folder.filePath(QStringLiteral("map.svg"));
        panel.exportTo(svg);
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 2, kWait);
        QFile picture(svg);
        QVERIFY(picture.open(QIODevice::ReadOnly));
        QCOMPARE(picture.readAll().count(">word31<"), 2); // for attention and for occlusion

        // Attention that points elsewhere is told.
        auto other = test::explained(12);
        for (auto &[event, step] : other.steps)
            std::reverse(step.attention.begin(), step.attention.end());
        QVERIFY(explain(std::move(other)));
        QVERIFY2(panel.warningText().contains("not a faithful explanation here: rank correlation -1.00"), qPrintable(panel.warningText()));
        QVERIFY(says(panel, "not a faithful explanation"));

        // Without attention there is occlusion alone.
        auto occluded = test::explained(12);
        for (auto &[event, step] : occluded.steps)
            step.attention.clear();
        QVERIFY(explain(std::move(occluded)));
        QVERIFY(panel.shown() == HeatMapPanel::Choice::Occlusion);
        QVERIFY(!panel.attention().isVisible() && panel.occlusion().isVisible());
        QCOMPARE(panel.agreementText(), QString());
        QCOMPARE(panel.warningText(), QString());
        review.setExplanation(nullptr, QStringLiteral("The run is gone"));
        QVERIFY(says(panel, "The run is gone"));
    }
};

CAUSEWAY_TEST(FindingsJourneyTest)
#include "findings_journey_test.moc"
