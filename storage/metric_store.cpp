#include "storage/metric_store.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "storage/resource_attributes.h"
#include "storage/signal_json.h"

namespace causeway::storage {

void MetricWriter::begin(Database &database)
{
    m_database = &database;
    m_insert.emplace(database.prepare("INSERT INTO metric_point(id,series,t_ns,value) VALUES(?,?,?,?)"));
}

Result<void> MetricWriter::add(const decode::MetricPoint &point, std::int64_t resource)
{
    m_attributes.clear();
    if (!point.attributes.empty())
        appendJson(m_attributes, point.attributes);
    m_key.assign(point.name);
    for (const std::string_view part : {point.service, point.pod, std::string_view(m_attributes)})
        m_key.append(1, '\0').append(part);
    m_key.append(1, '\0').append(std::to_string(resource));
    auto series = m_series.find(m_key);
    if (series == m_series.end()) {
        Statement statement = m_database->prepare("INSERT INTO series(import,source,name,unit,description,kind,temporality,monotonic,service,pod,resource,attributes) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)");
        statement.bind(m_import.value).bind(m_source.value).bind(point.name).bind(point.unit).bind(point.description);
        statement.bind(static_cast<int>(point.kind)).bind(static_cast<int>(point.temporality)).bind(point.monotonic ? 1 : 0).bind(point.service).bind(point.pod);
        if (resource == 0)
            statement.bindNull();
        else
            statement.bind(resource);
        if (m_attributes.empty())
            statement.bindNull();
        else
            statement.bind(m_attributes);
        CAUSEWAY_TRY(statement.run());
        series = m_series.emplace(m_key, m_database->lastInsertId()).first;
    }
    m_insert->bind(m_next).bind(series->second).bind(point.time.ns);
    if (std::isnan(point.value))
        m_insert->bindNull();
    else
        m_insert->bind(point.value);
    CAUSEWAY_TRY(m_insert->run());
    ++m_next;
    return {};
}

namespace {

// A series without a service's name stands where its container, pod or host says.
void describe(MetricSeries &series, const ResourceAttributes &resource)
{
    series.attributes = resource.mergedInto(series.attributes);
    if (series.service.empty())
        series.service = resource.service();
    if (series.pod.empty())
        series.pod = resource.pod();
    if (series.pod.empty() && series.service.empty())
        series.pod = resource.host();
}

} // namespace

Result<std::vector<MetricSeries>> MetricStore::load(const std::function<bool(const MetricSeries &)> &wanted, TimeRange range, const Job &job) const
{
    std::vector<MetricSeries> all;
    std::unordered_map<std::int64_t, std::size_t> byId;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        std::unordered_map<std::int64_t, ResourceAttributes> resources;
        Statement resourceRows = database.prepare("SELECT id,attributes FROM resource WHERE id IN (SELECT resource FROM series)");
        while (true) {
            CAUSEWAY_ASSIGN(const bool row, resourceRows.step());
            if (!row)
                break;
            resources.emplace(resourceRows.integer(0), ResourceAttributes(resourceRows.text(1)));
        }
        Statement rows = database.prepare("SELECT series.id,source,name,unit,description,kind,temporality,monotonic,service,pod,attributes,resource FROM series "
                                          "JOIN import ON import.id=series.import WHERE status='complete'");
        while (true) {
            CAUSEWAY_ASSIGN(const bool row, rows.step());
            if (!row)
                break;
            MetricSeries series;
            series.id = rows.integer(0);
            series.source = SourceId(static_cast<std::uint32_t>(rows.integer(1)));
            series.name = rows.text(2);
            series.unit = rows.text(3);
            series.description = rows.text(4);
            series.kind = static_cast<decode::MetricKind>(std::clamp<std::int64_t>(rows.integer(5), 0, 4));
            series.temporality = static_cast<decode::Temporality>(std::clamp<std::int64_t>(rows.integer(6), 0, 2));
            series.monotonic = rows.integer(7) != 0;
            series.service = rows.text(8);
            series.pod = rows.text(9);
            series.attributes = rows.text(10);
            if (const auto resource = resources.find(rows.integer(11)); !rows.isNull(11) && resource != resources.end())
                describe(series, resource->second);
            if (wanted(series))
                all.push_back(std::move(series));
        }
        std::sort(all.begin(), all.end(), [](const MetricSeries &a, const MetricSeries &b) {
            return std::tie(a.name, a.service, a.pod, a.attributes, a.id) < std::tie(b.name, b.service, b.pod, b.attributes, b.id);
        });
        for (std::size_t i = 0; i < all.size(); ++i)
            byId.emplace(all[i].id, i);
        Statement points = database.prepare("SELECT series,t_ns,value FROM metric_point ORDER BY id");
        for (std::size_t i = 0;; ++i) {
            CAUSEWAY_ASSIGN(const bool row, points.step());
            if (!row)
                return {};
            if (i % 65536 == 0 && job.isCancelled())
                return failure(cancelled());
            const auto series = byId.find(points.integer(0));
            if (series == byId.end() || !range.contains({points.integer(1)}))
                continue;
            all[series->second].timesNs.push_back(points.integer(1));
            all[series->second].values.push_back(points.isNull(2) ? std::numeric_limits<double>::quiet_NaN() : points.real(2));
        }
    }));
    for (MetricSeries &series : all) {
        if (std::is_sorted(series.timesNs.begin(), series.timesNs.end()))
            continue;
        std::vector<std::size_t> order(series.timesNs.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return series.timesNs[a] < series.timesNs[b]; });
        std::vector<std::int64_t> times;
        std::vector<double> values;
        for (const std::size_t i : order) {
            times.push_back(series.timesNs[i]);
            values.push_back(series.values[i]);
        }
        series.timesNs = std::move(times);
        series.values = std::move(values);
    }
    return all;
}

} // namespace causeway::storage
