#include "views/models/candidate_model.h"

#include <cmath>

#include "views/text/text.h"

namespace causeway::views {

int CandidateModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
int CandidateModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant CandidateModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const bool isName = index.column() == TemplateColumn;
    switch (role) {
    case Qt::DisplayRole:
        if (isName)
            return row.observed ? tr("observed: %1").arg(row.name) : row.name;
        return std::isfinite(row.probability) ? text::percent(row.probability) : QStringLiteral("–");
    case Qt::ToolTipRole: return text::toolTip(row.name);
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (isName ? Qt::AlignLeft : Qt::AlignRight)));
    case ShareRole: return row.probability;
    case ObservedRole: return row.observed;
    default: return {};
    }
}

QVariant CandidateModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (section == TemplateColumn ? Qt::AlignLeft : Qt::AlignRight)));
    if (role != Qt::DisplayRole)
        return {};
    return section == TemplateColumn ? tr("Could stand there") : tr("Probability");
}

void CandidateModel::setStep(const detect::Step &step, std::shared_ptr<const storage::TemplateCatalog> catalog)
{
    beginResetModel();
    m_rows.clear();
    m_summary.clear();
    const auto nameOf = [&](std::uint32_t key) { return catalog == nullptr ? tr("pattern %1").arg(key) : text::fromBytes(catalog->nameOf(TemplateId(key))); };
    const double ofObserved = std::exp(-step.nll); // NaN stays NaN
    bool listed = false;
    for (const detect::Step::Expected &candidate : step.expected) {
        m_rows.push_back({nameOf(candidate.key), candidate.probability, candidate.key == step.observed});
        listed |= candidate.key == step.observed;
    }
    if (!m_rows.empty() && !listed)
        m_rows.push_back({nameOf(step.observed), ofObserved, true});
    if (!m_rows.empty()) {
        const QString number = text::number(static_cast<std::int64_t>(step.position) + 1);
        m_summary = std::isfinite(step.nll) ? tr("Step %1: observed with −ln p = %2 (%3)").arg(number, text::number(step.nll, 3), text::percent(ofObserved))
                                            : tr("Step %1").arg(number);
    }
    endResetModel();
}

void CandidateModel::clear()
{
    if (m_rows.empty())
        return;
    beginResetModel();
    m_rows.clear();
    m_summary.clear();
    endResetModel();
}

} // namespace causeway::views
