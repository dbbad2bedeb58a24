#include "storage/bundle/file_moves.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace causeway::storage {

PartFile::PartFile(const std::string &wanted) : m_wanted(wanted), m_path(wanted + ".part-" + std::to_string(::getpid())) { remove(); }

PartFile::~PartFile()
{
    if (!m_moved)
        remove();
}

void PartFile::remove()
{
    for (const char *suffix : {"-wal", "-shm", "-journal", ""})
        (void)::unlink((m_path + suffix).c_str());
}

Result<void> PartFile::moveToPlace(const Message &what, bool replace)
{
    int code = replace ? ::rename(m_path.c_str(), m_wanted.c_str()) : ::renameat2(AT_FDCWD, m_path.c_str(), AT_FDCWD, m_wanted.c_str(), RENAME_NOREPLACE);
    if (code != 0 && !replace && (errno == EINVAL || errno == ENOSYS)) { // a file system that does not know how
        struct stat info {};
        code = ::lstat(m_wanted.c_str(), &info) == 0 ? (errno = EEXIST, -1) : ::rename(m_path.c_str(), m_wanted.c_str());
    }
    if (code != 0 && errno == EEXIST)
        return failure(ErrorCode::Conflict, what, Message(CAUSEWAY_TEXT("there is a file of that name already")), Message(CAUSEWAY_TEXT("Give another name.")), {m_wanted, 0, -1});
    if (code != 0)
        return failure(fileError(ErrorCode::Unwritable, what, m_wanted));
    m_moved = true;
    return {};
}

Error fileError(ErrorCode code, Message what, const std::string &file)
{
    const bool full = errno == ENOSPC || errno == EDQUOT;
    return {code, std::move(what), Message(CAUSEWAY_TEXT("%1"), std::strerror(errno)),
            full ? Message(CAUSEWAY_TEXT("Free some space and try again; what was there before is intact.")) : Message(CAUSEWAY_TEXT("Check the folder, your rights and the free space.")), {file, 0, -1}};
}

Result<void> syncFile(const Message &what, const std::string &path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = fd >= 0 && ::fsync(fd) == 0;
    Error error = fileError(ErrorCode::Unwritable, what, path);
    if (fd >= 0)
        ::close(fd);
    if (!synced)
        return failure(std::move(error));
    return {};
}

} // namespace causeway::storage
