#include "storage/schema.h"

#include "storage/bundle/bundle_info.h"

namespace causeway::storage {

namespace {

// import.status: 'pending' until its last commit; everything with a pending import is invisible and swept at the next opening.
// part.id = 4 × chunk + part (0 rows, 1 header fields, 2 parameters): blobs are read apart from each other.
constexpr const char *kTables = R"sql(
CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE import(id INTEGER PRIMARY KEY, status TEXT NOT NULL, started_ns INTEGER NOT NULL, finished_ns INTEGER);
CREATE TABLE source(id INTEGER PRIMARY KEY, import INTEGER NOT NULL REFERENCES import(id), name TEXT NOT NULL UNIQUE, path TEXT NOT NULL,
  format TEXT NOT NULL, layouts TEXT NOT NULL, events INTEGER NOT NULL, bytes INTEGER NOT NULL, skipped INTEGER NOT NULL,
  incomplete_at INTEGER NOT NULL, times_fall INTEGER NOT NULL);
CREATE TABLE chunk(id INTEGER PRIMARY KEY, import INTEGER NOT NULL REFERENCES import(id), source INTEGER NOT NULL,
  first_event INTEGER NOT NULL, rows INTEGER NOT NULL, from_ns INTEGER NOT NULL, to_ns INTEGER NOT NULL, text_bytes INTEGER NOT NULL);
CREATE TABLE part(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE shape(id INTEGER PRIMARY KEY, import INTEGER NOT NULL, text BLOB NOT NULL, slots BLOB NOT NULL, count INTEGER NOT NULL,
  samples BLOB NOT NULL);
CREATE TABLE frame(id INTEGER PRIMARY KEY, import INTEGER NOT NULL, bytes BLOB NOT NULL);
CREATE TABLE template(id INTEGER PRIMARY KEY, tokens TEXT NOT NULL, name TEXT NOT NULL DEFAULT '', pinned INTEGER NOT NULL DEFAULT 0,
  count INTEGER NOT NULL, first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL);
CREATE TABLE shape_template(shape INTEGER PRIMARY KEY, template INTEGER NOT NULL, pinned INTEGER NOT NULL DEFAULT 0);
CREATE TABLE shape_use(shape INTEGER PRIMARY KEY, count INTEGER NOT NULL, first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL);
CREATE TABLE template_alias(old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
CREATE TABLE grouping(id INTEGER PRIMARY KEY, spec TEXT NOT NULL UNIQUE, why TEXT NOT NULL, ungrouped INTEGER NOT NULL,
  snapshot INTEGER NOT NULL, sequence_source TEXT NOT NULL, sessions BLOB NOT NULL, events BLOB NOT NULL);
CREATE TABLE sequence_line(source INTEGER NOT NULL, line INTEGER NOT NULL, name TEXT NOT NULL, first_event INTEGER NOT NULL,
  events INTEGER NOT NULL, PRIMARY KEY(source, line)) WITHOUT ROWID;
CREATE TABLE label(kind TEXT NOT NULL, subject TEXT NOT NULL, verdict TEXT NOT NULL, label_kind TEXT NOT NULL, by TEXT NOT NULL,
  note TEXT NOT NULL, at_ns INTEGER NOT NULL, PRIMARY KEY(kind, subject)) WITHOUT ROWID;
CREATE TABLE edit(number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, subject TEXT NOT NULL, summary TEXT NOT NULL,
  before TEXT NOT NULL, after TEXT NOT NULL, at_ns INTEGER NOT NULL, undone INTEGER NOT NULL DEFAULT 0);
CREATE TABLE edit_touch(touched TEXT NOT NULL, edit INTEGER NOT NULL REFERENCES edit(number), PRIMARY KEY(touched, edit)) WITHOUT ROWID;
CREATE INDEX edit_touch_by_edit ON edit_touch(edit);
CREATE TABLE model(id INTEGER PRIMARY KEY AUTOINCREMENT, detector TEXT NOT NULL, status TEXT NOT NULL, created_ns INTEGER NOT NULL,
  settings TEXT NOT NULL, grouping TEXT NOT NULL, report TEXT NOT NULL, labels INTEGER NOT NULL, metrics TEXT NOT NULL,
  parent INTEGER NOT NULL, fingerprint TEXT NOT NULL, sha256 TEXT NOT NULL, bytes BLOB NOT NULL, used BLOB NOT NULL);
CREATE TABLE run(id INTEGER PRIMARY KEY AUTOINCREMENT, model INTEGER NOT NULL, detector TEXT NOT NULL, grouping TEXT NOT NULL,
  at_ns INTEGER NOT NULL, scored INTEGER NOT NULL, anomalous INTEGER NOT NULL, threshold REAL NOT NULL, seconds REAL NOT NULL,
  snapshot INTEGER NOT NULL, subjects BLOB NOT NULL, scores BLOB NOT NULL);
CREATE TABLE finding(id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL REFERENCES run(id), kind TEXT NOT NULL, subject TEXT NOT NULL,
  score REAL NOT NULL, threshold REAL NOT NULL, severity REAL NOT NULL, from_ns INTEGER NOT NULL, to_ns INTEGER NOT NULL, message TEXT NOT NULL, odd BLOB NOT NULL,
  origin INTEGER, absent INTEGER NOT NULL DEFAULT 0);
CREATE INDEX finding_by_subject ON finding(kind, subject);
CREATE INDEX finding_by_run ON finding(run, severity);
CREATE TABLE bookmark(event INTEGER PRIMARY KEY, note TEXT NOT NULL);
)sql";

// Since version 2. Rows of spans and points belong to a source, and so to its import; those of a pending import have the highest
// ids. signal_source.first_span and first_point: where they
// begin; from_ns and to_ns (since version 3): the times of its spans, else of its points. Attributes, events and links are JSON, NULL where there are none.
constexpr const char *kSignalTables = R"sql(
CREATE TABLE signal_source(source INTEGER PRIMARY KEY, first_span INTEGER NOT NULL, spans INTEGER NOT NULL, first_point INTEGER NOT NULL,
  metric_points INTEGER NOT NULL, notes INTEGER NOT NULL, from_ns INTEGER, to_ns INTEGER);
CREATE TABLE resource(id INTEGER PRIMARY KEY, import INTEGER NOT NULL, attributes TEXT NOT NULL);
CREATE TABLE scope(id INTEGER PRIMARY KEY, import INTEGER NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL, attributes TEXT);
CREATE TABLE operation(id INTEGER PRIMARY KEY, import INTEGER NOT NULL, service TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE span(id INTEGER PRIMARY KEY, source INTEGER NOT NULL, trace_high INTEGER NOT NULL, trace_low INTEGER NOT NULL, span INTEGER NOT NULL,
  parent INTEGER NOT NULL, operation INTEGER NOT NULL, resource INTEGER, scope INTEGER, kind INTEGER NOT NULL, status INTEGER NOT NULL,
  start_ns INTEGER, duration_ns INTEGER, message TEXT, attributes TEXT, events TEXT, links TEXT);
CREATE TABLE series(id INTEGER PRIMARY KEY, import INTEGER NOT NULL, source INTEGER NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, description TEXT NOT NULL,
  kind INTEGER NOT NULL, temporality INTEGER NOT NULL, monotonic INTEGER NOT NULL, service TEXT NOT NULL, pod TEXT NOT NULL, resource INTEGER, attributes TEXT);
CREATE TABLE metric_point(id INTEGER PRIMARY KEY, series INTEGER NOT NULL, t_ns INTEGER NOT NULL, value REAL);
CREATE TABLE signal_note(source INTEGER NOT NULL, skipped INTEGER NOT NULL, byte INTEGER NOT NULL, line INTEGER NOT NULL, message TEXT NOT NULL);
CREATE VIEW spans AS SELECT span.id AS id, source.name AS source, printf('%016x%016x', trace_high, trace_low) AS trace, printf('%016x', span) AS span,
  CASE parent WHEN 0 THEN NULL ELSE printf('%016x', parent) END AS parent, service, operation.name AS name,
  CASE kind WHEN 1 THEN 'internal' WHEN 2 THEN 'server' WHEN 3 THEN 'client' WHEN 4 THEN 'producer' WHEN 5 THEN 'consumer' END AS kind,
  CASE span.status WHEN 1 THEN 'ok' WHEN 2 THEN 'error' ELSE 'unset' END AS status, message, start_ns, duration_ns, span.attributes AS attributes, span.events AS events, span.links AS links,
  resource.attributes AS resource, scope.name AS scope, scope.version AS scope_version
  FROM span JOIN source ON source.id=span.source JOIN import ON import.id=source.import AND import.status='complete' JOIN operation ON operation.id=span.operation
  LEFT JOIN resource ON resource.id=span.resource LEFT JOIN scope ON scope.id=span.scope;
CREATE VIEW metrics AS SELECT source.name AS source, series.name AS name, unit, service, pod, series.attributes AS attributes, t_ns, value
  FROM metric_point JOIN series ON series.id=metric_point.series JOIN source ON source.id=series.source JOIN import ON import.id=source.import AND import.status='complete';
)sql";

// Since version 4.
constexpr const char *kIncidentTable = R"sql(
CREATE TABLE incident(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, from_ns INTEGER NOT NULL, to_ns INTEGER NOT NULL,
  baseline_from_ns INTEGER, baseline_to_ns INTEGER, onset_ns INTEGER, verdict TEXT NOT NULL, service TEXT NOT NULL, pod TEXT NOT NULL,
  operation TEXT NOT NULL, kind TEXT NOT NULL, rejected TEXT NOT NULL, note TEXT NOT NULL, by TEXT NOT NULL, at_ns INTEGER NOT NULL,
  signature TEXT NOT NULL);
)sql";

// Since version 5. What people plan: none of it is in a bundle, which is about what happened.
// scenario.parent, split.parent: what it was forked from, NULL for a first one. removed: 1 hides it; its row stays, so that undo brings it back and forks of it
// keep their place. scenario.scenario, trained_policy.scenario, approval.scenario: the scenario as a JSON document; the one trained on; the number of a scenario row or NULL for all.
// trained_policy.status: 'training' (bytes hold where it got to) or 'complete'; report: JSON, how training went. approval.granted: 1 yes, 0 refused.
// scenario_result: answers that were computed, by a digest of all that decides them (document, settings, seed, version of the simulator); may be deleted at any time.
// split.classes: JSON object of class → service; pins: JSON, what a proposal must keep.
constexpr const char *kPlanningTables = R"sql(
CREATE TABLE scenario(id INTEGER PRIMARY KEY AUTOINCREMENT, parent INTEGER, name TEXT NOT NULL, scenario TEXT NOT NULL, note TEXT NOT NULL,
  created_ns INTEGER NOT NULL, by TEXT NOT NULL, removed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE scenario_result(digest TEXT PRIMARY KEY, kind TEXT NOT NULL, version INTEGER NOT NULL, seed INTEGER NOT NULL, created_ns INTEGER NOT NULL,
  result TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE trained_policy(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, method TEXT NOT NULL, status TEXT NOT NULL, scenario TEXT NOT NULL,
  settings TEXT NOT NULL, report TEXT NOT NULL, seed INTEGER NOT NULL, created_ns INTEGER NOT NULL, bytes BLOB NOT NULL);
CREATE TABLE approval(id INTEGER PRIMARY KEY AUTOINCREMENT, scenario INTEGER, kind TEXT NOT NULL, service TEXT NOT NULL, granted INTEGER NOT NULL,
  reason TEXT NOT NULL, by TEXT NOT NULL, created_ns INTEGER NOT NULL);
CREATE TABLE split(id INTEGER PRIMARY KEY AUTOINCREMENT, parent INTEGER, name TEXT NOT NULL, classes TEXT NOT NULL, pins TEXT NOT NULL, note TEXT NOT NULL,
  created_ns INTEGER NOT NULL, by TEXT NOT NULL, removed INTEGER NOT NULL DEFAULT 0);
)sql";

// Since version 6. What files tell of the classes of a program (analysis/boundaries/class_fact.h); like planning no part of a bundle.
constexpr const char *kClassTable = R"sql(
CREATE TABLE class_fact(id INTEGER PRIMARY KEY, source INTEGER NOT NULL, kind TEXT NOT NULL, a TEXT NOT NULL, b TEXT NOT NULL, use_case TEXT NOT NULL,
  weight REAL NOT NULL);
)sql";

// From version 3 to 4, of findings.
constexpr const char *kFindingOrigin = "ALTER TABLE finding ADD COLUMN origin INTEGER; ALTER TABLE finding ADD COLUMN absent INTEGER NOT NULL DEFAULT 0";

// From version 2 to 3.
constexpr const char *kSignalTimes = R"sql(
ALTER TABLE signal_source ADD COLUMN from_ns INTEGER;
ALTER TABLE signal_source ADD COLUMN to_ns INTEGER;
UPDATE signal_source SET from_ns=(SELECT min(start_ns) FROM span WHERE span.source=signal_source.source),
  to_ns=(SELECT max(start_ns+max(ifnull(duration_ns,0),0)) FROM span WHERE span.source=signal_source.source) WHERE spans>0;
UPDATE signal_source SET from_ns=(SELECT min(t_ns) FROM metric_point JOIN series ON series.id=series WHERE series.source=signal_source.source),
  to_ns=(SELECT max(t_ns) FROM metric_point JOIN series ON series.id=series WHERE series.source=signal_source.source) WHERE spans=0 AND metric_points>0;
)sql";

Result<std::int64_t> pragma(Database &database, const char *sql)
{
    Statement statement = database.prepare(sql);
    CAUSEWAY_ASSIGN(const bool row, statement.step());
    return row ? statement.integer(0) : 0;
}

// To a project of an older version.
Result<void> upgrade(Database &database)
{
    CAUSEWAY_TRY(database.execute("BEGIN IMMEDIATE"));
    auto version = pragma(database, "PRAGMA user_version"); // another process may have been faster
    Result<void> done;
    if (!version)
        done = failure(std::move(version).error());
    else if (*version < kSchemaVersion) {
        if (*version < 3)
            done = database.execute(*version < 2 ? kSignalTables : kSignalTimes);
        if (done && *version < 4) {
            done = database.execute(kIncidentTable);
            if (done)
                done = database.execute(kFindingOrigin);
        }
        if (done && *version < 5)
            done = database.execute(kPlanningTables);
        if (done && *version < 6)
            done = database.execute(kClassTable);
        if (done)
            done = database.execute(("PRAGMA user_version=" + std::to_string(kSchemaVersion)).c_str());
    }
    if (done)
        done = database.execute("COMMIT");
    if (!done)
        (void)database.execute("ROLLBACK");
    return done;
}

} // namespace

