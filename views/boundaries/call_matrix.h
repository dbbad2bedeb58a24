#pragma once
// Calls between the services of a split as a table of numbers on a heat map: a row calls a column.

#include <QAbstractTableModel>
#include <QWidget>

#include "analysis/boundaries/service_calls.h"
#include "views/boundaries/boundary_desk.h"

namespace causeway::views {

class CallMatrix : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit CallMatrix(QObject *parent = nullptr) : QAbstractTableModel(parent) {}
    void follow(const BoundaryDesk &desk);
    [[nodiscard]] const boundaries::ServiceCalls &calls() const { return m_calls; }
    [[nodiscard]] double most() const { return m_most; } // of two different services
    // "order calls account 37 times, by 4 pairs of classes"
    [[nodiscard]] QString describe(const QModelIndex &index) const;
    // 0 … 1 of the colours, by the logarithm; negative: none.
    [[nodiscard]] double heat(const QModelIndex &index) const;

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_calls.services); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_calls.services); }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    boundaries::ServiceCalls m_calls;
    QStringList m_names;
    bool m_observed = true;
    double m_most = 0;
};

// What the colours mean, with numbers.
class CallLegend : public QWidget {
    Q_OBJECT
public:
    explicit CallLegend(QWidget *parent);
    void setMost(double most);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_most = 0;
};

} // namespace causeway::views
