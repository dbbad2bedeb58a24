#pragma once
// The chosen finding: its sentence, the label, the odd steps with what was expected, the lines.

#include <QPointer>
#include <QWidget>

#include <memory>

#include "app/engine/explain_finding.h"
#include "views/models/step_model.h"
#include "views/shell/perspective.h"

class QLabel;
class QSplitter;
class QStackedLayout;
class QTableView;
class QToolButton;

namespace causeway::views {

class CandidatePanel;
class ElidedLabel;
class EmptyState;
class FindingLines;
class FindingReview;
class LabelBar;

class FindingDetail : public QWidget {
    Q_OBJECT
public:
    FindingDetail(ViewContext context, FindingReview &review, QWidget *parent);
    [[nodiscard]] FindingLines &lines() { return *m_lines; }
    [[nodiscard]] LabelBar &labels() { return *m_labels; }
    [[nodiscard]] StepModel &steps() { return *m_steps; }
    [[nodiscard]] CandidatePanel &candidates() { return *m_candidates; }

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Explainer; // keeps model and sessions between findings

    void load();
    void explain();
    void updateStack();
    void applyFonts();
    void showCandidates(); // of the step that is chosen anywhere, else of the first odd or most surprising one
    [[nodiscard]] QString candidatesText(const std::vector<detect::Step::Expected> &candidates) const; // the most probable three
    void fitColumns();
    void fitSteps(); // no taller than its rows; hidden where no step is odd

    ViewContext m_context;
    FindingReview &m_review;
    QStackedLayout *m_stack;
    QWidget *m_page;
    EmptyState *m_noProject, *m_noEvents, *m_noFindings, *m_noneChosen;
    QLabel *m_sentence, *m_stepsTitle;
    ElidedLabel *m_facts;
    QToolButton *m_others; // what other detectors say of it
    LabelBar *m_labels;
    QSplitter *m_splitter = nullptr;
    QSplitter *m_stepSplitter = nullptr;
    QTableView *m_table;
    CandidatePanel *m_candidates;
    FindingLines *m_lines;
    StepModel *m_steps;
    std::shared_ptr<Explainer> m_explainer;
    bool m_stepsDragged = false;
    bool m_following = false;
};

} // namespace causeway::views
