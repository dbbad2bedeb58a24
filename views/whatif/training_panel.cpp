#include "views/whatif/training_panel.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTimer>

#include <algorithm>

#include "analysis/allocate/explore/trial.h"
#include "app/engine/compare_policies.h"
#include "app/engine/train_policy.h"
#include "app/workspace/workspace.h"
#include "views/text/text.h"

namespace causeway::views {

using engine::TrainingBaselines;
using engine::TrainingCurve;
using engine::TrainingCurves;

namespace {

constexpr int kPollMs = 500;

struct Read {
    TrainingCurves curves;
    std::optional<TrainingBaselines> baselines;
};

QString settingsTip()
{
    QStringList lines{TrainingPanel::tr("Settings of the training that are other than usual, as “budget=14,windows=500”:")};
    for (const allocate::Setting &setting : allocate::trainingSettings())
        lines << QStringLiteral("%1 (%2): %3").arg(QString::fromUtf8(setting.name.data(), static_cast<qsizetype>(setting.name.size())), text::number(setting.usual, 4), QString::fromUtf8(setting.what.data(), static_cast<qsizetype>(setting.what.size())));
    return lines.join(QLatin1Char('\n'));
}

} // namespace

TrainingPanel::TrainingPanel(WhatIfDesk &desk, QWidget *parent)
    : PlotPage(desk, QStringLiteral("training"), tr("Training"), tr("Here you will see how policies that learn get better, round by round, beside those that do not, and what none can do better."), parent), m_method(new QComboBox(this)), m_rounds(new QSpinBox(this)),
      m_seeds(new QSpinBox(this)), m_settings(new QLineEdit(this)), m_goOn(new QPushButton(tr("Go on"), this)), m_poll(new QTimer(this))
{
    setRunText(tr("Train"), tr("Train more"));
    m_method->addItem(tr("MIRAS: on a model that it learns"), QStringLiteral("miras"));
    m_method->addItem(tr("Model-free: on the system itself"), QStringLiteral("model_free"));
    m_method->addItem(tr("Reference problem with a known optimum"), QStringLiteral("reference"));
    m_method->setItemData(2, text::toolTip(tr("Two services one behind the other that share 4 servers: small enough to be solved exactly. It says how near to the optimum the learner comes.")), Qt::ToolTipRole);
    m_method->setAccessibleName(tr("What is trained"));
    m_rounds->setRange(1, 10'000);
    m_rounds->setValue(12);
    m_rounds->setSuffix(tr(" rounds"));
    m_rounds->setAccessibleName(tr("Rounds in all"));
    m_seeds->setRange(1, 100);
    m_seeds->setPrefix(tr("seeds: "));
    m_seeds->setAccessibleName(tr("Seeds, one training each"));
    m_settings->setPlaceholderText(tr("settings"));
    m_settings->setAccessibleName(tr("Settings"));
    m_settings->setToolTip(text::toolTip(settingsTip()));
    m_settings->setClearButtonEnabled(true);
    m_settings->setFixedWidth(170);
    for (QWidget *widget : {static_cast<QWidget *>(m_method), static_cast<QWidget *>(m_rounds), static_cast<QWidget *>(m_seeds), static_cast<QWidget *>(m_settings), static_cast<QWidget *>(m_goOn)})
        addControl(widget);
    m_poll->setInterval(kPollMs);
    connect(m_poll, &QTimer::timeout, this, [this] {
        if (m_parts != nullptr && m_parts->take() != nullptr)
            read();
        if (auto part = m_referenceParts != nullptr ? m_referenceParts->take() : nullptr) {
            m_reference = std::move(part);
            draw();
        }
    });
    connect(m_goOn, &QPushButton::clicked, this, &TrainingPanel::goOn);
    connect(m_method, &QComboBox::activated, this, &TrainingPanel::draw);
    connect(m_rounds, &QSpinBox::valueChanged, this, &TrainingPanel::follow);
    connect(m_settings, &QLineEdit::textChanged, this, &TrainingPanel::follow);
    for (const auto signal : {&WhatIfDesk::chosenChanged, &WhatIfDesk::scenarioChanged})
        connect(&desk, signal, this, [this] {
            if (m_of != m_desk.scenario() && isVisible())
                read();
            else if (m_training)
                draw(); // whose it is
        });
    follow();
}

void TrainingPanel::showEvent(QShowEvent *event)
{
    PlotPage::showEvent(event);
    if (m_of != m_desk.scenario())
        read();
}

// What the project keeps; nothing is computed.
void TrainingPanel::read()
{
    const auto project = m_desk.context().workspace.data().project;
    const ScenarioData scenario = m_desk.scenario();
    if (project == nullptr || scenario == nullptr) {
        m_of = nullptr;
        m_curves = {};
        m_baselines.reset();
        return draw();
    }
    m_desk.context().workspace.jobs().start<Read>(
        {.key = "whatif.trainings", .title = Message(CAUSEWAY_TEXT("Read the trainings")), .quiet = true},
        [project, scenario](const Job &) -> Result<Read> {
            Read out;
            CAUSEWAY_ASSIGN(out.curves, engine::trainingCurves(*project, *scenario));
            if (!out.curves.curves.empty()) {
                const TrainingCurve &newest = out.curves.curves.front();
                CAUSEWAY_ASSIGN(out.baselines, engine::keptBaselines(*project, *scenario, newest.seed, newest.settings));
            }
            return out;
        },
        this,
        [this, scenario](Read all) {
            m_of = scenario;
            m_curves = std::move(all.curves);
            m_baselines = std::move(all.baselines);
            draw();
        });
}

std::optional<std::map<std::string, double>> TrainingPanel::chosenSettings(bool tell) const
{
    const QString text = m_settings->text().remove(QLatin1Char(' '));
    auto named = engine::parseSettings(text.isEmpty() ? std::string("training") : "training:" + text.toStdString());
    if (named)
        return std::move(named->settings);
    if (tell)
        m_desk.context().workspace.reportError(named.error());
    return std::nullopt;
}

std::vector<TrainingPanel::Task> TrainingPanel::unfinished() const
{
    std::vector<Task> out;
    const auto settings = chosenSettings(false);
    for (const TrainingCurve &curve : m_curves.curves)
        if (settings && curve.method == m_method->currentData().toString().toStdString() && curve.settings == *settings && curve.rounds.size() < static_cast<std::size_t>(m_rounds->value()))
            out.push_back({curve.seed, curve.id});
    std::ranges::reverse(out); // in the order in which they were begun
    return out;
}

bool TrainingPanel::isReference() const { return m_method->currentData().toString() == QLatin1String("reference"); }

void TrainingPanel::learnReference()
{
    m_training = true;
    m_referenceParts = std::make_shared<Parts<engine::ReferenceProblem>>();
    m_poll->start();
    setRunning(true, false);
    follow();
    const auto ended = [this] {
        m_training = false;
        m_poll->stop();
        setRunning(false);
        draw();
    };
    using Shared = std::shared_ptr<const engine::ReferenceProblem>;
    m_desk.context().workspace.jobs().start<Shared>(
        {.key = "whatif.train", .title = Message(CAUSEWAY_TEXT("Learn the reference problem"))},
        [rounds = static_cast<unsigned>(m_rounds->value()), seeds = static_cast<unsigned>(m_seeds->value()), parts = m_referenceParts](const Job &job) -> Result<Shared> {
            CAUSEWAY_ASSIGN(engine::ReferenceProblem problem, engine::learnReference(rounds, seeds, job, [&](const engine::ReferenceProblem &part) { parts->put(part); }));
            return Shared(std::make_shared<const engine::ReferenceProblem>(std::move(problem)));
        },
        this,
        [this, ended](Shared problem) {
            m_reference = std::move(problem);
            ended();
        },
        [this, ended](const Error &error) {
            if (error.code != ErrorCode::Cancelled)
                m_desk.context().workspace.reportError(error);
            ended();
        });
}

void TrainingPanel::run()
{
    if (isReference())
        return learnReference();
    // Further seeds where there are some already.
    std::uint64_t seed = 1;
    const auto settings = chosenSettings(true);
    if (!settings)
        return;
    for (const TrainingCurve &curve : m_curves.curves)
        if (curve.method == m_method->currentData().toString().toStdString() && curve.settings == *settings)
            seed = std::max(seed, curve.seed + 1);
    std::vector<Task> tasks;
    for (int i = 0; i < m_seeds->value(); ++i)
        tasks.push_back({seed + static_cast<std::uint64_t>(i), 0});
    start(std::move(tasks));
}

void TrainingPanel::goOn() { start(unfinished()); }

void TrainingPanel::start(std::vector<Task> tasks)
{
    const auto project = m_desk.context().workspace.data().project;
    const ScenarioData scenario = m_desk.scenario();
    const auto settings = chosenSettings(true);
    if (project == nullptr || scenario == nullptr || tasks.empty() || !settings)
        return;
    m_training = true;
    m_parts = std::make_shared<Parts<int>>();
    m_poll->start();
    setRunning(true);
    follow();
    engine::TrainPolicyRequest request;
    request.scenario = scenario;
    request.project = project;
    request.method = m_method->currentData().toString().toStdString();
    request.settings = *settings;
    request.rounds = static_cast<unsigned>(m_rounds->value());
    request.onRound = [parts = m_parts](const allocate::TrainingRound &round) { parts->put(static_cast<int>(round.round)); };
    const auto ended = [this] {
        m_training = false;
        m_poll->stop();
        setRunning(false);
        follow();
        read();
    };
    m_desk.context().workspace.jobs().start<int>(
        {.key = "whatif.train", .title = Message(CAUSEWAY_TEXT("Train %1 on “%2”"), request.method, m_desk.nameOf(m_desk.chosen()).toStdString())},
        [project, scenario, request, tasks = std::move(tasks)](const Job &job) -> Result<int> {
            const auto all = static_cast<double>(tasks.size()) + 0.1;
            // What it is held against first: it is there when the first round is.
            CAUSEWAY_TRY(engine::trainingBaselines(*project, *scenario, tasks.back().seed, request.settings, allocate::partOf(job, 0, 0.1, all)));
            for (std::size_t i = 0; i < tasks.size(); ++i) {
                engine::TrainPolicyRequest one = request;
                one.seed = tasks[i].seed;
                one.id = tasks[i].id;
                one.resume = one.id != 0;
                CAUSEWAY_TRY(engine::trainPolicy(one, allocate::partOf(job, 0.1 + static_cast<double>(i), 1, all)));
            }
            return static_cast<int>(tasks.size());
        },
        this, [ended](int) { ended(); },
        [this, ended](const Error &error) {
            if (error.code != ErrorCode::Cancelled)
                m_desk.context().workspace.reportError(error);
            ended();
        });
}

void TrainingPanel::stop()
{
    if (m_training)
        m_desk.context().workspace.jobs().cancelKey("whatif.train");
    m_training = false;
    m_poll->stop();
    setRunning(false);
    follow();
    read();
}

void TrainingPanel::draw()
{
    follow();
    if (isReference()) {
        if (m_reference == nullptr)
            return showNothing(tr("Two services one behind the other share 4 servers. The problem is small enough to be solved exactly, so that the optimum is known: train on it to see how near to it the learner comes."));
        return present(referencePlot(*m_reference), referenceLine(*m_reference));
    }
    if (m_of == nullptr || m_curves.curves.empty()) {
        const QString others = m_curves.others == 0 ? QString() : m_curves.others == 1 ? tr("the project keeps one training of another scenario") : tr("the project keeps %1 trainings of other scenarios").arg(m_curves.others);
        if (runningOf() != 0 && runningOf() != m_desk.chosen())
            return showNothing(tr("“%1” is being trained, and nothing was trained on this scenario: choose that one to see its curve, or stop it to train this one.").arg(m_desk.nameOf(runningOf())));
        return showNothing(others.isEmpty() ? QString() : tr("Nothing was trained on this scenario; %1.").arg(others));
    }
    const TrainingBaselines *baselines = m_baselines ? &*m_baselines : nullptr;
    present(trainingPlot(m_curves, baselines), trainingLine(m_curves, baselines));
}

void TrainingPanel::follow()
{
    const std::size_t open = unfinished().size();
    m_goOn->setEnabled(!m_training && open > 0);
    m_settings->setVisible(!isReference());
    m_goOn->setVisible(!isReference());
    m_goOn->setToolTip(text::toolTip(m_training ? tr("It is being trained.") : open == 1 ? tr("One training with these settings goes on until it has so many rounds.") : open > 0 ? tr("%1 trainings with these settings go on until they have so many rounds.").arg(open) : tr("No training with these settings has fewer rounds than that.")));
    for (QWidget *widget : {static_cast<QWidget *>(m_method), static_cast<QWidget *>(m_rounds), static_cast<QWidget *>(m_seeds), static_cast<QWidget *>(m_settings)})
        widget->setEnabled(!m_training);
}

} // namespace causeway::views
