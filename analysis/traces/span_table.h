#pragma once
// Spans as columns. Rows are grouped by trace and stand in an order of their own (traces by first start, spans by start), which
// does not depend on the order in which they were added. 54 bytes a span, its share of the children's lists included.
//
// Parents are found by (trace, span id), which names several rows now and then: Zipkin's server reuses the id of the client
// that calls it (it becomes that client's child), some exporters repeat an id. Of several, the parent is the one of the child's
// own service, then the one that holds the child in time, then the one that began last before it.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "analysis/core/units.h"
#include "analysis/decode/signals/signal.h"

namespace causeway::traces {

using decode::SpanKey;
using decode::SpanKind;
using decode::SpanStatus;
using decode::TraceKey;
std::string_view kindName(SpanKind kind);       // "internal", "server" …; "" for Unspecified
std::string_view statusName(SpanStatus status); // "unset", "ok", "error"
std::string toHex(TraceKey trace);              // 32 digits, 16 where the upper half is 0
std::string toHex(SpanKey span);                // 16 digits
std::optional<TraceKey> parseTraceKey(std::string_view hex); // 1 to 32 digits of either case

constexpr std::uint32_t kNone = 0xffffffff; // no such row, trace, service or operation

// A service's operation; rising by (service, name).
struct Operation {
    std::uint32_t service = 0; // index of SpanTable::services()
    std::string name;
};

struct SpanRow {
    std::int64_t sequence = 0;             // the span's own number, unique
    TraceKey trace;
    SpanKey id, parent;                    // parent none: a root
    std::uint32_t operation = 0;           // of SpanTableBuilder::operation()
    SpanKind kind = SpanKind::Unspecified;
    SpanStatus status = SpanStatus::Unset;
    std::int64_t startNs = 0;              // TimePoint::none().ns: it tells none and stands where its trace begins
    std::int64_t durationNs = 0;           // a negative one counts as 0
};

class SpanTable {
public:
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_start.size()); }
    [[nodiscard]] std::uint32_t traceCount() const { return static_cast<std::uint32_t>(m_traceKeys.size()); }

    // Of a row.
    [[nodiscard]] std::int64_t sequence(std::uint32_t row) const { return m_sequence[row]; }
    [[nodiscard]] std::uint32_t trace(std::uint32_t row) const { return m_trace[row]; }
    [[nodiscard]] SpanKey spanKey(std::uint32_t row) const { return m_spanId[row]; }
    [[nodiscard]] std::uint32_t parent(std::uint32_t row) const { return m_parent[row]; } // row, or kNone
    [[nodiscard]] std::uint32_t operation(std::uint32_t row) const { return m_operation[row]; }
    [[nodiscard]] std::uint32_t service(std::uint32_t row) const { return m_operations[m_operation[row]].service; }
    [[nodiscard]] SpanKind kind(std::uint32_t row) const { return m_kind[row]; }
    [[nodiscard]] SpanStatus status(std::uint32_t row) const { return m_status[row]; }
    [[nodiscard]] std::int64_t start(std::uint32_t row) const { return m_start[row]; }
    [[nodiscard]] std::int64_t duration(std::uint32_t row) const { return m_duration[row]; }
    [[nodiscard]] std::int64_t end(std::uint32_t row) const { return m_start[row] + m_duration[row]; }
    [[nodiscard]] std::span<const std::uint32_t> children(std::uint32_t row) const // by start
    {
        return {m_children.data() + m_childOffset[row], m_childOffset[row + 1] - m_childOffset[row]};
    }

    // Of a trace.
    [[nodiscard]] TraceKey traceKey(std::uint32_t trace) const { return m_traceKeys[trace]; }
    [[nodiscard]] std::uint32_t findTrace(TraceKey key) const; // kNone where there is none
    [[nodiscard]] std::uint32_t firstRow(std::uint32_t trace) const { return m_traceOffset[trace]; }
    [[nodiscard]] std::uint32_t endRow(std::uint32_t trace) const { return m_traceOffset[trace + 1]; }

    [[nodiscard]] const std::vector<std::string> &services() const { return m_services; } // rising
    [[nodiscard]] const std::vector<Operation> &operations() const { return m_operations; }
    [[nodiscard]] const std::string &serviceName(std::uint32_t row) const { return m_services[service(row)]; }
    [[nodiscard]] const std::string &operationName(std::uint32_t row) const { return m_operations[m_operation[row]].name; }
    [[nodiscard]] std::uint32_t findService(std::string_view name) const; // kNone where there is none

    // What was not as it should be, and was tolerated.
    [[nodiscard]] std::uint64_t orphans() const { return m_orphans; }     // spans whose parent is not there: they are roots
    [[nodiscard]] std::uint64_t cycles() const { return m_cycles; }       // circles of parents, each cut at its first span
    [[nodiscard]] std::uint64_t repeatedIds() const { return m_repeated; } // spans whose id another span of the trace has, shared ones apart
    [[nodiscard]] bool isOrphan(std::uint32_t row) const { return m_orphan[row]; }

private:
    friend class SpanTableBuilder;
    std::vector<std::int64_t> m_sequence, m_start, m_duration;
    std::vector<SpanKey> m_spanId;
    std::vector<std::uint32_t> m_trace, m_parent, m_operation;
    std::vector<SpanKind> m_kind;
    std::vector<SpanStatus> m_status;
    std::vector<bool> m_orphan;
    std::vector<std::uint32_t> m_childOffset{0}, m_children;
    std::vector<TraceKey> m_traceKeys;
    std::vector<std::uint32_t> m_traceOffset{0};
    std::vector<std::uint32_t> m_byId; // traces, rising by id
    std::vector<std::string> m_services;
    std::vector<Operation> m_operations;
    std::uint64_t m_orphans = 0, m_cycles = 0, m_repeated = 0;
};

class SpanTableBuilder {
public:
    SpanTableBuilder();
    ~SpanTableBuilder();
    void reserve(std::size_t spans) { m_rows.reserve(spans); }
    // A number for SpanRow::operation, of this builder alone.
    std::uint32_t operation(std::string_view service, std::string_view name);
    void add(const SpanRow &row) { m_rows.push_back(row); }
    [[nodiscard]] std::size_t size() const { return m_rows.size(); }
    [[nodiscard]] const std::vector<SpanRow> &rows() const { return m_rows; } // as added
    // At most 2³² − 2 spans. Errors: LimitExceeded, Cancelled.
    Result<std::shared_ptr<const SpanTable>> finish(const Job &job) &&;

private:
    void nameInOrder(SpanTable &table);
    void resolveParents(SpanTable &table, std::uint32_t trace, const std::vector<SpanKey> &parents);
    static void cutCycles(SpanTable &table);
    static void listChildren(SpanTable &table);

    std::vector<SpanRow> m_rows;
    std::vector<std::pair<std::string, std::string>> m_names; // service, operation
    std::unordered_map<std::string, std::uint32_t> m_byName;
    std::vector<std::pair<SpanKey, std::uint32_t>> m_ids; // span id, row: of the trace at hand
};

} // namespace causeway::traces
