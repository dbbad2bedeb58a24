#include "views/whatif/policy_tables.h"

#include <QFont>

#include <algorithm>
#include <cmath>

#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/risk_text.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

using allocate::Measure;
using allocate::Policy;
using allocate::PolicyKind;
using engine::Quantity;

namespace {

QString told(std::string_view text) { return text::fromBytes(text); }
QVariant alignment(bool left) { return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (left ? Qt::AlignLeft : Qt::AlignRight))); }

constexpr double kLeastShare = 1e-6; // of what it is the difference of: less is what sums are off by

QString deltaText(Quantity quantity, const simulate::Estimate &delta, bool brief, double value = 0)
{
    const bool more = delta.low > 0 || delta.high < 0;
    if (brief && std::abs(delta.mean) < kLeastShare * std::abs(value))
        return differenceText(quantity, 0);
    if (brief && std::isfinite(delta.mean))
        return differenceText(quantity, delta.mean) + (more ? QStringLiteral(" *") : QString());
    const QString interval = intervalText(quantity, delta, true);
    return interval.isEmpty() ? QStringLiteral("–") : more ? interval + QStringLiteral(" *") : interval;
}

// Of what a column is the difference.
std::optional<std::pair<Quantity, Measure>> differenceOf(int column)
{
    switch (column) {
    case PolicyOutcomeTable::ViolationDeltaColumn: return std::pair(Quantity::Violations, Measure::SloViolation);
    case PolicyOutcomeTable::P99DeltaColumn: return std::pair(Quantity::P99, Measure::P99Ns);
    case PolicyOutcomeTable::CostDeltaColumn: return std::pair(Quantity::Cost, Measure::Cost);
    case PolicyOutcomeTable::CarbonDeltaColumn: return std::pair(Quantity::Carbon, Measure::CarbonG);
    default: return std::nullopt;
    }
}

} // namespace

QString policyKindText(PolicyKind kind)
{
    switch (kind) {
    case PolicyKind::Scaling: return PolicyTable::tr("Scaling");
    case PolicyKind::Routing: return PolicyTable::tr("Routing");
    case PolicyKind::FlowControl: return PolicyTable::tr("Flow control");
    case PolicyKind::Resilience: return PolicyTable::tr("Resilience");
    case PolicyKind::Energy: return PolicyTable::tr("Energy");
    default: return told(toName(kind));
    }
}

PolicyTable::PolicyTable(QObject *parent) : QAbstractTableModel(parent) {}

void PolicyTable::setUsed(const std::string &name)
{
    for (const std::string &one : {std::exchange(m_used, name), name})
        if (const int row = rowOf(one); row >= 0)
            Q_EMIT dataChanged(index(row, 0), index(row, FidelityColumn));
}

int PolicyTable::rowOf(const std::string &name)
{
    const auto all = allocate::policies();
    const auto found = std::ranges::find(all, std::string_view(name), &Policy::name);
    return found == all.end() ? -1 : static_cast<int>(found - all.begin());
}

int PolicyTable::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(allocate::policies().size()); }

QVariant PolicyTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Policy &one = policy(index.row());
    if (role == Qt::CheckStateRole && index.column() == NameColumn)
        return m_checked.contains(std::string(one.name)) ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::FontRole && one.name == m_used) {
        QFont font = theme::interfaceFont();
        font.setWeight(QFont::DemiBold);
        return font;
    }
    if (role == Qt::ToolTipRole)
        return text::toolTip(told(one.title) + QLatin1Char('\n') + told(one.paper) + QLatin1Char('\n') + told(one.fidelity));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case NameColumn: return one.name == m_used ? tr("● %1").arg(told(one.name)) : told(one.name);
    case KindColumn: return policyKindText(one.kind);
    case TitleColumn: return told(one.title);
    case PaperColumn: return told(one.paper);
    default: return told(one.fidelity);
    }
}

bool PolicyTable::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !index.isValid() || index.column() != NameColumn)
        return false;
    const std::string name(policy(index.row()).name);
    if (value.toInt() == Qt::Checked)
        m_checked.insert(name);
    else
        m_checked.erase(name);
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    Q_EMIT checkedChanged();
    return true;
}

Qt::ItemFlags PolicyTable::flags(const QModelIndex &index) const { return QAbstractTableModel::flags(index) | (index.column() == NameColumn ? Qt::ItemIsUserCheckable : Qt::NoItemFlags); }

QVariant PolicyTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(true);
    if (role == Qt::ToolTipRole && section == NameColumn)
        return tr("Checked: to be compared. ●: acts on the chosen scenario");
    const QString names[] = {tr("Policy"), tr("Kind"), tr("What it does"), tr("After"), tr("How near to that")};
    return role == Qt::DisplayRole && section >= 0 && section <= FidelityColumn ? QVariant(names[section]) : QVariant();
}

SettingTable::SettingTable(QObject *parent) : QAbstractTableModel(parent) {}

