#include "views/models/step_model.h"

#include <algorithm>
#include <cmath>

#include "views/models/candidate_model.h"
#include "views/text/text.h"

namespace causeway::views {

int StepModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_steps.size()); }
int StepModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant StepModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const detect::Step &step = m_steps[static_cast<std::size_t>(index.row())].step;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (index.column() == PositionColumn || index.column() == ProbabilityColumn ? Qt::AlignRight : Qt::AlignLeft)));
    if (role == Qt::ToolTipRole) {
        if (index.column() == ObservedColumn)
            return text::toolTip(nameOf(step.observed));
        if (index.column() == ExpectedColumn)
            return text::toolTip(expected(step, step.expected.size() + 1, QStringLiteral("\n")));
        return {};
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case PositionColumn: return text::number(static_cast<std::int64_t>(step.position) + 1);
    case ObservedColumn: return nameOf(step.observed);
    case ExpectedColumn: return expected(step, 3, QStringLiteral("  ·  "));
    case ProbabilityColumn: return std::isfinite(step.nll) ? text::percent(std::exp(-step.nll)) : QStringLiteral("–");
    default: return {};
    }
}

QVariant StepModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (section == PositionColumn || section == ProbabilityColumn ? Qt::AlignRight : Qt::AlignLeft)));
    if (role == Qt::ToolTipRole && section == ProbabilityColumn)
        return tr("How probable the detector took what stands there; – where it has no probabilities");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case PositionColumn: return tr("Step");
    case ObservedColumn: return tr("Observed");
    case ExpectedColumn: return tr("Expected");
    case ProbabilityColumn: return tr("Probability");
    default: return {};
    }
}

void StepModel::setSteps(std::vector<engine::ExplainFindingResponse::Step> steps, std::shared_ptr<const storage::TemplateCatalog> catalog)
{
    beginResetModel();
    std::erase_if(steps, [](const auto &step) { return !step.step.odd; });
    m_steps = std::move(steps);
    m_catalog = std::move(catalog);
    endResetModel();
}

int StepModel::rowOf(EventId event) const
{
    const auto found = std::find_if(m_steps.begin(), m_steps.end(), [&](const auto &step) { return step.event == event; });
    return found == m_steps.end() ? -1 : static_cast<int>(found - m_steps.begin());
}

QString StepModel::reason(int row) const
{
    const detect::Step &step = m_steps[static_cast<std::size_t>(row)].step;
    return step.expected.empty() ? tr("The detector finds this line odd") : tr("Expected: %1").arg(expected(step, 3, QStringLiteral(", ")));
}

QString StepModel::nameOf(std::uint32_t key) const
{
    const TemplateId id(key);
    return m_catalog == nullptr ? tr("pattern %1").arg(key) : text::fromBytes(m_catalog->nameOf(id));
}

QString StepModel::expected(const detect::Step &step, std::size_t most, const QString &between) const
{
    QStringList parts;
    for (const Candidate &candidate : candidatesOf(step))
        if (!candidate.observed && static_cast<std::size_t>(parts.size()) < most)
            parts << tr("%1 (%2)", "a line's template and its probability").arg(candidate.key ? nameOf(*candidate.key) : tr("the end, or another"), text::percent(candidate.probability));
    return parts.isEmpty() ? QStringLiteral("–") : parts.join(between);
}

} // namespace causeway::views
