#include "app/engine/csv.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <algorithm>

namespace causeway::engine {

namespace {

bool beginsFormula(std::string_view text)
{
    return !text.empty() && (text[0] == '=' || text[0] == '+' || text[0] == '-' || text[0] == '@' || text[0] == '\t' || text[0] == '\r');
}

} // namespace

void appendCsvCell(std::string &out, std::string_view text)
{
    // A ' that stands before such a sign in the text itself is doubled, so that reading gives back what was written.
    const bool guard = beginsFormula(text) || (!text.empty() && text[0] == '\'' && (beginsFormula(text.substr(1)) || text.substr(1, 1) == "'"));
    const bool quote = text.find_first_of(",\"\r\n") != std::string_view::npos || (!text.empty() && (text.front() == ' ' || text.back() == ' '));
    if (quote)
        out += '"';
    if (guard)
        out += '\'';
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    if (quote)
        out += '"';
}

CsvReader::CsvReader(std::string_view text) : m_text(text)
{
    if (m_text.starts_with("\xEF\xBB\xBF"))
        m_at = 3;
}

bool CsvReader::next(std::vector<std::string> &cells)
{
    cells.clear();
    if (m_at >= m_text.size() || m_damaged)
        return false;
    m_rowLine = m_line;
    std::string cell;
    const auto finish = [&] {
        if (cell.size() > 1 && cell[0] == '\'' && (beginsFormula(std::string_view(cell).substr(1)) || cell[1] == '\''))
            cell.erase(0, 1);
        cells.push_back(std::move(cell));
        cell.clear();
    };
    bool quoted = false;
    while (m_at < m_text.size()) {
        const char c = m_text[m_at++];
        m_line += c == '\n';
        if (quoted) {
            if (c != '"')
                cell += c;
            else if (m_at < m_text.size() && m_text[m_at] == '"') {
                cell += '"';
                ++m_at;
            } else
                quoted = false;
        } else if (c == '"' && cell.empty())
            quoted = true;
        else if (c == ',')
            finish();
        else if (c == '\n') {
            if (!cell.empty() && cell.back() == '\r')
                cell.pop_back();
            finish();
            return true;
        } else
            cell += c;
    }
    m_damaged = quoted;
    if (!cell.empty() && cell.back() == '\r')
        cell.pop_back();
    finish();
    return !m_damaged;
}

Result<std::string> readSmallFile(const std::string &path, Message what, Message hint)
{
    constexpr std::size_t kLargest = 1u << 30;
    std::ifstream in(path, std::ios::binary);
    std::ostringstream bytes;
    if (in)
        bytes << in.rdbuf();
    if (!in || bytes.str().size() > kLargest)
        return failure(ErrorCode::Unreadable, std::move(what), in ? Message(CAUSEWAY_TEXT("the file is larger than %1"), Bytes{kLargest}) : Message(CAUSEWAY_TEXT("%1"), std::strerror(errno)), std::move(hint),
                       {path, 0, -1});
    return std::move(bytes).str();
}

} // namespace causeway::engine
