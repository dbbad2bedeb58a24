#pragma once
// Where a search pattern occurs in the lines of an event. RE2: no pattern can make it run away.

#include <memory>
#include <string_view>
#include <vector>

#include "analysis/core/result.h"
#include "views/models/line_text.h"
#include "views/models/log_rows.h"

namespace re2 {
class RE2;
}

namespace causeway::views {

class HitFinder {
public:
    // Errors: InvalidInput with RE2's reason.
    static Result<std::shared_ptr<const HitFinder>> make(const SearchPattern &pattern);
    ~HitFinder();

    // Appends occurrences in each physical line without its terminator, at most `most` in all, empty ones left out.
    // Any thread.
    void find(std::string_view bytes, std::size_t most, std::vector<ByteRange> &found) const;

private:
    explicit HitFinder(std::unique_ptr<re2::RE2> regex);
    std::unique_ptr<re2::RE2> m_regex;
};

} // namespace causeway::views
