#include "analysis/decode/inner_line.h"

#include <algorithm>

#include "analysis/decode/layout.h"

namespace causeway::decode {

bool isContainer(std::string_view format)
{
    static constexpr std::array<std::string_view, 4> kFormats{"docker-json", "nezha-log-csv", "cri", "compose"};
    return std::find(kFormats.begin(), kFormats.end(), format) != kFormats.end();
}

InnerLine::InnerLine(const InnerLine &other) : m_times(other.m_times)
{
    for (const Part &part : other.m_parts)
        m_parts.push_back({part.decoder->clone(), part.firstName, part.firstTime});
}

Result<InnerLine> InnerLine::make(std::string_view json, std::vector<std::string> &names)
{
    InnerLine inner;
    while (!json.empty()) {
        const std::string_view one = json.substr(0, json.find('\n'));
        json.remove_prefix(std::min(json.size(), one.size() + 1));
        CAUSEWAY_ASSIGN(const Layout layout, layoutFromJson(one));
        if (isContainer(layout.format))
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("A container's record cannot hold lines of the format \"%1\""), layout.format));
        Part part;
        part.firstName = names.size();
        part.firstTime = inner.m_times.size();
        CAUSEWAY_ASSIGN(part.decoder, makeDecoder(layout));
        for (std::size_t role = 0; role < kRoleCount; ++role)
            names.push_back("line " + std::string(toName(static_cast<Role>(role))));
        for (const std::string &name : part.decoder->attributeNames())
            names.push_back(name);
        for (const TimeFormat &format : part.decoder->timeFormats())
            inner.m_times.push_back(format);
        inner.m_parts.push_back(std::move(part));
    }
    return inner;
}

TimeContext InnerLine::timeContext() const { return m_parts.empty() ? TimeContext{} : m_parts.front().decoder->timeContext(); }

void InnerLine::decode(std::string_view line, std::size_t begin, std::size_t end, std::uint32_t taken, Record &record)
{
    const auto part = std::find_if(m_parts.begin(), m_parts.end(), [&](Part &each) { return each.decoder->decode(line.substr(begin, end - begin), m_record); });
    if (part == m_parts.end()) {
        record.fields.push_back({Role::Content, 0, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
        return;
    }
    if (m_record.level != Level::Unknown)
        record.level = m_record.level;
    for (Field field : m_record.fields) {
        field.begin += static_cast<std::uint32_t>(begin);
        field.end += static_cast<std::uint32_t>(begin);
        if (field.role == Role::Attribute)
            field.name = static_cast<std::uint16_t>(part->firstName + kRoleCount + field.name);
        else if ((taken & (1u << static_cast<unsigned>(field.role))) != 0) {
            field.name = static_cast<std::uint16_t>(part->firstName + static_cast<std::size_t>(field.role));
            field.role = Role::Attribute;
        } else if (field.role == Role::Time) {
            record.time = m_record.time;
            record.timeFormat = static_cast<std::uint16_t>(part->firstTime + m_record.timeFormat);
            record.timeCanonical = m_record.timeCanonical;
            record.timeInParts = m_record.timeInParts || part->decoder->timeContext() != timeContext();
        }
        record.fields.push_back(field);
    }
}

} // namespace causeway::decode
