#pragma once
// Which kinds of lines there are under the filter, how often, when and how severe.

#include <QWidget>

#include <array>

#include "views/models/pattern_model.h"
#include "views/shell/perspective.h"

class QLabel;
class QMenu;
class QPushButton;
class QSplitter;
class QStackedLayout;
class QTableView;
class QToolButton;

namespace causeway::views {

class EmptyState;
class ParameterPanel;
class PatternEdits;

// In the table: F2 renames, p pins, m merges, s splits, w asks why; a row is dragged onto another to merge them.
class PatternPanel : public QWidget {
    Q_OBJECT
public:
    PatternPanel(ViewContext context, QWidget *parent);
    [[nodiscard]] PatternModel &model() { return *m_model; }
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] ParameterPanel &parameters() { return *m_parameters; }
    [[nodiscard]] QString countText() const;

    // Of the chosen patterns; nothing where that is not possible.
    void rename();
    void togglePin();
    void merge(); // into the one that the cursor is on
    void splitIntoForms();
    void exportList();
    void explain(); // two patterns; one and the line that is chosen
    // What can be done with the chosen patterns; nullptr where none is. The caller owns it.
    [[nodiscard]] QMenu *makeMenu();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void recompute();
    void filterTo(bool only);
    void updateLook();
    void placeParts();
    void placeColumns();
    void setNewSince(std::optional<TimePoint> moment, const QString &name);
    void fillNewMenu();
    bool runKey(int key); // whether it is one of the table's own
    [[nodiscard]] std::optional<TemplateId> chosen() const;
    [[nodiscard]] std::vector<TemplateId> allChosen() const; // the current one first
    void choose(const std::vector<TemplateId> &ids);

    ViewContext m_context;
    PatternModel *m_model;
    QTableView *m_table;
    QPushButton *m_only, *m_not;
    QToolButton *m_new, *m_rare;
    QString m_newSince; // what the moment is called
    QLabel *m_count;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
    QSplitter *m_parts;
    ParameterPanel *m_parameters;
    PatternEdits *m_edits;
    std::array<int, PatternModel::ColumnCount> m_widths{};
    bool m_moved = false; // the border between list and values, by hand
    bool m_stale = true; // what is hidden is computed when it is shown
};

} // namespace causeway::views
