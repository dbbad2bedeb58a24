#pragma once
// Adds conditions to the filter: level, text, component, source.

#include <QDialog>

#include "storage/filter.h"
#include "views/shell/perspective.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace causeway::views {

class FilterDialog : public QDialog {
    Q_OBJECT
public:
    FilterDialog(ViewContext context, QWidget *parent);

private:
    [[nodiscard]] storage::TextCondition condition() const;
    void check();
    void apply();
    ViewContext m_context;
    QComboBox *m_level, *m_source;
    QLineEdit *m_text, *m_component;
    QLabel *m_problem; // what is wrong with the text
    QPushButton *m_apply;
    QCheckBox *m_regex, *m_case, *m_not;
};

} // namespace causeway::views
