#include "views/findings/curves_panel.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QTabBar>

#include <algorithm>
#include <cmath>

#include "app/engine/list_models.h"
#include "app/engine/run_detector.h"
#include "app/workspace/workspace.h"
#include "views/charts/curve_chart.h"
#include "views/findings/score_chart.h"
#include "views/findings/training_watch.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/models/version_model.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr std::size_t kDrawn = 400; // points of a curve

QString count(std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); }

double ratio(std::uint64_t part, std::uint64_t whole) { return whole == 0 ? std::nan("") : static_cast<double>(part) / static_cast<double>(whole); }

// Few enough points to draw: the first, the last and those where something changes by more than can be seen.
void thin(QList<QPointF> &points)
{
    if (points.size() < static_cast<qsizetype>(kDrawn))
        return;
    QList<QPointF> out{points.front()};
    for (qsizetype i = 1; i + 1 < points.size(); ++i)
        if (std::abs(points[i].x() - out.back().x()) + std::abs(points[i].y() - out.back().y()) > 1.0 / static_cast<double>(kDrawn))
            out.push_back(points[i]);
    out.push_back(points.back());
    points = out;
}

QList<QPointF> rocOf(const engine::ScoreCurve &curve)
{
    QList<QPointF> out{QPointF(0, 0)};
    for (const auto &step : curve.steps)
        out.push_back({ratio(step.normal, curve.normal), ratio(step.anomalous, curve.anomalous)});
    out.push_back({1, 1});
    thin(out);
    return out;
}

QList<QPointF> precisionOf(const engine::ScoreCurve &curve)
{
    QList<QPointF> out;
    for (const auto &step : curve.steps)
        if (step.anomalous + step.normal > 0)
            out.push_back({ratio(step.anomalous, curve.anomalous), ratio(step.anomalous, step.anomalous + step.normal)});
    thin(out);
    return out;
}

} // namespace

