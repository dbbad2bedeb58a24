#include "views/rootcause/cause_perspective.h"

#include <QCoreApplication>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLineEdit>
#include <QTableView>
#include <QUndoStack>

#include "app/workspace/undo_history.h"
#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/report/write_incident.h"
#include "views/rootcause/cause_desk.h"
#include "views/rootcause/cause_metric_panel.h"
#include "views/rootcause/cause_panel.h"
#include "views/rootcause/incident_bar.h"
#include "views/rootcause/incident_panel.h"
#include "views/rootcause/propagation_panel.h"
#include "views/rootcause/trace_pair_panel.h"
#include "views/shell/action_registry.h"
#include "views/shell/file_dialog.h"
#include "views/shell/inspector.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/traces/bar_delegate.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("rootcause", text); }

// A table that follows the answer.
template <typename Model>
QTableView *makeTable(CauseDesk &desk, const QString &name, QWidget *parent, Model *&model)
{
    auto *table = new QTableView(parent);
    model = new Model(table);
    prepareTable(*table, name);
    table->setModel(model);
    table->setSortingEnabled(true);
    QObject::connect(&desk, &CauseDesk::changed, model, [model = model, &desk, shown = CauseAnswerData()]() mutable {
        if (desk.answer() != shown)
            model->setAnswer(shown = desk.answer());
    });
    model->setAnswer(desk.answer());
    return table;
}

} // namespace

CausePerspective::CausePerspective(ViewContext context) : Perspective(context), m_desk(std::make_unique<CauseDesk>(context, nullptr)) {}
CausePerspective::~CausePerspective() = default;

QString CausePerspective::id() const { return QStringLiteral("rootcause"); }
QString CausePerspective::title() const { return tr("Root cause"); }
QString CausePerspective::question() const { return tr("What broke, and whom does it hurt?"); }
QString CausePerspective::icon() const { return QStringLiteral("rootcause"); }
QWidget *CausePerspective::focusWidget() { return m_causes; }

std::vector<PanelSpec> CausePerspective::panels()
{
    using Place = PanelSpec::Place;
    std::vector<PanelSpec> all;
    all.push_back({QStringLiteral("rootcause.causes"), tr("Causes"), QStringLiteral("rootcause"), Place::Center, 0, [this](QWidget *parent) {
                       m_causes = new CausePanel(*m_desk, parent);
                       if (Inspector *inspector = parent == nullptr ? nullptr : parent->window()->findChild<Inspector *>())
                           addSection(*inspector);
                       return m_causes;
                   }});
    all.push_back({QStringLiteral("rootcause.traces"), tr("Example trace"), QStringLiteral("waterfall"), Place::Bottom, 360, [this](QWidget *parent) {
                       m_traces = new TracePairPanel(*m_desk, parent);
                       return m_traces;
                   }});
    all.push_back({QStringLiteral("rootcause.metrics"), tr("Metrics"), QStringLiteral("analyse"), Place::Bottom, 360, [this](QWidget *parent) {
                       m_metrics = new CauseMetricPanel(*m_desk, parent);
                       return m_metrics;
                   }});
    all.push_back({QStringLiteral("rootcause.map"), tr("Propagation"), QStringLiteral("flow"), Place::Bottom, 360, [this](QWidget *parent) {
                       m_map = new PropagationPanel(*m_desk, parent);
                       return m_map;
                   }});
    all.push_back({QStringLiteral("rootcause.families"), tr("Families"), QStringLiteral("table"), Place::Bottom, 300, [this](QWidget *parent) {
                       CauseSourceModel *model = nullptr;
                       QTableView *table = makeTable(*m_desk, tr("What each source alone says of each service"), parent, model);
                       table->sortByColumn(-1, Qt::AscendingOrder);
                       table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
                       table->setItemDelegate(new BarDelegate([model](const QModelIndex &index) { return model->share(index); }, theme::Tone::Anomalous, table));
                       onRowChosen(*table, [this, model](const QModelIndex &index) { m_desk->chooseCause(model->item(index.row())); });
                       m_sources = table;
                       return table;
                   }});
    all.push_back({QStringLiteral("rootcause.impact"), tr("Impact"), QStringLiteral("warning"), Place::Bottom, 300, [this](QWidget *parent) {
                       ImpactModel *model = nullptr;
                       QTableView *table = makeTable(*m_desk, tr("Entry operations, and how their requests fare"), parent, model);
                       table->sortByColumn(ImpactModel::AffectedColumn, Qt::DescendingOrder);
                       table->horizontalHeader()->setSectionResizeMode(ImpactModel::OperationColumn, QHeaderView::Stretch);
                       m_impact = table;
                       return table;
                   }});
    all.push_back({QStringLiteral("rootcause.incidents"), tr("Incidents"), QStringLiteral("pin"), Place::Bottom, 300, [this](QWidget *parent) {
                       m_incidents = new IncidentPanel(*m_desk, parent);
                       return m_incidents;
                   }});
    QObject::connect(m_desk.get(), &CauseDesk::tracesAsked, m_desk.get(), [this] { bringToFront(m_traces); });
    QObject::connect(m_desk.get(), &CauseDesk::metricAsked, m_desk.get(), [this] { bringToFront(m_metrics); });
    return all;
}

