#pragma once
// The list of patterns as a table: text, events, share, trend, level, first and last time. A read-only view of one answer of
// engine::listPatterns; sorting and filtering only permute rows.

#include <QAbstractTableModel>

#include <memory>
#include <optional>
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
        QString name;                      // given by a person
        bool pinned = false;
        TimePoint firstEver = TimePoint::none(); // of the whole project, whatever is filtered
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
    bool setData(const QModelIndex &index, const QVariant &value, int role) override; // asks for another name
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    bool canDropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent) override; // asks for a merge
    Qt::DropActions supportedDropActions() const override { return Qt::CopyAction; }

    // Only patterns of the kinds that are on.
    struct Only {
        std::optional<TimePoint> since; // first event of the whole project at or after it
        bool rare = false;              // at most 10 events, or of the smallest that together make at most 1 % of all
        bool operator==(const Only &) const = default;
    };
    void setOnly(const Only &only);
    [[nodiscard]] const Only &only() const { return m_only; }
    [[nodiscard]] int longest() const { return m_longest; } // text of any pattern, in UTF-16 units
    [[nodiscard]] const engine::Pattern &pattern(int row) const { return m_table->response.patterns[m_rows[static_cast<std::size_t>(row)]]; }
    [[nodiscard]] const PatternTable::Text &textOf(int row) const { return m_table->texts[m_rows[static_cast<std::size_t>(row)]]; }
    [[nodiscard]] int rowOf(TemplateId id) const; // −1
    [[nodiscard]] std::size_t total() const { return m_table == nullptr ? 0 : m_table->response.patterns.size(); }

Q_SIGNALS:
    void renameAsked(causeway::TemplateId id, const QString &name);
    void mergeAsked(const std::vector<causeway::TemplateId> &from, causeway::TemplateId into);

private:
    int m_longest = 0;
    void arrange();
    void findRare();
    std::shared_ptr<const PatternTable> m_table;
    std::vector<std::uint32_t> m_rows; // into the response
    QString m_filter;
    Only m_only;
    std::uint64_t m_rareCount = 0; // patterns with as many events or fewer are rare
    int m_column = CountColumn;
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

} // namespace causeway::views
