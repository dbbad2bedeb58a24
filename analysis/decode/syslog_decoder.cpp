// Syslog as daemons write it to files and as it goes over the wire.
// RFC 3164, section 4.1: [<PRI>]TIMESTAMP HOST TAG[PID]: MSG; time stamps may be ISO 8601 (RFC 3339), as rsyslog writes.
// RFC 5424, section 6: [<PRI>VERSION] TIMESTAMP HOST APP PROCID MSGID STRUCTURED-DATA MSG; files often lack <PRI>VERSION.

#include "analysis/decode/decoder_parts.h"

namespace causeway::decode {

namespace {

class SyslogDecoder final : public DecoderBase {
public:
    explicit SyslogDecoder(TimeReader times) : DecoderBase(std::move(times)) { m_names = {"message id", "structured data"}; }
    [[nodiscard]] std::unique_ptr<LineDecoder> clone() const override { return std::make_unique<SyslogDecoder>(*this); }

    bool decode(std::string_view line, Record &record) override
    {
        record.clear();
        if (line.size() < 16 || line.size() > kDecodableBytes)
            return false;
        std::size_t pos = 0;
        bool version = false;
        if (line[0] == '<') {
            std::size_t end = 1;
            unsigned priority = 0;
            while (end < 4 && isDigit(line[end]))
                priority = priority * 10 + static_cast<unsigned>(line[end++] - '0');
            if (end == 1 || line[end] != '>' || priority > 191)
                return false;
            static constexpr std::array<Level, 8> kSeverities{Level::Fatal, Level::Fatal, Level::Fatal, Level::Error,
                                                              Level::Warning, Level::Info, Level::Info, Level::Debug};
            record.level = kSeverities[priority & 7u];
            put(record, Role::Level, 1, end);
            pos = end + 1;
        }
        if (line[pos] == '1' && line[pos + 1] == ' ') {
            version = true;
            pos += 2;
        }
        std::size_t used = 0;
        if (!m_times.prefix(line.substr(pos), used, record))
            return false;
        const bool iso = isDigit(line[pos]);
        put(record, Role::Time, pos, pos + used);
        pos += used;
        if (!blanks(line, pos))
            return false;
        const std::size_t hostBegin = pos;
        word(line, pos);
        if (pos == hostBegin || line[pos - 1] == ':')
            return false;
        const std::string_view host = line.substr(hostBegin, pos - hostBegin);
        put(record, Role::Host, hostBegin, pos);
        if (!blanks(line, pos) && pos < line.size())
            return false;
        if ((version || (iso && isHost(host))) && rfc5424(line, pos, record))
            return true;
        if (version)
            return false;
        tag(line, pos, record);
        // Many programs begin a line with an ISO time and a word: here the word must be a host, and a tag must follow.
        if (iso && (record.fields.back().role == Role::Host || !isHost(host)))
            return false;
        put(record, Role::Content, pos, line.size());
        return true;
    }

private:
    static bool blanks(std::string_view line, std::size_t &pos)
    {
        const std::size_t start = pos;
        while (pos < line.size() && isBlank(line[pos]))
            ++pos;
        return pos > start;
    }
    static void word(std::string_view line, std::size_t &pos)
    {
        const std::size_t limit = std::min(line.size(), pos + 255);
        while (pos < limit && !isBlank(line[pos]))
            ++pos;
    }
    bool isHost(std::string_view word)
    {
        for (const char c : word)
            if (!isLetterOrDigit(c) && c != ':')
                return false;
        return m_levels.of(word) == Level::Unknown;
    }
    // One field of an RFC 5424 header and the blank behind it; "-" is no value.
    static bool header(std::string_view line, std::size_t &pos, std::size_t &begin, std::size_t &end)
    {
        begin = pos;
        word(line, pos);
        end = pos;
        if (end == begin || pos == line.size() || line[pos] != ' ')
            return false;
        ++pos;
        return true;
    }

