#pragma once
// Adds conditions to the filter: level, text, component, source.

#include <QDialog>

#include "views/shell/perspective.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace causeway::views {

class FilterDialog : public QDialog {
    Q_OBJECT
public:
    FilterDialog(ViewContext context, QWidget *parent);

private:
    void apply();
    ViewContext m_context;
    QComboBox *m_level, *m_source;
    QLineEdit *m_text, *m_component;
    QCheckBox *m_regex, *m_case, *m_not;
};

} // namespace causeway::views
