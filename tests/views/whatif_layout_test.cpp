// How What-if stands on a small screen, what the inspector tells of it, and with what a project opens.

#include "tests/support/test_registry.h"
#include "tests/views/whatif_fixture.h"

#include <QLabel>
#include <QTabBar>
#include <QTreeView>

#include "views/shell/inspector.h"
#include "views/whatif/whatif_inspector.h"

using namespace causeway;
using namespace causeway::views;
using test::WhatIfWindow;

namespace {

QStringList textsOf(const QWidget &widget)
{
    QStringList out;
    for (const QLabel *label : widget.findChildren<QLabel *>())
        if (label->isVisibleTo(&widget))
            out << label->text();
    return out;
}

} // namespace

class WhatIfLayoutTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tabsStayWhereTheyAre()
    {
        const QTemporaryDir folder;
        WhatIfWindow window(folder);
        QVERIFY(window.openScenario(folder.filePath("l.causeway"), "shop"));
        window.window.resize(960, 586); // what 1280 × 800 leaves to the panels
        QTest::qWait(50);
        window.area->resetLayout();
        QTest::qWait(50);
        int place = -1, raised = 0;
        for (QDockWidget *dock : window.window.findChildren<QDockWidget *>()) {
            if (window.area->dockWidgetArea(dock) != Qt::BottomDockWidgetArea)
                continue;
            dock->raise();
            QTest::qWait(30);
            ++raised;
            int top = -1;
            for (const QTabBar *bar : window.area->findChildren<QTabBar *>(QString(), Qt::FindDirectChildrenOnly))
                if (bar->isVisible() && bar->count() > 5)
                    top = bar->y();
            QVERIFY(top > 0);
            place = place < 0 ? top : place;
            QVERIFY2(top == place, qPrintable(QStringLiteral("%1: %2, not %3").arg(dock->windowTitle()).arg(top).arg(place)));
            QVERIFY2(window.graph->height() >= 280, qPrintable(dock->windowTitle() + QString::number(window.graph->height())));
        }
        QVERIFY(raised >= 10);
    }

    void theInspectorTellsWhatIsChosen()
    {
        const QTemporaryDir folder;
        WhatIfWindow window(folder);
        Inspector inspector({window.workspace, window.actions, window.settings}, nullptr);
        addWhatIfSection(inspector, window.desk());
        QVERIFY(window.openScenario(folder.filePath("i.causeway"), "shop"));
        QTRY_VERIFY(textsOf(inspector).contains(QStringLiteral("shop")) && textsOf(inspector).contains(QStringLiteral("p99")));
        window.desk().chooseService("payment");
        QTRY_VERIFY(textsOf(inspector).contains(QStringLiteral("payment")));
        const QStringList texts = textsOf(inspector);
        for (const char *fact : {"Replicas", "Busy", "Waiting requests", "p99", "Price", "Power", "Importance", "Called by"})
            QVERIFY2(texts.contains(QLatin1String(fact)), fact);
        QVERIFY(texts.contains(QStringLiteral("order"))); // who calls it
    }

    void aProjectOpensWithTheNewest()
    {
        const QTemporaryDir folder;
        WhatIfWindow window(folder);
        QVERIFY(window.openScenario(folder.filePath("n.causeway"), "shop"));
        window.desk().fork(QStringLiteral("second"));
        QTRY_COMPARE_WITH_TIMEOUT(window.desk().rows().size(), std::size_t{2}, WhatIfWindow::kWait);
        QVERIFY(window.settle());
        const ScenarioId newest = window.desk().chosen();
        window.workspace.create(folder.filePath("other.causeway"));
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().isRead() && window.desk().rows().empty(), WhatIfWindow::kWait);
        window.scenarios->setFocus(); // the tree gets it as soon as it is there
        QVERIFY(window.open(folder.filePath("n.causeway")));
        QTRY_COMPARE(window.desk().chosen(), newest);
        QVERIFY(window.errors.isEmpty());
    }
};

CAUSEWAY_TEST(WhatIfLayoutTest)
#include "whatif_layout_test.moc"
