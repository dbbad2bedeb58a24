#include "views/whatif/whatif_perspective.h"

#include <QAction>
#include <QCoreApplication>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUndoStack>

#include "app/workspace/undo_history.h"
#include "app/workspace/workspace.h"
#include "views/shell/action_registry.h"
#include "views/report/write_whatif.h"
#include "views/shell/file_dialog.h"
#include "views/shell/inspector.h"
#include "views/whatif/answer_panel.h"
#include "views/whatif/approvals_panel.h"
#include "views/whatif/chart_panels.h"
#include "views/whatif/comparison_panel.h"
#include "views/whatif/policy_panel.h"
#include "views/whatif/scenario_graph_panel.h"
#include "views/whatif/scenario_panel.h"
#include "views/whatif/standing_badges.h"
#include "views/whatif/trust_desk.h"
#include "views/whatif/whatif_desk.h"
#include "views/whatif/whatif_inspector.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("whatif", text); }

// A name of a scenario as one of a file: what some file systems refuse is left out.
QString fileName(QString name)
{
    static const QRegularExpression kRefused(QStringLiteral("[\\\\/:*?\"<>|\\x00-\\x1f]+"));
    name = name.replace(kRefused, QStringLiteral(" ")).simplified().left(80);
    while (name.startsWith(QLatin1Char('.')) || name.endsWith(QLatin1Char('.')))
        name = name.startsWith(QLatin1Char('.')) ? name.mid(1) : name.chopped(1);
    return name.isEmpty() ? QStringLiteral("scenario") : name;
}

// Tells the desk when the perspective is looked at: its centre always is.
class Watch : public QObject {
public:
    Watch(WhatIfDesk &desk, QWidget *center) : QObject(center), m_desk(desk) { center->installEventFilter(this); }
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Show || event->type() == QEvent::Hide)
            m_desk.setWatching(event->type() == QEvent::Show);
        return false;
    }

private:
    WhatIfDesk &m_desk;
};

} // namespace

WhatIfPerspective::WhatIfPerspective(ViewContext context) : Perspective(context), m_desk(std::make_unique<WhatIfDesk>(context, nullptr)), m_trust(new TrustDesk(*m_desk, m_desk.get())) {}
WhatIfPerspective::~WhatIfPerspective() = default;

QString WhatIfPerspective::id() const { return QStringLiteral("whatif"); }
QString WhatIfPerspective::title() const { return tr("What-if"); }
QString WhatIfPerspective::question() const { return tr("What if there were more, fewer, elsewhere, later?"); }
QString WhatIfPerspective::icon() const { return QStringLiteral("whatif"); }
QWidget *WhatIfPerspective::focusWidget() { return m_scenarios; }

