// Lines that begin with a time and then say what they like: [level] [thread] [component:] content, each told by its look.

#include <algorithm>

#include "analysis/decode/decoder_parts.h"

namespace causeway::decode {

namespace {

class TimestampedDecoder final : public DecoderBase {
public:
    explicit TimestampedDecoder(TimeReader times) : DecoderBase(std::move(times)), m_epochs(m_times.formats().size())
    {
        m_names = {"field", "zone"};
        for (std::size_t i = 0; i < m_epochs.size(); ++i) {
            m_epochs[i] = epochDigits(m_times.formats()[i].spec());
            m_onlyEpochs = m_onlyEpochs && m_epochs[i] > 0;
        }
    }
    [[nodiscard]] std::unique_ptr<LineDecoder> clone() const override { return std::make_unique<TimestampedDecoder>(*this); }

    bool decode(std::string_view line, Record &record) override
    {
        record.clear();
        if (line.size() > kDecodableBytes || line.empty())
            return false;
        std::size_t pos = line[0] == '[' || line[0] == '(' || line[0] == '"' ? 1 : 0;
        std::size_t used = 0;
        if (!readTime(line.substr(pos), used, record))
            return false;
        put(record, Role::Time, pos, pos + used);
        pos += used;
        if (line[0] == '"' && pos < line.size() && line[pos] == '"')
            ++pos;
        const std::size_t zone = unknownZone(line, pos);
        if (zone > 0) {
            put(record, Role::Attribute, pos, zone, Zone);
            pos = zone;
        }
        // 2024-01-01_backup.tar is no time.
        if (pos < line.size() && (isLetter(line[pos]) || isDigit(line[pos]) || line[pos] == '_' || line[pos] == '/'))
            return false;
        // Nor is a time whose fraction this spec does not know.
        if (pos + 1 < line.size() && (line[pos] == '.' || line[pos] == ',') && isDigit(line[pos + 1]))
            return false;
        afterTime(line, pos, record);
        return true;
    }

private:
    enum Name : std::uint16_t { Other, Zone };

    // Of an instant from 2001 to 2033 in each unit; 0 where the spec is no epoch.
    static std::size_t epochDigits(std::string_view spec)
    {
        return spec == "%Es" || spec == "%s" ? 10 : spec == "%Em" ? 13 : spec == "%Eu" ? 16 : spec == "%En" ? 19 : 0;
    }
    // A number is an epoch by its digits, or none.
    bool readTime(std::string_view text, std::size_t &used, Record &record)
    {
        if (!m_onlyEpochs && m_times.prefix(text, used, record))
            return m_epochs[record.timeFormat] == 0 || readEpoch(text, used, record);
        return readEpoch(text, used, record);
    }
    bool readEpoch(std::string_view text, std::size_t &used, Record &record)
    {
        if (text.empty() || (text[0] != '1' && text[0] != '2'))
            return false;
        std::size_t digits = 1;
        while (digits < text.size() && digits < 20 && isDigit(text[digits]))
            ++digits;
        for (std::size_t i = 0; i < m_epochs.size(); ++i)
            if (m_epochs[i] == digits) {
                used = digits;
                if (digits <= 13 && digits + 1 < text.size() && text[digits] == '.' && isDigit(text[digits + 1]))
                    for (++used; used < text.size() && isDigit(text[used]);)
                        ++used;
                constexpr std::string_view kBehind = " \t:],|)";
                return (used == text.size() || kBehind.find(text[used]) != std::string_view::npos) && m_times.wholeWith(i, text.substr(0, used), record);
            }
        return false;
    }
    // The end of capital letters right behind the time, which then are a zone nobody knows (read as UTC); 0 = there are none.
    static std::size_t unknownZone(std::string_view line, std::size_t pos)
    {
        std::size_t end = pos;
        while (end < line.size() && end - pos < 6 && line[end] >= 'A' && line[end] <= 'Z')
            ++end;
        const std::string_view word = line.substr(pos, end - pos);
        return end >= pos + 3 && end - pos < 6 && parseLevel(word) == Level::Unknown && (end == line.size() || isBlank(line[end])) ? end : 0;
    }

    struct Token {
        std::size_t begin = 0, end = 0; // without brackets
        std::size_t next = 0;           // behind it and its bracket
        bool bracketed = false;
    };

