#pragma once
// The scenarios of a project as a tree of forks, and what one changes of another as a table.

#include <QAbstractItemModel>

#include <functional>
#include <map>

#include "app/engine/scenarios.h"
#include "views/models/arranged_table.h"

namespace causeway::views {

// Names can be edited: renamed() asks for it. Rows stay where they are while only names and changes are others.
class ScenarioTree : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { NameColumn, ChangesColumn, NoteColumn };
    explicit ScenarioTree(QObject *parent = nullptr);
    using Changes = std::function<const std::vector<engine::FieldChange> &(engine::ScenarioId)>;
    // rows: each behind its parent, as engine::listScenarios has them.
    void setRows(std::vector<engine::ScenarioRow> rows, const Changes &changes);
    void setBaseline(engine::ScenarioId id); // is marked

    [[nodiscard]] engine::ScenarioId idOf(const QModelIndex &index) const; // 0: none
    [[nodiscard]] QModelIndex indexOf(engine::ScenarioId id, int column = NameColumn) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &) const override { return NoteColumn + 1; }
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override; // false always: it is renamed when the project has it
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void renamed(qint64 id, const QString &name);

private:
    struct Node {
        engine::ScenarioRow row;
        QString changes;
        std::size_t count = 0; // fields
        int parent = -1, place = 0; // among its siblings
        std::vector<int> forks;
    };
    [[nodiscard]] int nodeOf(const QModelIndex &index) const { return index.isValid() ? static_cast<int>(index.internalId()) : -1; }
    [[nodiscard]] const std::vector<int> &forksOf(const QModelIndex &index) const { return index.isValid() ? m_nodes[static_cast<std::size_t>(nodeOf(index))].forks : m_first; }

    std::vector<Node> m_nodes;
    std::vector<int> m_first;
    engine::ScenarioId m_baseline = 0;
};

class FieldChangeModel : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { FieldColumn, BeforeColumn, AfterColumn };
    explicit FieldChangeModel(QObject *parent = nullptr);
    bool setChanges(std::vector<engine::FieldChange> changes); // whether they are others than before

protected:
    [[nodiscard]] std::size_t items() const override { return m_changes.size(); }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override { return column == FieldColumn; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    std::vector<engine::FieldChange> m_changes;
};

} // namespace causeway::views
