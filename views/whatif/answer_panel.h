#pragma once
// The answer while something is turned: before, now by fluid at once, simulated once nothing moves, and how far the two are apart.

#include <QWidget>

#include "views/whatif/answer_model.h"

class QStackedLayout;
class QTableView;

namespace causeway::views {

class AnswerPanel : public QWidget {
    Q_OBJECT
public:
    AnswerPanel(WhatIfDesk &desk, QWidget *parent);
    [[nodiscard]] AnswerModel &model() { return *m_model; }
    [[nodiscard]] bool showsAnswer() const;

private:
    void refresh();
    WhatIfDesk &m_desk;
    AnswerModel *m_model;
    QTableView *m_table;
    QStackedLayout *m_stack;
    QWidget *m_none;
};

} // namespace causeway::views