void SettingTable::setPolicy(const Policy *policy, std::map<std::string, double> given)
{
    if (policy == m_policy && given == m_given)
        return;
    beginResetModel();
    m_policy = policy;
    m_given = std::move(given);
    endResetModel();
}

int SettingTable::rowCount(const QModelIndex &parent) const { return parent.isValid() || m_policy == nullptr ? 0 : static_cast<int>(m_policy->settings.size()); }

QVariant SettingTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const allocate::Setting &one = m_policy->settings[static_cast<std::size_t>(index.row())];
    const auto given = m_given.find(std::string(one.name));
    const double value = given == m_given.end() ? one.usual : given->second;
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column() == NameColumn || index.column() == WhatColumn);
    if (role == Qt::EditRole && index.column() == ValueColumn)
        return QLocale::c().toString(value, 'g', 12);
    if (role == Qt::ToolTipRole)
        return text::toolTip(told(one.what));
    if (role == Qt::ForegroundRole)
        return index.column() == ValueColumn && given != m_given.end() ? QVariant(theme::color(theme::Tone::Accent)) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case NameColumn: return told(one.name);
    case ValueColumn: return text::number(value, 6);
    case UsualColumn: return text::number(one.usual, 6);
    case BoundsColumn: return tr("%1 … %2").arg(text::number(one.least, 6), text::number(one.most, 6));
    default: return told(one.what);
    }
}

bool SettingTable::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !index.isValid() || index.column() != ValueColumn)
        return false;
    const allocate::Setting &one = m_policy->settings[static_cast<std::size_t>(index.row())];
    bool isNumber = false;
    double wanted = QLocale::c().toDouble(value.toString(), &isNumber);
    if (!isNumber)
        wanted = QLocale().toDouble(value.toString(), &isNumber);
    if (!isNumber || !(wanted >= one.least && wanted <= one.most) || (one.whole && wanted != std::floor(wanted)))
        return false;
    if (wanted == one.usual)
        m_given.erase(std::string(one.name));
    else
        m_given[std::string(one.name)] = wanted;
    Q_EMIT dataChanged(index, index);
    Q_EMIT givenChanged();
    return true;
}

Qt::ItemFlags SettingTable::flags(const QModelIndex &index) const { return QAbstractTableModel::flags(index) | (index.column() == ValueColumn ? Qt::ItemIsEditable : Qt::NoItemFlags); }

QVariant SettingTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section == NameColumn || section == WhatColumn);
    const QString names[] = {tr("Setting"), tr("Value"), tr("Usual"), tr("Bounds"), tr("What it is")};
    return role == Qt::DisplayRole && section >= 0 && section <= WhatColumn ? QVariant(names[section]) : QVariant();
}

PolicyOutcomeTable::PolicyOutcomeTable(QObject *parent) : QAbstractTableModel(parent) {}

bool PolicyOutcomeTable::setComparison(PolicyComparison comparison)
{
    if (comparison == m_comparison)
        return false;
    beginResetModel();
    m_comparison = std::move(comparison);
    m_standings = m_comparison == nullptr ? std::vector<engine::PolicyStanding>() : engine::standingsOf(*m_comparison);
    endResetModel();
    return true;
}

void PolicyOutcomeTable::setRoom(Room room)
{
    if (room == std::exchange(m_room, room))
        return;
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ReplicasColumn);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ReplicasColumn));
}

void PolicyOutcomeTable::setDimmed(bool dimmed)
{
    if (dimmed != std::exchange(m_dimmed, dimmed) && rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ReplicasColumn), {Qt::ForegroundRole});
}

QString PolicyOutcomeTable::standingTip(int row) const
{
    using Kind = engine::PolicyStanding::Kind;
    const engine::PolicyStanding &standing = m_standings[static_cast<std::size_t>(row)];
    const QString by = standing.by ? told(engine::toText(outcome(static_cast<int>(*standing.by)).choice)) : QString();
    switch (standing.kind) {
    case Kind::NotBeaten: return tr("No other one is better in SLO violations, cost or carbon by more than chance, and worse in none of them");
    case Kind::WithinChance:
        return standing.by ? tr("By its means no other one beats it, but what it has over %1 is within chance, and that one is better elsewhere by more than chance").arg(by)
                           : tr("By its means another one beats it, but only within chance: the paired interval of the difference holds zero");
    case Kind::Beaten: return tr("%1 is better in SLO violations, cost or carbon by more than chance, and worse in none of them by more than chance").arg(by);
    case Kind::NotRun: break;
    }
    return {};
}

int PolicyOutcomeTable::rowCount(const QModelIndex &parent) const { return parent.isValid() || m_comparison == nullptr ? 0 : static_cast<int>(m_comparison->policies.size()) + 1; }

