#pragma once
// One text condition of a filter, prepared: what the constant text of a line decides without rebuilding it, and RE2 for
// the rest.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/filter.h"

namespace re2 {
class RE2;
}

namespace causeway::storage {

class TextMatcher {
public:
    // Errors: InvalidInput with RE2's reason.
    static Result<TextMatcher> make(const TextCondition &condition);
    TextMatcher(TextMatcher &&) noexcept;
    ~TextMatcher();

    // Whether some physical line of the event's bytes matches (negation is the caller's).
    [[nodiscard]] bool matches(std::string_view event) const;
    [[nodiscard]] bool negated() const { return m_negated; }

    enum class Answer : std::uint8_t { Always, Never, Unknown };
    // For all lines of this frame and shape, as far as their constant text tells; continuation lines apart.
    [[nodiscard]] Answer ofConstants(const Frame &frame, const templates::Shape &shape) const;

    // One of these strings is in every line that matches; empty where none is known.
    [[nodiscard]] const std::vector<std::string> &required() const { return m_required; }
    // Whether the bytes hold one of them (true where none is known).
    [[nodiscard]] bool mayContain(std::string_view bytes) const;
    // One of these is in every line that matches, within one slot's value or within one piece of constant text: runs of
    // letters and digits cannot lie across the edge of a message's slot. Empty where none is known.
    [[nodiscard]] const std::vector<std::string> &words() const { return m_words; }
    [[nodiscard]] bool mayContainWord(std::string_view bytes) const;
    // Whether a rendered time can hold one of the words: digits, or at most ten letters.
    [[nodiscard]] bool mayBeTime() const;

private:
    TextMatcher();
    [[nodiscard]] bool possible(const std::string &wanted, const Frame &frame, const templates::Shape &shape) const;
    std::unique_ptr<re2::RE2> m_regex;      // of a regular expression or a literal that ignores case; else m_literal
    std::string m_literal;
    std::vector<std::string> m_required, m_words;
    bool m_anchored = false;                // the pattern looks at what surrounds a match
    bool m_negated = false;
};

// Whether letters and digits cannot lie across the edges of the frame's slots either.
bool partsWords(const Frame &frame);

// The strings of which one is in every match, read off an RE2 pattern; empty where none can be told.
std::vector<std::string> requiredStrings(std::string_view pattern);

} // namespace causeway::storage
