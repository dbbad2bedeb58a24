// Tables whose columns a directive in the file names: the W3C extended log format (https://www.w3.org/TR/WD-logfile,
// `#Fields: date time c-ip …`, values separated by blanks or tabs, in quotes where they hold some) and Zeek
// (`#fields<TAB>ts<TAB>uid…`). The directives themselves are no events.

#include <algorithm>

#include "analysis/decode/decoder_parts.h"
#include "analysis/decode/table_fields.h"

namespace causeway::decode {

namespace {


std::vector<std::string_view> split(std::string_view fields, char separator)
{
    std::vector<std::string_view> names;
    while (!fields.empty()) {
        const std::size_t end = std::min(separator != 0 ? fields.find(separator) : fields.find_first_of(" \t"), fields.size());
        if (end > 0)
            names.push_back(fields.substr(0, end));
        fields.remove_prefix(std::min(end + 1, fields.size()));
    }
    return names;
}

class TableDecoder final : public DecoderBase {
public:
    TableDecoder(TableFields fields, TimeReader times) : DecoderBase(std::move(times)), m_fields(std::move(fields))
    {
        m_names = m_fields.names;
        m_names.emplace_back("more");
        m_values.resize(m_fields.names.size());
    }
    [[nodiscard]] std::unique_ptr<LineDecoder> clone() const override { return std::make_unique<TableDecoder>(*this); }

    bool decode(std::string_view line, Record &record) override
    {
        record.clear();
        const std::size_t columns = m_values.size();
        if (columns < 2 || line.empty() || line[0] == '#' || line.size() > kDecodableBytes)
            return false;
        std::size_t pos = 0;
        for (std::size_t i = 0; i < columns; ++i) {
            if (pos >= line.size() && !(m_fields.separator != 0 && i > 0 && pos == line.size() && line.back() == m_fields.separator))
                return false;
            if (!value(line, pos, m_values[i]))
                return false;
        }
        for (std::size_t i = 0; i < columns; ++i) {
            const auto [begin, end] = m_values[i];
            const std::string_view text = line.substr(begin, end - begin);
            if (i == m_fields.time) {
                if (!readTime(line, i, record))
                    return false;
                i += m_fields.timeColumns - 1;
                put(record, Role::Time, begin, m_values[i].second);
            } else if (i == m_fields.content) {
                i += m_fields.contentColumns - 1;
                put(record, Role::Content, begin, m_values[i].second);
            } else {
                Role role = m_fields.roles[i];
                if (role == Role::Level) {
                    record.level = m_levels.of(text);
                    if (record.level == Level::Unknown)
                        role = Role::Attribute;
                }
                put(record, role, begin, end, role == Role::Attribute ? static_cast<std::uint16_t>(i) : 0);
            }
        }
        if (pos < line.size())
            put(record, Role::Attribute, pos, line.size(), static_cast<std::uint16_t>(columns));
        return true;
    }

private:
    using Range = std::pair<std::size_t, std::size_t>;

    // The value at pos, without its quotes; pos goes behind the separator that follows it.
    bool value(std::string_view line, std::size_t &pos, Range &range) const
    {
        const auto separates = [&](char c) { return m_fields.separator != 0 ? c == m_fields.separator : isBlank(c); };
        if (m_fields.quotes && pos < line.size() && line[pos] == '"') {
            std::size_t end = pos + 1;
            for (;; ++end) {
                end = line.find('"', end);
                if (end == std::string_view::npos)
                    return false;
                if (end + 1 == line.size() || separates(line[end + 1]))
                    break;
                if (line[end + 1] == '"') // a quote within
                    ++end;
            }
            range = {pos + 1, end};
            pos = end + 1;
        } else {
            const std::size_t begin = pos;
            while (pos < line.size() && !separates(line[pos]))
                ++pos;
            range = {begin, pos};
        }
        if (pos < line.size())
            ++pos;
        while (m_fields.separator == 0 && pos < line.size() && isBlank(line[pos]))
            ++pos;
        return true;
    }

    bool readTime(std::string_view line, std::size_t column, Record &record)
    {
        const std::size_t begin = m_values[column].first;
        const std::size_t end = m_values[column + m_fields.timeColumns - 1].second;
        if (!m_times.whole(line.substr(begin, end - begin), record))
            return false;
        if (m_fields.date == kNoColumn)
            return true;
        // The date stands in a column of its own, apart from the time of day.
        const auto [dateBegin, dateEnd] = m_values[m_fields.date];
        const auto day = m_day.parse(line.substr(dateBegin, dateEnd - dateBegin));
        if (!day)
            return false;
        record.time.ns += day->ns;
        record.timeCanonical = false;
        record.timeInParts = true;
        return true;
    }

