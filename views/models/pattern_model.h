#pragma once
// The list of patterns as a table: text, events, share, trend, level, first and last time. A read-only view of one answer of
// engine::listPatterns; sorting and filtering only permute rows.

#include <QAbstractTableModel>

#include <memory>
#include <vector>

#include "app/engine/list_patterns.h"
#include "views/models/line_text.h"

namespace causeway::views {

// What the table shows, made by a job: text and parameters of each pattern of the response.
struct PatternTable {
    engine::ListPatternsResponse response;
    struct Text {
        QString text;                      // name, else the template with its parameters in ‹ ›
        std::vector<TextRange> parameters; // of text
        QString tip;                       // parameters with names and types
    };
    std::vector<Text> texts; // of each pattern
};
PatternTable makePatternTable(engine::ListPatternsResponse response, const storage::TemplateCatalog &catalog);

class PatternModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { TextColumn, CountColumn, ShareColumn, TrendColumn, LevelColumn, FirstColumn, LastColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

    void setTable(std::shared_ptr<const PatternTable> table); // nullptr = empty
    void setTextFilter(const QString &text);                  // only patterns whose text has it, whatever the case
    [[nodiscard]] const engine::Pattern &pattern(int row) const { return m_table->response.patterns[m_rows[static_cast<std::size_t>(row)]]; }
    [[nodiscard]] const PatternTable::Text &textOf(int row) const { return m_table->texts[m_rows[static_cast<std::size_t>(row)]]; }
    [[nodiscard]] int rowOf(TemplateId id) const; // −1
    [[nodiscard]] std::size_t total() const { return m_table == nullptr ? 0 : m_table->response.patterns.size(); }

private:
    void arrange();
    std::shared_ptr<const PatternTable> m_table;
    std::vector<std::uint32_t> m_rows; // into the response
    QString m_filter;
    int m_column = CountColumn;
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

} // namespace causeway::views
