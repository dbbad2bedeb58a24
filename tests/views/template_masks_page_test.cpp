// A person adds a mask in the settings: typed, put right, looked at, applied, undone.

#include "tests/support/test_registry.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTabWidget>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>
#include <QUndoStack>

#include "app/workspace/undo_history.h"
#include "app/workspace/workspace.h"
#include "views/dialogs/settings_dialog.h"
#include "views/dialogs/template_masks_page.h"
#include "views/shell/settings.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;
using workspace::Workspace;

class TemplateMasksPageTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<TemplateMasksPage> m_page;

    template <typename T>
    T *named(const QString &name) const
    {
        for (T *widget : m_page->findChildren<T *>())
            if (widget->accessibleName() == name)
                return widget;
        qFatal("no %s", qPrintable(name));
        return nullptr;
    }
    void click(const QString &button) const { QTest::mouseClick(named<QPushButton>(button), Qt::LeftButton); }
    QString summary() const { return named<QLabel>("What would change, in short")->text(); }
    void openLamps()
    {
        const QString log = m_folder->filePath("house.log");
        QFile file(log);
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 5; ++i)
            for (const char *room : {"kitchen", "first floor bath", "attic"})
                file.write(QStringLiteral("2024-01-01 00:00:0%1 INFO house: lamp in %2 of house switched on\n").arg(i).arg(QLatin1String(room)).toUtf8());
        file.close();
        engine::ImportRequest request;
        request.paths = {log.toStdString()};
        m_workspace->importLogs(request, m_folder->filePath("house.causeway"));
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->catalog() && m_workspace->catalog()->templates.size() == 3, 20000);
        QVERIFY(m_workspace->jobs().waitForIdle(60000));
        QTRY_VERIFY(named<QPushButton>("Add")->isEnabled());
    }

