#pragma once
// What the line decoders share: reading times and levels, names of fields, the base class. Internal to this folder.

#include <array>
#include <cstring>
#include <optional>

#include "analysis/decode/line_decoder.h"

namespace causeway::decode {

// Alternatives of a time spec, tried in order.
class TimeReader {
public:
    // spec: alternatives separated by |; where it is empty those of `fallback`.
    static Result<TimeReader> make(std::string_view spec, const TimeContext &context, std::span<const std::string> fallback);

    // The time at the beginning of text. Sets time and timeFormat.
    bool prefix(std::string_view text, std::size_t &used, Record &record)
    {
        for (std::size_t i = 0; i < m_parsers.size(); ++i)
            if (const auto time = m_parsers[i].parsePrefix(text, used)) {
                record.time = *time;
                record.timeFormat = static_cast<std::uint16_t>(i);
                record.timeCanonical = m_parsers[i].isCanonical();
                return true;
            }
        return false;
    }
    // The same where all of text must be the time.
    bool whole(std::string_view text, Record &record)
    {
        for (std::size_t i = 0; i < m_parsers.size(); ++i)
            if (const auto time = m_parsers[i].parse(text)) {
                record.time = *time;
                record.timeFormat = static_cast<std::uint16_t>(i);
                record.timeCanonical = m_parsers[i].isCanonical();
                return true;
            }
        return false;
    }
    // The same with one format.
    bool wholeWith(std::size_t format, std::string_view text, Record &record)
    {
        const auto time = m_parsers[format].parse(text);
        if (!time)
            return false;
        record.time = *time;
        record.timeFormat = static_cast<std::uint16_t>(format);
        record.timeCanonical = m_parsers[format].isCanonical();
        return true;
    }
    [[nodiscard]] std::span<const TimeFormat> formats() const { return m_formats; }
    [[nodiscard]] const TimeContext &context() const { return m_context; }

private:
    std::vector<TimeFormat> m_formats;
    std::vector<TimeParser> m_parsers;
    TimeContext m_context;
};

// parseLevel() behind a small table of the words seen last.
class LevelReader {
public:
    Level of(std::string_view text)
    {
        if (text.empty() || text.size() > 15)
            return Level::Unknown;
        Slot &slot = m_slots[(static_cast<unsigned char>(text[0]) + text.size()) & 7u];
        if (slot.size != text.size() || std::memcmp(slot.text.data(), text.data(), text.size()) != 0) {
            slot.size = static_cast<std::uint8_t>(text.size());
            std::memcpy(slot.text.data(), text.data(), text.size());
            slot.level = parseLevel(text);
        }
        return slot.level;
    }

private:
    struct Slot {
        std::array<char, 15> text{};
        std::uint8_t size = 0;
        Level level = Level::Unknown;
    };
    std::array<Slot, 8> m_slots;
};

class DecoderBase : public LineDecoder {
public:
    [[nodiscard]] std::span<const std::string> attributeNames() const override { return m_names; }
    [[nodiscard]] std::span<const TimeFormat> timeFormats() const override { return m_times.formats(); }
    [[nodiscard]] const TimeContext &timeContext() const override { return m_times.context(); }

protected:
    explicit DecoderBase(TimeReader times) : m_times(std::move(times)) {}
    static void put(Record &record, Role role, std::size_t begin, std::size_t end, std::uint16_t name = 0)
    {
        record.fields.push_back({role, name, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
    }
    std::vector<std::string> m_names;
    TimeReader m_times;
    LevelReader m_levels;
};

// Lines beyond this are not looked at by decoders (offsets are 32 bits); the importer cuts them long before.
constexpr std::size_t kDecodableBytes = 1u << 30;
// A header ends within so many bytes.
constexpr std::size_t kHeaderBytes = 2048;

// What a name in a layout, a regular expression, JSON or a CSV header means; nullopt = an attribute. Time: "time",
// "timestamp", "ts" …
std::optional<Role> roleOf(std::string_view name);
// Date, Day, Month, Year, Weekday, Time …: parts that together make a time where they are adjacent.
bool isTimePart(std::string_view name);

constexpr bool isBlank(char c) { return c == ' ' || c == '\t'; }
constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// How specific a layout is: the higher is tried first.
int specificity(const Layout &layout);

// The decoders.
Result<std::unique_ptr<LineDecoder>> makeHeaderDecoder(const Layout &layout);
Result<std::unique_ptr<LineDecoder>> makeRegexDecoder(const Layout &layout);
Result<std::unique_ptr<LineDecoder>> makeSyslogDecoder(const Layout &layout);
Result<std::unique_ptr<LineDecoder>> makeTimestampedDecoder(const Layout &layout);
Result<std::unique_ptr<LineDecoder>> makePlainDecoder(const Layout &layout);
Result<std::unique_ptr<LineDecoder>> makeJsonLinesDecoder(const Layout &layout);
Result<std::unique_ptr<LineDecoder>> makeLogfmtDecoder(const Layout &layout);
Result<std::unique_ptr<LineDecoder>> makeDockerJsonDecoder(const Layout &layout);
Result<std::unique_ptr<LineDecoder>> makeNezhaDecoder(const Layout &layout);
Result<std::unique_ptr<LineDecoder>> makeCriDecoder(const Layout &layout);
Result<std::unique_ptr<LineDecoder>> makeComposeDecoder(const Layout &layout);
Result<std::unique_ptr<LineDecoder>> makeTableDecoder(const Layout &layout);

constexpr std::string_view kAccessPattern = "<Client> <Ident> <User> [<Time>] <Content>";
// Times that JSON, logfmt and containers write: ISO 8601 and epochs.
std::span<const std::string> machineTimeSpecs();

} // namespace causeway::decode
