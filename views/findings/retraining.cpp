#include "views/findings/retraining.h"

#include "app/engine/correct_model.h"
#include "app/engine/list_models.h"
#include "app/engine/run_detector.h"
#include "app/workspace/undo_history.h"
#include "app/workspace/workspace.h"
#include "views/findings/training_watch.h"

namespace causeway::views {

Retraining::Retraining(ViewContext context, TrainingWatch &training, QObject *parent) : QObject(parent), m_context(context), m_training(training)
{
    using workspace::Workspace;
    Workspace &ws = context.workspace;
    connect(&ws, &Workspace::projectChanged, this, [this] {
        m_outcome.reset(); // what was under way went with the project
        m_versions.reset();
        m_takingBack.clear();
        m_follow = false;
        m_running = false;
        Q_EMIT runningChanged();
        Q_EMIT outcomeChanged();
        Q_EMIT versionsChanged();
        read();
    });
    for (const auto signal : {&Workspace::labelsChanged, &Workspace::findingsChanged})
        connect(&ws, signal, this, &Retraining::read);
    connect(&ws.undo(), &workspace::UndoHistory::applied, this, [this](const std::string &kind) {
        if (!kind.starts_with("model"))
            return;
        m_follow = true;
        read();
    });
    connect(&ws, &Workspace::editUndone, this, [this](storage::EditNumber edit) {
        if (m_takingBack.erase(edit) == 0)
            return;
        m_follow = true;
        read();
    });
}

void Retraining::read()
{
    const auto project = m_context.workspace.data().project;
    if (!project)
        return;
    using Table = std::shared_ptr<const VersionTable>;
    m_context.workspace.jobs().start<Table>({.key = "findings.models", .title = Message(CAUSEWAY_TEXT("Read the models")), .quiet = true},
                                            [project](const Job &job) { return VersionModel::read(*project, job); }, this, [this, project](Table table) {
                                                if (project == m_context.workspace.data().project)
                                                    takeVersions(std::move(table));
                                            });
}

void Retraining::takeVersions(std::shared_ptr<const VersionTable> versions)
{
    const auto before = std::exchange(m_versions, std::move(versions));
    const bool follow = std::exchange(m_follow, false);
    if (m_outcome != nullptr) {
        const storage::ModelInfo *model = m_versions->find(m_outcome->response.model.id);
        const bool active = model != nullptr && model->status == "active";
        if (active != (m_outcome->decision == RetrainOutcome::Decision::Promoted)) {
            m_outcome->decision = active ? RetrainOutcome::Decision::Promoted : RetrainOutcome::Decision::Open;
            Q_EMIT outcomeChanged();
        } else if (model != nullptr)
            m_outcome->response.model.status = model->status;
    }
    Q_EMIT versionsChanged();
    if (!follow || before == nullptr)
        return;
    // Undoing or redoing a threshold: what is found, and where the line stands, is by the one that is in force.
    for (const VersionTable::Row &row : m_versions->rows)
        if (const storage::ModelInfo *was = before->find(row.model.id); was != nullptr && was->threshold != row.model.threshold)
            run(row.model.id, row.model.detector);
    std::set<std::string> detectors;
    for (const VersionTable::Row &row : m_versions->rows)
        detectors.insert(row.model.detector);
    for (const std::string &detector : detectors) {
        const storage::ModelInfo *was = before->active(detector), *is = m_versions->active(detector);
        if ((was == nullptr ? ModelId{} : was->id) == (is == nullptr ? ModelId{} : is->id))
            continue;
        // Where none was active before a promotion, what it followed is what judged.
        const ModelId next = is != nullptr ? is->id : was->parent;
        if (next.value != 0)
            run(next, detector);
    }
}

QString Retraining::whyNot(const std::string &detector) const
{
    if (m_running)
        return tr("a candidate is being trained");
    if (detector.empty())
        return tr("no detector is chosen");
    const storage::LabelCounts &labels = m_context.workspace.data().labels;
    if (labels.normal + labels.anomalous == 0)
        return tr("nothing is labelled yet: press 1 (normal) or 2 (anomalous) on some findings");
    const detect::Detector *known = engine::findDetector(detector);
    if (known != nullptr && known->info().kind == detect::DetectorKind::Supervised && (labels.normal == 0 || labels.anomalous == 0))
        return labels.normal == 0 ? tr("this detector needs labels of both kinds, and none is normal") : tr("this detector needs labels of both kinds, and none is anomalous");
    return {};
}

void Retraining::start(const std::string &detector)
{
    const auto project = m_context.workspace.data().project;
    const detect::Detector *known = engine::findDetector(detector);
    if (!project || m_running || known == nullptr)
        return;
    m_running = true;
    Q_EMIT runningChanged();
    const storage::LabelCounts labels = m_context.workspace.data().labels;
    engine::RetrainRequest request;
    request.detector = detector;
    request.settings.threads = 0;
    request.evenUncompared = true;
    // A trial on a part of the labels comes first, and its progress is not that of the candidate.
    auto stage = std::make_shared<workspace::JobStage>();
    request.settings.onEpoch = [stage, detector, watched = m_training.begin(detector)](int epoch, double loss, double heldOut) {
        if (epoch <= 1)
            stage->set(Message(CAUSEWAY_TEXT("Retrain “%1”: the candidate learns from all labels"), detector));
        return watched(epoch, loss, heldOut);
    };
    m_context.workspace.jobs().start<engine::RetrainResponse>(
        {.key = "findings.retrain", .title = Message(CAUSEWAY_TEXT("Retrain “%1” from labels"), detector), .stage = stage}, [project, request](const Job &job) { return engine::retrain(*project, request, job); },
        this,
        [this, detector, labels, windows = known->info().subjects != "session"](engine::RetrainResponse response) {
            m_training.end(detector);
            m_running = false;
            m_outcome = std::make_unique<RetrainOutcome>();
            m_outcome->windows = windows;
            m_outcome->normal = labels.normal;
            m_outcome->anomalous = labels.anomalous;
            m_outcome->response = std::move(response);
            m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("Model %1 of “%2” is trained. It is a candidate until you promote it."), m_outcome->response.model.id.value, detector));
            Q_EMIT runningChanged();
            Q_EMIT outcomeChanged();
            Q_EMIT arrived();
            read();
        },
        [this, detector](const Error &error) {
            m_training.end(detector);
            m_running = false;
            Q_EMIT runningChanged();
            if (error.code != ErrorCode::Cancelled)
                m_context.workspace.reportError(error);
            read(); // what was stored before it ended
        });
}

