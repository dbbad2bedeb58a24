#pragma once
// A project file: one SQLite database in WAL mode. Opened by any number of windows and command lines at once; one import
// at a time (a lock beside the file). Readers never block.

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "storage/file_lock.h"
#include "storage/presence.h"
#include "storage/snapshot.h"

namespace causeway::storage {

class Database;

class Project : public std::enable_shared_from_this<Project> {
public:
    enum class Mode : std::uint8_t { OpenOrCreate, OpenExisting };
    // Errors: NotFound, Foreign (not a project, or of a newer version), Damaged, Unreadable, Unwritable.
    // Sweeps what an interrupted import left behind, unless another process is importing right now or the disk is full.
    static Result<std::shared_ptr<Project>> open(const std::string &path, Mode mode);
    ~Project();

    [[nodiscard]] const std::string &path() const { return m_path; }

    // What is imported now: complete imports only. Cheap when nothing changed (same pointer).
    Result<std::shared_ptr<const Snapshot>> snapshot();

    // Readers: a connection of the calling thread's own, given back at the end of f.
    Result<void> read(const std::function<Result<void>(Database &)> &f) const;
    // The one writer connection of this process, inside one transaction that is committed if f succeeds and rolled back
    // otherwise. durable: survives loss of power when it returns (labels, final commits). Processes that write at the same time
    // take turns; Conflict after some seconds.
    enum class Durability : std::uint8_t { Normal, Durable };
    Result<void> write(Durability durability, const std::function<Result<void>(Database &)> &f);

    // Holds the import lock of the project file; Conflict where another process holds it.
    class ImportLock {
        friend class Project;
        explicit ImportLock(FileLock lock) : m_lock(std::move(lock)) {}
        FileLock m_lock;
    };
    Result<ImportLock> lockForImport();
    // Removes what interrupted imports left; the lock shows that none is running.
    Result<void> sweepPendingImports(const ImportLock &lock);

    // For a project that was made for an import which then failed or was cancelled: where it holds nothing and nobody imports
    // into it, its file and what stands beside it go, and every later use of the object is an error (NotFound). Whether it went.
    // Waits for readers of this process, at most some seconds.
    Result<bool> discardIfEmpty();

    // Small values kept by name: remembered grouping, settings of the last session …; empty where unset.
    Result<std::string> setting(std::string_view name) const;
    Result<void> setSetting(std::string_view name, std::string_view value);

    // Full check of the file (integrity_check); the first problem as an error (Damaged).
    Result<void> checkIntegrity(const Job &job) const;

private:
    explicit Project(std::string path);
    Result<void> beginWriting();
    std::string m_path;
    std::optional<Presence> m_presence; // outlives the connections
    struct Pool;
    std::unique_ptr<Pool> m_pool;
    std::mutex m_writeMutex;
    std::unique_ptr<Database> m_writer;
    std::mutex m_snapshotMutex;
    std::shared_ptr<const Snapshot> m_snapshot;
};

} // namespace causeway::storage
