#include "storage/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace causeway::storage {

FileLock::FileLock(FileLock &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)), m_path(std::move(other.m_path)) {}

FileLock::~FileLock()
{
    if (m_fd < 0)
        return;
    // Removed while it is held: who opened the file meanwhile finds that it is no longer the one of this name.
    (void)::unlink(m_path.c_str());
    ::close(m_fd);
}

Result<std::optional<FileLock>> FileLock::tryTake(const std::string &path)
{
    for (;;) {
        const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (fd < 0)
            return failure(ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("Locking the project failed")),
                           Message(CAUSEWAY_TEXT("the lock file cannot be made: %1"), std::strerror(errno)),
                           Message(CAUSEWAY_TEXT("Check that you may write in the project's folder.")), {path, 0, -1});
        if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
            ::close(fd);
            return std::optional<FileLock>();
        }
        struct stat held {}, named {};
        if (::fstat(fd, &held) == 0 && ::stat(path.c_str(), &named) == 0 && held.st_ino == named.st_ino && held.st_dev == named.st_dev)
            return std::optional<FileLock>(FileLock(fd, path));
        ::close(fd); // its holder removed it just before it let go
    }
}

} // namespace causeway::storage