void Retraining::compare(ModelId model)
{
    const auto project = m_context.workspace.data().project;
    if (!project)
        return;
    engine::CompareModelsRequest request;
    request.after = model;
    request.store = true;
    const storage::LabelCounts labels = m_context.workspace.data().labels;
    m_context.workspace.jobs().start<engine::CompareModelsResponse>(
        {.key = "findings.compare", .title = Message(CAUSEWAY_TEXT("Compare model %1"), model.value)}, [project, request](const Job &job) { return engine::compareModels(*project, request, job); },
        this, [this, labels](engine::CompareModelsResponse response) { takeComparison(std::move(response), labels); });
}

void Retraining::takeComparison(engine::CompareModelsResponse response, const storage::LabelCounts &labels)
{
    m_outcome = std::make_unique<RetrainOutcome>();
    m_outcome->retrained = false;
    m_outcome->normal = labels.normal;
    m_outcome->anomalous = labels.anomalous;
    m_outcome->response.model = response.after;
    m_outcome->response.comparison = std::move(response);
    if (m_outcome->response.model.status == "active")
        m_outcome->decision = RetrainOutcome::Decision::Promoted;
    Q_EMIT outcomeChanged();
    Q_EMIT arrived();
    read();
}

void Retraining::correct(const std::string &detector, const std::string &session)
{
    const auto project = m_context.workspace.data().project;
    if (!project || m_running)
        return;
    m_running = true;
    Q_EMIT runningChanged();
    struct Corrected {
        engine::CorrectModelResponse correction;
        std::optional<engine::CompareModelsResponse> comparison; // absent: no labels to compare on
    };
    m_context.workspace.jobs().start<Corrected>(
        {.key = "findings.retrain", .title = Message(CAUSEWAY_TEXT("“%1” learns that a session is normal"), detector)},
        [project, request = engine::CorrectModelRequest{detector, session}](const Job &job) -> Result<Corrected> {
            Corrected out;
            CAUSEWAY_ASSIGN(out.correction, engine::correctModel(*project, request, job));
            engine::CompareModelsRequest compare;
            compare.after = out.correction.model.id;
            compare.store = true;
            if (auto compared = engine::compareModels(*project, compare, job))
                out.comparison = std::move(*compared);
            return out;
        },
        this,
        [this, detector](Corrected corrected) {
            m_running = false;
            Q_EMIT runningChanged();
            const engine::CorrectModelResponse &correction = corrected.correction;
            m_context.workspace.reportNotice(correction.generalised
                                                 ? Message(CAUSEWAY_TEXT("Model %1 of “%2” learned the session: its score fell from %3 to %4. It is a candidate until you promote it."),
                                                           correction.model.id.value, detector, correction.scoreBefore, correction.scoreAfter)
                                                 : Message(CAUSEWAY_TEXT("Model %1 of “%2” remembers the session and nothing else, since learning from it made other labels worse. It is a candidate until you promote it."),
                                                           correction.model.id.value, detector));
            if (corrected.comparison)
                takeComparison(std::move(*corrected.comparison), m_context.workspace.data().labels);
            else
                read();
        },
        [this](const Error &error) {
            m_running = false;
            Q_EMIT runningChanged();
            if (error.code != ErrorCode::Cancelled)
                m_context.workspace.reportError(error);
            read();
        });
}

