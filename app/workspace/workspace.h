#pragma once
// What the window has open: a project, what is read from it, what is chosen, what is filtered. Panels read it, change it
// through its setters and follow its signals; they never talk to each other. Use from the GUI thread; nothing here waits:
// reading happens in jobs and ends in a signal.

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "app/engine/import_logs.h"
#include "app/workspace/job_manager.h"
#include "app/workspace/view_state.h"
#include "storage/finding_store.h"
#include "storage/label_store.h"
#include "storage/project.h"
#include "storage/session_store.h"
#include "storage/template_store.h"

namespace causeway::workspace {

class UndoHistory;

// Everything read from the project at one moment. Immutable and shared: hand copies of the pointers to jobs.
struct ProjectData {
    std::shared_ptr<storage::Project> project;
    std::shared_ptr<const storage::Snapshot> snapshot;
    std::shared_ptr<storage::EventReader> reader;           // thread-safe, one cache for all panels
    std::shared_ptr<const storage::EventOrder> order;       // the order in which events are shown
    std::shared_ptr<const storage::TemplateCatalog> catalog;
    std::shared_ptr<const storage::SessionSet> sessions;    // nullptr: not grouped yet, or older than the snapshot
    storage::LabelCounts labels;
    std::uint64_t findings = 0;
    RunId lastRun;                    // newest run of a detector; 0 = none
    storage::EditNumber lastEdit = 0; // another number once any window or command line has edited, undone or redone
};

class Workspace : public QObject {
    Q_OBJECT
public:
    explicit Workspace(QObject *parent = nullptr);
    ~Workspace() override;

    [[nodiscard]] JobManager &jobs() { return m_jobs; }
    [[nodiscard]] UndoHistory &undo() { return *m_undo; }

    // The project. Opening is a job: projectChanged() when it is there, errorReported() when it is not.
    void open(const QString &path);
    void create(const QString &path); // opens it where it exists
    void close();
    [[nodiscard]] bool isOpen() const { return m_data.project != nullptr; }
    [[nodiscard]] QString path() const;
    [[nodiscard]] QString name() const; // file name without suffix
    [[nodiscard]] QStringList recentProjects() const; // newest first, existing or not
    void setRecentProjects(const QStringList &paths);

    // Pointers are null while no project is open or before the first reading has ended.
    [[nodiscard]] const ProjectData &data() const { return m_data; }
    [[nodiscard]] std::shared_ptr<const storage::Snapshot> snapshot() const { return m_data.snapshot; }
    [[nodiscard]] std::shared_ptr<const storage::TemplateCatalog> catalog() const { return m_data.catalog; }
    [[nodiscard]] std::shared_ptr<const storage::SessionSet> sessions() const { return m_data.sessions; }
    // Reads again what may have changed (after a job that wrote; on its own every few seconds).
    void refresh();

    // The one filter. Every change is a step of the history.
    [[nodiscard]] const ViewFilter &view() const { return m_view; }
    [[nodiscard]] const storage::Filter &filter() const { return m_view.filter; }
    void setFilter(const storage::Filter &filter, const std::string &eventsName = {});
    void setTimeRange(const TimeRange &range); // TimeRange{} = all
    [[nodiscard]] std::vector<Chip> chips() const;
    void removeChip(const Chip &chip);
    void clearFilter();
    // The events that pass: nullptr with hasFilterResult() = all of them; without = still being computed.
    [[nodiscard]] std::shared_ptr<const storage::FilterResult> filterResult() const { return m_result; }
    [[nodiscard]] bool hasFilterResult() const { return m_resultValid; }
    [[nodiscard]] std::uint64_t shownEvents() const; // how many pass (so far)

    // The range that is looked at: that of the filter, else that of the data.
    [[nodiscard]] TimeRange visibleRange() const;

    // History of filters and perspectives.
    [[nodiscard]] QString perspective() const { return m_perspective; }
    void setPerspective(const QString &id);
    [[nodiscard]] bool canGoBack() const { return m_position > 0; }
    [[nodiscard]] bool canGoForward() const { return m_position + 1 < m_history.size(); }
    void goBack();
    void goForward();

