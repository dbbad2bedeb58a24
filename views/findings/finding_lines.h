#pragma once
// The lines of the chosen finding's session (of a window: those of its time), with the odd ones marked.

#include <QPointer>
#include <QWidget>

#include <map>
#include <memory>

#include "views/explore/log_view.h"
#include "views/findings/finding_review.h"
#include "views/models/row_order.h"
#include "views/models/step_model.h"

class QPushButton;

namespace causeway::views {

class ElidedLabel;

class FindingLines : public QWidget {
    Q_OBJECT
public:
    FindingLines(ViewContext context, FindingReview &review, QWidget *parent);

    [[nodiscard]] LogView &view() { return *m_view; }
    [[nodiscard]] int heightOf(int lines) const; // pixels of the whole panel where that many can be read
    void load();                           // for the chosen finding
    void setReasons(const StepModel &steps); // the explanation's odd steps are marked as well
    // Of a window: its lines of these patterns, or all where it is about no pattern. In a job.
    void markWindow(const std::vector<std::uint32_t> &patterns);
    void goTo(EventId event);
    void alsoSelect(EventId event);
    void goToOdd(bool forward);
    void showInExplore();

Q_SIGNALS:
    void oddReached(causeway::EventId event);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void show(std::shared_ptr<const RowOrder> order);
    void mark();
    void updateLook();
    void goToFirstOdd();
    [[nodiscard]] storage::Filter filterOf(const storage::Finding &finding, std::string *eventsName) const;

    ViewContext m_context;
    FindingReview &m_review;
    LinePager m_pager;
    LogView *m_view;
    ElidedLabel *m_count;
    QPushButton *m_previous, *m_next;
    std::shared_ptr<const RowOrder> m_order;
    std::map<EventId, QString> m_odd; // with the reason
    FindingId m_shown;
    bool m_following = false;
};

} // namespace causeway::views