QVariant PolicyOutcomeTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column() <= RiskColumn);
    const engine::PolicyOutcome &one = outcome(index.row());
    const bool own = index.row() == 0;
    if (role == Qt::ToolTipRole && one.error)
        return text::toolTip(text::render(*one.error));
    if (role == Qt::ToolTipRole && index.column() == RiskColumn)
        return text::toolTip(riskTip(one.risk));
    if (role == Qt::ToolTipRole && index.column() == ParetoColumn)
        return text::toolTip(standingTip(index.row()));
    if (role == Qt::ToolTipRole && index.column() == NameColumn)
        return text::toolTip(told(engine::toText(one.choice)));
    if (const auto quantity = differenceOf(index.column()); role == Qt::ToolTipRole && quantity && !own)
        return text::toolTip(deltaText(quantity->first, of(one.delta, quantity->second), false));
    if (role == Qt::ForegroundRole && m_dimmed)
        return theme::muted();
    const auto toned = [&](Measure measure) -> QVariant {
        const simulate::Estimate &delta = of(one.delta, measure);
        if (own || one.error || (delta.low <= 0 && delta.high >= 0) || !std::isfinite(delta.low))
            return {};
        return theme::color(delta.mean < 0 ? theme::Tone::Better : theme::Tone::Worse);
    };
    if (role == Qt::ForegroundRole) {
        switch (index.column()) {
        case ViolationDeltaColumn: return toned(Measure::SloViolation);
        case P99DeltaColumn: return toned(Measure::P99Ns);
        case CostDeltaColumn: return toned(Measure::Cost);
        case CarbonDeltaColumn: return toned(Measure::CarbonG);
        case RiskColumn: return one.error ? QVariant() : QVariant(theme::color(riskTone(one.risk)));
        default: return one.error ? QVariant(theme::muted()) : QVariant();
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() == NameColumn)
        return own ? tr("as it is: %1").arg(told(engine::toText(one.choice))) : told(engine::toText(one.choice));
    if (one.error)
        return index.column() == ParetoColumn ? tr("not run") : QString();
    const auto value = [&](Quantity quantity, Measure measure) { return valueText(quantity, of(one.measures, measure).mean); };
    const auto delta = [&](Quantity quantity, Measure measure) { return own ? QString() : deltaText(quantity, of(one.delta, measure), m_room != Room::Whole, of(one.measures, measure).mean); };
    switch (index.column()) {
    case ViolationColumn: return value(Quantity::Violations, Measure::SloViolation);
    case ViolationDeltaColumn: return delta(Quantity::Violations, Measure::SloViolation);
    case P99Column: return value(Quantity::P99, Measure::P99Ns);
    case P99DeltaColumn: return delta(Quantity::P99, Measure::P99Ns);
    case CostColumn: return value(Quantity::Cost, Measure::Cost);
    case CostDeltaColumn: return delta(Quantity::Cost, Measure::Cost);
    case CarbonColumn: return value(Quantity::Carbon, Measure::CarbonG);
    case CarbonDeltaColumn: return delta(Quantity::Carbon, Measure::CarbonG);
    case ReplicasColumn: return value(Quantity::Replicas, Measure::Replicas);
    case RiskColumn: return m_room == Room::Signs ? text::number(static_cast<std::int64_t>(one.risk.grade)) : riskBrief(one.risk);
    default: break;
    }
    const auto kind = m_standings[static_cast<std::size_t>(index.row())].kind;
    if (m_room == Room::Signs)
        return kind == engine::PolicyStanding::Kind::NotBeaten ? QStringLiteral("◆") : kind == engine::PolicyStanding::Kind::WithinChance ? QStringLiteral("◇") : QString();
    return kind == engine::PolicyStanding::Kind::NotBeaten ? tr("◆ not beaten") : kind == engine::PolicyStanding::Kind::WithinChance ? tr("◇ within chance") : QString();
}

QVariant PolicyOutcomeTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section <= RiskColumn);
    if (role == Qt::ToolTipRole && differenceOf(section))
        return m_room != Room::Whole ? tr("To the scenario as it is, on the same requests; * where its 95 % interval leaves zero out. The tip of each, or a wider window, has the interval")
                       : tr("95 % interval of the difference to the scenario as it is, on the same requests; * where it leaves zero out");
    if (role == Qt::ToolTipRole && section == ParetoColumn)
        return tr("◆ no other one is better in SLO violations, cost or carbon by more than chance and worse in none; ◇ so or not within chance. Differences are replication by replication on the same requests");
    if (role == Qt::ToolTipRole && section == RiskColumn)
        return tr("How far its figures can be relied on: of 4, one for each kind of reason");
    const QString names[] = {tr("Policy"), tr("Pareto"), tr("Risk"), tr("Over SLO"), tr("Difference"), tr("p99"), tr("Difference"), tr("Cost"), tr("Difference"), tr("Carbon, g"), tr("Difference"), tr("Replicas")};
    if (role == Qt::DisplayRole && m_room == Room::Signs && section == ParetoColumn)
        return QStringLiteral("◆");
    if (role == Qt::DisplayRole && m_room != Room::Whole && differenceOf(section))
        return QStringLiteral("±");
    return role == Qt::DisplayRole && section >= 0 && section <= ReplicasColumn ? QVariant(names[section]) : QVariant();
}

} // namespace causeway::views
