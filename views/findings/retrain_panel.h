#pragma once
// What retraining gave: the candidate against the model before on held-out labels, the findings that appear and vanish, the
// labels that were left out and why; and the decision.

#include <QWidget>

#include "analysis/core/subject.h"
#include "views/models/comparison_model.h"
#include "views/models/subject_note_model.h"
#include "views/shell/perspective.h"

class QLabel;
class QPushButton;
class QSplitter;
class QStackedLayout;
class QTableView;

namespace causeway::views {

class ElidedLabel;
class EmptyState;
class FindingReview;
class Retraining;

class RetrainPanel : public QWidget {
    Q_OBJECT
public:
    RetrainPanel(ViewContext context, Retraining &retraining, FindingReview &review, QWidget *parent);
    [[nodiscard]] ComparisonModel &figures() { return *m_figures; }
    [[nodiscard]] SubjectNoteModel &changes() { return *m_changes; }
    [[nodiscard]] SubjectNoteModel &suspects() { return *m_suspects; }
    [[nodiscard]] QTableView &changeTable() { return *m_changeTable; }
    [[nodiscard]] QPushButton &promoteButton() { return *m_promote; }
    [[nodiscard]] QPushButton &keepButton() { return *m_keep; }
    [[nodiscard]] QString headline() const;
    [[nodiscard]] QString note() const; // what is to be known about the figures, or why there are none

private:
    QWidget *makeSection(QTableView &table, QLabel &title);
    void show();
    [[nodiscard]] QString noteText() const;

    ViewContext m_context;
    Retraining &m_retraining;
    FindingReview &m_review;
    ComparisonModel *m_figures;
    SubjectNoteModel *m_changes, *m_suspects;
    QTableView *m_figureTable, *m_changeTable, *m_suspectTable;
    QLabel *m_figureTitle, *m_changeTitle, *m_suspectTitle;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
    QWidget *m_page, *m_figureSection, *m_changeSection, *m_suspectSection;
    ElidedLabel *m_headline;
    QLabel *m_note;
    QPushButton *m_keep, *m_promote;
};

} // namespace causeway::views
