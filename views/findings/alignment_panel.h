#pragma once
// The chosen finding's session beside the nearest normal one: what is missing, extra, late.

#include <QWidget>

#include <memory>

#include "views/models/alignment_model.h"
#include "views/shell/perspective.h"

class QStackedLayout;
class QTableView;
class QToolButton;

namespace causeway::views {

class ElidedLabel;
class EmptyState;
class FindingReview;

class AlignmentPanel : public QWidget {
    Q_OBJECT
public:
    AlignmentPanel(ViewContext context, FindingReview &review, QWidget *parent);
    [[nodiscard]] AlignmentModel &model() { return *m_model; }
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] QString summary() const;
    void goToDifference(bool forward);
    void fold(bool on);

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Aligner; // keeps sessions between findings

    void markStale();
    void forget();  // what is normal may have changed
    void read();
    void show(AlignmentModel::Alignment alignment);
    void say(const QString &title, const QString &text);
    void follow();
    void copy() const;

    ViewContext m_context;
    FindingReview &m_review;
    AlignmentModel *m_model;
    QTableView *m_table;
    QStackedLayout *m_stack;
    QWidget *m_page = nullptr;
    EmptyState *m_empty;
    ElidedLabel *m_summary;
    QToolButton *m_fold;
    AlignmentModel::Alignment m_alignment;
    std::shared_ptr<Aligner> m_aligner;
    bool m_stale = true, m_choosing = false;
};

} // namespace causeway::views
