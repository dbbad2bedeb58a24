#include "views/models/metric_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "views/models/metric_curve.h"
#include "views/text/text.h"

namespace causeway::views {

QString placeOf(const storage::MetricSeries &series) { return text::fromBytes(series.pod.empty() ? series.service : series.pod); }

MetricModel::MetricModel(QObject *parent)
    : ArrangedTable({tr("Metric"), tr("Service or pod"), tr("Unit"), tr("Last"), tr("Least"), tr("Greatest")},
                    {{}, {}, {}, tr("The last value that was measured"), tr("The least value that was measured"), tr("The greatest value that was measured")}, NameColumn, Qt::AscendingOrder, parent)
{
}

void MetricModel::setSeries(MetricData series)
{
    beginItems();
    m_series = std::move(series);
    m_colors.clear();
    m_figures.clear();
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    if (m_series != nullptr)
        for (const storage::MetricSeries &one : *m_series) {
            Figures figures{kNone, kNone, kNone};
            for (const double value : one.values) {
                if (!std::isfinite(value))
                    continue;
                figures.last = value;
                figures.least = std::fmin(figures.least, value);
                figures.most = std::fmax(figures.most, value);
            }
            m_figures.push_back(figures);
        }
    endItems();
}

void MetricModel::setColors(std::unordered_map<std::uint32_t, QColor> colors)
{
    m_colors = std::move(colors);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, NameColumn), index(rowCount() - 1, NameColumn), {Qt::DecorationRole});
}

QVariant MetricModel::data(const QModelIndex &index, int role) const
{
    if (role == Qt::DecorationRole) {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid) || index.column() != NameColumn)
            return {};
        const auto found = m_colors.find(item(index.row()));
        return found == m_colors.end() ? QVariant() : QVariant(found->second);
    }
    return ArrangedTable::data(index, role);
}

bool MetricModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const storage::MetricSeries &x = (*m_series)[a], &y = (*m_series)[b];
    // What has no value stands first, as if it were less than any.
    const auto below = [](double v, double w) { return std::isnan(v) ? !std::isnan(w) : v < w; };
    switch (column) {
    case NameColumn: return x.name < y.name;
    case PlaceColumn: return std::pair(x.service, x.pod) < std::pair(y.service, y.pod);
    case UnitColumn: return x.unit < y.unit;
    case LastColumn: return below(m_figures[a].last, m_figures[b].last);
    case MinColumn: return below(m_figures[a].least, m_figures[b].least);
    default: return below(m_figures[a].most, m_figures[b].most);
    }
}

bool MetricModel::matches(std::uint32_t item, const QString &wanted) const
{
    const storage::MetricSeries &one = (*m_series)[item];
    const QString all = text::fromBytes(one.name) + QLatin1Char(' ') + text::fromBytes(one.service) + QLatin1Char(' ') + text::fromBytes(one.pod) + QLatin1Char(' ') + text::fromBytes(one.attributes);
    const QStringList words = wanted.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::ranges::all_of(words, [&](const QString &word) { return all.contains(word, Qt::CaseInsensitive); });
}

QVariant MetricModel::cell(std::uint32_t item, int column, int role) const
{
    const storage::MetricSeries &one = (*m_series)[item];
    if (role == Qt::ToolTipRole) {
        QStringList lines{text::fromBytes(one.name)};
        for (const std::string &more : {one.description, one.service, one.pod, one.attributes})
            if (!more.empty())
                lines << text::fromBytes(more);
        lines << tr("%1 points").arg(text::number(static_cast<std::int64_t>(one.values.size())));
        return text::toolTip(lines.join(QLatin1Char('\n')));
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case NameColumn: return text::fromBytes(one.name);
    case PlaceColumn: return placeOf(one);
    case UnitColumn: return unitText(one.unit);
    case LastColumn: return metricText(m_figures[item].last, one.unit);
    case MinColumn: return metricText(m_figures[item].least, one.unit);
    default: return metricText(m_figures[item].most, one.unit);
    }
}

} // namespace causeway::views
