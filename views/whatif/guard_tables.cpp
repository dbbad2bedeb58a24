#include "views/whatif/guard_tables.h"

#include <cmath>

#include "analysis/simulate/importance.h"
#include "analysis/simulate/read_scenario.h"
#include "analysis/simulate/scenario_fields.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/whatif_text.h"

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

// As the scenario file has them: "dim, limit".
QString kindsText(simulate::ActionKinds kinds)
{
    QStringList out;
    for (std::size_t i = 0; i < simulate::kActionKinds.size(); ++i)
        if (simulate::has(kinds, static_cast<simulate::ActionKind>(i)))
            out << text::fromBytes(simulate::kActionKinds[i]);
    return out.join(QStringLiteral(", "));
}

std::optional<simulate::ActionKinds> kindsOf(const QString &typed)
{
    simulate::ActionKinds out = 0;
    for (const QString &word : typed.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const auto found = std::ranges::find(simulate::kActionKinds, word.trimmed().toStdString());
        if (found == simulate::kActionKinds.end())
            return std::nullopt;
        out |= simulate::bitOf(static_cast<simulate::ActionKind>(found - simulate::kActionKinds.begin()));
    }
    return out;
}

} // namespace

FloorTable::FloorTable(QObject *parent) : QAbstractTableModel(parent) {}

void FloorTable::setScenario(ScenarioData scenario)
{
    const bool same = scenario != nullptr && m_scenario != nullptr && std::ranges::equal(scenario->services, m_scenario->services, {}, &simulate::Service::name, &simulate::Service::name);
    if (!same)
        beginResetModel();
    m_scenario = std::move(scenario);
    m_importance = m_scenario == nullptr ? std::vector<simulate::Importance>() : simulate::importanceOf(*m_scenario);
    if (!same)
        endResetModel();
    else if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ConsentColumn));
}

QVariant FloorTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const simulate::Floor one = floor(index.row());
    const simulate::Service &service = m_scenario->services[static_cast<std::size_t>(index.row())];
    const simulate::Importance importance = m_importance[static_cast<std::size_t>(index.row())];
    const auto kinds = static_cast<simulate::ActionKinds>(m_scenario->approve | service.approve);
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column() != ReplicasColumn && index.column() != ShedColumn);
    if (role == ChoicesRole && index.column() == ImportanceColumn)
        return QStringList{importanceText(simulate::Importance::Optional), importanceText(simulate::Importance::Normal), importanceText(simulate::Importance::Vital)};
    if (index.column() == ConsentColumn && role == KindsRole) {
        QStringList all;
        for (std::size_t i = 0; i < simulate::kActionKinds.size(); ++i)
            all << QStringLiteral("%1: %2").arg(text::fromBytes(simulate::kActionKinds[i]), actionText(static_cast<simulate::ActionKind>(i)));
        return all;
    }
    if (index.column() == ConsentColumn && role == BitsRole)
        return static_cast<uint>(service.approve);
    if (index.column() == ConsentColumn && role == HeldRole)
        return static_cast<uint>(m_scenario->approve);
    if (role == Qt::ToolTipRole && index.column() == ImportanceColumn && importance != service.importance)
        return tr("What is more important cannot do without it, so that it counts as %1").arg(importanceText(importance));
    if (role == Qt::ToolTipRole && index.column() == ServiceColumn)
        return text::toolTip(text::fromBytes(service.name));
    if (role == Qt::ToolTipRole && index.column() == ConsentColumn)
        return text::toolTip(tr("What no policy may do here without a person’s consent; a double click, F2 or a key lists what there is") + (kinds == 0 ? QString() : QLatin1Char('\n') + kindsText(kinds)));
    if (role == Qt::AccessibleTextRole && index.column() == DimmedColumn)
        return one.neverDimmed ? tr("never left out") : tr("may be left out");
    if (role == Qt::CheckStateRole && index.column() == DimmedColumn)
        return one.neverDimmed ? Qt::Unchecked : Qt::Checked;
    if (role == Qt::EditRole)
        return index.column() == ImportanceColumn ? QVariant(static_cast<int>(service.importance)) : index.column() == ConsentColumn ? QVariant(kindsText(service.approve)) : index.column() == ReplicasColumn ? QVariant(one.minReplicas) : index.column() == ShedColumn ? QVariant(QLocale::c().toString(100 * one.mostShed, 'g', 6)) : QVariant();
    if (role == Qt::ForegroundRole)
        return (index.column() == ImportanceColumn ? importance == simulate::Importance::Normal : index.column() == ConsentColumn ? kinds == 0 : index.column() != ServiceColumn && one == simulate::Floor()) ? QVariant(theme::muted()) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case ServiceColumn: return text::fromBytes(m_scenario->services[static_cast<std::size_t>(index.row())].name);
    case ImportanceColumn: return importance == service.importance ? importanceText(importance) : tr("%1, needed: %2").arg(importanceText(service.importance), importanceText(importance));
    case ConsentColumn: return kinds == 0 ? tr("nothing") : kindsText(kinds);
    case ReplicasColumn: return text::number(static_cast<std::int64_t>(one.minReplicas));
    case ShedColumn: return text::percent(one.mostShed);
    default: return {};
    }
}

