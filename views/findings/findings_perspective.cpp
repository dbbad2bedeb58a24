#include "views/findings/findings_perspective.h"

#include <QApplication>
#include <QComboBox>
#include <QCoreApplication>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QListView>
#include <QMainWindow>
#include <QToolButton>
#include <QUndoStack>

#include "app/engine/label_subjects.h"
#include "app/engine/list_models.h"
#include "app/workspace/undo_history.h"
#include "app/workspace/workspace.h"
#include "views/findings/alignment_panel.h"
#include "views/findings/curves_panel.h"
#include "views/findings/detector_panel.h"
#include "views/findings/drift_banner.h"
#include "views/findings/finding_detail.h"
#include "views/findings/finding_lines.h"
#include "views/findings/finding_review.h"
#include "views/findings/heat_map_panel.h"
#include "views/findings/label_bar.h"
#include "views/findings/queue_panel.h"
#include "views/findings/retrain_panel.h"
#include "views/findings/retraining.h"
#include "views/findings/training_watch.h"
#include "views/findings/version_panel.h"
#include "views/findings/workflow_panel.h"
#include "views/shell/action_registry.h"
#include "views/shell/file_dialog.h"
#include "views/shell/inspector.h"
#include "views/text/text.h"
#include "views/traces/has_signals.h"

namespace causeway::views {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("findings", text); }

constexpr int kFirstKindKey = 4, kLastKindKey = 9;

QString kindId(int key) { return QStringLiteral("findings.kind%1").arg(key); }

} // namespace

FindingsPerspective::FindingsPerspective(ViewContext context)
    : Perspective(context), m_review(std::make_unique<FindingReview>(context)), m_training(std::make_unique<TrainingWatch>(nullptr)),
      m_retraining(std::make_unique<Retraining>(context, *m_training, nullptr))
{
}
FindingsPerspective::~FindingsPerspective() = default;

QString FindingsPerspective::id() const { return QStringLiteral("findings"); }
QString FindingsPerspective::title() const { return tr("Findings"); }
QString FindingsPerspective::question() const { return tr("What is odd, why, and is it right?"); }
QString FindingsPerspective::icon() const { return QStringLiteral("findings"); }
QWidget *FindingsPerspective::focusWidget() { return m_queue == nullptr ? nullptr : &m_queue->shownList(); }

