#include "views/boundaries/class_table.h"

#include <cmath>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

using boundaries::kNoService;

QString stabilityText(double stability) { return std::isnan(stability) ? QStringLiteral("–") : QStringLiteral("%1 %").arg(text::number(static_cast<std::int64_t>(std::lround(100 * stability)))); }

QString stabilityMark(double stability) { return std::isnan(stability) ? QString() : stability >= 0.8 ? QStringLiteral("●") : stability >= 0.5 ? QStringLiteral("◐") : QStringLiteral("○"); }

QString movedText(const engine::SplitMaking::Moved &from)
{
    const QString where = from.service.empty() ? ClassTable::tr("Moved by hand; it was in no service") : ClassTable::tr("Moved by hand from %1").arg(text::fromBytes(from.service));
    return from.stability ? ClassTable::tr("%1, where its stability was %2").arg(where, stabilityText(*from.stability)) : where;
}

QString elsewhereText(const BoundaryDesk::Elsewhere &elsewhere, const BoundaryDesk &desk)
{
    const QString service = desk.serviceName(elsewhere.service);
    return std::isfinite(elsewhere.ratio) ? QStringLiteral("%1 × %2").arg(text::number(elsewhere.ratio, 2), service) : BoundaryDesk::tr("only %1").arg(service);
}

ClassTable::ClassTable(QObject *parent)
    : ArrangedTable({tr("Class"), tr("Service"), tr("Stability"), tr("Bound elsewhere"), tr("From others"), tr("To others"), tr("Use cases"), tr("Package"), tr("Marks"), tr("Seen")},
                    {{}, {}, tr("How often it was with the others of its service while weights and resolution varied, where it was proposed. A high one does not prove it right."), tr("Where another service binds it at least twice as strongly as its own: how many times, and which one. Its menu moves it there."), tr("From classes of other services"), tr("To classes of other services"),
                     tr("That it takes part in"), {}, tr("Pinned, which this variant alone says, or in every service"), tr("At run time")},
                    ServiceColumn, Qt::AscendingOrder, parent)
{
}

void ClassTable::follow(const BoundaryDesk &desk)
{
    if (desk.data() == m_data && desk.split() == m_split)
        return;
    beginItems();
    m_data = desk.data();
    m_split = desk.split();
    m_rows.clear();
    if (m_data != nullptr) {
        const boundaries::ClassModel &model = m_data->data.model;
        m_rows.resize(model.classes.size());
        for (std::uint32_t i = 0; i < m_rows.size(); ++i) {
            Row &row = m_rows[i];
            const std::uint32_t service = m_split == nullptr ? kNoService : m_split->split.serviceOf[i];
            row.name = desk.className(i);
            row.whole = text::fromBytes(model.classes[i]);
            row.package = text::fromBytes(model.packages[i]);
            row.placed = service != kNoService;
            row.service = desk.isUtility(i) ? tr("in every service") : row.placed ? desk.serviceName(service) : tr("in no service");
            row.stability = m_split == nullptr || m_split->stability.size() <= i ? std::nan("") : m_split->stability[i];
            if (const auto *from = desk.movedOf(i)) {
                row.moved = true;
                row.movedFrom = movedText(*from);
            }
            if (const auto elsewhere = desk.boundElsewhere(i)) {
                row.elsewhereRatio = elsewhere->ratio;
                row.elsewhere = elsewhereText(*elsewhere, desk);
            }
            row.useCases = model.uses[i].size();
            row.seen = desk.wasSeen(i);
            row.marks = desk.isUtility(i) ? tr("utility") : desk.isPinned(i) ? tr("pinned") : QString();
        }
        if (m_split != nullptr)
            for (const boundaries::ClassPair &call : model.calls)
                if (const std::uint32_t a = m_split->split.serviceOf[call.a], b = m_split->split.serviceOf[call.b]; a != b && a != kNoService && b != kNoService) {
                    m_rows[call.a].out += call.weight;
                    m_rows[call.b].in += call.weight;
                }
    }
    endItems();
}

bool ClassTable::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const Row &x = m_rows[a], &y = m_rows[b];
    switch (column) {
    case ServiceColumn: return std::pair(!x.placed, x.service) < std::pair(!y.placed, y.service);
    case StabilityColumn: return (std::isnan(x.stability) ? -1 : x.stability) < (std::isnan(y.stability) ? -1 : y.stability);
    case ElsewhereColumn: return x.elsewhereRatio < y.elsewhereRatio;
    case InColumn: return x.in < y.in;
    case OutColumn: return x.out < y.out;
    case UseCaseColumn: return x.useCases < y.useCases;
    case PackageColumn: return x.package < y.package;
    case MarksColumn: return x.marks < y.marks;
    case SeenColumn: return x.seen < y.seen;
    default: return x.name.localeAwareCompare(y.name) < 0;
    }
}

bool ClassTable::matches(std::uint32_t item, const QString &wanted) const
{
    const Row &row = m_rows[item];
    return row.whole.contains(wanted, Qt::CaseInsensitive) || row.service.contains(wanted, Qt::CaseInsensitive) || row.package.contains(wanted, Qt::CaseInsensitive) || row.marks.contains(wanted, Qt::CaseInsensitive);
}

bool ClassTable::isText(int column) const { return column == NameColumn || column == ServiceColumn || column == PackageColumn || column == ElsewhereColumn || column == MarksColumn || column == SeenColumn; }

QVariant ClassTable::cell(std::uint32_t item, int column, int role) const
{
    const Row &row = m_rows[item];
    if (role == Qt::ForegroundRole)
        return (column == ServiceColumn && !row.placed) || (column == SeenColumn && !row.seen) ? QVariant(theme::muted()) : QVariant();
    if (role == Qt::ToolTipRole) {
        if (column == StabilityColumn && row.moved)
            return text::toolTip(row.movedFrom);
        if (column == SeenColumn && !row.seen)
            return tr("It was never seen at run time: only its name, package or text speak for where it is.");
        return column == NameColumn ? QVariant(text::toolTip(row.whole)) : column == PackageColumn ? QVariant(text::toolTip(row.package)) : column == ElsewhereColumn && !row.elsewhere.isEmpty() ? QVariant(text::toolTip(row.elsewhere)) : QVariant();
    }
    if (role != Qt::DisplayRole)
        return {};
    const auto calls = [](double count) { return text::number(static_cast<std::int64_t>(std::llround(count))); };
    switch (column) {
    case ServiceColumn: return row.service;
    case StabilityColumn: return row.moved ? tr("moved") : QString(stabilityMark(row.stability) + QLatin1Char(' ') + stabilityText(row.stability)).trimmed();
    case ElsewhereColumn: return row.elsewhere;
    case InColumn: return calls(row.in);
    case OutColumn: return calls(row.out);
    case UseCaseColumn: return text::number(static_cast<std::int64_t>(row.useCases));
    case PackageColumn: return row.package;
    case MarksColumn: return row.marks;
    case SeenColumn: return row.seen ? QString() : tr("never");
    default: return row.name;
    }
}

} // namespace causeway::views
