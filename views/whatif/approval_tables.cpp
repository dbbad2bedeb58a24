#include "views/whatif/approval_tables.h"

#include <algorithm>
#include <cmath>

#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

namespace {

QVariant alignment(bool left) { return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (left ? Qt::AlignLeft : Qt::AlignRight))); }

QString decisionText(const engine::Approval &decision) { return decision.granted ? ConsentTable::tr("granted") : ConsentTable::tr("refused"); }

QString kindText(const std::string &kind)
{
    const auto found = std::ranges::find(simulate::kActionKinds, kind);
    return found == simulate::kActionKinds.end() ? text::fromBytes(kind) : actionText(static_cast<simulate::ActionKind>(found - simulate::kActionKinds.begin()));
}

QString timeText(std::int64_t ns) { return text::time(TimePoint{ns / 1'000'000'000 * 1'000'000'000}); } // to the second

} // namespace

ConsentTable::ConsentTable(QObject *parent) : QAbstractTableModel(parent) {}

void ConsentTable::setConsents(ScenarioData scenario, std::vector<engine::Consent> consents)
{
    std::ranges::stable_sort(consents, {}, [](const engine::Consent &one) { return one.decision || one.asked == 0; });
    const auto same = [](const engine::Consent &a, const engine::Consent &b) { return a.service == b.service && a.kind == b.kind; };
    const bool rowsStay = m_scenario != nullptr && scenario != nullptr && std::ranges::equal(m_consents, consents, same) && std::ranges::equal(m_scenario->services, scenario->services, {}, &simulate::Service::name, &simulate::Service::name);
    if (!rowsStay)
        beginResetModel();
    m_scenario = std::move(scenario);
    m_consents = std::move(consents);
    if (!rowsStay)
        endResetModel();
    else if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ReasonColumn));
}

QVariant ConsentTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const engine::Consent &one = consent(index.row());
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column() != AskedColumn && index.column() != FirstColumn);
    if (role == Qt::ForegroundRole && index.column() == DecisionColumn && !one.decision)
        return one.asked > 0 ? QVariant() : QVariant(theme::muted());
    if (role == Qt::ToolTipRole && one.decision && index.column() >= DecisionColumn)
        return text::toolTip(tr("%1 by %2, %3: %4").arg(decisionText(*one.decision), text::fromBytes(one.decision->by), timeText(one.decision->atNs), text::fromBytes(one.decision->reason)));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case ServiceColumn: return text::fromBytes(service(index.row()));
    case ActionColumn: return actionText(one.kind);
    case DecisionColumn: return one.decision ? decisionText(*one.decision) : one.asked > 0 ? tr("asked for") : tr("nobody decided");
    case AskedColumn: return one.asked == 0 ? QVariant() : QVariant(text::number(static_cast<std::int64_t>(one.asked)));
    case FirstColumn: return one.asked == 0 ? QVariant() : QVariant(text::duration(Nanos{std::llround(one.fromS * 1e9)}));
    case ByColumn: return one.decision ? QVariant(text::fromBytes(one.decision->by)) : QVariant();
    case WhenColumn: return one.decision ? QVariant(timeText(one.decision->atNs)) : QVariant();
    default: return one.decision ? QVariant(text::fromBytes(one.decision->reason)) : QVariant();
    }
}

QVariant ConsentTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section > ReasonColumn)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section != AskedColumn && section != FirstColumn);
    const std::pair<QString, QString> names[] = {{tr("Service"), {}}, {tr("Action"), {}}, {tr("Consent"), tr("The last decision that covers it")}, {tr("Asked"), tr("How often the policy asked for it in vain, in the first replication")}, {tr("First at"), tr("Simulated time at which it asked first")}, {tr("By"), {}}, {tr("When"), {}}, {tr("Reason"), {}}};
    return role == Qt::DisplayRole ? QVariant(names[section].first) : role == Qt::ToolTipRole && !names[section].second.isEmpty() ? QVariant(names[section].second) : QVariant();
}

DecisionTable::DecisionTable(const WhatIfDesk &desk, QObject *parent) : QAbstractTableModel(parent), m_desk(desk) {}

void DecisionTable::refresh()
{
    beginResetModel();
    m_approvals.assign(m_desk.approvals().rbegin(), m_desk.approvals().rend());
    endResetModel();
}

QVariant DecisionTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const engine::Approval &one = m_approvals[static_cast<std::size_t>(index.row())];
    if (role == Qt::ToolTipRole)
        return text::toolTip(tr("%1 by %2, %3: %4").arg(decisionText(one), text::fromBytes(one.by), timeText(one.atNs), text::fromBytes(one.reason)));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case WhenColumn: return timeText(one.atNs);
    case DecisionColumn: return decisionText(one);
    case ActionColumn: return kindText(one.kind);
    case ServiceColumn: return one.service.empty() ? tr("all") : text::fromBytes(one.service);
    case ScenarioColumn: {
        const QString name = m_desk.nameOf(one.scenario);
        return one.scenario == 0 ? tr("all") : name.isEmpty() ? tr("number %1, removed").arg(one.scenario) : name;
    }
    case ByColumn: return text::fromBytes(one.by);
    default: return text::fromBytes(one.reason);
    }
}

QVariant DecisionTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QString names[] = {tr("Decision"), tr("Action"), tr("Service"), tr("Reason"), tr("When"), tr("By"), tr("Scenario")};
    return orientation == Qt::Horizontal && role == Qt::DisplayRole && section >= 0 && section <= ScenarioColumn ? QVariant(names[section]) : QVariant();
}

} // namespace causeway::views
