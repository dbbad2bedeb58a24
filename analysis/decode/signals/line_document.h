#pragma once
// What the decoders of documents of lines share: cutting pieces into lines, and CSV rows into cells.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/decode/signals/signal.h"

namespace causeway::decode {

class LineDocumentDecoder : public SignalDecoder {
public:
    Result<void> feed(std::string_view piece) override;
    Result<SignalEnd> finish() override;

protected:
    // format: as a person knows it.
    LineDocumentDecoder(SignalSink &sink, const char *format) : m_sink(sink), m_format(format) {}

    // Without its end (LF or CRLF) and a byte order mark; not empty. false: the document is not of this format, `why` says it.
    virtual bool line(std::string_view text, SignalPlace place) = 0;
    // Behind the last line. false: as line().
    virtual bool atEnd() { return true; }

    void skip(const char *reason, SignalPlace place) { m_sink.skipped(Message(reason), place); }
    bool foreign(const char *why);
    // Replaces what is not UTF-8 and notes it. The view is valid until the next call with the same storage.
    std::string_view valid(std::string_view text, std::string &storage, SignalPlace place);

    SignalSink &m_sink;

private:
    bool take(std::string_view text);
    Result<void> notThis() const;

    const char *m_format;
    const char *m_why = nullptr;
    std::string m_held;
    bool m_long = false;
    std::uint64_t m_offset = 0; // of the line that is being collected
    std::uint64_t m_pending = 0; // bytes of it that were fed
    std::uint64_t m_line = 1;
};

// RFC 4180: quotes around cells, doubled within. Views lie in the row or, where quotes were doubled, in own memory.
class CsvRow {
public:
    void split(std::string_view row, char separator = ',');
    [[nodiscard]] std::size_t size() const { return m_cells.size(); }
    [[nodiscard]] std::string_view operator[](std::size_t i) const { return m_cells[i]; }
    [[nodiscard]] bool unclosed() const { return m_unclosed; }

private:
    std::vector<std::string_view> m_cells;
    std::vector<std::string> m_unquoted;
    std::vector<std::pair<std::size_t, std::size_t>> m_doubled; // cell, text in m_unquoted
    std::size_t m_used = 0;
    bool m_unclosed = false;
};

} // namespace causeway::decode
