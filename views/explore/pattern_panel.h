#pragma once
// Which kinds of lines there are under the filter, how often, when and how severe.

#include <QWidget>

#include "views/models/pattern_model.h"
#include "views/shell/perspective.h"

class QLabel;
class QPushButton;
class QStackedLayout;
class QTableView;

namespace causeway::views {

class EmptyState;

class PatternPanel : public QWidget {
    Q_OBJECT
public:
    PatternPanel(ViewContext context, QWidget *parent);
    [[nodiscard]] PatternModel &model() { return *m_model; }
    [[nodiscard]] QTableView &table() { return *m_table; }

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void recompute();
    void filterTo(bool only);
    void updateLook();
    [[nodiscard]] std::optional<TemplateId> chosen() const;

    ViewContext m_context;
    PatternModel *m_model;
    QTableView *m_table;
    QPushButton *m_only, *m_not;
    QLabel *m_count;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
    bool m_stale = true; // what is hidden is computed when it is shown
};

} // namespace causeway::views
