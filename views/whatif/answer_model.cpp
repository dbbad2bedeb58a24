#include "views/whatif/answer_model.h"

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

constexpr double kLeastGap = 1e-4; // of the value: less is none

template <typename T>
std::size_t placeOf(const std::vector<T> &all, const std::string &name)
{
    return static_cast<std::size_t>(std::ranges::find(all, name, &T::name) - all.begin());
}

// Those that people ask about: from outside or with an objective.
std::vector<std::size_t> entries(const simulate::Scenario &scenario, const simulate::FluidResult *fluid)
{
    std::vector<std::size_t> out;
    for (std::size_t o = 0; o < scenario.operations.size(); ++o) {
        const std::string &name = scenario.operations[o].name;
        if (std::ranges::find(scenario.objectives, name, &simulate::Objective::operation) != scenario.objectives.end() || std::ranges::find(scenario.arrivals, name, &simulate::Arrivals::operation) != scenario.arrivals.end())
            out.push_back(o);
    }
    if (fluid != nullptr && fluid->operations.size() == scenario.operations.size())
        std::ranges::stable_sort(out, [&](std::size_t a, std::size_t b) { return fluid->operations[a].rate > fluid->operations[b].rate; });
    out.resize(std::min(out.size(), AnswerModel::kMostOperations));
    return out;
}

} // namespace

AnswerModel::AnswerModel(QObject *parent) : QAbstractTableModel(parent) {}

void AnswerModel::setAnswer(const WhatIfDesk &desk)
{
    std::vector<Row> rows;
    const FluidAnswer *now = desk.fluid().get(), *before = desk.baselineFluid().get();
    const simulate::Scenario *scenario = now != nullptr ? now->scenario.get() : desk.scenario().get();
    const auto simulated = [&](ComparedRow::Of of, const std::string &name, Quantity quantity) -> std::optional<simulate::Estimate> {
        for (const ComparedRow &row : desk.comparison())
            if (row.of == of && row.name == name && row.quantity == quantity)
                return row.after;
        if (desk.answer() == nullptr)
            return std::nullopt;
        return simulate::Estimate{0, 0, 0}; // what is 0 throughout is left out there
    };
    const auto simulatedBefore = [&](ComparedRow::Of of, const std::string &name, Quantity quantity) -> std::optional<double> {
        for (const ComparedRow &row : desk.comparison())
            if (row.of == of && row.name == name && row.quantity == quantity)
                return row.before ? std::optional(row.before->mean) : std::nullopt;
        return desk.baselineAnswer() == nullptr ? std::nullopt : std::optional(0.0);
    };
    // The fluid knows no policies: where one acts it has no answer.
    const auto knows = [](const FluidAnswer *answer) { return answer != nullptr && !hasPolicy(*answer->scenario); };
    // f(result, place) of the thing of that name, where there is one.
    const auto fluidOf = [&](const FluidAnswer *answer, bool service, const std::string &name, const auto &f) -> std::optional<double> {
        if (!knows(answer))
            return std::nullopt;
        const std::size_t place = service ? placeOf(answer->scenario->services, name) : placeOf(answer->scenario->operations, name);
        return place < (service ? answer->result.services.size() : answer->result.operations.size()) ? std::optional(f(answer->result, place)) : std::nullopt;
    };
    const auto add = [&](ComparedRow::Of of, const std::string &name, Quantity quantity, const auto &f) {
        const bool service = of == ComparedRow::Of::Service;
        const auto place = now == nullptr || service ? std::size_t{0} : placeOf(now->scenario->operations, name);
        const bool called = now == nullptr || service || place >= now->result.operations.size() || now->result.operations[place].rate > 0;
        // Where nobody calls there is nothing to tell, by neither.
        rows.push_back({text::fromBytes(name), quantity, fluidOf(before, service, name, f), called ? fluidOf(now, service, name, f) : std::nullopt, simulatedBefore(of, name, quantity), called ? simulated(of, name, quantity) : std::nullopt});
    };
    if (scenario != nullptr) {
        for (const std::size_t o : entries(*scenario, now == nullptr ? nullptr : &now->result)) {
            const std::string &name = scenario->operations[o].name;
            add(ComparedRow::Of::Operation, name, Quantity::P99, [](const simulate::FluidResult &r, std::size_t i) { return r.operations[i].rate > 0 ? r.operations[i].p99S * 1e9 : std::nan(""); });
            add(ComparedRow::Of::Operation, name, Quantity::Violations, [](const simulate::FluidResult &r, std::size_t i) { return r.operations[i].rate > 0 ? r.operations[i].violation : std::nan(""); });
        }
        if (const auto service = desk.service(); service && *service < desk.scenario()->services.size()) {
            const std::string &name = desk.scenario()->services[*service].name;
            add(ComparedRow::Of::Service, name, Quantity::Utilisation, [](const simulate::FluidResult &r, std::size_t i) { return r.services[i].utilisation; });
            add(ComparedRow::Of::Service, name, Quantity::Queue, [](const simulate::FluidResult &r, std::size_t i) { return r.services[i].queueMean; });
        }
        for (const auto &[quantity, member] : {std::pair(Quantity::Cost, &simulate::FluidResult::cost), std::pair(Quantity::Energy, &simulate::FluidResult::energyWh), std::pair(Quantity::Carbon, &simulate::FluidResult::carbonG)}) {
            const auto of = [member = member, knows](const FluidAnswer *answer) { return !knows(answer) ? std::optional<double>() : std::optional(answer->result.*member); };
            const auto known = simulated(ComparedRow::Of::Whole, {}, quantity);
            if (of(now).value_or(0) != 0 || of(before).value_or(0) != 0 || (known && known->mean != 0))
                rows.push_back({tr("All requests"), quantity, of(before), of(now), simulatedBefore(ComparedRow::Of::Whole, {}, quantity), known});
        }
    }
    QStringList operations;
    for (Row &row : rows) {
        if (!row.fluid)
            row.before.reset(); // nothing stands beside it that it could be held against
        operations << row.of;
    }
    operations.removeAll(tr("All requests"));
    if (const auto service = desk.service())
        operations.removeAll(text::fromBytes(desk.scenario()->services[*service].name));
    operations.removeDuplicates();
    m_names = QSet<QString>(operations.begin(), operations.end());
    m_beginning = commonBeginning(operations);
    const bool policyActs = now != nullptr && hasPolicy(*now->scenario);
    const bool isOfNow = desk.isAnswerOfNow() && now != nullptr && now->scenario == desk.scenario();
    const bool same = std::ranges::equal(rows, m_rows, [](const Row &a, const Row &b) { return a.of == b.of && a.quantity == b.quantity; });
    if (!same)
        beginResetModel();
    m_rows = std::move(rows);
    m_isOfNow = isOfNow;
    m_replications = desk.answer() == nullptr ? 0 : desk.answer()->runs.size();
    m_policyActs = policyActs;
    if (!same)
        endResetModel();
    else if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, GapColumn));
}

