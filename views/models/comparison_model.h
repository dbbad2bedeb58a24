#pragma once
// Two models side by side: precision, recall, F1, false positives on the same labels, and recall by kind of anomaly.

#include <QAbstractTableModel>

#include <vector>

#include "app/engine/compare_models.h"

namespace causeway::views {

class ComparisonModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { MeasureColumn, BeforeColumn, AfterColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void setComparison(const engine::CompareModelsResponse *comparison); // is copied; nullptr: none

private:
    struct Row {
        QString measure, before, after, tip;
        int better = 0; // than before: 1, worse: −1
    };
    std::vector<Row> m_rows;
    QString m_before, m_after;
};

} // namespace causeway::views
