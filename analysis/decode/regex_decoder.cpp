#include <algorithm>

#include <re2/re2.h>

#include "analysis/decode/decoder_parts.h"

namespace causeway::decode {

namespace {

struct Group {
    int index = 0; // of the submatch
    Role role = Role::Attribute;
    std::uint16_t name = 0;
    Level level = Level::Unknown; // of any match, where the group is named like a level
};

class RegexDecoder final : public DecoderBase {
public:
    RegexDecoder(std::shared_ptr<const RE2> expression, std::vector<Group> groups, std::vector<std::string> names, TimeReader times)
        : DecoderBase(std::move(times)), m_expression(std::move(expression)), m_groups(std::move(groups))
    {
        m_names = std::move(names);
        m_matches.resize(static_cast<std::size_t>(m_expression->NumberOfCapturingGroups()) + 1);
    }
    [[nodiscard]] std::unique_ptr<LineDecoder> clone() const override { return std::make_unique<RegexDecoder>(*this); }

    bool decode(std::string_view line, Record &record) override
    {
        record.clear();
        if (line.size() > (1u << 20)) // RE2 needs time in proportion; a longer line is no header
            return false;
        const re2::StringPiece text(line.data(), line.size());
        if (!m_expression->Match(text, 0, line.size(), RE2::ANCHOR_START, m_matches.data(), static_cast<int>(m_matches.size())))
            return false;
        bool hasLevel = false;
        for (const Group &group : m_groups) {
            const re2::StringPiece &match = m_matches[static_cast<std::size_t>(group.index)];
            if (match.data() == nullptr)
                continue;
            const auto begin = static_cast<std::size_t>(match.data() - line.data());
            const std::string_view value = line.substr(begin, match.size());
            if (group.role == Role::Time && !m_times.whole(value, record))
                return false;
            if (group.role == Role::Level && hasLevel) // of groups that both match the first tells
                continue;
            hasLevel = hasLevel || group.role == Role::Level;
            if (group.role == Role::Level)
                record.level = group.level != Level::Unknown ? group.level : m_levels.of(value);
            put(record, group.role, begin, begin + match.size(), group.name);
        }
        // Groups may be nested or alternate: of two that overlap the earlier, longer one stays.
        auto &fields = record.fields;
        std::sort(fields.begin(), fields.end(), [](const Field &a, const Field &b) { return a.begin != b.begin ? a.begin < b.begin : a.end > b.end; });
        std::size_t kept = 0;
        for (const Field &field : fields)
            if (kept == 0 || field.begin >= fields[kept - 1].end)
                fields[kept++] = field;
        fields.resize(kept);
        return true;
    }

private:
    std::shared_ptr<const RE2> m_expression;
    std::vector<Group> m_groups;
    std::vector<re2::StringPiece> m_matches;
};

} // namespace

Result<std::unique_ptr<LineDecoder>> makeRegexDecoder(const Layout &layout)
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(8 << 20);
    options.set_encoding(RE2::Options::EncodingLatin1); // bytes: a line need not be UTF-8
    const auto bad = [&](Message why) {
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The regular expression \"%1\" cannot be used"), std::string_view(layout.pattern).substr(0, 200)),
                       std::move(why), Message(CAUSEWAY_TEXT("Write for instance (?P<time>\\S+ \\S+) (?P<level>\\w+) (?P<content>.*).")));
    };
    if (layout.pattern.size() > 4000)
        return bad(Message(CAUSEWAY_TEXT("it is longer than 4,000 characters")));
    auto expression = std::make_shared<const RE2>(re2::StringPiece(layout.pattern), options);
    if (!expression->ok())
        return bad(Message(CAUSEWAY_TEXT("%1 at \"%2\""), expression->error(), expression->error_arg()));
    std::vector<Group> groups;
    std::vector<std::string> names;
    std::uint32_t roles = 0;
    for (const auto &[index, name] : expression->CapturingGroupNames()) {
        Group group;
        group.index = index;
        group.role = roleOf(name).value_or(Role::Attribute);
        for (std::size_t level = 1; level < kLevelCount; ++level)
            if (name == toName(static_cast<Level>(level))) {
                group.role = Role::Level;
                group.level = static_cast<Level>(level);
            }
        if (group.level == Level::Unknown && group.role != Role::Attribute && (roles & (1u << static_cast<unsigned>(group.role))) != 0)
            group.role = Role::Attribute;
        if (group.role == Role::Attribute) {
            group.name = static_cast<std::uint16_t>(names.size());
            names.push_back(name);
        } else if (group.level == Level::Unknown)
            roles |= 1u << static_cast<unsigned>(group.role);
        groups.push_back(group);
    }
    if (groups.empty())
        return bad(Message(CAUSEWAY_TEXT("it has no named group")));
    const bool hasTime = (roles & (1u << static_cast<unsigned>(Role::Time))) != 0;
    CAUSEWAY_ASSIGN(TimeReader times, TimeReader::make(hasTime ? layout.timeSpec : std::string(), layout.time,
                                                       hasTime ? std::span<const std::string>(knownTimeSpecs()) : std::span<const std::string>()));
    return std::make_unique<RegexDecoder>(std::move(expression), std::move(groups), std::move(names), std::move(times));
}

} // namespace causeway::decode
