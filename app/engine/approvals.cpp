#include "app/engine/approvals.h"

#include <algorithm>
#include <set>

#include "analysis/core/json_writer.h"
#include "app/engine/label_subjects.h"
#include "app/engine/nearest.h"
#include "app/engine/scenarios.h"

namespace causeway::engine {

using simulate::ActionKind;
using simulate::ActionKinds;
using simulate::kActionKinds;
using simulate::Scenario;

namespace {

std::string_view nameOf(ActionKind kind) { return kActionKinds[static_cast<std::size_t>(kind)]; }

ActionKinds neededOf(const Scenario &scenario, const simulate::Service &service) { return static_cast<ActionKinds>(scenario.approve | service.approve); }

template <typename F>
void eachKind(ActionKinds kinds, const F &f)
{
    for (std::size_t i = 0; i < kActionKinds.size(); ++i)
        if (const auto kind = static_cast<ActionKind>(i); simulate::has(kinds, kind))
            f(kind);
}

void write(JsonWriter &json, const Approval &approval)
{
    json.beginObject().field("id", approval.id).key("scenario");
    if (approval.scenario == 0)
        json.null();
    else
        json.value(approval.scenario);
    json.field("kind", toValidUtf8(approval.kind)).key("service");
    if (approval.service.empty())
        json.null();
    else
        json.value(toValidUtf8(approval.service));
    json.field("granted", approval.granted).field("reason", toValidUtf8(approval.reason)).field("by", toValidUtf8(approval.by)).field("at_ns", approval.atNs).endObject();
}

tl::unexpected<Error> refused(ErrorCode code, Message why, Message hint)
{
    return failure(code, Message(CAUSEWAY_TEXT("The decision was not kept")), std::move(why), std::move(hint));
}

} // namespace

Result<std::vector<Approval>> listApprovals(storage::Project &project) { return storage::ApprovalStore(project).all(); }

const Approval *decisionOn(std::span<const Approval> approvals, std::int64_t scenario, std::string_view kind, std::string_view service)
{
    const auto covers = [&](const Approval &one) { return one.kind == kind && (one.scenario == 0 || one.scenario == scenario) && (one.service.empty() || one.service == service); };
    const auto last = std::find_if(approvals.rbegin(), approvals.rend(), covers);
    return last == approvals.rend() ? nullptr : &*last;
}

std::vector<Consent> consentsOf(const Scenario &scenario, std::int64_t number, std::span<const Approval> approvals, std::span<const simulate::AuditEntry> audit)
{
    std::vector<Consent> out;
    for (std::uint32_t s = 0; s < scenario.services.size(); ++s)
        eachKind(neededOf(scenario, scenario.services[s]), [&](ActionKind kind) {
            Consent &one = out.emplace_back();
            one.service = s;
            one.kind = kind;
            if (const Approval *decision = decisionOn(approvals, number, nameOf(kind), scenario.services[s].name))
                one.decision = *decision;
            for (const simulate::AuditEntry &entry : audit)
                if (entry.why == simulate::AuditEntry::Why::Approval && entry.service == s && simulate::kindOf(entry) == kind) {
                    one.fromS = one.asked == 0 ? entry.fromS : std::min(one.fromS, entry.fromS);
                    one.toS = std::max(one.toS, entry.toS);
                    one.asked += entry.times;
                }
        });
    return out;
}

Scenario approvedScenario(const Scenario &scenario, std::int64_t number, std::span<const Approval> approvals)
{
    Scenario out = scenario;
    bool any = false;
    for (simulate::Service &service : out.services) {
        service.approve = neededOf(scenario, service);
        eachKind(service.approve, [&](ActionKind kind) {
            if (const Approval *decision = decisionOn(approvals, number, nameOf(kind), service.name); decision != nullptr && decision->granted) {
                service.approve = static_cast<ActionKinds>(service.approve & ~simulate::bitOf(kind));
                any = true;
            }
        });
    }
    out.approve = 0;
    return any ? out : scenario;
}

Result<Scenario> approvedScenario(storage::Project &project, const Scenario &scenario, std::int64_t number)
{
    if (std::ranges::all_of(scenario.services, [&](const simulate::Service &service) { return neededOf(scenario, service) == 0; }))
        return scenario;
    CAUSEWAY_ASSIGN(const auto approvals, listApprovals(project));
    return approvedScenario(scenario, number, approvals);
}

Result<storage::EditNumber> approve(storage::Project &project, const ApproveRequest &request)
{
    if (std::ranges::find(kActionKinds, std::string_view(request.kind)) == kActionKinds.end()) {
        const std::vector<std::string> names(kActionKinds.begin(), kActionKinds.end());
        std::string all;
        for (const std::string &name : names)
            all += (all.empty() ? "" : ", ") + name;
        const std::string near = nearest(request.kind, names);
        return refused(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("there is no kind of action “%1”; there are: %2"), request.kind, all), near.empty() ? Message(CAUSEWAY_TEXT("Write one of them.")) : Message(CAUSEWAY_TEXT("Did you mean “%1”?"), near));
    }
    if (!request.service.empty() || request.scenario != 0) {
        CAUSEWAY_ASSIGN(const std::vector<ScenarioRow> rows, listScenarios(project));
        std::set<std::string> names;
        bool found = request.scenario == 0;
        for (const ScenarioRow &row : rows)
            if (request.scenario == 0 || row.stored.id == request.scenario) {
                CAUSEWAY_ASSIGN(const Scenario scenario, readStored(row.stored));
                for (const simulate::Service &service : scenario.services)
                    names.insert(service.name);
                found = true;
            }
        if (!found) {
            CAUSEWAY_TRY(readScenarioOf(project, request.scenario)); // says that there is none
        }
        if (!request.service.empty() && !rows.empty() && !names.contains(request.service)) {
            const std::string near = nearest(request.service, std::vector<std::string>(names.begin(), names.end()));
            return refused(ErrorCode::NotFound, request.scenario == 0 ? Message(CAUSEWAY_TEXT("no scenario of the project has a service “%1”"), request.service) : Message(CAUSEWAY_TEXT("the scenario has no service “%1”"), request.service),
                           near.empty() ? Message() : Message(CAUSEWAY_TEXT("Did you mean “%1”?"), near));
        }
    }
    Approval approval;
    approval.scenario = request.scenario;
    approval.kind = request.kind;
    approval.service = request.service;
    approval.granted = request.granted;
    approval.reason = request.reason;
    approval.by = request.by.empty() ? userName() : request.by;
    return storage::ApprovalStore(project).add(std::move(approval));
}

std::string approvalsJson(std::span<const Approval> approvals)
{
    JsonWriter json;
    json.beginObject().key("approvals").beginArray();
    for (const Approval &approval : approvals)
        write(json, approval);
    json.endArray().endObject();
    return json.take();
}

void writeConsents(JsonWriter &json, const Scenario &scenario, std::span<const Consent> consents)
{
    json.beginArray();
    for (const Consent &one : consents) {
        json.beginObject().field("service", toValidUtf8(scenario.services[one.service].name)).field("kind", nameOf(one.kind)).key("decision");
        if (one.decision)
            write(json, *one.decision);
        else
            json.null();
        json.endObject();
    }
    json.endArray();
}

} // namespace causeway::engine
