#pragma once
// A table whose rows are put in order by any column and thinned out by a text. Derived classes know the items; item numbers are
// theirs, rows are where these stand.

#include <QAbstractTableModel>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace causeway::views {

class ArrangedTable : public QAbstractTableModel {
    Q_OBJECT
public:
    ArrangedTable(QStringList headers, QStringList headerTips, int sortColumn, Qt::SortOrder order, QObject *parent);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;
    void setFilter(const QString &text); // case does not matter; "" = all
    [[nodiscard]] const QString &filter() const { return m_filter; }

    [[nodiscard]] std::uint32_t item(int row) const { return m_order[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int rowOf(std::uint32_t item) const; // −1: there is none, or the filter hides it
    [[nodiscard]] int sortColumn() const { return m_column; }
    [[nodiscard]] Qt::SortOrder sortOrder() const { return m_sort; }

protected:
    [[nodiscard]] virtual std::size_t items() const = 0;
    [[nodiscard]] virtual bool less(std::uint32_t a, std::uint32_t b, int column) const = 0;
    [[nodiscard]] virtual bool matches(std::uint32_t item, const QString &text) const = 0;
    [[nodiscard]] virtual bool isText(int column) const = 0; // aligned to the left
    [[nodiscard]] virtual QVariant cell(std::uint32_t item, int column, int role) const = 0; // of DisplayRole, ToolTipRole, ForegroundRole, FontRole
    // Around a change of what derived classes hold.
    void beginItems() { beginResetModel(); }
    void endItems();

private:
    void arrange();
    QStringList m_headers, m_tips;
    std::vector<std::uint32_t> m_order;
    QString m_filter;
    int m_column;
    Qt::SortOrder m_sort;
};

} // namespace causeway::views
