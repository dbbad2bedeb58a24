#include "tests/support/test_registry.h"
#include "tests/views/order_log.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "app/workspace/workspace.h"
#include "views/shell/action_registry.h"
#include "views/shell/chip_button.h"
#include "views/shell/command_bar.h"
#include "views/shell/settings.h"

using namespace causeway;
using namespace causeway::views;
using workspace::Workspace;

namespace {

constexpr int kWait = 8'000;

struct Bar {
    explicit Bar(const QTemporaryDir &folder) : settings(folder.filePath(QStringLiteral("settings.ini"))), bar(ViewContext{workspace, actions, settings}, nullptr)
    {
        bar.resize(1200, 48);
        bar.show();
    }
    // What a person sees of the conditions.
    QStringList chips()
    {
        QCoreApplication::processEvents();
        QStringList texts;
        for (auto *chip : bar.findChildren<ChipButton *>())
            if (chip->text().startsWith(QStringLiteral("contains")) && chip->isVisible() && chip->visibleRegion().boundingRect().width() >= chip->sizeHint().width())
                texts << chip->text();
        return texts;
    }
    Settings settings;
    Workspace workspace;
    ActionRegistry actions;
    CommandBar bar;
};

storage::Filter containing(std::initializer_list<const char *> words)
{
    storage::Filter filter;
    for (const char *word : words)
        filter.texts.push_back({word});
    return filter;
}

} // namespace

class CommandBarTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

private Q_SLOTS:
    void chipsAreSeenHoweverTheyChange()
    {
        QFile log(m_folder.filePath(QStringLiteral("shop.log")));
        QVERIFY(log.open(QIODevice::WriteOnly) && log.write(test::orders(20, 1, 1000, false)) > 0);
        log.close();
        Bar desk(m_folder);
        QVERIFY(QTest::qWaitForWindowExposed(&desk.bar));
        engine::ImportRequest request;
        request.paths = {log.fileName().toStdString()};
        desk.workspace.importLogs(request, m_folder.filePath(QStringLiteral("p.causeway")));
        QVERIFY(QTest::qWaitFor([&] { return desk.workspace.isOpen() && desk.workspace.data().reader && desk.workspace.jobs().isIdle(); }, kWait));
        QCOMPARE(desk.chips(), QStringList());
        desk.workspace.setFilter(containing({"parcel"}));
        QCOMPARE(desk.chips(), QStringList{QStringLiteral("contains “parcel”")});
        desk.workspace.setFilter(containing({"parcel", "order"}));
        QCOMPARE(desk.chips(), (QStringList{QStringLiteral("contains “parcel”"), QStringLiteral("contains “order”")}));
        desk.workspace.setFilter(containing({"order_1001"}));
        QCOMPARE(desk.chips(), QStringList{QStringLiteral("contains “order_1001”")});
        Q_EMIT desk.workspace.catalogChanged(); // names may have changed
        QCOMPARE(desk.chips(), QStringList{QStringLiteral("contains “order_1001”")});
        desk.bar.resize(640, 48); // no room in the row
        QCOMPARE(desk.chips(), QStringList{QStringLiteral("contains “order_1001”")});
        Q_EMIT desk.workspace.catalogChanged();
        QCOMPARE(desk.chips(), QStringList{QStringLiteral("contains “order_1001”")});
        desk.workspace.clearFilter();
        QCOMPARE(desk.chips(), QStringList());
    }
};

CAUSEWAY_TEST(CommandBarTest)
#include "command_bar_test.moc"