CurvesPanel::CurvesPanel(ViewContext context, TrainingWatch &training, QWidget *parent)
    : QWidget(parent), m_context(context), m_training(training), m_detector(new QComboBox(this)), m_detectorName(new QLabel(this)), m_tabs(new QTabBar(this)), m_stack(new QStackedLayout),
      m_thresholdPage(new QWidget(this)), m_trainingPage(new QWidget(this)), m_labelsPage(new QWidget(this)),
      m_empty(new EmptyState(QStringLiteral("findings"), tr("No scores yet"), tr("Run detectors first: then their curves are drawn here."), this, context.actions.action(QStringLiteral("findings.run")))),
      m_scores(new ScoreChart(this)), m_precision(new CurveChart(tr("Precision over recall"), tr("recall"), tr("precision"), this)),
      m_roc(new CurveChart(tr("ROC"), tr("false positives"), tr("recall"), this)), m_loss(new CurveChart(tr("Loss per epoch"), tr("epoch"), tr("loss"), this)),
      m_learning(new CurveChart(tr("F1 by labels learned from"), tr("labels"), tr("F1"), this)),
      m_threshold(new QDoubleSpinBox(this)), m_counts(new ElidedLabel(this)), m_lossText(new ElidedLabel(this)), m_learningText(new ElidedLabel(this)), m_use(new QPushButton(tr("Use this threshold"), this)),
      m_back(new QPushButton(tr("Back to the learned one"), this)), m_goOn(new QPushButton(theme::icon(QStringLiteral("play")), tr("Train on"), this)),
      m_stop(new QPushButton(theme::icon(QStringLiteral("stop")), tr("Stop and keep the best"), this)),
      m_measure(new QPushButton(tr("Measure what labels bring"), this)), m_learner(new QComboBox(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    bar->setSpacing(theme::kGrid);
    m_detectorName->setText(tr("&Detector"));
    m_detectorName->setBuddy(m_detector);
    bar->addWidget(m_detectorName);
    bar->addWidget(m_detector);
    m_tabs->addTab(tr("Threshold"));
    m_tabs->addTab(tr("Training"));
    m_tabs->addTab(tr("Labels"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    bar->addWidget(m_tabs);
    bar->addStretch(1);
    column->addLayout(bar);
    column->addLayout(m_stack, 1);
    m_detector->setObjectName(QStringLiteral("findings.curves.detector"));
    m_detector->setSizeAdjustPolicy(QComboBox::AdjustToContents);

    auto *page = new QVBoxLayout(m_thresholdPage);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    auto *charts = new QSplitter(Qt::Horizontal, m_thresholdPage);
    charts->setChildrenCollapsible(false);
    charts->addWidget(m_scores);
    charts->addWidget(m_precision);
    charts->addWidget(m_roc);
    charts->setStretchFactor(0, 3);
    charts->setStretchFactor(1, 2);
    charts->setStretchFactor(2, 2);
    page->addWidget(charts, 1);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    foot->setSpacing(theme::kGrid);
    foot->addWidget(m_threshold);
    foot->addWidget(m_counts, 1);
    foot->addWidget(m_back);
    foot->addWidget(m_use);
    page->addLayout(foot);
    m_threshold->setAccessibleName(tr("Threshold"));
    m_threshold->setDecimals(4);
    m_threshold->setRange(-1e12, 1e12);
    m_threshold->setKeyboardTracking(false);
    m_threshold->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_threshold->setToolTip(tr("What scores above it is anomalous."));
    m_counts->setAccessibleName(tr("What this threshold gives"));
    m_use->setToolTip(tr("Runs the model with this threshold, now and from now on."));
    m_back->setToolTip(tr("Runs the model with the threshold that it learned."));
    m_precision->setShares(true);
    m_roc->setShares(true);
    m_learning->setRatios(true);
    m_learning->setLegend(true);
    m_loss->setLegend(true);

    auto *trainingColumn = new QVBoxLayout(m_trainingPage);
    trainingColumn->setContentsMargins(0, 0, 0, 0);
    trainingColumn->setSpacing(0);
    trainingColumn->addWidget(m_loss, 1);
    auto *trainingFoot = new QHBoxLayout;
    trainingFoot->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    trainingFoot->addWidget(m_lossText, 1);
    trainingFoot->addWidget(m_goOn);
    trainingFoot->addWidget(m_stop);
    trainingColumn->addLayout(trainingFoot);
    m_lossText->setAccessibleName(tr("How the training went"));
    m_goOn->setToolTip(tr("Trains on from these weights, as another version: after a stop, or when lines were added."));
    connect(m_goOn, &QPushButton::clicked, this, [this] {
        if (const storage::ModelInfo *known = model())
            Q_EMIT goOnAsked(known->detector);
    });
    m_stop->setToolTip(tr("Ends the training after this epoch; the weights with the least loss on what was held out are kept."));
    auto *labelsColumn = new QVBoxLayout(m_labelsPage);
    labelsColumn->setContentsMargins(0, 0, 0, 0);
    labelsColumn->setSpacing(0);
    labelsColumn->addWidget(m_learning, 1);
    auto *labelsFoot = new QHBoxLayout;
    labelsFoot->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    labelsFoot->setSpacing(theme::kGrid);
    labelsFoot->addWidget(m_learningText, 1);
    labelsFoot->addWidget(m_learner);
    labelsFoot->addWidget(m_measure);
    labelsColumn->addLayout(labelsFoot);
    m_learner->setAccessibleName(tr("Detector that learns from labels"));
    for (const detect::DetectorInfo &info : engine::listDetectors())
        if (info.kind == detect::DetectorKind::Supervised)
            m_learner->addItem(detectorTitle(info.name), QString::fromStdString(info.name));
    connect(m_measure, &QPushButton::clicked, this, &CurvesPanel::measureLabels);
    for (QWidget *one : std::initializer_list<QWidget *>{m_empty, m_thresholdPage, m_trainingPage, m_labelsPage})
        m_stack->addWidget(one);
    m_empty->setMinimumHeight(72); // a small screen is not for what an empty panel would say

    connect(m_detector, &QComboBox::activated, this, [this] {
        m_wanted = m_detector->currentData().toString().toStdString();
        showChosen();
    });
    connect(m_tabs, &QTabBar::currentChanged, this, [this] { showChosen(); });
    connect(m_scores, &ScoreChart::thresholdMoved, this, [this] { updateCounts(); });
    connect(m_threshold, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        m_scores->setThreshold(value);
        updateCounts();
    });
    connect(m_use, &QPushButton::clicked, this, &CurvesPanel::useThreshold);
    connect(m_back, &QPushButton::clicked, this, &CurvesPanel::learnedThreshold);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_training.stop();
        m_stop->setEnabled(false);
    });
    connect(&training, &TrainingWatch::changed, this, [this] {
        if (m_training.isRunning() && m_training.curve().loss.empty()) { // one begins: it is what people look at
            m_wanted = m_training.curve().detector;
            m_stop->setEnabled(true);
            listDetectors();
        }
        if (!m_training.isRunning())
            listDetectors(); // one that was cancelled has nothing to show
        if (m_training.isRunning() && m_training.curve().loss.size() == 1)
            m_tabs->setCurrentIndex(1);
        showChosen();
    });
    using workspace::Workspace;
    connect(&context.workspace, &Workspace::projectChanged, this, [this] { m_curveOfLabels.reset(); });
    for (const auto signal : {&Workspace::projectChanged, &Workspace::labelsChanged, &Workspace::findingsChanged})
        connect(&context.workspace, signal, this, &CurvesPanel::markStale);
    listDetectors();
    showChosen();
}

void CurvesPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        read();
}

void CurvesPanel::markStale()
{
    m_stale = true;
    if (isVisible())
        read();
}

void CurvesPanel::read()
{
    m_stale = false;
    const auto project = m_context.workspace.data().project;
    if (!project)
        return show(nullptr);
    using Shared = std::shared_ptr<const Content>;
    m_context.workspace.jobs().start<Shared>(
        {.key = "findings.curves", .title = Message(CAUSEWAY_TEXT("Draw the curves of the detectors")), .quiet = true},
        [project](const Job &job) -> Result<Shared> {
            auto out = std::make_shared<Content>();
            // What a model learned from says little about it.
            CAUSEWAY_ASSIGN(out->curves, engine::scoreCurves(*project, true, job));
            for (const engine::ScoreCurve &curve : out->curves) {
                CAUSEWAY_ASSIGN(storage::ModelInfo model, storage::ModelStore(*project).get(curve.run.model));
                out->models.push_back(std::move(model));
            }
            return Shared(std::move(out));
        },
        this, [this](Shared content) { show(std::move(content)); });
}

void CurvesPanel::show(std::shared_ptr<const Content> content)
{
    m_content = std::move(content);
    m_shown = nullptr;
    listDetectors();
    showChosen();
}

// What has scores, and what is trained now, though it may have none yet.
void CurvesPanel::listDetectors()
{
    std::vector<std::string> names;
    if (m_content != nullptr)
        for (const engine::ScoreCurve &curve : m_content->curves)
            names.push_back(curve.run.detector);
    if (m_training.isRunning() && std::find(names.begin(), names.end(), m_training.curve().detector) == names.end())
        names.push_back(m_training.curve().detector);
    m_detector->clear();
    for (const std::string &name : names)
        m_detector->addItem(detectorTitle(name), QString::fromStdString(name));
    m_detector->setEnabled(!names.empty());
    m_detector->setToolTip(names.empty() ? tr("No detector has run yet.") : QString());
}

void CurvesPanel::choose(const std::string &detector)
{
    if (detector == m_wanted)
        return;
    m_wanted = detector;
    showChosen();
}

const engine::ScoreCurve *CurvesPanel::curve() const
{
    if (m_content == nullptr)
        return nullptr;
    const std::string name = m_detector->currentData().toString().toStdString();
    const auto found = std::find_if(m_content->curves.begin(), m_content->curves.end(), [&](const engine::ScoreCurve &curve) { return curve.run.detector == name; });
    return found == m_content->curves.end() ? nullptr : &*found;
}

const storage::ModelInfo *CurvesPanel::model() const { return curve() == nullptr ? nullptr : &m_content->models[static_cast<std::size_t>(curve() - m_content->curves.data())]; }

void CurvesPanel::showChosen()
{
    if (const int at = m_detector->findData(QString::fromStdString(m_wanted)); at >= 0)
        m_detector->setCurrentIndex(at);
    const bool training = m_tabs->currentIndex() == 1;
    const engine::ScoreCurve *chosen = curve();
    const bool labels = m_tabs->currentIndex() == 2;
    // What is measured there is the detector chosen beside the button below.
    m_detector->setVisible(!labels);
    m_detectorName->setVisible(!labels);
    if (labels)
        showLabels();
    m_stack->setCurrentWidget(labels ? m_labelsPage : training && (trained() || chosen != nullptr) ? m_trainingPage : chosen != nullptr ? m_thresholdPage : m_empty);
    if (training)
        showTraining();
    if (chosen == m_shown && chosen != nullptr)
        return; // the threshold that a person is trying stays
    m_shown = chosen;
    m_scores->setCurve(chosen == nullptr ? nullptr : std::shared_ptr<const engine::ScoreCurve>(m_content, chosen));
    QList<Curve> precision, roc;
    if (m_content != nullptr)
        for (const engine::ScoreCurve &one : m_content->curves) {
            if (one.anomalous == 0 || one.normal == 0)
                continue;
            const bool strong = &one == chosen;
            const QColor color = strong ? theme::color(theme::Tone::Accent) : theme::serviceColor(QString::fromStdString(one.run.detector));
            precision.push_back({detectorTitle(one.run.detector), color, strong, false, precisionOf(one)});
            roc.push_back({detectorTitle(one.run.detector), color, strong, false, rocOf(one)});
        }
    m_precision->setCurves(precision);
    m_roc->setCurves(roc);
    const bool measured = chosen != nullptr && chosen->anomalous > 0 && chosen->normal > 0;
    m_precision->setVisible(measured);
    m_roc->setVisible(measured);
    updateCounts();
}

