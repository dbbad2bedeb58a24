#include "views/whatif/comparison_table.h"

#include <algorithm>
#include <cmath>

#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/common_beginning.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

using engine::ComparedRow;
using engine::Quantity;

namespace {

QString nameOf(const ComparedRow &row) { return row.of == ComparedRow::Of::Whole ? ComparisonTable::tr("All requests") : text::fromBytes(row.name); }

// Rows of one quantity are compared by their value, those of several by how much of what it was it is.
double relative(const ComparedRow &row)
{
    if (!row.delta)
        return 0;
    const double base = std::max(std::abs(row.before->mean), std::abs(row.after->mean));
    return base > 0 ? row.delta->mean / base : 0;
}

} // namespace

ComparisonTable::ComparisonTable(QObject *parent)
    : ArrangedTable({tr("Of"), tr("What"), tr("Before"), tr("After"), tr("Difference"), tr("95 % interval"), tr("Mark")},
                    {tr("All requests: those of operations with an objective, else those from outside"), {}, tr("Mean over the replications"), tr("Mean over the replications"),
                     tr("Sorted by the share of what it was"), tr("Of the difference, replication by replication on the same requests"), tr("Better, worse or changed: the interval leaves zero out, and it is more than a thousandth of the value")},
                    -1, Qt::AscendingOrder, parent)
{
}

void ComparisonTable::setRows(std::vector<ComparedRow> rows)
{
    beginItems();
    m_rows = std::move(rows);
    m_alone = std::ranges::none_of(m_rows, [](const ComparedRow &row) { return row.before.has_value(); });
    QStringList operations;
    for (const ComparedRow &row : m_rows)
        if (row.of == ComparedRow::Of::Operation)
            operations << text::fromBytes(row.name);
    operations.removeDuplicates();
    m_beginning = commonBeginning(operations);
    choose();
    endItems();
}

// Of a first one there is no before, and so no after.
QVariant ComparisonTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (m_alone && orientation == Qt::Horizontal && section == AfterColumn && role == Qt::DisplayRole)
        return tr("As it is");
    return ArrangedTable::headerData(section, orientation, role);
}

void ComparisonTable::setShown(std::optional<ComparedRow::Of> of, bool marked)
{
    beginItems();
    m_of = of;
    m_marked = marked;
    choose();
    endItems();
}

void ComparisonTable::choose()
{
    m_shown.clear();
    for (const ComparedRow &row : m_rows)
        if ((!m_of || row.of == *m_of) && (!m_marked || m_alone || row.mark != ComparedRow::Mark::None))
            m_shown.push_back(row);
}

bool ComparisonTable::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const ComparedRow &x = m_shown[a], &y = m_shown[b];
    const auto value = [](const std::optional<simulate::Estimate> &of) { return of ? of->mean : -1.0; };
    switch (column) {
    case OfColumn: return std::pair(x.of, std::string_view(x.name)) < std::pair(y.of, std::string_view(y.name));
    case QuantityColumn: return x.quantity < y.quantity;
    case BeforeColumn: return std::pair(x.quantity, value(x.before)) < std::pair(y.quantity, value(y.before));
    case AfterColumn: return std::pair(x.quantity, value(x.after)) < std::pair(y.quantity, value(y.after));
    case MarkColumn: return x.mark < y.mark;
    default: return relative(x) < relative(y);
    }
}

bool ComparisonTable::matches(std::uint32_t item, const QString &wanted) const
{
    return nameOf(m_shown[item]).contains(wanted, Qt::CaseInsensitive) || quantityText(m_shown[item].quantity).contains(wanted, Qt::CaseInsensitive);
}

QVariant ComparisonTable::cell(std::uint32_t item, int column, int role) const
{
    const ComparedRow &row = m_shown[item];
    if (role == Qt::ToolTipRole)
        return column == QuantityColumn ? QVariant(text::toolTip(quantityTip(row.quantity))) : column == OfColumn ? QVariant(text::toolTip(nameOf(row))) : QVariant();
    if (role == Qt::ForegroundRole && (column == MarkColumn || column == DifferenceColumn))
        return row.mark == ComparedRow::Mark::Better ? QVariant(theme::color(theme::Tone::Better)) : row.mark == ComparedRow::Mark::Worse ? QVariant(theme::color(theme::Tone::Worse)) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    const auto value = [&](const std::optional<simulate::Estimate> &of) { return of ? valueText(row.quantity, of->mean) : QStringLiteral("–"); };
    switch (column) {
    case OfColumn: return row.of == ComparedRow::Of::Operation ? withoutBeginning(nameOf(row), m_beginning) : nameOf(row);
    case QuantityColumn: return quantityText(row.quantity);
    case BeforeColumn: return value(row.before);
    case AfterColumn: return value(row.after);
    case DifferenceColumn: return row.delta ? differenceText(row.quantity, row.delta->mean) : QStringLiteral("–");
    case IntervalColumn: return row.delta ? intervalText(row.quantity, *row.delta, true) : QString();
    default: return markText(row.mark);
    }
}

} // namespace causeway::views
