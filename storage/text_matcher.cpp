#include "storage/text_matcher.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "analysis/core/find_bytes.h"

namespace causeway::storage {

namespace {

constexpr std::size_t kRequiredBytes = 63; // of a required string that are looked at

bool isWordByte(char c)
{
    const auto u = static_cast<unsigned char>(c);
    return (u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z') || (u >= 'a' && u <= 'z') || u >= 0x80 || c == '_' || c == '.' || c == '$' || c == '~' || c == '-';
}

// Letters, digits and the like: a slot's neighbours are separators, or the dots and dashes split off its word's end.
bool isInnerByte(char c) { return isWordByte(c) && c != '.' && c != '-' && c != '_'; }

std::string longestWord(std::string_view text)
{
    std::string_view best;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::size_t end = i;
        while (end < text.size() && isInnerByte(text[end]))
            ++end;
        if (end - i > best.size())
            best = text.substr(i, end - i);
        i = end;
    }
    return std::string(best);
}

bool holdsAny(std::string_view bytes, const std::vector<std::string> &texts)
{
    return texts.empty() || std::any_of(texts.begin(), texts.end(), [&](const std::string &text) {
        return findBytes(bytes, text) != std::string_view::npos;
    });
}

// One alternative of a pattern: its longest run of literal bytes.
std::string longestLiteral(std::string_view branch)
{
    std::string best;
    std::string run;
    const auto end = [&] {
        if (run.size() > best.size())
            best = run;
        run.clear();
    };
    int depth = 0;
    for (std::size_t i = 0; i < branch.size(); ++i) {
        const char c = branch[i];
        char literal = c;
        bool isLiteral = false;
        if (c == '\\') {
            if (++i >= branch.size())
                return {};
            literal = branch[i];
            // Escaped punctuation stands for itself; classes, boundaries, codes and quotes do not.
            isLiteral = !((literal >= '0' && literal <= '9') || (literal >= 'a' && literal <= 'z') || (literal >= 'A' && literal <= 'Z'));
            if (literal == 'Q')
                return {};
            if (literal == 'x' || literal == 'p' || literal == 'P') { // skip what belongs to it
                if (i + 1 < branch.size() && branch[i + 1] == '{')
                    i = std::min(branch.find('}', i), branch.size() - 1);
                else
                    i = std::min(i + (literal == 'x' ? 2 : 1), branch.size() - 1);
            }
        } else if (c == '[') {
            std::size_t k = i + 1;
            if (k < branch.size() && branch[k] == '^')
                ++k;
            if (k < branch.size() && branch[k] == ']')
                ++k;
            while (k < branch.size() && branch[k] != ']') {
                if (branch[k] == '\\')
                    ++k;
                else if (branch[k] == '[' && k + 1 < branch.size() && branch[k + 1] == ':') {
                    const std::size_t close = branch.find(":]", k);
                    if (close == std::string_view::npos)
                        return {};
                    k = close + 1;
                }
                ++k;
            }
            i = k;
        } else if (c == '(')
            ++depth;
        else if (c == ')')
            --depth;
        else if (c == '*' || c == '?' || c == '{') {
            if (!run.empty()) // what it repeats may be missing
                run.pop_back();
            if (c == '{')
                i = std::min(branch.find('}', i), branch.size() - 1);
        } else if (c != '.' && c != '+' && c != '^' && c != '$' && c != '|')
            isLiteral = true;
        if (isLiteral && depth == 0) {
            // A multi-byte character would be torn by pop_back above.
            if (static_cast<unsigned char>(literal) >= 0x80)
                end();
            else
                run += literal;
        } else
            end();
    }
    end();
    return best;
}

} // namespace

std::vector<std::string> requiredStrings(std::string_view pattern)
{
    if (pattern.find("(?") != std::string_view::npos) // flags may ignore case
        return {};
    std::vector<std::string> required;
    std::size_t from = 0;
    int depth = 0;
    for (std::size_t i = 0; i <= pattern.size(); ++i) {
        if (i < pattern.size() && pattern[i] == '\\') {
            ++i;
            continue;
        }
        if (i < pattern.size() && pattern[i] == '[') { // skip the class
            std::size_t k = i + 1;
            if (k < pattern.size() && pattern[k] == '^')
                ++k;
            if (k < pattern.size() && pattern[k] == ']')
                ++k;
            while (k < pattern.size() && pattern[k] != ']')
                k += pattern[k] == '\\' ? 2 : 1;
            i = k;
            continue;
        }
        if (i < pattern.size() && pattern[i] == '(')
            ++depth;
        else if (i < pattern.size() && pattern[i] == ')')
            --depth;
        if (i >= pattern.size() || (pattern[i] == '|' && depth == 0)) {
            std::string literal = longestLiteral(pattern.substr(from, i - from));
            if (literal.size() < 2)
                return {};
            required.push_back(std::move(literal));
            from = i + 1;
        }
    }
    return required.size() <= 16 ? required : std::vector<std::string>();
}

TextMatcher::TextMatcher() = default;
TextMatcher::TextMatcher(TextMatcher &&) noexcept = default;
TextMatcher::~TextMatcher() = default;

Result<TextMatcher> TextMatcher::make(const TextCondition &condition)
{
    TextMatcher matcher;
    matcher.m_negated = condition.negated;
    const std::string &pattern = condition.pattern;
    if (pattern.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is nothing to search for")), Message(CAUSEWAY_TEXT("the pattern is empty")));
    if (condition.regex || !condition.caseSensitive) {
        re2::RE2::Options options;
        options.set_log_errors(false);
        options.set_case_sensitive(condition.caseSensitive);
        options.set_literal(!condition.regex);
        options.set_encoding(re2::RE2::Options::EncodingUTF8);
        options.set_max_mem(64 << 20);
        matcher.m_regex = std::make_unique<re2::RE2>(pattern, options);
        if (!matcher.m_regex->ok())
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The regular expression “%1” cannot be used"), pattern),
                           Message(CAUSEWAY_TEXT("%1"), matcher.m_regex->error()),
                           Message(CAUSEWAY_TEXT("RE2 syntax: no look-ahead, no back references. To search for the text itself use “contains”.")));
        if (condition.regex && condition.caseSensitive)
            matcher.m_required = requiredStrings(pattern);
        for (const char *mark : {"^", "$", "\\b", "\\B", "\\A", "\\z"})
            matcher.m_anchored = matcher.m_anchored || (condition.regex && pattern.find(mark) != std::string::npos);
    } else {
        matcher.m_literal = pattern;
        matcher.m_required = {pattern};
    }
    for (const std::string &text : matcher.m_required) {
        std::string word = longestWord(text);
        if (word.empty()) {
            matcher.m_words.clear();
            break;
        }
        matcher.m_words.push_back(std::move(word));
    }
    return matcher;
}

bool TextMatcher::matches(std::string_view event) const
{
    while (true) {
        const std::size_t end = event.find('\n');
        std::string_view line = event.substr(0, end);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        if (m_regex == nullptr ? findBytes(line, m_literal) != std::string_view::npos
                               : mayContain(line) && re2::RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), *m_regex))
            return true;
        if (end == std::string_view::npos || end + 1 >= event.size())
            return false;
        event.remove_prefix(end + 1);
    }
}

