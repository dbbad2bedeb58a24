#include "app/workspace/job_model.h"

#include <algorithm>

namespace causeway::workspace {

int JobModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

QVariant JobModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const JobRow &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return QString::fromStdString(row.title.toEnglish());
    case NumberRole: return QVariant::fromValue<qulonglong>(row.number);
    case FractionRole: return row.fraction;
    case RateRole: return row.perSecond;
    case UnitRole: return static_cast<int>(row.unit);
    default: return {};
    }
}

void JobModel::set(const JobRow &row)
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const JobRow &r) { return r.number == row.number; });
    if (found == m_rows.end()) {
        const int at = static_cast<int>(m_rows.size());
        beginInsertRows({}, at, at);
        m_rows.push_back(row);
        endInsertRows();
        return;
    }
    *found = row;
    const QModelIndex changed = index(static_cast<int>(found - m_rows.begin()));
    Q_EMIT dataChanged(changed, changed);
}

void JobModel::remove(std::uint64_t number)
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const JobRow &r) { return r.number == number; });
    if (found == m_rows.end())
        return;
    const int at = static_cast<int>(found - m_rows.begin());
    beginRemoveRows({}, at, at);
    m_rows.erase(found);
    endRemoveRows();
}

} // namespace causeway::workspace
