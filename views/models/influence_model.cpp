#include "views/models/influence_model.h"

#include <algorithm>
#include <cmath>

#include "app/engine/csv.h"
#include "views/text/text.h"

namespace causeway::views {

void InfluenceModel::setMap(Map map, std::shared_ptr<const storage::TemplateCatalog> catalog, HeatMeasure measure)
{
    beginResetModel();
    m_map = std::move(map);
    m_catalog = std::move(catalog);
    m_measure = measure;
    m_cellOf.clear();
    m_most = measure == HeatMeasure::Attention ? 2 : 0.1;
    if (m_map != nullptr) {
        m_cellOf.resize(m_map->keys.size() * m_map->keys.size());
        for (std::size_t i = 0; i < m_map->cells.size(); ++i) {
            const auto &cell = m_map->cells[i];
            m_cellOf[cell.target * m_map->keys.size() + cell.source] = static_cast<std::uint32_t>(i + 1);
            m_most = std::max(m_most, measure == HeatMeasure::Attention ? cell.lift : std::abs(cell.delta));
        }
    }
    endResetModel();
}

int InfluenceModel::rowCount(const QModelIndex &parent) const { return parent.isValid() || m_map == nullptr ? 0 : static_cast<int>(m_map->keys.size()); }
int InfluenceModel::columnCount(const QModelIndex &parent) const { return rowCount(parent); }

QString InfluenceModel::nameOf(int section) const { return m_catalog == nullptr ? QString::number(templateAt(section).value) : text::fromBytes(m_catalog->nameOf(templateAt(section))); }

const engine::InfluenceMapResponse::Cell *InfluenceModel::cell(const QModelIndex &index) const
{
    const std::uint32_t at = m_cellOf[static_cast<std::size_t>(index.row()) * m_map->keys.size() + static_cast<std::size_t>(index.column())];
    return at == 0 ? nullptr : &m_map->cells[at - 1];
}

QVariant InfluenceModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto *at = cell(index);
    const double value = at == nullptr ? 0 : m_measure == HeatMeasure::Attention ? at->lift : at->delta;
    switch (role) {
    case PlaceRole: return at == nullptr ? QVariant() : QVariant(scalePosition(value, m_most));
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole: {
        QString tip = tr("Step: %1\nAfter: %2").arg(nameOf(index.row()), nameOf(index.column()));
        if (at == nullptr)
            tip += QLatin1Char('\n') + tr("Together in fewer than %1 pairs of events").arg(engine::kFewestPairs);
        else {
            if (m_map->hasAttention)
                tip += QLatin1Char('\n') + tr("Attention: %1 × that of an even look").arg(text::number(at->lift));
            if (m_map->hasOcclusion)
                tip += QLatin1Char('\n') + tr("Left out, the step is %1 nats more surprising").arg(text::number(at->delta));
            tip += QLatin1Char('\n') + tr("%1 pairs of events").arg(text::number(static_cast<std::int64_t>(at->n)));
        }
        return role == Qt::ToolTipRole ? text::toolTip(tip) : tip;
    }
    default: return {};
    }
}

QVariant InfluenceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (m_map == nullptr || section < 0 || section >= rowCount())
        return {};
    const QString number = QString::number(section + 1);
    if (role == Qt::ToolTipRole)
        return text::toolTip(number + QStringLiteral("  ") + nameOf(section));
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (orientation == Qt::Vertical ? Qt::AlignLeft : Qt::AlignHCenter)));
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    return orientation == Qt::Horizontal ? number : number + QStringLiteral("  ") + nameOf(section);
}

QString InfluenceModel::toCsv() const
{
    QString out = QStringLiteral("step,after,pairs,lift,delta_nll\n");
    if (m_map == nullptr)
        return out;
    for (const auto &cell : m_map->cells) {
        QStringList fields;
        for (const std::uint32_t section : {cell.target, cell.source}) {
            std::string field;
            engine::appendCsvCell(field, nameOf(static_cast<int>(section)).toStdString());
            fields << QString::fromStdString(field);
        }
        fields << QString::number(cell.n) << (m_map->hasAttention ? QString::number(cell.lift) : QString()) << (m_map->hasOcclusion ? QString::number(cell.delta) : QString());
        out += fields.join(QLatin1Char(',')) + QLatin1Char('\n');
    }
    return out;
}

} // namespace causeway::views
