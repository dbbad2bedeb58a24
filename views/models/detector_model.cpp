#include "views/models/detector_model.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "app/engine/list_models.h"
#include "views/models/version_model.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

// 0/0 has no value: nothing of that kind is labelled, or nothing was flagged.
QString measure(double value) { return std::isfinite(value) ? text::number(value, 3) : QStringLiteral("–"); }

QString share(double value) { return std::isfinite(value) ? text::percent(value) : QStringLiteral("–"); }

QString f1Text(const detect::Quality &quality)
{
    const double f1 = quality.confusion.f1();
    if (!std::isfinite(f1))
        return QStringLiteral("–");
    return DetectorModel::tr("%1 (%2 – %3)").arg(measure(f1), measure(quality.f1Interval.low), measure(quality.f1Interval.high));
}

constexpr std::uint64_t kFewestLabels = 5; // of a verdict: below, a single label moves a share by more than a fifth

bool isMeasured(const engine::RunQuality &quality)
{
    const detect::Confusion &all = quality.evaluation.all.confusion;
    return all.tp + all.fn >= kFewestLabels && all.fp + all.tn >= kFewestLabels;
}

QString qualityTip(const engine::RunQuality &quality)
{
    const detect::Confusion &all = quality.evaluation.all.confusion;
    const auto n = [](std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); };
    QString tip = DetectorModel::tr("Measured on %1 labelled subjects: %2 found rightly, %3 wrongly, %4 missed, %5 rightly left alone")
                      .arg(n(quality.subjects), n(all.tp), n(all.fp), n(all.fn), n(all.tn));
    if (!isMeasured(quality))
        tip += QLatin1Char('\n') + DetectorModel::tr("Too few labels to measure with: at least %1 normal and %1 anomalous ones are needed").arg(n(kFewestLabels));
    if (quality.leftOut > 0)
        tip += QLatin1Char('\n') + DetectorModel::tr("%1 left out: the model was trained with them").arg(n(quality.leftOut));
    const detect::Quality &unique = quality.evaluation.unique;
    if (std::isfinite(unique.confusion.f1()))
        tip += QLatin1Char('\n') + DetectorModel::tr("F1 with equal sessions counted once: %1").arg(f1Text(unique));
    return tip;
}

} // namespace

Result<std::shared_ptr<const DetectorTable>> DetectorModel::read(storage::Project &project, bool heldOut, bool earlierRuns, const Job &job)
{
    auto table = std::make_shared<DetectorTable>();
    CAUSEWAY_ASSIGN(const auto runs, storage::FindingStore(project).runs());
    CAUSEWAY_ASSIGN(const auto models, engine::listModels(project, job));
    std::map<RunId, engine::RunQuality> qualities;
    std::vector<storage::RunInfo> shown;
    for (const storage::RunInfo &run : runs) { // newest first
        const bool first = std::none_of(shown.begin(), shown.end(), [&](const storage::RunInfo &other) { return other.detector == run.detector; });
        if (first || earlierRuns)
            shown.push_back(run);
    }
    if (!runs.empty()) {
        // One call for all: it reads the sessions once.
        engine::EvaluateRunsRequest request;
        request.heldOut = heldOut;
        auto measured = engine::evaluateRuns(project, request, job);
        if (!measured && measured.error().code != ErrorCode::NotFound) // that: nothing is labelled
            return failure(std::move(measured).error());
        if (measured) {
            table->labels = measured->labels;
            for (engine::RunQuality &quality : measured->runs) {
                const RunId id = quality.run.id;
                qualities.emplace(id, std::move(quality));
            }
        }
    }
    for (const detect::DetectorInfo &info : engine::listDetectors()) {
        bool any = false;
        for (const storage::RunInfo &run : shown) {
            if (run.detector != info.name)
                continue;
            DetectorTable::Row row{info, run, std::nullopt, std::nullopt, !any};
            any = true;
            for (const storage::ModelInfo &model : models)
                if (model.id == run.model)
                    row.model = model;
            if (const auto quality = qualities.find(run.id); quality != qualities.end())
                row.quality = quality->second;
            table->rows.push_back(std::move(row));
        }
        if (!any)
            table->rows.push_back({info, std::nullopt, std::nullopt, std::nullopt, true});
    }
    return std::shared_ptr<const DetectorTable>(std::move(table));
}

