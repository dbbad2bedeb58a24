#pragma once
// Project, time range, conditions of the filter, search: one line at the top. What is filtered is written here and can be
// taken away here.

#include <QWidget>

#include "views/shell/perspective.h"

class QHBoxLayout;
class QLineEdit;
class QMenu;

namespace causeway::views {

class ChipButton;

class CommandBar : public QWidget {
    Q_OBJECT
public:
    CommandBar(ViewContext context, QWidget *parent);
    void focusSearch();
    void editTimeRange(); // the small dialog behind Ctrl+L
    void editFilter();    // … and behind "+ Filter"

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    void search();
    void fillTimeMenu();

    ViewContext m_context;
    ChipButton *m_project, *m_time, *m_add;
    QMenu *m_timeMenu, *m_projectMenu;
    QWidget *m_chips;
    QHBoxLayout *m_chipLayout;
    QLineEdit *m_search;
};

} // namespace causeway::views
