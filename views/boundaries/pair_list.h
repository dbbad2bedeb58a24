#pragma once
// Pairs of classes of which one calls the other over a border, most calls first. Choosing a pair selects its classes; either can be moved to
// the service of the other.

#include <QWidget>

#include "views/boundaries/boundary_desk.h"
#include "views/models/cell_table.h"

class QPushButton;
class QTableView;

namespace causeway::views {

class ElidedLabel;

class PairList : public QWidget {
    Q_OBJECT
public:
    enum Column { FromColumn, ToColumn, CallsColumn };
    PairList(BoundaryDesk &desk, QWidget *parent);
    // title: what the pairs are of.
    void setPairs(const QString &title, std::vector<boundaries::ClassPair> pairs);
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] CellTable &model() { return *m_model; }
    [[nodiscard]] QPushButton &moveFirst() { return *m_first; }
    [[nodiscard]] QPushButton &moveSecond() { return *m_second; }

private:
    [[nodiscard]] const boundaries::ClassPair *current() const;
    void refreshButtons();
    void move(bool first);

    BoundaryDesk &m_desk;
    CellTable *m_model;
    QTableView *m_table;
    ElidedLabel *m_title;
    QPushButton *m_first, *m_second;
    std::vector<boundaries::ClassPair> m_pairs;
};

} // namespace causeway::views
