#include "app/engine/influence_map.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <unordered_map>

#include "analysis/core/parallel.h"
#include "analysis/detect/unique_sequences.h"
#include "app/engine/list_models.h"
#include "app/engine/subjects.h"

namespace causeway::engine {

namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>; // target, source

struct Sum {
    std::uint64_t attended = 0, leftOut = 0;
    double lift = 0, delta = 0;
};

// Of one session.
std::map<Pair, Sum> sumsOf(const detect::Explanation &explanation, std::span<const std::uint32_t> keys)
{
    std::map<Pair, Sum> sums;
    for (const detect::Step &step : explanation.steps) {
        const std::size_t before = std::min<std::size_t>(step.position, keys.size()), attendable = attendedEvents(step);
        for (std::size_t i = 0; i < before; ++i) {
            const bool attended = i < attendable && std::isfinite(step.attention[i]), leftOut = i < step.occlusion.size() && std::isfinite(step.occlusion[i]);
            if (!attended && !leftOut)
                continue;
            Sum &sum = sums[{step.observed, keys[i]}];
            if (attended) {
                ++sum.attended;
                sum.lift += step.attention[i] * static_cast<double>(attendable);
            }
            if (leftOut) {
                ++sum.leftOut;
                sum.delta += step.occlusion[i];
            }
        }
    }
    return sums;
}

} // namespace

Result<InfluenceMapResponse> influenceMap(storage::Project &project, const InfluenceMapRequest &request, const Job &job)
{
    InfluenceMapResponse out;
    CAUSEWAY_ASSIGN(out.model, findModel(project, request.model));
    CAUSEWAY_ASSIGN(const detect::Detector *const detector, requireDetector(out.model.detector));
    const auto refused = [](ErrorCode code, Message why, Message hint = {}) { return failure(code, Message(CAUSEWAY_TEXT("There is no map of influences")), std::move(why), std::move(hint)); };
    if (detector->info().kind != detect::DetectorKind::Neural || detector->info().subjects != "session")
        return refused(ErrorCode::Unsupported, Message(CAUSEWAY_TEXT("“%1” does not look back at earlier events"), out.model.detector), Message(CAUSEWAY_TEXT("Train deeplog or attention.")));
    CAUSEWAY_ASSIGN(const std::string bytes, storage::ModelStore(project).bytes(out.model.id));
    CAUSEWAY_ASSIGN(const auto model, detector->load(bytes));
    CAUSEWAY_ASSIGN(const Subjects subjects, sessionSubjects(project, request.threads, job));
    if (out.model.grouping != subjects.grouping)
        return refused(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("model %1 judges %2, the sessions are by %3"), out.model.id.value, out.model.grouping, subjects.grouping));
    CAUSEWAY_ASSIGN(const auto unique, detect::uniqueSequences(subjects.sequences, job));
    std::vector<std::uint32_t> order(unique.first.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return unique.weight[a] > unique.weight[b]; });
    out.sessions = subjects.size();
    out.distinct = order.size();
    order.resize(std::min(order.size(), request.limit));
    out.lookedAt = order.size();

    std::vector<std::map<Pair, Sum>> each(order.size());
    std::vector<std::optional<Error>> problems(order.size());
    const detect::KeyNamer name = subjects.namer();
    std::atomic<std::size_t> done{0};
    CAUSEWAY_TRY(detect::forEach(order.size(), threadCount(request.threads), job, [&](std::size_t i) {
        const std::uint32_t session = unique.first[order[i]];
        if (auto explanation = model->explain(subjects.sequences, session, name))
            each[i] = sumsOf(*explanation, subjects.sequences.session(session));
        else
            problems[i] = explanation.error();
        job.report({static_cast<double>(++done), static_cast<double>(order.size()), Progress::Unit::Sessions});
    }));
    for (std::optional<Error> &problem : problems)
        if (problem)
            return failure(std::move(*problem));

    std::map<Pair, Sum> all;
    for (std::size_t i = 0; i < order.size(); ++i)
        for (const auto &[pair, sum] : each[i]) {
            const std::uint64_t weight = unique.weight[order[i]];
            Sum &total = all[pair];
            total.attended += weight * sum.attended;
            total.leftOut += weight * sum.leftOut;
            total.lift += static_cast<double>(weight) * sum.lift;
            total.delta += static_cast<double>(weight) * sum.delta;
        }
    std::unordered_map<std::uint32_t, std::uint64_t> seen;
    for (const auto &[pair, sum] : all) {
        out.hasAttention = out.hasAttention || sum.attended > 0;
        out.hasOcclusion = out.hasOcclusion || sum.leftOut > 0;
        if (const std::uint64_t n = std::max(sum.attended, sum.leftOut); n >= kFewestPairs) {
            seen[pair.first] += n;
            seen[pair.second] += n;
        }
    }
    for (const auto &[key, n] : seen)
        out.keys.push_back(key);
    std::sort(out.keys.begin(), out.keys.end(), [&](std::uint32_t a, std::uint32_t b) { return std::pair(seen[b], a) < std::pair(seen[a], b); });
    std::unordered_map<std::uint32_t, std::uint32_t> index;
    for (std::uint32_t i = 0; i < out.keys.size(); ++i)
        index[out.keys[i]] = i;
    for (const auto &[pair, sum] : all)
        if (const std::uint64_t n = std::max(sum.attended, sum.leftOut); n >= kFewestPairs)
            out.cells.push_back({index[pair.first], index[pair.second], n, sum.attended > 0 ? sum.lift / static_cast<double>(sum.attended) : 0,
                                 sum.leftOut > 0 ? sum.delta / static_cast<double>(sum.leftOut) : 0});
    std::sort(out.cells.begin(), out.cells.end(), [](const auto &a, const auto &b) { return std::pair(a.target, a.source) < std::pair(b.target, b.source); });
    return out;
}

std::size_t attendedEvents(const detect::Step &step)
{
    const std::size_t all = step.attention.size();
    return all > 1 && step.attention.back() == 0 ? all - 1 : all;
}

} // namespace causeway::engine
