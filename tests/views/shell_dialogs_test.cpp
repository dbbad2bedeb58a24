// What is typed wrong in a dialog stays there, with its reason; what is right is done.

#include "tests/support/test_registry.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include "tests/views/shell_fixture.h"
#include "views/dialogs/filter_dialog.h"
#include "views/dialogs/import_dialog.h"
#include "views/dialogs/preview_model.h"
#include "views/dialogs/train_dialog.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;

class ShellDialogsTest : public QObject, protected ShellWindow {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { theme::apply(theme::Mode::Light, 9); }
    void init() { open(); }
    void cleanup() { close(); }

    void aWrongExpressionStaysInItsDialog()
    {
        FilterDialog dialog(context(), m_window.get());
        dialog.show();
        QLineEdit *text = dialog.findChildren<QLineEdit *>().front();
        for (auto *box : dialog.findChildren<QCheckBox *>())
            if (box->text() == "&Regular expression")
                box->setChecked(true);
        text->setText("order-(");
        for (auto *button : dialog.findChildren<QPushButton *>())
            if (button->text() == "Apply")
                QVERIFY(!button->isEnabled());
        QTest::keyClick(text, Qt::Key_Return);
        QVERIFY(dialog.isVisible());
        QCOMPARE(text->text(), "order-(");
        text->setText("order-\\d+");
        for (auto *button : dialog.findChildren<QPushButton *>())
            if (button->text() == "Apply")
                QVERIFY(button->isEnabled());
    }
    void importFromTheDialog()
    {
        const QString log = m_folder.filePath("dialog.log");
        QFile file(log);
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 60; ++i)
            file.write(QStringLiteral("2024-03-05 12:00:%1 INFO order: Created order %2\n").arg(i, 2, 10, QLatin1Char('0')).arg(i).toUtf8());
        file.close();
        ImportDialog dialog(context(), {log}, m_window.get());
        dialog.show();
        QTRY_VERIFY_WITH_TIMEOUT(dialog.preview()->rowCount() > 0, 20000);
        QVERIFY(!dialog.preview()->index(0, PreviewModel::Time).data().toString().isEmpty());
        for (auto *button : dialog.findChildren<QPushButton *>())
            if (button->text() == "Import")
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->snapshot() && m_workspace->snapshot()->events == 60, 60000);
        QVERIFY(m_workspace->jobs().waitForIdle(60000));
        QCOMPARE(m_workspace->name(), "dialog");
    }
    void aFolderOfTwoProgramsIsAskedAbout()
    {
        const auto flow = [&](const QString &folder, const QByteArray &name, const QByteArray &word) {
            QDir().mkpath(m_folder.filePath(folder));
            QFile file(m_folder.filePath(folder + QStringLiteral("/flow-1.txt")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            for (int i = 0; i < 4; ++i) {
                const QByteArray from = word + QByteArray::number(i), to = word + QByteArray::number(i + 1);
                file.write(QByteArray::number(1000 + i) + ',' + name + ',' + from + " calls " + to + ",src/org/" + from + ".java:" + from + ":run,src/org/" + to + ".java:" + to + ":run\n");
            }
        };
        flow(QStringLiteral("two/shop/in"), "buy", "Cart");
        flow(QStringLiteral("two/shop/out"), "pay", "Cart");
        flow(QStringLiteral("two/bank"), "save", "Account");
        {
            ImportDialog one(context(), {m_folder.filePath("two/shop")}, m_window.get());
            one.show();
            QTRY_VERIFY_WITH_TIMEOUT(one.preview()->rowCount() > 0, 20000);
            QVERIFY(!one.program()->isVisible());
        }
        ImportDialog dialog(context(), {m_folder.filePath("two")}, m_window.get());
        dialog.show();
        QTRY_VERIFY_WITH_TIMEOUT(dialog.program()->isVisible(), 20000);
        QCOMPARE(dialog.program()->count(), 3);
        const QString first = dialog.preview()->index(0, PreviewModel::Content).data().toString();
        QVERIFY2(first.contains("Account") && dialog.preview()->rowCount() >= 4, qPrintable(first));
        QStringList said;
        for (const QLabel *label : dialog.findChildren<QLabel *>())
            said << label->text();
        QVERIFY2(said.join(' ').contains("several programs (bank; shop)") && !said.join(' ').contains("spans"), qPrintable(said.join('\n')));
        QVERIFY(dialog.program()->itemText(2).contains("shop"));
    }
    void aDetectorIsTrainedWithSettingsOfOnesOwn()
    {
        detect::DetectorInfo info;
        info.name = "deeplog";
        info.kind = detect::DetectorKind::Neural;
        info.settings = {{"rate", "Learning rate", 0.01, 1e-6, 1}, {"units", "Hidden units", 64, 4, 1024}, {"kind", "What attends", 1, 0, 2, {"none", "dot", "additive"}}};
        TrainDialog dialog(info, m_window.get());
        dialog.show();
        QVERIFY(dialog.settings().values.empty());
        QCOMPARE(dialog.settings().seed, 1u);
        auto *rate = dialog.findChild<QDoubleSpinBox *>("rate");
        auto *kind = dialog.findChild<QComboBox *>("kind");
        QVERIFY(rate != nullptr && kind != nullptr);
        QCOMPARE(rate->text(), QLocale().toString(0.01));
        QCOMPARE(kind->currentText(), "dot");
        QVERIFY(rate->toolTip().contains("rate"));
        rate->setValue(5); // no more than there is
        kind->setCurrentIndex(2);
        QCOMPARE(dialog.settings().values, (std::map<std::string, double>{{"rate", 1}, {"kind", 2}}));
        for (auto *box : dialog.findChildren<QSpinBox *>())
            box->setValue(7);
        QCOMPARE(dialog.settings().epochs, 7);
        QCOMPARE(dialog.settings().seed, 7u);
        dialog.reset();
        QVERIFY(dialog.settings().values.empty() && dialog.settings().epochs == 0 && dialog.settings().seed == 1);
    }
    void aPatternThatIsWrongIsSaidInTheDialog()
    {
        const QString log = m_folder.filePath("dialog.log");
        ImportDialog dialog(context(), {log}, m_window.get());
        dialog.show();
        auto *format = dialog.findChildren<QComboBox *>().front();
        format->setCurrentIndex(format->findData("regex"));
        for (auto *edit : dialog.findChildren<QLineEdit *>())
            if (edit->isEnabled() && edit->placeholderText().startsWith("(?P"))
                edit->setText("(?P<time>");
        QLabel *problem = nullptr;
        for (auto *label : dialog.findChildren<QLabel *>())
            if (label->accessibleName() == "What is wrong")
                problem = label;
        QVERIFY(problem != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(problem->isVisible() && !problem->text().isEmpty(), 20000);
    }
};

CAUSEWAY_TEST(ShellDialogsTest)
#include "shell_dialogs_test.moc"