std::vector<PanelSpec> FindingsPerspective::panels()
{
    using Place = PanelSpec::Place;
    std::vector<PanelSpec> all;
    all.push_back({QStringLiteral("findings.detail"), tr("Finding"), QStringLiteral("findings"), Place::Center, 0, [this](QWidget *parent) {
                       m_detail = new FindingDetail(m_context, *m_review, parent);
                       // Only here is a finding chosen: before, the inspector needs no section about it.
                       if (auto *inspector = parent->window()->findChild<Inspector *>())
                           addSection(*inspector);
                       addBanner(parent);
                       return m_detail;
                   }});
    all.push_back({QStringLiteral("findings.queue"), tr("Queue"), QStringLiteral("label"), Place::Left, 360, [this](QWidget *parent) {
                       m_queue = new QueuePanel(m_context, *m_review, parent);
                       return m_queue;
                   }});
    all.push_back({QStringLiteral("findings.detectors"), tr("Detectors"), QStringLiteral("table"), Place::Bottom, 300, [this](QWidget *parent) {
                       m_detectors = new DetectorPanel(m_context, *m_training, parent);
                       QObject::connect(m_detectors, &DetectorPanel::detectorChosen, m_review.get(), [this, last = std::string()](const std::string &detector) mutable {
                           // Told again whenever the table is read: only another one is a choice.
                           if (m_curves != nullptr && !last.empty() && detector != last)
                               m_curves->choose(detector);
                           last = detector;
                           refreshRetraining();
                       });
                       return m_detectors;
                   }});
    all.push_back({QStringLiteral("findings.heatMap"), tr("Heat map"), QStringLiteral("pattern"), Place::Bottom, 300, [this](QWidget *parent) {
                       m_heatMap = new HeatMapPanel(m_context, *m_review, parent);
                       return m_heatMap;
                   }});
    all.push_back({QStringLiteral("findings.alignment"), tr("Beside normal"), QStringLiteral("table"), Place::Bottom, 300, [this](QWidget *parent) {
                       m_alignment = new AlignmentPanel(m_context, *m_review, parent);
                       return m_alignment;
                   }});
    all.push_back({QStringLiteral("findings.curves"), tr("Curves"), QStringLiteral("findings"), Place::Bottom, 340, [this](QWidget *parent) {
                       m_curves = new CurvesPanel(m_context, *m_training, parent);
                       QObject::connect(m_review.get(), &FindingReview::currentChanged, m_curves, [this, followed = std::string()]() mutable {
                           // Another one's finding; within those of one detector what a person chose in the panel stays.
                           const FindingTable::Row *row = m_review->current();
                           const bool byHand = m_queue != nullptr && m_queue->isAncestorOf(QApplication::focusWidget()); // not because another finding vanished
                           if (row == nullptr || !byHand || row->finding.detector.empty() || row->finding.detector == followed || m_training->isRunning())
                               return;
                           followed = row->finding.detector;
                           m_curves->choose(followed);
                       });
                       QObject::connect(m_curves, &CurvesPanel::goOnAsked, m_review.get(), [this](const std::string &detector) {
                           if (m_detectors != nullptr)
                               m_detectors->trainAndRun(detector, true);
                       });
                       return m_curves;
                   }});
    all.push_back({QStringLiteral("findings.models"), tr("Models"), QStringLiteral("table"), Place::Bottom, 260, [this](QWidget *parent) {
                       m_versions = new VersionPanel(m_context, *m_retraining, parent);
                       QObject::connect(m_versions, &VersionPanel::chosenChanged, m_review.get(), [this] { refreshRetraining(); });
                       return m_versions;
                   }});
    all.push_back({QStringLiteral("findings.retraining"), tr("Retraining"), QStringLiteral("refresh"), Place::Bottom, 260, [this](QWidget *parent) {
                       m_retrain = new RetrainPanel(m_context, *m_retraining, *m_review, parent);
                       QObject::connect(m_retraining.get(), &Retraining::arrived, m_retrain, [this] { showPanel(m_retrain, false); });
                       return m_retrain;
                   }});
    all.push_back({QStringLiteral("findings.workflow"), tr("Workflow"), QStringLiteral("flow"), Place::Bottom, 400, [this](QWidget *parent) {
                       m_workflow = new WorkflowPanel(m_context, parent);
                       return m_workflow;
                   }});
    return all;
}