    static void skipSeparators(std::string_view line, std::size_t &pos)
    {
        while (pos < line.size()) {
            const char c = line[pos];
            const bool dash = c == '-' && pos + 1 < line.size() && isBlank(line[pos + 1]);
            if (!isBlank(c) && c != ':' && c != '|' && c != ',' && c != ';' && c != ']' && c != ')' && !dash)
                return;
            ++pos;
        }
    }
    static bool tokenAt(std::string_view line, std::size_t pos, Token &token)
    {
        if (pos >= line.size())
            return false;
        const std::size_t limit = std::min(line.size(), pos + 80);
        token.bracketed = line[pos] == '[';
        token.begin = pos + (token.bracketed ? 1 : 0);
        token.end = token.begin;
        if (token.bracketed) {
            while (token.end < limit && line[token.end] != ']')
                ++token.end;
            if (token.end == limit)
                return false;
            token.next = token.end + 1;
            while (token.end > token.begin && isBlank(line[token.end - 1]))
                --token.end;
            return token.end > token.begin;
        }
        while (token.end < limit && (isLetter(line[token.end]) || isDigit(line[token.end]) || line[token.end] == '_' || line[token.end] == '.' ||
                                     line[token.end] == '$' || line[token.end] == '-' || line[token.end] == '/'))
            ++token.end;
        token.next = token.end;
        return token.end > token.begin && token.end < limit;
    }
    // A word that is written as levels are: INFO, [info], Info: or a plain word that cannot be much else.
    // single: one letter may be a level, since nothing but numbers and brackets stands in front of it.
    Level levelOf(std::string_view line, const Token &token, bool single)
    {
        const std::string_view text = line.substr(token.begin, token.end - token.begin);
        if (text.size() == 1 && !token.bracketed) // one letter, as glog's relatives write it; I and D are words and names too
            return single && token.next < line.size() && isBlank(line[token.next]) && std::string_view("EWIDFVT").find(text[0]) != std::string_view::npos ? m_levels.of(text) : Level::Unknown;
        if (text.size() > 13 || (text.size() < 3 && !token.bracketed))
            return Level::Unknown;
        const bool upper = std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        const bool marked = token.bracketed || (token.next < line.size() && (line[token.next] == ':' || line[token.next] == '|'));
        static constexpr std::array<std::string_view, 13> kPlain{"trace", "debug", "info", "notice", "warn", "warning", "err", "error", "fatal", "critical", "crit", "debug2", "debug3"};
        if (!upper && !marked && std::find(kPlain.begin(), kPlain.end(), text) == kPlain.end())
            return Level::Unknown;
        return m_levels.of(text);
    }

