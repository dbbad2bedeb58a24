#include "app/engine/model_trust.h"

#include <algorithm>

#include "analysis/allocate/explore/trial.h"
#include "app/engine/current_spans.h"

namespace causeway::engine {

namespace {

// Whether the scenario speaks of what the traces show at all.
bool isOf(const simulate::Scenario &scenario, const traces::SpanTable &table)
{
    return std::ranges::any_of(scenario.services, [&](const simulate::Service &service) { return std::ranges::find(table.services(), service.name) != table.services().end(); });
}

Result<void> holdOut(ModelTrust &out, const traces::SpanTable &table, std::span<const std::uint32_t> traces, const ModelTrustRequest &request, const Job &job)
{
    auto held = simulate::holdOut(table, traces, request.heldOut, job);
    if (!held && (held.error().code == ErrorCode::InvalidInput || held.error().code == ErrorCode::LimitExceeded)) {
        out.notHeldOut = held.error().why.empty() ? held.error().what : held.error().why;
        return {};
    }
    if (!held)
        return failure(std::move(held).error());
    out.tracesLearned = held->tracesLearned;
    out.tracesHeld = held->tracesHeld;
    out.within = held->within;
    for (const simulate::ServiceError &one : held->services)
        out.heldOut.push_back({table.services()[one.service], one});
    if (out.heldOut.empty())
        out.notHeldOut = Message(CAUSEWAY_TEXT("no service has as many requests as it takes (%1)"), simulate::HeldOutSettings::kFewest);
    return {};
}

} // namespace

std::size_t ModelTrust::agreeing() const
{
    return static_cast<std::size_t>(std::ranges::count_if(theory, &simulate::TheoryCheck::agrees));
}

Result<ModelTrust> modelTrust(storage::Project &project, const ModelTrustRequest &request, const Job &job)
{
    ModelTrust out;
    const simulate::Scenario &scenario = *request.scenario;
    for (const simulate::Service &service : scenario.services)
        out.services.push_back(service.name);
    const simulate::HeldOutSettings &settings = request.heldOut;
    CAUSEWAY_ASSIGN(const auto simulated, simulate::runReplications(scenario, {settings.replications, settings.threads, settings.seed, 0, {}}, allocate::partOf(job, 0, 1, 2)));
    out.theory = simulate::checkTheory(scenario, simulated);
    out.littleGap = simulated.littleGap;
    CAUSEWAY_ASSIGN(out.beyond, beyondObserved(project, request.id, scenario));

    const Job rest = allocate::partOf(job, 1, 1, 2);
    const auto table = currentSpans(project, rest);
    if (!table && table.error().code != ErrorCode::NotFound)
        return failure(table.error());
    if (!table) {
        out.notHeldOut = Message(CAUSEWAY_TEXT("the project has no traces"));
        return out;
    }
    if (!isOf(scenario, **table)) {
        out.notHeldOut = Message(CAUSEWAY_TEXT("the project's traces are of other services"));
        return out;
    }
    const std::vector<std::uint32_t> all = tracesIn(**table, {});
    CAUSEWAY_TRY(holdOut(out, **table, all, request, rest));
    if (!out.beyond) { // of a file, or learned before that was kept: against all traces
        CAUSEWAY_ASSIGN(const auto learned, simulate::learnScenario(**table, all, rest));
        out.beyond = simulate::extrapolations(learned, scenario);
    }
    return out;
}

} // namespace causeway::engine
