#include "views/boundaries/boundary_panels.h"

#include <QCoreApplication>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>

#include "app/workspace/workspace.h"
#include "views/boundaries/boundary_desk.h"
#include "views/boundaries/call_matrix_panel.h"
#include "views/boundaries/cost_panel.h"
#include "views/boundaries/order_panel.h"
#include "views/boundaries/measure_search_panel.h"
#include "views/boundaries/split_export.h"
#include "views/boundaries/variant_panel.h"
#include "views/shell/action_registry.h"
#include "views/shell/file_dialog.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("boundaries", text); }

using Method = engine::BoundariesRequest::Method;

} // namespace

std::vector<PanelSpec> BoundaryPanels::specs()
{
    using Place = PanelSpec::Place;
    std::vector<PanelSpec> all;
    all.push_back({QStringLiteral("boundaries.variants"), tr("Variants"), QStringLiteral("fork"), Place::Bottom, 240, [this](QWidget *parent) {
                       m_variants = new VariantPanel(m_desk, parent);
                       return m_variants.data();
                   }});
    all.push_back({QStringLiteral("boundaries.matrix"), tr("Calls"), QStringLiteral("table"), Place::Bottom, 240, [this](QWidget *parent) {
                       m_matrix = new CallMatrixPanel(m_desk, parent);
                       return m_matrix.data();
                   }});
    all.push_back({QStringLiteral("boundaries.cost"), tr("Cost"), QStringLiteral("analyse"), Place::Bottom, 240, [this](QWidget *parent) {
                       m_cost = new CostPanel(m_desk, parent);
                       return m_cost.data();
                   }});
    all.push_back({QStringLiteral("boundaries.order"), tr("Extraction order"), QStringLiteral("path"), Place::Bottom, 240, [this](QWidget *parent) {
                       m_order = new OrderPanel(m_desk, parent);
                       return m_order.data();
                   }});
    all.push_back({QStringLiteral("boundaries.pareto"), tr("Search by measures"), QStringLiteral("search"), Place::Bottom, 240, [this](QWidget *parent) {
                       m_pareto = new MeasureSearchPanel(m_desk, parent);
                       return m_pareto.data();
                   }});
    return all;
}

void BoundaryPanels::addActions()
{
    const auto add = [&](const char *id, const QString &text, const char *icon, const char *key, const QString &help, std::function<void()> run) {
        const QList<QKeySequence> keys = *key == '\0' ? QList<QKeySequence>() : QList<QKeySequence>{QKeySequence(QLatin1String(key))};
        m_desk.context().actions.add({.id = QLatin1String(id), .text = text, .group = tr("Boundaries"), .icon = QLatin1String(icon), .shortcuts = keys, .help = help, .scope = QStringLiteral("boundaries")}, std::move(run));
    };
    add("boundaries.fork", tr("Fork the split"), "fork", "F", tr("A copy below it, to be changed; it is held against what it was."), [this] { m_desk.fork(); });
    add("boundaries.rename", tr("Rename the split"), "label", "F2", {}, [this] {
        if (m_variants != nullptr)
            m_variants->renameChosen();
    });
    add("boundaries.note", tr("Note on the split…"), "label", "", tr("What is to be known of it; its tip in the list of variants shows it."), [this] { editNote(); });
    add("boundaries.remove", tr("Remove the split"), "trash", "Delete", tr("Its forks stay. Can be undone."), [this] { m_desk.remove(m_desk.chosen()); });
    add("boundaries.before", tr("Hold others against this split"), "pin", "", tr("Others are compared with it; again takes that back."), [this] { m_desk.setCompared(m_desk.comparedId() == m_desk.chosen() ? 0 : m_desk.chosen()); });
    add("boundaries.import", tr("Import a proposal…"), "import", "", tr("A split of another tool, or of people: to be scored and compared."), [this] { importFile(); });
    add("boundaries.search", tr("Search by measures"), "search", "", tr("Splits of which none is beaten by another in all measures. It is an alternative to the consensus."), [this] {
        if (m_desk.method() == Method::Metrics)
            m_desk.propose();
        else
            m_desk.setMethod(Method::Metrics);
        bringToFront(m_pareto);
    });
    addPanelActions();
    addExports();
    for (const auto signal : {&BoundaryDesk::dataChanged, &BoundaryDesk::settingsChanged, &BoundaryDesk::treeChanged, &BoundaryDesk::splitChanged})
        QObject::connect(&m_desk, signal, &m_desk, [this] { update(); });
    QObject::connect(&m_desk.context().workspace, &workspace::Workspace::projectChanged, &m_desk, [this] { update(); });
    update();
}