bool TextMatcher::mayContain(std::string_view bytes) const { return holdsAny(bytes, m_required); }
bool TextMatcher::mayContainWord(std::string_view bytes) const { return holdsAny(bytes, m_words); }

bool TextMatcher::mayBeTime() const
{
    return std::any_of(m_words.begin(), m_words.end(), [](const std::string &word) {
        return word.size() <= 9 || word.find_first_not_of("0123456789") == std::string::npos || word.find_first_of("0123456789") != std::string::npos;
    });
}

bool partsWords(const Frame &frame)
{
    const std::string &text = frame.text;
    for (std::size_t at = text.find(templates::kSlot); at != std::string::npos; at = text.find(templates::kSlot, at + 1))
        if ((at > 0 && (isInnerByte(text[at - 1]) || text[at - 1] == templates::kSlot)) ||
            (at + 1 < text.size() && (isInnerByte(text[at + 1]) || text[at + 1] == templates::kSlot)))
            return false;
    return true;
}

// Can a line of this frame and shape hold the string? The line is walked byte by byte with the set of prefixes of the string
// that may have been matched up to there; a slot stands for any bytes that its kind of value can have.
bool TextMatcher::possible(const std::string &wanted, const Frame &frame, const templates::Shape &shape) const
{
    const std::string_view text = std::string_view(wanted).substr(0, kRequiredBytes);
    const std::size_t n = text.size();
    std::uint64_t active = 0; // bit i: the first i + 1 bytes are matched
    const std::uint64_t done = std::uint64_t{1} << (n - 1);
    const auto constant = [&](char c) {
        std::uint64_t next = 0;
        const std::uint64_t from = active << 1 | 1;
        for (std::size_t i = 0; i < n; ++i)
            next |= static_cast<std::uint64_t>((from >> i & 1) != 0 && text[i] == c) << i;
        active = next;
        return (active & done) != 0;
    };
    const auto slot = [&](bool words) {
        std::uint64_t reach = active << 1 | 1; // positions that may come next
        for (std::size_t i = 0; i < n; ++i)
            if ((reach >> i & 1) != 0 && (!words || isWordByte(text[i])))
                reach |= std::uint64_t{1} << (i + 1);
        if ((reach >> n & 1) != 0)
            return true;
        // Every prefix reached inside the value may be what the rest of the line goes on from; and an empty value.
        active = reach >> 1;
        return false;
    };
    std::size_t k = 0;
    for (const char c : frame.text) {
        if (c != templates::kSlot) {
            if (constant(c))
                return true;
            continue;
        }
        if (frame.slots[k++].role != Role::Content) {
            if (slot(false))
                return true;
            continue;
        }
        std::size_t s = 0;
        for (const char d : shape.text)
            if (d == templates::kSlot ? slot(shape.slots[s++] != templates::SlotKind::Rest) : constant(d))
                return true;
    }
    return false;
}

TextMatcher::Answer TextMatcher::ofConstants(const Frame &frame, const templates::Shape &shape) const
{
    if (!m_anchored) {
        std::string_view text = shape.text;
        while (true) {
            const std::size_t at = text.find(templates::kSlot);
            const std::string_view piece = text.substr(0, at);
            if (m_regex == nullptr ? piece.find(m_literal) != std::string_view::npos
                                   : !piece.empty() && re2::RE2::PartialMatch(re2::StringPiece(piece.data(), piece.size()), *m_regex))
                return Answer::Always;
            if (at == std::string_view::npos)
                break;
            text.remove_prefix(at + 1);
        }
    }
    if (m_required.empty())
        return Answer::Unknown;
    for (const std::string &wanted : m_required)
        if (possible(wanted, frame, shape))
            return Answer::Unknown;
    return Answer::Never;
}

} // namespace causeway::storage
