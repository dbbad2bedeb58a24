#include "analysis/decode/header_layout.h"

#include <algorithm>

namespace causeway::decode {

namespace {

using Kind = HeaderOp::Kind;

tl::unexpected<Error> badPattern(std::string_view pattern, std::size_t at, Message why)
{
    return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The layout \"%1\" is wrong at character %2"), pattern.substr(0, 200), at + 1), std::move(why),
                   Message(CAUSEWAY_TEXT("Write for instance <Date> <Time> <Level> <Component>: <Content>.")));
}

bool isNameByte(char c) { return isLetter(c) || isDigit(c) || c == '_' || c == '.' || c == '-' || c == '@'; }

struct Piece {
    Kind kind = Kind::Literal;
    char literal = 0;
    std::string_view name;
    std::size_t at = 0; // in the pattern
};

// The ) of an optional part that begins at `open`, or npos.
std::size_t closingOf(std::string_view pattern, std::size_t open)
{
    for (std::size_t i = open + 1; i < pattern.size(); ++i) {
        if (pattern[i] == '\\')
            ++i;
        else if (pattern[i] == '(')
            return std::string_view::npos;
        else if (pattern[i] == ')')
            return i + 1 < pattern.size() && pattern[i + 1] == '?' ? i : std::string_view::npos;
    }
    return std::string_view::npos;
}

Result<std::vector<Piece>> piecesOf(std::string_view pattern)
{
    if (pattern.empty() || pattern.size() > 1000)
        return badPattern(pattern, 0, Message(CAUSEWAY_TEXT("it must have 1 to 1,000 characters")));
    std::vector<Piece> pieces;
    std::size_t optionalEnd = std::string_view::npos;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '<' && i + 1 < pattern.size() && isNameByte(pattern[i + 1])) {
            std::size_t end = i + 1;
            while (end < pattern.size() && isNameByte(pattern[end]))
                ++end;
            if (end == pattern.size() || pattern[end] != '>')
                return badPattern(pattern, i, Message(CAUSEWAY_TEXT("the field is not closed by >")));
            if (!pieces.empty() && pieces.back().kind == Kind::Field)
                return badPattern(pattern, i, Message(CAUSEWAY_TEXT("nothing separates the field from the one before")));
            pieces.push_back({Kind::Field, 0, pattern.substr(i + 1, end - i - 1), i});
            i = end;
        } else if (c == '<' && i + 1 < pattern.size() && pattern[i + 1] == '>')
            return badPattern(pattern, i, Message(CAUSEWAY_TEXT("the field has no name")));
        else if (c == '\\') {
            if (i + 1 == pattern.size())
                return badPattern(pattern, i, Message(CAUSEWAY_TEXT("a character must follow the \\")));
            ++i;
            if (pattern[i] == 's' || pattern[i] == 't') { // \s and \s+ as in regular expressions
                if (i + 1 < pattern.size() && pattern[i + 1] == '+')
                    ++i;
                pieces.push_back({Kind::Blank, 0, {}, i});
            } else
                pieces.push_back({Kind::Literal, pattern[i], {}, i});
        } else if (isBlank(c)) {
            if (pieces.empty() || pieces.back().kind != Kind::Blank)
                pieces.push_back({Kind::Blank, 0, {}, i});
        } else if (c == '(' && closingOf(pattern, i) != std::string_view::npos) {
            optionalEnd = closingOf(pattern, i);
            pieces.push_back({Kind::OptionalBegin, 0, {}, i});
        } else if (i == optionalEnd) {
            if (pieces.back().kind == Kind::OptionalBegin || pieces.back().kind == Kind::Field)
                return badPattern(pattern, i, Message(CAUSEWAY_TEXT("an optional part must end with a separator")));
            pieces.push_back({Kind::OptionalEnd, 0, {}, i});
            ++i;
        } else
            pieces.push_back({Kind::Literal, c, {}, i});
    }
    return pieces;
}

// Adjacent parts of a time are one: the last run that holds one named as a time (BGL has a time stamp and a date before
// the precise time), else the last run of all. Nothing but blanks, or what timeSpec can hold, stands between them.
std::pair<std::size_t, std::size_t> timeRun(const std::vector<Piece> &pieces)
{
    std::pair<std::size_t, std::size_t> best{0, 0};
    bool bestNamed = false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (pieces[i].kind != Kind::Field || !isTimePart(pieces[i].name))
            continue;
        std::size_t last = i;
        bool named = false;
        for (std::size_t j = i; j < pieces.size() && (pieces[j].kind == Kind::Blank || (pieces[j].kind == Kind::Field && isTimePart(pieces[j].name))); ++j)
            if (pieces[j].kind == Kind::Field) {
                last = j;
                named = named || roleOf(pieces[j].name) == Role::Time;
            }
        if (named >= bestNamed) {
            best = {i, last + 1};
            bestNamed = named;
        }
        i = last;
    }
    return best;
}

class HeaderDecoder final : public DecoderBase {
public:
    HeaderDecoder(HeaderProgram program, TimeReader times) : DecoderBase(std::move(times)), m_program(std::move(program)) { m_names = m_program.attributeNames; }