void CausePerspective::bringToFront(QWidget *panel)
{
    m_context.workspace.setPerspective(id());
    for (QWidget *above = panel; above != nullptr; above = above->parentWidget())
        if (auto *dock = qobject_cast<QDockWidget *>(above)) {
            dock->show();
            dock->raise();
            break;
        }
    if (panel != nullptr)
        panel->setFocus(Qt::ShortcutFocusReason);
}

void CausePerspective::moveInCauses(int rows)
{
    if (m_causes != nullptr)
        m_causes->move(rows);
}

void CausePerspective::addActions()
{
    ActionRegistry &actions = m_context.actions;
    const auto add = [&](const char *id, const QString &text, const char *icon, const QString &help, const QString &scope, std::function<void()> run) {
        actions.add({.id = QLatin1String(id), .text = text, .group = tr("Root cause"), .icon = QLatin1String(icon), .shortcuts = {}, .help = help, .scope = scope}, std::move(run));
    };
    const auto addKey = [&](const char *id, const QString &text, const char *icon, const char *key, const QString &help, std::function<void()> run, bool checkable = false) {
        actions.add({.id = QLatin1String(id), .text = text, .group = tr("Root cause"), .icon = QLatin1String(icon), .shortcuts = {QKeySequence(QLatin1String(key))}, .help = help, .scope = this->id(), .checkable = checkable}, std::move(run));
    };
    CauseDesk &desk = *m_desk;
    addKey("rootcause.next", tr("Next cause"), "down", "J", {}, [this] { moveInCauses(1); });
    addKey("rootcause.previous", tr("Previous cause"), "up", "K", {}, [this] { moveInCauses(-1); });
    addKey("rootcause.confirm", tr("Confirm this cause"), "check", "1", tr("Keeps the incident with the chosen service as its cause; again takes it back."), [&desk] { desk.confirm(); }, true);
    addKey("rootcause.reject", tr("Not this one"), "close", "2", tr("The chosen service was not the cause: it goes to the end; again takes it back."), [&desk] { desk.reject(); }, true);
    addKey("rootcause.noFault", tr("Nothing was wrong"), "minus", "3", tr("The time was a normal one, and counts as that from now on; again takes it back."), [&desk] { desk.sayNoFault(); }, true);
    addKey("rootcause.undo", tr("Undo the last edit"), "undo", "U", tr("The same as Ctrl+Z, also for edits of earlier days."), [this] { m_context.workspace.undo().stack()->undo(); });
    addKey("rootcause.note", tr("Write a note"), "new", "E", tr("To the incident."), [this] {
        if (m_causes != nullptr)
            m_causes->incident().note().setFocus(Qt::ShortcutFocusReason);
    });
    add("rootcause.find", tr("Find the root cause of this time"), "rootcause", tr("Of the time range above; of the chosen finding, where there is none."), {}, [this] {
        // A minute around a finding, where no time is chosen.
        constexpr std::int64_t kAround = 30'000'000'000;
        if (const auto &marked = m_context.workspace.selection().range; !m_desk->incident() && marked)
            m_context.workspace.setTimeRange({{marked->from.ns - kAround}, {marked->to.ns + kAround}});
        m_context.workspace.setPerspective(id());
    });
    add("rootcause.traces", tr("Example trace of the evidence"), "waterfall", {}, id(), [this] { bringToFront(m_traces); });
    add("rootcause.metrics", tr("Metrics of the cause"), "analyse", {}, id(), [this] { bringToFront(m_metrics); });
    add("rootcause.map", tr("How it spreads"), "flow", tr("The services that call each other, and how much each explains."), id(), [this] { bringToFront(m_map); });
    add("rootcause.families", tr("Families of evidence side by side"), "table", {}, id(), [this] { bringToFront(m_sources); });
    add("rootcause.impact", tr("Whom it hurts"), "warning", {}, id(), [this] { bringToFront(m_impact); });
    addKey("rootcause.finding", tr("Finding of the evidence"), "findings", "H", tr("What a detector found in a session in which the chosen evidence was seen, with its heat map where there is one."), [&desk] { desk.showFinding(); });
    add("rootcause.incidents", tr("Incidents that are kept"), "pin", tr("With what people say of them; the chosen one is looked at."), id(), [this] { bringToFront(m_incidents); });
    add("rootcause.name", tr("Name the incident"), "label", {}, id(), [this] {
        if (m_causes != nullptr)
            m_causes->incident().name().setFocus(Qt::ShortcutFocusReason);
    });
    add("rootcause.forget", tr("Forget the incident"), "trash", tr("It is kept no longer, with all that is said of it. Can be undone."), id(), [&desk] {
        if (desk.kept() != nullptr)
            desk.incidents().forget(desk.kept()->id);
    });
    add("rootcause.exportIncidents", tr("Export incidents…"), "export", tr("All that are kept, as CSV or JSON Lines."), id(), [this] {
        if (m_incidents != nullptr)
            m_incidents->exportFile();
    });
    add("rootcause.importIncidents", tr("Import incidents…"), "import", tr("From a CSV file with the columns from,to,service,kind; those of an export are read as well."), id(), [this] {
        if (m_incidents != nullptr)
            m_incidents->importFile();
    });
    add("rootcause.page", tr("Save this incident as a page…"), "export", tr("What broke, why, and whom it hurts, as HTML or PDF for people who have no Causeway."), id(), [this] { savePage(); });
    add("rootcause.lines", tr("Lines of the evidence"), "explore", tr("Shows the lines that the chosen evidence is from."), id(), [this] {
        if (m_desk->evidence() != nullptr)
            m_desk->showLines(*m_desk->evidence());
    });
    for (const auto signal : {&CauseDesk::changed, &CauseDesk::causeChanged, &CauseDesk::evidenceChanged, &CauseDesk::findingsChanged, &CauseDesk::keptChanged})
        QObject::connect(m_desk.get(), signal, m_desk.get(), [this] { updateActions(); });
    const auto canUndo = [this] { m_context.actions.setEnabled(QStringLiteral("rootcause.undo"), m_context.workspace.undo().stack()->canUndo(), tr("there is no edit to undo")); };
    QObject::connect(m_context.workspace.undo().stack(), &QUndoStack::canUndoChanged, m_desk.get(), canUndo);
    canUndo();
    updateActions();
}

