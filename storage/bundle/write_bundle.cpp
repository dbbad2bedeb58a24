#include "storage/bundle/write_bundle.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "storage/bundle/bundle_tables.h"
#include "storage/bundle/file_moves.h"
#include "storage/bundle/row_copy.h"
#include "storage/content_digest.h"
#include "storage/schema.h"

namespace causeway::storage {

namespace {

const Message kWhat(CAUSEWAY_TEXT("Writing the bundle failed"));
constexpr std::size_t kBlock = 1u << 20;

// A bundle must not take the place of the project it is made of, nor of another.
Result<void> checkPlace(const Project &project, const std::string &file)
{
    struct stat own {}, there {};
    if (::stat(file.c_str(), &there) != 0)
        return {};
    const auto refused = [&](Message why) { return failure(ErrorCode::Conflict, kWhat, std::move(why), Message(CAUSEWAY_TEXT("Give another name for the bundle.")), {file, 0, -1}); };
    if (!S_ISREG(there.st_mode))
        return refused(Message(CAUSEWAY_TEXT("it is not a regular file")));
    if (::stat(project.path().c_str(), &own) == 0 && own.st_dev == there.st_dev && own.st_ino == there.st_ino)
        return refused(Message(CAUSEWAY_TEXT("this is the project itself")));
    if (applicationIdOf(file) == kApplicationId)
        return refused(Message(CAUSEWAY_TEXT("there is a project of that name")));
    return {};
}

Result<void> fill(BundleWriting &writing)
{
    CAUSEWAY_TRY(writing.to.execute("BEGIN"));
    CAUSEWAY_TRY(writeBundleEvents(writing));
    writing.done = 0.5;
    CAUSEWAY_TRY(writeBundleSignals(writing));
    CAUSEWAY_TRY(writeBundleSources(writing));
    writing.done = 0.9;
    writing.report(0);
    CAUSEWAY_TRY(writeBundleJudgements(writing));
    CAUSEWAY_TRY(storeContentDigest(writing.to));
    BundleInfo info = writing.content.info;
    info.events = writing.counts.events;
    info.spans = writing.counts.spans;
    info.traces = writing.content.traces.size();
    info.metricPoints = writing.counts.metricPoints;
    CAUSEWAY_TRY(writing.to.prepare("INSERT INTO setting(name,value) VALUES(?,?)").bind(kBundleSetting).bind(encodeBundleInfo(info)).run());
    return writing.to.execute("COMMIT");
}

// Reads the file, and appends its seal.
Result<std::uint64_t> seal(const std::string &path, const Job &job)
{
    const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return failure(fileError(ErrorCode::Unwritable, kWhat, path));
    Sha256 digest;
    std::string block(kBlock, '\0');
    std::uint64_t bytes = 0;
    Result<void> done;
    for (;;) {
        const ssize_t n = ::read(fd, block.data(), block.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            done = failure(fileError(ErrorCode::Unreadable, kWhat, path));
        if (n <= 0)
            break;
        digest.add(std::string_view(block).substr(0, static_cast<std::size_t>(n)));
        bytes += static_cast<std::uint64_t>(n);
        if (job.isCancelled()) {
            done = failure(cancelled());
            break;
        }
    }
    const std::string text = makeSeal(digest.hex(), bytes);
    if (done && (::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()) || ::fsync(fd) != 0))
        done = failure(fileError(ErrorCode::Unwritable, kWhat, path));
    ::close(fd);
    if (!done)
        return failure(std::move(done).error());
    return bytes + text.size();
}

Result<BundleCounts> write(const Project &project, EventReader &reader, const BundleContent &content, const std::string &path, const Job &job)
{
    BundleCounts counts;
    {
        CAUSEWAY_ASSIGN(const auto to, Database::open(path, Database::Access::Create));
        CAUSEWAY_TRY(prepareSchema(*to, true));
        // Nobody sees the file before it is whole: it needs no journal on disk.
        const std::string pragmas = "PRAGMA journal_mode=DELETE; PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA application_id=" + std::to_string(kBundleApplicationId);
        CAUSEWAY_TRY(to->execute(pragmas.c_str()));
        CAUSEWAY_TRY(project.read([&](Database &from) -> Result<void> {
            BundleWriting writing{from, *to, reader, content, job, {}, {}, 0};
            CAUSEWAY_TRY(fill(writing));
            counts = writing.counts;
            return {};
        }));
    }
    CAUSEWAY_ASSIGN(counts.bytes, seal(path, job));
    return counts;
}

} // namespace

bool touches(const std::vector<TimeRange> &times, TimePoint from, TimePoint to)
{
    return !from.isNone() && !to.isNone() && std::any_of(times.begin(), times.end(), [&](const TimeRange &range) { return from < range.to && to >= range.from; });
}

Result<BundleCounts> writeBundle(const Project &project, EventReader &reader, const BundleContent &content, const std::string &file, const Job &job)
{
    CAUSEWAY_TRY(checkPlace(project, file));
    PartFile part(file);
    auto written = write(project, reader, content, part.path(), job);
    if (!written) {
        Error error = std::move(written).error();
        if (error.where.file == part.path()) {
            error.what = kWhat;
            error.where.file = file;
        }
        return failure(std::move(error));
    }
    CAUSEWAY_TRY(part.moveToPlace(kWhat, true));
    return written;
}

} // namespace causeway::storage