void FindingsPerspective::addActions()
{
    ActionRegistry &actions = m_context.actions;
    const QString group = tr("Findings");
    const auto add = [&](const char *id, const QString &text, const char *icon, const char *shortcut, const QString &help, std::function<void()> run) {
        const QList<QKeySequence> keys = *shortcut == '\0' ? QList<QKeySequence>{} : QList<QKeySequence>{QKeySequence(QLatin1String(shortcut))};
        return actions.add({.id = QLatin1String(id), .text = text, .group = group, .icon = QLatin1String(icon), .shortcuts = keys, .help = help, .scope = QStringLiteral("findings")},
                           std::move(run));
    };
    FindingReview &review = *m_review;
    add("findings.next", tr("Next finding"), "down", "J", {}, [this] { moveInQueue(1); });
    add("findings.previous", tr("Previous finding"), "up", "K", {}, [this] { moveInQueue(-1); });
    add("findings.nextUnlabelled", tr("Next finding without a label"), "forward", "N", tr("From the top again at the end."), [this] {
        if (m_queue != nullptr && m_queue->showsWorth())
            moveInQueue(1); // none of them has a label
        else
            m_review->goToNextUnlabelled();
    });
    add("findings.orderWorth", tr("Queue: worth labelling, or worst first"), "label", "Q", tr("Changes the order of the queue."), [this] {
        if (m_queue == nullptr)
            return;
        m_queue->order().setCurrentIndex(m_queue->showsWorth() ? 0 : 1);
        m_queue->shownList().setFocus(Qt::ShortcutFocusReason);
    });
    add("findings.normal", tr("Label as normal"), "label", "1", tr("The detector is wrong: this is how it should be. Goes on to the next one without a label."), [this] { label(Verdict::Normal); });
    add("findings.anomalous", tr("Label as anomalous"), "label", "2", tr("The detector is right. Goes on to the next one without a label."), [this] { label(Verdict::Anomalous); });
    add("findings.unsure", tr("Label as unsure"), "label", "3", tr("Looked at, but not decided; counts neither way."), [this] { label(Verdict::Unsure); });
    addKindActions();
    add("findings.clear", tr("Take the label away"), "trash", "0", {}, [&review] { review.clearLabel(); });
    add("findings.undo", tr("Undo the last edit"), "undo", "U", tr("The same as Ctrl+Z, also for labels of earlier days."), [this] { m_context.workspace.undo().stack()->undo(); });
    add("findings.note", tr("Write a note"), "new", "E", tr("To the label of the chosen finding."), [this] {
        if (m_detail != nullptr)
            m_detail->labels().note().setFocus(Qt::ShortcutFocusReason);
    });
    add("findings.nextOdd", tr("Next odd line"), "down", "]", tr("In the lines the key n does the same."), [this] {
        if (m_detail != nullptr)
            m_detail->lines().goToOdd(true);
    });
    add("findings.previousOdd", tr("Previous odd line"), "up", "[", tr("In the lines the key p does the same."), [this] {
        if (m_detail != nullptr)
            m_detail->lines().goToOdd(false);
    });
    add("findings.showInExplore", tr("Show in Explore"), "explore", "Ctrl+Return", tr("Filters the log to the lines of this finding."), [this] {
        if (m_detail != nullptr)
            m_detail->lines().showInExplore();
    });
    add("findings.copy", tr("Copy findings as text"), "copy", "", tr("The chosen ones, tab-separated; in the queue Ctrl+C does the same."), [&review] { review.copy(); });
    add("findings.showAll", tr("Show all findings"), "filter", "", tr("Takes away text, detector and “unlabelled”."), [&review] { review.clearLimits(); });
    add("findings.run", tr("Run detectors"), "play", "", tr("Finds patterns and sessions where that is still to do, trains the simple detectors where they never were, and runs them."),
        [this] { m_context.workspace.analyse(); });
    add("findings.train", tr("Train and run"), "play", "", tr("Trains the detector chosen in the table on what is labelled normal, else on all but what is labelled anomalous, and runs it."), [this] {
        if (m_detectors != nullptr)
            m_detectors->trainAndRun();
    });
    add("findings.trainWith", tr("Train with settings…"), "settings", "", tr("The same with settings of your own: what the detector chosen in the table can be told, epochs and seed."), [this] {
        if (m_detectors != nullptr)
            m_detectors->askForSettings();
    });
    add("findings.aboutDetector", tr("About the detector"), "help", "", tr("What the detector chosen in the table learns, its settings, and when it fails; in the table F1 does the same."), [this] {
        if (m_detectors != nullptr)
            m_detectors->showHelp();
    });
    add("findings.retrain", tr("Retrain from labels"), "refresh", "", tr("Trains a candidate of the chosen detector from the labels there are, and shows what would change with it."), [this] {
        if (m_detectors != nullptr)
            m_retraining->start(m_detectors->chosenDetector());
    });
    const auto onModel = [this](void (Retraining::*what)(ModelId)) {
        return [this, what] {
            if (const storage::ModelInfo *model = m_versions == nullptr ? nullptr : m_versions->chosen())
                (m_retraining.get()->*what)(model->id);
        };
    };
    add("findings.promote", tr("Promote the model"), "check", "", tr("The model chosen in the list of models judges from now on; it runs at once."), onModel(&Retraining::promote));
    add("findings.revert", tr("Revert to the model before"), "undo", "", tr("Takes back the promotion of the model chosen in the list of models."), onModel(&Retraining::revert));
    add("findings.compare", tr("Compare the model"), "table", "", tr("The model chosen in the list of models beside the active one of its detector, else beside the one it follows."),
        onModel(&Retraining::compare));
    add("findings.trainAttention", tr("Train and run attention"), "play", "", tr("The detector whose findings show what it looked at; as “Train and run”."), [this] {
        if (m_detectors != nullptr)
            m_detectors->trainAndRun("attention");
    });
    add("findings.showHeatMap", tr("Show the heat map"), "pattern", "H", tr("What the detector looked at: attention and occlusion, step by step."), [this] { showPanel(m_heatMap); });
    add("findings.showCurves", tr("Show the curves"), "findings", "C", tr("Scores and threshold, precision over recall, ROC, and how the loss fell."), [this] { showPanel(m_curves); });
    add("findings.showModels", tr("Show the models"), "table", "", tr("All versions of every detector: promote, revert, compare."), [this] { showPanel(m_versions); });
    add("findings.correct", tr("Normal: let the detector learn it now"), "refresh", "L",
        tr("Labels the session as normal and makes a version of the model that has learned it, in seconds; compared before it takes over."), [this] {
            const FindingTable::Row *row = m_review->current();
            if (row == nullptr)
                return;
            const storage::Finding finding = row->finding;
            m_review->label(Verdict::Normal);
            m_retraining->correct(finding.detector, finding.subject.id);
        });
    add("findings.otherDetector", tr("As the next detector sees it"), "forward", "O", tr("Several detectors found this: shows the reason of another one."), [this] { m_review->showOtherDetector(); });
    add("findings.beside", tr("Show the session beside a normal one"), "table", "B", tr("What is missing, extra or late compared with the nearest normal session."), [this] { showPanel(m_alignment); });
    add("findings.nextDifference", tr("Next difference"), "down", "D", tr("To the nearest normal session."), [this] {
        if (m_alignment != nullptr)
            m_alignment->goToDifference(true);
    });
    add("findings.previousDifference", tr("Previous difference"), "up", "Shift+D", tr("To the nearest normal session."), [this] {
        if (m_alignment != nullptr)
            m_alignment->goToDifference(false);
    });
    for (const char *id : {"findings.previousDifference", "findings.nextDifference"})
        actions.setEnabled(QLatin1String(id), false, tr("no sessions stand side by side"));
    add("findings.showWorkflow", tr("Show the workflow"), "flow", "W", tr("The steps that the sessions follow, as a small graph."), [this] { showPanel(m_workflow); });
    add("findings.exportHeatMap", tr("Export the heat map…"), "export", "", tr("As PNG, SVG or CSV."), [this] {
        if (m_heatMap != nullptr)
            m_heatMap->exportMap();
    });
    actions.setEnabled(QStringLiteral("findings.exportHeatMap"), false, tr("no heat map is shown"));
    add("findings.export", tr("Export findings…"), "export", "", tr("As CSV or JSON Lines."), [this] { exportTo(engine::ExportWhat::Findings); });
    add("findings.exportLabels", tr("Export labels…"), "export", "", tr("As CSV or JSON Lines."), [this] { exportTo(engine::ExportWhat::Labels); });
    add("findings.importLabels", tr("Import labels…"), "import", "", tr("CSV with the columns subject, verdict, kind, by, note. One edit, which can be undone."), [this] { importLabels(); });

    using workspace::Workspace;
    Workspace &ws = m_context.workspace;
    for (const auto signal : {&Workspace::projectChanged, &Workspace::dataChanged, &Workspace::findingsChanged, &Workspace::labelsChanged})
        QObject::connect(&ws, signal, &review, [this] { refreshActions(); });
    for (const auto signal : {&Retraining::runningChanged, &Retraining::versionsChanged})
        QObject::connect(m_retraining.get(), signal, &review, [this] { refreshActions(); });
    QObject::connect(&review, &FindingReview::currentChanged, &review, [this] { refreshActions(); });
    QObject::connect(&review, &FindingReview::kindsChanged, &review, [this] { refreshActions(); });
    QObject::connect(ws.undo().stack(), &QUndoStack::indexChanged, &review, [this] { refreshActions(); });
    refreshActions();
}

