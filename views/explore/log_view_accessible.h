#pragma once
// The log table for screen readers: a table of the rows that are visible, four cells each. What is out of view is told in
// the description ("lines 1,201 to 1,230 of 4,000,000"): nobody steps through 4·10⁹ children.

#include <QAccessibleWidget>
#include <QHash>

namespace causeway::views {

class LogView;

class LogViewAccessible : public QAccessibleWidget, public QAccessibleTableInterface {
public:
    static void install(); // registers the factory, once
    explicit LogViewAccessible(LogView *view);
    ~LogViewAccessible() override;

    void *interface_cast(QAccessible::InterfaceType type) override;
    QString text(QAccessible::Text text) const override;
    int childCount() const override;
    QAccessibleInterface *child(int index) const override;
    QAccessibleInterface *childAt(int x, int y) const override;
    int indexOfChild(const QAccessibleInterface *child) const override;
    QAccessibleInterface *focusChild() const override;

    // QAccessibleTableInterface; rows are those in view, from 0.
    QAccessibleInterface *caption() const override { return nullptr; }
    QAccessibleInterface *summary() const override { return nullptr; }
    QAccessibleInterface *cellAt(int row, int column) const override;
    int selectedCellCount() const override { return selectedRowCount() * columnCount(); }
    QList<QAccessibleInterface *> selectedCells() const override;
    QString columnDescription(int column) const override;
    QString rowDescription(int row) const override;
    int selectedColumnCount() const override { return 0; }
    int selectedRowCount() const override { return static_cast<int>(selectedRows().size()); }
    int columnCount() const override;
    int rowCount() const override;
    QList<int> selectedColumns() const override { return {}; }
    QList<int> selectedRows() const override;
    bool isColumnSelected(int) const override { return false; }
    bool isRowSelected(int row) const override;
    bool selectRow(int row) override;
    bool selectColumn(int) override { return false; }
    bool unselectRow(int row) override;
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent *) override {}

    [[nodiscard]] LogView *view() const;
    [[nodiscard]] std::uint64_t rowInView(int row) const; // the view's row behind a row in view

private:
    mutable QHash<int, QAccessible::Id> m_cells;
};

} // namespace causeway::views
