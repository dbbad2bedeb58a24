#include "app/engine/plan_offload.h"

#include "analysis/core/json_writer.h"
#include "app/engine/simulate_scenario.h"

namespace causeway::engine {

namespace offload = allocate::offload;

Result<PlanOffloadResponse> planOffload(const std::filesystem::path &file, const Job &job)
{
    CAUSEWAY_ASSIGN(const std::string text, readDocument(file));
    Result<offload::Instance> instance = offload::readInstance(text);
    if (!instance) {
        Error error = std::move(instance).error();
        error.where.file = file.string();
        return failure(std::move(error));
    }
    PlanOffloadResponse out;
    out.instance = *std::move(instance);
    const auto add = [&](std::string_view name, offload::Plan plan) {
        offload::Outcome outcome = offload::evaluate(out.instance, plan);
        out.plans.push_back({name, std::move(plan), std::move(outcome)});
    };
    add("local", offload::Plan(out.instance.tasks.size(), false));
    add("edge", offload::Plan(out.instance.tasks.size(), true));
    add("greedy", offload::greedy(out.instance));
    if (auto plan = offload::equilibrium(out.instance))
        add("each for itself", *std::move(plan));
    if (auto plan = offload::exact(out.instance, job))
        add("exact", *std::move(plan));
    else if (plan.error().code == ErrorCode::Cancelled)
        return failure(std::move(plan).error());
    else
        out.noExact = std::move(plan).error();
    return out;
}

std::optional<double> gapOf(const PlanOffloadResponse &response, const OffloadPlan &plan)
{
    const OffloadPlan &best = response.plans.back();
    if (response.noExact || plan.outcome.late != best.outcome.late || !(best.outcome.cost > 0))
        return std::nullopt;
    return plan.outcome.cost / best.outcome.cost - 1;
}

std::string toJson(const PlanOffloadResponse &response)
{
    JsonWriter json;
    json.beginObject().field("time_weight", response.instance.timeWeight).key("plans").beginArray();
    for (const OffloadPlan &plan : response.plans) {
        json.beginObject().field("name", plan.name).field("cost", plan.outcome.cost).field("time_s", plan.outcome.timeS).field("energy_j", plan.outcome.energyJ).field("late", static_cast<std::uint64_t>(plan.outcome.late));
        json.key("gap");
        if (const auto gap = gapOf(response, plan))
            json.value(*gap);
        else
            json.null();
        json.key("tasks").beginObject();
        for (std::size_t i = 0; i < plan.plan.size(); ++i) {
            const offload::TaskOutcome &task = plan.outcome.tasks[i];
            json.key(response.instance.tasks[i].name).beginObject().field("edge", static_cast<bool>(plan.plan[i])).field("time_s", task.timeS).field("upload_s", task.uploadS).field("wait_s", task.waitS).field("energy_j", task.energyJ).field("cost", task.cost).field("late", task.late).endObject();
        }
        json.endObject().endObject();
    }
    json.endArray();
    if (response.noExact)
        json.field("no_exact", response.noExact->toEnglish());
    json.endObject();
    return json.take();
}

} // namespace causeway::engine
