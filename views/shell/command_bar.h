#pragma once
// Project, time range, conditions of the filter, search: one line at the top. What is filtered is written here and can be
// taken away here.

#include <QWidget>

#include "views/shell/perspective.h"

class QHBoxLayout;
class QLineEdit;
class QVBoxLayout;
class QMenu;

namespace causeway::views {

class ChipButton;
class FlowLayout;

class CommandBar : public QWidget {
    Q_OBJECT
public:
    CommandBar(ViewContext context, QWidget *parent);
    void focusSearch();
    void editTimeRange(); // the small dialog behind Ctrl+L
    void editFilter();    // … and behind "+ Filter"

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();
    void placeChips();
    void search();
    void fillTimeMenu();

    ViewContext m_context;
    ChipButton *m_project, *m_time, *m_add;
    QMenu *m_timeMenu, *m_projectMenu;
    QWidget *m_chips;
    QHBoxLayout *m_row;         // project, time, conditions, search
    QVBoxLayout *m_rows;        // … and below it the conditions where there is no room for them
    FlowLayout *m_chipLayout;
    bool m_chipsBelow = false;
    QLineEdit *m_search;
};

} // namespace causeway::views
