#include "app/workspace/workspace.h"

#include <QDir>
#include <QFileInfo>
#include <QFileSystemWatcher>

#include <algorithm>
#include <set>

#include "app/engine/analyse.h"
#include "app/engine/label_source.h"
#include "app/engine/sample_incident.h"
#include "app/engine/undo_edit.h"
#include "app/workspace/undo_history.h"
#include "storage/class_store.h"
#include "storage/parameter_place.h"
#include "storage/redoable_edits.h"

namespace causeway::workspace {

namespace {

constexpr int kRefreshMs = 3000;        // how soon what another process did is seen
constexpr qsizetype kRecentProjects = 12;
constexpr std::size_t kHistory = 200;
constexpr int kWatchedFiles = 256;      // inotify watches are a bounded resource of the system

bool sameCounts(const storage::LabelCounts &a, const storage::LabelCounts &b)
{
    return a.labels == b.labels && a.normal == b.normal && a.anomalous == b.anomalous && a.unsure == b.unsure;
}

// Classes that files told of calls, references or use cases of; 0 where that cannot be read.
std::size_t classesOf(const storage::Project &project, const Job &job)
{
    const auto facts = storage::ClassStore(project).load(job);
    std::set<std::string_view> names;
    if (facts)
        for (const boundaries::ClassFact &fact : *facts)
            for (const std::string *name : {&fact.a, fact.kind == boundaries::FactKind::Class || fact.kind == boundaries::FactKind::Table ? &fact.a : &fact.b})
                if (!name->empty() && *name != boundaries::kOutside)
                    names.insert(*name);
    return names.size();
}

// Reads what has changed since `last`; the pointers of what has not stay the same.
Result<ProjectData> read(std::shared_ptr<storage::Project> project, const ProjectData &last, const Job &job)
{
    const bool same = last.project == project;
    ProjectData data;
    data.project = project;
    CAUSEWAY_ASSIGN(data.snapshot, project->snapshot());
    if (same && last.snapshot && last.snapshot->version == data.snapshot->version) {
        data.snapshot = last.snapshot;
        data.reader = last.reader;
        data.order = last.order;
    } else {
        data.reader = std::make_shared<storage::EventReader>(project, data.snapshot);
        CAUSEWAY_ASSIGN(data.order, storage::EventOrder::make(*data.reader, job));
    }
    CAUSEWAY_ASSIGN(data.catalog, storage::TemplateStore(*project).catalog());
    if (same && last.catalog && last.catalog->version == data.catalog->version)
        data.catalog = last.catalog;
    CAUSEWAY_ASSIGN(data.sessions, storage::SessionStore(*project).current());
    if (same && last.sessions && data.sessions && last.sessions->grouping == data.sessions->grouping &&
        last.sessions->snapshotVersion == data.sessions->snapshotVersion && last.sessions->sessions.size() == data.sessions->sessions.size())
        data.sessions = last.sessions;
    CAUSEWAY_ASSIGN(data.labels, storage::LabelStore(*project).counts());
    CAUSEWAY_ASSIGN(data.findings, storage::FindingStore(*project).findingCount());
    CAUSEWAY_ASSIGN(const auto runs, storage::FindingStore(*project).runs());
    data.lastRun = runs.empty() ? RunId{} : runs.front().id;
    CAUSEWAY_ASSIGN(data.lastEdit, storage::editStamp(*project));
    return data;
}

} // namespace

// Tells when an imported file was written to after its import.
class Workspace::SourceWatch : public QFileSystemWatcher {
public:
    using QFileSystemWatcher::QFileSystemWatcher;
};

Workspace::Workspace(QObject *parent) : QObject(parent), m_undo(new UndoHistory(m_jobs, this))
{
    qRegisterMetaType<causeway::Message>();
    connect(&m_jobs, &JobManager::errorReported, this, &Workspace::errorReported);
    connect(m_undo, &UndoHistory::applied, this, [this](const std::string &kind) {
        if (kind.starts_with("label"))
            Q_EMIT labelsChanged();
        refresh();
    });
    connect(m_undo, &UndoHistory::undone, this, &Workspace::editUndone);
    connect(m_undo, &UndoHistory::reported, this, &Workspace::noticeReported);
    m_history.push_back({});
    m_refreshTimer.setInterval(kRefreshMs);
    connect(&m_refreshTimer, &QTimer::timeout, this, &Workspace::refresh);
}

Workspace::~Workspace()
{
    if (m_madeForImport && m_data.project) {
        m_jobs.shutDown();
        (void)m_data.project->discardIfEmpty();
    }
}

QString Workspace::path() const { return m_data.project ? QString::fromStdString(m_data.project->path()) : QString(); }
QString Workspace::name() const { return QFileInfo(path()).completeBaseName(); }

void Workspace::open(const QString &path) { openProject(path, storage::Project::Mode::OpenExisting); }
void Workspace::create(const QString &path) { openProject(path, storage::Project::Mode::OpenOrCreate); }

void Workspace::openProject(const QString &given, storage::Project::Mode mode, std::function<void()> then)
{
    const QString path = QFileInfo(given).absoluteFilePath();
    m_jobs.start<ProjectData>({.key = "project", .title = Message(CAUSEWAY_TEXT("Open %1"), QFileInfo(path).fileName().toStdString())},
                              [path = path.toStdString(), mode](const Job &job) -> Result<ProjectData> {
                                  CAUSEWAY_ASSIGN(auto project, storage::Project::open(path, mode));
                                  return read(project, {}, job);
                              },
                              this,
                              [this, path, then = std::move(then)](ProjectData data) {
                                  close();
                                  QStringList recent = m_recent;
                                  recent.removeAll(path);
                                  recent.prepend(path);
                                  setRecentProjects(recent);
                                  takeData(std::move(data));
                                  if (then)
                                      then();
                              });
}

void Workspace::close()
{
    if (!m_data.project)
        return;
    m_jobs.cancelAll();
    m_importing = 0;
    if (std::exchange(m_madeForImport, false))
        m_jobs.start<bool>({.key = {}, .title = Message(CAUSEWAY_TEXT("Remove an empty project")), .quiet = true}, [project = m_data.project](const Job &) { return project->discardIfEmpty(); },
                           nullptr, [](bool) {}, [](const Error &) {});
    m_refreshTimer.stop();
    m_watch.reset();
    m_data = {};
    m_view = {};
    m_result.reset();
    m_resultValid = true;
    m_selection = {};
    m_history.assign(1, Step{{}, m_perspective});
    m_position = 0;
    m_undo->setProject(nullptr);
    Q_EMIT projectChanged();
    Q_EMIT dataChanged();
    Q_EMIT catalogChanged();
    Q_EMIT sessionsChanged();
    Q_EMIT filterChanged();
    Q_EMIT filterResultChanged();
    Q_EMIT selectionChanged();
    Q_EMIT historyChanged();
}

QStringList Workspace::recentProjects() const { return m_recent; }

void Workspace::setRecentProjects(const QStringList &paths)
{
    if (m_recent == paths.mid(0, kRecentProjects))
        return;
    m_recent = paths.mid(0, kRecentProjects);
    Q_EMIT recentProjectsChanged();
}

void Workspace::refresh()
{
    if (!m_data.project)
        return;
    m_jobs.start<ProjectData>({.key = "refresh", .title = Message(CAUSEWAY_TEXT("Read the project")), .quiet = true},
                              [last = m_data](const Job &job) { return read(last.project, last, job); }, this,
                              [this](ProjectData data) {
                                  if (data.project == m_data.project)
                                      takeData(std::move(data));
                              });
}

void Workspace::takeData(ProjectData data)
{
    const ProjectData old = std::exchange(m_data, std::move(data));
    const bool another = old.project != m_data.project;
    const bool events = another || old.snapshot != m_data.snapshot;
    const bool templates = another || old.catalog != m_data.catalog;
    const bool grouping = another || old.sessions != m_data.sessions;
    const bool edits = !another && old.lastEdit != m_data.lastEdit;
    if (another) {
        m_undo->setProject(m_data.project);
        m_refreshTimer.start();
        Q_EMIT projectChanged();
    }
    if (events) {
        watchSources();
        Q_EMIT dataChanged();
    }
    // What has become a part of another pattern stays chosen as that one, also once it is taken apart again.
    bool aliased = false;
    if (templates && !m_selection.event && m_selection.templateId && m_data.catalog)
        if (const storage::TemplateInfo *info = m_data.catalog->find(*m_selection.templateId); info != nullptr && info->id != *m_selection.templateId) {
            m_selection.templateId = info->id;
            aliased = true;
        }
    if (templates)
        Q_EMIT catalogChanged();
    if (aliased)
        Q_EMIT selectionChanged();
    if (grouping)
        Q_EMIT sessionsChanged();
    // The event that is chosen stays; what it belongs to may be another template or session now.
    if (!another && (events || templates || grouping))
        completeSelection();
    const bool labels = another || edits || !sameCounts(old.labels, m_data.labels);
    if (!another && (edits || templates || labels))
        m_undo->reload(); // another program may have undone something
    if (labels)
        Q_EMIT labelsChanged();
    if (another || old.findings != m_data.findings || old.lastRun != m_data.lastRun)
        Q_EMIT findingsChanged();
    if (another || events || (templates && (!filter().templates.empty() || !filter().notTemplates.empty() || !filter().parameters.empty())))
        runFilter();
}

void Workspace::watchSources()
{
    m_watch.reset();
    if (!m_data.snapshot || m_data.snapshot->sources.empty())
        return;
    QStringList paths;
    for (const storage::SourceInfo &source : m_data.snapshot->sources) {
        const QString path = QString::fromStdString(source.path);
        if (paths.size() < kWatchedFiles && QFileInfo(path).isFile() && !paths.contains(path))
            paths << path;
    }
    if (paths.isEmpty())
        return;
    m_watch = std::make_unique<SourceWatch>();
    m_watch->addPaths(paths);
    connect(m_watch.get(), &QFileSystemWatcher::fileChanged, this, [this](const QString &path) {
        m_watch->removePath(path); // one notice a file is enough
        Q_EMIT sourceFileChanged(path);
    });
}

void Workspace::setFilter(const storage::Filter &filter, const std::string &eventsName) { setView({filter, filter.events ? eventsName : std::string()}, true); }

void Workspace::setTimeRange(const TimeRange &range)
{
    ViewFilter view = m_view;
    view.filter.range = range;
    setView(std::move(view), true);
}

std::vector<Chip> Workspace::chips() const { return chipsOf(m_view, m_data.catalog.get(), m_data.snapshot.get()); }
void Workspace::removeChip(const Chip &chip) { setView(without(m_view, chip), true); }
void Workspace::clearFilter() { setView({}, true); }

void Workspace::setView(ViewFilter view, bool remember)
{
    if (view == m_view)
        return;
    m_view = std::move(view);
    if (remember)
        record();
    Q_EMIT filterChanged();
    runFilter();
}

// Mining anew may give a parameter another number; where it is none any more, its condition would show other lines than it says.
void Workspace::refitParameters()
{
    if (!m_data.catalog || !m_data.snapshot || filter().parameters.empty())
        return;
    ViewFilter fitted = m_view;
    fitted.filter.parameters.clear();
    for (const storage::ParameterCondition &condition : filter().parameters) {
        if (auto fits = storage::refitted(condition, *m_data.catalog, *m_data.snapshot))
            fitted.filter.parameters.push_back(std::move(*fits));
        else
            Q_EMIT noticeReported(Message(CAUSEWAY_TEXT("The filter to the value “%1” in “%2” is taken away: since the patterns were made anew, no parameter stands where it was."),
                                          condition.value, m_data.catalog->nameOf(condition.id)));
    }
    if (fitted == m_view)
        return;
    if (m_history[m_position].view == m_view)
        m_history[m_position].view = fitted;
    m_view = std::move(fitted);
    Q_EMIT filterChanged();
}

void Workspace::runFilter()
{
    refitParameters();
    m_result.reset();
    m_resultValid = filter().isEmpty() || !m_data.reader;
    if (m_resultValid) {
        m_jobs.cancelKey("filter");
        Q_EMIT filterResultChanged();
        return;
    }
    Q_EMIT filterResultChanged();
    using Hits = std::shared_ptr<const storage::FilterResult>;
    m_jobs.start<Hits>({.key = "filter", .title = Message(CAUSEWAY_TEXT("Filter"))},
                       [data = m_data, filter = filter()](const Job &job) { return storage::applyFilter(*data.reader, *data.catalog, filter, 0, job); }, this,
                       [this](Hits hits) {
                           m_result = std::move(hits);
                           m_resultValid = true;
                           Q_EMIT filterResultChanged();
                       },
                       [this](const Error &error) {
                           // A filter that cannot be applied, or was stopped, is not left standing as if it had been.
                           if (error.code != ErrorCode::Cancelled)
                               Q_EMIT errorReported(error);
                           dropStep();
                       });
}

void Workspace::dropStep()
{
    if (m_position > 0 && m_history[m_position].view == m_view) {
        m_history.erase(m_history.begin() + static_cast<std::ptrdiff_t>(m_position));
        --m_position;
        applyStep(m_history[m_position]);
    } else {
        setView({}, false);
    }
}

std::uint64_t Workspace::shownEvents() const
{
    if (m_result)
        return m_result->count();
    return m_resultValid && m_data.snapshot ? m_data.snapshot->events : 0;
}

TimeRange Workspace::visibleRange() const
{
    TimeRange range = m_data.snapshot ? m_data.snapshot->timeRange() : TimeRange{};
    if (filter().range.from.ns != TimeRange{}.from.ns)
        range.from = filter().range.from;
    if (filter().range.to.ns != TimeRange{}.to.ns)
        range.to = filter().range.to;
    return range;
}

void Workspace::setPerspective(const QString &id)
{
    if (id == m_perspective)
        return;
    const bool first = m_perspective.isEmpty();
    m_perspective = id;
    if (first)
        m_history[m_position].perspective = id;
    else
        record();
    Q_EMIT perspectiveChanged();
}

void Workspace::record()
{
    Step step{m_view, m_perspective};
    if (m_history[m_position] == step)
        return;
    m_history.resize(m_position + 1);
    m_history.push_back(std::move(step));
    if (m_history.size() > kHistory)
        m_history.erase(m_history.begin());
    m_position = m_history.size() - 1;
    Q_EMIT historyChanged();
}

void Workspace::applyStep(const Step &step)
{
    const Step to = step;
    if (to.perspective != m_perspective && !to.perspective.isEmpty()) {
        m_perspective = to.perspective;
        Q_EMIT perspectiveChanged();
    }
    setView(to.view, false);
    Q_EMIT historyChanged();
}

void Workspace::goBack()
{
    if (canGoBack())
        applyStep(m_history[--m_position]);
}

void Workspace::goForward()
{
    if (canGoForward())
        applyStep(m_history[++m_position]);
}

void Workspace::setLabels(std::vector<storage::Label> labels, std::string summary)
{
    if (!m_data.project || labels.empty())
        return;
    m_jobs.start<storage::EditNumber>({.key = {}, .title = Message(CAUSEWAY_TEXT("Save labels")), .quiet = true, .lane = JobOptions::Lane::Edits},
                                      [project = m_data.project, labels = std::move(labels), summary = std::move(summary)](const Job &) {
                                          return storage::LabelStore(*project).set(labels, summary);
                                      },
                                      this, [this](storage::EditNumber) { edited(); });
}

void Workspace::removeLabel(const Subject &subject)
{
    if (!m_data.project)
        return;
    m_jobs.start<storage::EditNumber>({.key = {}, .title = Message(CAUSEWAY_TEXT("Remove a label")), .quiet = true, .lane = JobOptions::Lane::Edits},
                                      [project = m_data.project, subject](const Job &) { return storage::LabelStore(*project).remove(subject); }, this,
                                      [this](storage::EditNumber) { edited(); });
}

void Workspace::labelSource(SourceId source, std::optional<Verdict> verdict)
{
    if (!m_data.project)
        return;
    m_jobs.start<engine::LabelSubjectsResponse>({.key = {}, .title = Message(CAUSEWAY_TEXT("Label the sessions of a source")), .lane = JobOptions::Lane::Edits},
                                                [project = m_data.project, source, verdict](const Job &job) { return engine::labelSource(*project, {source, verdict}, job); }, this,
                                                [this](const engine::LabelSubjectsResponse &) { edited(); });
}

void Workspace::importLogs(engine::ImportRequest request, const QString &projectPath)
{
    if (!m_data.project) {
        if (!projectPath.isEmpty())
            openProject(projectPath, storage::Project::Mode::OpenOrCreate, [this, made = !QFileInfo::exists(projectPath), request = std::move(request)] {
                m_madeForImport = made;
                runImport(request);
            });
        return;
    }
    runImport(std::move(request));
}

void Workspace::runImport(engine::ImportRequest request)
{
    const Message title = request.paths.size() == 1 ? Message(CAUSEWAY_TEXT("Import %1"), QFileInfo(QString::fromStdString(request.paths.front())).fileName().toStdString())
                                                    : Message(CAUSEWAY_TEXT("Import %1 files"), request.paths.size());
    ++m_importing;
    m_jobs.start<engine::ImportResponse>({.key = {}, .title = title},
                                         [project = m_data.project, request = std::move(request)](const Job &job) { return engine::importLogs(*project, request, job); }, this,
                                         [this, project = m_data.project](const engine::ImportResponse &response) {
                                             --m_importing;
                                             m_madeForImport = false;
                                             for (const Error &warning : response.warnings)
                                                 Q_EMIT errorReported(warning);
                                             std::uint64_t events = 0, spans = 0, points = 0;
                                             for (const engine::ImportedFile &file : response.files) {
                                                 events += file.events;
                                                 spans += file.spans;
                                                 points += file.metricPoints;
                                             }
                                             if (spans + points > 0)
                                                 Q_EMIT noticeReported(Message(CAUSEWAY_TEXT("Imported %1 events, %2 spans and %3 metric points."), events, spans, points));
                                             else
                                                 Q_EMIT noticeReported(response.files.size() == 1 ? Message(CAUSEWAY_TEXT("Imported %1 events from one file."), events)
                                                                                                  : Message(CAUSEWAY_TEXT("Imported %1 events from %2 files."), events, response.files.size()));
                                             if (events == 0) // else dataChanged() is near
                                                 Q_EMIT importingChanged();
                                             refresh();
                                             analyse();
                                         },
                                         [this, project = m_data.project](const Error &error) { importFailed(project, error); });
    Q_EMIT importingChanged();
}

void Workspace::importFailed(const std::shared_ptr<storage::Project> &project, const Error &error)
{
    --m_importing;
    const bool cancelledByHand = error.code == ErrorCode::Cancelled;
    if (m_madeForImport && m_importing == 0) {
        const QString path = QString::fromStdString(project->path());
        close(); // takes the project away as well
        QStringList recent = m_recent;
        recent.removeAll(path);
        setRecentProjects(recent);
        if (cancelledByHand)
            Q_EMIT noticeReported(Message(CAUSEWAY_TEXT("The import was cancelled: the project that was made for it is gone again.")));
    } else if (cancelledByHand)
        Q_EMIT noticeReported(Message(CAUSEWAY_TEXT("The import was cancelled: nothing of it is kept.")));
    if (!cancelledByHand)
        Q_EMIT errorReported(error);
    Q_EMIT importingChanged();
}

void Workspace::openSample(const QString &folder)
{
    engine::SampleIncidentRequest request;
    request.folder = QDir(folder).filePath(QStringLiteral("sample-incident")).toStdString();
    const QString path = QString::fromStdString(engine::sampleProjectPath(request.folder));
    if (QFileInfo::exists(path)) {
        open(path);
        return;
    }
    close();
    auto stage = std::make_shared<JobStage>();
    ++m_importing;
    m_jobs.start<engine::SampleIncidentResponse>({.key = "sample", .title = Message(CAUSEWAY_TEXT("Make the sample incident")), .stage = stage},
                                                 [request = std::move(request), stage](const Job &job) mutable {
                                                     request.onStage = [&stage](const Message &message) { stage->set(message); };
                                                     return engine::makeSampleIncident(request, job);
                                                 },
                                                 this,
                                                 [this, path](const engine::SampleIncidentResponse &made) {
                                                     --m_importing;
                                                     for (const Error &warning : made.warnings)
                                                         Q_EMIT errorReported(warning);
                                                     Q_EMIT importingChanged();
                                                     Q_EMIT noticeReported(Message(CAUSEWAY_TEXT("The sample incident has %1 events of %2 requests. What is hidden in it is told by truth.csv beside the project."),
                                                                                   made.events, made.requests));
                                                     if (!isOpen()) // nor was another opened while it was made
                                                         open(path);
                                                 },
                                                 [this](const Error &error) {
                                                     --m_importing;
                                                     Q_EMIT importingChanged();
                                                     if (error.code != ErrorCode::Cancelled)
                                                         Q_EMIT errorReported(error);
                                                 });
    Q_EMIT importingChanged();
}

void Workspace::analyse()
{
    if (!m_data.project)
        return;
    auto stage = std::make_shared<JobStage>();
    struct Analysed {
        engine::AnalyseResponse response;
        std::size_t classes = 0; // that Boundaries tells of
    };
    m_jobs.start<Analysed>(
        {.key = "analyse", .title = Message(CAUSEWAY_TEXT("Analyse")), .stage = stage},
        [project = m_data.project, stage](const Job &job) -> Result<Analysed> {
            engine::AnalyseRequest request;
            request.onStage = [&stage](const Message &message) { stage->set(message); };
            Analysed out;
            CAUSEWAY_ASSIGN(out.response, engine::analyse(*project, request, job));
            out.classes = classesOf(*project, job);
            return out;
        },
        this,
        [this](const Analysed &analysed) {
            const engine::AnalyseResponse &response = analysed.response;
            for (const Error &warning : response.warnings)
                Q_EMIT errorReported(warning);
            const Nanos took{static_cast<std::int64_t>(response.seconds * 1e9)};
            const std::size_t sessions = response.sessions ? response.sessions->sessions.size() : 0;
            Q_EMIT noticeReported(analysed.classes == 0 ? Message(CAUSEWAY_TEXT("Analysed in %1: %2 patterns, %3 sessions, %4 findings."), took, response.templates.templates, sessions, response.findings)
                                                        : Message(CAUSEWAY_TEXT("Analysed in %1: %2 patterns, %3 sessions, %4 findings; %5 classes, which Boundaries tells of."), took, response.templates.templates, sessions, response.findings,
                                                                  static_cast<std::uint64_t>(analysed.classes)));
            refresh();
            Q_EMIT findingsChanged();
        });
}

void Workspace::undoEdit(storage::EditNumber edit)
{
    if (!m_data.project)
        return;
    engine::UndoEditRequest request;
    request.edit = edit;
    m_jobs.start<engine::UndoEditResponse>({.key = {}, .title = Message(CAUSEWAY_TEXT("Undo")), .quiet = true, .lane = JobOptions::Lane::Edits},
                                           [project = m_data.project, request](const Job &job) { return engine::undoEdit(*project, request, job); }, this,
                                           [this](const engine::UndoEditResponse &response) {
                                               Q_EMIT editUndone(response.edit.number);
                                               edited();
                                               Q_EMIT noticeReported(UndoHistory::told(response.edit));
                                           });
}

void Workspace::edited()
{
    m_undo->reload();
    Q_EMIT labelsChanged();
    refresh();
}

} // namespace causeway::workspace
