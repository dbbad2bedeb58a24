// Records that containers put around an application's line.
// docker-json: {"log":"…\n","stream":"stdout","time":"…"} a line, as Docker's json-file driver writes.
// cri: TIME stdout|stderr P|F LINE, as containerd and CRI-O write for Kubernetes; P = the line goes on in the next record.
// compose: NAME | LINE, as docker compose prints, or [pod/NAME/CONTAINER] LINE, as kubectl logs --prefix does.
// nezha-log-csv: Timestamp,TimeUnixNano,Node,PodName,Container,TraceID,SpanID,Log where Log is such an object in CSV quotes.

#include "analysis/decode/inner_line.h"
#include "analysis/decode/json_scan.h"
#include "analysis/decode/layout.h"

namespace causeway::decode {

namespace {

constexpr std::uint32_t bitOf(Role role) { return 1u << static_cast<unsigned>(role); }

// Docker splits an application's line into records of 16 KiB; only the last holds the line's end.
constexpr std::size_t kSplitBytes = 16'000;

// Without the escaped line end that containers record.
std::size_t withoutEscapedEnd(std::string_view line, std::size_t begin, std::size_t end)
{
    for (const std::string_view tail : {"\\n", "\\r"})
        if (end - begin >= 2 && line.substr(end - 2, 2) == tail) {
            std::size_t slashes = 0; // an escaped backslash before the letter is text
            while (end - 2 > begin + slashes && line[end - 3 - slashes] == '\\')
                ++slashes;
            if (slashes % 2 == 0)
                end -= 2;
        }
    return end;
}

class DockerJsonDecoder final : public DecoderBase {
public:
    DockerJsonDecoder(InnerLine inner, std::vector<std::string> names, TimeReader times) : DecoderBase(std::move(times)), m_inner(std::move(inner)) { m_names = std::move(names); }
    [[nodiscard]] std::unique_ptr<LineDecoder> clone() const override { return std::make_unique<DockerJsonDecoder>(*this); }

    bool decode(std::string_view line, Record &record) override
    {
        record.clear();
        std::size_t pos = 0;
        json::skipBlanks(line, pos);
        if (line.size() > kDecodableBytes || pos >= line.size() || line[pos] != '{')
            return false;
        bool log = false;
        bool time = false;
        for (int keys = 0; keys < 8; ++keys) {
            ++pos;
            std::size_t begin = 0, end = 0;
            json::skipBlanks(line, pos);
            if (pos >= line.size() || line[pos] != '"' || !json::scanString(line, pos, begin, end))
                return false;
            const std::string_view key = line.substr(begin, end - begin);
            json::skipBlanks(line, pos);
            if (pos >= line.size() || line[pos] != ':')
                return false;
            ++pos;
            json::skipBlanks(line, pos);
            if (pos >= line.size())
                return false;
            if (line[pos] == '"') {
                if (!json::scanString(line, pos, begin, end))
                    return false;
                if (key == "log" && !log) {
                    log = true;
                    const std::size_t textEnd = withoutEscapedEnd(line, begin, end);
                    record.partial = textEnd == end && end - begin >= kSplitBytes;
                    m_inner.decode(line, begin, textEnd, bitOf(Role::Time), record);
                } else if (key == "time" && !time && m_times.whole(line.substr(begin, end - begin), record)) {
                    time = true;
                    put(record, Role::Time, begin, end);
                } else
                    put(record, Role::Attribute, begin, end, key == "stream" ? 1 : 0);
            } else {
                begin = pos;
                if (line[pos] == '{' || line[pos] == '[' ? !json::skipNested(line, pos) : !json::scanScalar(line, pos))
                    return false;
                put(record, Role::Attribute, begin, pos);
            }
            json::skipBlanks(line, pos);
            if (pos >= line.size())
                return false;
            if (line[pos] == '}') {
                ++pos;
                json::skipBlanks(line, pos);
                return pos == line.size() && log && time;
            }
            if (line[pos] != ',')
                return false;
        }
        return false;
    }

private:
    InnerLine m_inner;
};

class CriDecoder final : public DecoderBase {
public:
    CriDecoder(InnerLine inner, std::vector<std::string> names, TimeReader times) : DecoderBase(std::move(times)), m_inner(std::move(inner)) { m_names = std::move(names); }
    [[nodiscard]] std::unique_ptr<LineDecoder> clone() const override { return std::make_unique<CriDecoder>(*this); }

    enum Name : std::uint16_t { Stream, Tag };

