#pragma once
// The application's line within a container's record. Internal to this folder.

#include "analysis/decode/decoder_parts.h"

namespace causeway::decode {

// Reads a part of a line by a layout of its own and adds its fields: roles that the record around it has taken become
// attributes "line time", "line component" …; without a layout, or where it does not match, all of it is the content.
class InnerLine {
public:
    InnerLine() = default;
    InnerLine(const InnerLine &other) : m_decoder(other.m_decoder ? other.m_decoder->clone() : nullptr), m_firstName(other.m_firstName) {}
    InnerLine &operator=(const InnerLine &) = delete;
    InnerLine(InnerLine &&) = default;
    InnerLine &operator=(InnerLine &&) = default;

    // json: a layout (layout.h) or empty. Adds its attributes to names. Errors: as makeDecoder; containers do not nest.
    static Result<InnerLine> make(std::string_view json, std::vector<std::string> &names);

    // line[begin, end); taken: roles in use, a bit each.
    void decode(std::string_view line, std::size_t begin, std::size_t end, std::uint32_t taken, Record &record);

private:
    std::unique_ptr<LineDecoder> m_decoder;
    std::size_t m_firstName = 0; // names: one a role, then those of the decoder
    Record m_record;
};

// detectLayouts() without containers' records, which do not nest.
Detection detectInnerLayouts(std::span<const std::string_view> lines, int yearHint);

// The application's lines that these records hold, to find their layout.
std::vector<std::string_view> innerLines(const Layout &container, std::span<const std::string_view> lines);

} // namespace causeway::decode
