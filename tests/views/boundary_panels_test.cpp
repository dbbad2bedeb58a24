// Panels of Boundaries on a small program, as a person uses them: matrix and pairs, variants, search, order, cost, exports; and empty.

#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include "app/engine/import_logs.h"
#include "app/workspace/workspace.h"
#include "tests/support/temporary_project.h"
#include "views/boundaries/boundary_actions.h"
#include "views/boundaries/boundary_bar.h"
#include "views/boundaries/boundary_canvas.h"
#include "views/boundaries/boundary_perspective.h"
#include "views/boundaries/call_matrix_panel.h"
#include "views/boundaries/class_panel.h"
#include "views/boundaries/cost_panel.h"
#include "views/boundaries/order_panel.h"
#include "views/boundaries/measure_search_panel.h"
#include "views/boundaries/split_export.h"
#include "views/boundaries/variant_panel.h"
#include "views/charts/plot_view.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/perspective_area.h"
#include "views/shell/settings.h"

using namespace causeway;
using namespace causeway::views;

namespace {

constexpr int kWait = 60'000;

// Three groups of four classes that call one another, and two calls between groups.
QByteArray flows()
{
    QByteArray out;
    qint64 time = 1000;
    const auto call = [&](const QByteArray &useCase, const QByteArray &from, const QByteArray &to) {
        const auto place = [](const QByteArray &name) { return name == "Root" ? QByteArray("<None>:Root:<None>") : "src/org/" + name + ".java:" + name + ":run"; };
        out += QByteArray::number(time) + ',' + useCase + ',' + from + " calls " + to + ',' + place(from) + ',' + place(to) + '\n';
        time += 2;
    };
    for (const char *part : {"Cart", "Bank", "Ship"})
        for (int i = 0; i < 5; ++i) {
            const QByteArray name(part), useCase = name.toLower();
            call(useCase, "Root", name + "Controller");
            call(useCase, name + "Controller", name + "Service");
            call(useCase, name + "Service", name + "Dao");
            call(useCase, name + "Service", name + "Check");
        }
    for (int i = 0; i < 3; ++i)
        call("cart", "CartService", "BankService");
    call("bank", "BankService", "ShipDao");
    return out;
}

struct Panels {
    explicit Panels(const QTemporaryDir &folder) : settings(folder.filePath("settings.ini")), perspective({workspace, actions, settings})
    {
        QObject::connect(&workspace, &workspace::Workspace::errorReported, [this](const Error &error) { errors << QString::fromStdString(error.toEnglish()); });
        perspective.addActions();
        workspace.setPerspective("boundaries");
        area = new PerspectiveArea(perspective, {workspace, actions, settings}, &window);
        window.setCentralWidget(area);
        window.resize(1400, 900);
        window.show();
        active = QTest::qWaitForWindowActive(&window);
        matrix = window.findChild<CallMatrixPanel *>();
        variants = window.findChild<VariantPanel *>();
        pareto = window.findChild<MeasureSearchPanel *>();
        order = window.findChild<OrderPanel *>();
        cost = window.findChild<CostPanel *>();
    }
    BoundaryDesk &desk() { return perspective.desk(); }
    QAction *action(const char *id) { return actions.action(QLatin1String(id)); }
    bool settle()
    {
        return QTest::qWaitFor([&] { return desk().isRead() && desk().isSaved() && !desk().isProposing() && !desk().isSimulating() && workspace.jobs().isIdle(); }, kWait) && workspace.jobs().waitForIdle(kWait);
    }
    bool open(const QString &path, const QByteArray &text)
    {
        QFile file(path + QStringLiteral(".txt"));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            return false;
        file.close();
        {
            auto project = storage::Project::open(path.toStdString(), storage::Project::Mode::OpenOrCreate);
            engine::ImportRequest request;
            request.paths = {file.fileName().toStdString()};
            if (!project || !engine::importLogs(**project, request, Job{}))
                return false;
        }
        workspace.open(path);
        return QTest::qWaitFor([&] { return desk().isRead() && desk().data() != nullptr; }, kWait);
    }
    bool propose(std::uint32_t k)
    {
        desk().setK(k);
        return QTest::qWaitFor([&] { return desk().split() != nullptr && desk().split()->split.services.size() == k; }, kWait) && settle();
    }
    std::uint32_t named(const char *name) { return *desk().data()->data.model.find(name); }
    std::uint32_t serviceOf(const char *name) { return desk().split()->split.serviceOf[named(name)]; }

