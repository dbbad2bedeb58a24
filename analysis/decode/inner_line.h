#pragma once
// The application's line within a container's record. Internal to this folder.

#include "analysis/decode/decoder_parts.h"

namespace causeway::decode {

// Reads a part of a line by layouts of its own and adds its fields: roles that the record around it has taken become
// attributes "line time", "line component" …; without a layout, or where none matches, all of it is the content.
class InnerLine {
public:
    InnerLine() = default;
    InnerLine(const InnerLine &other);
    InnerLine &operator=(const InnerLine &) = delete;
    InnerLine(InnerLine &&) = default;
    InnerLine &operator=(InnerLine &&) = default;

    // json: layouts (layout.h), one a line, tried in their order; or empty. Adds their attributes to names. Errors: as
    // makeDecoder; containers do not nest.
    static Result<InnerLine> make(std::string_view json, std::vector<std::string> &names);

    // line[begin, end); taken: roles in use, a bit each. Where Role::Time is not taken the line's time becomes the record's,
    // its format counted in timeFormats().
    void decode(std::string_view line, std::size_t begin, std::size_t end, std::uint32_t taken, Record &record);
    [[nodiscard]] const std::vector<TimeFormat> &timeFormats() const { return m_times; } // of all layouts
    [[nodiscard]] TimeContext timeContext() const;                                       // of the first

private:
    struct Part {
        std::unique_ptr<LineDecoder> decoder;
        std::size_t firstName = 0; // names: one a role, then those of the decoder
        std::size_t firstTime = 0;
    };
    std::vector<Part> m_parts;
    std::vector<TimeFormat> m_times;
    Record m_record;
};

bool isContainer(std::string_view format);

// detectLayouts() without containers' records, which do not nest.
Detection detectInnerLayouts(std::span<const std::string_view> lines, int yearHint);

// The application's lines that these records hold, to find their layout.
std::vector<std::string_view> innerLines(const Layout &container, std::span<const std::string_view> lines);

} // namespace causeway::decode