QVariant AnswerModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (index.column() <= WhatColumn ? Qt::AlignLeft : Qt::AlignRight)));
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const bool simulation = index.column() == BeforeSimulatedColumn || index.column() == SimulatedColumn || index.column() == IntervalColumn || index.column() == GapColumn;
    if (role == Qt::ForegroundRole)
        return simulation && !m_isOfNow ? QVariant(theme::muted()) : QVariant();
    if (role == Qt::ToolTipRole) {
        if (index.column() == OfColumn)
            return text::toolTip(row.of);
        if (simulation && row.simulated && !m_isOfNow)
            return text::toolTip(tr("Of the scenario as it was simulated last; it has been changed since"));
        if (m_policyActs && !row.fluid && (index.column() == BeforeColumn || index.column() == FluidColumn || index.column() == GapColumn))
            return text::toolTip(tr("The fluid knows no policies, and one acts here: see what was simulated"));
        return text::toolTip(quantityTip(row.quantity));
    }
    if (role != Qt::DisplayRole)
        return {};
    const auto value = [&](const std::optional<double> &of) { return of ? valueText(row.quantity, *of) : QStringLiteral("–"); };
    switch (index.column()) {
    case OfColumn: return m_names.contains(row.of) ? withoutBeginning(row.of, m_beginning) : row.of;
    case WhatColumn: return quantityText(row.quantity);
    case BeforeColumn: return value(row.before);
    case FluidColumn: return value(row.fluid);
    case BeforeSimulatedColumn: return value(row.simulatedBefore);
    case SimulatedColumn: return row.simulated ? valueText(row.quantity, row.simulated->mean) : QStringLiteral("–");
    case IntervalColumn: return row.simulated ? intervalText(row.quantity, *row.simulated, false) : QString();
    default: return row.simulated && row.fluid && m_isOfNow ? differenceText(row.quantity, std::abs(*row.fluid - row.simulated->mean) < kLeastGap * std::abs(row.simulated->mean) ? 0 : *row.fluid - row.simulated->mean) : QStringLiteral("–");
    }
}

QVariant AnswerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (section <= WhatColumn ? Qt::AlignLeft : Qt::AlignRight)));
    const std::pair<QString, QString> names[] = {{tr("Of"), {}},
                                                 {tr("What"), {}},
                                                 {tr("Before, by fluid"), tr("By fluid, of the scenario that is marked “before”")},
                                                 {tr("Now, by fluid"), tr("Requests as a fluid: at once, without intervals. The fluid knows no policies: where one acts it has no answer")},
                                                 {tr("Before, simulated"), tr("Mean over the replications of the scenario that is marked “before”, on the same requests")},
                                                 {tr("Now, simulated"), tr("Mean over the replications of the simulation")},
                                                 {tr("95 % interval"), m_replications == 0 ? tr("Of the mean over the replications") : tr("Of the mean over %1 replications").arg(m_replications)},
                                                 {tr("Fluid off by"), tr("Fluid less simulation: how far what is shown at once is off")}};
    if (section < 0 || section > GapColumn)
        return {};
    return role == Qt::DisplayRole ? QVariant(names[section].first) : role == Qt::ToolTipRole && !names[section].second.isEmpty() ? QVariant(names[section].second) : QVariant();
}

} // namespace causeway::views
