#pragma once
// What the columns of a W3C or Zeek table mean. Internal to this folder.

#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/event.h"

namespace causeway::decode {

constexpr std::size_t kNoColumn = static_cast<std::size_t>(-1);

struct TableFields {
    std::vector<std::string> names;
    std::vector<Role> roles;        // by column; those of the time and the content are told by the indices below
    char separator = 0;             // 0: blanks and tabs
    bool quotes = false;            // values may stand in double quotes
    std::size_t time = kNoColumn, timeColumns = 1;
    std::size_t date = kNoColumn;   // where it does not stand in front of the time
    std::size_t content = kNoColumn, contentColumns = 1;
};

// directive: what tableDirective() gives.
TableFields tableFields(std::string_view directive, bool zeek);
// The names of a line that is such a directive (Zeek's with the separator in front of each), else empty.
std::string_view tableDirective(std::string_view line, bool zeek);

} // namespace causeway::decode