void Retraining::keep()
{
    if (m_outcome == nullptr || m_outcome->decision != RetrainOutcome::Decision::Open)
        return;
    m_outcome->decision = RetrainOutcome::Decision::Kept;
    Q_EMIT outcomeChanged();
}

void Retraining::promote(ModelId model)
{
    const auto project = m_context.workspace.data().project;
    if (!project)
        return;
    struct Promoted {
        storage::EditNumber edit = 0;
        std::string detector;
    };
    m_context.workspace.jobs().start<Promoted>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Promote model %1"), model.value), .quiet = true, .lane = workspace::JobOptions::Lane::Edits},
        [project, model](const Job &) -> Result<Promoted> {
            Promoted out;
            storage::ModelStore store(*project);
            CAUSEWAY_ASSIGN(const storage::ModelInfo info, store.get(model));
            out.detector = info.detector;
            CAUSEWAY_ASSIGN(out.edit, store.promote(model));
            return out;
        },
        this, [this, project, model](const Promoted &promoted) {
            if (project != m_context.workspace.data().project)
                return;
            m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("Model %1 of “%2” judges from now on."), model.value, promoted.detector), Message(CAUSEWAY_TEXT("Undo")),
                                             [this, edit = promoted.edit] { takeBack(edit); }, promoted.edit);
            m_context.workspace.edited(); // reads the models as well
            run(model, promoted.detector);
        });
}

void Retraining::takeBack(storage::EditNumber edit)
{
    m_takingBack.insert(edit);
    m_context.workspace.undoEdit(edit);
}

void Retraining::revert(ModelId model)
{
    const auto project = m_context.workspace.data().project;
    if (!project)
        return;
    m_context.workspace.jobs().start<storage::EditNumber>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Look up a promotion")), .quiet = true},
        [project, model](const Job &) -> Result<storage::EditNumber> {
            CAUSEWAY_ASSIGN(const storage::ModelInfo info, storage::ModelStore(*project).get(model));
            CAUSEWAY_ASSIGN(const auto edits, storage::EditLog(*project).recent(10'000));
            for (const storage::EditInfo &edit : edits)
                if (!edit.undone && edit.kind == "model.promote" && edit.subject == info.detector)
                    return edit.number; // the newest of the detector is the one that made it active
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("Model %1 cannot be reverted"), model.value), Message(CAUSEWAY_TEXT("its promotion is not in the list of edits")));
        },
        this, [this, project](storage::EditNumber edit) {
            if (project == m_context.workspace.data().project)
                takeBack(edit);
        });
}

void Retraining::run(ModelId model, const std::string &detector)
{
    const auto project = m_context.workspace.data().project;
    m_context.workspace.jobs().start<storage::RunInfo>(
        {.key = "findings.train " + detector, .title = Message(CAUSEWAY_TEXT("Run model %1 of “%2”"), model.value, detector)},
        [project, model](const Job &job) -> Result<storage::RunInfo> {
            CAUSEWAY_ASSIGN(engine::RunDetectorResponse ran, engine::runDetector(*project, {std::to_string(model.value), 0}, job));
            return std::move(ran.run);
        },
        this, [this, project](const storage::RunInfo &) {
            if (project == m_context.workspace.data().project)
                m_context.workspace.refresh(); // findingsChanged follows
        });
}

} // namespace causeway::views
