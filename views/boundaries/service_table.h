#pragma once
// Measures and services of a split as tables.

#include "views/boundaries/boundary_desk.h"
#include "views/boundaries/measure_lines.h"
#include "views/models/arranged_table.h"

namespace causeway::views {

class MeasureTable : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { NameColumn, BeforeColumn, NowColumn, DifferenceColumn };
    explicit MeasureTable(QObject *parent = nullptr);
    // While classes are dragged: the chosen split before, what is dragged now.
    void follow(const BoundaryDesk &desk);

protected:
    [[nodiscard]] std::size_t items() const override { return m_lines.size(); }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override { return column == NameColumn || column == DifferenceColumn; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    std::vector<MeasureLine> m_lines; // before and now as shown
};

class SplitServiceTable : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { NameColumn, SizeColumn, StabilityColumn, UseCaseColumn, InColumn, OutColumn };
    explicit SplitServiceTable(QObject *parent = nullptr);
    void follow(const BoundaryDesk &desk);

protected:
    [[nodiscard]] std::size_t items() const override { return m_rows.size(); } // services by number
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override { return column == NameColumn; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    struct Row {
        QString name;
        std::size_t size = 0, useCases = 0;
        double stability = 0, in = 0, out = 0;
    };
    SplitData m_split;
    std::vector<Row> m_rows;
};

} // namespace causeway::views