std::vector<PanelSpec> WhatIfPerspective::panels()
{
    using Place = PanelSpec::Place;
    std::vector<PanelSpec> all;
    all.push_back({QStringLiteral("whatif.graph"), tr("Graph"), QStringLiteral("flow"), Place::Center, 0, [this](QWidget *parent) {
                       m_graph = new ScenarioGraphPanel(*m_desk, parent);
                       new Watch(*m_desk, m_graph); // a child of it
                       if (auto *inspector = parent->window()->findChild<Inspector *>())
                           addWhatIfSection(*inspector, *m_desk);
                       return m_graph;
                   }});
    all.push_back({QStringLiteral("whatif.scenarios"), tr("Scenarios"), QStringLiteral("whatif"), Place::Left, 300, [this](QWidget *parent) {
                       m_scenarios = new ScenarioPanel(*m_desk, parent);
                       return m_scenarios;
                   }});
    all.push_back({QStringLiteral("whatif.answer"), tr("Answer"), QStringLiteral("analyse"), Place::Bottom, 220, [this](QWidget *parent) {
                       m_answer = new AnswerPanel(*m_desk, parent);
                       return m_answer;
                   }});
    all.push_back({QStringLiteral("whatif.comparison"), tr("Before and after"), QStringLiteral("table"), Place::Bottom, 260, [this](QWidget *parent) {
                       m_comparison = new ComparisonPanel(*m_desk, parent);
                       for (const auto &[badge, panel] : {std::pair(makeRiskBadge(*m_desk, m_comparison), "whatif.risk"), {makeTrustBadge(*m_trust, m_comparison), "whatif.trust"}}) {
                           m_comparison->addBadge(badge);
                           QObject::connect(badge, &Badge::clicked, badge, [badge = badge, id = QLatin1String(panel)] { raisePanel(*badge, id); });
                       }
                       return m_comparison;
                   }});
    all.push_back({QStringLiteral("whatif.policies"), tr("Policies"), QStringLiteral("settings"), Place::Bottom, 260, [this](QWidget *parent) {
                       m_policies = new PolicyPanel(*m_desk, parent);
                       QObject::connect(m_policies, &PolicyPanel::choiceChanged, m_desk.get(), [this] { updateActions(); });
                       updateActions();
                       return m_policies;
                   }});
    all.push_back({QStringLiteral("whatif.approvals"), tr("Approvals"), QStringLiteral("check"), Place::Bottom, 260, [this](QWidget *parent) {
                       m_approvals = new ApprovalsPanel(*m_desk, parent);
                       QObject::connect(m_approvals, &ApprovalsPanel::choiceChanged, m_desk.get(), [this] { updateActions(); });
                       updateActions();
                       return m_approvals;
                   }});
    for (PanelSpec &chart : chartPanels(*m_desk, *m_trust))
        all.push_back(std::move(chart));
    return all;
}

void WhatIfPerspective::addActions()
{
    ActionRegistry &actions = m_context.actions;
    const auto add = [&](const char *id, const QString &text, const char *icon, const char *key, const QString &help, std::function<void()> run) {
        const QList<QKeySequence> keys = *key == '\0' ? QList<QKeySequence>() : QList<QKeySequence>{QKeySequence(QLatin1String(key))};
        actions.add({.id = QLatin1String(id), .text = text, .group = tr("What-if"), .icon = QLatin1String(icon), .shortcuts = keys, .help = help, .scope = this->id()}, std::move(run));
    };
    WhatIfDesk &desk = *m_desk;
    add("whatif.learn", tr("Learn a model from the traces"), "analyse", "", tr("A first scenario: who calls whom, how long each works itself, how requests come, in the time range above."), [&desk] { desk.learn(); });
    add("whatif.open", tr("Open a scenario file…"), "open", "", tr("A first scenario, as a file tells it."), [this] { openFile(); });
    add("whatif.fork", tr("Fork the scenario"), "fork", "F", tr("A copy below it, to be changed; it is held against what it was."), [&desk] { desk.fork(); });
    add("whatif.rename", tr("Rename the scenario"), "label", "F2", {}, [this] {
        if (m_scenarios != nullptr)
            m_scenarios->renameChosen();
    });
    add("whatif.remove", tr("Remove the scenario"), "trash", "Delete", tr("Its forks stay. Can be undone."), [&desk] { desk.remove(desk.chosen()); });
    add("whatif.before", tr("Hold others against this one"), "pin", "", tr("It is what stands in the column “before”; again takes that back."), [&desk] { desk.setBaseline(desk.baselineId() == desk.chosen() ? 0 : desk.chosen()); });
    add("whatif.simulate", tr("Simulate now"), "play", "R", tr("Without waiting until nothing is turned."), [&desk] { desk.simulate(); });
    add("whatif.undo", tr("Undo the last edit"), "undo", "U", tr("The same as Ctrl+Z, also for edits of earlier days."), [this] { m_context.workspace.undo().stack()->undo(); });
    add("whatif.export", tr("Save as a scenario file…"), "export", "", tr("To simulate it elsewhere: causeway simulate FILE."), [this] { exportFile(); });
    add("whatif.report", tr("Save the scenario as a page…"), "file", "", tr("What it changes, before and after, risk, what matters, and pictures over time, as HTML or PDF for people who have no Causeway."), [this] { savePage(); });
    addPanelActions();
    for (const auto signal : {&WhatIfDesk::treeChanged, &WhatIfDesk::chosenChanged, &WhatIfDesk::scenarioChanged, &WhatIfDesk::answerChanged, &WhatIfDesk::policiesChanged})
        QObject::connect(m_desk.get(), signal, m_desk.get(), [this] { updateActions(); });
    QObject::connect(&m_context.workspace, &workspace::Workspace::projectChanged, m_desk.get(), [this] { updateActions(); });
    const auto canUndo = [this] { m_context.actions.setEnabled(QStringLiteral("whatif.undo"), m_context.workspace.undo().stack()->canUndo(), tr("there is no edit to undo")); };
    QObject::connect(m_context.workspace.undo().stack(), &QUndoStack::canUndoChanged, m_desk.get(), canUndo);
    canUndo();
    updateActions();
}