int DetectorModel::rowCount(const QModelIndex &parent) const { return parent.isValid() || m_table == nullptr ? 0 : static_cast<int>(m_table->rows.size()); }
int DetectorModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant DetectorModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const DetectorTable::Row &detector = row(index.row());
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (index.column() <= RunColumn ? Qt::AlignLeft : Qt::AlignRight)));
    if (role == Qt::ToolTipRole) {
        if (index.column() == DetectorColumn)
            return text::toolTip(text::fromBytes(detector.info.name) + QLatin1Char('\n') + text::fromBytes(detector.info.paper) + QLatin1Char('\n') +
                                 text::fromBytes(detector.info.fidelity));
        if (index.column() == RunColumn && detector.run)
            return tr("Run %1 of model %2, in %3")
                .arg(detector.run->id.value)
                .arg(detector.run->model.value)
                .arg(text::duration(Nanos{static_cast<std::int64_t>(detector.run->seconds * 1e9)}));
        return detector.quality && index.column() >= PrecisionColumn ? text::toolTip(qualityTip(*detector.quality)) : QVariant();
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case DetectorColumn: return detectorTitle(detector.info.name);
    case RunColumn: {
        if (!detector.run)
            return tr("not run yet");
        const QString at = text::time(TimePoint{detector.run->atNs - detector.run->atNs % 1'000'000'000});
        return detector.newest ? at : tr("%1, earlier").arg(at);
    }
    case FoundColumn:
        return !detector.run ? QStringLiteral("–")
                             : tr("%1 of %2").arg(text::number(static_cast<std::int64_t>(detector.run->anomalous)), text::number(static_cast<std::int64_t>(detector.run->scored)));
    default: break;
    }
    if (!detector.quality || !isMeasured(*detector.quality))
        return QStringLiteral("–");
    const detect::Quality &quality = detector.quality->evaluation.all;
    switch (index.column()) {
    case PrecisionColumn: return share(quality.confusion.precision());
    case RecallColumn: return share(quality.confusion.recall());
    case F1Column: return f1Text(quality);
    case FprColumn: return share(quality.confusion.fpr());
    case AucColumn: return measure(quality.auc);
    case ApColumn: return measure(quality.averagePrecision);
    default: return {};
    }
}

QVariant DetectorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (section <= RunColumn ? Qt::AlignLeft : Qt::AlignRight)));
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case FoundColumn: return tr("Subjects found anomalous, of all that were judged");
        case PrecisionColumn: return tr("Share of what it found that is labelled anomalous");
        case RecallColumn: return tr("Share of what is labelled anomalous that it found");
        case F1Column: return tr("Harmonic mean of precision and recall, with its 95 % interval (bootstrap)");
        case FprColumn: return tr("Share of what is labelled normal that it found anomalous");
        case AucColumn: return tr("Area under the ROC curve: how often an anomalous subject scores above a normal one");
        case ApColumn: return tr("Average precision: area under the curve of precision over recall");
        default: return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case DetectorColumn: return tr("Detector");
    case RunColumn: return tr("Run");
    case FoundColumn: return tr("Found");
    case PrecisionColumn: return tr("Precision");
    case RecallColumn: return tr("Recall");
    case F1Column: return tr("F1 (95 %)");
    case FprColumn: return tr("FPR");
    case AucColumn: return tr("AUC");
    case ApColumn: return tr("AP");
    default: return {};
    }
}

void DetectorModel::setTable(std::shared_ptr<const DetectorTable> table)
{
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

} // namespace causeway::views
