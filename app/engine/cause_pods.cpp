#include "app/engine/cause_pods.h"

#include <algorithm>
#include <map>
#include <span>

#include "storage/resource_attributes.h"
#include "storage/span_store.h"

namespace causeway::engine {

namespace {

constexpr double kMost = 0.8;
constexpr std::size_t kAsked = 5; // spans a piece of evidence

} // namespace

Result<void> addPods(storage::Project &project, const rootcause::Material &material, std::vector<rootcause::Cause> &causes, const Job &job)
{
    if (!material.sessions.empty())
        return {};
    const storage::SpanStore store(project);
    const traces::SpanTable &table = *material.spans;
    for (rootcause::Cause &cause : causes) {
        if (job.isCancelled())
            return failure(cancelled());
        if (!cause.pod.empty())
            continue;
        std::map<std::string, double> pods;
        double spans = 0;
        for (const rootcause::Evidence &item : cause.evidence)
            for (const std::uint32_t row : std::span(item.rows).first(std::min(kAsked, item.rows.size()))) {
                if (table.service(row) != cause.service)
                    continue;
                CAUSEWAY_ASSIGN(const storage::SpanDetails details, store.details(table.sequence(row)));
                if (std::string pod = storage::ResourceAttributes(details.resource).pod(); !pod.empty()) {
                    ++pods[std::move(pod)];
                    ++spans;
                }
            }
        const auto most = std::ranges::max_element(pods, {}, [](const auto &pod) { return pod.second; });
        if (most != pods.end() && most->second >= kMost * spans)
            cause.pod = most->first;
    }
    return {};
}

} // namespace causeway::engine
