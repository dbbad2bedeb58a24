#pragma once
// Metrics in a project: series and their points.

#include <functional>

#include "storage/span_store.h"

namespace causeway::storage {

// For one source, inside a transaction: begin(), add() …, end().
class MetricWriter {
public:
    MetricWriter(SignalNames &names, ImportId import, SourceId source, std::int64_t firstPoint)
        : m_names(names), m_import(import), m_source(source), m_first(firstPoint), m_next(firstPoint) {}
    void begin(Database &database);
    void end() { m_insert.reset(); }
    Result<void> add(const decode::MetricPoint &point, std::int64_t resource);
    [[nodiscard]] std::uint64_t count() const { return static_cast<std::uint64_t>(m_next - m_first); }

private:
    SignalNames &m_names;
    ImportId m_import;
    SourceId m_source;
    std::int64_t m_first, m_next;
    Database *m_database = nullptr;
    std::optional<Statement> m_insert;
    TextMap<std::int64_t> m_series;
    std::string m_key, m_attributes;
};

struct MetricSeries {
    std::int64_t id = 0;
    SourceId source;
    std::string name, unit, description;
    decode::MetricKind kind = decode::MetricKind::Unknown;
    decode::Temporality temporality = decode::Temporality::Unspecified;
    bool monotonic = false;
    std::string service, pod; // as told, else as the resource says (storage/resource_attributes.h)
    std::string attributes;   // JSON object, its own and behind them those of its resource; empty where there are none
    std::vector<std::int64_t> timesNs; // in order of time, as written where equal
    std::vector<double> values;        // NaN where none was measured
};

class MetricStore {
public:
    explicit MetricStore(const Project &project) : m_project(project) {}
    // Of complete imports, by name, service, pod, attributes, source. Points only of series that `wanted` wants and times in range.
    Result<std::vector<MetricSeries>> load(const std::function<bool(const MetricSeries &)> &wanted, TimeRange range, const Job &job) const;

private:
    const Project &m_project;
};

} // namespace causeway::storage