    TableFields m_fields;
    std::vector<Range> m_values;
    TimeParser m_day{TimeFormat::fromSpec("%Y-%m-%d").value(), {}};
};

} // namespace

TableFields tableFields(std::string_view directive, bool zeek)
{
    TableFields table;
    table.separator = directive.find('\t') != std::string_view::npos ? '\t' : zeek && !directive.empty() && !isLetter(directive.front()) ? directive.front() : char{0};
    table.quotes = !zeek;
    for (const std::string_view name : split(directive, table.separator))
        table.names.emplace_back(name);
    table.roles.resize(table.names.size(), Role::Attribute);
    const auto column = [&](std::initializer_list<std::string_view> names) {
        for (const std::string_view name : names)
            if (const auto found = std::find(table.names.begin(), table.names.end(), name); found != table.names.end())
                return static_cast<std::size_t>(found - table.names.begin());
        return kNoColumn;
    };
    table.time = column({"time", "time-local", "ts", "timestamp", "datetime", "date-time", "x-timestamp", "Timestamp", "Time"});
    const std::size_t date = column({"date", "date-local", "Date"});
    if (table.time != kNoColumn && date != kNoColumn) {
        if (date + 1 == table.time) {
            table.time = date;
            table.timeColumns = 2;
        } else
            table.date = date;
    }
    // The message is the request (method to address), else what comes closest to one.
    const std::size_t method = column({"cs-method", "method", "sc-method", "x-method"});
    std::size_t uri = kNoColumn;
    for (const std::string_view name : {"cs-uri", "cs-uri-stem", "cs-url", "uri", "x-url"})
        if (const std::size_t found = column({name}); found != kNoColumn && uri == kNoColumn)
            uri = found;
    if (method != kNoColumn && uri != kNoColumn && uri >= method && uri - method <= 3) {
        table.content = method;
        table.contentColumns = uri - method + 1;
    } else if (const std::size_t protocol = column({"proto"}); protocol != kNoColumn && column({"service"}) == protocol + 1) { // Zeek's conn
        table.content = protocol;
        table.contentColumns = 2;
    } else
        table.content = column({"msg", "message", "Message", "s-message", "x-message", "Data", "query", "note", "name", "filename", "server_name", "uri", "cs-uri", "cs-uri-stem", "service", "conn_state", "s-event", "proto"});
    if (table.content != kNoColumn && table.time != kNoColumn && table.content < table.time + table.timeColumns && table.time < table.content + table.contentColumns)
        table.content = kNoColumn;
    std::uint32_t roles = 1u << static_cast<unsigned>(Role::Time) | 1u << static_cast<unsigned>(Role::Content);
    for (std::size_t i = 0; i < table.names.size() && !zeek; ++i) { // Zeek's host, name and user are those of the traffic
        std::optional<Role> role = table.names[i] == "s-computername" ? Role::Host : roleOf(table.names[i]);
        if (!role || (roles & 1u << static_cast<unsigned>(*role)) != 0)
            continue;
        table.roles[i] = *role;
        roles |= 1u << static_cast<unsigned>(*role);
    }
    return table;
}

std::string_view tableDirective(std::string_view line, bool zeek)
{
    const std::string_view start = zeek ? "#fields" : "#Fields:";
    if (!line.starts_with(start) || line.size() > 4000)
        return {};
    line.remove_prefix(start.size());
    if (zeek)
        return line.size() > 2 && !isLetter(line[0]) && line[0] != ':' ? line : std::string_view();
    while (!line.empty() && isBlank(line.front()))
        line.remove_prefix(1);
    while (!line.empty() && isBlank(line.back()))
        line.remove_suffix(1);
    return line;
}

Result<std::unique_ptr<LineDecoder>> makeTableDecoder(const Layout &layout)
{
    const bool zeek = layout.format == "zeek";
    TableFields fields = tableFields(layout.pattern, zeek);
    if (fields.names.size() > 1000)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The layout lists more than %1 keys"), 1000));
    static const std::vector<std::string> kNone;
    static const std::vector<std::string> kEpoch{"%Es"};
    static const std::vector<std::string> kOfDay{"%H:%M:%S%.f"};
    static const std::vector<std::string> kDateTime{"%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d\t%H:%M:%S%.f", "%Y-%m-%d\" \"%H:%M:%S%.f", "%Y-%m-%d\"\t\"%H:%M:%S%.f"};
    // Whatever one column can hold: epochs only where nothing else is read.
    static const std::vector<std::string> kWhole = [] {
        std::vector<std::string> specs{"%H:%M:%S%.f"};
        for (const std::string &spec : knownTimeSpecs())
            specs.push_back(spec);
        specs.emplace_back("%Es");
        return specs;
    }();
    const std::vector<std::string> &fallback = fields.time == kNoColumn ? kNone : zeek ? kEpoch : fields.timeColumns == 2 ? kDateTime : fields.date != kNoColumn ? kOfDay : kWhole;
    CAUSEWAY_ASSIGN(TimeReader times, TimeReader::make(fields.time == kNoColumn ? std::string() : layout.timeSpec, layout.time, fallback));
    return std::make_unique<TableDecoder>(std::move(fields), std::move(times));
}

} // namespace causeway::decode