void FindingsPerspective::addSection(Inspector &inspector)
{
    inspector.addSection(tr("Finding"), [this](InspectorSection &section) {
        const FindingTable::Row *row = m_review->current();
        if (row == nullptr)
            return;
        // Another run or another detector gives the finding about the same session another number.
        const storage::Finding &finding = row->finding;
        const workspace::Selection &chosen = m_context.workspace.selection();
        const bool sameSession = chosen.finding && finding.id.value > 0 && finding.subject.kind == SubjectKind::Session && chosen.session == finding.subject.id;
        if (chosen.finding != finding.id && !sameSession)
            return;
        section.addText(row->sentence);
        section.addFact(tr("Detector"), text::fromBytes(finding.detector), tr("Run %1").arg(finding.run.value));
        section.addFact(tr("Score"), text::number(finding.score, 4));
        section.addFact(tr("Threshold"), text::number(finding.threshold, 4));
        if (const auto &explanation = m_review->explanation(); explanation != nullptr && explanation->origin) {
            const engine::FindingOrigin &origin = *explanation->origin;
            section.addFact(tr("Wrong at"), text::fromBytes(origin.service), origin.absent.value == 0 ? tr("The service of the first wrong line") : tr("The service of the line that should have come and did not"), true);
            section.addLink(origin.absent.value == 0 ? tr("Show the first wrong line") : tr("Show the last line before it"), [this, event = origin.event] {
                workspace::Selection next = m_context.workspace.selection();
                next.event = event;
                m_context.workspace.setPerspective(QStringLiteral("explore"));
                m_context.workspace.setSelection(next);
            });
        }
        if (!finding.odd.empty())
            section.addFact(tr("Odd lines"), text::number(static_cast<std::int64_t>(finding.odd.size())));
        if (const storage::Label *label = m_review->currentLabel()) {
            section.addFact(tr("Label"), text::verdictName(label->verdict) + (label->kind.empty() ? QString() : QStringLiteral(": ") + text::fromBytes(label->kind)),
                            text::time(TimePoint{label->atNs}));
            section.addFact(tr("By"), text::fromBytes(label->by));
            if (!label->note.empty())
                section.addFact(tr("Note"), text::fromBytes(label->note));
        }
        if (!finding.from.isNone() && (finding.subject.kind == SubjectKind::Session || hasSignals(m_context.workspace, Signal::Traces) || hasSignals(m_context.workspace, Signal::Metrics)))
            section.addLink(tr("What caused it?"), [this, from = finding.from.ns, to = finding.to.isNone() ? finding.from.ns : finding.to.ns] {
                constexpr std::int64_t kAround = 30'000'000'000; // one odd request is too little to tell from chance
                m_context.workspace.setTimeRange({{from - kAround}, {to + kAround}});
                m_context.workspace.setPerspective(QStringLiteral("rootcause"));
            });
        if (m_context.workspace.perspective() != id())
            section.addLink(tr("Show in Findings"), [this] { m_context.workspace.setPerspective(id()); });
    });
    QObject::connect(&m_context.workspace, &workspace::Workspace::perspectiveChanged, &inspector, &Inspector::refresh);
    for (const auto signal : {&FindingReview::queueChanged, &FindingReview::currentChanged, &FindingReview::explanationChanged})
        QObject::connect(m_review.get(), signal, &inspector, &Inspector::refresh);
}

