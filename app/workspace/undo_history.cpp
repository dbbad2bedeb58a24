#include "app/workspace/undo_history.h"

#include <QUndoStack>

#include <algorithm>

#include "app/engine/undo_edit.h"
#include "app/workspace/job_manager.h"
#include "storage/redoable_edits.h"

namespace causeway::workspace {

namespace {

constexpr std::size_t kRemembered = 200; // edits offered for undoing after a restart

} // namespace

Message UndoHistory::told(const storage::EditInfo &edit)
{
    return edit.undone ? Message(CAUSEWAY_TEXT("Undone: “%1”."), edit.summary) : Message(CAUSEWAY_TEXT("Redone: “%1”."), edit.summary);
}

class UndoHistory::Command : public QUndoCommand {
public:
    Command(UndoHistory &history, storage::EditInfo edit)
        : QUndoCommand(QString::fromStdString(edit.summary)), m_history(history), m_edit(std::move(edit))
    {
    }
    void undo() override { m_history.run(m_edit, false); }
    void redo() override { m_history.run(m_edit, true); }

private:
    UndoHistory &m_history;
    storage::EditInfo m_edit;
};

UndoHistory::UndoHistory(JobManager &jobs, QObject *parent) : QObject(parent), m_jobs(jobs), m_stack(new QUndoStack(this))
{
    m_stack->setUndoLimit(static_cast<int>(kRemembered));
}

UndoHistory::~UndoHistory() = default;

void UndoHistory::setProject(std::shared_ptr<storage::Project> project)
{
    m_project = std::move(project);
    m_stack->clear();
    reload();
}

void UndoHistory::reload()
{
    if (!m_project)
        return;
    using Edits = std::pair<std::vector<storage::EditInfo>, std::vector<storage::EditNumber>>;
    m_jobs.start<Edits>({.key = {}, .title = Message(CAUSEWAY_TEXT("Read the edit log")), .quiet = true, .lane = JobOptions::Lane::Edits},
                        [project = m_project](const Job &) -> Result<Edits> {
                            Edits edits;
                            CAUSEWAY_ASSIGN(edits.first, storage::EditLog(*project).recent(kRemembered));
                            CAUSEWAY_ASSIGN(edits.second, storage::redoableEdits(*project));
                            return edits;
                        },
                        this,
                        [this, project = m_project](Edits edits) {
                            if (project == m_project)
                                fill(std::move(edits.first), edits.second);
                        });
}

void UndoHistory::fill(std::vector<storage::EditInfo> edits, const std::vector<storage::EditNumber> &redoableNumbers)
{
    std::reverse(edits.begin(), edits.end());
    // Redo holds what was undone last; what was undone before a later edit is gone, as on any undo stack.
    std::size_t redoable = edits.size();
    while (redoable > 0 && edits[redoable - 1].undone)
        --redoable;
    m_filling = true; // pushing and moving the index call redo() and undo(), but the edits have been made
    m_stack->clear();
    int done = 0;
    for (std::size_t i = 0; i < edits.size(); ++i) {
        if (edits[i].undone && (i < redoable || !std::binary_search(redoableNumbers.begin(), redoableNumbers.end(), edits[i].number)))
            continue;
        m_stack->push(new Command(*this, edits[i]));
        done += i < redoable ? 1 : 0;
    }
    m_stack->setIndex(done);
    m_filling = false;
    for (const storage::EditInfo &edit : edits)
        if (edit.undone)
            Q_EMIT undone(edit.number);
}

void UndoHistory::run(const storage::EditInfo &edit, bool redo)
{
    if (m_filling || !m_project)
        return;
    engine::UndoEditRequest request;
    request.edit = edit.number;
    request.redo = redo;
    m_jobs.start<engine::UndoEditResponse>(
        {.key = {}, .title = redo ? Message(CAUSEWAY_TEXT("Redo “%1”"), edit.summary) : Message(CAUSEWAY_TEXT("Undo “%1”"), edit.summary), .quiet = true, .lane = JobOptions::Lane::Edits},
        [project = m_project, request](const Job &job) { return engine::undoEdit(*project, request, job); }, this,
        [this](const engine::UndoEditResponse &response) {
            if (response.edit.undone)
                Q_EMIT undone(response.edit.number);
            Q_EMIT applied(response.edit.kind);
            Q_EMIT reported(told(response.edit));
        },
        [this](const Error &error) {
            // Refused, or the disk is full: the log says what can be undone now.
            if (error.code == ErrorCode::Conflict && error.why.empty()) // it is as was wanted already: a key pressed twice
                Q_EMIT reported(error.what);
            else
                Q_EMIT m_jobs.errorReported(error);
            reload();
        });
}

} // namespace causeway::workspace
