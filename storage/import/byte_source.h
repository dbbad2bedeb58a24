#pragma once
// The bytes of a file as text: plain, or decompressed on the way (gzip, zstd; bzip2, xz, tar, zip through libarchive),
// known by their first bytes, not by name. Bounded against bombs. Buffered reads, no mapping: a file that is truncated
// while it is read ends early instead of ending the program.

#include <memory>
#include <string>
#include <vector>

#include "analysis/core/result.h"

namespace causeway::storage {

class ByteSource {
public:
    virtual ~ByteSource() = default;
    // Fills up to `size` bytes; 0 at the end. After an error what was given so far stands. Errors: Unreadable, Damaged
    // (truncated, corrupt), LimitExceeded (a bomb).
    virtual Result<std::size_t> read(char *to, std::size_t size) = 0;
    // Of the file itself, for progress: bytes taken so far, and in all (0 unknown).
    [[nodiscard]] virtual std::uint64_t consumed() const = 0;
    [[nodiscard]] virtual std::uint64_t total() const = 0;

    // Errors: NotFound, Unreadable (with the system's reason).
    static Result<std::unique_ptr<ByteSource>> open(const std::string &path);
};

// A file or an entry of an archive, and folders walked: what an import is about, in the order in which it is to be read
// (natural order of names; of a rotated set the oldest first: app.log.2, app.log.1, app.log).
struct FoundFile {
    std::string path;
    std::string name;        // for the source: relative to the folder given
    bool named = false;      // given by the user himself, not found in a folder
};
struct FoundFiles {
    std::vector<FoundFile> files;
    std::vector<std::pair<std::string, Message>> passedOver; // path and why (binary, unreadable, a project …)
};
// Whether the first bytes of a file look like anything but text.
bool looksBinary(std::string_view head);
// Errors: NotFound, Unreadable; InvalidInput where a folder holds no file that could be a log.
Result<FoundFiles> findFiles(const std::vector<std::string> &paths);

} // namespace causeway::storage
