#pragma once
// A lock between processes, held by a file that exists only while somebody holds it or waits for it (flock). It goes with its
// process, killed or not; a file that a killed process left is taken over by the next.

#include <optional>
#include <string>

#include "analysis/core/result.h"

namespace causeway::storage {

class FileLock {
public:
    // nullopt: another holds it. Unwritable: the file cannot be made.
    static Result<std::optional<FileLock>> tryTake(const std::string &path);

    FileLock(FileLock &&other) noexcept;
    FileLock &operator=(FileLock &&) = delete;
    ~FileLock();

private:
    FileLock(int fd, std::string path) : m_fd(fd), m_path(std::move(path)) {}
    int m_fd = -1;
    std::string m_path;
};

} // namespace causeway::storage
