#include "analysis/decode/escape_sequences.h"

namespace causeway::decode {

namespace {

// Behind the sequence that begins at `at`: ESC [ parameters letter, ESC ] text BEL, or ESC and one byte.
std::size_t behind(std::string_view line, std::size_t at)
{
    if (at + 1 >= line.size())
        return line.size();
    std::size_t end = at + 2;
    if (line[at + 1] == '[') {
        while (end < line.size() && line[end] >= 0x20 && line[end] < 0x40)
            ++end;
        return end < line.size() ? end + 1 : end;
    }
    if (line[at + 1] == ']') {
        while (end < line.size() && line[end] != '\x07' && line[end] != '\x1b')
            ++end;
        return end < line.size() && line[end] == '\x07' ? end + 1 : end;
    }
    return end;
}

} // namespace

std::string_view PlainText::strip(std::string_view line)
{
    m_text.clear();
    m_places.clear();
    for (std::size_t at = 0; at < line.size();) {
        if (line[at] == '\x1b') {
            at = behind(line, at);
            continue;
        }
        m_text += line[at];
        m_places.push_back(static_cast<std::uint32_t>(at++));
    }
    m_places.push_back(static_cast<std::uint32_t>(line.size()));
    return m_text;
}

void PlainText::restore(Record &record) const
{
    for (Field &field : record.fields) {
        const std::uint32_t size = field.end - field.begin;
        const std::uint32_t begin = m_places[field.begin];
        field.end = size > 0 ? m_places[field.end - 1] + 1 : begin;
        field.begin = begin;
        if (field.role == Role::Time && field.end - field.begin != size) {
            record.timeCanonical = false;
            record.timeInParts = true;
        }
    }
}

} // namespace causeway::decode