    bool decode(std::string_view line, Record &record) override
    {
        record.clear();
        if (line.size() > kDecodableBytes)
            return false;
        std::size_t pos = 0;
        return run(0, m_program.ops.size(), line, pos, record);
    }
    [[nodiscard]] std::unique_ptr<LineDecoder> clone() const override { return std::make_unique<HeaderDecoder>(*this); }

private:
    // Literals and blanks [from, to) at pos.
    bool separator(std::size_t from, std::size_t to, std::string_view line, std::size_t &pos) const
    {
        std::size_t at = pos;
        for (std::size_t i = from; i < to; ++i) {
            const HeaderOp &op = m_program.ops[i];
            if (op.kind == Kind::Literal) {
                if (at >= line.size() || line[at] != op.literal)
                    return false;
                ++at;
            } else {
                const std::size_t start = at;
                while (at < line.size() && isBlank(line[at]))
                    ++at;
                // The last blank of a layout may be missing at the end of a line without content.
                if (at == start && !(at == line.size() && i + 1 == to && to + 1 == m_program.ops.size()))
                    return false;
            }
        }
        pos = at;
        return true;
    }

    void field(const HeaderOp &op, std::string_view line, std::size_t begin, std::size_t end, Record &record)
    {
        if (op.role == Role::Level)
            record.level = m_levels.of(line.substr(begin, end - begin));
        put(record, op.role, begin, end, op.name);
    }

    bool run(std::size_t from, std::size_t to, std::string_view line, std::size_t &pos, Record &record)
    {
        const auto &ops = m_program.ops;
        for (std::size_t i = from; i < to; ++i) {
            const HeaderOp &op = ops[i];
            switch (op.kind) {
            case Kind::Literal:
            case Kind::Blank:
                if (!separator(i, i + 1, line, pos))
                    return false;
                break;
            case Kind::Time: {
                std::size_t used = 0;
                if (!m_times.prefix(line.substr(pos), used, record))
                    return false;
                put(record, Role::Time, pos, pos + used);
                pos += used;
                break;
            }
            case Kind::OptionalBegin: {
                const std::size_t fields = record.fields.size();
                const Level level = record.level;
                std::size_t at = pos;
                if (run(i + 1, op.jump - 1u, line, at, record))
                    pos = at;
                else {
                    record.fields.resize(fields);
                    record.level = level;
                }
                i = op.jump - 1u;
                break;
            }
            case Kind::OptionalEnd: break;
            case Kind::Field:
                if (i + 1 == ops.size()) {
                    field(op, line, pos, line.size(), record);
                    pos = line.size();
                } else if (ops[i + 1].kind == Kind::OptionalBegin) {
                    if (!beforeOptional(i, line, pos, record))
                        return false;
                } else {
                    const std::size_t begin = pos;
                    std::size_t end = 0;
                    if (!findSeparator(op, i, line, pos, end))
                        return false;
                    field(op, line, begin, end, record);
                    i = op.separatorEnd - 1u;
                }
                break;
            }
        }
        return true;
    }

    // The end of the field at pos: the first place where what follows it is found; pos goes behind that.
    bool findSeparator(const HeaderOp &op, std::size_t index, std::string_view line, std::size_t &pos, std::size_t &end) const
    {
        const HeaderOp &next = m_program.ops[index + 1];
        const std::size_t limit = std::min(line.size(), pos + kHeaderBytes);
        // A level or a component in front of a colon is one word: the colon of a sentence is none of the header's.
        const bool word = next.kind == Kind::Literal && next.literal == ':' && (op.role == Role::Component || op.role == Role::Level);
        if (next.kind == Kind::Blank) {
            std::size_t at = pos;
            while (at < limit && !isBlank(line[at]))
                ++at;
            while (at < limit) {
                std::size_t behind = at;
                if (at > pos && separator(index + 1, op.separatorEnd, line, behind)) {
                    end = at;
                    pos = behind;
                    return true;
                }
                ++at;
                while (at < limit && !isBlank(line[at]))
                    ++at;
            }
            return false;
        }
        for (std::size_t at = pos; at < limit; ++at) {
            if (line[at] == next.literal) {
                std::size_t behind = at;
                if (separator(index + 1, op.separatorEnd, line, behind)) {
                    end = at;
                    pos = behind;
                    return true;
                }
            }
            if (word && isBlank(line[at]))
                return false;
        }
        return false;
    }

