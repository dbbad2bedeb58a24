#include "analysis/decode/signals/line_document.h"

#include <algorithm>
#include <cstring>

#include <simdjson.h>

#include "analysis/core/json_writer.h"
#include "analysis/core/limits.h"

namespace causeway::decode {

Result<void> LineDocumentDecoder::notThis() const
{
    return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The document is not %1"), m_format), Message(m_why), {}, {{}, m_line, -1});
}

bool LineDocumentDecoder::foreign(const char *why)
{
    m_why = why;
    return false;
}

std::string_view LineDocumentDecoder::valid(std::string_view text, std::string &storage, SignalPlace place)
{
    if (simdjson::validate_utf8(text.data(), text.size()))
        return text;
    m_sink.noted(Message(CAUSEWAY_TEXT("bytes that are not UTF-8 were replaced")), place);
    storage = toValidUtf8(text);
    return storage;
}

bool LineDocumentDecoder::take(std::string_view text)
{
    const SignalPlace place{m_offset, m_line};
    if (m_long) {
        m_sink.skipped(Message(CAUSEWAY_TEXT("a line is longer than %1"), Bytes{limits::kSignalElementBytes}), place);
        m_long = false;
        return true;
    }
    if (m_line == 1 && text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    if (!text.empty() && text.back() == '\r')
        text.remove_suffix(1);
    return text.empty() || line(text, place);
}

Result<void> LineDocumentDecoder::feed(std::string_view piece)
{
    if (m_why != nullptr)
        return notThis();
    while (!piece.empty()) {
        const auto *const end = static_cast<const char *>(std::memchr(piece.data(), '\n', piece.size()));
        const std::size_t size = end == nullptr ? piece.size() : static_cast<std::size_t>(end - piece.data());
        const std::uint64_t whole = m_held.size() + size;
        m_long = m_long || whole > limits::kSignalElementBytes;
        if (m_long)
            m_held.clear();
        if (end == nullptr) {
            if (!m_long)
                m_held.append(piece);
            m_pending += size;
            return {};
        }
        if (!m_held.empty() && !m_long)
            m_held.append(piece.data(), size);
        const bool fine = take(m_held.empty() ? piece.substr(0, size) : std::string_view(m_held));
        m_held.clear();
        if (!fine)
            return notThis();
        m_offset += m_pending + size + 1;
        m_pending = 0;
        ++m_line;
        piece.remove_prefix(size + 1);
    }
    return {};
}

Result<SignalEnd> LineDocumentDecoder::finish()
{
    if (m_why != nullptr || ((!m_held.empty() || m_long) && !take(m_held)) || !atEnd())
        return failure(notThis().error());
    return SignalEnd{};
}

void CsvRow::split(std::string_view row, char separator)
{
    m_cells.clear();
    m_used = 0;
    m_unclosed = false;
    for (std::size_t at = 0;; ++at) { // at a cell's first byte
        if (at >= row.size() || row[at] != '"') {
            const void *const found = at < row.size() ? std::memchr(row.data() + at, separator, row.size() - at) : nullptr;
            const std::size_t end = found == nullptr ? row.size() : static_cast<std::size_t>(static_cast<const char *>(found) - row.data());
            m_cells.push_back(row.substr(at, end - at));
            at = end;
        } else {
            const std::size_t begin = ++at;
            bool doubled = false;
            while (at < row.size() && (row[at] != '"' || (at + 1 < row.size() && row[at + 1] == '"'))) {
                doubled = doubled || row[at] == '"';
                at += row[at] == '"' ? 2 : 1;
            }
            m_unclosed = m_unclosed || at >= row.size();
            at = std::min(at, row.size());
            std::string_view cell = row.substr(begin, at - begin);
            if (doubled) {
                if (m_used == m_unquoted.size())
                    m_unquoted.emplace_back();
                std::string &own = m_unquoted[m_used++];
                own.clear();
                for (std::size_t i = 0; i < cell.size(); i += cell[i] == '"' ? 2 : 1)
                    own += cell[i];
                cell = {};
                m_doubled.emplace_back(m_cells.size(), m_used - 1);
            }
            m_cells.push_back(cell);
            while (at < row.size() && row[at] != separator)
                ++at;
        }
        if (at >= row.size())
            break;
    }
    for (const auto &[cell, own] : m_doubled)
        m_cells[cell] = m_unquoted[own];
    m_doubled.clear();
}

} // namespace causeway::decode
