#include "views/dialogs/preview_model.h"

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

void PreviewModel::setEvents(std::vector<engine::PreviewEvent> events)
{
    beginResetModel();
    m_events = std::move(events);
    endResetModel();
}

int PreviewModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_events.size()); }
int PreviewModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : Columns; }

QVariant PreviewModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const engine::PreviewEvent &event = m_events[static_cast<std::size_t>(index.row())];
    if (role == Qt::ToolTipRole)
        return index.column() == Time && event.event && !event.time.isNone() ? QVariant(text::timeUtc(event.time)) : QVariant(text::toolTip(text::fromBytes(event.line).left(2000)));
    if (role == Qt::ForegroundRole) {
        if (!event.event)
            return theme::muted();
        if (index.column() == LevelColumn)
            return theme::levelColor(event.level);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Time: return event.event ? text::time(event.time) : QString();
    case LevelColumn: return event.event ? text::levelName(event.level) : QString();
    case Component: return text::fromBytes(event.component);
    case Content: return event.event ? text::fromBytes(event.content) : tr("↳ %1").arg(text::fromBytes(event.line));
    default: return {};
    }
}

QVariant PreviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    if (orientation == Qt::Vertical)
        return section + 1;
    switch (section) {
    case Time: return text::isUtc() ? tr("Time (UTC)") : tr("Time");
    case LevelColumn: return tr("Level");
    case Component: return tr("Component");
    case Content: return tr("Content");
    default: return {};
    }
}

} // namespace causeway::views
