// Lines that begin with a time and then say what they like: [level] [thread] [component:] content, each told by its look.

#include <algorithm>

#include "analysis/decode/decoder_parts.h"

namespace causeway::decode {

namespace {

class TimestampedDecoder final : public DecoderBase {
public:
    explicit TimestampedDecoder(TimeReader times) : DecoderBase(std::move(times)) { m_names = {"field"}; }
    [[nodiscard]] std::unique_ptr<LineDecoder> clone() const override { return std::make_unique<TimestampedDecoder>(*this); }

    bool decode(std::string_view line, Record &record) override
    {
        record.clear();
        if (line.size() > kDecodableBytes || line.empty())
            return false;
        std::size_t pos = line[0] == '[' || line[0] == '(' ? 1 : 0;
        std::size_t used = 0;
        if (!m_times.prefix(line.substr(pos), used, record))
            return false;
        put(record, Role::Time, pos, pos + used);
        pos += used;
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
    Level levelOf(std::string_view line, const Token &token)
    {
        const std::string_view text = line.substr(token.begin, token.end - token.begin);
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
        while (count < tokens.size() && !found && tokenAt(line, at, tokens[count])) {
            record.level = levelOf(line, tokens[count]);
            found = record.level != Level::Unknown;
            at = tokens[count].next;
            ++count;
            skipSeparators(line, at);
        }
        std::uint32_t roles = 0;
        if (found) {
            for (std::size_t i = 0; i + 1 < count; ++i) {
                const std::string_view text = line.substr(tokens[i].begin, tokens[i].end - tokens[i].begin);
                const bool number = std::all_of(text.begin(), text.end(), isDigit);
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
            if (line[token.next] == '[' && tokenAt(line, token.next, process) && std::all_of(line.begin() + static_cast<std::ptrdiff_t>(process.begin), line.begin() + static_cast<std::ptrdiff_t>(process.end), isDigit)) {
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
    static void once(Record &record, std::uint32_t &roles, Role role, const Token &token)
    {
        const std::uint32_t bit = 1u << static_cast<unsigned>(role);
        put(record, (roles & bit) != 0 ? Role::Attribute : role, token.begin, token.end);
        roles |= bit;
    }
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
    CAUSEWAY_ASSIGN(TimeReader times, TimeReader::make(layout.timeSpec, layout.time, layout.format == "iso8601" ? kIso : knownTimeSpecs()));
    return std::make_unique<TimestampedDecoder>(std::move(times));
}

Result<std::unique_ptr<LineDecoder>> makePlainDecoder(const Layout &layout)
{
    CAUSEWAY_ASSIGN(TimeReader times, TimeReader::make({}, layout.time, {}));
    return std::make_unique<PlainDecoder>(std::move(times));
}

} // namespace causeway::decode
