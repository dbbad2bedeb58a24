#include "views/findings/detector_panel.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>

#include <algorithm>
#include <atomic>

#include "app/engine/run_detector.h"
#include "app/engine/train_detector.h"
#include "app/workspace/workspace.h"
#include "views/dialogs/help_dialog.h"
#include "views/dialogs/train_dialog.h"
#include "views/explore/table_look.h"
#include "views/findings/training_watch.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/text/label_counts.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

DetectorPanel::DetectorPanel(ViewContext context, TrainingWatch &training, QWidget *parent)
    : QWidget(parent), m_context(context), m_training(training), m_model(new DetectorModel(this)), m_table(new QTableView(this)), m_heldOut(new QCheckBox(tr("Held-out only"), this)),
      m_earlier(new QCheckBox(tr("Earlier runs"), this)), m_train(new QPushButton(this)), m_retrain(new QPushButton(this)), m_with(new QToolButton(this)), m_labels(new ElidedLabel(this)), m_rule(new ElidedLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    bar->setSpacing(theme::kGrid);
    bar->addWidget(m_labels, 1);
    bar->addWidget(m_heldOut);
    bar->addWidget(m_earlier);
    bar->addWidget(m_retrain);
    bar->addWidget(m_train);
    m_with->setDefaultAction(context.actions.action(QStringLiteral("findings.trainWith")));
    m_with->setAccessibleName(m_with->defaultAction()->text());
    bar->addWidget(m_with);
    auto *about = new QToolButton(this);
    about->setDefaultAction(context.actions.action(QStringLiteral("findings.aboutDetector")));
    about->setAccessibleName(about->defaultAction()->text());
    bar->addWidget(about);
    column->addLayout(bar);
    column->addWidget(m_table, 1);
    column->addWidget(m_rule);
    m_labels->setAccessibleName(tr("What is measured against"));
    m_rule->setAccessibleName(tr("Rule of the chosen detector"));
    m_rule->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    m_heldOut->setToolTip(tr("Leaves out what a model was trained or calibrated on."));
    m_earlier->setToolTip(tr("Shows all runs of each detector, not the newest alone."));
    QAction *train = context.actions.action(QStringLiteral("findings.train"));
    m_train->setText(train->text());
    m_train->setIcon(train->icon());
    connect(m_train, &QPushButton::clicked, train, &QAction::trigger);
    QAction *retrain = context.actions.action(QStringLiteral("findings.retrain"));
    m_retrain->setText(retrain->text());
    m_retrain->setIcon(retrain->icon());
    connect(m_retrain, &QPushButton::clicked, retrain, &QAction::trigger);
    const auto followRetrain = [this, retrain] {
        m_retrain->setEnabled(retrain->isEnabled());
        m_retrain->setToolTip(retrain->toolTip()); // says why not
    };
    connect(retrain, &QAction::changed, m_retrain, followRetrain);
    followRetrain();

    prepareTable(*m_table, tr("Detectors and their runs"));
    m_table->setModel(m_model);
    m_table->setMinimumHeight(m_table->horizontalHeader()->sizeHint().height() + m_table->verticalHeader()->defaultSectionSize() + m_table->horizontalScrollBar()->sizeHint().height());
    QHeaderView *header = m_table->horizontalHeader();
    const int digit = m_table->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    for (const auto &[section, digits] : {std::pair{DetectorModel::RunColumn, 20}, {DetectorModel::FoundColumn, 15}, {DetectorModel::PrecisionColumn, 11}, {DetectorModel::RecallColumn, 9},
                                          {DetectorModel::F1Column, 22}, {DetectorModel::FprColumn, 8}, {DetectorModel::AucColumn, 8}, {DetectorModel::ApColumn, 8}})
        m_table->setColumnWidth(section, digits * digit);
    header->setStretchLastSection(false);
    m_table->viewport()->installEventFilter(this);
    m_table->installEventFilter(this);
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint &position) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->setToolTipsVisible(true);
        for (const char *id : {"findings.train", "findings.trainWith", "findings.retrain", "findings.aboutDetector"})
            menu->addAction(m_context.actions.action(QLatin1String(id)));
        menu->popup(m_table->viewport()->mapToGlobal(position));
    });
    setFocusProxy(m_table);

    using workspace::Workspace;
    for (const auto signal : {&Workspace::projectChanged, &Workspace::labelsChanged, &Workspace::findingsChanged})
        connect(&context.workspace, signal, this, &DetectorPanel::markStale);
    connect(m_heldOut, &QCheckBox::toggled, this, &DetectorPanel::read);
    connect(m_earlier, &QCheckBox::toggled, this, &DetectorPanel::read);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        updateLook();
        if (const DetectorTable::Row *row = chosen())
            Q_EMIT detectorChosen(row->info.name);
    });
    updateLook();
}

void DetectorPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        read();
}

// The name takes what the numbers leave, but stays readable: then the numbers scroll.
void DetectorPanel::fitColumns()
{
    int numbers = 0;
    for (int section = DetectorModel::DetectorColumn + 1; section < DetectorModel::ColumnCount; ++section)
        numbers += m_table->columnWidth(section);
    const int least = 20 * m_table->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_table->setColumnWidth(DetectorModel::DetectorColumn, std::max(least, m_table->viewport()->width() - numbers));
}

bool DetectorPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        fitColumns();
    // F1 on a detector is about that detector; elsewhere it opens the guide.
    if (watched == m_table && (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride)) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_F1 && key->modifiers() == Qt::NoModifier) {
            if (event->type() == QEvent::KeyPress)
                showHelp();
            event->accept();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void DetectorPanel::markStale()
{
    m_stale = true;
    if (isVisible())
        read();
}

void DetectorPanel::read()
{
    const auto project = m_context.workspace.data().project;
    m_stale = false;
    if (!project) {
        m_model->setTable(nullptr);
        updateLook();
        return;
    }
    using Table = std::shared_ptr<const DetectorTable>;
    m_context.workspace.jobs().start<Table>(
        {.key = "findings.detectors", .title = Message(CAUSEWAY_TEXT("Measure the detectors")), .quiet = true},
        [project, heldOut = m_heldOut->isChecked(), earlier = m_earlier->isChecked()](const Job &job) { return DetectorModel::read(*project, heldOut, earlier, job); }, this,
        [this](Table table) {
            const DetectorTable::Row *before = chosen();
            const std::string name = before == nullptr ? std::string() : before->info.name;
            const RunId run = before != nullptr && before->run ? before->run->id : RunId{};
            m_model->setTable(std::move(table));
            int row = m_model->rowCount() > 0 ? 0 : -1;
            bool sameRun = false;
            for (int i = m_model->rowCount() - 1; i >= 0; --i) {
                const DetectorTable::Row &one = m_model->row(i);
                if (one.info.name == name && !sameRun) {
                    row = i;
                    sameRun = m_earlier->isChecked() && one.run && one.run->id == run;
                }
            }
            if (row >= 0)
                m_table->setCurrentIndex(m_model->index(row, DetectorModel::DetectorColumn));
            updateLook();
        });
}

const DetectorTable::Row *DetectorPanel::chosen() const
{
    const QModelIndex index = m_table->currentIndex();
    return index.isValid() && index.row() < m_model->rowCount() ? &m_model->row(index.row()) : nullptr;
}

std::string DetectorPanel::chosenDetector() const { return chosen() == nullptr ? std::string() : chosen()->info.name; }

void DetectorPanel::updateLook()
{
    const DetectorTable::Row *row = chosen();
    const auto n = [](std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); };
    const storage::LabelCounts &labels = m_context.workspace.data().labels;
    const bool measured = m_model->table() != nullptr && m_model->table()->labels > 0;
    m_labels->setText(measured ? text::labelCounts(labels.normal, labels.anomalous, labels.unsure) : tr("Label some findings first (key 1: normal, key 2: anomalous): then precision and recall are measured."));
    m_labels->setDetails(measured ? tr("Detectors are measured against what is labelled normal or anomalous; what is unsure counts neither way.") : QString());
    m_train->setEnabled(row != nullptr);
    m_context.actions.setEnabled(QStringLiteral("findings.trainWith"), row != nullptr, tr("no detector is chosen in the table"));
    m_train->setToolTip(row == nullptr ? tr("Choose a detector first.") : m_context.actions.action(QStringLiteral("findings.train"))->toolTip());
    QString rule;
    if (row != nullptr && row->model) {
        rule = row->model->report.rule.empty() ? tr("Anomalous where the score exceeds %1.").arg(text::number(row->model->report.threshold, 4)) : text::render(row->model->report.rule);
        if (!rule.endsWith(QLatin1Char('.')))
            rule += QLatin1Char('.');
        const detect::TrainReport &report = row->model->report;
        rule += QLatin1Char(' ') + (report.sessions > 0 ? tr("Learned from %1 sessions, %2 labels.") : tr("Learned from %1 windows, %2 labels."))
                                       .arg(n(report.sessions > 0 ? report.sessions : report.windows), n(row->model->labels));
    } else if (row != nullptr)
        rule = text::fromBytes(row->info.fidelity);
    m_rule->setText(rule);
    m_rule->setDetails(row == nullptr ? QString() : tr("After: %1").arg(text::fromBytes(row->info.paper)));
    m_rule->setVisible(!rule.isEmpty());
}