    [[nodiscard]] const Selection &selection() const { return m_selection; }
    // Event, template, session and source always belong together: another event brings its own, the template and the session
    // (if they are not told with it) a moment later, by a second selectionChanged(). A template or source that is not the
    // chosen event's takes the event away; a session is shown by its first event.
    void setSelection(const Selection &selection);
    void selectEvent(EventId event);
    void selectTemplate(TemplateId id);
    // The event that is chosen is not among the lines listed: this one instead, or none, but the same pattern still.
    void selectListed(std::optional<EventId> instead);
    void selectSession(const std::string &subjectId);
    void selectSource(SourceId id);
    void selectFinding(FindingId id);

    // Edits: saved by a job, on the undo stack once they are, labelsChanged() then.
    void setLabels(std::vector<storage::Label> labels, std::string summary);
    void removeLabel(const Subject &subject);
    void labelSource(SourceId source, std::optional<Verdict> verdict); // every session of it; nullopt: takes the labels away
    // After a job that made an edit of another kind (templates): reads the undo stack and the project again.
    void edited();

    // Imports in a job, then analyses. Where no project is open the one at projectPath is opened or made first; one that was
    // made goes again where the import fails or is cancelled.
    void importLogs(engine::ImportRequest request, const QString &projectPath = {});
    // Makes the sample incident below the folder, in a job, and opens it; or opens it where it is there.
    void openSample(const QString &folder);
    [[nodiscard]] bool isImporting() const { return m_importing > 0; }
    // Templates, sessions, detectors: what follows an import; also on demand. A job.
    void analyse();

    void reportError(const Error &error) { Q_EMIT errorReported(error); }
    void reportNotice(const Message &message) { Q_EMIT noticeReported(message); }
    // A notice with one thing to do about it ("Undo"). edit: that it tells of; 0 = none.
    void reportNotice(const Message &message, const Message &action, std::function<void()> run, storage::EditNumber edit = 0) { Q_EMIT offerReported(message, action, run, edit); }
    // Takes back one edit, by its number, whatever was edited since; errors tell what stands against it. A job.
    void undoEdit(storage::EditNumber edit);

Q_SIGNALS:
    void projectChanged();          // another project, or none
    void dataChanged();             // snapshot, reader and order: something was imported
    void catalogChanged();
    void sessionsChanged();
    void labelsChanged();
    void findingsChanged();
    void filterChanged();           // the result follows
    void filterResultChanged();
    void selectionChanged();
    void perspectiveChanged();
    void historyChanged();
    void recentProjectsChanged();
    void errorReported(const causeway::Error &error);
    void noticeReported(const causeway::Message &message);
    void offerReported(const causeway::Message &message, const causeway::Message &action, const std::function<void()> &run, causeway::storage::EditNumber edit);
    void editUndone(causeway::storage::EditNumber edit); // by any route; may be told again
    void importingChanged();
    void sourceFileChanged(const QString &path); // an imported file was written to since

private:
    struct Step {
        ViewFilter view;
        QString perspective;
        bool operator==(const Step &) const = default;
    };
    void openProject(const QString &path, storage::Project::Mode mode, std::function<void()> then = {});
    void takeData(ProjectData data);
    void runImport(engine::ImportRequest request);
    void importFailed(const std::shared_ptr<storage::Project> &project, const Error &error);
    void applyStep(const Step &step);
    void record();
    void setView(ViewFilter view, bool remember);
    void runFilter();
    void refitParameters(); // to the catalogue that is there now
    void completeSelection(); // template and session of the chosen event
    void dropStep(); // takes the current view out of the history
    void watchSources();

    JobManager m_jobs;
    UndoHistory *m_undo;
    ProjectData m_data;
    ViewFilter m_view;
    std::shared_ptr<const storage::FilterResult> m_result;
    bool m_resultValid = true;
    Selection m_selection;
    QString m_perspective;
    std::vector<Step> m_history;
    std::size_t m_position = 0;
    QStringList m_recent;
    QTimer m_refreshTimer;
    class SourceWatch;
    std::unique_ptr<SourceWatch> m_watch;
    bool m_madeForImport = false; // the project was made for an import that has not ended
    int m_importing = 0;
};

} // namespace causeway::workspace