void CausePerspective::updateActions()
{
    const bool open = m_context.workspace.isOpen(), material = m_desk->hasMaterial(), answer = m_desk->answer() != nullptr;
    const QString none = !open ? tr("no project is open") : !material ? tr("the project has no traces, no sessions of requests and no metrics") : tr("choose the time of the incident in the time line");
    m_context.actions.setEnabled(QStringLiteral("rootcause.find"), open && material, none);
    const bool causes = answer && m_desk->cause() != nullptr && m_desk->incident();
    for (const char *id : {"rootcause.next", "rootcause.previous", "rootcause.confirm", "rootcause.reject"})
        m_context.actions.setEnabled(QLatin1String(id), causes, answer && m_desk->incident() ? tr("no service stands out") : none);
    const auto enable = [&](const char *id, bool can, const QString &whyNot) { m_context.actions.setEnabled(QLatin1String(id), can, open ? whyNot : tr("no project is open")); };
    enable("rootcause.forget", m_desk->kept() != nullptr, tr("nothing is kept of this time"));
    enable("rootcause.exportIncidents", !m_desk->incidents().all().empty(), tr("no incident is kept"));
    enable("rootcause.importIncidents", open, {});
    enable("rootcause.incidents", open, {});
    for (const char *id : {"rootcause.noFault", "rootcause.note", "rootcause.name"})
        m_context.actions.setEnabled(QLatin1String(id), answer && m_desk->incident(), none);
    for (const char *id : {"rootcause.traces", "rootcause.metrics", "rootcause.map", "rootcause.families", "rootcause.impact", "rootcause.page"})
        m_context.actions.setEnabled(QLatin1String(id), answer, none);
    const auto &found = m_desk->findings();
    m_context.actions.setEnabled(QStringLiteral("rootcause.finding"), found != nullptr && !found->findings.empty(),
                                 !answer ? none : found != nullptr && found->whyNone ? text::render(*found->whyNone) : tr("choose evidence that was seen in lines or spans"));
    m_context.actions.setEnabled(QStringLiteral("rootcause.lines"), m_desk->evidence() != nullptr && !m_desk->evidence()->events.empty(), answer ? tr("choose evidence that was seen in lines") : none);
}

