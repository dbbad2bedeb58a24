#pragma once
// The splits of a project as a tree of forks, with their measures side by side.

#include <QAbstractItemModel>

#include <map>

#include "app/engine/splits.h"
#include "views/boundaries/split_text.h"

namespace causeway::views {

using engine::SplitId;

// Names can be edited: renamed() asks for it. Rows stay where they are while only names and measures are others.
class SplitTree : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { NameColumn, FirstMeasure }; // then measureRows() in their order
    using MeasuresOf = std::map<SplitId, boundaries::Measures>;
    explicit SplitTree(QObject *parent = nullptr) : QAbstractItemModel(parent) {}
    // rows: each behind its parent, as engine::listSplits has them.
    void setRows(const std::vector<engine::SplitRow> &rows);
    void setMeasures(MeasuresOf measures);                 // of as many as are known
    void setCompared(SplitId id);                          // is marked
    [[nodiscard]] SplitId idOf(const QModelIndex &index) const; // 0: none
    [[nodiscard]] QModelIndex indexOf(SplitId id, int column = NameColumn) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &) const override { return FirstMeasure + static_cast<int>(measureRows().size()); }
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override; // false always: it is renamed when the project has it
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void renamed(qint64 id, const QString &name);

private:
    struct Node {
        SplitId id = 0;
        QString name, tip;
        int parent = -1, place = 0; // among its siblings
        std::vector<int> forks;
    };
    [[nodiscard]] static int nodeOf(const QModelIndex &index) { return index.isValid() ? static_cast<int>(index.internalId()) : -1; }
    [[nodiscard]] const std::vector<int> &forksOf(const QModelIndex &index) const { return index.isValid() ? m_nodes[static_cast<std::size_t>(nodeOf(index))].forks : m_first; }
    void tellAll();

    std::vector<Node> m_nodes;
    std::vector<int> m_first;
    MeasuresOf m_measures;
    SplitId m_compared = 0;
};

} // namespace causeway::views
