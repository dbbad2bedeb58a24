#include "app/engine/place_scenario.h"

#include <charconv>
#include <fstream>

#include "analysis/core/json_writer.h"
#include "app/engine/simulate_scenario.h"
#include "storage/bundle/file_moves.h"

namespace causeway::engine {

namespace placement = allocate::placement;

namespace {

Result<void> write(const std::filesystem::path &path, const simulate::Scenario &scenario)
{
    const Message what(CAUSEWAY_TEXT("“%1” cannot be written"), path.string());
    storage::PartFile part(path.string());
    {
        std::ofstream file(part.path(), std::ios::binary | std::ios::trunc);
        file << simulate::toJson(scenario) << '\n';
        file.flush();
        if (!file)
            return failure(storage::fileError(ErrorCode::Unwritable, what, path.string()));
    }
    return part.moveToPlace(what, true);
}

} // namespace

Result<placement::Weights> parseWeights(std::string_view text)
{
    placement::Weights out;
    const auto wrong = [&](std::string_view part) {
        return failure(ErrorCode::Usage, Message(CAUSEWAY_TEXT("“%1” are no weights"), text), Message(CAUSEWAY_TEXT("“%1” is not latency=, cost= or carbon= and a number that is not negative"), part), Message(CAUSEWAY_TEXT("Write, for example: latency=1,cost=0.5,carbon=2.")));
    };
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view one = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        const std::size_t equals = one.find('=');
        const std::string_view name = one.substr(0, equals), digits = equals == std::string_view::npos ? std::string_view() : one.substr(equals + 1);
        double *const weight = name == "latency" ? &out.latency : name == "cost" ? &out.cost : name == "carbon" ? &out.carbon : nullptr;
        double value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (weight == nullptr || digits.empty() || error != std::errc{} || end != digits.data() + digits.size() || !(value >= 0 && value <= 1e9))
            return wrong(one);
        *weight = value;
    }
    return out;
}

Result<PlaceScenarioResponse> placeScenario(const PlaceScenarioRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(simulate::Scenario scenario, readScenarioFile(request.file));
    PlaceScenarioResponse out;
    Result<placement::Problem> problem = placement::problemOf(scenario, request.weights, request.overcommit);
    const auto here = [&](Error error) {
        error.where.file = request.file.string();
        return failure(std::move(error));
    };
    if (!problem)
        return here(std::move(problem).error());
    out.problem = *std::move(problem);
    if (auto now = placement::placementOf(scenario)) {
        Message broken = placement::brokenBy(out.problem, *now);
        const placement::Score score = placement::scoreOf(out.problem, *now);
        out.placements.push_back({"as it is", *std::move(now), score, false, {}, std::move(broken)});
    }
    Result<placement::Placement> greedy = placement::greedy(out.problem, job);
    if (!greedy && (!request.exact || greedy.error().code == ErrorCode::Cancelled || greedy.error().code == ErrorCode::InvalidInput))
        return here(std::move(greedy).error());
    std::optional<placement::Placement> start;
    if (greedy) {
        start = *greedy;
        out.placements.push_back({"greedy", *greedy, placement::scoreOf(out.problem, *greedy), false, {}, {}});
    }
    if (request.exact) {
        Result<placement::Exact> exact = placement::exact(out.problem, start, request.limitS, job);
        if (exact) {
            const placement::Score score = placement::scoreOf(out.problem, exact->placement);
            out.placements.push_back({"exact", std::move(exact->placement), score, exact->proven, exact->gap, {}});
        } else if (!greedy || exact.error().code == ErrorCode::Cancelled)
            return here(std::move(exact).error());
        else
            out.noExact = std::move(exact).error();
    }
    out.scenario = placement::placed(std::move(scenario), out.placements.back().placement);
    if (request.out) {
        CAUSEWAY_TRY(write(*request.out, out.scenario));
    }
    return out;
}

std::string toJson(const PlaceScenarioResponse &response)
{
    JsonWriter json;
    json.beginObject().key("placements").beginArray();
    for (const PlacedServices &one : response.placements) {
        json.beginObject().field("name", one.name).field("latency_s", one.score.latencyS).field("cost_per_h", one.score.costPerH).field("carbon_g_per_h", one.score.carbonGPerH).field("objective", one.score.objective).field("nodes", static_cast<std::uint64_t>(one.score.nodes));
        if (one.gap)
            json.field("proven", one.proven).field("gap", *one.gap);
        if (!one.broken.empty())
            json.field("broken", one.broken.toEnglish());
        json.key("services").beginObject();
        for (std::size_t s = 0; s < one.placement.size(); ++s) {
            json.key(response.problem.serviceNames[s]).beginObject();
            for (std::size_t n = 0; n < one.placement[s].size(); ++n)
                if (one.placement[s][n] > 0)
                    json.field(response.problem.nodeNames[n], one.placement[s][n]);
            json.endObject();
        }
        json.endObject().endObject();
    }
    json.endArray();
    if (response.noExact)
        json.field("no_exact", response.noExact->toEnglish());
    json.key("scenario").raw(simulate::toJson(response.scenario)).endObject();
    return json.take();
}

} // namespace causeway::engine
