#pragma once
// What a person says of the chosen finding: verdict, kind, note.

#include <QWidget>

#include "analysis/core/subject.h"
#include "views/shell/perspective.h"

class QComboBox;
class QLineEdit;
class QToolButton;

namespace causeway::views {

class ElidedLabel;
class FindingReview;

class LabelBar : public QWidget {
    Q_OBJECT
public:
    LabelBar(ViewContext context, FindingReview &review, QWidget *parent);
    [[nodiscard]] QLineEdit &note() { return *m_note; }

private:
    void refresh();
    void refreshKinds();
    void saveNote();

    ViewContext m_context;
    FindingReview &m_review;
    std::vector<QToolButton *> m_verdicts; // by Verdict
    QToolButton *m_clear;
    QComboBox *m_kind;
    QLineEdit *m_note;
    ElidedLabel *m_by;
    Subject m_subject; // of the chosen finding
};

} // namespace causeway::views