    bool rfc5424(std::string_view line, std::size_t start, Record &record)
    {
        std::size_t pos = start;
        std::size_t appBegin = 0, appEnd = 0, processBegin = 0, processEnd = 0, idBegin = 0, idEnd = 0;
        if (!header(line, pos, appBegin, appEnd) || !header(line, pos, processBegin, processEnd) || !header(line, pos, idBegin, idEnd) || pos == line.size())
            return false;
        const std::size_t dataBegin = pos;
        if (line[pos] == '-')
            ++pos;
        else
            while (pos < line.size() && line[pos] == '[') {
                if (pos + 1 < line.size() && (isBlank(line[pos + 1]) || line[pos + 1] == ']'))
                    return false;
                bool quoted = false;
                const std::size_t limit = std::min(line.size(), pos + 4 * kHeaderBytes);
                for (++pos; pos < limit && (quoted || line[pos] != ']'); ++pos) {
                    if (line[pos] == '"')
                        quoted = !quoted;
                    else if (line[pos] == '\\')
                        ++pos;
                }
                if (pos >= limit)
                    return false;
                ++pos;
            }
        if (pos == dataBegin || (pos < line.size() && line[pos] != ' '))
            return false;
        put(record, Role::Component, appBegin, appEnd);
        put(record, Role::Process, processBegin, processEnd);
        put(record, Role::Attribute, idBegin, idEnd, 0);
        put(record, Role::Attribute, dataBegin, pos, 1);
        if (record.level == Level::Unknown)
            record.level = levelParameter(line.substr(dataBegin, pos - dataBegin));
        blanks(line, pos);
        put(record, Role::Content, pos, line.size());
        return true;
    }

    // Files lack the priority; some programs tell the level among the data: [id level="INFO" …].
    Level levelParameter(std::string_view data)
    {
        constexpr std::string_view kName = " level=\"";
        const std::size_t at = data.size() > 16 ? data.find(kName) : std::string_view::npos;
        if (at == std::string_view::npos)
            return Level::Unknown;
        data.remove_prefix(at + kName.size());
        return m_levels.of(data.substr(0, data.find('"')));
    }

    // `sshd(pam_unix)[19939]: `, `kernel: `, `syslogd 1.4.1: `; a line without a tag is content from here on.
    static void tag(std::string_view line, std::size_t &pos, Record &record)
    {
        const std::size_t begin = pos;
        const std::size_t limit = std::min(line.size(), pos + 128);
        std::size_t end = begin;
        const auto colonAt = [&](std::size_t at) { return at < line.size() && line[at] == ':' && (at + 1 == line.size() || isBlank(line[at + 1])); };
        while (end < limit && !isBlank(line[end]) && line[end] != '[' && !colonAt(end))
            ++end;
        if (end == begin || end >= limit)
            return;
        if (line[end] == '[') {
            std::size_t close = end + 1;
            while (close < limit && isLetterOrDigit(line[close]))
                ++close;
            if (close >= limit || line[close] != ']' || close == end + 1)
                return;
            std::size_t behind = close + 1;
            if (behind < line.size() && line[behind] == ':')
                ++behind;
            if (behind < line.size() && !isBlank(line[behind]))
                return;
            put(record, Role::Component, begin, end);
            put(record, Role::Process, end + 1, close);
            pos = behind;
        } else if (colonAt(end)) {
            put(record, Role::Component, begin, end);
            pos = end + 1;
        } else {
            std::size_t version = end + 1;
            while (version < limit && (isDigit(line[version]) || line[version] == '.'))
                ++version;
            if (version == end + 1 || !colonAt(version))
                return;
            put(record, Role::Component, begin, version);
            pos = version + 1;
        }
        blanks(line, pos);
    }
    static bool isLetterOrDigit(char c) { return isLetter(c) || isDigit(c) || c == '-' || c == '.' || c == '_'; }
};

} // namespace

Result<std::unique_ptr<LineDecoder>> makeSyslogDecoder(const Layout &layout)
{
    static const std::vector<std::string> kSpecs{"%b %e %H:%M:%S",           "%b %-d %H:%M:%S",          "%b %e %H:%M:%S.%f",       "%b %e %Y %H:%M:%S",
                                                 "%Y-%m-%dT%H:%M:%S%.fZ", "%Y-%m-%dT%H:%M:%S%.f%:z"};
    CAUSEWAY_ASSIGN(TimeReader times, TimeReader::make(layout.timeSpec, layout.time, kSpecs));
    return std::make_unique<SyslogDecoder>(std::move(times));
}

} // namespace causeway::decode
