#include "analysis/decode/signals/json_splitter.h"

#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "analysis/core/limits.h"

namespace causeway::decode {

namespace {

constexpr std::size_t kBlock = 64;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool isScalar(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' || c == '.'; }

struct Masks {
    std::uint64_t quotes = 0, slashes = 0, opens = 0, closes = 0, newlines = 0;
};

#ifdef __SSE2__
// '[' and ']' differ from '{' and '}' by one bit.
Masks classify(const char *at)
{
    Masks masks;
    for (int i = 0; i < 4; ++i) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at + 16 * i));
        const __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        const auto mask = [i](__m128i equal) { return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(equal))) << (16 * i); };
        masks.quotes |= mask(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
        masks.slashes |= mask(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
        masks.opens |= mask(_mm_cmpeq_epi8(folded, _mm_set1_epi8('{')));
        masks.closes |= mask(_mm_cmpeq_epi8(folded, _mm_set1_epi8('}')));
        masks.newlines |= mask(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
    }
    return masks;
}
#else
Masks classify(const char *at)
{
    Masks masks;
    for (std::size_t i = 0; i < kBlock; ++i) {
        const std::uint64_t bit = std::uint64_t{1} << i;
        const char c = at[i];
        masks.quotes |= c == '"' ? bit : 0;
        masks.slashes |= c == '\\' ? bit : 0;
        masks.opens |= c == '{' || c == '[' ? bit : 0;
        masks.closes |= c == '}' || c == ']' ? bit : 0;
        masks.newlines |= c == '\n' ? bit : 0;
    }
    return masks;
}
#endif

// Bit i: the number of bits at and below i is odd.
std::uint64_t parity(std::uint64_t bits)
{
    for (int shift = 1; shift < 64; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

} // namespace

JsonSplitter::JsonSplitter(JsonVisitor &visitor, std::uint64_t maxBytes, std::uint64_t base, std::string_view rootKey)
    : m_visitor(visitor), m_maxBytes(maxBytes), m_limit(maxBytes), m_offset(base), m_rootKey(rootKey)
{
}

void JsonSplitter::damage(const char *why, std::uint64_t offset)
{
    m_held.clear();
    if (m_lines) {
        while (!m_stack.empty()) {
            m_stack.pop_back();
            m_visitor.leave(offset);
        }
        m_visitor.brokenLine(Message(why), m_documentAt);
        m_state = State::Resync;
        return;
    }
    m_state = State::Damaged;
    m_damagedAt = static_cast<std::int64_t>(offset);
    m_why = Message(why);
}

// Goes through 64 bytes. true: `stop` is behind the bracket that closes the value, or at a line's end that breaks it off.
bool JsonSplitter::nestedBlock(const char *at, const char *&stop)
{
    Masks masks = classify(at);
    std::uint64_t escaped = m_escaped ? 1 : 0;
    if (masks.slashes != 0 || m_escaped) {
        std::uint64_t left = masks.slashes & ~escaped;
        m_escaped = false;
        while (left != 0) {
            const int i = std::countr_zero(left);
            if (i == 63) {
                m_escaped = true;
                break;
            }
            escaped |= std::uint64_t{2} << i;
            left &= ~(std::uint64_t{3} << i);
        }
        masks.quotes &= ~escaped;
    }
    const std::uint64_t inside = parity(masks.quotes) ^ (m_inString ? ~std::uint64_t{0} : 0); // the opening quote counts as inside
    const std::uint64_t breaks = m_lines ? masks.newlines : masks.newlines & inside;
    const std::uint64_t opens = masks.opens & ~inside & ~escaped;
    const std::uint64_t closes = masks.closes & ~inside & ~escaped;
    if (breaks == 0 && static_cast<std::uint64_t>(std::popcount(closes)) < m_depth) {
        m_depth += static_cast<std::uint64_t>(std::popcount(opens)) - static_cast<std::uint64_t>(std::popcount(closes));
        m_inString = (inside >> 63) != 0;
        m_newline = m_newline || masks.newlines != 0;
        return false;
    }
    std::uint64_t marks = opens | closes | breaks;
    while (marks != 0) {
        const int i = std::countr_zero(marks);
        const std::uint64_t bit = std::uint64_t{1} << i;
        marks &= marks - 1;
        if ((breaks & bit) != 0) {
            m_newline = m_broken = true;
            stop = at + i;
            return true;
        }
        m_depth += (opens & bit) != 0 ? std::uint64_t{1} : ~std::uint64_t{0};
        if (m_depth == 0) {
            m_inString = m_escaped = false;
            m_newline = m_newline || (masks.newlines & (bit - 1)) != 0;
            stop = at + i + 1;
            return true;
        }
    }
    m_inString = (inside >> 63) != 0;
    m_newline = m_newline || masks.newlines != 0;
    return false;
}

// Within a whole value, behind its first bracket: behind the last one, or, m_broken, at a line's end that breaks it off.
// nullptr: goes on in the next piece.
const char *JsonSplitter::nested(const char *at, const char *end)
{
    while (at < end) {
        if (static_cast<std::size_t>(end - at) >= kBlock) {
            const char *stop = nullptr;
            if (nestedBlock(at, stop))
                return stop;
            at += kBlock;
            continue;
        }
        const char c = *at;
        if (c == '\n') {
            m_newline = true;
            if (m_inString || m_lines) {
                m_broken = true;
                return at;
            }
        }
        if (m_escaped)
            m_escaped = false;
        else if (c == '\\')
            m_escaped = true;
        else if (c == '"')
            m_inString = !m_inString;
        else if (!m_inString && (c == '{' || c == '['))
            ++m_depth;
        else if (!m_inString && (c == '}' || c == ']') && --m_depth == 0)
            return at + 1;
        ++at;
    }
    return nullptr;
}

// As nested() for a string, which holds no line's end.
const char *JsonSplitter::string(const char *at, const char *end)
{
    for (; at < end; ++at) {
        if (*at == '\n') {
            m_newline = m_broken = true;
            return at;
        }
        if (m_escaped)
            m_escaped = false;
        else if (*at == '\\')
            m_escaped = true;
        else if (*at == '"')
            return at + 1;
    }
    return nullptr;
}

std::string_view JsonSplitter::keyNow() const
{
    return m_stack.empty() ? std::string_view(m_rootKey) : m_stack.back() == '{' ? std::string_view(m_key) : std::string_view();
}

void JsonSplitter::hold(const char *from, const char *end)
{
    if (m_skip || m_long)
        return;
    const auto size = static_cast<std::size_t>(end - from);
    if (m_held.size() + size > m_limit) {
        m_long = true;
        m_held.clear();
        return;
    }
    m_held.append(from, size);
}

// The text in [from, end) is the rest of the value, behind what is held.
void JsonSplitter::endValue(const char *from, const char *end)
{
    m_state = m_stack.empty() ? State::Root : State::After;
    const std::string_view key = keyNow();
    const bool inPiece = m_held.empty();
    if (inPiece)
        m_long = m_long || static_cast<std::uint64_t>(end - from) > m_limit;
    else
        hold(from, end);
    if (m_stack.empty())
        ++m_documents;
    if (m_skip) {
    } else if (m_long)
        m_visitor.tooLong(key, m_valueAt);
    else if (inPiece)
        m_visitor.value(key, {std::string_view(from, static_cast<std::size_t>(end - from)), m_valueAt});
    else
        m_visitor.value(key, {m_held, m_valueAt});
    m_held.clear();
    m_long = m_skip = false;
    m_limit = m_maxBytes;
}

void JsonSplitter::beginValue(char c, std::uint64_t offset)
{
    m_valueAt = offset;
    m_escaped = false;
    if (m_stack.empty()) {
        m_documentAt = offset;
        m_newline = false;
    }
    if (c == '{' || c == '[') {
        JsonStep step = m_visitor.enter(keyNow(), c == '[', offset);
        if (step == JsonStep::Descend && m_stack.size() >= limits::kSignalDepth)
            step = JsonStep::Whole;
        if (step == JsonStep::Descend) {
            m_stack.push_back(c);
            m_state = c == '{' ? State::FirstKey : State::FirstValue;
            return;
        }
        m_skip = step == JsonStep::Skip;
        m_depth = 1;
        m_inString = false;
        m_state = State::InWhole;
    } else if (m_stack.empty())
        damage(CAUSEWAY_TEXT("the text is not JSON: an object or an array was expected"), offset);
    else if (c == '"')
        m_state = State::InString;
    else if (isScalar(c))
        m_state = State::InScalar;
    else
        damage(CAUSEWAY_TEXT("the text is not JSON: a value was expected"), offset);
}

void JsonSplitter::close(char c, std::uint64_t offset)
{
    if (m_stack.empty() || m_stack.back() != (c == '}' ? '{' : '[')) {
        damage(CAUSEWAY_TEXT("the text is not JSON: a bracket does not match"), offset);
        return;
    }
    m_stack.pop_back();
    m_visitor.leave(offset + 1);
    m_state = m_stack.empty() ? State::Root : State::After;
    if (m_stack.empty())
        ++m_documents;
}

bool JsonSplitter::feed(std::string_view piece)
{
    const char *const begin = piece.data();
    const char *const end = begin + piece.size();
    const char *at = begin;
    const char *from = begin; // of what is being collected
    const auto offsetOf = [&](const char *place) { return m_offset + static_cast<std::uint64_t>(place - begin); };
    while (at < end && m_state != State::Damaged) {
        const char c = *at;
        switch (m_state) {
        case State::InWhole:
        case State::InString:
        case State::InKey: {
            m_broken = false;
            const char *const stop = m_state == State::InWhole ? nested(at, end) : string(at, end);
            if (stop == nullptr) {
                at = end;
                break;
            }
            at = stop;
            if (m_broken) {
                damage(CAUSEWAY_TEXT("a line ends within a value"), offsetOf(stop));
                break;
            }
            if (m_state == State::InKey) {
                hold(from, stop);
                m_key.assign(m_held, 1, m_held.size() < 2 ? 0 : m_held.size() - 2);
                m_held.clear();
                m_long = false;
                m_state = State::Colon;
            } else
                endValue(from, stop);
            break;
        }
        case State::InScalar:
            if (isScalar(c)) {
                ++at;
                break;
            }
            endValue(from, at);
            break;
        case State::Resync:
            if (c == '\n')
                m_state = State::Root;
            ++at;
            break;
        default:
            if (isBlank(c)) {
                if (c == '\n') {
                    if (m_state == State::Root) {
                        m_lines = m_lines || (m_documents == 1 && !m_newline);
                    } else {
                        m_newline = true;
                        if (m_lines) {
                            damage(CAUSEWAY_TEXT("a line ends within a value"), offsetOf(at));
                            break;
                        }
                    }
                }
                ++at;
                break;
            }
            from = at;
            switch (m_state) {
            case State::Root:
                if (offsetOf(at) < kByteOrderMark.size() && c == kByteOrderMark[offsetOf(at)]) {
                    ++at;
                    break;
                }
                beginValue(c, offsetOf(at));
                if (m_state != State::Damaged && m_state != State::Resync)
                    ++at;
                break;
            case State::FirstValue:
            case State::FirstKey:
                if (c == '}' || c == ']') {
                    close(c, offsetOf(at));
                    ++at;
                    break;
                }
                m_state = m_state == State::FirstValue ? State::Value : State::Key;
                break;
            case State::Value:
                beginValue(c, offsetOf(at));
                if (m_state != State::Damaged && m_state != State::Resync)
                    ++at;
                break;
            case State::Key:
                if (c != '"') {
                    damage(CAUSEWAY_TEXT("the text is not JSON: a key was expected"), offsetOf(at));
                    break;
                }
                m_escaped = false;
                m_skip = false;
                m_state = State::InKey;
                ++at;
                break;
            case State::Colon:
                if (c != ':') {
                    damage(CAUSEWAY_TEXT("the text is not JSON: a colon was expected"), offsetOf(at));
                    break;
                }
                m_state = State::Value;
                ++at;
                break;
            case State::After:
                if (c == ',') {
                    m_state = m_stack.back() == '{' ? State::FirstKey : State::FirstValue; // a last comma is let pass
                    ++at;
                } else if (c == '}' || c == ']') {
                    close(c, offsetOf(at));
                    ++at;
                } else
                    damage(CAUSEWAY_TEXT("the text is not JSON: a comma was expected"), offsetOf(at));
                break;
            default: ++at; break;
            }
        }
    }
    if (m_state == State::InWhole || m_state == State::InString || m_state == State::InKey || m_state == State::InScalar)
        hold(from, end);
    m_offset += piece.size();
    return m_state != State::Damaged;
}

std::int64_t JsonSplitter::finish()
{
    if (m_damagedAt >= 0)
        return m_damagedAt;
    if (m_state == State::Root || m_state == State::Resync)
        return -1;
    if (m_state == State::InWhole && !m_held.empty())
        m_visitor.cut(keyNow(), {m_held, m_valueAt});
    m_why = Message(CAUSEWAY_TEXT("the document breaks off"));
    m_state = State::Damaged;
    m_damagedAt = static_cast<std::int64_t>(m_offset);
    return static_cast<std::int64_t>(m_offset);
}

} // namespace causeway::decode
