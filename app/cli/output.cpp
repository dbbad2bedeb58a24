#include "app/cli/output.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "analysis/core/json_writer.h"

namespace causeway::cli {

void Output::flush()
{
    std::size_t done = 0;
    while (done < m_buffer.size() && !m_closed && m_error == 0) {
        const ssize_t n = ::write(STDOUT_FILENO, m_buffer.data() + done, m_buffer.size() - done);
        if (n >= 0)
            done += static_cast<std::size_t>(n);
        else if (errno == EPIPE)
            m_closed = true;
        else if (errno != EINTR)
            m_error = errno;
    }
    m_buffer.clear();
}

Result<void> Output::status() const
{
    if (m_error != 0)
        return failure(ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("Writing the output failed")), Message(CAUSEWAY_TEXT("%1"), std::strerror(m_error)),
                       Message(CAUSEWAY_TEXT("Check the free space of where the output goes.")));
    return {};
}

namespace {

std::size_t width(std::string_view text) // of valid UTF-8, in characters
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string cutTo(std::string text, std::size_t most)
{
    if (width(text) <= most)
        return text;
    std::size_t at = 0;
    for (std::size_t characters = 0; at < text.size(); ++at)
        if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80 && ++characters == most)
            break;
    return text.substr(0, at) + "…";
}

} // namespace

std::string printable(std::string_view text)
{
    std::string out;
    for (const char c : toValidUtf8(text)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == '\t')
            out += ' ';
        else if (byte < 0x20 || byte == 0x7F)
            out += "\xEF\xBF\xBD";
        else
            out += c;
    }
    // U+0080 to U+009F: control characters as well.
    for (std::size_t at = 0; (at = out.find('\xC2', at)) != std::string::npos; ++at)
        if (at + 1 < out.size() && static_cast<unsigned char>(out[at + 1]) < 0xA0)
            out.replace(at, 2, "\xEF\xBF\xBD");
    return out;
}

void Table::print(Output &out) const
{
    std::vector<std::size_t> widths;
    for (const Column &column : m_columns)
        widths.push_back(width(column.title));
    std::vector<std::vector<std::string>> rows;
    rows.reserve(m_rows.size());
    for (const auto &row : m_rows) {
        auto &cells = rows.emplace_back();
        for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) {
            cells.push_back(cutTo(printable(row[i]), m_columns[i].most));
            widths[i] = std::max(widths[i], width(cells.back()));
        }
    }
    const auto line = [&](const auto &cells) {
        std::string text;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string &cell = cells[i];
            const std::string padding(widths[i] - width(cell), ' ');
            if (i > 0)
                text += "  ";
            if (m_columns[i].align == Align::Right)
                text += padding + cell;
            else
                text += i + 1 < cells.size() ? cell + padding : cell;
        }
        out.write(text + "\n");
    };
    std::vector<std::string> titles;
    for (const Column &column : m_columns)
        titles.push_back(column.title);
    line(titles);
    for (const auto &cells : rows)
        line(cells);
}

std::string thousands(std::uint64_t number)
{
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;)
        text.insert(at -= 3, ",");
    return text;
}

std::string counted(std::uint64_t number, std::string_view one, std::string_view many) { return thousands(number) + ' ' + std::string(number == 1 ? one : many); }

std::string fixed(double number, int digits)
{
    if (!std::isfinite(number))
        return "–";
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.*f", digits, number);
    return buffer;
}

std::string percent(double share) { return fixed(100 * share, 1) + " %"; }

} // namespace causeway::cli
