#pragma once
// Tables of spans for tests and the benchmark: from text (tests/analysis/traces/text_traces.h), and one trace of any size.

#include <random>
#include <string>

#include "tests/analysis/traces/text_traces.h"

namespace causeway::test {

inline std::shared_ptr<const traces::SpanTable> spanTable(const std::string &text)
{
    traces::SpanTableBuilder builder;
    for (const traces::SpanRow &row : spansOf(text, builder))
        builder.add(row);
    return *std::move(builder).finish(Job{});
}

// A request of a shop: the root calls services that call others; fan-out and depth vary by a seed.
inline std::shared_ptr<const traces::SpanTable> bigTrace(std::uint32_t spans, std::uint32_t traceCount = 1)
{
    traces::SpanTableBuilder builder;
    builder.reserve(spans);
    std::mt19937_64 random(11);
    std::vector<std::uint32_t> operations;
    for (int i = 0; i < 120; ++i)
        operations.push_back(builder.operation("service-" + std::to_string(i % 24), "operation " + std::to_string(i)));
    const std::uint32_t each = spans / traceCount;
    std::vector<traces::SpanRow> made;
    for (std::uint32_t trace = 0; trace < traceCount; ++trace) {
        made.clear();
        for (std::uint32_t i = 0; i < each; ++i) {
            traces::SpanRow row;
            row.sequence = static_cast<std::int64_t>(trace) * each + i + 1;
            row.trace = {0, trace + 1};
            row.id = {i + 1};
            row.operation = operations[random() % operations.size()];
            row.status = random() % 97 == 0 ? traces::SpanStatus::Error : traces::SpanStatus::Unset;
            if (i == 0) {
                row.startNs = 1'700'000'000'000'000'000 + trace * 5'000'000LL;
                row.durationNs = 100'000'000LL + static_cast<std::int64_t>(random() % 900'000'000);
            } else {
                const traces::SpanRow &parent = made[random() % 3 == 0 ? random() % made.size() : made.size() - 1 - random() % std::min<std::size_t>(made.size(), 40)];
                row.parent = parent.id;
                row.startNs = parent.startNs + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(std::max<std::int64_t>(1, parent.durationNs)));
                row.durationNs = std::max<std::int64_t>(100, static_cast<std::int64_t>(static_cast<double>(parent.startNs + parent.durationNs - row.startNs) * static_cast<double>(random() % 100) / 100));
            }
            made.push_back(row);
            builder.add(row);
        }
    }
    return *std::move(builder).finish(Job{});
}

} // namespace causeway::test