void FindingsPerspective::addKindActions()
{
    for (int key = kFirstKindKey; key <= kLastKindKey; ++key)
        m_context.actions.add({.id = kindId(key), .text = tr("Label with kind %1").arg(key - kFirstKindKey + 1), .group = tr("Findings"), .icon = QStringLiteral("label"),
                               .shortcuts = {QKeySequence(Qt::Key_0 + key)}, .help = tr("Anomalous, of a kind you named in the label bar."), .scope = QStringLiteral("findings")},
                              [this, key] {
                                  const QStringList kinds = m_review->kinds();
                                  if (const int i = key - kFirstKindKey; i < kinds.size())
                                      label(Verdict::Anomalous, kinds[i].toStdString());
                              });
}

void FindingsPerspective::refreshActions()
{
    ActionRegistry &actions = m_context.actions;
    const workspace::Workspace &ws = m_context.workspace;
    const auto snapshot = ws.snapshot();
    const QString noProject = tr("no project is open");
    const QString noEvents = tr("nothing is imported yet");
    const QString whyNot = !ws.isOpen() ? noProject : snapshot == nullptr || snapshot->events == 0 ? noEvents : QString();
    for (const char *id : {"findings.run", "findings.train", "findings.trainAttention"})
        actions.setEnabled(QLatin1String(id), whyNot.isEmpty(), whyNot);
    for (const char *id : {"findings.exportLabels", "findings.importLabels"})
        actions.setEnabled(QLatin1String(id), ws.isOpen(), noProject);
    actions.setEnabled(QStringLiteral("findings.export"), ws.data().findings > 0, ws.isOpen() ? tr("there are no findings") : noProject);
    refreshRetraining();
    const bool some = m_review->current() != nullptr;
    for (const char *id : {"findings.next", "findings.previous", "findings.nextUnlabelled", "findings.normal", "findings.anomalous", "findings.unsure", "findings.clear", "findings.note",
                           "findings.nextOdd", "findings.previousOdd", "findings.showInExplore", "findings.copy"})
        actions.setEnabled(QLatin1String(id), some, tr("no finding is chosen"));
    const FindingTable::Row *current = m_review->current();
    const detect::Detector *detector = current == nullptr || m_review->isBareSession() ? nullptr : engine::findDetector(current->finding.detector);
    const bool correctable = detector != nullptr && detector->info().kind == detect::DetectorKind::Neural && current->finding.subject.kind == SubjectKind::Session;
    actions.setEnabled(QStringLiteral("findings.correct"), correctable && !m_retraining->isRunning(),
                       !some ? tr("no finding is chosen") : correctable ? tr("a candidate is being trained") : tr("only deeplog and attention learn one session at a time: retrain this detector instead"));
    actions.setEnabled(QStringLiteral("findings.otherDetector"), some && !m_review->current()->others.empty(), some ? tr("no other detector found it") : tr("no finding is chosen"));
    const QStringList kinds = m_review->kinds();
    for (int key = kFirstKindKey; key <= kLastKindKey; ++key) {
        const int i = key - kFirstKindKey;
        QString shown = i < kinds.size() ? kinds[i] : QString();
        actions.action(kindId(key))->setText(shown.isEmpty() ? tr("Label with kind %1").arg(i + 1) : tr("Label as “%1”").arg(shown.replace(QLatin1Char('&'), QStringLiteral("&&"))));
        actions.setEnabled(kindId(key), some && i < kinds.size(), i < kinds.size() ? tr("no finding is chosen") : tr("no kind has this number yet"));
    }
    const bool canUndo = ws.isOpen() && m_context.workspace.undo().stack()->canUndo();
    actions.setEnabled(QStringLiteral("findings.undo"), canUndo, ws.isOpen() ? tr("nothing has been edited") : noProject);
}

