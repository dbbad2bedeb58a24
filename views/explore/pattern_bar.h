#pragma once
// Above the list of patterns: which of them are shown, and how many there are. GUI thread.

#include <QWidget>

#include "views/models/pattern_model.h"
#include "views/shell/perspective.h"

class QLineEdit;
class QPushButton;
class QToolButton;

namespace causeway::views {

class ElidedLabel;

class PatternBar : public QWidget {
    Q_OBJECT
public:
    PatternBar(ViewContext context, PatternModel &model, QWidget *parent);
    // oneChosen: whether “Only this” and “Not this” have something to act on.
    void refresh(bool oneChosen);
    [[nodiscard]] QString countText() const;

Q_SIGNALS:
    void filterAsked(bool only); // to the chosen pattern; false: without it
    void changed();              // which patterns are shown

private:
    void setNewSince(std::optional<TimePoint> moment, const QString &name);
    void fillNewMenu();

    ViewContext m_context;
    PatternModel &m_model;
    QLineEdit *m_field;
    QPushButton *m_only, *m_not;
    QToolButton *m_new, *m_rare;
    QString m_newSince; // what the moment is called
    ElidedLabel *m_count;
};

} // namespace causeway::views
