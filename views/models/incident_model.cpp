#include "views/models/incident_model.h"

#include "views/rootcause/incident_desk.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

using storage::Incident;
using storage::IncidentVerdict;

namespace {

std::int64_t lengthOf(const Incident &incident) { return incident.time.to.ns - incident.time.from.ns; }

} // namespace

IncidentModel::IncidentModel(QObject *parent)
    : ArrangedTable({tr("When"), tr("Length"), tr("Name"), tr("Cause"), tr("Kind"), tr("Not"), tr("Note"), tr("By")},
                    {{}, {}, {}, tr("What a person says it was"), {}, tr("Services that a person says were not the cause"), {}, {}}, WhenColumn, Qt::DescendingOrder, parent)
{
}

void IncidentModel::setIncidents(std::vector<Incident> incidents)
{
    beginItems();
    m_incidents = std::move(incidents);
    endItems();
}

int IncidentModel::rowOfId(storage::IncidentId id) const
{
    for (std::uint32_t item = 0; item < m_incidents.size(); ++item)
        if (m_incidents[item].id == id)
            return rowOf(item);
    return -1;
}

QString IncidentModel::shown(std::uint32_t item, int column) const
{
    const Incident &one = m_incidents[item];
    switch (column) {
    case WhenColumn: return text::time({one.time.from.ns / 1'000'000'000 * 1'000'000'000});
    case LengthColumn: return text::duration(Nanos{lengthOf(one)});
    case NameColumn: return text::fromBytes(one.name);
    case SaidColumn: return one.verdict == IncidentVerdict::Cause ? tr("✓ %1").arg(text::fromBytes(one.service)) : incidentVerdict(one);
    case KindColumn: return incidentKind(one);
    case NotColumn: {
        QStringList rejected;
        for (const std::string &service : one.rejected)
            rejected << text::fromBytes(service);
        return rejected.join(QStringLiteral(", "));
    }
    case NoteColumn: return text::fromBytes(one.note);
    default: return text::fromBytes(one.by);
    }
}

bool IncidentModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const Incident &x = m_incidents[a], &y = m_incidents[b];
    switch (column) {
    case WhenColumn: return x.time.from < y.time.from;
    case LengthColumn: return lengthOf(x) < lengthOf(y);
    case SaidColumn: return std::tie(x.verdict, x.service) < std::tie(y.verdict, y.service);
    default: return shown(a, column) < shown(b, column);
    }
}

bool IncidentModel::matches(std::uint32_t item, const QString &wanted) const
{
    for (const int column : {NameColumn, SaidColumn, KindColumn, NoteColumn})
        if (shown(item, column).contains(wanted, Qt::CaseInsensitive))
            return true;
    return false;
}

QVariant IncidentModel::cell(std::uint32_t item, int column, int role) const
{
    const Incident &one = m_incidents[item];
    if (role == Qt::ToolTipRole) {
        if (column == WhenColumn)
            return tr("%1 (UTC)").arg(text::timeUtc(one.time.from));
        if (column == ByColumn)
            return text::time(TimePoint{one.atNs});
        return column == NoteColumn && !one.note.empty() ? QVariant(text::toolTip(shown(item, column))) : QVariant();
    }
    if (role == Qt::ForegroundRole)
        return column == SaidColumn && one.verdict == IncidentVerdict::Cause ? QVariant(theme::color(theme::Tone::Anomalous)) : one.verdict == IncidentVerdict::NoFault ? QVariant(theme::muted()) : QVariant();
    return role == Qt::DisplayRole ? QVariant(shown(item, column)) : QVariant();
}

} // namespace causeway::views
