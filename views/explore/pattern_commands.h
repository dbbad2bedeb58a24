#pragma once
// What a person can do with the chosen patterns: the one place that the table's keys, its context menu and the registry's
// actions ask. What is not possible says why. GUI thread.

#include <QObject>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

#include "analysis/core/ids.h"
#include "views/shell/perspective.h"

class QMenu;
class QTableView;

namespace causeway::views {

class PatternEdits;
class PatternModel;

class PatternCommands : public QObject {
    Q_OBJECT
public:
    enum class Command : std::uint8_t { Only, Not, Rename, Pin, Merge, Split, Why, Export };

    PatternCommands(ViewContext context, QTableView &table, PatternModel &model, QObject *parent);

    // Adds an action for each command to the registry; commands: of the panel, once it is made, else nullptr.
    static void addActions(ActionRegistry &actions, const QString &group, const QString &scope, const std::function<PatternCommands *()> &commands);
    void updateActions(); // after another choice or other patterns

    [[nodiscard]] std::optional<TemplateId> chosen() const;      // that with the cursor, where it is among the chosen; else the first of them
    [[nodiscard]] std::vector<TemplateId> allChosen() const;     // chosen() first
    [[nodiscard]] QString whyNot(Command command) const;         // "" = it is possible
    void run(Command command);                                   // where it is not possible the message bar says why
    [[nodiscard]] static std::optional<Command> commandOf(int key); // the table's own keys
    // Of the chosen patterns; nullptr where none is. The caller owns it.
    [[nodiscard]] QMenu *makeMenu(QWidget *parent);

private:
    void filterTo(TemplateId id, bool only);
    void rename();
    [[nodiscard]] bool pinned() const; // chosen()
    void explain();
    void exportList();
    [[nodiscard]] QWidget *owner() const;

    ViewContext m_context;
    QTableView &m_table;
    PatternModel &m_model;
    PatternEdits *m_edits;
};

} // namespace causeway::views
