#include "storage/presence.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace causeway::storage {

std::optional<Presence> Presence::enter(const std::string &path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return std::nullopt;
    Presence presence(fd);
    while (::flock(fd, LOCK_SH) != 0)
        if (errno != EINTR)
            return std::nullopt;
    return presence;
}

Presence::Presence(Presence &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}

Presence &Presence::operator=(Presence &&other) noexcept
{
    std::swap(m_fd, other.m_fd);
    return *this;
}

Presence::~Presence()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

bool Presence::isAlone() { return ::flock(m_fd, LOCK_EX | LOCK_NB) == 0; }

} // namespace causeway::storage
