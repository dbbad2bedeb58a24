// Findings of windows, and what the panels of Findings say when something cannot be done.

#include "tests/support/test_registry.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTabBar>

#include "storage/finding_store.h"
#include "tests/views/findings_desk.h"
#include "tests/views/order_log.h"
#include "views/findings/training_watch.h"

using namespace causeway;
using namespace causeway::views;
using test::FindingsDesk;
using test::kWait;
using workspace::Workspace;

class FindingsPanelsTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

private Q_SLOTS:
    // Two hours of orders, and a minute in which a disk complains 200 times, a few times a minute otherwise.
    void aWindowMarksTheLinesThatItIsAbout()
    {
        QByteArray text;
        for (int minute = 0; minute < 120; ++minute)
            for (int i = 0; i < 60; ++i) {
                const QByteArray at = QStringLiteral("2024-01-01 %1:%2:%3 INFO shop: ").arg(minute / 60, 2, 10, QLatin1Char('0')).arg(minute % 60, 2, 10, QLatin1Char('0')).arg(i, 2, 10, QLatin1Char('0')).toLatin1();
                text += at + "order " + QByteArray::number(minute * 60 + i) + " came\n";
                for (int slow = 0; slow < (minute == 77 ? 4 : i % 20 == 0 ? 1 : 0); ++slow)
                    text += at + "disk is slow\n";
            }
        QFile log(m_folder.filePath(QStringLiteral("disk.log")));
        QVERIFY(log.open(QIODevice::WriteOnly) && log.write(text) == text.size());
        log.close();
        FindingsDesk desk(m_folder);
        engine::ImportRequest request;
        request.paths = {log.fileName().toStdString()};
        desk.workspace.importLogs(request, m_folder.filePath(QStringLiteral("disk.causeway")));
        QVERIFY(QTest::qWaitFor([&] { return desk.workspace.isOpen() && desk.workspace.data().lastRun.value != 0; }, kWait));
        QVERIFY(desk.settle());
        desk.detectors->trainAndRun("threshold");
        const auto windowRow = [&] {
            for (int i = 0; i < desk.model().rowCount(); ++i)
                if (desk.model().row(i).finding.subject.kind == SubjectKind::Window && desk.model().row(i).sentence.contains(QStringLiteral("disk is slow")))
                    return i;
            return -1;
        };
        QVERIFY(QTest::qWaitFor([&] { return windowRow() >= 0; }, kWait));
        desk.queue->list().setCurrentIndex(desk.model().index(windowRow()));
        QVERIFY(desk.settle());
        const auto said = [&] {
            for (const QLabel *label : desk.detail->lines().findChildren<QLabel *>())
                if (label->accessibleName() == QStringLiteral("Lines of the finding"))
                    return label->text();
            return QString();
        };
        QTRY_VERIFY2_WITH_TIMEOUT(said().contains(QStringLiteral(" odd")) && !said().contains(QStringLiteral("none")), qPrintable(said()), kWait);
        // Of all lines of that time those of the pattern, and the keys go from one to the next.
        LogView &lines = desk.detail->lines().view();
        QCOMPARE(lines.rowCount(), std::uint64_t(150)); // half a minute: 30 orders, 120 complaints
        QVERIFY2(said().contains(QStringLiteral("120 odd")), qPrintable(said()));
        desk.detail->lines().goToOdd(true);
        QVERIFY(desk.settle());
        QVERIFY(lines.cellText(lines.currentRow(), LogView::TextColumn).contains(QStringLiteral("disk is slow")));
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
    }

    // What is trained is shown, though it has no scores yet; then the detector whose finding is chosen.
    void curvesAreOfWhatIsLookedAt()
    {
        QTemporaryDir folder;
        Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        Workspace workspace;
        ActionRegistry actions;
        actions.add({.id = QStringLiteral("findings.run"), .text = QStringLiteral("Run"), .group = QStringLiteral("Findings"), .icon = {}}, [] {});
        TrainingWatch training(nullptr);
        CurvesPanel panel(ViewContext{workspace, actions, settings}, training, nullptr);
        panel.QWidget::show();
        auto *box = panel.findChild<QComboBox *>(QStringLiteral("findings.curves.detector"));
        QVERIFY(!box->isEnabled());
        const auto onEpoch = training.begin("deeplog");
        QCOMPARE(box->currentData().toString(), QStringLiteral("deeplog"));
        QVERIFY(onEpoch(1, 2.0, 2.0));
        QTRY_COMPARE_WITH_TIMEOUT(panel.findChild<QTabBar *>()->currentIndex(), 1, kWait);
        const auto said = [&] {
            for (const auto *label : panel.findChildren<QLabel *>())
                if (label->accessibleName() == QStringLiteral("How the training went"))
                    return label->text();
            return QString();
        };
        QVERIFY2(said().startsWith(QStringLiteral("1 epochs")), qPrintable(said()));
        panel.findChild<QTabBar *>()->setCurrentIndex(2); // there another box says whose curve it is
        QVERIFY(!box->isVisible());
        panel.findChild<QTabBar *>()->setCurrentIndex(1);
        QVERIFY(box->isVisible());
        training.end("deeplog");
        QCOMPARE(box->count(), 0); // without a model there is nothing to show of it
    }

    void tooFewLabelsCannotBeMeasured()
    {
        QFile log(m_folder.filePath(QStringLiteral("shop.log")));
        const QByteArray text = test::orders(600, 1, 1000, true);
        QVERIFY(log.open(QIODevice::WriteOnly) && log.write(text) == text.size());
        log.close();
        FindingsDesk desk(m_folder);
        engine::ImportRequest request;
        request.paths = {log.fileName().toStdString()};
        desk.workspace.importLogs(request, m_folder.filePath(QStringLiteral("shop.causeway")));
        QVERIFY(QTest::qWaitFor([&] { return desk.model().rowCount() > 0; }, kWait));
        QVERIFY(desk.settle());
        QPushButton *measure = nullptr;
        for (auto *button : desk.curves->findChildren<QPushButton *>())
            if (button->text() == QStringLiteral("Measure what labels bring"))
                measure = button;
        QVERIFY(measure != nullptr);
        const auto label = [&](int normal, int anomalous) {
            std::vector<storage::Label> labels;
            for (int i = 0; i < normal + anomalous; ++i)
                labels.push_back({{SubjectKind::Session, "identifier:order=order_" + std::to_string(1000 + i)}, i < normal ? Verdict::Normal : Verdict::Anomalous, {}, "me", {}, 1});
            desk.workspace.setLabels(std::move(labels), "Label some");
            return desk.settle();
        };
        desk.curves->findChild<QTabBar *>()->setCurrentIndex(2);
        QVERIFY2(!measure->isEnabled() && measure->toolTip().contains(QStringLiteral("there are 0 normal and 0 anomalous")), qPrintable(measure->toolTip()));
        QVERIFY(label(12, 3));
        QTRY_VERIFY2_WITH_TIMEOUT(!measure->isEnabled() && measure->toolTip().contains(QStringLiteral("there are 12 normal and 3 anomalous")), qPrintable(measure->toolTip()), kWait);
        QVERIFY(label(12, 6));
        QTRY_VERIFY_WITH_TIMEOUT(measure->isEnabled() && !measure->toolTip().contains(QStringLiteral("at least")), kWait);
    }

    void aTrainingThatIsCancelledIsTold()
    {
        FindingsDesk desk(m_folder);
        desk.workspace.open(m_folder.filePath(QStringLiteral("shop.causeway")));
        QVERIFY(desk.settle());
        QStringList told;
        QObject::connect(&desk.workspace, &Workspace::noticeReported, [&](const Message &message) { told << QString::fromStdString(message.toEnglish()); });
        const auto newest = [&] { return storage::ModelStore(*desk.workspace.data().project).newest("trivial"); };
        const auto before = newest();
        QVERIFY(before.has_value());
        desk.detectors->trainAndRun("trivial");
        desk.workspace.jobs().stopAll();
        QTRY_VERIFY_WITH_TIMEOUT(!told.isEmpty(), kWait);
        // It may have learned before it heard of that: what is told is what is there.
        const auto after = newest();
        QVERIFY(after.has_value());
        if (after->id == before->id)
            QVERIFY2(told.contains(QStringLiteral("Training “trivial” was cancelled; nothing was kept.")), qPrintable(told.join('\n')));
        else
            QVERIFY2(told.contains(QStringLiteral("The run of “trivial” was cancelled; what it learned is kept as model %1.").arg(after->id.value)), qPrintable(told.join('\n')));
        QVERIFY2(desk.errors.isEmpty(), qPrintable(desk.errors.join('\n')));
    }
};

CAUSEWAY_TEST(FindingsPanelsTest)
#include "findings_panels_test.moc"
