#include "views/models/version_model.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

#include "app/engine/list_models.h"
#include "app/engine/model_standing.h"
#include "app/engine/train_detector.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

// Told by name, mark and colour: an active model must be found at a glance.
QString standingName(std::string_view standing)
{
    if (standing == "active")
        return QStringLiteral("● ") + VersionModel::tr("active");
    return standing == "candidate" ? QStringLiteral("○ ") + VersionModel::tr("candidate") : VersionModel::tr("retired");
}

QString value(double number) { return std::isfinite(number) ? text::number(number, 3) : QStringLiteral("–"); }

} // namespace

QString detectorTitle(const std::string &detector)
{
    const detect::Detector *known = engine::findDetector(detector);
    return known == nullptr ? text::fromBytes(detector) : VersionModel::tr("%1: %2").arg(text::fromBytes(detector), QCoreApplication::translate("detector", known->info().title.c_str()));
}

const storage::ModelInfo *VersionTable::find(ModelId id) const
{
    for (const Row &row : rows)
        if (row.model.id == id)
            return &row.model;
    return nullptr;
}

const storage::ModelInfo *VersionTable::active(const std::string &detector) const
{
    for (const Row &row : rows)
        if (row.model.detector == detector && row.model.status == "active")
            return &row.model;
    return nullptr;
}

const storage::ModelInfo *VersionTable::judging(const std::string &detector) const
{
    for (const Row &row : rows)
        if (row.model.detector == detector && row.standing == "active")
            return &row.model;
    return nullptr;
}

std::optional<VersionTable::Row::Measured> VersionModel::measuredOf(const std::string &metrics)
{
    const QJsonObject all = QJsonDocument::fromJson(QByteArray::fromStdString(metrics)).object();
    const QJsonObject after = all.value(QLatin1String("after")).toObject();
    if (after.isEmpty())
        return std::nullopt;
    const QJsonArray interval = after.value(QLatin1String("f1_ci95")).toArray();
    const double none = std::nan("");
    return VersionTable::Row::Measured{after.value(QLatin1String("f1")).toDouble(none),
                                       interval.at(0).toDouble(none),
                                       interval.at(1).toDouble(none),
                                       static_cast<std::uint64_t>(std::max<qint64>(0, all.value(QLatin1String("labels")).toInteger())),
                                       all.value(QLatin1String("compared_with")).toInteger(),
                                       all.value(QLatin1String("held_out")).toBool()};
}

Result<std::shared_ptr<const VersionTable>> VersionModel::read(storage::Project &project, const Job &job)
{
    auto table = std::make_shared<VersionTable>();
    CAUSEWAY_ASSIGN(auto models, engine::listModels(project, job));
    std::vector<std::string> standings;
    for (const storage::ModelInfo &model : models)
        standings.emplace_back(engine::standing(models, model));
    for (storage::ModelInfo &model : models) {
        if (job.isCancelled())
            return failure(cancelled());
        auto measured = measuredOf(model.metrics);
        table->rows.push_back({std::move(model), measured, {}});
    }
    for (VersionTable::Row &row : table->rows)
        row.standing = standings[static_cast<std::size_t>(&row - table->rows.data())];
    return std::shared_ptr<const VersionTable>(std::move(table));
}

int VersionModel::rowCount(const QModelIndex &parent) const { return parent.isValid() || m_table == nullptr ? 0 : static_cast<int>(m_table->rows.size()); }
int VersionModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant VersionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const VersionTable::Row &version = row(index.row());
    const storage::ModelInfo &model = version.model;
    const bool number = index.column() == NumberColumn || index.column() >= LabelsColumn;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft)));
    if (role == Qt::ForegroundRole && index.column() == StatusColumn && version.standing == "active")
        return theme::color(theme::Tone::Better);
    if (role == Qt::ForegroundRole && version.standing == "retired")
        return theme::muted();
    if (role == Qt::ToolTipRole) {
        switch (index.column()) {
        case NumberColumn: return model.parent.value != 0 ? QVariant(tr("Follows model %1").arg(model.parent.value)) : QVariant();
        case DetectorColumn: return text::toolTip(text::fromBytes(model.detector));
        case StatusColumn:
            if (version.standing == "active")
                return model.status == "active" ? tr("It judges what is new, until another one is promoted.") : tr("It judges what is new: it is the newest, and nobody promoted another one.");
            if (version.standing == "candidate")
                return tr("Trained, but not promoted.");
            return model.status == "retired" ? tr("Another one was promoted since.") : tr("A later one took its place.");
        case TimeColumn: return text::timeUtc(TimePoint{model.createdNs});
        case F1Column:
            if (!version.measured)
                return tr("It was never compared with another one: “Compare” does that.");
            return (version.measured->heldOut ? tr("Measured on %1 held-out labels, compared with model %2")
                                              : tr("Measured on %1 labels that were learned from, compared with model %2: too few could be held out"))
                .arg(text::number(static_cast<std::int64_t>(version.measured->labels)))
                .arg(version.measured->against);
        default: return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case NumberColumn: return text::number(model.id.value);
    case DetectorColumn: return detectorTitle(model.detector);
    case StatusColumn: return standingName(version.standing);
    case TimeColumn: return text::time(TimePoint{model.createdNs - model.createdNs % 1'000'000'000});
    case LabelsColumn: return text::number(static_cast<std::int64_t>(model.labels));
    case F1Column:
        if (!version.measured || !std::isfinite(version.measured->f1))
            return QStringLiteral("–");
        return tr("%1 (%2 – %3)").arg(value(version.measured->f1), value(version.measured->low), value(version.measured->high)) +
               (version.measured->heldOut ? QString() : QStringLiteral(" *"));
    default: return {};
    }
}

QVariant VersionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (section == NumberColumn || section >= LabelsColumn ? Qt::AlignRight : Qt::AlignLeft)));
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case LabelsColumn: return tr("Labels that it learned from");
        case F1Column: return tr("Harmonic mean of precision and recall, with its 95 % interval. *: on labels that were learned from");
        default: return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NumberColumn: return tr("Model");
    case DetectorColumn: return tr("Detector");
    case StatusColumn: return tr("Status");
    case TimeColumn: return tr("Trained");
    case LabelsColumn: return tr("Labels");
    case F1Column: return tr("F1 (95 %)");
    default: return {};
    }
}

void VersionModel::setTable(std::shared_ptr<const VersionTable> table)
{
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

} // namespace causeway::views
