#pragma once
// The classes of the chosen split as a table: what is selected there is selected everywhere, and its menu does what the canvas does.

#include <QWidget>

#include "views/boundaries/class_table.h"

class QLineEdit;
class QStackedLayout;
class QTableView;

namespace causeway::views {

class ElidedLabel;

class ClassPanel : public QWidget {
    Q_OBJECT
public:
    ClassPanel(BoundaryDesk &desk, QWidget *parent);
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] ClassTable &model() { return *m_model; }
    [[nodiscard]] QLineEdit &filter() { return *m_filter; }
    [[nodiscard]] bool isEmpty() const;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refresh();
    void showSelection();
    void takeSelection();

    BoundaryDesk &m_desk;
    ClassTable *m_model;
    QTableView *m_table;
    QLineEdit *m_filter;
    ElidedLabel *m_summary;
    QStackedLayout *m_stack;
    QWidget *m_page, *m_none;
    bool m_following = false;
};

// What a panel of Boundaries shows while there is nothing to split, or no split: what would be here and the one next step. Follows the desk.
// showsSplit: the panel needs a split, else classes are enough. Is hidden from view by the panel itself: isNeeded() tells.
QWidget *makeNoBoundaries(BoundaryDesk &desk, const QString &text, bool showsSplit, QWidget *parent);
[[nodiscard]] bool hasBoundaries(const BoundaryDesk &desk, bool showsSplit);

} // namespace causeway::views
