#include "views/models/session_model.h"

#include <algorithm>

#include "views/text/text.h"

namespace causeway::views {

namespace {

Nanos durationOf(const storage::SessionInfo &info) { return info.first.isNone() ? Nanos{-1} : info.last - info.first; }

std::uint32_t findingsOf(const SessionMarks &marks, const std::string &subject)
{
    const auto found = marks.findings.find(subject);
    return found == marks.findings.end() ? 0 : found->second;
}

int verdictOf(const SessionMarks &marks, const std::string &subject)
{
    const auto found = marks.labels.find(subject);
    return found == marks.labels.end() ? -1 : static_cast<int>(found->second);
}

} // namespace

SessionModel::Order SessionModel::arrange(const storage::SessionSet &sessions, const SessionMarks &marks, const std::string &text, int column, Qt::SortOrder order)
{
    // One number a session decides, so that sorting compares numbers.
    Order rows;
    std::vector<std::int64_t> weight(sessions.sessions.size());
    for (std::size_t i = 0; i < sessions.sessions.size(); ++i) {
        const storage::SessionInfo &info = sessions.sessions[i];
        if (!text.empty() && info.key.find(text) == std::string::npos && info.name.find(text) == std::string::npos)
            continue;
        rows.push_back(static_cast<std::uint32_t>(i));
        switch (column) {
        case EventsColumn: weight[i] = static_cast<std::int64_t>(info.events); break;
        case FirstColumn: weight[i] = info.first.ns; break;
        case DurationColumn: weight[i] = durationOf(info).count; break;
        case LabelColumn: weight[i] = verdictOf(marks, sessions.subjectId(i)); break;
        case FindingsColumn: weight[i] = findingsOf(marks, sessions.subjectId(i)); break;
        default: break;
        }
    }
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
        return column == KeyColumn ? sessions.sessions[a].key < sessions.sessions[b].key : weight[a] < weight[b];
    };
    std::stable_sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) { return order == Qt::AscendingOrder ? before(a, b) : before(b, a); });
    return rows;
}

int SessionModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_order.size()); }
int SessionModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant SessionModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const std::size_t number = session(index.row());
    const storage::SessionInfo &info = m_sessions->sessions[number];
    if (role == Qt::TextAlignmentRole) {
        const bool right = index.column() == EventsColumn || index.column() == DurationColumn || index.column() == FindingsColumn;
        return QVariant::fromValue<Qt::Alignment>((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && index.column() == FirstColumn)
        return text::toolTip(text::timeUtc(info.first));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case KeyColumn: return text::fromBytes(info.name.empty() ? info.key : info.name);
    case EventsColumn: return text::number(static_cast<std::int64_t>(info.events));
    case FirstColumn: return text::time(info.first);
    case DurationColumn: return info.first.isNone() ? QString() : info.first == info.last ? tr("0 s") : text::duration(durationOf(info));
    case LabelColumn: {
        const int verdict = m_marks == nullptr ? -1 : verdictOf(*m_marks, m_sessions->subjectId(number));
        return verdict < 0 ? QString() : text::verdictName(static_cast<Verdict>(verdict));
    }
    default: {
        const std::uint32_t findings = m_marks == nullptr ? 0 : findingsOf(*m_marks, m_sessions->subjectId(number));
        return findings == 0 ? QString() : text::number(static_cast<std::int64_t>(findings));
    }
    }
}

QVariant SessionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool right = section == EventsColumn || section == DurationColumn || section == FindingsColumn;
        return QVariant::fromValue<Qt::Alignment>((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case KeyColumn: return tr("Session");
    case EventsColumn: return tr("Events");
    case FirstColumn: return tr("First");
    case DurationColumn: return tr("Duration");
    case LabelColumn: return tr("Label");
    default: return tr("Findings");
    }
}

void SessionModel::setSessions(std::shared_ptr<const storage::SessionSet> sessions, std::shared_ptr<const SessionMarks> marks, Order order)
{
    beginResetModel();
    m_sessions = std::move(sessions);
    m_marks = std::move(marks);
    m_order = std::move(order);
    endResetModel();
}

int SessionModel::rowOf(std::size_t session) const
{
    const auto found = std::find(m_order.begin(), m_order.end(), static_cast<std::uint32_t>(session));
    return found == m_order.end() ? -1 : static_cast<int>(found - m_order.begin());
}

} // namespace causeway::views
