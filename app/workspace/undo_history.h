#pragma once
// Undo and redo over the project's edit log: a command holds the number of an edit, so that the stack can be filled again
// after a restart. An undo that conflicts with a later edit is refused with the reason, and the stack is read anew.

#include <QObject>

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
    UndoHistory(JobManager &jobs, QObject *parent);
    ~UndoHistory() override;

    // nullptr: no project. Fills the stack from the edit log, in a job.
    void setProject(std::shared_ptr<storage::Project> project);
    // Reads the log: after an edit by this window, by another one or by the command line.
    void reload();

    [[nodiscard]] QUndoStack *stack() const { return m_stack; }
    // Of an edit that has just been undone or redone, for people.
    static Message told(const storage::EditInfo &edit);

Q_SIGNALS:
    // An edit of this kind ("label", "template.merge" …) was undone or redone.
    void applied(const std::string &kind);
    // What was undone or redone, for people.
    void reported(const causeway::Message &what);
    // Told of every edit that is found undone, by this window or by another one; again whenever the log is read.
    void undone(storage::EditNumber edit);

private:
    class Command;
    void fill(std::vector<storage::EditInfo> newestFirst, const std::vector<storage::EditNumber> &redoableNumbers);
    void run(const storage::EditInfo &edit, bool redo);

    JobManager &m_jobs;
    QUndoStack *m_stack;
    std::shared_ptr<storage::Project> m_project;
    bool m_filling = false;
};

} // namespace causeway::workspace
