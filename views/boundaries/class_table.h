#pragma once
// The classes of a split as a table: where each is, how stably, what it takes part in, what crosses its border.

#include "views/boundaries/boundary_desk.h"
#include "views/models/arranged_table.h"

namespace causeway::views {

class ClassTable : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { NameColumn, ServiceColumn, StabilityColumn, ElsewhereColumn, InColumn, OutColumn, UseCaseColumn, PackageColumn, MarksColumn, SeenColumn };
    explicit ClassTable(QObject *parent = nullptr);
    // What the desk shows; nothing happens where it is what is shown already.
    void follow(const BoundaryDesk &desk);

protected:
    [[nodiscard]] std::size_t items() const override { return m_rows.size(); } // classes by number
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override;
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    struct Row {
        QString name, whole, service, package, marks;
        QString elsewhere;         // "2.4 × trade"
        double elsewhereRatio = 0; // 0: it is where it is bound
        double stability = 0;      // NaN: not known
        double in = 0, out = 0;    // calls that cross the border of its service
        std::size_t useCases = 0;
        bool seen = true, placed = true, moved = false;
        QString movedFrom;
    };
    BoundaryDataPtr m_data;
    SplitData m_split;
    std::vector<Row> m_rows;
};

// "94 %", "–" where it is not known.
[[nodiscard]] QString stabilityText(double stability);
// "Moved by hand from trade, where its stability was 94 %".
[[nodiscard]] QString movedText(const engine::SplitMaking::Moved &from);
// "2.4 × trade"; "only trade" where its own service does not bind it.
[[nodiscard]] QString elsewhereText(const BoundaryDesk::Elsewhere &elsewhere, const BoundaryDesk &desk);
// ● ◐ ○: from 80 %, from 50 %, below; empty where it is not known.
[[nodiscard]] QString stabilityMark(double stability);

} // namespace causeway::views
