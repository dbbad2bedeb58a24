// Records that containers put around an application's line.
// docker-json: {"log":"…\n","stream":"stdout","time":"…"} a line, as Docker's json-file driver writes.
// nezha-log-csv: Timestamp,TimeUnixNano,Node,PodName,Container,TraceID,SpanID,Log where Log is such an object in CSV quotes.

#include "analysis/decode/inner_line.h"
#include "analysis/decode/json_scan.h"
#include "analysis/decode/layout.h"

namespace causeway::decode {

Result<InnerLine> InnerLine::make(std::string_view json, std::vector<std::string> &names)
{
    InnerLine inner;
    inner.m_firstName = names.size();
    if (json.empty())
        return inner;
    CAUSEWAY_ASSIGN(const Layout layout, layoutFromJson(json));
    if (layout.format == "docker-json" || layout.format == "nezha-log-csv")
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("A container's record cannot hold lines of the format \"%1\""), layout.format));
    CAUSEWAY_ASSIGN(inner.m_decoder, makeDecoder(layout));
    for (std::size_t role = 0; role < kRoleCount; ++role)
        names.push_back("line " + std::string(toName(static_cast<Role>(role))));
    for (const std::string &name : inner.m_decoder->attributeNames())
        names.push_back(name);
    return inner;
}

void InnerLine::decode(std::string_view line, std::size_t begin, std::size_t end, std::uint32_t taken, Record &record)
{
    if (!m_decoder || !m_decoder->decode(line.substr(begin, end - begin), m_record)) {
        record.fields.push_back({Role::Content, 0, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
        return;
    }
    if (m_record.level != Level::Unknown)
        record.level = m_record.level;
    for (Field field : m_record.fields) {
        field.begin += static_cast<std::uint32_t>(begin);
        field.end += static_cast<std::uint32_t>(begin);
        if (field.role == Role::Attribute)
            field.name = static_cast<std::uint16_t>(m_firstName + kRoleCount + field.name);
        else if (field.role == Role::Time || (taken & (1u << static_cast<unsigned>(field.role))) != 0) {
            field.name = static_cast<std::uint16_t>(m_firstName + static_cast<std::size_t>(field.role));
            field.role = Role::Attribute;
        }
        record.fields.push_back(field);
    }
}

namespace {

constexpr std::uint32_t bitOf(Role role) { return 1u << static_cast<unsigned>(role); }

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
                    m_inner.decode(line, begin, withoutEscapedEnd(line, begin, end), bitOf(Role::Time), record);
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

Result<std::unique_ptr<LineDecoder>> makeNezhaDecoder(const Layout &layout)
{
    std::vector<std::string> names{"Timestamp", "Container", "stream", "container time"};
    CAUSEWAY_ASSIGN(InnerLine inner, InnerLine::make(layout.pattern, names));
    static const std::vector<std::string> kSpecs{"%En"};
    CAUSEWAY_ASSIGN(TimeReader times, TimeReader::make(layout.timeSpec, layout.time, kSpecs));
    return std::make_unique<NezhaDecoder>(std::move(inner), std::move(names), std::move(times));
}

} // namespace causeway::decode
