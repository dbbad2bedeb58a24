#pragma once
// Undo and redo over the project's edit log: a command holds the number of an edit, so that the stack can be filled again
// after a restart. An undo that conflicts with a later edit is refused with the reason, and the stack is read anew.

#include <QObject>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "storage/edit_log.h"

class QUndoStack;

namespace causeway::workspace {

class JobManager;

class UndoHistory : public QObject {
    Q_OBJECT
public:
    using Apply = std::function<Result<void>(storage::Project &, storage::EditNumber)>;

    UndoHistory(JobManager &jobs, QObject *parent);
    ~UndoHistory() override;

    // How edits whose kind begins with the prefix are undone and redone. "label" is known from the start.
    void addKind(std::string prefix, Apply undo, Apply redo);
    // nullptr: no project. Fills the stack from the edit log.
    void setProject(std::shared_ptr<storage::Project> project);
    void reload();
    // An edit that has just been made.
    void push(const storage::EditInfo &edit);

    [[nodiscard]] QUndoStack *stack() const { return m_stack; }

Q_SIGNALS:
    // An edit of this kind was undone or redone.
    void applied(const std::string &kind);

private:
    class Command;
    struct Kind {
        std::string prefix;
        Apply undo, redo;
    };
    void run(const storage::EditInfo &edit, bool undo);

    JobManager &m_jobs;
    QUndoStack *m_stack;
    std::vector<Kind> m_kinds;
    std::shared_ptr<storage::Project> m_project;
    bool m_filling = false;
};

} // namespace causeway::workspace