    bool decode(std::string_view line, Record &record) override
    {
        record.clear();
        std::size_t pos = 0;
        if (line.size() > kDecodableBytes || !m_times.prefix(line, pos, record) || pos == line.size() || line[pos] != ' ')
            return false;
        put(record, Role::Time, 0, pos);
        ++pos;
        const std::string_view rest = line.substr(pos, 8);
        if (!rest.starts_with("stdout ") && !rest.starts_with("stderr "))
            return false;
        put(record, Role::Attribute, pos, pos + 6, Stream);
        pos += 7;
        // Tags are separated by colons, the first is P or F.
        if (pos >= line.size() || (line[pos] != 'P' && line[pos] != 'F') || (pos + 1 < line.size() && line[pos + 1] != ' ' && line[pos + 1] != ':'))
            return false;
        record.partial = line[pos] == 'P';
        const std::size_t end = std::min(line.find(' ', pos), line.size());
        put(record, Role::Attribute, pos, end, Tag);
        m_inner.decode(line, std::min(end + 1, line.size()), line.size(), bitOf(Role::Time), record);
        return true;
    }

private:
    InnerLine m_inner;
};

class ComposeDecoder final : public DecoderBase {
public:
    ComposeDecoder(InnerLine inner, std::vector<std::string> names, TimeReader times)
        : DecoderBase(std::move(times)), m_inner(std::move(inner)), m_context(m_inner.timeContext())
    {
        m_names = std::move(names);
    }
    [[nodiscard]] std::unique_ptr<LineDecoder> clone() const override { return std::make_unique<ComposeDecoder>(*this); }
    [[nodiscard]] std::span<const TimeFormat> timeFormats() const override { return m_inner.timeFormats(); }
    [[nodiscard]] const TimeContext &timeContext() const override { return m_context; }

    bool decode(std::string_view line, Record &record) override
    {
        record.clear();
        if (line.size() > kDecodableBytes)
            return false;
        std::size_t pos = 0;
        if (line.starts_with("[pod/")) {
            const std::size_t end = std::min(line.substr(0, 600).find(']'), line.size());
            const std::size_t slash = line.rfind('/', end);
            if (end == line.size() || slash < 5 || line.substr(0, end).find(' ') != std::string_view::npos)
                return false;
            put(record, Role::Host, 5, slash);
            put(record, Role::Component, slash + 1, end);
            pos = end + 1;
        } else {
            const std::size_t limit = std::min<std::size_t>(line.size(), 128);
            bool letters = false;
            while (pos < limit && (isLetter(line[pos]) || isDigit(line[pos]) || line[pos] == '-' || line[pos] == '_' || line[pos] == '.'))
                letters = isLetter(line[pos++]) || letters;
            const std::size_t end = pos;
            while (pos < limit && line[pos] == ' ')
                ++pos;
            // A level in front of a bar is another layout's.
            if (pos >= limit || !letters || pos == end || line[pos] != '|' || m_levels.of(line.substr(0, end)) != Level::Unknown)
                return false;
            put(record, Role::Component, 0, end);
            ++pos;
        }
        if (pos < line.size() && line[pos] != ' ')
            return false;
        pos = std::min(pos + 1, line.size());
        m_inner.decode(line, pos, line.size(), bitOf(Role::Component) | bitOf(Role::Host), record);
        return true;
    }

private:
    InnerLine m_inner;
    TimeContext m_context;
};

class NezhaDecoder final : public DecoderBase {
public:
    NezhaDecoder(InnerLine inner, std::vector<std::string> names, TimeReader times) : DecoderBase(std::move(times)), m_inner(std::move(inner)) { m_names = std::move(names); }
    [[nodiscard]] std::unique_ptr<LineDecoder> clone() const override { return std::make_unique<NezhaDecoder>(*this); }

    enum Name : std::uint16_t { Timestamp, Container, Stream, DockerTime };

    bool decode(std::string_view line, Record &record) override
    {
        record.clear();
        if (line.size() > kDecodableBytes || line.empty() || !isDigit(line[0])) // the header row is no event
            return false;
        static constexpr std::array<std::pair<Role, std::uint16_t>, 7> kColumns{{{Role::Attribute, Timestamp}, {Role::Time, 0}, {Role::Host, 0}, {Role::Component, 0},
                                                                                   {Role::Attribute, Container}, {Role::Trace, 0}, {Role::Span, 0}}};
        std::size_t pos = 0;
        for (const auto &[role, name] : kColumns) {
            const std::size_t begin = pos;
            const std::size_t limit = std::min(line.size(), pos + 512);
            while (pos < limit && line[pos] != ',' && line[pos] != '"')
                ++pos;
            if (pos >= limit || line[pos] != ',')
                return false;
            if (role == Role::Time && !m_times.whole(line.substr(begin, pos - begin), record))
                return false;
            put(record, role, begin, pos, name);
            ++pos;
        }
        return log(line, pos, record);
    }

private:
    static constexpr std::uint32_t kTaken = bitOf(Role::Time) | bitOf(Role::Host) | bitOf(Role::Component) | bitOf(Role::Trace) | bitOf(Role::Span);

    // A string of JSON within CSV quotes: its quotes are doubled, a quote of its own is \"". end: before the closing "".
    static bool doubledString(std::string_view line, std::size_t begin, std::size_t &end)
    {
        for (std::size_t at = begin; at + 1 < line.size();) {
            const void *const quote = std::memchr(line.data() + at, '"', line.size() - at);
            if (quote == nullptr)
                return false;
            at = static_cast<std::size_t>(static_cast<const char *>(quote) - line.data());
            if (at + 1 >= line.size() || line[at + 1] != '"')
                return false;
            std::size_t slashes = 0;
            while (at - slashes > begin && line[at - slashes - 1] == '\\')
                ++slashes;
            if (slashes % 2 == 0) {
                end = at;
                return true;
            }
            at += 2;
        }
        return false;
    }

