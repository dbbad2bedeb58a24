#pragma once
// Header layouts in loghub's notation, compiled to a straight-line matcher:
//   <Name>      a field, up to the first occurrence of what follows it
//   a blank     one or more blanks or tabs
//   \x          the character x (loghub escapes its patterns as regular expressions)
//   ( … )?      an optional part, e.g. `<Component>(\[<PID>\])?: <Content>`
// Anything else stands for itself. Names say what a field means (roleOf); adjacent parts of a time (Date, Time, Day,
// Month) are one time field. A second field of one role is an attribute.

#include "analysis/decode/decoder_parts.h"

namespace causeway::decode {

struct HeaderOp {
    enum class Kind : std::uint8_t { Literal, Blank, Field, Time, OptionalBegin, OptionalEnd } kind = Kind::Literal;
    char literal = 0;
    Role role = Role::Attribute;
    std::uint16_t name = 0;
    std::uint16_t jump = 0; // OptionalBegin: the op behind its OptionalEnd
    std::uint16_t separatorEnd = 0; // Field: [own + 1, separatorEnd) are literals and blanks; own + 1 = nothing follows
};

struct HeaderProgram {
    std::vector<HeaderOp> ops;
    std::vector<std::string> attributeNames;
    bool hasTime = false;
    int fields = 0, literals = 0;
};

// Errors: InvalidInput that names the place.
Result<HeaderProgram> compileHeader(std::string_view pattern);

} // namespace causeway::decode
