#include "views/models/source_model.h"

#include "views/text/text.h"

namespace causeway::views {

int SourceModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_snapshot == nullptr ? 0 : static_cast<int>(m_snapshot->sources.size());
}
int SourceModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant SourceModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const storage::SourceInfo &info = source(index.row());
    const bool number = index.column() == EventsColumn || index.column() == BytesColumn || index.column() == SkippedColumn;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        if (index.column() == NameColumn)
            return text::toolTip(text::fromBytes(info.path));
        if (index.column() == SkippedColumn && info.skipped > 0)
            return text::toolTip(tr("Lines that no layout explains; kept as they are. Double click shows them."));
        return {};
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case NameColumn: return text::fromBytes(info.name);
    case FormatColumn: return text::fromBytes(info.format);
    case EventsColumn: return text::number(static_cast<std::int64_t>(info.events));
    case BytesColumn: return text::bytes(Bytes{info.bytes});
    case SkippedColumn: return info.skipped == 0 ? QString(QChar(char16_t(0x2013))) : text::number(static_cast<std::int64_t>(info.skipped));
    default: {
        QStringList states;
        if (info.incompleteAt >= 0)
            states << tr("incomplete at byte %1").arg(text::number(info.incompleteAt));
        if (info.timesFall)
            states << tr("times are not in order");
        return states.isEmpty() ? tr("complete") : states.join(QStringLiteral(", "));
    }
    }
}

QVariant SourceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool number = section == EventsColumn || section == BytesColumn || section == SkippedColumn;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Source");
    case FormatColumn: return tr("Format");
    case EventsColumn: return tr("Events");
    case BytesColumn: return tr("Size");
    case SkippedColumn: return tr("Not understood");
    default: return tr("State");
    }
}

void SourceModel::setSnapshot(std::shared_ptr<const storage::Snapshot> snapshot)
{
    beginResetModel();
    m_snapshot = std::move(snapshot);
    endResetModel();
}

} // namespace causeway::views