void WhatIfPerspective::addPanelActions()
{
    const auto add = [&](const char *id, const QString &text, const char *icon, const QString &help, std::function<void()> run) {
        m_context.actions.add({.id = QLatin1String(id), .text = text, .group = tr("What-if"), .icon = QLatin1String(icon), .shortcuts = {}, .help = help, .scope = this->id()}, std::move(run));
    };
    add("whatif.fit", tr("Show the whole graph"), "maximise", {}, [this] {
        if (m_graph != nullptr)
            m_graph->fit();
    });
    add("whatif.exportGraph", tr("Export the graph…"), "export", tr("As a picture: SVG or PNG."), [this] {
        if (m_graph != nullptr)
            m_graph->exportGraph();
    });
    add("whatif.answer", tr("Answer"), "analyse", tr("By fluid at once, by simulation with intervals once nothing moves."), [this] { bringToFront(m_answer); });
    add("whatif.comparison", tr("Before and after"), "table", tr("Latencies, SLO, cost, energy and carbon, each difference with its interval."), [this] { bringToFront(m_comparison); });
    add("whatif.exportComparison", tr("Export before and after…"), "export", tr("As CSV."), [this] {
        if (m_comparison != nullptr)
            m_comparison->exportFile();
    });
    add("whatif.policies", tr("Policies"), "settings", tr("What acts on the scenario while it runs, and what it must not do."), [this] { bringToFront(m_policies); });
    add("whatif.usePolicy", tr("Use for the scenario"), "check", tr("The policy that is chosen, with the settings that are shown."), [this] {
        if (m_policies != nullptr)
            m_policies->use();
    });
    add("whatif.approvals", tr("Approvals"), "check", tr("What policies may do only with a person’s consent, and who gave it."), [this] { bringToFront(m_approvals); });
    for (const bool granted : {true, false})
        add(granted ? "whatif.grant" : "whatif.refuse", granted ? tr("Grant") : tr("Refuse"), granted ? "check" : "close", granted ? tr("Policies may do the chosen action in this scenario. Can be undone.") : tr("They may not, or no longer. Can be undone."), [this, granted] {
            if (m_approvals != nullptr)
                m_approvals->decide(granted);
        });
    add("whatif.comparePolicies", tr("Compare"), "analyse", tr("The policies that are checked, and the scenario as it is, on the same requests."), [this] {
        if (m_policies != nullptr)
            m_policies->compare();
    });
}

void WhatIfPerspective::bringToFront(QWidget *panel)
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

