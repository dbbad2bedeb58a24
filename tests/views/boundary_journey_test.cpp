// A person decides where a program splits: services are proposed, classes dragged, pinned, moved by key and by table, and all of it is taken back,
// also after a restart.

#include "tests/support/test_registry.h"
#include "tests/views/boundary_fixture.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSlider>
#include <QTableView>
#include <QUndoStack>

#include <algorithm>
#include <cmath>

#include "app/workspace/undo_history.h"
#include "views/boundaries/measure_strip.h"
#include "views/boundaries/move_list.h"
#include "views/boundaries/service_layout.h"

using namespace causeway;
using namespace causeway::views;
using boundaries::kNoService;
using test::BoundaryWindow;

namespace {

void drag(QWidget &widget, const QPoint &from, const QPoint &to, bool drop)
{
    QTest::mousePress(&widget, Qt::LeftButton, {}, from);
    for (int i = 1; i <= 4; ++i)
        QTest::mouseMove(&widget, from + (to - from) * i / 4);
    if (drop)
        QTest::mouseRelease(&widget, Qt::LeftButton, {}, to);
}

QString differenceOf(BoundaryPanel &panel, MeasureKind kind)
{
    for (const MeasureLine &line : panel.strip().lines())
        if (line.kind == kind)
            return panel.strip().differenceText(line);
    return {};
}

} // namespace

class BoundaryJourneyTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

