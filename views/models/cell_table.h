#pragma once
// A table of cells that are given as they are shown: text, what it is sorted by, what its tip says, whether it is better or worse.

#include <cmath>

#include "app/engine/compare_scenarios.h"
#include "views/models/arranged_table.h"

namespace causeway::views {

class CellTable : public ArrangedTable {
    Q_OBJECT
public:
    using Mark = engine::ComparedRow::Mark;
    struct Cell {
        QString text;
        double key = std::nan(""); // NaN: sorted by the text
        QString tip = {};
        Mark mark = Mark::None;    // of its colour; the text says it too
    };
    struct Column {
        QString title, tip = {};
        bool number = false;
    };
    using Line = std::vector<Cell>; // a cell a column

    explicit CellTable(std::vector<Column> columns, QObject *parent = nullptr);
    void setLines(std::vector<Line> lines);
    [[nodiscard]] const std::vector<Line> &lines() const { return m_lines; }

protected:
    [[nodiscard]] std::size_t items() const override { return m_lines.size(); }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override { return !m_columns[static_cast<std::size_t>(column)].number; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    std::vector<Column> m_columns;
    std::vector<Line> m_lines;
};

} // namespace causeway::views