void WhatIfPerspective::updateActions()
{
    const bool open = m_context.workspace.isOpen(), chosen = m_desk->chosen() != 0, usable = m_desk->scenario() != nullptr;
    const QString closed = tr("no project is open"), none = !open ? closed : !chosen ? tr("no scenario is chosen") : tr("the scenario cannot be used");
    ActionRegistry &actions = m_context.actions;
    actions.setEnabled(QStringLiteral("whatif.learn"), open && m_desk->canLearn() && !m_desk->isLearning(), !open ? closed : m_desk->isLearning() ? tr("it is being learned") : tr("the project has no traces; import some"));
    actions.setEnabled(QStringLiteral("whatif.open"), open, closed);
    for (const char *id : {"whatif.rename", "whatif.remove", "whatif.before"})
        actions.setEnabled(QLatin1String(id), chosen, none);
    for (const char *id : {"whatif.fork", "whatif.simulate", "whatif.export", "whatif.report"})
        actions.setEnabled(QLatin1String(id), usable, none);
    for (const char *id : {"whatif.fit", "whatif.exportGraph", "whatif.usePolicy"})
        actions.setEnabled(QLatin1String(id), usable, none);
    actions.setEnabled(QStringLiteral("whatif.comparePolicies"), usable && !m_desk->isComparing(), usable ? tr("they are being compared") : none);
    const bool decides = m_approvals != nullptr && m_approvals->canDecide();
    for (const char *id : {"whatif.grant", "whatif.refuse"})
        actions.setEnabled(QLatin1String(id), usable && decides, usable ? tr("choose an action in Approvals and write a reason") : none);
    actions.setEnabled(QStringLiteral("whatif.exportComparison"), m_desk->answer() != nullptr, usable ? tr("nothing was simulated") : none);
}

void WhatIfPerspective::openFile()
{
    if (m_scenarios == nullptr)
        return;
    auto *dialog = makeFileDialog(m_scenarios->window(), tr("Open a scenario file"), QFileInfo(m_context.workspace.path()).path(), tr("Scenarios (*.json);;All files (*)"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    QObject::connect(dialog, &QFileDialog::fileSelected, m_desk.get(), [this](const QString &path) {
        // What was opened is the tree's new row: F forks it.
        QObject::connect(m_desk.get(), &WhatIfDesk::chosenChanged, m_scenarios, [this] { m_scenarios->setFocus(); }, Qt::SingleShotConnection);
        m_desk->openFile(path);
    });
    dialog->open();
}

void WhatIfPerspective::exportFile()
{
    if (m_scenarios == nullptr || m_desk->scenario() == nullptr)
        return;
    auto *dialog = makeFileDialog(m_scenarios->window(), tr("Save as a scenario file"), QFileInfo(m_context.workspace.path()).path(), tr("Scenarios (*.json)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    dialog->selectFile(fileName(m_desk->nameOf(m_desk->chosen())) + QStringLiteral(".json"));
    QObject::connect(dialog, &QFileDialog::fileSelected, m_desk.get(), [this](const QString &path) { m_desk->exportFile(path); });
    dialog->open();
}

void WhatIfPerspective::savePage()
{
    const auto project = m_context.workspace.data().project;
    if (m_scenarios == nullptr || project == nullptr || m_desk->scenario() == nullptr)
        return;
    const QString html = tr("Web page (*.html)"), pdf = tr("PDF (*.pdf)");
    auto *dialog = makeFileDialog(m_scenarios->window(), tr("Save the scenario as a page"), QFileInfo(m_context.workspace.path()).path(), html + QStringLiteral(";;") + pdf);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("html"));
    dialog->selectFile(fileName(m_desk->nameOf(m_desk->chosen())) + QStringLiteral(".html"));
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, pdf](const QString &chosen) { dialog->setDefaultSuffix(chosen == pdf ? QStringLiteral("pdf") : QStringLiteral("html")); });
    const engine::WhatIfReportRequest request{m_desk->chosen(), m_desk->baselineId(), m_desk->replications(), 0};
    QObject::connect(dialog, &QFileDialog::fileSelected, m_desk.get(), [this, project, request](const QString &path) {
        m_context.workspace.jobs().start<QString>(
            {.key = {}, .title = Message(CAUSEWAY_TEXT("Save the page of a scenario"))},
            [project, request, path](const Job &job) -> Result<QString> {
                CAUSEWAY_ASSIGN(const engine::WhatIfReport report, engine::whatIfReport(*project, request, job));
                CAUSEWAY_TRY(writeWhatIf(report, path, job));
                return path;
            },
            m_desk.get(), [this](const QString &written) { m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("The page is written to %1."), written.toStdString())); });
    });
    dialog->open();
}

} // namespace causeway::views