private Q_SLOTS:
    void emptyStates()
    {
        const QTemporaryDir folder;
        BoundaryWindow window(folder);
        QVERIFY(!window.panel->showsSplit() && window.classes->isEmpty() && !window.why->explains());
        for (const char *id : {"boundaries.propose", "boundaries.move", "boundaries.pin", "boundaries.stop"})
            QVERIFY2(!window.action(id)->isEnabled(), id);
        // A project that knows of no classes says what to import.
        window.workspace.create(folder.filePath("e.causeway"));
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().dataError().has_value(), BoundaryWindow::kWait);
        QVERIFY(window.settle());
        QStringList said;
        for (const QLabel *label : window.panel->findChildren<QLabel *>())
            if (label->isVisible())
                said << label->text();
        QVERIFY2(said.join(' ').contains("call flows"), qPrintable(said.join('\n')));
        QVERIFY(!window.action("boundaries.propose")->isEnabled());
        QVERIFY(window.errors.isEmpty());
    }

    void proposeDragUndoPin()
    {
        const QString project = m_folder.filePath("shop.causeway");
        {
            BoundaryWindow window(m_folder);
            const QAbstractItemModelTester classes(&window.classes->model()), measures(&window.measures->measures()), services(&window.measures->services()), pulls(&window.why->model());
            QVERIFY(window.importFlows(m_folder, project));
            QVERIFY(!window.panel->showsSplit() && window.classes->model().rowCount() == 12);
            QVERIFY(window.propose());
            QVERIFY(window.panel->showsSplit());
            QCOMPARE(window.desk().split()->split.services.size(), std::size_t{3});
            QCOMPARE(window.desk().rows().size(), std::size_t{1});
            QVERIFY(window.serviceOf("CartDao") == window.serviceOf("CartService") && window.serviceOf("CartDao") != window.serviceOf("BankDao"));
            QVERIFY(window.desk().latency().split && window.desk().latency().split->meanNs > window.desk().latency().whole->meanNs);
            const SplitId proposal = window.desk().chosen();
            QVERIFY(window.desk().row(proposal)->stored.name == "Consensus, 3 services" && window.desk().split()->made.proposed);

            // Dragged onto another service: the measures change at once, also the latency, and Esc lets it go.
            const double icp = window.desk().measures()->icp;
            const std::uint32_t bank = window.serviceOf("BankDao"), cart = window.serviceOf("CartDao");
            drag(window.canvas(), window.at("CartDao"), window.atTitle(bank), false);
            QVERIFY(window.canvas().isDragging() && window.desk().preview());
            QVERIFY(window.desk().preview()->icp > icp + 1e-6);
            QTRY_VERIFY_WITH_TIMEOUT(window.desk().latency().preview.has_value(), BoundaryWindow::kWait);
            QVERIFY(window.desk().latency().preview->meanNs > window.desk().latency().split->meanNs);
            const QString dragged = differenceOf(*window.panel, MeasureKind::Icp);
            QVERIFY2(dragged.endsWith(QStringLiteral("▲ worse")) && window.panel->strip().reference() == QStringLiteral("before the move"), qPrintable(dragged));
            QTest::keyClick(&window.canvas(), Qt::Key_Escape);
            QVERIFY(!window.canvas().isDragging() && !window.desk().preview());
            QTest::mouseRelease(&window.canvas(), Qt::LeftButton, {}, window.atTitle(bank));
            QCOMPARE(window.serviceOf("CartDao"), cart);
            QVERIFY(window.settle());

            // Dropped: it is there, saved as one edit, a fork of the proposal, which stays; held against that nothing flips. Undone the proposal is back.
            const int edits = window.workspace.undo().stack()->count();
            boundaries::Assignment expected = window.desk().split()->split.serviceOf;
            expected[window.classOf("CartDao")] = bank;
            drag(window.canvas(), window.at("CartDao"), window.atTitle(bank), true);
            QCOMPARE(window.serviceOf("CartDao"), bank);
            QVERIFY(window.desk().measures()->icp > icp + 1e-6);
            const auto &data = *window.desk().data();
            QCOMPARE(window.desk().measures()->icp, boundaries::measure(data.data.model, data.graph, expected, window.desk().split()->split.order, false).icp);
            QCOMPARE(window.desk().comparedId(), proposal);
            QCOMPARE(differenceOf(*window.panel, MeasureKind::Icp), dragged);
            QVERIFY(window.settle());
            QTRY_COMPARE(window.workspace.undo().stack()->count(), edits + 1);
            QVERIFY(window.desk().rows().size() == 2 && window.desk().chosen() != proposal && window.desk().comparedId() == proposal && window.desk().distance());
            QCOMPARE(window.panel->strip().reference(), window.desk().nameOf(proposal));
            QCOMPARE(window.desk().nameOf(window.desk().chosen()), QStringLiteral("Consensus, 3 services, edited"));
            QCOMPARE(window.serviceOf("CartDao"), bank);
            // What was simulated of both takes the place of the fluid, with its interval, and the price is told as well.
            QTRY_VERIFY_WITH_TIMEOUT(window.desk().isCostOfNow() && window.desk().comparedCost() != nullptr, BoundaryWindow::kWait);
            for (const MeasureLine &line : window.panel->strip().lines())
                if (line.kind == MeasureKind::Latency) {
                    QVERIFY2(line.name.contains("simulated") && line.plusMinus > 0, qPrintable(line.name));
                    QCOMPARE(*line.now, window.desk().cost()->meanNs.after.mean);
                    QCOMPARE(*line.before, window.desk().comparedCost()->meanNs.after.mean);
                } else if (line.kind == MeasureKind::Price)
                    QVERIFY(*line.now > 0);
            QVERIFY(std::ranges::any_of(window.panel->strip().lines(), [](const MeasureLine &line) { return line.kind == MeasureKind::Price; }));
            window.action("boundaries.undo")->trigger();
            QTRY_VERIFY_WITH_TIMEOUT(window.desk().split() != nullptr && window.serviceOf("CartDao") == cart, BoundaryWindow::kWait);
            QVERIFY(std::abs(window.desk().measures()->icp - icp) < 1e-12);
            QVERIFY(window.settle());
            QVERIFY(window.desk().chosen() == proposal && window.desk().rows().size() == 1);

            // Two classes by Ctrl, onto empty ground: a service of their own.
            QTest::mouseClick(&window.canvas(), Qt::LeftButton, {}, window.at("CartDao"));
            QTest::mouseClick(&window.canvas(), Qt::LeftButton, Qt::ControlModifier, window.at("CartData"));
            QCOMPARE(window.desk().selected().size(), std::size_t{2});
            QPoint ground(4, 4);
            QVERIFY(!window.canvas().picture()->boxAt(window.canvas().toScene(ground)));
            drag(window.canvas(), window.at("CartData"), ground, true);
            QCOMPARE(window.desk().split()->split.services.size(), std::size_t{4});
            QVERIFY(window.serviceOf("CartDao") == window.serviceOf("CartData") && window.serviceOf("CartDao") != window.serviceOf("CartService"));
            // At once another edit, before the first is saved; the name keeps to the number of services.
            window.desk().move({window.classOf("BankData")}, window.serviceOf("ParcelDao"));
            QVERIFY(window.settle());
            QCOMPARE(window.desk().nameOf(window.desk().chosen()), QStringLiteral("Consensus, 4 services, edited"));
            QVERIFY(window.desk().rows().size() == 2 && window.serviceOf("BankData") == window.serviceOf("ParcelDao"));
            window.action("boundaries.undo")->trigger();
            QTRY_VERIFY_WITH_TIMEOUT(window.desk().split() != nullptr && window.serviceOf("BankData") == window.serviceOf("BankDao"), BoundaryWindow::kWait);
            QVERIFY(window.settle());

            // P pins; what is proposed then keeps to it, and stands beside what was changed by hand.
            window.action("boundaries.pin")->trigger();
            QVERIFY(window.desk().isPinned(window.classOf("CartDao")) && window.desk().isPinned(window.classOf("CartData")));
            QVERIFY(window.settle());
            const SplitId byHand = window.desk().chosen();
            window.action("boundaries.propose")->trigger();
            QTRY_COMPARE_WITH_TIMEOUT(window.desk().rows().size(), std::size_t{3}, BoundaryWindow::kWait);
            QVERIFY(window.settle());
            QVERIFY(window.desk().chosen() != byHand && window.desk().comparedId() == byHand && window.desk().distance());
            QVERIFY(window.serviceOf("CartDao") == window.serviceOf("CartData") && window.desk().isPinned(window.classOf("CartDao")));
            QVERIFY2(window.errors.isEmpty(), qPrintable(window.errors.join('\n')));
        }
        BoundaryWindow window(m_folder);
        window.workspace.open(project);
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().split() != nullptr, BoundaryWindow::kWait);
        QVERIFY(window.settle());
        QVERIFY(window.desk().isPinned(window.classOf("CartDao")));
        QCOMPARE(window.desk().rows().size(), std::size_t{3});
        QTRY_VERIFY(window.workspace.undo().stack()->canUndo());
        window.workspace.undo().stack()->undo(); // the proposal
        QTRY_COMPARE_WITH_TIMEOUT(window.desk().rows().size(), std::size_t{2}, BoundaryWindow::kWait);
        QVERIFY(window.settle());
        window.workspace.undo().stack()->undo(); // the pins
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().split() != nullptr && !window.desk().isPinned(window.classOf("CartDao")), BoundaryWindow::kWait);
        QVERIFY(window.settle());
        QVERIFY2(window.errors.isEmpty(), qPrintable(window.errors.join('\n')));
    }

    void byKeysTablesAndSliders()
    {
        const QTemporaryDir folder;
        BoundaryWindow window(folder);
        QVERIFY(window.importFlows(folder, folder.filePath("k.causeway")));
        QVERIFY(window.propose());
        // Arrows go from class to class, M opens the list of services, Return moves.
        window.canvas().setFocus();
        QTest::mouseClick(&window.canvas(), Qt::LeftButton, {}, window.at("BankController"));
        QCOMPARE(window.desk().selected(), std::vector{window.classOf("BankController")});
        QTest::keyClick(&window.canvas(), Qt::Key_Down);
        QCOMPARE(window.desk().selected().size(), std::size_t{1});
        QVERIFY(window.desk().selected().front() != window.classOf("BankController"));
        window.desk().select({window.classOf("BankDao")});
        QVERIFY(window.why->explains() && window.why->model().rowCount() >= 1);
        window.action("boundaries.move")->trigger();
        QTRY_VERIFY(window.panel->findChild<MoveList *>() != nullptr);
        auto *list = window.panel->findChild<MoveList *>();
        QTest::keyClicks(&list->filter(), window.desk().serviceName(window.serviceOf("ParcelDao")));
        QTest::keyClick(&list->filter(), Qt::Key_Return);
        QCOMPARE(window.serviceOf("BankDao"), window.serviceOf("ParcelDao"));
        QVERIFY(window.settle());
        // The table shows where it is now; what is selected there is selected everywhere.
        QTableView &table = window.classes->table();
        const int row = window.classes->model().rowOf(window.classOf("BankDao"));
        QCOMPARE(window.classes->model().index(row, ClassTable::ServiceColumn).data().toString(), window.desk().serviceName(window.serviceOf("ParcelDao")));
        table.setFocus();
        table.selectRow(window.classes->model().rowOf(window.classOf("CartData")));
        QCOMPARE(window.desk().selected(), std::vector{window.classOf("CartData")});
        window.classes->filter().setText("parcel");
        QVERIFY(window.classes->model().rowCount() >= 4 && window.classes->model().rowCount() < 12);
        window.classes->filter().clear();
        // Why here: the button moves it to what pulls it most of the others.
        window.desk().select({window.classOf("BankDao")});
        QVERIFY(window.why->moveButton().isEnabled());
        const std::uint32_t there = window.why->model().serviceAt(window.why->table().currentIndex().row());
        QVERIFY(there != window.serviceOf("BankDao"));
        const QString name = window.desk().serviceName(there);
        QTest::mouseClick(&window.why->moveButton(), Qt::LeftButton);
        QCOMPARE(window.desk().serviceName(window.serviceOf("BankDao")), name);
        QVERIFY(window.settle());
        // A utility is in no service and the last class of all cannot go.
        window.desk().setUtility({window.classOf("BankData")}, true);
        QVERIFY(window.serviceOf("BankData") == kNoService && window.desk().isUtility(window.classOf("BankData")));
        QVERIFY(window.settle());
        // The slider proposes anew, and replaces what it proposed before.
        window.panel->bar().k().setFocus();
        QTest::keyClick(&window.panel->bar().k(), Qt::Key_Right);
        QCOMPARE(window.desk().k(), 2u);
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().split() != nullptr && window.desk().split()->split.services.size() == 2, BoundaryWindow::kWait);
        QVERIFY(window.settle());
        const std::size_t variants = window.desk().rows().size();
        QTest::keyClick(&window.panel->bar().k(), Qt::Key_Right);
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().split() != nullptr && window.desk().split()->split.services.size() == 3, BoundaryWindow::kWait);
        QVERIFY(window.settle());
        QCOMPARE(window.desk().rows().size(), variants);
        QVERIFY(window.desk().isUtility(window.classOf("BankData")));
        // A service is renamed on the canvas.
        const std::uint32_t service = window.serviceOf("CartDao");
        for (std::uint32_t b = 0; b < window.canvas().picture()->boxes().size(); ++b)
            if (window.canvas().picture()->boxes()[b].service == service)
                window.canvas().renameBox(b);
        auto *editor = window.canvas().findChild<QLineEdit *>();
        QVERIFY(editor != nullptr);
        editor->setText("basket");
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(window.desk().serviceName(window.serviceOf("CartDao")), QString("basket"));
        QVERIFY(window.settle());
        QVERIFY2(window.errors.isEmpty(), qPrintable(window.errors.join('\n')));
    }

    // However the slider is turned, what was asked for last comes, and nothing that was asked for before comes after it.
    void theLastNumberAskedForComes()
    {
        const QTemporaryDir folder;
        BoundaryWindow window(folder);
        QVERIFY(window.importFlows(folder, folder.filePath("s.causeway")));
        QSlider &slider = window.panel->bar().k();
        // While it is held nothing is proposed.
        slider.setSliderDown(true);
        for (int value = 1; value <= slider.maximum(); ++value)
            slider.setValue(value);
        QTest::qWait(500);
        QVERIFY(!window.desk().isProposing() && window.desk().rows().empty());
        slider.setValue(2);
        slider.setSliderDown(false);
        const auto services = [&] { return window.desk().split() == nullptr ? std::size_t{0} : window.desk().split()->split.services.size(); };
        QTRY_COMPARE_WITH_TIMEOUT(services(), std::size_t{3}, BoundaryWindow::kWait);
        QVERIFY(window.settle());
        QCOMPARE(window.desk().rows().size(), std::size_t{1});
        // Keys, the second while what the first asked for is at work or just ready, after several waits.
        slider.setFocus();
        for (const int wait : {0, 100, 155, 170, 200, 240, 300}) {
            QTest::keyClick(&slider, Qt::Key_Up);
            QTest::qWait(wait);
            QTest::keyClick(&slider, Qt::Key_Down);
            QCOMPARE(window.desk().k(), 3u);
            QTest::qWait(160);
            QTRY_VERIFY_WITH_TIMEOUT(services() == 3 && window.desk().isSaved() && !window.desk().isProposing(), BoundaryWindow::kWait);
            QVERIFY(window.settle());
            QVERIFY2(services() == 3, qPrintable(QString::number(wait)));
        }
        // Other weights change what is known of the classes as well.
        boundaries::LayerWeights weights = window.desk().weights();
        weights[static_cast<std::size_t>(boundaries::Layer::Names)] += 1;
        window.desk().setWeights(weights);
        window.desk().propose();
        window.desk().setK(2);
        QTRY_COMPARE_WITH_TIMEOUT(services(), std::size_t{2}, BoundaryWindow::kWait);
        QVERIFY(window.settle());
        QCOMPARE(services(), std::size_t{2});
        QVERIFY2(window.errors.isEmpty(), qPrintable(window.errors.join('\n')));
    }

    void undoIsOfSplitsAndSaysWhenNothingIsLeft()
    {
        const QTemporaryDir folder;
        BoundaryWindow window(folder);
        QStringList notices;
        connect(&window.workspace, &workspace::Workspace::noticeReported, this, [&](const Message &told) { notices << QString::fromStdString(told.toEnglish()); });
        QVERIFY(window.importFlows(folder, folder.filePath("u.causeway")));
        QVERIFY(window.propose());
        window.desk().move({window.classOf("CartDao")}, window.serviceOf("BankDao"));
        QVERIFY(window.settle() && window.desk().rows().size() == 2);
        for (const std::size_t left : {std::size_t{1}, std::size_t{0}}) {
            window.action("boundaries.undo")->trigger();
            QTRY_COMPARE_WITH_TIMEOUT(window.desk().rows().size(), left, BoundaryWindow::kWait);
            QVERIFY(window.settle());
        }
        notices.clear();
        window.action("boundaries.undo")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(notices.size(), 1, BoundaryWindow::kWait);
        QVERIFY2(notices.front().contains("no edit of splits"), qPrintable(notices.front()));
        QVERIFY2(window.errors.isEmpty(), qPrintable(window.errors.join('\n')));
    }

    // What something rests on stays as it was, and each variant is told by what it was proposed by.
    void variantsKeepWhatTheyWereProposedBy()
    {
        const QTemporaryDir folder;
        BoundaryWindow window(folder);
        BoundaryDesk &desk = window.desk();
        QVERIFY(window.importFlows(folder, folder.filePath("v.causeway")));
        QVERIFY(window.propose());
        const SplitId first = desk.chosen();
        const std::string classes = desk.row(first)->stored.classes;
        const auto known = desk.data()->asked;
        QVERIFY(known == boundaries::kDefaultWeights);
        desk.fork(QStringLiteral("mine"));
        QTRY_COMPARE_WITH_TIMEOUT(desk.rows().size(), std::size_t{2}, BoundaryWindow::kWait);
        QVERIFY(window.settle());
        const SplitId fork = desk.chosen();
        desk.choose(first);
        QVERIFY(window.settle());
        desk.setStart(BoundaryDesk::Start::BusinessLogic);
        desk.setK(2);
        QTRY_COMPARE_WITH_TIMEOUT(desk.rows().size(), std::size_t{3}, BoundaryWindow::kWait);
        QVERIFY(window.settle());
        const SplitId second = desk.chosen();
        QVERIFY(second != first && second != fork && desk.row(first)->stored.classes == classes && desk.row(fork)->parent == first);
        QVERIFY(desk.data()->asked == BoundaryDesk::weightsOf(BoundaryDesk::Start::BusinessLogic));
        // The one that nothing was done with is replaced.
        desk.setK(3);
        QTRY_VERIFY_WITH_TIMEOUT(desk.split() != nullptr && desk.split()->split.services.size() == 3, BoundaryWindow::kWait);
        QVERIFY(window.settle());
        QVERIFY(desk.rows().size() == 3 && desk.chosen() == second);
        // Choosing sets the boxes, and what binds the classes, to what the variant was proposed by; also a fork.
        for (const SplitId id : {first, fork}) {
            desk.choose(id);
            QVERIFY(window.settle());
            QVERIFY(desk.start() == BoundaryDesk::Start::All && desk.k() == 0 && desk.weights() == known && desk.data()->asked == known);
            QVERIFY(window.panel->bar().start().currentIndex() == 0 && window.panel->bar().k().value() == 0);
            QVERIFY(desk.response().coupling.weights[static_cast<std::size_t>(boundaries::Layer::UseCases)] > 0);
        }
        desk.choose(second);
        QVERIFY(window.settle());
        QVERIFY(desk.start() == BoundaryDesk::Start::BusinessLogic && desk.k() == 3 && desk.data()->coupling.weights[static_cast<std::size_t>(boundaries::Layer::Names)] == 0);
        // A note is enough to keep it.
        desk.setNote(second, QStringLiteral("good"));
        QVERIFY(window.settle());
        desk.setK(2);
        QTRY_COMPARE_WITH_TIMEOUT(desk.rows().size(), std::size_t{4}, BoundaryWindow::kWait);
        QVERIFY(window.settle());
        QVERIFY2(window.errors.isEmpty(), qPrintable(window.errors.join('\n')));
    }

    // What is redone is seen, also where it made a fork; what was moved by hand says so, and no filter hides what keys act on.
    void redoneMovedAndFiltered()
    {
        const QTemporaryDir folder;
        BoundaryWindow window(folder);
        BoundaryDesk &desk = window.desk();
        QVERIFY(window.importFlows(folder, folder.filePath("r.causeway")));
        QVERIFY(window.propose());
        const SplitId proposal = desk.chosen();
        const std::uint32_t dao = window.classOf("CartDao");
        const QString from = desk.serviceName(window.serviceOf("CartDao"));
        desk.move({dao}, window.serviceOf("BankDao"));
        QVERIFY(window.settle());
        const SplitId fork = desk.chosen();
        QVERIFY(fork != proposal && desk.movedOf(dao) != nullptr && std::isnan(desk.split()->stability[dao]));
        const QModelIndex cell = window.classes->model().index(window.classes->model().rowOf(dao), ClassTable::StabilityColumn);
        QCOMPARE(cell.data().toString(), QStringLiteral("moved"));
        QVERIFY2(cell.data(Qt::ToolTipRole).toString().contains(from), qPrintable(cell.data(Qt::ToolTipRole).toString()));
        QTRY_VERIFY(window.workspace.undo().stack()->canUndo());
        window.workspace.undo().stack()->undo();
        QTRY_COMPARE_WITH_TIMEOUT(desk.chosen(), proposal, BoundaryWindow::kWait);
        QVERIFY(window.settle());
        QVERIFY(window.workspace.undo().stack()->canRedo());
        window.workspace.undo().stack()->redo();
        QTRY_COMPARE_WITH_TIMEOUT(desk.chosen(), fork, BoundaryWindow::kWait);
        QVERIFY(window.settle());
        QVERIFY(window.serviceOf("CartDao") == window.serviceOf("BankDao"));
        desk.select({dao, window.classOf("ParcelDao")});
        window.classes->filter().setText("parceldao");
        QCOMPARE(desk.selected(), std::vector{window.classOf("ParcelDao")});
        window.classes->filter().setText("cartdata");
        QVERIFY(desk.selected().empty() && !window.action("boundaries.pin")->isEnabled());
        QVERIFY2(window.errors.isEmpty(), qPrintable(window.errors.join('\n')));
    }

    void whatMustBeApartIsRefused()
    {
        const QTemporaryDir folder;
        BoundaryWindow window(folder);
        QVERIFY(window.importFlows(folder, folder.filePath("a.causeway")));
        QVERIFY(window.propose());
        const std::uint32_t cart = window.classOf("CartDao"), bank = window.classOf("BankDao"), before = window.serviceOf("CartDao");
        window.desk().select({cart, bank});
        window.action("boundaries.apart")->trigger();
        QVERIFY(window.settle());
        window.desk().move({cart}, window.serviceOf("BankDao"));
        QCOMPARE(window.errors.size(), 1);
        QVERIFY(window.errors.front().contains("must be apart"));
        QCOMPARE(window.serviceOf("CartDao"), before);
    }

    void boxesDoNotLieOnOneAnother_data()
    {
        QTest::addColumn<int>("boxes");
        for (const int boxes : {1, 2, 7, 40, 300})
            QTest::newRow(qPrintable(QString::number(boxes))) << boxes;
    }
    void boxesDoNotLieOnOneAnother()
    {
        QFETCH(int, boxes);
        std::vector<QSizeF> sizes;
        std::vector<ServiceLink> links;
        for (int i = 0; i < boxes; ++i) {
            sizes.emplace_back(150 + 37 * (i % 5), 60 + 53 * (i % 7));
            if (i > 0)
                links.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i / 2), 1.0 + i % 3});
        }
        std::vector<QPointF> at = layOutServices(sizes, links, {});
        QVERIFY(at == layOutServices(sizes, links, {})); // the same again
        const auto free = [&](const std::vector<QPointF> &places) {
            for (int i = 0; i < static_cast<int>(places.size()); ++i)
                for (int j = 0; j < i; ++j) {
                    const QPointF d = places[i] - places[j];
                    if (std::abs(d.x()) < (sizes[i].width() + sizes[j].width()) / 2 && std::abs(d.y()) < (sizes[i].height() + sizes[j].height()) / 2)
                        return false;
                }
            return true;
        };
        QVERIFY(free(at));
        // One grows: most stay where they were.
        std::vector<std::optional<QPointF>> before(at.begin(), at.end());
        sizes[0] *= 1.3;
        const std::vector<QPointF> after = layOutServices(sizes, links, before);
        QVERIFY(free(after));
        int stayed = 0;
        for (int i = 0; i < boxes; ++i)
            stayed += (after[i] - at[i]).manhattanLength() < 120;
        QVERIFY2(stayed * 2 >= boxes, qPrintable(QString::number(stayed)));
    }
};

CAUSEWAY_TEST(BoundaryJourneyTest)
#include "boundary_journey_test.moc"