    void afterTime(std::string_view line, std::size_t pos, Record &record)
    {
        skipSeparators(line, pos);
        // The level is among the first three tokens or there is none.
        std::array<Token, 3> tokens;
        std::size_t at = pos;
        std::size_t count = 0;
        bool found = false;
        bool single = true;
        while (count < tokens.size() && !found && tokenAt(line, at, tokens[count])) {
            record.level = levelOf(line, tokens[count], single);
            single = single && (tokens[count].bracketed || isNumber(line.substr(tokens[count].begin, tokens[count].end - tokens[count].begin)));
            found = record.level != Level::Unknown;
            at = tokens[count].next;
            ++count;
            skipSeparators(line, at);
        }
        std::uint32_t roles = 0;
        if (found) {
            for (std::size_t i = 0; i + 1 < count; ++i) {
                const std::string_view text = line.substr(tokens[i].begin, tokens[i].end - tokens[i].begin);
                const bool number = isNumber(text);
                const Role role = number ? Role::Process : tokens[i].bracketed ? Role::Thread : Role::Component;
                once(record, roles, role, tokens[i]);
            }
            put(record, Role::Level, tokens[count - 1].begin, tokens[count - 1].end);
            pos = at;
            Token token;
            if (tokenAt(line, pos, token) && token.bracketed) {
                once(record, roles, Role::Thread, token);
                pos = token.next;
                skipSeparators(line, pos);
            }
        }
        Token token;
        if (tokenAt(line, pos, token) && !token.bracketed && isLetter(line[token.begin])) {
            // component: … or program[pid]: …
            Token process;
            std::size_t colon = token.next; // behind a name that is padded: `FarmApplication   : Starting`
            while (found && colon < line.size() && line[colon] == ' ')
                ++colon;
            const std::size_t lineEnd = lineNumberEnd(line, token.next);
            if (lineEnd > 0) {
                token.end = lineEnd;
                once(record, roles, Role::Component, token);
                pos = lineEnd;
                skipSeparators(line, pos);
            } else if (colon > token.next && colon + 1 < line.size() && line[colon] == ':' && isBlank(line[colon + 1])) {
                once(record, roles, Role::Component, token);
                pos = colon + 1;
                while (pos < line.size() && isBlank(line[pos]))
                    ++pos;
            } else if (line[token.next] == '[' && tokenAt(line, token.next, process) && std::all_of(line.begin() + static_cast<std::ptrdiff_t>(process.begin), line.begin() + static_cast<std::ptrdiff_t>(process.end), isDigit)) {
                once(record, roles, Role::Component, token);
                once(record, roles, Role::Process, process);
                pos = process.next;
                skipSeparators(line, pos);
            } else if (line[token.next] == ':' && (found || (token.next + 1 < line.size() && isBlank(line[token.next + 1]))) &&
                       !(token.next + 1 < line.size() && line[token.next + 1] == '/')) {
                once(record, roles, Role::Component, token);
                pos = token.next + 1;
                while (pos < line.size() && isBlank(line[pos]))
                    ++pos;
            }
        }
        put(record, Role::Content, pos, line.size());
    }
    // A process or thread: decimal, or hexadecimal with leading zeros or 0x.
    static bool isNumber(std::string_view text)
    {
        if (std::all_of(text.begin(), text.end(), isDigit))
            return true;
        return text.size() > 4 && text[0] == '0' && std::all_of(text.begin() + 1, text.end(), [](char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == 'x'; });
    }
    // `queue_sender.go:128` and a tab or blank: the end of the number behind the colon, or 0.
    static std::size_t lineNumberEnd(std::string_view line, std::size_t colon)
    {
        if (colon >= line.size() || line[colon] != ':')
            return 0;
        std::size_t end = colon + 1;
        while (end < line.size() && end - colon < 8 && isDigit(line[end]))
            ++end;
        return end > colon + 1 && end < line.size() && isBlank(line[end]) ? end : 0;
    }
    static void once(Record &record, std::uint32_t &roles, Role role, const Token &token)
    {
        const std::uint32_t bit = 1u << static_cast<unsigned>(role);
        put(record, (roles & bit) != 0 ? Role::Attribute : role, token.begin, token.end);
        roles |= bit;
    }

    std::vector<std::size_t> m_epochs; // by time format
    bool m_onlyEpochs = true;
};

class PlainDecoder final : public DecoderBase {
public:
    explicit PlainDecoder(TimeReader times) : DecoderBase(std::move(times)) {}
    [[nodiscard]] std::unique_ptr<LineDecoder> clone() const override { return std::make_unique<PlainDecoder>(*this); }
    bool decode(std::string_view line, Record &record) override
    {
        record.clear();
        if (line.size() > kDecodableBytes)
            return false;
        put(record, Role::Content, 0, line.size());
        return true;
    }
};

} // namespace

Result<std::unique_ptr<LineDecoder>> makeTimestampedDecoder(const Layout &layout)
{
    static const std::vector<std::string> kIso = [] {
        const auto machine = machineTimeSpecs();
        return std::vector<std::string>(machine.begin(), machine.end());
    }();
    static const std::vector<std::string> kKnown = [] {
        std::vector<std::string> specs = knownTimeSpecs();
        specs.insert(specs.end(), {"%Es", "%Em", "%Eu", "%En"});
        return specs;
    }();
    CAUSEWAY_ASSIGN(TimeReader times, TimeReader::make(layout.timeSpec, layout.time, layout.format == "iso8601" ? kIso : kKnown));
    return std::make_unique<TimestampedDecoder>(std::move(times));
}

Result<std::unique_ptr<LineDecoder>> makePlainDecoder(const Layout &layout)
{
    CAUSEWAY_ASSIGN(TimeReader times, TimeReader::make({}, layout.time, {}));
    return std::make_unique<PlainDecoder>(std::move(times));
}

} // namespace causeway::decode
