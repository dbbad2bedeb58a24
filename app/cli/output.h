#pragma once
// stdout in large blocks, and tables for people.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/result.h"

namespace causeway::cli {

class Output {
public:
    Output() = default;
    Output(const Output &) = delete;
    Output &operator=(const Output &) = delete;
    void write(std::string_view text)
    {
        m_buffer.append(text);
        if (m_buffer.size() >= kBlock)
            flush();
    }
    void flush();
    // The reader has gone (a pager that was closed, `head`): nothing more needs to be made.
    [[nodiscard]] bool isClosed() const { return m_closed; }
    // What kept stdout from being written; not for a reader that went.
    [[nodiscard]] Result<void> status() const;

private:
    static constexpr std::size_t kBlock = 1u << 20;
    std::string m_buffer;
    bool m_closed = false;
    int m_error = 0;
};

// Columns aligned by their widest cell. Control characters are shown as U+FFFD: what comes from a log must not steer a terminal.
class Table {
public:
    enum class Align : std::uint8_t { Left, Right };
    struct Column {
        std::string title;
        Align align = Align::Left;
        std::size_t most = SIZE_MAX; // characters; what is longer is cut, with "…" at its end
    };
    explicit Table(std::vector<Column> columns) : m_columns(std::move(columns)) {}
    void add(std::vector<std::string> cells) { m_rows.push_back(std::move(cells)); }
    void print(Output &out) const;

private:
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

std::string printable(std::string_view text);      // for one line on a terminal
std::string thousands(std::uint64_t number);       // 1,234,567
std::string counted(std::uint64_t number, std::string_view one, std::string_view many); // "1 class", "1,234 classes"
std::string fixed(double number, int digits);      // "–" where it is no number
std::string percent(double share);                 // "12.3 %"

} // namespace causeway::cli
