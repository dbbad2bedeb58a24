#include "storage/project.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <thread>
#include <utility>
#include <vector>

#include "storage/database.h"
#include "storage/schema.h"
#include "storage/snapshot_loader.h"

namespace causeway::storage {

namespace {

constexpr auto kReadersLeave = std::chrono::seconds(5);

tl::unexpected<Error> discarded(const std::string &path)
{
    return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("Reading the project failed")), Message(CAUSEWAY_TEXT("it was empty and has been removed")),
                   Message(CAUSEWAY_TEXT("Open another project.")), {path, 0, -1});
}

} // namespace

// Idle reading connections; a thread takes one for the time of a read().
struct Project::Pool {
    std::string path;
    std::mutex mutex;
    std::condition_variable back;
    std::vector<std::unique_ptr<Database>> idle;
    std::size_t taken = 0;
    bool closed = false;

    Result<std::unique_ptr<Database>> take()
    {
        {
            const std::lock_guard lock(mutex);
            if (closed)
                return discarded(path);
            ++taken;
            if (!idle.empty()) {
                auto database = std::move(idle.back());
                idle.pop_back();
                return database;
            }
        }
        auto opened = Database::open(path, Database::Access::ReadOnly);
        if (!opened)
            giveBack(nullptr);
        return opened;
    }
    // nullptr: it is not to be used again.
    void giveBack(std::unique_ptr<Database> database)
    {
        const std::lock_guard lock(mutex);
        if (database != nullptr && !closed && idle.size() < 8)
            idle.push_back(std::move(database));
        database.reset(); // before anyone hears that it is back
        --taken;
        back.notify_all();
    }
    // Whether all are back and gone.
    bool close()
    {
        std::unique_lock lock(mutex);
        closed = true;
        idle.clear();
        return back.wait_for(lock, kReadersLeave, [this] { return taken == 0; });
    }
};

Project::Project(std::string path) : m_path(std::move(path)), m_pool(std::make_unique<Pool>())
{
    m_pool->path = m_path;
}

// The writer closes last, and folds the log of changes (-wal) into the project file where nobody else has it open.
Project::~Project()
{
    m_pool.reset();
    if (m_writer != nullptr && m_presence && !m_presence->isAlone())
        m_writer->leaveLogOnClose();
    m_writer.reset();
}

namespace {

Result<bool> hasPendingImports(const Project &project)
{
    bool pending = false;
    CAUSEWAY_TRY(project.read([&](Database &database) -> Result<void> {
        Statement statement = database.prepare("SELECT 1 FROM import WHERE status='pending' LIMIT 1");
        CAUSEWAY_ASSIGN(pending, statement.step());
        return {};
    }));
    return pending;
}

} // namespace

Result<std::shared_ptr<Project>> Project::open(const std::string &path, Mode mode)
{
    struct stat info {};
    const bool exists = ::stat(path.c_str(), &info) == 0;
    if (!exists && mode == Mode::OpenExisting)
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("Opening the project failed")), Message(CAUSEWAY_TEXT("there is no such file")),
                       Message(CAUSEWAY_TEXT("Check the name, or make a project with: causeway import PROJECT FILE.")), {path, 0, -1});
    if (exists && !S_ISREG(info.st_mode))
        return failure(ErrorCode::Foreign, Message(CAUSEWAY_TEXT("Opening the project failed")), Message(CAUSEWAY_TEXT("it is not a regular file")),
                       Message(CAUSEWAY_TEXT("Give the name of a .causeway file.")), {path, 0, -1});
    std::shared_ptr<Project> project(new Project(path));
    const bool create = mode == Mode::OpenOrCreate;
    if (exists)
        project->m_presence = Presence::enter(path);
    CAUSEWAY_ASSIGN(project->m_writer, Database::open(path, create ? Database::Access::Create : Database::Access::ReadWrite));
    CAUSEWAY_TRY(prepareSchema(*project->m_writer, create));
    if (!exists)
        project->m_presence = Presence::enter(path);
    CAUSEWAY_TRY(project->m_writer->execute("PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=1000; PRAGMA journal_size_limit=67108864;"));
    CAUSEWAY_ASSIGN(const bool pending, hasPendingImports(*project));
    if (pending)
        if (const auto lock = project->lockForImport()) // else the pending import is alive in another process
            // On a full disk nothing can be swept; what is pending stays invisible, and the project can be read all the same.
            if (const auto swept = project->sweepPendingImports(*lock); !swept && swept.error().code != ErrorCode::Unwritable)
                return failure(swept.error());
    return project;
}

