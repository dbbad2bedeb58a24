#pragma once
// What the tests of decoders share.

#include <QTest>

#include <string>
#include <string_view>
#include <vector>

#include "analysis/decode/layout.h"

namespace causeway::decode::test {

inline std::vector<std::string_view> views(const std::vector<std::string> &lines)
{
    return {lines.begin(), lines.end()};
}

inline std::string_view text(std::string_view line, const Record &record, Role role)
{
    for (const Field &field : record.fields)
        if (field.role == role)
            return line.substr(field.begin, field.end - field.begin);
    return {};
}

// Fields rise, do not overlap, lie within the line; one time and one content at most; names exist.
inline bool isLossless(std::string_view line, const Record &record, const LineDecoder &decoder)
{
    std::size_t at = 0;
    int times = 0;
    int contents = 0;
    for (const Field &field : record.fields) {
        if (field.begin < at || field.end < field.begin || field.end > line.size())
            return false;
        at = field.end;
        times += field.role == Role::Time ? 1 : 0;
        contents += field.role == Role::Content ? 1 : 0;
        if (field.role == Role::Attribute ? field.name >= decoder.attributeNames().size() : field.name != 0)
            return false;
        if (field.role == Role::Time && record.timeFormat >= decoder.timeFormats().size())
            return false;
    }
    return times <= 1 && contents <= 1;
}

// "time=…|level=…|…": the fields of a line, or "no".
inline QString fieldsOf(const Layout &layout, std::string_view line)
{
    const auto decoder = makeDecoder(layout);
    if (!decoder)
        return QString::fromStdString(decoder.error().toEnglish());
    Record record;
    if (!(*decoder)->decode(line, record))
        return "no";
    if (!isLossless(line, record, **decoder))
        return "fields overlap";
    QStringList all;
    for (const Field &field : record.fields) {
        const std::string name = field.role == Role::Attribute ? (*decoder)->attributeNames()[field.name] : std::string(toName(field.role));
        all += QString::fromStdString(name + "=" + std::string(line.substr(field.begin, field.end - field.begin)));
    }
    if (record.level != Level::Unknown)
        all += "(" + QString::fromStdString(std::string(toName(record.level))) + ")";
    return all.join('|');
}

inline std::vector<std::string> csvRow(const std::string &line)
{
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') {
            if (quoted && i + 1 < line.size() && line[i + 1] == '"')
                cells.back() += line[i++];
            else
                quoted = !quoted;
        } else if (line[i] == ',' && !quoted)
            cells.emplace_back();
        else
            cells.back() += line[i];
    }
    return cells;
}

inline std::string_view withoutReturn(std::string_view line)
{
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    return line;
}

} // namespace causeway::decode::test
