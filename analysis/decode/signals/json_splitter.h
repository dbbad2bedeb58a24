#pragma once
// Cuts JSON that comes in pieces into values: containers that the visitor descends into are told member by member, others as
// the text of a whole. One document, or several one behind the other (a line each, or anyhow). Nothing but the value that is
// being collected is held. Brackets within whole values are counted, not matched: who parses the text finds out.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/message.h"

namespace causeway::decode {

struct JsonSlice {
    std::string_view text;    // a value, without blanks around it
    std::uint64_t offset = 0; // in the document
};

enum class JsonStep : std::uint8_t { Descend, Whole, Skip };

class JsonVisitor {
public:
    virtual ~JsonVisitor() = default;
    // An object or array begins; key: of the member, empty in an array and at the root, escapes as they are written.
    virtual JsonStep enter(std::string_view key, bool array, std::uint64_t offset) = 0;
    // The end of what was descended into; byteEnd: behind the bracket.
    virtual void leave(std::uint64_t byteEnd) = 0;
    // A member of what was descended into: a scalar, or a container that was asked for as a whole.
    virtual void value(std::string_view key, const JsonSlice &value) = 0;
    // A value that is longer than the limit; its text is not told.
    virtual void tooLong(std::string_view key, std::uint64_t offset) = 0;
    // What there is of a value that was asked for as a whole and breaks off with the document.
    virtual void cut(std::string_view key, const JsonSlice &value) { (void)key, (void)value; }
    // A line that breaks off, in a document of lines; everything that was entered has been left. Reading goes on behind it.
    virtual void brokenLine(const Message &why, std::uint64_t offset) = 0;
};

class JsonSplitter {
public:
    // maxBytes: of a whole value. base, rootKey: what the first byte's offset and the root's key are told as.
    JsonSplitter(JsonVisitor &visitor, std::uint64_t maxBytes, std::uint64_t base = 0, std::string_view rootKey = {});

    // false: damaged; further pieces are ignored.
    bool feed(std::string_view piece);
    // At the end: -1 where every document is closed, else the offset at which it breaks off or is damaged.
    [[nodiscard]] std::int64_t finish();
    [[nodiscard]] const Message &why() const { return m_why; }
    // From within enter(), for the value that begins: another limit than maxBytes.
    void setLimitOfThis(std::uint64_t maxBytes) { m_limit = maxBytes; }

private:
    enum class State : std::uint8_t { Root, Value, FirstValue, Key, FirstKey, Colon, After, InKey, InString, InScalar, InWhole, Resync, Damaged };

    const char *nested(const char *at, const char *end);
    bool nestedBlock(const char *at, const char *&stop);
    const char *string(const char *at, const char *end);
    void beginValue(char c, std::uint64_t offset);
    void endValue(const char *from, const char *end);
    [[nodiscard]] std::string_view keyNow() const;
    void hold(const char *from, const char *end);
    void damage(const char *why, std::uint64_t offset);
    void close(char c, std::uint64_t offset);

    JsonVisitor &m_visitor;
    std::uint64_t m_maxBytes, m_limit;
    std::uint64_t m_offset;       // of the first byte of the piece
    std::uint64_t m_valueAt = 0;  // offset of the value that is being collected
    std::uint64_t m_documentAt = 0;
    std::uint64_t m_documents = 0;
    State m_state = State::Root;
    std::string m_stack;          // open brackets of what was descended into
    std::string m_rootKey, m_key, m_held;
    std::uint64_t m_depth = 0;    // within a whole value
    bool m_inString = false, m_escaped = false, m_broken = false;
    bool m_skip = false, m_long = false;
    bool m_newline = false;       // the document holds one
    bool m_lines = false;         // a document a line
    std::int64_t m_damagedAt = -1;
    Message m_why;
};

} // namespace causeway::decode
