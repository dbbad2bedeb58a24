#pragma once
// Templates by templates: how much a step of the row's template looks at earlier events of the column's.

#include <QAbstractTableModel>

#include <memory>
#include <vector>

#include "app/engine/influence_map.h"
#include "storage/template_store.h"
#include "views/models/heat_map.h"

namespace causeway::views {

class InfluenceModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { PlaceRole = Qt::UserRole + 1 }; // on the colour scale, −1 … 1; invalid: no cell
    using QAbstractTableModel::QAbstractTableModel;
    using Map = std::shared_ptr<const engine::InfluenceMapResponse>;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // catalog may be nullptr: templates are named by number then.
    void setMap(Map map, std::shared_ptr<const storage::TemplateCatalog> catalog, HeatMeasure measure);
    [[nodiscard]] const Map &map() const { return m_map; }
    [[nodiscard]] HeatMeasure measure() const { return m_measure; }
    [[nodiscard]] double most() const { return m_most; } // end of the colour scale
    [[nodiscard]] TemplateId templateAt(int section) const { return TemplateId(m_map->keys[static_cast<std::size_t>(section)]); }
    [[nodiscard]] QString toCsv() const; // target, source, n, lift, ΔNLL

private:
    [[nodiscard]] QString nameOf(int section) const;
    [[nodiscard]] const engine::InfluenceMapResponse::Cell *cell(const QModelIndex &index) const; // nullptr

    Map m_map;
    std::shared_ptr<const storage::TemplateCatalog> m_catalog;
    HeatMeasure m_measure = HeatMeasure::Occlusion;
    std::vector<std::uint32_t> m_cellOf; // row × column → index into cells + 1; 0: none
    double m_most = 1;
};

} // namespace causeway::views
