#pragma once
// Which kinds of lines there are under the filter, how often, when and how severe.

#include <QWidget>

#include "views/models/pattern_model.h"
#include "views/shell/perspective.h"

class QSplitter;
class QStackedLayout;
class QTableView;

namespace causeway::views {

class EmptyState;
class ParameterPanel;
class PatternBar;
class PatternCommands;
class TableColumns;

// In the table: F2 renames, p pins, m merges, s splits, w asks why; a row is dragged onto another to merge them.
class PatternPanel : public QWidget {
    Q_OBJECT
public:
    PatternPanel(ViewContext context, QWidget *parent);
    [[nodiscard]] PatternModel &model() { return *m_model; }
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] ParameterPanel &parameters() { return *m_parameters; }
    [[nodiscard]] QString countText() const;
    [[nodiscard]] PatternCommands &commands() { return *m_commands; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void recompute();
    void updateLook();
    void placeParts();
    void placeColumns();
    void choose(std::vector<TemplateId> ids, bool scroll = true);
    void followSelection();
    void tellListed(); // to the values
    void tellChosen();

    ViewContext m_context;
    PatternModel *m_model;
    QTableView *m_table;
    PatternCommands *m_commands = nullptr;
    PatternBar *m_bar = nullptr;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
    QSplitter *m_parts;
    ParameterPanel *m_parameters;
    TableColumns *m_columns = nullptr;
    std::vector<TemplateId> m_chosen; // what the list loses where it is filtered, sorted or counted anew
    bool m_choosing = false;
    bool m_sorting = false; // another column or direction is asked for
    bool m_moved = false; // the border between list and values, by hand
    bool m_stale = true; // what is hidden is computed when it is shown
};

} // namespace causeway::views