bool CurvesPanel::trained() const { return m_training.isRunning() && m_detector->currentData().toString().toStdString() == m_training.curve().detector; }

void CurvesPanel::showTraining()
{
    const bool live = trained();
    const storage::ModelInfo *known = model();
    const std::vector<double> none, &loss = live ? m_training.curve().loss : known != nullptr ? known->report.loss : none;
    const std::vector<double> &heldOut = live ? m_training.curve().heldOut : known != nullptr ? known->report.heldOut : none;
    Curve learned{tr("on what is learned from"), theme::muted(), false, true, {}}, held{tr("on what is held out"), theme::color(theme::Tone::Accent), true, false, {}};
    std::size_t best = 0;
    for (std::size_t i = 0; i < loss.size(); ++i) {
        if (std::isfinite(loss[i]))
            learned.points.push_back({static_cast<double>(i + 1), loss[i]});
        if (i < heldOut.size() && std::isfinite(heldOut[i])) {
            held.points.push_back({static_cast<double>(i + 1), heldOut[i]});
            if (!std::isfinite(heldOut[best]) || heldOut[i] < heldOut[best])
                best = i;
        }
    }
    m_loss->setCurves({learned, held});
    m_loss->setMark(held.points.isEmpty() ? std::nullopt : std::optional(QPointF(static_cast<double>(best + 1), heldOut[best])));
    m_stop->setVisible(live);
    const detect::Detector *detector = known == nullptr ? nullptr : engine::findDetector(known->detector);
    m_goOn->setVisible(!live && detector != nullptr && detector->info().kind == detect::DetectorKind::Neural);
    m_goOn->setEnabled(!m_training.isRunning());
    if (live && loss.empty())
        m_lossText->setText(tr("%1: the first epoch runs …").arg(detectorTitle(m_training.curve().detector)));
    else if (loss.empty())
        m_lossText->setText(tr("Nothing is optimised epoch by epoch in this detector: it has no loss."));
    else if (held.points.isEmpty())
        m_lossText->setText(tr("%1 epochs; loss %2 at the end").arg(loss.size()).arg(text::number(loss.back(), 4)));
    else
        m_lossText->setText(tr("%1 epochs; least loss on what is held out (solid) %2, in epoch %3: its weights are kept. Dashed: on what is learned from").arg(loss.size()).arg(text::number(heldOut[best], 4)).arg(best + 1));
}

void CurvesPanel::showLabels()
{
    const auto project = m_context.workspace.data().project;
    const storage::LabelCounts &known = m_context.workspace.data().labels;
    const bool enough = known.normal >= engine::kFewestOfAVerdict && known.anomalous >= engine::kFewestOfAVerdict;
    m_measure->setEnabled(project != nullptr && enough);
    const QString tooFew = tr("It takes at least %1 labels of each verdict, and about ten sessions that differ: there are %2 normal and %3 anomalous.")
                               .arg(engine::kFewestOfAVerdict)
                               .arg(count(known.normal), count(known.anomalous));
    m_measure->setToolTip(text::toolTip(enough ? tr("Learns from few labels, from more and from all, five times each, and judges by those left out.") : tooFew));
    Curve mean{tr("mean of five"), theme::color(theme::Tone::Accent), true, false, {}}, low{tr("least of five"), theme::muted(), false, true, {}}, high{tr("largest of five"), theme::muted(), false, true, {}},
        next{tr("expected"), theme::color(theme::Tone::Accent), false, true, {}};
    if (!m_curveOfLabels) {
        m_learning->setCurves({});
        return m_learningText->setText(m_measure->isEnabled() ? tr("How good a detector is that learns from your labels, with few of them and with all, and what fifty more would bring.")
                                                              : tooFew);
    }
    for (const engine::LearningCurvePoint &point : m_curveOfLabels->points) {
        const auto x = static_cast<double>(point.labels);
        mean.points.push_back({x, point.f1});
        low.points.push_back({x, point.low});
        high.points.push_back({x, point.high});
    }
    const engine::LearningCurvePoint &last = m_curveOfLabels->points.back();
    QString said = tr("F1 %1 with %2 labels").arg(text::number(last.f1, 3), count(last.labels));
    if (m_curveOfLabels->expected) {
        next.points = {mean.points.back(), {static_cast<double>(last.labels + m_curveOfLabels->more), *m_curveOfLabels->expected}};
        said += QStringLiteral(" · ") + tr("%1 more: about %2").arg(count(m_curveOfLabels->more), text::number(*m_curveOfLabels->expected, 3));
    } else
        said += QStringLiteral(" · ") + tr("what more bring cannot be read off");
    m_learning->setCurves(next.points.isEmpty() ? QList<Curve>{low, high, mean} : QList<Curve>{low, high, next, mean});
    m_learningText->setText(said);
}

