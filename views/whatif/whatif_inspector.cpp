#include "views/whatif/whatif_inspector.h"

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>
#include <set>

#include "analysis/simulate/importance.h"
#include "app/workspace/workspace.h"
#include "views/shell/inspector.h"
#include "views/text/text.h"
#include "views/whatif/risk_text.h"
#include "views/whatif/whatif_desk.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

using engine::ComparedRow;
using engine::Quantity;
using simulate::Scenario;

namespace {

constexpr std::size_t kMostNames = 8;
constexpr int kPauseMs = 120; // while something is turned

QString tr(const char *text) { return QCoreApplication::translate("whatif", text); }

QString list(const std::set<std::string> &names)
{
    QStringList out;
    for (const std::string &name : names)
        if (static_cast<std::size_t>(out.size()) < kMostNames)
            out << text::fromBytes(name);
    if (names.size() > kMostNames)
        out << tr("and %1 more").arg(names.size() - kMostNames);
    return out.isEmpty() ? QStringLiteral("–") : out.join(QStringLiteral(", "));
}

// Services whose operations call one of that service, and those that it calls.
std::pair<std::set<std::string>, std::set<std::string>> neighbours(const Scenario &scenario, const std::string &service)
{
    std::map<std::string_view, std::string_view> of;
    for (const simulate::Operation &operation : scenario.operations)
        of[operation.name] = operation.service;
    std::pair<std::set<std::string>, std::set<std::string>> out;
    for (const simulate::Operation &operation : scenario.operations)
        for (const auto &step : operation.steps)
            for (const simulate::Call &call : step) {
                const auto to = of.find(call.operation);
                if (to == of.end() || to->second == operation.service)
                    continue;
                if (to->second == service)
                    out.first.insert(operation.service);
                if (operation.service == service)
                    out.second.insert(std::string(to->second));
            }
    for (const simulate::Arrivals &arrivals : scenario.arrivals)
        if (const auto to = of.find(arrivals.operation); to != of.end() && to->second == service)
            out.first.insert(tr("from outside").toStdString());
    return out;
}

void addSource(InspectorSection &section, const WhatIfDesk &desk)
{
    section.addFact(tr("Figures"), desk.isAnswerOfNow() ? tr("simulated, %1 replications").arg(desk.answer()->runs.size()) : hasPolicy(*desk.scenario()) ? tr("not simulated yet") : tr("by fluid, not simulated yet"));
}

// As simulated.
void addFigures(InspectorSection &section, const WhatIfDesk &desk, ComparedRow::Of of, const std::string &name, std::initializer_list<Quantity> quantities)
{
    for (const Quantity quantity : quantities)
        for (const ComparedRow &row : desk.comparison())
            if (row.of == of && row.name == name && row.quantity == quantity && row.after)
                section.addFact(quantityText(quantity), valueText(quantity, row.after->mean), tr("%1\n95 % interval %2").arg(quantityTip(quantity), intervalText(quantity, *row.after, false)));
}

void addService(InspectorSection &section, const WhatIfDesk &desk, std::size_t number)
{
    const Scenario &scenario = *desk.scenario();
    const simulate::Service &service = scenario.services[number];
    section.addText(text::fromBytes(service.name));
    section.addFact(tr("Scenario"), desk.nameOf(desk.chosen()));
    section.addFact(tr("Replicas"), tr("%1 × %2 servers").arg(service.replicas).arg(service.servers), tr("Servers: how many requests a replica works on at once"));
    addSource(section, desk);
    if (desk.isAnswerOfNow())
        addFigures(section, desk, ComparedRow::Of::Service, service.name, {Quantity::Utilisation, Quantity::Queue, Quantity::P99, Quantity::Cost});
    else if (desk.fluid() != nullptr && desk.fluid()->scenario == desk.scenario() && !hasPolicy(scenario)) {
        const simulate::FluidService &fluid = desk.fluid()->result.services[number];
        section.addFact(quantityText(Quantity::Utilisation), valueText(Quantity::Utilisation, fluid.utilisation), quantityTip(Quantity::Utilisation));
        section.addFact(quantityText(Quantity::Queue), valueText(Quantity::Queue, fluid.queueMean), quantityTip(Quantity::Queue));
    }
    section.addFact(tr("Price"), service.pricePerH > 0 ? tr("%1 /h").arg(text::number(service.pricePerH, 4)) : QStringLiteral("–"), tr("Of a replica, per hour"));
    QStringList power;
    for (const std::string &name : std::set<std::string>(service.nodes.begin(), service.nodes.end()))
        for (const simulate::Node &node : scenario.nodes)
            if (node.name == name && node.maxW > 0)
                power << tr("%1: %2 … %3 W").arg(text::fromBytes(name), text::number(node.idleW, 4), text::number(node.maxW, 4));
    section.addFact(tr("Power"), power.isEmpty() ? QStringLiteral("–") : power.join(QStringLiteral(", ")), tr("Of the nodes that its replicas are on, idle and with all cores in use; other services may share them"));
    const simulate::Importance counts = simulate::importanceOf(scenario)[number];
    section.addFact(tr("Importance"), counts == service.importance ? importanceText(counts) : tr("%1, needed: %2").arg(importanceText(service.importance), importanceText(counts)), tr("What is taken from services is taken from the less important first"));
    const auto [callers, called] = neighbours(scenario, service.name);
    section.addFact(tr("Called by"), list(callers));
    section.addFact(tr("Calls"), list(called));
}

void addScenario(InspectorSection &section, const WhatIfDesk &desk)
{
    const Scenario &scenario = *desk.scenario();
    section.addText(desk.nameOf(desk.chosen()));
    if (const engine::ScenarioRow *row = desk.row(desk.chosen()); row != nullptr && row->parent != 0)
        section.addFact(tr("Fork of"), desk.nameOf(row->parent));
    if (desk.baselineId() != 0)
        section.addFact(tr("Before"), desk.nameOf(desk.baselineId()), tr("What it is held against"));
    unsigned replicas = 0;
    for (const simulate::Service &service : scenario.services)
        replicas += service.replicas;
    section.addFact(tr("Services"), tr("%1, %2 replicas").arg(scenario.services.size()).arg(replicas));
    section.addFact(tr("Duration"), text::duration(Nanos{static_cast<std::int64_t>(scenario.durationS * 1e9)}), tr("How long a time is simulated"));
    section.addFact(tr("Policy"), hasPolicy(scenario) ? text::fromBytes(engine::toText(scenario.policy)) : tr("none"));
    addSource(section, desk);
    if (!desk.isAnswerOfNow())
        return;
    addFigures(section, desk, ComparedRow::Of::Whole, {}, {Quantity::P99, Quantity::Violations, Quantity::Cost, Quantity::Energy, Quantity::Carbon});
    if (desk.risk())
        section.addFact(tr("Risk"), riskBrief(*desk.risk()), riskTip(*desk.risk()));
}

} // namespace

void addWhatIfSection(Inspector &inspector, WhatIfDesk &desk)
{
    inspector.addSection(tr("What-if"), [&desk](InspectorSection &section) {
        if (desk.scenario() == nullptr || desk.context().workspace.perspective() != QLatin1String("whatif"))
            return;
        if (const auto service = desk.service())
            addService(section, desk, *service);
        else
            addScenario(section, desk);
    }, true);
    // Its facts are made anew, which is too much for each step of a slider.
    auto *soon = new QTimer(&inspector);
    soon->setSingleShot(true);
    soon->setInterval(kPauseMs);
    QObject::connect(soon, &QTimer::timeout, &inspector, &Inspector::refresh);
    for (const auto signal : {&WhatIfDesk::treeChanged, &WhatIfDesk::chosenChanged, &WhatIfDesk::scenarioChanged, &WhatIfDesk::serviceChanged, &WhatIfDesk::fluidChanged, &WhatIfDesk::answerChanged})
        QObject::connect(&desk, signal, soon, qOverload<>(&QTimer::start));
}

} // namespace causeway::views