    bool log(std::string_view line, std::size_t pos, Record &record)
    {
        constexpr std::string_view kOpen = "\"{\"\"log\"\":\"\"";
        constexpr std::string_view kStream = "\"\",\"\"stream\"\":\"\"";
        constexpr std::string_view kTime = "\"\",\"\"time\"\":\"\"";
        constexpr std::string_view kClose = "\"\"}\"";
        std::size_t end = 0;
        std::size_t streamEnd = 0;
        std::size_t timeEnd = 0;
        const auto at = [&](std::size_t place, std::string_view what) { return line.substr(std::min(place, line.size()), what.size()) == what; };
        if (at(pos, kOpen) && doubledString(line, pos + kOpen.size(), end) && at(end, kStream) && doubledString(line, end + kStream.size(), streamEnd) &&
            at(streamEnd, kTime) && doubledString(line, streamEnd + kTime.size(), timeEnd) && line.substr(timeEnd) == kClose) {
            m_inner.decode(line, pos + kOpen.size(), withoutEscapedEnd(line, pos + kOpen.size(), end), kTaken, record);
            put(record, Role::Attribute, end + kStream.size(), streamEnd, Stream);
            put(record, Role::Attribute, streamEnd + kTime.size(), timeEnd, DockerTime);
            return true;
        }
        // Not docker's JSON: an application's line, perhaps in quotes.
        std::size_t last = line.size();
        if (last >= pos + 2 && line[pos] == '"' && line[last - 1] == '"') {
            ++pos;
            --last;
        }
        m_inner.decode(line, pos, last, kTaken, record);
        return true;
    }

    InnerLine m_inner;
};

} // namespace

std::vector<std::string_view> innerLines(const Layout &container, std::span<const std::string_view> lines)
{
    std::vector<std::string_view> inner;
    Layout bare = container;
    bare.pattern.clear();
    const auto decoder = makeDecoder(bare);
    if (!decoder)
        return inner;
    Record record;
    for (const std::string_view line : lines)
        if ((*decoder)->decode(line, record))
            for (const Field &field : record.fields)
                if (field.role == Role::Content)
                    inner.push_back(line.substr(field.begin, field.end - field.begin));
    return inner;
}

Result<std::unique_ptr<LineDecoder>> makeDockerJsonDecoder(const Layout &layout)
{
    std::vector<std::string> names{"other", "stream"};
    CAUSEWAY_ASSIGN(InnerLine inner, InnerLine::make(layout.pattern, names));
    static const std::vector<std::string> kSpecs{"%Y-%m-%dT%H:%M:%S%.fZ", "%Y-%m-%dT%H:%M:%S%.f%:z"};
    CAUSEWAY_ASSIGN(TimeReader times, TimeReader::make(layout.timeSpec, layout.time, kSpecs));
    return std::make_unique<DockerJsonDecoder>(std::move(inner), std::move(names), std::move(times));
}

Result<std::unique_ptr<LineDecoder>> makeCriDecoder(const Layout &layout)
{
    std::vector<std::string> names{"stream", "tag"};
    CAUSEWAY_ASSIGN(InnerLine inner, InnerLine::make(layout.pattern, names));
    static const std::vector<std::string> kSpecs{"%Y-%m-%dT%H:%M:%S%.fZ", "%Y-%m-%dT%H:%M:%S%.f%:z"};
    CAUSEWAY_ASSIGN(TimeReader times, TimeReader::make(layout.timeSpec, layout.time, kSpecs));
    return std::make_unique<CriDecoder>(std::move(inner), std::move(names), std::move(times));
}

Result<std::unique_ptr<LineDecoder>> makeComposeDecoder(const Layout &layout)
{
    std::vector<std::string> names;
    CAUSEWAY_ASSIGN(InnerLine inner, InnerLine::make(layout.pattern, names));
    CAUSEWAY_ASSIGN(TimeReader times, TimeReader::make({}, layout.time, {}));
    return std::make_unique<ComposeDecoder>(std::move(inner), std::move(names), std::move(times));
}

Result<std::unique_ptr<LineDecoder>> makeNezhaDecoder(const Layout &layout)
{
    std::vector<std::string> names{"Timestamp", "Container", "stream", "container time"};
    CAUSEWAY_ASSIGN(InnerLine inner, InnerLine::make(layout.pattern, names));
    static const std::vector<std::string> kSpecs{"%En"};
    CAUSEWAY_ASSIGN(TimeReader times, TimeReader::make(layout.timeSpec, layout.time, kSpecs));
    return std::make_unique<NezhaDecoder>(std::move(inner), std::move(names), std::move(times));
}

} // namespace causeway::decode
