#pragma once
// Before and after, by operation and service: both values, their difference with its interval, and whether it is more than chance.

#include "app/engine/compare_scenarios.h"
#include "views/models/arranged_table.h"

namespace causeway::views {

class ComparisonTable : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { OfColumn, QuantityColumn, BeforeColumn, AfterColumn, DifferenceColumn, IntervalColumn, MarkColumn };
    explicit ComparisonTable(QObject *parent = nullptr);
    void setRows(std::vector<engine::ComparedRow> rows);
    [[nodiscard]] bool isAlone() const { return m_alone; } // no row has a before
    void setShown(std::optional<engine::ComparedRow::Of> of, bool marked); // nullopt: all; marked: only those that are more than chance
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] const engine::ComparedRow &row(int row) const { return m_shown[item(row)]; }
    [[nodiscard]] const std::vector<engine::ComparedRow> &all() const { return m_rows; }

protected:
    [[nodiscard]] std::size_t items() const override { return m_shown.size(); }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override { return column == OfColumn || column == QuantityColumn || column == MarkColumn; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    void choose();
    std::vector<engine::ComparedRow> m_rows, m_shown;
    std::optional<engine::ComparedRow::Of> m_of;
    qsizetype m_beginning = 0; // of the names of operations: all begin alike
    bool m_marked = false, m_alone = false;
};

} // namespace causeway::views
