#pragma once
// The other order of the queue: what is worth a label, and why. Its chosen session is shown as a finding is; the keys that label
// label all that are alike, and the next one follows.

#include <QWidget>

#include "views/models/label_queue_model.h"
#include "views/shell/perspective.h"

class QListView;
class QStackedLayout;

namespace causeway::views {

class EmptyState;
class FindingReview;

class WorthList : public QWidget {
    Q_OBJECT
public:
    static constexpr std::size_t kListed = 50; // more follow when some are labelled

    WorthList(ViewContext context, FindingReview &review, QWidget *parent);
    [[nodiscard]] QListView &list() { return *m_list; }
    [[nodiscard]] LabelQueueModel &model() { return *m_model; }
    [[nodiscard]] bool isReading() const { return m_reading; }
    void move(int rows);

Q_SIGNALS:
    void changed(); // rows, or whether they are being read

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void markStale();
    void read();
    void goToChosen();
    void updateStack();

    ViewContext m_context;
    FindingReview &m_review;
    LabelQueueModel *m_model;
    QListView *m_list;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
    Subject m_chosen;
    bool m_stale = true, m_reading = false, m_showing = false;
};

} // namespace causeway::views