void DetectorPanel::showHelp()
{
    const DetectorTable::Row *row = chosen();
    auto *dialog = new HelpDialog(window(), row == nullptr ? QStringLiteral("detectors") : HelpDialog::detectorPage(row->info.name));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void DetectorPanel::trainAndRun()
{
    if (const DetectorTable::Row *row = chosen())
        trainAndRun(row->info.name);
}

void DetectorPanel::askForSettings()
{
    const DetectorTable::Row *row = chosen();
    if (row == nullptr)
        return;
    auto *dialog = new TrainDialog(row->info, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, name = row->info.name] { train(name, dialog->settings(), false); });
    dialog->open();
}

void DetectorPanel::trainAndRun(const std::string &detector, bool goOn) { train(detector, {}, goOn); }

void DetectorPanel::train(const std::string &detector, detect::TrainSettings settings, bool goOn)
{
    const auto project = m_context.workspace.data().project;
    if (!project)
        return;
    settings.threads = 0;
    settings.onEpoch = m_training.begin(detector);
    const auto kept = std::make_shared<std::atomic<std::int64_t>>(0); // the model, once it is stored
    m_context.workspace.jobs().start<storage::RunInfo>(
        {.key = "findings.train " + detector, .title = Message(CAUSEWAY_TEXT("Train and run “%1”"), detector)},
        [project, name = detector, goOn, kept, settings = std::move(settings)](const Job &job) -> Result<storage::RunInfo> {
            engine::TrainDetectorRequest train;
            train.detector = name;
            if (goOn)
                train.from = name;
            train.settings = settings;
            CAUSEWAY_ASSIGN(const engine::TrainDetectorResponse trained, engine::trainDetector(*project, train, job));
            kept->store(trained.model.id.value);
            CAUSEWAY_ASSIGN(engine::RunDetectorResponse ran, engine::runDetector(*project, {std::to_string(trained.model.id.value), 0}, job));
            return std::move(ran.run);
        },
        this, [this, project, detector](const storage::RunInfo &run) {
            m_training.end(detector);
            if (project != m_context.workspace.data().project)
                return;
            m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("“%1” found %2 of %3 subjects anomalous."), run.detector, run.anomalous, run.scored));
            m_context.workspace.refresh(); // findingsChanged follows
        },
        [this, detector, kept](const Error &error) {
            m_training.end(detector);
            if (error.code != ErrorCode::Cancelled)
                return m_context.workspace.reportError(error);
            if (kept->load() == 0)
                return m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("Training “%1” was cancelled; nothing was kept."), detector));
            m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("The run of “%1” was cancelled; what it learned is kept as model %2."), detector, kept->load()));
            m_context.workspace.refresh();
        });
}

} // namespace causeway::views
