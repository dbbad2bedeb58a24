#include "analysis/boundaries/trace_facts.h"

#include <algorithm>
#include <map>

#include "analysis/core/json_writer.h"

namespace causeway::boundaries {

namespace {

constexpr std::uint32_t kLookEvery = 1024; // traces between looks at the token

// Of a span: what is not covered by its children. A client's own is the way to the other side.
double selfNs(const traces::SpanTable &table, std::uint32_t row)
{
    const auto children = table.children(row);
    if (table.kind(row) == traces::SpanKind::Client && !children.empty())
        return 0;
    std::int64_t self = std::max<std::int64_t>(table.duration(row), 0), covered = table.start(row);
    for (const std::uint32_t child : children) { // by start
        const std::int64_t from = std::max(table.start(child), covered), to = std::min(table.end(child), table.end(row));
        if (to > from) {
            self -= to - from;
            covered = to;
        }
    }
    return static_cast<double>(std::max<std::int64_t>(self, 0));
}

} // namespace

Result<std::vector<ClassFact>> factsOfTraces(const traces::SpanTable &table, const Job &job)
{
    std::map<std::uint32_t, std::uint64_t> passages; // by operation of the first span
    for (std::uint32_t t = 0; t < table.traceCount(); ++t)
        if (table.firstRow(t) < table.endRow(t))
            ++passages[table.operation(table.firstRow(t))];
    std::vector<std::pair<std::uint64_t, std::uint32_t>> often;
    for (const auto &[operation, count] : passages)
        often.emplace_back(count, operation);
    std::ranges::sort(often, [](const auto &a, const auto &b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
    if (often.size() > kMostUseCases)
        often.resize(kMostUseCases);
    std::map<std::uint32_t, std::string> useCases;
    for (const auto &[count, operation] : often)
        useCases[operation] = toValidUtf8(table.services()[table.operations()[operation].service] + ": " + table.operations()[operation].name);
    std::vector<std::string> services;
    for (const std::string &service : table.services())
        services.push_back(toValidUtf8(service));

    constexpr std::uint32_t kNone = traces::kNone;
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, double> calls; // from, to, use case
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> work;                  // service, use case
    for (std::uint32_t t = 0; t < table.traceCount(); ++t) {
        if (t % kLookEvery == 0 && job.isCancelled())
            return failure(cancelled());
        if (table.firstRow(t) >= table.endRow(t))
            continue;
        const std::uint32_t first = table.operation(table.firstRow(t)), useCase = useCases.contains(first) ? first : kNone;
        for (std::uint32_t row = table.firstRow(t); row < table.endRow(t); ++row) {
            const std::uint32_t parent = table.parent(row), service = table.service(row);
            if (parent == kNone)
                ++calls[{kNone, service, useCase}];
            else if (table.service(parent) != service)
                ++calls[{table.service(parent), service, useCase}];
            work[{service, useCase}] += selfNs(table, row);
        }
    }
    std::vector<ClassFact> out;
    const auto nameOf = [&](std::uint32_t useCase) { return useCase == kNone ? std::string() : useCases.at(useCase); };
    for (const std::string &service : services)
        out.push_back({FactKind::Class, service, {}, {}, 1});
    for (const auto &[key, count] : calls)
        out.push_back({FactKind::Call, std::get<0>(key) == kNone ? std::string(kOutside) : services[std::get<0>(key)], services[std::get<1>(key)], nameOf(std::get<2>(key)), count});
    for (const auto &[key, ns] : work)
        if (key.second != kNone)
            out.push_back({FactKind::Work, services[key.first], {}, nameOf(key.second), ns});
    for (const auto &[count, operation] : often)
        out.push_back({FactKind::Passage, {}, {}, nameOf(operation), static_cast<double>(count)});
    return out;
}

} // namespace causeway::boundaries