    Settings settings;
    workspace::Workspace workspace;
    ActionRegistry actions;
    BoundaryPerspective perspective;
    QMainWindow window;
    PerspectiveArea *area = nullptr;
    CallMatrixPanel *matrix = nullptr;
    VariantPanel *variants = nullptr;
    MeasureSearchPanel *pareto = nullptr;
    OrderPanel *order = nullptr;
    CostPanel *cost = nullptr;
    QStringList errors;
    bool active = false;
};

QString cell(const QAbstractItemModel &model, int row, int column) { return model.index(row, column).data().toString(); }

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class BoundaryPanelsTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

private Q_SLOTS:
    void nothingIsThere()
    {
        Panels panels(m_folder);
        QVERIFY(panels.matrix != nullptr && panels.variants != nullptr && panels.pareto != nullptr && panels.order != nullptr && panels.cost != nullptr);
        QVERIFY(panels.matrix->isEmpty() && panels.variants->isEmpty() && panels.pareto->isEmpty() && panels.order->isEmpty() && !panels.cost->showsCost());
        for (const char *id : {"boundaries.fork", "boundaries.rename", "boundaries.remove", "boundaries.import", "boundaries.search", "boundaries.exportHtml"}) {
            QVERIFY2(!panels.action(id)->isEnabled(), id);
            QVERIFY2(!panels.action(id)->toolTip().isEmpty(), id);
        }
    }
    void matrixAndOrder()
    {
        Panels panels(m_folder);
        QVERIFY(panels.open(m_folder.filePath("m.causeway"), flows()));
        QVERIFY(panels.propose(3));
        const QAbstractItemModelTester matrixTester(&panels.matrix->model(), QAbstractItemModelTester::FailureReportingMode::QtTest), pairTester(&panels.matrix->pairs().model(), QAbstractItemModelTester::FailureReportingMode::QtTest),
            orderTester(&panels.order->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        CallMatrix &matrix = panels.matrix->model();
        QCOMPARE(matrix.rowCount(), 3);
        const int cart = static_cast<int>(panels.serviceOf("CartDao")), bank = static_cast<int>(panels.serviceOf("BankDao")), ship = static_cast<int>(panels.serviceOf("ShipDao"));
        QVERIFY(cart != bank && bank != ship && ship != cart);
        QCOMPARE(cell(matrix, cart, bank), QStringLiteral("3"));
        QCOMPARE(cell(matrix, bank, ship), QStringLiteral("1"));
        QCOMPARE(cell(matrix, ship, cart), QStringLiteral("–"));
        QVERIFY(matrix.heat(matrix.index(cart, bank)) == 1 && matrix.heat(matrix.index(cart, cart)) < 0);
        panels.action("boundaries.matrix")->trigger();
        // A cell shows what is behind it, choosing a pair selects it everywhere, and one of the two is moved.
        panels.matrix->table().setCurrentIndex(matrix.index(cart, bank));
        PairList &pairs = panels.matrix->pairs();
        QCOMPARE(pairs.model().rowCount(), 1);
        QCOMPARE(cell(pairs.model(), 0, PairList::FromColumn), QStringLiteral("CartService"));
        QVERIFY(!pairs.moveFirst().isEnabled());
        QTest::mouseClick(pairs.table().viewport(), Qt::LeftButton, {}, pairs.table().visualRect(pairs.model().index(0, 0)).center());
        QCOMPARE(panels.desk().selected().size(), std::size_t(2));
        QVERIFY(pairs.moveFirst().isEnabled() && pairs.moveSecond().isEnabled());
        // The last step of the order is what is left.
        QCOMPARE(panels.order->model().rowCount(), 3);
        QCOMPARE(cell(panels.order->model(), 0, OrderPanel::StepColumn), QStringLiteral("1"));
        QVERIFY(cell(panels.order->model(), 2, OrderPanel::ServiceColumn).contains("is left"));
        panels.order->table().setCurrentIndex(panels.order->model().index(0, 0));
        double calls = 0;
        for (const boundaries::ClassPair &pair : callsOfStep(panels.desk().data()->data.model, panels.desk().split()->split, panels.desk().order(), 0))
            calls += pair.weight;
        QCOMPARE(calls, panels.desk().order().front().added);
        QCOMPARE(panels.order->pairs().model().rowCount(), calls > 0 ? 1 : 0);
        pairs.moveSecond().click();
        QVERIFY(panels.settle());
        QCOMPARE(static_cast<int>(panels.serviceOf("BankService")), static_cast<int>(panels.serviceOf("CartDao")));
        QVERIFY2(panels.errors.isEmpty(), qPrintable(panels.errors.join('\n')));
    }
    void variantsSideBySide()
    {
        Panels panels(m_folder);
        QVERIFY(panels.open(m_folder.filePath("v.causeway"), flows()));
        QVERIFY(panels.propose(3));
        const QAbstractItemModelTester tester(&panels.variants->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        SplitTree &tree = panels.variants->model();
        QTRY_COMPARE_WITH_TIMEOUT(cell(tree, 0, SplitTree::FirstMeasure), QStringLiteral("3"), kWait); // K
        const SplitId first = panels.desk().chosen();
        panels.action("boundaries.fork")->trigger();
        QVERIFY(QTest::qWaitFor([&] { return panels.desk().chosen() != first && panels.desk().split() != nullptr; }, kWait) && panels.settle());
        QCOMPARE(panels.desk().comparedId(), first);
        QVERIFY(panels.variants->distance().text().contains(QStringLiteral("The same as")));
        panels.desk().move({panels.named("CartDao")}, panels.serviceOf("BankDao"));
        QVERIFY(panels.settle());
        QCOMPARE(panels.variants->moved().model()->rowCount(), 1);
        QCOMPARE(cell(*panels.variants->moved().model(), 0, VariantPanel::ClassColumn), QStringLiteral("CartDao"));
        QVERIFY2(panels.variants->distance().text().contains(QStringLiteral("MoJoFM")), qPrintable(panels.variants->distance().text()));
        // The fork lies below what it was forked from, and its ICP is worse.
        const QModelIndex fork = tree.indexOf(panels.desk().chosen());
        QCOMPARE(tree.idOf(fork.parent()), first);
        QTRY_VERIFY_WITH_TIMEOUT(tree.indexOf(panels.desk().chosen(), SplitTree::FirstMeasure + 1).data().toString().startsWith(QStringLiteral("✕")), kWait);
        // A name is typed.
        panels.action("boundaries.rename")->trigger();
        auto *editor = panels.variants->tree().findChild<QLineEdit *>();
        QVERIFY(editor != nullptr);
        editor->setText(QStringLiteral("by hand"));
        QTest::keyClick(editor, Qt::Key_Return);
        QVERIFY(panels.settle());
        QTRY_COMPARE_WITH_TIMEOUT(panels.desk().nameOf(panels.desk().chosen()), QStringLiteral("by hand"), kWait);
        // Another tool's proposal is one as well.
        const QString other = m_folder.filePath("other.json");
        QFile file(other);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(R"({"CartController": 0, "CartService": 0, "BankService": 1, "BankDao": 1})") > 0);
        file.close();
        const std::size_t before = panels.desk().rows().size();
        panels.desk().importFile(other);
        QVERIFY(QTest::qWaitFor([&] { return panels.desk().rows().size() == before + 1; }, kWait) && panels.settle());
        panels.action("boundaries.remove")->trigger();
        QVERIFY(QTest::qWaitFor([&] { return panels.desk().rows().size() == before; }, kWait) && panels.settle());
        QVERIFY2(panels.errors.isEmpty(), qPrintable(panels.errors.join('\n')));
    }
    void searchByMeasures()
    {
        Panels panels(m_folder);
        QVERIFY(panels.open(m_folder.filePath("s.causeway"), flows()));
        QVERIFY(panels.pareto->isEmpty());
        QVERIFY(QTest::qWaitFor([&] { return panels.action("boundaries.search")->isEnabled(); }, kWait));
        panels.action("boundaries.search")->trigger();
        QVERIFY(QTest::qWaitFor([&] { return !panels.desk().pareto().empty(); }, kWait) && panels.settle());
        const QAbstractItemModelTester tester(&panels.pareto->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(!panels.pareto->isEmpty());
        QCOMPARE(panels.pareto->model().rowCount(), static_cast<int>(panels.desk().pareto().size()));
        QVERIFY(panels.pareto->plot().plot() != nullptr);
        QCOMPARE(panels.pareto->plot().plot()->panes.front().series.front().size(), panels.desk().pareto().size());
        // A point in the chart is a row of the table.
        const PlotSpot spot{0, 0, panels.desk().pareto().size() - 1};
        QTest::mouseClick(&panels.pareto->plot(), Qt::LeftButton, {}, panels.pareto->plot().placeOf(spot).toPoint());
        QVERIFY(panels.pareto->current() >= 0);
        const auto taken = static_cast<std::size_t>(panels.pareto->current());
        const std::size_t before = panels.desk().rows().size();
        panels.pareto->take();
        QVERIFY(QTest::qWaitFor([&] { return panels.desk().rows().size() == before + 1; }, kWait) && panels.settle());
        QCOMPARE(panels.desk().split()->split.services.size(), std::size_t(panels.desk().pareto()[taken].services));
    }
    void costIsTold()
    {
        Panels panels(m_folder);
        QVERIFY(panels.open(m_folder.filePath("c.causeway"), flows()));
        QVERIFY(panels.propose(3));
        QTRY_VERIFY_WITH_TIMEOUT(panels.cost->showsCost() && panels.desk().isCostOfNow(), kWait);
        const QAbstractItemModelTester costTester(&panels.cost->model(), QAbstractItemModelTester::FailureReportingMode::QtTest), chattyTester(&panels.cost->chatty(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(panels.cost->model().rowCount(), 6);
        QVERIFY(cell(panels.cost->model(), 1, CostPanel::WhatColumn).contains("p95"));
        QVERIFY(cell(panels.cost->model(), 2, CostPanel::WhatColumn).contains("SLO"));
        QCOMPARE(panels.cost->chatty().rowCount(), 2);
        QCOMPARE(panels.cost->broken().rowCount(), 2);
        QVERIFY2(panels.cost->headline().text().contains(QStringLiteral("remote calls")), qPrintable(panels.cost->headline().text()));
        // A slower network: what is shown is of before until it is simulated.
        const double before = panels.desk().cost()->meanNs.delta.mean;
        panels.cost->settings().network().setValue(20);
        QVERIFY(panels.settle());
        QTRY_VERIFY_WITH_TIMEOUT(panels.desk().isCostOfNow() && panels.desk().cost()->meanNs.delta.mean > before, kWait);
        // What would help is done by one click: ShipDao calls nothing, and is called from two services.
        int row = 0;
        while (row < panels.cost->chatty().rowCount() && cell(panels.cost->chatty(), row, CostPanel::ToColumn) != QLatin1String("ShipDao"))
            ++row;
        QVERIFY(row < panels.cost->chatty().rowCount());
        panels.cost->chattyTable().setCurrentIndex(panels.cost->chatty().index(row, 0));
        QVERIFY2(panels.cost->cut().isEnabled(), qPrintable(panels.cost->cut().toolTip()));
        const double calls = panels.desk().cost()->remoteCalls;
        panels.cost->cut().click();
        QVERIFY(panels.settle());
        QTRY_VERIFY_WITH_TIMEOUT(panels.desk().isCostOfNow() && panels.desk().cost()->remoteCalls < calls, kWait);
        QVERIFY2(panels.errors.isEmpty(), qPrintable(panels.errors.join('\n')));
    }
    void movesTeachAndWhatIsComparedStays()
    {
        SplitId proposal = 0, edited = 0;
        {
            Panels panels(m_folder);
            QVERIFY(panels.open(m_folder.filePath("l.causeway"), flows()));
            QVERIFY(panels.propose(3));
            auto *bar = panels.window.findChild<BoundaryBar *>();
            QVERIFY(bar != nullptr);
            proposal = panels.desk().chosen();
            Q_EMIT bar->findChild<QMenu *>()->aboutToShow();
            QVERIFY(!bar->learn().isEnabled() && bar->learn().toolTip().contains("held against no other"));
            // A class that is bound to where it was is marked, and its menu moves it back.
            const std::uint32_t cart = panels.serviceOf("CartController");
            panels.desk().move({panels.named("CartDao")}, panels.serviceOf("BankDao"));
            const auto elsewhere = panels.desk().boundElsewhere(panels.named("CartDao"));
            QVERIFY(elsewhere && elsewhere->service == cart && elsewhere->ratio >= 2);
            auto *classes = panels.window.findChild<ClassPanel *>();
            QVERIFY(cell(classes->model(), classes->model().rowOf(panels.named("CartDao")), ClassTable::ElsewhereColumn).endsWith(panels.desk().serviceName(cart)));
            QVERIFY(!panels.desk().boundElsewhere(panels.named("BankDao")));
            panels.desk().select({panels.named("CartDao")});
            QMenu menu;
            fillClassMenu(menu, panels.desk());
            QVERIFY2(menu.actions().front()->text().contains("which binds it more"), qPrintable(menu.actions().front()->text()));
            menu.actions().front()->trigger();
            QCOMPARE(panels.serviceOf("CartDao"), cart);
            // Four that lie elsewhere are enough to learn from; what is learned says whether it does better.
            for (const char *name : {"CartDao", "CartCheck", "ShipDao", "ShipCheck"})
                panels.desk().move({panels.named(name)}, panels.serviceOf("BankDao"));
            QVERIFY(panels.settle());
            edited = panels.desk().chosen();
            QVERIFY(edited != proposal && panels.desk().comparedId() == proposal);
            Q_EMIT bar->findChild<QMenu *>()->aboutToShow();
            QVERIFY(panels.desk().judged() >= boundaries::kLeastMoves && bar->learn().isEnabled());
            const boundaries::LayerWeights before = panels.desk().weights();
            bar->learn().click();
            QTRY_VERIFY_WITH_TIMEOUT(panels.desk().learned().has_value(), kWait);
            const boundaries::LearnedWeights learned = *panels.desk().learned();
            QVERIFY(learned.moves >= boundaries::kLeastMoves && learned.rightWith <= learned.moves && learned.rightWithout <= learned.moves);
            QCOMPARE(panels.desk().weights(), learned.better() ? learned.weights : before);
            QVERIFY2(bar->learned().text().contains(learned.better() ? "they are used" : "not used"), qPrintable(bar->learned().text()));
            QTest::qWait(500); // that it would propose anew
            QVERIFY(panels.settle());
            // Held against another one, which is kept over a restart, as is where boxes stand.
            panels.desk().choose(edited);
            panels.desk().setNote(edited, QStringLiteral("of the team"));
            panels.action("boundaries.fork")->trigger();
            QVERIFY(QTest::qWaitFor([&] { return panels.desk().chosen() != edited && panels.desk().split() != nullptr; }, kWait) && panels.settle());
            panels.desk().setCompared(proposal);
            QVERIFY(panels.settle());
            QCOMPARE(panels.desk().comparedId(), proposal);
            QVERIFY2(panels.errors.isEmpty(), qPrintable(panels.errors.join('\n')));
            const SplitId last = panels.desk().chosen();
            const auto places = panels.desk().keptPlaces();
            QVERIFY(!places.empty());
            Panels again(m_folder);
            again.workspace.open(m_folder.filePath("l.causeway"));
            QTRY_VERIFY_WITH_TIMEOUT(again.desk().split() != nullptr, kWait);
            QVERIFY(again.settle());
            QVERIFY(again.desk().chosen() == last && again.desk().comparedId() == proposal);
            QCOMPARE(again.desk().row(edited)->stored.note, std::string("of the team"));
            auto *canvas = again.window.findChild<BoundaryCanvas *>();
            for (const auto &[name, place] : canvas->picture()->places())
                QVERIFY(places.contains(name) && (places.at(name) - place).manhattanLength() < 2);
        }
    }
    void exports()
    {
        Panels panels(m_folder);
        QVERIFY(panels.open(m_folder.filePath("e.causeway"), flows()));
        QVERIFY(panels.propose(3));
        QTRY_VERIFY_WITH_TIMEOUT(panels.desk().isCostOfNow(), kWait);
        for (const char *kind : {"json", "csv", "dot", "svg", "html", "pdf"}) {
            QVERIFY2(panels.action(qPrintable(QStringLiteral("boundaries.export") + QString(QLatin1String(kind)).replace(0, 1, QChar(kind[0]).toUpper())))->isEnabled(), kind);
            const QString path = m_folder.filePath(QStringLiteral("split.") + QLatin1String(kind));
            exportSplitTo(panels.desk(), path);
            QVERIFY(panels.settle());
            const QByteArray written = read(path);
            QVERIFY2(kind == QByteArray("pdf") ? written.startsWith("%PDF") : written.contains(kind == QByteArray("dot") ? "digraph" : "CartDao"), kind);
            exportSplitTo(panels.desk(), path); // the same bytes again
            QVERIFY(panels.settle());
            QVERIFY2(read(path) == written, kind);
        }
        // The picture says of what it is, and has every class, also of a large service.
        const QByteArray svg = read(m_folder.filePath("split.svg"));
        QVERIFY(svg.contains("<title>Consensus, 3 services") && svg.contains("<desc>") && svg.contains(" classes)"));
        panels.desk().mergeServices(0, 1);
        panels.desk().mergeServices(0, 1);
        QVERIFY(panels.settle());
        QCOMPARE(panels.desk().split()->split.services.size(), std::size_t{1});
        exportSplitTo(panels.desk(), m_folder.filePath("one.svg"));
        QVERIFY(panels.settle());
        const QByteArray one = read(m_folder.filePath("one.svg"));
        for (const std::string &name : panels.desk().data()->data.model.classes)
            QVERIFY2(one.contains(QByteArray::fromStdString(name.substr(name.rfind('.') + 1))), name.c_str());
        const QByteArray html = read(m_folder.filePath("split.html"));
        QVERIFY(html.contains("An order to take services out") && html.contains("Over SLO") && !html.contains("<script"));
        QVERIFY2(panels.errors.isEmpty(), qPrintable(panels.errors.join('\n')));
    }
};
CAUSEWAY_TEST(BoundaryPanelsTest)
#include "boundary_panels_test.moc"
