#pragma once
// Traces as text, times in ms. "trace 1" begins one; a span is ID SERVICE OPERATION FROM TO [KIND] [error] [parent=ID], and a child
// is indented below its parent. Ids are hexadecimal.

#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "analysis/traces/span_table.h"

namespace causeway::test {

constexpr std::int64_t kMs = 1'000'000;

inline std::vector<traces::SpanRow> spansOf(const std::string &text, traces::SpanTableBuilder &builder)
{
    static const std::map<std::string, traces::SpanKind> kKinds{{"internal", traces::SpanKind::Internal}, {"server", traces::SpanKind::Server},
                                                                {"client", traces::SpanKind::Client},     {"producer", traces::SpanKind::Producer},
                                                                {"consumer", traces::SpanKind::Consumer}};
    std::vector<traces::SpanRow> rows;
    std::vector<std::pair<std::size_t, std::uint64_t>> above; // indentation, id
    std::uint64_t trace = 1;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t indent = line.find_first_not_of(' ');
        std::istringstream words(line);
        std::string id, service, operation, word;
        if (!(words >> id >> service))
            continue;
        if (id == "trace") {
            trace = std::stoull(service, nullptr, 16);
            above.clear();
            continue;
        }
        std::int64_t from = 0, to = 0;
        words >> operation >> from >> to;
        while (!above.empty() && above.back().first >= indent)
            above.pop_back();
        traces::SpanRow row;
        row.sequence = static_cast<std::int64_t>(rows.size()) + 1;
        row.trace = {0, trace};
        row.id = {std::stoull(id, nullptr, 16)};
        row.parent = {above.empty() ? 0 : above.back().second};
        row.operation = builder.operation(service, operation);
        row.startNs = from * kMs;
        row.durationNs = (to - from) * kMs;
        while (words >> word)
            if (word == "error")
                row.status = traces::SpanStatus::Error;
            else if (word.starts_with("parent="))
                row.parent = {std::stoull(word.substr(7), nullptr, 16)};
            else
                row.kind = kKinds.at(word);
        above.emplace_back(indent, row.id.value);
        rows.push_back(row);
    }
    return rows;
}

// seed 0: rows as written; else shuffled.
inline std::shared_ptr<const traces::SpanTable> tableOf(const std::string &text, unsigned seed = 0)
{
    traces::SpanTableBuilder builder;
    std::vector<traces::SpanRow> rows = spansOf(text, builder);
    if (seed != 0)
        std::shuffle(rows.begin(), rows.end(), std::mt19937(seed));
    for (const traces::SpanRow &row : rows)
        builder.add(row);
    return *std::move(builder).finish(Job{});
}

inline std::string idOf(const traces::SpanTable &table, std::uint32_t row)
{
    std::ostringstream out;
    out << std::hex << table.spanKey(row).value;
    return out.str();
}

inline std::uint32_t rowOf(const traces::SpanTable &table, std::uint64_t id)
{
    for (std::uint32_t row = 0; row < table.size(); ++row)
        if (table.spanKey(row).value == id)
            return row;
    return traces::kNone;
}

} // namespace causeway::test
