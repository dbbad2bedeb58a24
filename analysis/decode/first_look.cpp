#include "analysis/decode/first_look.h"

#include "analysis/decode/decoder_parts.h"
#include "analysis/decode/header_layout.h"

namespace causeway::decode {

namespace {

enum Class : std::uint8_t { End, Digit, Letter, Blank, Bracket, Brace, Dash, Colon, Point, Slash, Comma, Less, Quote, Underscore, Other, High };

constexpr std::array<std::uint8_t, 256> kClasses = [] {
    std::array<std::uint8_t, 256> classes{};
    for (std::size_t i = 0; i < 256; ++i)
        classes[i] = i >= 128 ? High : Other;
    for (char c = '0'; c <= '9'; ++c)
        classes[static_cast<std::size_t>(c)] = Digit;
    for (char c = 'a'; c <= 'z'; ++c)
        classes[static_cast<std::size_t>(c)] = Letter;
    for (char c = 'A'; c <= 'Z'; ++c)
        classes[static_cast<std::size_t>(c)] = Letter;
    classes[' '] = classes['\t'] = Blank;
    classes['['] = Bracket;
    classes['{'] = Brace;
    classes['-'] = Dash;
    classes[':'] = Colon;
    classes['.'] = Point;
    classes['/'] = Slash;
    classes[','] = Comma;
    classes['<'] = Less;
    classes['"'] = Quote;
    classes['_'] = Underscore;
    return classes;
}();

constexpr std::uint16_t bit(std::uint8_t c) { return static_cast<std::uint16_t>(1u << c); }
constexpr std::uint16_t bitOf(char c) { return bit(kClasses[static_cast<unsigned char>(c)]); }
constexpr std::uint16_t kAny = 0xFFFF;
constexpr FirstLook kAnything = [] {
    FirstLook look{};
    look.fill(kAny);
    return look;
}();

// Writes what a time of this spec demands from place `at` on; stops where its width is not fixed.
void demandTime(std::string_view spec, FirstLook &look, std::size_t at)
{
    const auto demand = [&](std::uint16_t classes) {
        if (at < kLookBytes)
            look[at++] = classes;
    };
    for (std::size_t i = 0; i < spec.size() && at < kLookBytes; ++i) {
        if (spec[i] != '%') {
            demand(bitOf(spec[i]));
            continue;
        }
        if (++i == spec.size())
            return;
        switch (spec[i]) {
        case 'Y':
            for (int n = 0; n < 4; ++n)
                demand(bit(Digit));
            break;
        case 'j':
            for (int n = 0; n < 3; ++n)
                demand(bit(Digit));
            break;
        case 'y': case 'm': case 'd': case 'H': case 'I': case 'M': case 'S':
            demand(bit(Digit));
            demand(bit(Digit));
            break;
        case 'e':
            demand(bit(Digit) | bit(Blank));
            demand(bit(Digit));
            break;
        case 'a':
            for (int n = 0; n < 3; ++n)
                demand(bit(Letter));
            break;
        case 'b': // in other languages longer than three letters, and not only letters
            for (int n = 0; n < 3; ++n)
                demand(bit(Letter) | bit(High));
            return;
        case 's': case 'E': case '-':
            demand(bit(Digit));
            return;
        default: return;
        }
    }
}

} // namespace

std::uint64_t signatureOf(std::string_view line)
{
    std::uint64_t signature = 0;
    const std::size_t size = std::min(line.size(), kLookBytes);
    for (std::size_t i = 0; i < size; ++i)
        signature |= std::uint64_t{kClasses[static_cast<unsigned char>(line[i])]} << (4 * i);
    return signature;
}

bool mayBegin(const std::vector<FirstLook> &looks, std::uint64_t signature)
{
    for (const FirstLook &look : looks) {
        bool ok = true;
        for (std::size_t i = 0; i < kLookBytes && ok; ++i)
            ok = (look[i] >> ((signature >> (4 * i)) & 15u) & 1u) != 0;
        if (ok)
            return true;
    }
    return false;
}

std::vector<FirstLook> firstLooks(const Layout &layout, const LineDecoder &decoder)
{
    std::vector<FirstLook> looks;
    const auto times = decoder.timeFormats();
    const auto withTimes = [&](FirstLook look, std::size_t at) {
        for (const TimeFormat &time : times) {
            looks.push_back(look);
            demandTime(time.spec(), looks.back(), at);
        }
    };
    FirstLook look = kAnything;
    if (layout.format == "layout" || layout.format == "access-log") {
        const auto program = compileHeader(layout.pattern.empty() ? kAccessPattern : std::string_view(layout.pattern));
        std::size_t at = 0;
        if (program)
            for (const HeaderOp &op : program->ops) {
                if (op.kind == HeaderOp::Kind::Literal && at < kLookBytes)
                    look[at++] = bitOf(op.literal);
                else {
                    if (op.kind == HeaderOp::Kind::Time)
                        withTimes(look, at);
                    break;
                }
            }
        if (looks.empty())
            looks.push_back(look);
    } else if (layout.format == "syslog") {
        withTimes(look, 0);
        look[0] = bit(Less);
        looks.push_back(look);
        look[0] = bit(Digit); // the version of RFC 5424
        look[1] = bit(Blank);
        looks.push_back(look);
    } else if (layout.format == "timestamped" || layout.format == "iso8601") {
        withTimes(look, 0);
        look[0] = bit(Bracket) | bitOf('(') | bit(Quote);
        withTimes(look, 1);
    } else if (layout.format == "cri")
        withTimes(look, 0);
    else if (layout.format == "json-lines" || layout.format == "docker-json") {
        look[0] = bit(Brace) | bit(Blank);
        looks.push_back(look);
    } else
        looks.push_back(look);
    return looks;
}

} // namespace causeway::decode
