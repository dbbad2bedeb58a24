#include "analysis/traces/service_map.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace causeway::traces {

namespace {

struct Seen {
    std::vector<std::int64_t> durations;
    std::uint64_t errors = 0;
    void add(const SpanTable &table, std::uint32_t row)
    {
        durations.push_back(table.duration(row));
        errors += table.status(row) == SpanStatus::Error;
    }
    void tell(CallFigures &figures, double seconds)
    {
        figures.calls = durations.size();
        figures.errors = errors;
        figures.p50Ns = percentile(durations, 0.5);
        figures.p95Ns = percentile(durations, 0.95);
        figures.p99Ns = percentile(durations, 0.99);
        figures.perSecond = seconds > 0 ? static_cast<double>(figures.calls) / seconds : 0;
    }
};

} // namespace

std::int64_t percentile(std::vector<std::int64_t> &values, double share)
{
    if (values.empty())
        return 0;
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::clamp<std::size_t>(rank, 1, values.size()) - 1);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

Result<ServiceMap> serviceMap(const SpanTable &table, const std::vector<std::uint32_t> *traces, const Job &job)
{
    std::vector<Seen> services(table.services().size());
    std::vector<std::uint64_t> spans(table.services().size());
    std::map<std::pair<std::uint32_t, std::uint32_t>, Seen> calls;
    std::int64_t from = INT64_MAX, to = INT64_MIN;
    const std::size_t count = traces != nullptr ? traces->size() : table.traceCount();
    for (std::size_t i = 0; i < count; ++i) {
        if (i % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        const std::uint32_t trace = traces != nullptr ? (*traces)[i] : static_cast<std::uint32_t>(i);
        for (std::uint32_t row = table.firstRow(trace); row < table.endRow(trace); ++row) {
            from = std::min(from, table.start(row));
            to = std::max(to, table.end(row));
            const std::uint32_t service = table.service(row), parent = table.parent(row);
            ++spans[service];
            const bool crosses = parent != kNone && table.service(parent) != service;
            if (crosses)
                calls[{table.service(parent), service}].add(table, row);
            if (crosses || parent == kNone || table.kind(row) == SpanKind::Server || table.kind(row) == SpanKind::Consumer)
                services[service].add(table, row);
        }
    }
    const double seconds = to > from ? (static_cast<double>(to) - static_cast<double>(from)) / 1e9 : 0;
    ServiceMap map;
    for (std::uint32_t s = 0; s < services.size(); ++s) {
        if (spans[s] == 0)
            continue;
        ServiceFigures figures;
        figures.service = s;
        figures.spans = spans[s];
        services[s].tell(figures, seconds);
        map.services.push_back(figures);
    }
    for (auto &[edge, seen] : calls) {
        ServiceCall call;
        std::tie(call.from, call.to) = edge;
        seen.tell(call, seconds);
        map.calls.push_back(call);
    }
    return map;
}

} // namespace causeway::traces
