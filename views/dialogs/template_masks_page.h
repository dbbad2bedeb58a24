#pragma once
// Masks of the open project (app/engine/template_masks.h): a table of them, an editor for the chosen one, and what they would
// change, computed as one types. Nothing is changed before Apply; applied, it is one edit that the window's undo takes back.

#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

#include "app/engine/template_masks.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;
class QTreeWidget;

namespace causeway::workspace {
class Workspace;
}

namespace causeway::views {

class TemplateMasksPage : public QWidget {
    Q_OBJECT
public:
    TemplateMasksPage(workspace::Workspace &workspace, QWidget *parent);

    [[nodiscard]] bool isChanged() const { return m_masks != m_stored; }
    [[nodiscard]] bool isApplying() const { return m_applying; }
    [[nodiscard]] QString whyNotApply() const; // "" = they can be applied
    void apply(); // applied() or applyFailed() follows, where they can be
    void discard();

Q_SIGNALS:
    void applied();
    void applyFailed();

private:
    void build();
    void load();    // the project's masks, in a job
    void showMask(int row);
    void fillTable();
    void fillRow(int row);
    void edited();  // the editor's fields
    void add();
    void remove();
    [[nodiscard]] QString whyClosed() const;
    void refresh();  // what can be pressed, and why not; what is wrong
    void look();    // computes the preview
    void showDifference(const engine::MaskDifference &difference);
    void showUnused(); // why nothing comes of the chosen mask
    [[nodiscard]] int current() const;
    [[nodiscard]] std::optional<Error> problemOf(std::size_t row) const;

    workspace::Workspace &m_workspace;
    std::vector<storage::TemplateMask> m_masks, m_stored;
    std::shared_ptr<storage::Project> m_project; // whose masks these are; nullptr: not read yet
    std::vector<engine::MaskUse> m_uses; // of the masks as last looked at; empty: not known
    QString m_applied; // what applying did, as long as nothing is changed after it
    bool m_filling = false, m_applying = false;
    QTimer m_typing; // looks when one pauses
    QTableWidget *m_table;
    QLineEdit *m_pattern, *m_name;
    QComboBox *m_source, *m_type;
    QPushButton *m_add, *m_remove, *m_apply, *m_discard;
    QLabel *m_why, *m_problem, *m_unused, *m_summary;
    QTreeWidget *m_changes;
};

} // namespace causeway::views