void FindingsPerspective::addBanner(QWidget *area)
{
    auto *panels = qobject_cast<QMainWindow *>(area);
    if (panels == nullptr)
        return;
    panels->setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea); // the queue is the longest list: it has all of the height
    auto *banner = new DriftBanner(m_context, panels);
    panels->setMenuWidget(banner); // above all panels
    QObject::connect(banner, &DriftBanner::retrainAsked, m_review.get(), [this] {
        // The sessions are what changed, so no label is asked for.
        std::string detector = m_detectors == nullptr ? std::string() : m_detectors->chosenDetector();
        const detect::Detector *known = engine::findDetector(detector);
        if (known == nullptr || (known->info().kind == detect::DetectorKind::Supervised && !m_retraining->whyNot(detector).isEmpty()))
            detector = "trivial";
        m_retraining->start(detector);
    });
    QObject::connect(m_retraining.get(), &Retraining::runningChanged, banner, [this, banner] { banner->retrainButton().setEnabled(!m_retraining->isRunning()); });
}

void FindingsPerspective::label(Verdict verdict, const std::string &kind)
{
    if (m_queue != nullptr && m_queue->showsWorth())
        m_review->label(verdict, kind); // the list takes it away, and the next one has its place
    else
        m_review->labelAndMoveOn(verdict, kind);
}

void FindingsPerspective::moveInQueue(int rows)
{
    if (m_queue != nullptr)
        m_queue->move(rows);
}

