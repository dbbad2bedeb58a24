#pragma once
// The services of traces and who calls whom, as tables.

#include <memory>
#include <string>
#include <vector>

#include "analysis/traces/service_map.h"
#include "views/models/arranged_table.h"

namespace causeway::views {

// A service map with what its numbers are called.
struct NamedServiceMap {
    std::vector<std::string> names; // by ServiceFigures::service
    traces::ServiceMap map;
    [[nodiscard]] const std::string &name(std::uint32_t service) const { return names[service]; }
};
using ServiceMapData = std::shared_ptr<const NamedServiceMap>; // nullptr: none

[[nodiscard]] double errorShare(const traces::CallFigures &figures); // 0 where there are no calls
[[nodiscard]] QString rateText(double perSecond);                    // "12.4/s", "3.1/min", "2/h"

class ServiceModel : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { NameColumn, RateColumn, CallsColumn, ErrorsColumn, MedianColumn, P95Column, P99Column, SpansColumn };
    explicit ServiceModel(QObject *parent = nullptr);
    void setMap(ServiceMapData map);
    [[nodiscard]] const ServiceMapData &map() const { return m_map; }

protected:
    [[nodiscard]] std::size_t items() const override { return m_map == nullptr ? 0 : m_map->map.services.size(); }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override { return column == NameColumn; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    ServiceMapData m_map;
};

class ServiceCallModel : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { FromColumn, ToColumn, RateColumn, CallsColumn, ErrorsColumn, MedianColumn, P95Column, P99Column };
    explicit ServiceCallModel(QObject *parent = nullptr);
    void setMap(ServiceMapData map);

protected:
    [[nodiscard]] std::size_t items() const override { return m_map == nullptr ? 0 : m_map->map.calls.size(); }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override { return column <= ToColumn; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    ServiceMapData m_map;
};

} // namespace causeway::views
