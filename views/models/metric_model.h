#pragma once
// Series of metrics as a table: name, service, unit, last value, range; those that are drawn with the colour of their line.

#include <QColor>

#include <memory>
#include <unordered_map>
#include <vector>

#include "storage/metric_store.h"
#include "views/models/arranged_table.h"

namespace causeway::views {

using MetricData = std::shared_ptr<const std::vector<storage::MetricSeries>>; // nullptr: none

// "pod" where it is told, which says the service as well, else the service.
[[nodiscard]] QString placeOf(const storage::MetricSeries &series);

class MetricModel : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { NameColumn, PlaceColumn, UnitColumn, LastColumn, MinColumn, MaxColumn };
    explicit MetricModel(QObject *parent = nullptr);
    void setSeries(MetricData series);
    [[nodiscard]] const MetricData &series() const { return m_series; }
    void setColors(std::unordered_map<std::uint32_t, QColor> colors); // of items that are drawn
    QVariant data(const QModelIndex &index, int role) const override;

protected:
    [[nodiscard]] std::size_t items() const override { return m_series == nullptr ? 0 : m_series->size(); }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override; // each word occurs in name, place or attributes
    [[nodiscard]] bool isText(int column) const override { return column <= UnitColumn; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    struct Figures {
        double last, least, most; // NaN where there is no value
    };
    MetricData m_series;
    std::vector<Figures> m_figures;
    std::unordered_map<std::uint32_t, QColor> m_colors;
};

} // namespace causeway::views