Result<void> Project::sweepPendingImports(const ImportLock &)
{
    CAUSEWAY_ASSIGN(const bool pending, hasPendingImports(*this));
    if (!pending)
        return {};
    return write(Durability::Normal, [](Database &database) -> Result<void> {
        return database.execute(
            "CREATE TEMP TABLE swept AS SELECT id FROM import WHERE status='pending';"
            "DELETE FROM part WHERE id/4 IN (SELECT id FROM chunk WHERE import IN swept);"
            "DELETE FROM chunk WHERE import IN swept;"
            "DELETE FROM sequence_line WHERE source IN (SELECT id FROM source WHERE import IN swept);"
            "DELETE FROM class_fact WHERE source IN (SELECT id FROM source WHERE import IN swept);"
            "DELETE FROM span WHERE id>=(SELECT min(first_span) FROM signal_source WHERE source IN (SELECT id FROM source WHERE import IN swept));"
            "DELETE FROM metric_point WHERE id>=(SELECT min(first_point) FROM signal_source WHERE source IN (SELECT id FROM source WHERE import IN swept));"
            "DELETE FROM signal_note WHERE source IN (SELECT id FROM source WHERE import IN swept);"
            "DELETE FROM signal_source WHERE source IN (SELECT id FROM source WHERE import IN swept);"
            "DELETE FROM resource WHERE import IN swept;"
            "DELETE FROM scope WHERE import IN swept;"
            "DELETE FROM operation WHERE import IN swept;"
            "DELETE FROM series WHERE import IN swept;"
            "DELETE FROM source WHERE import IN swept;"
            "DELETE FROM shape WHERE import IN swept;"
            "DELETE FROM frame WHERE import IN swept;"
            "DELETE FROM import WHERE id IN swept;"
            "DROP TABLE swept;");
    });
}

Result<std::shared_ptr<const Snapshot>> Project::snapshot()
{
    const std::lock_guard lock(m_snapshotMutex);
    CAUSEWAY_TRY(read([&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(const std::uint64_t version, snapshotVersion(database));
        if (m_snapshot && m_snapshot->version == version)
            return {};
        CAUSEWAY_ASSIGN(m_snapshot, loadSnapshot(database));
        return {};
    }));
    return m_snapshot;
}

Result<void> Project::read(const std::function<Result<void>(Database &)> &f) const
{
    CAUSEWAY_ASSIGN(auto database, m_pool->take());
    if (auto begun = database->execute("BEGIN"); !begun) {
        database.reset();
        m_pool->giveBack(nullptr);
        return begun;
    }
    Result<void> done = f(*database);
    const Result<void> ended = database->execute("COMMIT");
    if (!ended)
        database.reset();
    m_pool->giveBack(std::move(database));
    return done;
}

