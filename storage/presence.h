#pragma once
// That a process has a project open, told to others by a shared lock of the file description (flock). SQLite's own locks are POSIX
// locks, which a process loses when it closes any descriptor of the file, whoever opened it (How To Corrupt An SQLite Database File,
// section 2.2): by them a window can look as if it were gone, and its log of changes be taken away while it writes there.

#include <optional>
#include <string>

namespace causeway::storage {

class Presence {
public:
    // nullopt: the file system knows no such locks, or the file cannot be opened. Waits while another process closes the file.
    static std::optional<Presence> enter(const std::string &path);

    Presence(Presence &&other) noexcept;
    Presence &operator=(Presence &&other) noexcept;
    ~Presence(); // to be destroyed after the connections: closing drops their locks

    // Whether nobody else has the file open; from then on others wait in enter().
    [[nodiscard]] bool isAlone();

private:
    explicit Presence(int fd) : m_fd(fd) {}
    int m_fd = -1;
};

} // namespace causeway::storage