    // A field in front of an optional part ends where the part, or else what stands behind it, is found.
    bool beforeOptional(std::size_t index, std::string_view line, std::size_t &pos, Record &record)
    {
        const auto &ops = m_program.ops;
        const HeaderOp &optional = ops[index + 1];
        std::size_t behindEnd = optional.jump;
        while (behindEnd < ops.size() && (ops[behindEnd].kind == Kind::Literal || ops[behindEnd].kind == Kind::Blank))
            ++behindEnd;
        const std::size_t limit = std::min(line.size(), pos + kHeaderBytes);
        const std::size_t fields = record.fields.size();
        for (std::size_t at = pos; at < limit; ++at) {
            std::size_t behind = at;
            if (separator(optional.jump, behindEnd, line, behind) && behind > at) {
                field(ops[index], line, pos, at, record);
                pos = at;
                return true;
            }
            if (ops[index + 2].kind == Kind::Literal && line[at] != ops[index + 2].literal)
                continue;
            field(ops[index], line, pos, at, record);
            behind = at;
            std::size_t then = 0;
            if (run(index + 2, optional.jump - 1u, line, behind, record) && (then = behind, separator(optional.jump, behindEnd, line, then))) {
                record.fields.resize(fields + 1); // the optional part is run again by the caller
                pos = at;
                return true;
            }
            record.fields.resize(fields);
        }
        return false;
    }

    HeaderProgram m_program;
};

} // namespace

Result<HeaderProgram> compileHeader(std::string_view pattern)
{
    CAUSEWAY_ASSIGN(const std::vector<Piece> pieces, piecesOf(pattern));
    const auto [timeBegin, timeEnd] = timeRun(pieces);
    HeaderProgram program;
    std::uint32_t roles = timeEnd > 0 ? 1u << static_cast<unsigned>(Role::Time) : 0;
    std::vector<std::string_view> names;
    std::size_t optionalBegin = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Piece &piece = pieces[i];
        HeaderOp op;
        op.kind = piece.kind;
        op.literal = piece.literal;
        if (i == timeBegin && timeEnd > 0) {
            op.kind = Kind::Time;
            op.role = Role::Time;
            program.hasTime = true;
            ++program.fields;
            i = timeEnd - 1;
        } else if (piece.kind == Kind::Field) {
            if (std::find(names.begin(), names.end(), piece.name) != names.end())
                return badPattern(pattern, piece.at, Message(CAUSEWAY_TEXT("the field <%1> is there twice"), piece.name));
            names.push_back(piece.name);
            op.role = roleOf(piece.name).value_or(Role::Attribute);
            if (op.role == Role::Time || (roles & (1u << static_cast<unsigned>(op.role))) != 0)
                op.role = Role::Attribute;
            if (op.role == Role::Attribute) {
                op.name = static_cast<std::uint16_t>(program.attributeNames.size());
                program.attributeNames.emplace_back(piece.name);
            } else
                roles |= 1u << static_cast<unsigned>(op.role);
            ++program.fields;
        } else if (piece.kind == Kind::OptionalBegin)
            optionalBegin = program.ops.size();
        else if (piece.kind == Kind::OptionalEnd)
            program.ops[optionalBegin].jump = static_cast<std::uint16_t>(program.ops.size() + 1);
        else if (piece.kind == Kind::Literal)
            ++program.literals;
        program.ops.push_back(op);
    }
    if (program.fields == 0)
        return badPattern(pattern, 0, Message(CAUSEWAY_TEXT("it has no field")));
    auto &ops = program.ops;
    for (std::size_t i = 0; i < ops.size(); ++i) {
        std::size_t end = i + 1;
        while (end < ops.size() && (ops[end].kind == Kind::Literal || ops[end].kind == Kind::Blank))
            ++end;
        ops[i].separatorEnd = static_cast<std::uint16_t>(end);
        if (ops[i].kind == Kind::Field && end == i + 1 && end < ops.size() && ops[end].kind != Kind::OptionalBegin)
            return badPattern(pattern, 0, Message(CAUSEWAY_TEXT("a field must be followed by a separator")));
        if (ops[i].kind == Kind::OptionalBegin && ops[i].jump < ops.size() && ops[ops[i].jump].kind != Kind::Literal && ops[ops[i].jump].kind != Kind::Blank)
            return badPattern(pattern, 0, Message(CAUSEWAY_TEXT("a separator must follow an optional part")));
        if (ops[i].kind == Kind::OptionalBegin && ops[i].jump >= ops.size())
            return badPattern(pattern, 0, Message(CAUSEWAY_TEXT("something must follow an optional part")));
    }
    return program;
}

Result<std::unique_ptr<LineDecoder>> makeHeaderDecoder(const Layout &layout)
{
    const bool access = layout.format == "access-log";
    CAUSEWAY_ASSIGN(HeaderProgram program, compileHeader(access && layout.pattern.empty() ? kAccessPattern : std::string_view(layout.pattern)));
    static const std::vector<std::string> kNone;
    static const std::vector<std::string> kAccess{"%d/%b/%Y:%H:%M:%S %z", "%d/%b/%Y:%H:%M:%S.%3f %z", "%d/%b/%Y:%H:%M:%S"};
    CAUSEWAY_ASSIGN(TimeReader times, TimeReader::make(program.hasTime ? layout.timeSpec : std::string(), layout.time,
                                                       !program.hasTime ? kNone : access ? kAccess : knownTimeSpecs()));
    return std::make_unique<HeaderDecoder>(std::move(program), std::move(times));
}

} // namespace causeway::decode
