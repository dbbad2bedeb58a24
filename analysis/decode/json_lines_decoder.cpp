// A JSON object a line. Scalars are fields (strings without their quotes, escapes as they stand), keys and punctuation the
// frame; objects are gone into four levels deep, arrays and deeper objects are one field.

#include "analysis/decode/json_scan.h"
#include "analysis/decode/key_statistics.h"
#include "analysis/decode/key_values.h"

namespace causeway::decode {

namespace {

constexpr int kObjectDepth = 4;

enum class Walked : std::uint8_t { No, Yes, Cut }; // Cut: there are more fields than are told apart

// visitor.key(parent, text) gives an index, visitor.value(key, begin, end, isText) false where it wants no more.
template <typename Visitor>
Walked walk(std::string_view line, std::size_t &pos, int parent, int depth, Visitor &visitor)
{
    ++pos; // the opening brace
    json::skipBlanks(line, pos);
    if (pos < line.size() && line[pos] == '}') {
        ++pos;
        return Walked::Yes;
    }
    for (;; ++pos) {
        std::size_t begin = 0, end = 0;
        json::skipBlanks(line, pos);
        if (pos >= line.size() || line[pos] != '"' || !json::scanString(line, pos, begin, end))
            return Walked::No;
        const int key = visitor.key(parent, line.substr(begin, end - begin));
        json::skipBlanks(line, pos);
        if (pos >= line.size() || line[pos] != ':')
            return Walked::No;
        ++pos;
        json::skipBlanks(line, pos);
        if (pos >= line.size())
            return Walked::No;
        bool more = true;
        begin = pos;
        if (line[pos] == '"') {
            if (!json::scanString(line, pos, begin, end))
                return Walked::No;
            more = visitor.value(key, begin, end, true);
        } else if (line[pos] == '{' && depth < kObjectDepth) {
            if (const Walked inner = walk(line, pos, key, depth + 1, visitor); inner != Walked::Yes)
                return inner;
        } else {
            const bool nested = line[pos] == '{' || line[pos] == '[';
            if (nested ? !json::skipNested(line, pos) : !json::scanScalar(line, pos))
                return Walked::No;
            more = visitor.value(key, begin, pos, false);
        }
        if (!more)
            return Walked::Cut;
        json::skipBlanks(line, pos);
        if (pos >= line.size())
            return Walked::No;
        if (line[pos] == '}') {
            ++pos;
            return Walked::Yes;
        }
        if (line[pos] != ',')
            return Walked::No;
    }
}

template <typename Visitor>
bool walkLine(std::string_view line, Visitor &visitor)
{
    std::size_t pos = 0;
    json::skipBlanks(line, pos);
    if (pos >= line.size() || line[pos] != '{' || line.size() > kDecodableBytes)
        return false;
    const Walked walked = walk(line, pos, KeyTable::kRoot, 1, visitor);
    json::skipBlanks(line, pos);
    return walked == Walked::Cut || (walked == Walked::Yes && pos == line.size());
}

class JsonLinesDecoder final : public KeyedDecoder {
public:
    using KeyedDecoder::KeyedDecoder;
    [[nodiscard]] std::unique_ptr<LineDecoder> clone() const override { return std::make_unique<JsonLinesDecoder>(*this); }

    bool decode(std::string_view line, Record &record) override
    {
        start(record);
        m_line = line;
        m_record = &record;
        return walkLine(line, *this) && !record.fields.empty();
    }

    int key(int parent, std::string_view text) const { return m_table.find(parent, text); }
    bool value(int key, std::size_t begin, std::size_t end, bool isText)
    {
        if (m_record->fields.size() + 1 == kMostFields) {
            put(*m_record, Role::Attribute, begin, m_line.size());
            return false;
        }
        KeyedDecoder::value(key, m_line, begin, end, isText, *m_record);
        return true;
    }

private:
    std::string_view m_line; // of the call of decode()
    Record *m_record = nullptr;
};

// Gathers the paths of one line's keys and hands them on with their values.
class KeyCollector {
public:
    KeyCollector(const KeyTable &table, KeyStatistics &statistics) : m_table(table), m_statistics(statistics) {}
    int key(int parent, std::string_view text)
    {
        if (text.empty() || text.size() > 64 || text.find_first_of(" /=") != std::string_view::npos || m_paths.size() > 1000 || (parent != KeyTable::kRoot && parent < 0))
            return KeyTable::kUnknown;
        const bool root = parent == KeyTable::kRoot;
        m_paths.push_back(root ? std::string(text) : m_paths[static_cast<std::size_t>(parent)] + "/" + std::string(text));
        m_tableIndex.push_back(m_table.find(root ? KeyTable::kRoot : m_tableIndex[static_cast<std::size_t>(parent)], text));
        return static_cast<int>(m_paths.size() - 1);
    }
    bool value(int key, std::size_t begin, std::size_t end, bool isText)
    {
        if (key < 0)
            return true;
        const int index = m_tableIndex[static_cast<std::size_t>(key)];
        const bool wellKnown = index != KeyTable::kUnknown;
        m_statistics.add(m_paths[static_cast<std::size_t>(key)], wellKnown, wellKnown ? m_table.key(index).role : Role::Attribute, m_line.substr(begin, end - begin), isText);
        return true;
    }
    void start(std::string_view line)
    {
        m_line = line;
        m_paths.clear();
        m_tableIndex.clear();
    }

private:
    const KeyTable &m_table;
    KeyStatistics &m_statistics;
    std::string_view m_line;
    std::vector<std::string> m_paths; // of the line's keys
    std::vector<int> m_tableIndex;
};

// Takes nothing: whether a line is an object at all.
struct NoVisitor {
    static int key(int, std::string_view) { return KeyTable::kUnknown; }
    static bool value(int, std::size_t, std::size_t, bool) { return true; }
};

} // namespace

std::string keysOfJson(std::span<const std::string_view> lines)
{
    const auto table = KeyTable::make({});
    if (!table)
        return {};
    KeyStatistics statistics;
    KeyCollector collector(*table, statistics);
    for (const std::string_view line : lines) {
        NoVisitor none;
        if (!walkLine(line, none))
            continue;
        statistics.nextLine();
        collector.start(line);
        walkLine(line, collector);
    }
    return statistics.pattern();
}

Result<std::unique_ptr<LineDecoder>> makeJsonLinesDecoder(const Layout &layout)
{
    CAUSEWAY_ASSIGN(KeyTable table, KeyTable::make(layout.pattern));
    CAUSEWAY_ASSIGN(TimeReader times, TimeReader::make(layout.timeSpec, layout.time, keyedTimeSpecs()));
    return std::make_unique<JsonLinesDecoder>(std::move(table), std::move(times));
}

} // namespace causeway::decode
