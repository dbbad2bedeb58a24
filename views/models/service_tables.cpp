#include "views/models/service_tables.h"

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QString count(std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); }

// Columns that services and calls share, by their place behind the rate.
enum Figure { Rate, Calls, Errors, Median, P95, P99 };

double weight(const traces::CallFigures &figures, int figure)
{
    switch (figure) {
    case Rate: return figures.perSecond;
    case Calls: return static_cast<double>(figures.calls);
    case Errors: return errorShare(figures);
    case Median: return static_cast<double>(figures.p50Ns);
    case P95: return static_cast<double>(figures.p95Ns);
    default: return static_cast<double>(figures.p99Ns);
    }
}

QVariant figureCell(const traces::CallFigures &figures, int figure, int role)
{
    if (role == Qt::ForegroundRole)
        return figure == Errors && figures.errors > 0 ? QVariant(theme::color(theme::Tone::Error)) : QVariant();
    if (role == Qt::ToolTipRole)
        return figure == Errors ? QVariant(ServiceModel::tr("%1 of %2 calls failed").arg(count(figures.errors), count(figures.calls))) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (figure) {
    case Rate: return text::number(figures.perSecond, 3);
    case Calls: return count(figures.calls);
    case Errors: return text::percent(errorShare(figures));
    case Median: return text::duration(Nanos{figures.p50Ns});
    case P95: return text::duration(Nanos{figures.p95Ns});
    default: return text::duration(Nanos{figures.p99Ns});
    }
}

QStringList figureHeaders() { return {ServiceModel::tr("Calls/s"), ServiceModel::tr("Calls"), ServiceModel::tr("Errors"), ServiceModel::tr("Median"), ServiceModel::tr("p95"), ServiceModel::tr("p99")}; }
QStringList figureTips()
{
    return {ServiceModel::tr("Over the time from the first span to the end of the last"), {}, ServiceModel::tr("Share of the calls that failed"), {}, ServiceModel::tr("95 % of the calls take no longer"),
            ServiceModel::tr("99 % of the calls take no longer")};
}

} // namespace

double errorShare(const traces::CallFigures &figures) { return figures.calls == 0 ? 0 : static_cast<double>(figures.errors) / static_cast<double>(figures.calls); }

QString rateText(double perSecond)
{
    if (perSecond >= 1 || perSecond <= 0)
        return ServiceModel::tr("%1/s").arg(text::number(perSecond, 3));
    return perSecond >= 1.0 / 60 ? ServiceModel::tr("%1/min").arg(text::number(perSecond * 60, 3)) : ServiceModel::tr("%1/h").arg(text::number(perSecond * 3600, 3));
}

ServiceModel::ServiceModel(QObject *parent)
    : ArrangedTable(QStringList{tr("Service")} + figureHeaders() + QStringList{tr("Spans")}, QStringList{{}} + figureTips() + QStringList{tr("Calls and what happens within them")}, CallsColumn,
                    Qt::DescendingOrder, parent)
{
}

void ServiceModel::setMap(ServiceMapData map)
{
    beginItems();
    m_map = std::move(map);
    endItems();
}

bool ServiceModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const traces::ServiceFigures &x = m_map->map.services[a], &y = m_map->map.services[b];
    if (column == NameColumn)
        return m_map->name(x.service) < m_map->name(y.service);
    if (column == SpansColumn)
        return x.spans < y.spans;
    return weight(x, column - RateColumn) < weight(y, column - RateColumn);
}

bool ServiceModel::matches(std::uint32_t item, const QString &wanted) const
{
    return text::fromBytes(m_map->name(m_map->map.services[item].service)).contains(wanted, Qt::CaseInsensitive);
}

QVariant ServiceModel::cell(std::uint32_t item, int column, int role) const
{
    const traces::ServiceFigures &one = m_map->map.services[item];
    if (column == NameColumn)
        return role == Qt::DisplayRole ? QVariant(text::fromBytes(m_map->name(one.service))) : QVariant();
    if (column == SpansColumn)
        return role == Qt::DisplayRole ? QVariant(count(one.spans)) : QVariant();
    return figureCell(one, column - RateColumn, role);
}

ServiceCallModel::ServiceCallModel(QObject *parent)
    : ArrangedTable(QStringList{tr("From"), tr("To")} + figureHeaders(), QStringList{tr("The service that calls"), tr("The service that is called")} + figureTips(), CallsColumn, Qt::DescendingOrder, parent)
{
}

void ServiceCallModel::setMap(ServiceMapData map)
{
    beginItems();
    m_map = std::move(map);
    endItems();
}

bool ServiceCallModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const traces::ServiceCall &x = m_map->map.calls[a], &y = m_map->map.calls[b];
    if (column == FromColumn)
        return m_map->name(x.from) < m_map->name(y.from);
    if (column == ToColumn)
        return m_map->name(x.to) < m_map->name(y.to);
    return weight(x, column - RateColumn) < weight(y, column - RateColumn);
}

bool ServiceCallModel::matches(std::uint32_t item, const QString &wanted) const
{
    const traces::ServiceCall &one = m_map->map.calls[item];
    return text::fromBytes(m_map->name(one.from)).contains(wanted, Qt::CaseInsensitive) || text::fromBytes(m_map->name(one.to)).contains(wanted, Qt::CaseInsensitive);
}

QVariant ServiceCallModel::cell(std::uint32_t item, int column, int role) const
{
    const traces::ServiceCall &one = m_map->map.calls[item];
    if (column <= ToColumn)
        return role == Qt::DisplayRole ? QVariant(text::fromBytes(m_map->name(column == FromColumn ? one.from : one.to))) : QVariant();
    return figureCell(one, column - RateColumn, role);
}

} // namespace causeway::views
