#pragma once
// A message to a person: a text in English with %1 … %9 and typed arguments. It is rendered in English on the command
// line (toEnglish) and translated in the window (views/text), where numbers take the reader's locale. Plurals: message_pieces.h.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analysis/core/units.h"

// Marks a text for lupdate (-tr-function-alias QT_TRANSLATE_NOOP=CAUSEWAY_TEXT in context "message").
#define CAUSEWAY_TEXT(text) text

namespace causeway {

class Message {
public:
    using Argument = std::variant<std::string, std::int64_t, double, Bytes, Nanos, TimePoint>;

    Message() = default;
    // text: a string literal wrapped in CAUSEWAY_TEXT; it doubles as the translation key and must outlive the program.
    template <typename... Args>
    explicit Message(const char *text, Args &&...args) : m_text(text)
    {
        m_arguments.reserve(sizeof...(args));
        (m_arguments.push_back(argument(std::forward<Args>(args))), ...);
    }

    // For a stored message that is read back; text must outlive the program as well.
    static Message fromParts(const char *text, std::vector<Argument> arguments)
    {
        Message message(text);
        message.m_arguments = std::move(arguments);
        return message;
    }

    [[nodiscard]] bool empty() const { return m_text == nullptr || *m_text == '\0'; }
    [[nodiscard]] const char *text() const { return m_text == nullptr ? "" : m_text; }
    [[nodiscard]] const std::vector<Argument> &arguments() const { return m_arguments; }

    [[nodiscard]] std::string toEnglish() const;

private:
    template <typename T>
    static Argument argument(T &&value)
    {
        using D = std::decay_t<T>;
        if constexpr (std::is_same_v<D, Bytes> || std::is_same_v<D, Nanos> || std::is_same_v<D, TimePoint>)
            return value;
        else if constexpr (std::is_integral_v<D>)
            return static_cast<std::int64_t>(value);
        else if constexpr (std::is_floating_point_v<D>)
            return static_cast<double>(value);
        else
            return std::string(std::string_view(value));
    }

    const char *m_text = nullptr;
    std::vector<Argument> m_arguments;
};

} // namespace causeway
