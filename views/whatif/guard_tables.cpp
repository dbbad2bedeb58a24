#include "views/whatif/guard_tables.h"

#include <cmath>

#include "analysis/simulate/read_scenario.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QVariant alignment(bool left) { return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (left ? Qt::AlignLeft : Qt::AlignRight))); }

// "12.5", "12,5 %" → 0.125
std::optional<double> shareOf(QString typed)
{
    typed = typed.remove(QLatin1Char('%')).trimmed();
    bool isNumber = false;
    double value = QLocale::c().toDouble(typed, &isNumber);
    if (!isNumber)
        value = QLocale().toDouble(typed, &isNumber);
    return isNumber && value >= 0 && value <= 100 ? std::optional(value / 100) : std::nullopt;
}

} // namespace

FloorTable::FloorTable(QObject *parent) : QAbstractTableModel(parent) {}

void FloorTable::setScenario(ScenarioData scenario)
{
    const bool same = scenario != nullptr && m_scenario != nullptr && std::ranges::equal(scenario->services, m_scenario->services, {}, &simulate::Service::name, &simulate::Service::name);
    if (!same)
        beginResetModel();
    m_scenario = std::move(scenario);
    if (!same)
        endResetModel();
    else if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, DimmedColumn));
}

QVariant FloorTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const simulate::Floor one = floor(index.row());
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column() == ServiceColumn || index.column() == DimmedColumn);
    if (role == Qt::CheckStateRole && index.column() == DimmedColumn)
        return one.neverDimmed ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::EditRole)
        return index.column() == ReplicasColumn ? QVariant(one.minReplicas) : index.column() == ShedColumn ? QVariant(QLocale::c().toString(100 * one.mostShed, 'g', 6)) : QVariant();
    if (role == Qt::ForegroundRole)
        return one == simulate::Floor() && index.column() != ServiceColumn ? QVariant(theme::muted()) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case ServiceColumn: return text::fromBytes(m_scenario->services[static_cast<std::size_t>(index.row())].name);
    case ReplicasColumn: return text::number(static_cast<std::int64_t>(one.minReplicas));
    case ShedColumn: return text::percent(one.mostShed);
    default: return one.neverDimmed ? tr("never") : tr("may be");
    }
}

bool FloorTable::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid())
        return false;
    simulate::Floor one = floor(index.row());
    const simulate::Floor before = one;
    if (index.column() == DimmedColumn && role == Qt::CheckStateRole)
        one.neverDimmed = value.toInt() == Qt::Checked;
    else if (index.column() == ReplicasColumn && role == Qt::EditRole) {
        bool isNumber = false;
        const uint replicas = value.toUInt(&isNumber);
        if (!isNumber || replicas > simulate::most::kReplicas)
            return false;
        one.minReplicas = replicas;
    } else if (index.column() == ShedColumn && role == Qt::EditRole) {
        const auto share = shareOf(value.toString());
        if (!share)
            return false;
        one.mostShed = *share;
    } else
        return false;
    if (one != before)
        Q_EMIT floorChanged(index.row(), one);
    return true;
}

Qt::ItemFlags FloorTable::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const Qt::ItemFlags own = index.column() == DimmedColumn ? Qt::ItemIsUserCheckable : index.column() == ServiceColumn ? Qt::NoItemFlags : Qt::ItemIsEditable;
    return QAbstractTableModel::flags(index) | own;
}

QVariant FloorTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section > DimmedColumn)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section == ServiceColumn || section == DimmedColumn);
    const std::pair<QString, QString> names[] = {{tr("Service"), {}},
                                                 {tr("Least replicas"), tr("No policy takes it below")},
                                                 {tr("Refused at most"), tr("Share of its requests that limits may refuse; 100 %: no floor")},
                                                 {tr("Optional calls"), tr("Checked: they are always made, no brownout leaves them out")}};
    return role == Qt::DisplayRole ? QVariant(names[section].first) : role == Qt::ToolTipRole && !names[section].second.isEmpty() ? QVariant(names[section].second) : QVariant();
}

AuditTable::AuditTable(QObject *parent) : QAbstractTableModel(parent) {}

void AuditTable::setAnswer(AnswerData answer)
{
    if (answer == m_answer)
        return;
    beginResetModel();
    m_answer = std::move(answer);
    endResetModel();
}

QVariant AuditTable::data(const QModelIndex &index, int role) const
{
    using What = simulate::AuditEntry::What;
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column() <= WantedColumn);
    if (role != Qt::DisplayRole)
        return {};
    const simulate::AuditEntry &one = m_answer->audit[static_cast<std::size_t>(index.row())];
    const auto amount = [&](double value) { return one.what == What::Replicas ? text::number(static_cast<std::int64_t>(std::llround(value))) : text::percent(value); };
    const auto time = [](double seconds) { return text::duration(Nanos{std::llround(seconds * 1e9)}); };
    switch (index.column()) {
    case ServiceColumn: return text::fromBytes(m_answer->services[one.service]);
    case WantedColumn: return one.what == What::Replicas ? tr("fewer replicas") : one.what == What::Dimmer ? tr("optional calls left out") : tr("more requests refused");
    case AskedColumn: return amount(one.asked);
    case KeptColumn: return amount(one.kept);
    case TimesColumn: return text::number(static_cast<std::int64_t>(one.times));
    case FromColumn: return time(one.fromS);
    default: return time(one.toS);
    }
}

QVariant AuditTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section <= WantedColumn);
    const QString names[] = {tr("Service"), tr("The policy wanted"), tr("Asked"), tr("Kept"), tr("Times"), tr("From"), tr("To")};
    return role == Qt::DisplayRole && section >= 0 && section <= ToColumn ? QVariant(names[section]) : QVariant();
}

} // namespace causeway::views
