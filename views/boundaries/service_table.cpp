#include "views/boundaries/service_table.h"

#include <cmath>
#include <set>

#include "views/boundaries/class_table.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

using boundaries::kNoService;

MeasureTable::MeasureTable(QObject *parent)
    : ArrangedTable({tr("Measure"), tr("Before"), tr("Now"), tr("Difference")}, {{}, tr("In the variant that it is held against. While classes are dragged: before that."), {}, {}}, -1, Qt::AscendingOrder, parent)
{
}

void MeasureTable::follow(const BoundaryDesk &desk)
{
    std::vector<MeasureLine> lines = measureLines(desk);
    for (MeasureLine &line : lines)
        if (line.preview) {
            line.before = line.now;
            line.now = line.preview;
        }
    if (lines.size() == m_lines.size()) { // rows stay, and what is selected in them
        m_lines = std::move(lines);
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginItems();
    m_lines = std::move(lines);
    endItems();
}

bool MeasureTable::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const MeasureLine &x = m_lines[a], &y = m_lines[b];
    switch (column) {
    case BeforeColumn: return x.before < y.before;
    case NowColumn: return x.now < y.now;
    case DifferenceColumn: return x.judge(x.before, x.now) < y.judge(y.before, y.now);
    default: return x.name < y.name;
    }
}

bool MeasureTable::matches(std::uint32_t item, const QString &wanted) const { return m_lines[item].name.contains(wanted, Qt::CaseInsensitive); }

QVariant MeasureTable::cell(std::uint32_t item, int column, int role) const
{
    const MeasureLine &line = m_lines[item];
    if (role == Qt::ToolTipRole)
        return line.tip.isEmpty() ? QVariant() : QVariant(text::toolTip(line.whole ? line.tip + QLatin1Char('\n') + tr("As it runs now, without a split: %1").arg(line.text(line.whole)) : line.tip));
    if (role == Qt::ForegroundRole) {
        const int judged = column == DifferenceColumn ? line.judge(line.before, line.now) : 0;
        return judged == 0 ? QVariant() : QVariant(theme::color(judged > 0 ? theme::Tone::Better : theme::Tone::Worse));
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case BeforeColumn: return line.text(line.before);
    case NowColumn: return QString(line.text(line.now) + QLatin1Char(' ') + line.intervalText()).trimmed();
    case DifferenceColumn: return line.differenceText(line.before, line.now);
    default: return line.name;
    }
}

SplitServiceTable::SplitServiceTable(QObject *parent)
    : ArrangedTable({tr("Service"), tr("Classes"), tr("Stability"), tr("Use cases"), tr("Calls in"), tr("Calls out")}, {{}, {}, tr("Of its classes, on average; those that were moved by hand do not count"), tr("That its classes take part in"), tr("From other services"), tr("To other services")}, SizeColumn, Qt::DescendingOrder, parent)
{
}

void SplitServiceTable::follow(const BoundaryDesk &desk)
{
    if (desk.split() == m_split && desk.data() != nullptr)
        return;
    beginItems();
    m_split = desk.split();
    m_rows.clear();
    if (m_split != nullptr && desk.data() != nullptr) {
        const boundaries::ClassModel &model = desk.data()->data.model;
        const boundaries::Assignment &serviceOf = m_split->split.serviceOf;
        m_rows.resize(m_split->split.services.size());
        std::vector<std::set<std::uint32_t>> useCases(m_rows.size());
        std::vector<double> known(m_rows.size());
        for (std::uint32_t i = 0; i < serviceOf.size(); ++i) {
            if (serviceOf[i] == kNoService)
                continue;
            Row &row = m_rows[serviceOf[i]];
            ++row.size;
            useCases[serviceOf[i]].insert(model.uses[i].begin(), model.uses[i].end());
            if (i < m_split->stability.size() && !std::isnan(m_split->stability[i])) {
                row.stability += m_split->stability[i];
                ++known[serviceOf[i]];
            }
        }
        for (const boundaries::ClassPair &call : model.calls)
            if (const std::uint32_t a = serviceOf[call.a], b = serviceOf[call.b]; a != b && a != kNoService && b != kNoService) {
                m_rows[a].out += call.weight;
                m_rows[b].in += call.weight;
            }
        for (std::uint32_t s = 0; s < m_rows.size(); ++s) {
            m_rows[s].name = desk.serviceName(s);
            m_rows[s].useCases = useCases[s].size();
            m_rows[s].stability = known[s] > 0 ? m_rows[s].stability / known[s] : std::nan("");
        }
    }
    endItems();
}

bool SplitServiceTable::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const Row &x = m_rows[a], &y = m_rows[b];
    switch (column) {
    case SizeColumn: return x.size < y.size;
    case StabilityColumn: return (std::isnan(x.stability) ? -1 : x.stability) < (std::isnan(y.stability) ? -1 : y.stability);
    case UseCaseColumn: return x.useCases < y.useCases;
    case InColumn: return x.in < y.in;
    case OutColumn: return x.out < y.out;
    default: return x.name.localeAwareCompare(y.name) < 0;
    }
}

bool SplitServiceTable::matches(std::uint32_t item, const QString &wanted) const { return m_rows[item].name.contains(wanted, Qt::CaseInsensitive); }

QVariant SplitServiceTable::cell(std::uint32_t item, int column, int role) const
{
    const Row &row = m_rows[item];
    if (role != Qt::DisplayRole)
        return {};
    const auto count = [](double n) { return text::number(static_cast<std::int64_t>(std::llround(n))); };
    switch (column) {
    case SizeColumn: return row.size == 1 ? tr("1, single") : count(static_cast<double>(row.size));
    case StabilityColumn: return QString(stabilityMark(row.stability) + QLatin1Char(' ') + stabilityText(row.stability)).trimmed();
    case UseCaseColumn: return count(static_cast<double>(row.useCases));
    case InColumn: return count(row.in);
    case OutColumn: return count(row.out);
    default: return row.name;
    }
}

} // namespace causeway::views