bool FloorTable::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid())
        return false;
    const simulate::Service &service = m_scenario->services[static_cast<std::size_t>(index.row())];
    if (index.column() == ImportanceColumn && role == Qt::EditRole) {
        const int to = value.toInt();
        if (to < 0 || to >= static_cast<int>(simulate::kImportances.size()))
            return false;
        if (const auto importance = static_cast<simulate::Importance>(to); importance != service.importance)
            Q_EMIT importanceChanged(index.row(), importance);
        return true;
    }
    if (index.column() == ConsentColumn && role == BitsRole) {
        if (const auto kinds = static_cast<simulate::ActionKinds>(value.toUInt()); kinds != service.approve)
            Q_EMIT consentChanged(index.row(), kinds);
        return true;
    }
    if (index.column() == ConsentColumn && role == Qt::EditRole) {
        const auto kinds = kindsOf(value.toString());
        if (kinds && *kinds != service.approve)
            Q_EMIT consentChanged(index.row(), *kinds);
        return kinds.has_value();
    }
    simulate::Floor one = floor(index.row());
    const simulate::Floor before = one;
    if (index.column() == DimmedColumn && role == Qt::CheckStateRole)
        one.neverDimmed = value.toInt() != Qt::Checked;
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
    if (orientation != Qt::Horizontal || section < 0 || section > ConsentColumn)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section != ReplicasColumn && section != ShedColumn);
    const std::pair<QString, QString> names[] = {{tr("Service"), {}},
                                                 {tr("Importance"), tr("What is taken from services is taken from the less important first. What a service cannot do without is as important as itself.")},
                                                 {tr("Least replicas"), tr("No policy takes it below")},
                                                 {tr("Refused at most"), tr("Share of its requests that limits may refuse; 100 %: no floor")},
                                                 {tr("May be left out"), tr("Optional calls to it. Checked: a brownout may leave them out; else they are always made")},
                                                 {tr("Needs consent"), tr("What policies may do only once a person has approved it: panel Approvals")}};
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
        return alignment(index.column() <= WhyColumn);
    if (role == Qt::ToolTipRole && index.column() == ServiceColumn)
        return text::toolTip(text::fromBytes(m_answer->services[m_answer->audit[static_cast<std::size_t>(index.row())].service]));
    if (role != Qt::DisplayRole)
        return {};
    const simulate::AuditEntry &one = m_answer->audit[static_cast<std::size_t>(index.row())];
    using Why = simulate::AuditEntry::Why;
    const auto amount = [&](double value) {
        switch (one.what) {
        case What::Replicas: return text::number(static_cast<std::int64_t>(std::llround(value)));
        case What::Dimmer: return text::percent(value);
        case What::Shed: return one.why == Why::Floor ? text::percent(value) : value == 0 ? tr("no") : tr("yes");
        case What::Limit: return value == 0 ? tr("none") : text::number(static_cast<std::int64_t>(std::llround(value)));
        case What::RateLimit: return value == 0 ? tr("none") : tr("%1/s").arg(value, 0, 'g', 4);
        case What::Speed: return tr("× %1").arg(value, 0, 'g', 3);
        case What::Routing: return index.column() == AskedColumn ? tr("yes") : tr("no");
        default: return value == 0 ? tr("no") : tr("yes");
        }
    };
    const auto wanted = [&] {
        switch (one.what) {
        case What::Replicas: return one.asked < one.kept ? tr("fewer replicas") : tr("more replicas");
        case What::Dimmer: return one.asked < one.kept ? tr("optional calls left out") : tr("optional calls made");
        case What::Shed: return one.why == Why::Floor ? tr("more requests refused") : one.asked == 0 ? tr("requests let in") : tr("requests refused");
        case What::Limit:
        case What::RateLimit: return tr("a limit of requests");
        default: return actionText(simulate::kindOf(one));
        }
    };
    const QString whys[] = {tr("its floor"), tr("importance"), tr("no consent")};
    const auto time = [](double seconds) { return text::duration(Nanos{std::llround(seconds * 1e9)}); };
    switch (index.column()) {
    case ServiceColumn: return text::fromBytes(m_answer->services[one.service]);
    case WantedColumn: return wanted();
    case WhyColumn: return whys[static_cast<std::size_t>(one.why)];
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
        return alignment(section <= WhyColumn);
    const QString names[] = {tr("Service"), tr("The policy wanted"), tr("Kept for"), tr("Asked"), tr("Kept"), tr("Times"), tr("From"), tr("To")};
    return role == Qt::DisplayRole && section >= 0 && section <= ToColumn ? QVariant(names[section]) : QVariant();
}

} // namespace causeway::views
