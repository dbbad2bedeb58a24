#pragma once
// Reading one element of JSON with simdjson's On Demand: texts and numbers as they are written, whatever their type.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "analysis/decode/signals/json_splitter.h"
#include "analysis/decode/signals/signal.h"

namespace causeway::decode {

namespace ondemand = simdjson::ondemand;

// Texts that must keep their place until clear(); memory is kept and used again.
class TextArena {
public:
    std::string_view copy(std::string_view text);
    void clear() { m_block = m_used = 0; }

private:
    struct Block {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
    };
    std::vector<Block> m_blocks;
    std::size_t m_block = 0, m_used = 0;
};

class JsonElement {
public:
    JsonElement();
    // The document is valid until the next call, as are all texts read from it. false: the text is not JSON, `why` says it.
    bool open(const JsonSlice &slice, ondemand::document &document);
    // Why the document, or what is asked of it as a whole, cannot be read.
    [[nodiscard]] const Message &why() const { return m_why; }
    // Whether the text held bytes that are not UTF-8, which were replaced.
    [[nodiscard]] bool wasMended() const { return m_mended; }

    // A string's text without escapes; other scalars as they are written; empty for null and containers.
    std::string_view text(ondemand::value &value);
    // A value of any kind; containers and numbers that fit no int64 or double exactly are JSON.
    AttributeValue any(ondemand::value &value);
    // For what a decoder must put together.
    TextArena &arena() { return m_arena; }

private:
    std::string_view plain(std::string_view quoted, ondemand::value &value);

    ondemand::parser m_parser;
    std::string m_padded;
    TextArena m_arena;
    Message m_why;
    bool m_mended = false;
};

// The key as it is written between its quotes.
inline std::string_view keyOf(simdjson::simdjson_result<ondemand::field> &field)
{
    const char *const begin = field.key().value_unsafe().raw();
    const char *end = begin;
    while (*end != '"')
        ++end;
    return {begin, static_cast<std::size_t>(end - begin)};
}

// A scalar as it is written, strings with their quotes; empty for containers and what is damaged. Does not use the value up.
std::string_view scalarToken(ondemand::value &value);
// Without the quotes a token may have.
std::string_view unquoted(std::string_view token);
bool isQuoted(std::string_view token);

// The whole of the text; leading zeros and a sign are fine, also "1.5e3" where it is a whole number below 2^53.
std::optional<std::int64_t> integerOf(std::string_view text);
std::optional<std::uint64_t> unsignedOf(std::string_view text);
// Also NaN, Infinity, +Inf, -Inf in any case.
std::optional<double> realOf(std::string_view text);

// Appends a JSON string with its quotes.
void appendJson(std::string &out, std::string_view text);
void appendJson(std::string &out, double number); // null where JSON has no such number

} // namespace causeway::decode