void CausePerspective::savePage()
{
    if (m_causes == nullptr || m_desk->answer() == nullptr)
        return;
    const QString html = tr("Web page (*.html)"), pdf = tr("PDF (*.pdf)");
    auto *dialog = makeFileDialog(m_causes->window(), tr("Save this incident as a page"), QFileInfo(m_context.workspace.path()).path(), html + QStringLiteral(";;") + pdf);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("html"));
    dialog->selectFile(QStringLiteral("incident-%1.html").arg(text::timeUtc(m_desk->answer()->request.time.from).left(19).remove(QLatin1Char(':'))));
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, pdf](const QString &chosen) { dialog->setDefaultSuffix(chosen == pdf ? QStringLiteral("pdf") : QStringLiteral("html")); });
    // What is seen when the dialog opens is what is written.
    const storage::Incident *kept = m_desk->kept();
    const IncidentPage page{m_context.workspace.path().toStdString(), m_desk->answer(), kept == nullptr ? std::nullopt : std::optional(*kept)};
    QObject::connect(dialog, &QFileDialog::fileSelected, m_desk.get(), [this, page](const QString &path) {
        m_context.workspace.jobs().start<QString>(
            {.key = {}, .title = Message(CAUSEWAY_TEXT("Save the page of an incident"))},
            [page, path](const Job &job) -> Result<QString> {
                CAUSEWAY_TRY(writeIncident(page, path, job));
                return path;
            },
            m_desk.get(), [this](const QString &written) { m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("The page is written to %1."), written.toStdString())); });
    });
    dialog->open();
}

