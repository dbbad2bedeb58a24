#pragma once
// A line decoder knows one layout of lines. Pure, bounded, never fails on bytes: a line it does not know is "no".

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/result.h"
#include "analysis/decode/record.h"
#include "analysis/decode/time_format.h"

namespace causeway::decode {

// One a thread (it caches); clone() for another. decode() is called for every line: no allocation after warm-up.
class LineDecoder {
public:
    virtual ~LineDecoder() = default;
    // line: one physical line without its terminator (\n or \r\n). false: this is not the start of an event of this
    // layout; record is then unspecified.
    virtual bool decode(std::string_view line, Record &record) = 0;
    [[nodiscard]] virtual std::unique_ptr<LineDecoder> clone() const = 0;
    [[nodiscard]] virtual std::span<const std::string> attributeNames() const = 0;
    [[nodiscard]] virtual std::span<const TimeFormat> timeFormats() const = 0;
    [[nodiscard]] virtual const TimeContext &timeContext() const = 0;
};

// How the lines of a source are to be read. Value type; serialised into the project (toJson/fromJson in layout.h).
struct Layout {
    // One of `formats()` ("syslog", "json-lines", "docker-json", "nezha-log-csv", "plain" …), "layout" or "regex".
    std::string format = "plain";
    // "layout": `<Date> <Time> <Level> <Component>: <Content>` as loghub writes them (header_layout.h); "regex": RE2 with
    // named groups (time, level, component, thread, process, host, trace, span, content; warning, error …: what matches is
    // of that level; any other name is an attribute);
    // "json-lines", "logfmt": the keys that have attributes of their own, separated by blanks; "docker-json",
    // "cri", "compose", "nezha-log-csv": the layouts of the application's line, as JSON (layout.h), one a line, empty = none;
    // "w3c", "zeek": the names of the columns as the directive writes them.
    std::string pattern;
    std::string timeSpec; // of the time field; alternatives separated by |; empty = the known ones
    TimeContext time;
    bool operator==(const Layout &) const;
};

struct FormatInfo {
    std::string name;
    std::string kind; // "log", "sequences"
    std::string description;
};
std::vector<FormatInfo> formats();

// Errors: InvalidInput with what is wrong with the pattern and where.
Result<std::unique_ptr<LineDecoder>> makeDecoder(const Layout &layout);

// What the first lines of a file (or samples from all over it, in order) look like. Several layouts where lines of several
// programs are mixed in one file: each explains at least 0.5 % of the sampled lines that start an event; the most
// frequent first. "plain" (every line an event, no header) where nothing explains half of the lines that are no evident
// continuations (indented, stack frames), or one in fifty where the first line that is no comment begins an event.
struct Detection {
    std::vector<Layout> layouts;
    double explained = 0;    // share of the lines that some layout knows
    std::string why;         // "2,000 of 2,000 lines begin `<Date> <Time> <Pid> <Level> <Component>:`"
};
// yearHint: the year to assume for year-less time stamps (that of the file's modification).
Detection detectLayouts(std::span<const std::string_view> lines, int yearHint);

// Gives a line to the most specific layout that knows it (ties: the first in the list). Layouts that cannot match are told
// by the look of the line's first bytes, which is remembered; the answer depends on the line alone, so that clones agree.
// A line that none knows is a continuation of the event before it (false).
class SourceDecoder {
public:
    static Result<SourceDecoder> make(std::span<const Layout> layouts);
    SourceDecoder(SourceDecoder &&) noexcept;
    SourceDecoder &operator=(SourceDecoder &&) noexcept;
    ~SourceDecoder();
    [[nodiscard]] SourceDecoder clone() const;
    // layout: index of the layout that matched.
    bool decode(std::string_view line, Record &record, std::uint16_t &layout);
    [[nodiscard]] const LineDecoder &decoder(std::uint16_t layout) const;
    [[nodiscard]] std::size_t size() const;

private:
    SourceDecoder();
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace causeway::decode
