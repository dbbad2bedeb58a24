#pragma once
// The queue of findings, worst first, with what limits it and how much of it is labelled.

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

class QueuePanel : public QWidget {
    Q_OBJECT
public:
    QueuePanel(ViewContext context, FindingReview &review, QWidget *parent);
    [[nodiscard]] QListView &list() { return *m_list; }

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void updateLook();

    ViewContext m_context;
    FindingReview &m_review;
    QListView *m_list;
    QLineEdit *m_field;
    QComboBox *m_detector;
    QCheckBox *m_unlabelled, *m_follow;
    ElidedLabel *m_count;
    QStackedLayout *m_stack;
    EmptyState *m_none, *m_noneHere;
    QTimer m_typing;
};

} // namespace causeway::views
