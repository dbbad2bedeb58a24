#pragma once
// CSV as spreadsheets read it (RFC 4180): cells in quotes where they must be, CRLF not required. Cells that a spreadsheet
// would take for a formula get a leading ' on writing (after OWASP, CSV Injection), which reading takes away again.

#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/result.h"

namespace causeway::engine {

// Appends a cell (without separator).
void appendCsvCell(std::string &out, std::string_view text);

// Reads rows from text; one cell may hold line breaks.
class CsvReader {
public:
    explicit CsvReader(std::string_view text);
    // false at the end. line(): where the row begins, from 1. damaged(): a quote that is never closed.
    bool next(std::vector<std::string> &cells);
    [[nodiscard]] std::size_t line() const { return m_rowLine; }
    [[nodiscard]] bool damaged() const { return m_damaged; }

private:
    std::string_view m_text;
    std::size_t m_at = 0, m_line = 1, m_rowLine = 1;
    bool m_damaged = false;
};

// A file of a person's own making, whole. what: what failed; hint: what to give. Errors: Unreadable, also beyond 1 GiB.
Result<std::string> readSmallFile(const std::string &path, Message what, Message hint);

} // namespace causeway::engine
