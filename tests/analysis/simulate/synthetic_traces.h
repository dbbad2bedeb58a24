#pragma once
// Spans of made-up requests, as a table.

#include <cmath>
#include <numeric>

#include "analysis/simulate/learn_scenario.h"

namespace causeway::test {

class SyntheticTraces {
public:
    std::uint64_t add(std::uint64_t trace, std::uint64_t parent, const char *service, const char *name, double startMs, double lengthMs)
    {
        traces::SpanRow row;
        row.sequence = static_cast<std::int64_t>(++m_next);
        row.trace = {0, trace};
        row.id = traces::SpanKey{m_next};
        row.parent = traces::SpanKey{parent};
        row.operation = m_builder.operation(service, name);
        row.kind = traces::SpanKind::Server;
        row.startNs = std::llround(startMs * 1e6);
        row.durationNs = std::llround(lengthMs * 1e6);
        m_builder.add(row);
        return m_next;
    }
    std::shared_ptr<const traces::SpanTable> table() { return *std::move(m_builder).finish({}); }

private:
    traces::SpanTableBuilder m_builder;
    std::uint64_t m_next = 0;
};

inline std::vector<std::uint32_t> allTraces(const traces::SpanTable &table)
{
    std::vector<std::uint32_t> all(table.traceCount());
    std::iota(all.begin(), all.end(), 0u);
    return all;
}

} // namespace causeway::test
