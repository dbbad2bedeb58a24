#pragma once
// The queue: findings, worst first, with what limits them and how much is labelled; or what is worth a label.

#include <QTimer>
#include <QWidget>

#include "views/shell/perspective.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QListView;
class QStackedLayout;

namespace causeway::views {

class ElidedLabel;
class EmptyState;
class FindingReview;
class WorthList;

class QueuePanel : public QWidget {
    Q_OBJECT
public:
    QueuePanel(ViewContext context, FindingReview &review, QWidget *parent);
    [[nodiscard]] QListView &list() { return *m_list; }
    [[nodiscard]] WorthList &worth() { return *m_worth; }
    [[nodiscard]] bool showsWorth() const; // the other order
    [[nodiscard]] QListView &shownList();
    [[nodiscard]] QComboBox &order() { return *m_order; }
    void move(int rows); // in the list that is shown

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void updateLook();
    void changeOrder();

    ViewContext m_context;
    FindingReview &m_review;
    QListView *m_list;
    QLineEdit *m_field;
    QComboBox *m_order, *m_detector;
    WorthList *m_worth;
    QCheckBox *m_unlabelled, *m_follow;
    ElidedLabel *m_count;
    QStackedLayout *m_stack;
    EmptyState *m_none, *m_noneHere;
    QTimer m_typing;
};

} // namespace causeway::views