void FindingsPerspective::refreshRetraining()
{
    ActionRegistry &actions = m_context.actions;
    const workspace::Workspace &ws = m_context.workspace;
    const auto snapshot = ws.snapshot();
    QString whyNot = !ws.isOpen() ? tr("no project is open") : snapshot == nullptr || snapshot->events == 0 ? tr("nothing is imported yet") : QString();
    const QString noModel = !whyNot.isEmpty() ? whyNot : tr("no model is chosen in the list of models");
    if (whyNot.isEmpty())
        whyNot = m_retraining->whyNot(m_detectors == nullptr ? std::string() : m_detectors->chosenDetector());
    actions.setEnabled(QStringLiteral("findings.retrain"), whyNot.isEmpty(), whyNot);
    const storage::ModelInfo *model = m_versions == nullptr ? nullptr : m_versions->chosen();
    const VersionTable *all = m_retraining->versions().get();
    const storage::ModelInfo *judging = model == nullptr || all == nullptr ? nullptr : all->judging(model->detector);
    const bool active = judging != nullptr && judging->id == model->id, promoted = model != nullptr && model->status == "active";
    const bool comparable = model != nullptr && (model->parent.value != 0 || (judging != nullptr && !active));
    actions.setEnabled(QStringLiteral("findings.promote"), model != nullptr && !active, model == nullptr ? noModel : tr("it is active already"));
    actions.setEnabled(QStringLiteral("findings.revert"), promoted, model == nullptr ? noModel : active ? tr("it is active because it is the newest: there is no promotion to take back") : tr("it is not active"));
    actions.setEnabled(QStringLiteral("findings.compare"), comparable, model == nullptr ? noModel : tr("there is no other model of this detector"));
}

void FindingsPerspective::exportTo(engine::ExportWhat what)
{
    const auto project = m_context.workspace.data().project;
    if (!project || m_detail == nullptr)
        return;
    const bool findings = what == engine::ExportWhat::Findings;
    const QString csv = tr("Comma-separated values (*.csv)"), lines = tr("JSON Lines (*.jsonl)");
    auto *dialog = makeFileDialog(m_detail->window(), findings ? tr("Export findings") : tr("Export labels"), QFileInfo(m_context.workspace.path()).path(), csv + QStringLiteral(";;") + lines);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(findings ? QStringLiteral("findings.csv") : QStringLiteral("labels.csv"));
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, lines](const QString &chosen) { dialog->setDefaultSuffix(chosen == lines ? QStringLiteral("jsonl") : QStringLiteral("csv")); });
    QObject::connect(dialog, &QFileDialog::fileSelected, m_review.get(), [this, project, what](const QString &path) {
        engine::ExportDataRequest request{what, path.toStdString()};
        m_context.workspace.jobs().start<engine::ExportDataResponse>(
            {.key = {}, .title = Message(CAUSEWAY_TEXT("Export %1"), request.path)}, [project, request](const Job &job) { return engine::exportData(*project, request, job); },
            m_review.get(), [this](const engine::ExportDataResponse &response) {
                m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("%1 rows written to %2."), response.rows, response.file));
            });
    });
    dialog->open();
}

void FindingsPerspective::showPanel(QWidget *panel, bool focus)
{
    if (panel == nullptr)
        return;
    for (QWidget *above = panel->parentWidget(); above != nullptr; above = above->parentWidget())
        if (auto *dock = qobject_cast<QDockWidget *>(above)) {
            dock->show();
            dock->raise();
            break;
        }
    if (focus)
        panel->setFocus(Qt::ShortcutFocusReason);
}

void FindingsPerspective::importLabels()
{
    const auto project = m_context.workspace.data().project;
    if (!project || m_detail == nullptr)
        return;
    auto *dialog = makeFileDialog(m_detail->window(), tr("Import labels"), QFileInfo(m_context.workspace.path()).path(), tr("Comma-separated values (*.csv);;All files (*)"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    QObject::connect(dialog, &QFileDialog::fileSelected, m_review.get(), [this, project](const QString &path) {
        engine::ImportLabelsRequest request{path.toStdString()};
        m_context.workspace.jobs().start<engine::LabelSubjectsResponse>(
            {.key = {}, .title = Message(CAUSEWAY_TEXT("Import labels")), .quiet = false, .lane = workspace::JobOptions::Lane::Edits},
            [project, request](const Job &job) { return engine::importLabels(*project, request, job); }, m_review.get(), [this](const engine::LabelSubjectsResponse &response) {
                m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("%1 labels imported."), response.set.size()));
                m_context.workspace.edited();
            });
    });
    dialog->open();
}

} // namespace causeway::views
