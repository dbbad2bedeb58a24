#include "storage/bundle/open_bundle.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <set>
#include <tuple>

#include "storage/bundle/file_moves.h"
#include "storage/event_reader.h"
#include "storage/finding_store.h"
#include "storage/incident_store.h"
#include "storage/label_store.h"
#include "storage/metric_store.h"
#include "storage/schema.h"
#include "storage/template_store.h"

namespace causeway::storage {

namespace {

const Message kWhat(CAUSEWAY_TEXT("Opening the bundle failed"));
const Message kFetch(CAUSEWAY_TEXT("Get it once more from whoever made it."));
constexpr std::size_t kBlock = 1u << 20;
constexpr std::int64_t kFirstVersion = 4; // of the schema: before, there were no bundles

tl::unexpected<Error> damaged(const std::string &file, Message why) { return failure(ErrorCode::Damaged, kWhat, std::move(why), kFetch, {file, 0, -1}); }

class Descriptor {
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    [[nodiscard]] int get() const { return m_fd; }

private:
    int m_fd;
};

Result<std::size_t> readBlock(int fd, std::string &block, std::size_t most, const std::string &file)
{
    std::size_t done = 0;
    while (done < most) {
        const ssize_t n = ::read(fd, block.data() + done, most - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failure(fileError(ErrorCode::Unreadable, kWhat, file));
        if (n == 0)
            break;
        done += static_cast<std::size_t>(n);
    }
    return done;
}

Result<void> writeBlock(int fd, std::string_view bytes, const std::string &path)
{
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failure(fileError(ErrorCode::Unwritable, kWhat, path));
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

Result<void> checkKind(const std::string &file)
{
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0)
        return failure(fileError(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Unreadable, kWhat, file));
    if (!S_ISREG(info.st_mode))
        return failure(ErrorCode::Foreign, kWhat, Message(CAUSEWAY_TEXT("it is not a regular file")), Message(CAUSEWAY_TEXT("Give the name of a bundle.")), {file, 0, -1});
    const std::int64_t id = applicationIdOf(file);
    if (id == kApplicationId)
        return failure(ErrorCode::Foreign, kWhat, Message(CAUSEWAY_TEXT("this is a project, not a bundle")), Message(CAUSEWAY_TEXT("Open it as it is, or copy it.")), {file, 0, -1});
    if (id != kBundleApplicationId)
        return failure(ErrorCode::Foreign, kWhat, Message(CAUSEWAY_TEXT("this is not a bundle")), Message(CAUSEWAY_TEXT("Give a file that was made with: causeway bundle PROJECT FILE.")), {file, 0, -1});
    return {};
}

// All but the seal, to `path`.
Result<void> unseal(const std::string &file, const std::string &path, const Job &job)
{
    const Descriptor from(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat info {};
    if (from.get() < 0 || ::fstat(from.get(), &info) != 0)
        return failure(fileError(ErrorCode::Unreadable, kWhat, file));
    const Descriptor to(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (to.get() < 0)
        return failure(fileError(ErrorCode::Unwritable, kWhat, path));
    const auto size = static_cast<std::uint64_t>(info.st_size);
    if (size <= kSealBytes)
        return damaged(file, Message(CAUSEWAY_TEXT("it is cut short")));
    Sha256 digest;
    std::string block(kBlock, '\0');
    for (std::uint64_t left = size - kSealBytes; left > 0;) {
        if (job.isCancelled())
            return failure(cancelled());
        CAUSEWAY_ASSIGN(const std::size_t n, readBlock(from.get(), block, static_cast<std::size_t>(std::min<std::uint64_t>(left, kBlock)), file));
        if (n == 0)
            return damaged(file, Message(CAUSEWAY_TEXT("it became shorter while it was read")));
        const std::string_view bytes = std::string_view(block).substr(0, n);
        digest.add(bytes);
        CAUSEWAY_TRY(writeBlock(to.get(), bytes, path));
        left -= n;
        job.report({static_cast<double>(size - left), static_cast<double>(2 * size), Progress::Unit::Bytes});
    }
    CAUSEWAY_ASSIGN(const std::size_t n, readBlock(from.get(), block, kSealBytes, file));
    if (!isSeal(std::string_view(block).substr(0, n), digest.hex(), size - kSealBytes))
        return damaged(file, Message(CAUSEWAY_TEXT("it is cut short, or bytes of it have changed since it was made")));
    return {};
}

using SchemaObject = std::tuple<std::string, std::string, std::string, std::string>; // type, name, table, SQL

Result<std::set<SchemaObject>> schemaOf(Database &database)
{
    std::set<SchemaObject> objects;
    Statement row = database.prepare("SELECT type,name,tbl_name,ifnull(sql,'') FROM sqlite_schema");
    for (;;) {
        CAUSEWAY_ASSIGN(const bool more, row.step());
        if (!more)
            return objects;
        objects.emplace(row.text(0), row.text(1), row.text(2), row.text(3));
    }
}

Result<std::int64_t> number(Database &database, const char *sql)
{
    Statement row = database.prepare(sql);
    CAUSEWAY_ASSIGN(const bool found, row.step());
    return found ? row.integer(0) : 0;
}

// What a bundle of this version has, to the letter; an older one may lack tables that came later. A version that changes a table has
// to know here how it was before.
Result<void> checkSchema(Database &database, const std::string &file)
{
    CAUSEWAY_ASSIGN(const std::int64_t version, number(database, "PRAGMA user_version"));
    if (version > kSchemaVersion)
        return failure(ErrorCode::Foreign, kWhat, Message(CAUSEWAY_TEXT("it was written by a newer version of Causeway (format %1, this program reads up to %2)"), version, kSchemaVersion),
                       Message(CAUSEWAY_TEXT("Open it with that version.")), {file, 0, -1});
    if (version < kFirstVersion)
        return damaged(file, Message(CAUSEWAY_TEXT("it tells a format that never was (%1)"), version));
    CAUSEWAY_ASSIGN(const auto reference, Database::open(":memory:", Database::Access::Create));
    CAUSEWAY_TRY(prepareSchema(*reference, true));
    CAUSEWAY_ASSIGN(const auto known, schemaOf(*reference));
    CAUSEWAY_ASSIGN(const auto there, schemaOf(database));
    for (const SchemaObject &object : there)
        if (!known.contains(object))
            return failure(ErrorCode::Foreign, kWhat, Message(CAUSEWAY_TEXT("it holds something that no bundle has (%1 “%2”)"), std::get<0>(object), std::get<1>(object)),
                           Message(CAUSEWAY_TEXT("Do not use it; ask whoever sent it.")), {file, 0, -1});
    if (version == kSchemaVersion && there.size() != known.size())
        return damaged(file, Message(CAUSEWAY_TEXT("tables are missing")));
    return {};
}

int stopWhenCancelled(void *job) { return static_cast<const Job *>(job)->isCancelled() ? 1 : 0; }

// The pages and rows of the database, and what it says of itself.
Result<BundleInfo> checkDatabase(const std::string &path, const std::string &file, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto database, Database::open(path, Database::Access::ReadOnly));
    sqlite3_progress_handler(database->handle(), 10'000, &stopWhenCancelled, const_cast<Job *>(&job));
    CAUSEWAY_TRY(checkSchema(*database, file));
    Statement row = database->prepare("PRAGMA integrity_check(1)");
    CAUSEWAY_ASSIGN(const bool told, row.step());
    if (!told || row.text(0) != "ok")
        return damaged(file, Message(CAUSEWAY_TEXT("%1"), told ? row.text(0) : std::string("integrity_check")));
    Statement key = database->prepare("PRAGMA foreign_key_check");
    CAUSEWAY_ASSIGN(const bool broken, key.step());
    if (broken)
        return damaged(file, Message(CAUSEWAY_TEXT("rows of “%1” belong to nothing"), key.text(0)));
    CAUSEWAY_ASSIGN(const auto info, bundleInfo(*database));
    if (!info)
        return damaged(file, Message(CAUSEWAY_TEXT("it does not say what it is a bundle of")));
    return *info;
}

Result<void> becomeProject(const std::string &path)
{
    CAUSEWAY_ASSIGN(const auto database, Database::open(path, Database::Access::ReadWrite));
    const std::string pragmas = "PRAGMA application_id=" + std::to_string(kApplicationId) + "; PRAGMA journal_mode=WAL;";
    return database->execute(pragmas.c_str());
}

// Reads all there is as the program will.
Result<void> readAll(const std::string &path, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto project, Project::open(path, Project::Mode::OpenExisting)); // of the current version from here on
    CAUSEWAY_ASSIGN(const auto snapshot, project->snapshot());
    EventReader reader(project, snapshot, 32u << 20);
    for (std::size_t c = 0; c < snapshot->chunks.size(); ++c) {
        if (job.isCancelled())
            return failure(cancelled());
        CAUSEWAY_TRY(reader.text(c));
        job.report({static_cast<double>(snapshot->chunks.size() + c), static_cast<double>(2 * snapshot->chunks.size()), Progress::Unit::None});
    }
    CAUSEWAY_TRY(SpanStore(*project).load(job));
    CAUSEWAY_TRY(MetricStore(*project).load([](const MetricSeries &) { return true; }, {}, job));
    CAUSEWAY_TRY(TemplateStore(*project).catalog());
    CAUSEWAY_TRY(LabelStore(*project).all());
    CAUSEWAY_TRY(IncidentStore(*project).all());
    const FindingStore findings(*project);
    CAUSEWAY_ASSIGN(const auto runs, findings.runs());
    for (const RunInfo &run : runs) {
        CAUSEWAY_TRY(findings.scores(run.id));
        FindingStore::Query query;
        query.run = run.id;
        query.limit = SIZE_MAX;
        CAUSEWAY_TRY(findings.findings(query));
    }
    const ModelStore models(*project);
    CAUSEWAY_ASSIGN(const auto all, models.all());
    for (const ModelInfo &model : all) {
        CAUSEWAY_TRY(models.bytes(model.id));
        CAUSEWAY_TRY(models.usedSubjects(model.id));
    }
    return {};
}

Result<BundleInfo> make(const std::string &file, const std::string &path, const Job &job)
{
    CAUSEWAY_TRY(unseal(file, path, job));
    CAUSEWAY_ASSIGN(BundleInfo info, checkDatabase(path, file, job));
    CAUSEWAY_TRY(becomeProject(path));
    CAUSEWAY_TRY(readAll(path, job));
    CAUSEWAY_TRY(syncFile(kWhat, path));
    return info;
}

tl::unexpected<Error> inTheWay(const std::string &path)
{
    return failure(ErrorCode::Conflict, kWhat, Message(CAUSEWAY_TEXT("there is something in the project already")), Message(CAUSEWAY_TEXT("Give the name of a new project.")), {path, 0, -1});
}

// What stands at the project's name: nothing, or a project with nothing in it, which makes room. `only` looks.
Result<void> makeRoom(const std::string &path, bool only)
{
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0)
        return {};
    if (!S_ISREG(info.st_mode) || (info.st_size > 0 && applicationIdOf(path) != kApplicationId))
        return failure(ErrorCode::Conflict, kWhat, Message(CAUSEWAY_TEXT("there is a file of that name already")), Message(CAUSEWAY_TEXT("Give the name of a new project.")), {path, 0, -1});
    if (info.st_size == 0) {
        if (!only)
            (void)::unlink(path.c_str());
        return {};
    }
    CAUSEWAY_ASSIGN(const auto project, Project::open(path, Project::Mode::OpenExisting));
    if (only) {
        CAUSEWAY_ASSIGN(const auto snapshot, project->snapshot());
        return snapshot->sources.empty() ? Result<void>() : inTheWay(path);
    }
    CAUSEWAY_ASSIGN(const bool gone, project->discardIfEmpty());
    return gone ? Result<void>() : inTheWay(path);
}

} // namespace

Result<BundleInfo> openBundle(const std::string &file, const std::string &path, const Job &job)
{
    CAUSEWAY_TRY(checkKind(file));
    CAUSEWAY_TRY(makeRoom(path, true));
    PartFile part(path);
    auto made = make(file, part.path(), job);
    if (!made) {
        Error error = std::move(made).error();
        const bool unwritten = error.code == ErrorCode::Unwritable || error.code == ErrorCode::Conflict;
        if (error.where.file == part.path() || error.code == ErrorCode::Damaged) {
            error.what = kWhat;
            error.where = {unwritten ? path : file, 0, -1};
        }
        if (error.code == ErrorCode::Damaged)
            error.hint = kFetch;
        return failure(std::move(error));
    }
    CAUSEWAY_TRY(makeRoom(path, false));
    CAUSEWAY_TRY(part.moveToPlace(kWhat, false));
    return made;
}

} // namespace causeway::storage
