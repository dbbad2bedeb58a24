#pragma once
// A file that is made beside its place and moved there at the end; what is not kept goes. For databases too.

#include <string>

#include "analysis/core/result.h"

namespace causeway::storage {

class PartFile {
public:
    explicit PartFile(const std::string &wanted); // removes what is left of an earlier one of this process
    ~PartFile();
    PartFile(const PartFile &) = delete;
    PartFile &operator=(const PartFile &) = delete;
    [[nodiscard]] const std::string &path() const { return m_path; }
    // To the wanted name, over what is there (replace) or only where nothing is: Conflict. Errors: Unwritable.
    Result<void> moveToPlace(const Message &what, bool replace);

private:
    void remove();
    std::string m_wanted, m_path;
    bool m_moved = false;
};

// Of the calling thread's errno.
Error fileError(ErrorCode code, Message what, const std::string &file);
Result<void> syncFile(const Message &what, const std::string &path);

} // namespace causeway::storage