void CausePerspective::addSection(Inspector &inspector)
{
    inspector.addSection(tr("Cause"), [this](InspectorSection &section) {
        const rootcause::Cause *cause = m_desk->cause();
        if (cause == nullptr || m_context.workspace.perspective() != id())
            return;
        const CauseAnswer &answer = *m_desk->answer();
        section.addFact(tr("Service"), answer.service(cause->service), {}, true);
        if (!cause->pod.empty())
            section.addFact(tr("Pod"), text::fromBytes(cause->pod), {}, true);
        if (!answer.operation(cause->operation).isEmpty())
            section.addFact(tr("Operation"), answer.operation(cause->operation), {}, true);
        if (!answer.isRanking())
            section.addFact(tr("Kind"), kindText(cause->kind));
        section.addFact(tr("Score"), text::number(cause->score, 3));
        if (cause->explainedBy != rootcause::kNone)
            section.addText(tr("It calls %1, which explains what is seen here.").arg(answer.service(cause->explainedBy)));
    }, true);
    inspector.addSection(tr("Evidence"), [this](InspectorSection &section) {
        const rootcause::Evidence *evidence = m_desk->evidence();
        if (evidence == nullptr || m_context.workspace.perspective() != id())
            return;
        section.addText(text::render(evidence->text));
        section.addFact(tr("Family"), familyText(evidence->family));
        section.addFact(tr("Weight"), tr("%1 nats").arg(text::number(evidence->nats, 3)), tr("Against “nothing changed”; less than 0 speaks against it"));
        if (!evidence->rows.empty())
            section.addLink(tr("Show an example trace"), [this] { bringToFront(m_traces); });
        if (!evidence->events.empty())
            section.addLink(evidence->events.size() == 1 ? tr("Show its line") : tr("Show its %1 lines").arg(text::number(static_cast<std::int64_t>(evidence->events.size()))), [this] { m_desk->showLines(*m_desk->evidence()); });
        if (const auto &found = m_desk->findings(); found != nullptr && !found->findings.empty()) {
            section.addText(tr("A detector says of a session of it: %1").arg(text::render(found->findings.front().message)));
            section.addLink(found->hasHeatMap ? tr("Show the finding and its heat map") : tr("Show the finding"), [this] { m_desk->showFinding(); });
        } else if (found != nullptr && found->whyNone) {
            section.addText(tr("No finding: %1.").arg(text::render(*found->whyNone)));
        }
        if (evidence->family == rootcause::Family::Metrics)
            section.addLink(tr("Show the metric"), [this] { bringToFront(m_metrics); });
    }, true);
    inspector.addSection(tr("Incident"), [this](InspectorSection &section) {
        const storage::Incident *kept = m_desk->kept();
        if (kept == nullptr || m_context.workspace.perspective() != id())
            return;
        section.addText(incidentName(*kept));
        section.addFact(tr("Said"), incidentVerdict(*kept));
        section.addFact(tr("Time"), text::range(kept->time));
        if (!kept->onset.isNone())
            section.addFact(tr("Began"), text::time(kept->onset));
        if (!kept->pod.empty())
            section.addFact(tr("Pod"), text::fromBytes(kept->pod), {}, true);
        if (!kept->operation.empty())
            section.addFact(tr("Operation"), text::fromBytes(kept->operation), {}, true);
        for (const std::string &service : kept->rejected)
            section.addFact(tr("Not it"), text::fromBytes(service), {}, true);
        if (!kept->note.empty())
            section.addText(text::fromBytes(kept->note));
        section.addFact(tr("By"), text::fromBytes(kept->by), text::time(TimePoint{kept->atNs}));
    }, true);
    for (const auto signal : {&CauseDesk::changed, &CauseDesk::causeChanged, &CauseDesk::evidenceChanged, &CauseDesk::findingsChanged, &CauseDesk::keptChanged})
        QObject::connect(m_desk.get(), signal, &inspector, &Inspector::refresh);
}

} // namespace causeway::views
