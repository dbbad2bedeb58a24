#include <algorithm>
#include <array>
#include <string>

#include "analysis/sessions/identifier.h"

namespace causeway::sessions {

namespace {

constexpr std::size_t kNameBytes = 48;
constexpr std::size_t kLongHex = 16; // hexadecimal digits that identify without a word in front

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isHexDigit(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool isBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

template <typename Test>
std::size_t runLength(std::string_view text, Test test)
{
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), test) - text.begin());
}

// Length of a UUID (8-4-4-4-12 hexadecimal digits) at the beginning, 0 = none.
std::size_t uuidLength(std::string_view text)
{
    constexpr std::size_t kLength = 36;
    if (text.size() < kLength)
        return 0;
    for (std::size_t i = 0; i < kLength; ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !isHexDigit(text[i]))
            return 0;
    }
    return text.size() == kLength || !isHexDigit(text[kLength]) ? kLength : 0;
}

// Words that introduce a quantity, a place in a protocol or a setting, not something that events belong to.
bool isMeasure(std::string_view word)
{
    static constexpr std::array<std::string_view, 84> kMeasures{
        "age",     "attempts", "bit",     "bytes",   "capacity", "class",    "code",    "column",   "count",    "counter",  "cpu",    "cpus",
        "date",    "day",      "delay",   "depth",   "disk",     "duration", "elapsed", "errno",    "error",    "exit",     "flags",  "free",
        "gid",     "euid",     "height",  "interval", "irq",     "iteration", "latency", "len",     "length",   "level",    "lifetime", "limit",
        "line",    "load",     "mask",    "max",     "mem",      "memory",   "min",     "month",    "ms",       "num",      "number", "offset",
        "percent", "port",     "position", "priority", "progress", "ram",    "rank",    "rate",     "received", "retries",  "retry",  "revision",
        "score",   "sec",      "seconds", "sent",    "seq",      "seqno",    "sequence", "signal",  "size",     "slot",     "status", "symbol",
        "time",    "timeout",  "times",   "took",    "total",    "uid",      "used",    "vcpu",     "vcpus",    "version",  "weight", "width"};
    const std::size_t cut = word.find_last_of("_-.");
    std::string last(cut == std::string_view::npos ? word : word.substr(cut + 1));
    std::transform(last.begin(), last.end(), last.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return std::find(kMeasures.begin(), kMeasures.end(), last) != kMeasures.end();
}

bool isFunctionWord(std::string_view word)
{
    static constexpr std::array<std::string_view, 36> kWords{"a",    "after", "an",   "and",  "are",  "as",   "at",   "be",   "before",
                                                             "by",   "did",   "for",  "from", "has",  "in",   "into", "is",   "java",
                                                             "more", "not",   "of",   "on",   "or",   "over", "set",  "than", "that",
                                                             "the",  "then",  "to",   "was",  "were", "when", "which", "with", "within"};
    std::string lower(word.substr(0, 8));
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return lower.size() == word.size() && std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

// "Jul 9", "Sat 5".
bool isDateWord(std::string_view word)
{
    static constexpr std::array<std::string_view, 19> kWords{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
                                                             "Nov", "Dec", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

struct Introduction {
    std::string_view word;
    bool attached = false; // nothing but ':' or '=' between word and value
    bool path = false;     // a part of a path in front of it
};

Introduction introduction(std::string_view before)
{
    Introduction out;
    bool assigned = false, blank = false;
    std::size_t others = 0;
    while (!before.empty() && others <= 3) {
        const char c = before.back();
        if (c == ':' || c == '=')
            assigned = true;
        else if (isBlank(c))
            blank = true;
        else if (c == '/' && !blank && others == 0)
            out.path = true;
        else if (c != '#' && c != '"' && c != '\'' && c != '[' && c != '(' && c != '{' && c != '<')
            break;
        others += !isBlank(c);
        before.remove_suffix(1);
    }
    std::size_t begin = before.size();
    while (begin > 0 && before.size() - begin <= kNameBytes &&
           (isLetter(before[begin - 1]) || before[begin - 1] == '_' || before[begin - 1] == '-' || before[begin - 1] == '.'))
        --begin;
    std::string_view word = before.substr(begin);
    if (begin > 0 && isDigit(before[begin - 1]))
        return out; // the tail of another value
    while (!word.empty() && !isLetter(word.front()))
        word.remove_prefix(1);
    if (word.empty() || !isLetter(word.back()))
        return out;
    out.attached = assigned && !blank;
    if (word.size() < 2 || word.size() > kNameBytes || (!assigned && (isFunctionWord(word) || isDateWord(word))))
        return out;
    out.word = word;
    return out;
}

} // namespace

NamedValue nameValue(std::string_view before, std::string_view value)
{
    if (value.size() < 1 || value.size() > 256 || std::none_of(value.begin(), value.end(), isDigit))
        return {};
    Introduction introduced = introduction(before);

    if (const std::size_t uuid = uuidLength(value); uuid != 0) {
        // ".../instances/<uuid>" speaks of an instance.
        if (introduced.path && introduced.word.size() > 3 && introduced.word.back() == 's')
            introduced.word.remove_suffix(1);
        return {introduced.word.empty() ? std::string_view("id") : introduced.word, value.substr(0, uuid)};
    }
    // "blk_-160…", "req-3a…", "attempt_14_0020": letters that introduce the rest; "worker12".
    const std::size_t letters = runLength(value, isLetter);
    if (letters >= 2 && letters < value.size()) {
        const std::string_view rest = value.substr(letters);
        if ((rest[0] == '_' || rest[0] == '-') && rest.find('.') == std::string_view::npos)
            return {value.substr(0, letters), value};
        if (letters >= 3 && std::all_of(rest.begin(), rest.end(), isDigit))
            return {value.substr(0, letters), value};
    }
    if (introduced.word.empty() && !introduced.path) {
        const bool longHex = value.size() >= kLongHex && std::all_of(value.begin(), value.end(), isHexDigit) && std::any_of(value.begin(), value.end(), isLetter);
        return longHex ? NamedValue{"id", value} : NamedValue{};
    }
    if (introduced.path || introduced.word.empty() || isMeasure(introduced.word))
        return {};
    // A port behind a host or a line behind a file.
    if (introduced.attached && introduced.word.find('.') != std::string_view::npos)
        return {};
    const std::string_view number = value[0] == '-' ? value.substr(1) : value;
    const std::size_t digits = runLength(number, isDigit);
    if (digits == number.size())
        return {introduced.word, value};
    if (number.find('.') != std::string_view::npos)
        return {}; // decimals, addresses, versions, host names
    if (value.substr(0, 2) == "0x" && value.size() > 2)
        return {introduced.word, value};
    // Dates, and quantities with a unit.
    if (std::all_of(value.begin(), value.end(), [](char c) { return isDigit(c) || c == '-'; }))
        return {};
    if (digits > 0 && number.size() - digits <= 3 && std::all_of(number.begin() + static_cast<std::ptrdiff_t>(digits), number.end(), isLetter) && number.size() < kLongHex)
        return {};
    return {introduced.word, value};
}

} // namespace causeway::sessions
