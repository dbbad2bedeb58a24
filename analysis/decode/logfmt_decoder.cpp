// logfmt: key=value key="a value" …; values are fields, keys the frame. A line needs a level, a message or a time by name.

#include "analysis/decode/key_statistics.h"
#include "analysis/decode/key_values.h"

namespace causeway::decode {

namespace {

bool isKeyByte(char c) { return isLetter(c) || isDigit(c) || c == '_' || c == '.' || c == '-' || c == '@' || c == '/'; }

// onPair(key, begin, end, quoted) for each pair, false to stop early; false where the line is none.
template <typename OnPair>
bool walkPairs(std::string_view line, OnPair onPair)
{
    std::size_t pos = 0;
    std::size_t pairs = 0;
    while (pos < line.size()) {
        while (pos < line.size() && isBlank(line[pos]))
            ++pos;
        const std::size_t keyBegin = pos;
        while (pos < line.size() && pos - keyBegin < 128 && isKeyByte(line[pos]))
            ++pos;
        if (pos == line.size())
            return pos == keyBegin && pairs > 0; // blanks at the end
        if (pos == keyBegin || line[pos] != '=')
            return false;
        const std::string_view key = line.substr(keyBegin, pos - keyBegin);
        ++pos;
        std::size_t begin = pos;
        std::size_t end = pos;
        const bool quoted = pos < line.size() && line[pos] == '"';
        if (quoted) {
            begin = ++pos;
            while (pos < line.size() && line[pos] != '"')
                pos += line[pos] == '\\' ? 2 : 1;
            if (pos >= line.size())
                return false;
            end = pos++;
            if (pos < line.size() && !isBlank(line[pos]))
                return false;
        } else {
            while (pos < line.size() && !isBlank(line[pos]) && line[pos] != '"')
                ++pos;
            if (pos < line.size() && line[pos] == '"')
                return false;
            end = pos;
        }
        ++pairs;
        if (!onPair(key, begin, end, quoted))
            return true;
    }
    return pairs > 0;
}

class LogfmtDecoder final : public KeyedDecoder {
public:
    using KeyedDecoder::KeyedDecoder;
    [[nodiscard]] std::unique_ptr<LineDecoder> clone() const override { return std::make_unique<LogfmtDecoder>(*this); }

    bool decode(std::string_view line, Record &record) override
    {
        start(record);
        if (line.size() > kDecodableBytes || line.empty() || isBlank(line[0]))
            return false;
        const bool ok = walkPairs(line, [&](std::string_view key, std::size_t begin, std::size_t end, bool) {
            if (record.fields.size() + 1 == kMostFields) {
                put(record, Role::Attribute, begin, line.size());
                return false;
            }
            value(m_table.find(KeyTable::kRoot, key), line, begin, end, true, record);
            return true;
        });
        return ok && record.fields.size() > 1 && (has(Role::Time) || has(Role::Content) || has(Role::Level));
    }
};

} // namespace

std::string keysOfLogfmt(std::span<const std::string_view> lines)
{
    const auto table = KeyTable::make({});
    if (!table)
        return {};
    KeyStatistics statistics;
    for (const std::string_view line : lines) {
        if (!walkPairs(line, [](std::string_view, std::size_t, std::size_t, bool) { return true; }))
            continue;
        statistics.nextLine();
        walkPairs(line, [&](std::string_view key, std::size_t begin, std::size_t end, bool) {
            const int index = table->find(KeyTable::kRoot, key);
            if (key.find('/') == std::string_view::npos)
                statistics.add(key, index != KeyTable::kUnknown, index != KeyTable::kUnknown ? table->key(index).role : Role::Attribute, line.substr(begin, end - begin), true);
            return true;
        });
    }
    return statistics.pattern();
}

Result<std::unique_ptr<LineDecoder>> makeLogfmtDecoder(const Layout &layout)
{
    CAUSEWAY_ASSIGN(KeyTable table, KeyTable::make(layout.pattern));
    CAUSEWAY_ASSIGN(TimeReader times, TimeReader::make(layout.timeSpec, layout.time, keyedTimeSpecs()));
    return std::make_unique<LogfmtDecoder>(std::move(table), std::move(times));
}

} // namespace causeway::decode