private Q_SLOTS:
    void initTestCase() { theme::apply(theme::Mode::Light, 9); }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_workspace = std::make_unique<Workspace>();
        m_page = std::make_unique<TemplateMasksPage>(*m_workspace, nullptr);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    void cleanup()
    {
        m_page.reset();
        m_workspace.reset();
        m_folder.reset();
    }

    void withoutAProjectItSaysWhy()
    {
        for (const QPushButton *button : m_page->findChildren<QPushButton *>()) {
            QVERIFY2(!button->isEnabled(), qPrintable(button->accessibleName()));
            QVERIFY2(button->toolTip().contains("no project is open"), qPrintable(button->toolTip()));
        }
        QVERIFY(summary().contains("no project is open"));
    }
    void everyControlHasAToolTip()
    {
        openLamps();
        click("Add");
        for (const QWidget *widget : m_page->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly))
            if (widget->focusPolicy() != Qt::NoFocus && widget->isVisible()) {
                QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
                QVERIFY2(!widget->toolTip().isEmpty(), qPrintable(widget->accessibleName()));
            }
    }
    void aMaskIsTypedLookedAtAppliedAndUndone()
    {
        openLamps();
        click("Add");
        auto *pattern = named<QLineEdit>("Expression of the mask");
        QVERIFY(pattern->hasFocus());
        QTest::keyClicks(pattern, "in [a-z ]+ of(");
        const auto *problem = named<QLabel>("What is wrong with the mask");
        QVERIFY(problem->isVisible());
        QVERIFY2(problem->text().contains("missing )") && problem->text().contains("character"), qPrintable(problem->text()));
        QVERIFY(!named<QPushButton>("Apply")->isEnabled());
        QVERIFY(named<QPushButton>("Apply")->toolTip().contains("mask 1"));
        QTest::keyClick(pattern, Qt::Key_Backspace);
        QVERIFY(!problem->isVisible());
        QTest::keyClicks(named<QLineEdit>("Name of the parameter"), "room");

        const auto *changes = named<QTreeWidget>("What would change");
        QTRY_COMPARE_WITH_TIMEOUT(changes->topLevelItemCount(), 1, 20000);
        QVERIFY2(summary().startsWith("3 patterns would become 1: 1 merged"), qPrintable(summary()));
        QCOMPARE(changes->topLevelItem(0)->text(0), QString("Merged: 3 → 1"));
        QCOMPARE(changes->topLevelItem(0)->childCount(), 4);
        QCOMPARE(changes->topLevelItem(0)->child(3)->text(0), QString("+ lamp <room> house switched on"));
        QCOMPARE(changes->topLevelItem(0)->child(3)->text(1), QString("15"));
        QCOMPARE(named<QTableWidget>("Masks")->item(0, 4)->text(), QString("15"));
        QVERIFY(engine::listMasks(*m_workspace->data().project)->empty());

        QVERIFY(named<QPushButton>("Apply")->isEnabled());
        click("Apply");
        QTRY_VERIFY_WITH_TIMEOUT(summary().startsWith("Applied"), 20000);
        QVERIFY(!m_page->isChanged());
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->catalog()->templates.size(), 1u, 20000);
        QCOMPARE(engine::listMasks(*m_workspace->data().project)->front().mask.name, std::string("room"));

        QUndoStack *stack = m_workspace->undo().stack();
        QTRY_VERIFY(stack->canUndo());
        QVERIFY2(stack->undoText().startsWith("Add mask"), qPrintable(stack->undoText()));
        stack->undo();
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->catalog()->templates.size(), 3u, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(named<QTableWidget>("Masks")->rowCount(), 0, 20000);
        stack->redo();
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->catalog()->templates.size(), 1u, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(named<QTableWidget>("Masks")->rowCount(), 1, 20000);
    }
    void anEmptyMaskIsNotWrongYetAndAUselessOneSaysWhy()
    {
        openLamps();
        click("Add");
        QVERIFY(!named<QLabel>("What is wrong with the mask")->isVisible());
        QVERIFY2(named<QPushButton>("Apply")->toolTip().contains("Write the expression"), qPrintable(named<QPushButton>("Apply")->toolTip()));
        const auto *unused = named<QLabel>("Why nothing comes of the mask");
        auto *pattern = named<QLineEdit>("Expression of the mask");
        QTest::keyClicks(pattern, "kitche");
        QTRY_VERIFY_WITH_TIMEOUT(unused->isVisible(), 20000);
        QVERIFY2(unused->text().contains("matches in 5 messages") && unused->text().contains("whole value or word"), qPrintable(unused->text()));
        QTest::keyClicks(pattern, "X");
        QTRY_VERIFY_WITH_TIMEOUT(unused->isVisible() && unused->text().contains("matches in no message"), 20000);
        pattern->setText({});
        QTest::keyClicks(pattern, "[a-z]*itchen");
        QTRY_COMPARE_WITH_TIMEOUT(named<QTableWidget>("Masks")->item(0, 4)->text(), QString("5"), 20000);
        QVERIFY(!unused->isVisible());
    }
    void manyMasksAreSeenAtOnce()
    {
        openLamps();
        m_page->resize(760, 640);
        for (int i = 0; i < 30; ++i) {
            click("Add");
            QTest::keyClicks(named<QLineEdit>("Expression of the mask"), QStringLiteral("room%1").arg(i));
        }
        const auto *table = named<QTableWidget>("Masks");
        QCOMPARE(table->rowCount(), 30);
        QVERIFY(table->rowHeight(0) > 0);
        QVERIFY2(table->viewport()->height() / table->rowHeight(0) >= 6, qPrintable(QStringLiteral("%1 / %2").arg(table->viewport()->height()).arg(table->rowHeight(0))));
    }
    void discardTakesBackWhatIsNotApplied()
    {
        openLamps();
        click("Add");
        QTest::keyClicks(named<QLineEdit>("Expression of the mask"), "kitchen");
        auto *source = named<QComboBox>("Source the mask is for");
        source->setFocus();
        QTest::keyClick(source, Qt::Key_Down);
        QCOMPARE(named<QTableWidget>("Masks")->item(0, 1)->text(), QString("house.log"));
        QVERIFY(m_page->isChanged());
        click("Discard");
        QVERIFY(!m_page->isChanged());
        QCOMPARE(named<QTableWidget>("Masks")->rowCount(), 0);
        click("Add");
        click("Remove");
        QCOMPARE(named<QTableWidget>("Masks")->rowCount(), 0);
        QVERIFY(!m_page->isChanged());
    }
    void aTypeIsChosen()
    {
        openLamps();
        click("Add");
        QTest::keyClicks(named<QLineEdit>("Expression of the mask"), "in [a-z ]+ of");
        auto *type = named<QComboBox>("Type of the parameter");
        type->setFocus();
        QTest::keyClick(type, Qt::Key_End);
        QCOMPARE(named<QTableWidget>("Masks")->item(0, 3)->text(), QString("text"));
        click("Apply");
        QTRY_VERIFY_WITH_TIMEOUT(summary().startsWith("Applied"), 20000);
        QVERIFY(engine::listMasks(*m_workspace->data().project)->front().mask.type == templates::ParameterType::Text);
    }
    void closingAsksAboutWhatIsNotApplied_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<int>("answer");
        QTest::addColumn<bool>("closes");
        QTest::addColumn<int>("masks");
        QTest::newRow("apply") << "kitchen" << int(QMessageBox::Apply) << true << 1;
        QTest::newRow("discard") << "kitchen" << int(QMessageBox::Discard) << true << 0;
        QTest::newRow("cancel") << "kitchen" << int(QMessageBox::Cancel) << false << 0;
        QTest::newRow("wrong, discard") << "(" << int(QMessageBox::Discard) << true << 0;
    }
    void closingAsksAboutWhatIsNotApplied()
    {
        QFETCH(const QString, expression);
        QFETCH(const int, answer);
        QFETCH(const bool, closes);
        QFETCH(const int, masks);
        openLamps();
        Settings settings(m_folder->filePath("settings.ini"));
        SettingsDialog dialog(settings, *m_workspace, nullptr);
        dialog.findChild<QTabWidget *>()->setCurrentIndex(1);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        auto *page = dialog.findChild<TemplateMasksPage *>();
        const auto press = [&](const QString &name) {
            for (QPushButton *button : page->findChildren<QPushButton *>())
                if (button->accessibleName() == name)
                    QTest::mouseClick(button, Qt::LeftButton);
        };
        QTRY_VERIFY_WITH_TIMEOUT(!page->whyNotApply().contains("being read"), 20000);
        press("Add");
        for (QLineEdit *line : page->findChildren<QLineEdit *>())
            if (line->accessibleName() == "Expression of the mask")
                QTest::keyClicks(line, expression);
        QVERIFY(page->isChanged());
        dialog.close();
        QVERIFY(dialog.isVisible());
        auto *box = dialog.findChild<QMessageBox *>();
        QVERIFY(box != nullptr);
        QVERIFY(!box->informativeText().isEmpty());
        QCOMPARE(box->button(QMessageBox::Apply)->isEnabled(), expression != "(");
        QTest::mouseClick(box->button(static_cast<QMessageBox::StandardButton>(answer)), Qt::LeftButton);
        if (closes)
            QTRY_VERIFY_WITH_TIMEOUT(!dialog.isVisible(), 20000);
        QCOMPARE(dialog.isVisible(), !closes);
        QCOMPARE(page->isChanged(), !closes);
        QCOMPARE(static_cast<int>(engine::listMasks(*m_workspace->data().project)->size()), masks);
    }
};

CAUSEWAY_TEST(TemplateMasksPageTest)
#include "template_masks_page_test.moc"