void BoundaryPanels::addPanelActions()
{
    const auto add = [&](const char *id, const QString &text, const char *icon, const QString &help, QPointer<QWidget> BoundaryPanels::*panel) {
        m_desk.context().actions.add({.id = QLatin1String(id), .text = text, .group = tr("Boundaries"), .icon = QLatin1String(icon), .shortcuts = {}, .help = help, .scope = QStringLiteral("boundaries")}, [this, panel] { bringToFront(this->*panel); });
    };
    add("boundaries.matrix", tr("Calls between services"), "table", tr("Who calls whom and how often, and the classes behind it."), &BoundaryPanels::m_matrix);
    add("boundaries.cost", tr("Cost of the split"), "analyse", tr("Latency, SLO, price and carbon, before and after; chatty pairs and how to cut them."), &BoundaryPanels::m_cost);
    add("boundaries.order", tr("Extraction order"), "path", tr("In what order services can be taken out."), &BoundaryPanels::m_order);
}

void BoundaryPanels::addExports()
{
    const std::array<std::pair<QString, QString>, kSplitExports.size()> texts{{{tr("Export as JSON…"), tr("Class and service; other tools read it, and so does Import a proposal.")},
                                                                              {tr("Export as CSV…"), tr("Class, service and stability.")},
                                                                              {tr("Export as DOT…"), tr("Services and the calls between them, in Graphviz' language.")},
                                                                              {tr("Export as a picture…"), tr("Services with their classes, and the calls between them: SVG.")},
                                                                              {tr("Export a report…"), tr("With the reasons: measures, calls, cost, extraction order, why each class is where it is. HTML.")},
                                                                              {tr("Export a report as PDF…"), tr("The same, on pages.")}}};
    for (std::size_t i = 0; i < texts.size(); ++i)
        m_desk.context().actions.add({.id = QLatin1String(kSplitExports[i]), .text = texts[i].first, .group = tr("Boundaries"), .icon = QStringLiteral("export"), .shortcuts = {}, .help = texts[i].second, .scope = QStringLiteral("boundaries")}, [this, i] {
            if (m_variants != nullptr)
                exportSplit(m_desk, kSplitExports[i], m_variants);
        });
}

void BoundaryPanels::bringToFront(QWidget *panel)
{
    m_desk.context().workspace.setPerspective(QStringLiteral("boundaries"));
    for (QWidget *above = panel; above != nullptr; above = above->parentWidget())
        if (auto *dock = qobject_cast<QDockWidget *>(above)) {
            dock->show();
            dock->raise();
            break;
        }
    if (panel != nullptr)
        panel->setFocus(Qt::ShortcutFocusReason);
}

void BoundaryPanels::update()
{
    ActionRegistry &actions = m_desk.context().actions;
    const bool open = m_desk.context().workspace.isOpen(), known = m_desk.data() != nullptr, chosen = m_desk.chosen() != 0, split = m_desk.split() != nullptr;
    const QString unknown = open ? tr("nothing is known of classes; import some") : tr("no project is open"), none = !known ? unknown : chosen ? tr("the split cannot be used") : tr("there is no split");
    for (const char *id : {"boundaries.rename", "boundaries.note", "boundaries.remove", "boundaries.before"})
        actions.setEnabled(QLatin1String(id), chosen, none);
    actions.setEnabled(QStringLiteral("boundaries.fork"), split, none);
    actions.setEnabled(QStringLiteral("boundaries.import"), known, unknown);
    actions.setEnabled(QStringLiteral("boundaries.search"), known && !m_desk.isProposing(), known ? tr("services are being proposed") : unknown);
    for (const char *id : kSplitExports)
        actions.setEnabled(QLatin1String(id), split, none);
}

void BoundaryPanels::editNote()
{
    const engine::SplitRow *row = m_desk.row(m_desk.chosen());
    if (m_variants == nullptr || row == nullptr)
        return;
    auto *dialog = new QInputDialog(m_variants->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Note on the split"));
    dialog->setLabelText(text::fromBytes(row->stored.name));
    dialog->setOption(QInputDialog::UsePlainTextEditForTextInput);
    dialog->setTextValue(text::fromBytes(row->stored.note));
    QObject::connect(dialog, &QInputDialog::textValueSelected, &m_desk, [this, id = row->stored.id](const QString &note) { m_desk.setNote(id, note.trimmed()); });
    dialog->open();
}

void BoundaryPanels::importFile()
{
    if (m_variants == nullptr)
        return;
    auto *dialog = makeFileDialog(m_variants->window(), tr("Import a proposal"), QFileInfo(m_desk.context().workspace.path()).path(), tr("Splits (*.json *.csv);;All files (*)"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    QObject::connect(dialog, &QFileDialog::fileSelected, &m_desk, [this](const QString &path) { m_desk.importFile(path); });
    dialog->open();
}

} // namespace causeway::views