// SQLite lets a process that writes without a pause starve one that waits: the one polls, the other is always there first.
// So who waits holds the turn, and who finds a turn taken queues for it instead of beginning at once.
Result<void> Project::beginWriting()
{
    const std::string turnPath = m_path + "-turn";
    if (::access(turnPath.c_str(), F_OK) != 0) {
        sqlite3_busy_timeout(m_writer->handle(), 0);
        const Result<void> begun = m_writer->execute("BEGIN IMMEDIATE");
        sqlite3_busy_timeout(m_writer->handle(), Database::kBusyMilliseconds);
        if (begun || begun.error().code != ErrorCode::Conflict)
            return begun;
    }
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(Database::kBusyMilliseconds);
    for (;;) {
        // A turn that cannot be had (full disk) is done without.
        const auto turn = FileLock::tryTake(turnPath);
        if (!turn || turn->has_value() || std::chrono::steady_clock::now() > end)
            return m_writer->execute("BEGIN IMMEDIATE");
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

Result<void> Project::write(Durability durability, const std::function<Result<void>(Database &)> &f)
{
    const std::lock_guard lock(m_writeMutex);
    if (m_writer == nullptr)
        return discarded(m_path);
    CAUSEWAY_TRY(m_writer->execute(durability == Durability::Durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"));
    CAUSEWAY_TRY(beginWriting());
    Result<void> done = f(*m_writer);
    if (done)
        done = m_writer->execute("COMMIT");
    if (!done)
        (void)m_writer->execute("ROLLBACK");
    return done;
}

Result<Project::ImportLock> Project::lockForImport()
{
    // A lock of its own file: POSIX locks on the database itself would be dropped when SQLite closes any descriptor of it.
    CAUSEWAY_ASSIGN(auto lock, FileLock::tryTake(m_path + "-lock"));
    if (!lock)
        return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("The import cannot start")),
                       Message(CAUSEWAY_TEXT("another window or command is importing into this project")),
                       Message(CAUSEWAY_TEXT("Wait until it has ended, or import into another project.")), {m_path, 0, -1});
    return ImportLock(std::move(*lock));
}

Result<bool> Project::discardIfEmpty()
{
    const auto lock = lockForImport();
    if (!lock)
        return lock.error().code == ErrorCode::Conflict ? Result<bool>(false) : failure(lock.error());
    bool empty = false;
    CAUSEWAY_TRY(read([&](Database &database) -> Result<void> {
        Statement statement = database.prepare("SELECT NOT EXISTS(SELECT 1 FROM source) AND NOT EXISTS(SELECT 1 FROM edit) AND NOT EXISTS(SELECT 1 FROM label)");
        CAUSEWAY_ASSIGN(const bool row, statement.step());
        empty = row && statement.integer(0) != 0;
        return {};
    }));
    if (!empty)
        return false;
    const std::lock_guard writing(m_writeMutex);
    // A connection that is closed later would take away the -wal of whatever has the name then.
    if (!m_pool->close())
        return false;
    m_writer.reset();
    for (const char *suffix : {"-wal", "-shm", ""})
        (void)::unlink((m_path + suffix).c_str());
    return true;
}

Result<std::string> Project::setting(std::string_view name) const
{
    std::string value;
    CAUSEWAY_TRY(read([&](Database &database) -> Result<void> {
        Statement statement = database.prepare("SELECT value FROM setting WHERE name=?");
        CAUSEWAY_ASSIGN(const bool row, statement.bind(name).step());
        if (row)
            value = statement.text(0);
        return {};
    }));
    return value;
}

Result<void> Project::setSetting(std::string_view name, std::string_view value)
{
    return write(Durability::Normal, [&](Database &database) {
        return database.prepare("INSERT INTO setting(name,value) VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value=excluded.value").bind(name).bind(value).run();
    });
}

Result<void> Project::checkIntegrity(const Job &job) const
{
    return read([&](Database &database) -> Result<void> {
        Statement statement = database.prepare("PRAGMA integrity_check(1)");
        CAUSEWAY_ASSIGN(const bool row, statement.step());
        if (job.isCancelled())
            return failure(cancelled());
        if (row && statement.text(0) != "ok")
            return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The project file is damaged")), Message(CAUSEWAY_TEXT("%1"), statement.text(0)),
                           Message(CAUSEWAY_TEXT("Restore it from a copy, or import the logs into a new project.")), {m_path, 0, -1});
        return {};
    });
}

} // namespace causeway::storage