void CurvesPanel::measureLabels()
{
    const auto project = m_context.workspace.data().project;
    if (!project)
        return;
    engine::LearningCurveRequest request;
    request.detector = m_learner->currentData().toString().toStdString();
    m_context.workspace.jobs().start<engine::LearningCurveResponse>(
        {.key = "findings.learningCurve", .title = Message(CAUSEWAY_TEXT("Measure what labels bring to “%1”"), request.detector)},
        [project, request](const Job &job) { return engine::learningCurve(*project, request, job); }, this,
        [this, project](engine::LearningCurveResponse response) {
            if (project != m_context.workspace.data().project || response.points.empty())
                return;
            m_curveOfLabels = std::move(response);
            showLabels();
        },
        [this](const Error &error) {
            if (error.code != ErrorCode::Cancelled)
                m_learningText->setText(text::render(error)); // beside the button, where it was asked
        });
}

QString CurvesPanel::counts() const { return m_counts->text(); }

void CurvesPanel::updateCounts()
{
    const engine::ScoreCurve *chosen = curve();
    const double threshold = m_scores->threshold();
    {
        const QSignalBlocker quiet(m_threshold);
        m_threshold->setValue(threshold);
    }
    m_threshold->setEnabled(chosen != nullptr);
    m_use->setEnabled(chosen != nullptr && threshold != chosen->run.threshold);
    m_back->setVisible(model() != nullptr && model()->threshold.has_value());
    if (chosen == nullptr)
        return m_counts->setText({});
    const engine::ScoreCurve::Counts at = chosen->at(threshold);
    const detect::Confusion &c = at.labelled;
    QString said = (chosen->windows ? tr("flags %1 of %2 windows") : tr("flags %1 of %2 sessions")).arg(count(at.flagged), count(chosen->subjects));
    const auto share = [](double value) { return std::isfinite(value) ? text::percent(value) : QStringLiteral("–"); };
    if (chosen->anomalous + chosen->normal == 0)
        said += QStringLiteral(" · ") + tr("there is no label on what the model did not learn from, to measure it by");
    else {
        said += QStringLiteral(" · ") + tr("finds %1 of %2 anomalous").arg(count(c.tp), count(chosen->anomalous));
        said += QStringLiteral(" · ") + tr("%1 of %2 normal wrongly (%3)").arg(count(c.fp), count(chosen->normal), share(c.fpr()));
        said += QStringLiteral(" · ") + tr("precision %1 · F1 %2").arg(share(c.precision()), std::isfinite(c.f1()) ? text::number(c.f1(), 3) : QStringLiteral("–"));
    }
    m_counts->setText(said);
    const auto mark = [](double x, double y) { return std::isfinite(x) && std::isfinite(y) ? std::optional(QPointF(x, y)) : std::nullopt; };
    m_precision->setMark(mark(c.recall(), c.precision()));
    m_roc->setMark(mark(c.fpr(), c.recall()));
}

void CurvesPanel::useThreshold()
{
    if (curve() != nullptr)
        run(m_scores->threshold());
}

void CurvesPanel::learnedThreshold() { run(std::nullopt); }

void CurvesPanel::run(std::optional<double> threshold)
{
    const auto project = m_context.workspace.data().project;
    const engine::ScoreCurve *chosen = curve();
    if (!project || chosen == nullptr)
        return;
    m_context.workspace.jobs().start<storage::RunInfo>(
        {.key = "findings.threshold", .title = Message(CAUSEWAY_TEXT("Run “%1” with another threshold"), chosen->run.detector)},
        [project, model = chosen->run.model, threshold](const Job &job) -> Result<storage::RunInfo> {
            CAUSEWAY_ASSIGN(engine::RunDetectorResponse ran, engine::runDetector(*project, {std::to_string(model.value), 0, threshold, !threshold}, job));
            return std::move(ran.run);
        },
        this, [this, project](const storage::RunInfo &run) {
            if (project != m_context.workspace.data().project)
                return;
            m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("“%1” found %2 of %3 subjects anomalous."), run.detector, run.anomalous, run.scored));
            m_context.workspace.edited(); // the threshold can be undone; findingsChanged follows
        });
}

} // namespace causeway::views