Result<void> prepareSchema(Database &database, bool create)
{
    CAUSEWAY_ASSIGN(const std::int64_t application, pragma(database, "PRAGMA application_id"));
    CAUSEWAY_ASSIGN(const std::int64_t version, pragma(database, "PRAGMA user_version"));
    CAUSEWAY_ASSIGN(const std::int64_t objects, pragma(database, "SELECT count(*) FROM sqlite_schema"));
    const Place place{database.path(), 0, -1};
    if (application == 0 && objects == 0) {
        if (!create)
            return failure(ErrorCode::Foreign, Message(CAUSEWAY_TEXT("Opening the project failed")), Message(CAUSEWAY_TEXT("the file is empty")),
                           Message(CAUSEWAY_TEXT("Import something into it first: causeway import PROJECT FILE.")), place);
        CAUSEWAY_TRY(database.execute("PRAGMA journal_mode=WAL"));
        CAUSEWAY_TRY(database.execute("BEGIN IMMEDIATE"));
        // Another process may have been faster.
        auto done = pragma(database, "PRAGMA application_id");
        Result<void> made;
        if (done && *done == 0) {
            made = database.execute(kTables);
            for (const char *tables : {kSignalTables, kIncidentTable, kPlanningTables, kClassTable})
                if (made)
                    made = database.execute(tables);
            const std::string stamp = "PRAGMA application_id=" + std::to_string(kApplicationId) + "; PRAGMA user_version=" + std::to_string(kSchemaVersion);
            if (made)
                made = database.execute(stamp.c_str());
        }
        if (made)
            made = database.execute("COMMIT");
        if (!made) {
            (void)database.execute("ROLLBACK");
            return made;
        }
        return {};
    }
    if (application == kBundleApplicationId)
        return failure(ErrorCode::Foreign, Message(CAUSEWAY_TEXT("Opening the project failed")), Message(CAUSEWAY_TEXT("this is a bundle, not a project")),
                       Message(CAUSEWAY_TEXT("Make a project of it: causeway open NEW.causeway BUNDLE.")), place);
    if (application != kApplicationId)
        return failure(ErrorCode::Foreign, Message(CAUSEWAY_TEXT("Opening the project failed")),
                       Message(CAUSEWAY_TEXT("this is a database of another program")),
                       Message(CAUSEWAY_TEXT("Choose a file that Causeway made, or a name that does not exist yet.")), place);
    if (version > kSchemaVersion)
        return failure(ErrorCode::Foreign, Message(CAUSEWAY_TEXT("Opening the project failed")),
                       Message(CAUSEWAY_TEXT("it was written by a newer version of Causeway (format %1, this program reads up to %2)"), version, kSchemaVersion),
                       Message(CAUSEWAY_TEXT("Open it with that version.")), place);
    return version < kSchemaVersion ? upgrade(database) : Result<void>();
}

} // namespace causeway::storage
