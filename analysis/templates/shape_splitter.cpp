#include "analysis/templates/shape_splitter.h"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "analysis/core/limits.h"

namespace causeway::templates {

namespace {

constexpr std::uint64_t kA = 0xa0761d6478bd642full;
constexpr std::uint64_t kB = 0xe7037ed1a0b428dbull;

inline std::uint64_t fold(std::uint64_t a, std::uint64_t b)
{
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline std::uint64_t load8(const char *p)
{
    std::uint64_t value = 0;
    std::memcpy(&value, p, 8);
    return value;
}

// The last 1 … 7 bytes without reading beyond them.
inline std::uint64_t loadTail(const char *p, std::size_t n)
{
    if (n >= 4) {
        std::uint32_t low = 0;
        std::uint32_t high = 0;
        std::memcpy(&low, p, 4);
        std::memcpy(&high, p + n - 4, 4);
        return static_cast<std::uint64_t>(high) << 32 | low;
    }
    return static_cast<std::uint64_t>(static_cast<unsigned char>(p[0])) | static_cast<std::uint64_t>(static_cast<unsigned char>(p[n / 2])) << 8 |
           static_cast<std::uint64_t>(static_cast<unsigned char>(p[n - 1])) << 16;
}

inline std::uint64_t absorb(std::uint64_t h, const char *p, std::size_t n)
{
    h ^= static_cast<std::uint64_t>(n) * kB;
    while (n >= 8) {
        h = fold(h ^ load8(p), kA);
        p += 8;
        n -= 8;
    }
    if (n > 0)
        h = fold(h ^ loadTail(p, n), kA);
    return h;
}

// Bit i of word, digit: what byte i of the 64 at p is.
struct Masks {
    std::uint64_t word = 0, digit = 0, mark = 0; // mark: kSlot
};

#if defined(__SSE2__)
inline Masks classify(const char *p)
{
    Masks masks;
    for (int part = 0; part < 4; ++part) {
        const __m128i c = _mm_loadu_si128(reinterpret_cast<const __m128i *>(p + 16 * part));
        // Signed compares: bytes >= 0x80 are negative, below every bound here.
        const __m128i lower = _mm_or_si128(c, _mm_set1_epi8(0x20));
        const __m128i letter = _mm_and_si128(_mm_cmpgt_epi8(lower, _mm_set1_epi8('a' - 1)), _mm_cmplt_epi8(lower, _mm_set1_epi8('z' + 1)));
        const __m128i digit = _mm_and_si128(_mm_cmpgt_epi8(c, _mm_set1_epi8('0' - 1)), _mm_cmplt_epi8(c, _mm_set1_epi8('9' + 1)));
        const __m128i dashDot = _mm_and_si128(_mm_cmpgt_epi8(c, _mm_set1_epi8('-' - 1)), _mm_cmplt_epi8(c, _mm_set1_epi8('.' + 1)));
        const __m128i others = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(c, _mm_set1_epi8('_')), _mm_cmpeq_epi8(c, _mm_set1_epi8('$'))),
                                            _mm_or_si128(_mm_cmpeq_epi8(c, _mm_set1_epi8('~')), dashDot));
        const __m128i high = _mm_cmplt_epi8(c, _mm_setzero_si128());
        const __m128i word = _mm_or_si128(_mm_or_si128(letter, digit), _mm_or_si128(others, high));
        const int shift = 16 * part;
        masks.word |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(word))) << shift;
        masks.digit |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(digit))) << shift;
        masks.mark |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(c, _mm_set1_epi8(kSlot))))) << shift;
    }
    return masks;
}
#else
inline Masks classify(const char *p)
{
    Masks masks;
    for (int i = 0; i < 64; ++i) {
        const auto c = static_cast<unsigned char>(p[i]);
        const bool digit = c >= '0' && c <= '9';
        const bool word = digit || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x80 || c == '_' || c == '.' || c == '$' || c == '~' || c == '-';
        masks.word |= static_cast<std::uint64_t>(word) << i;
        masks.digit |= static_cast<std::uint64_t>(digit) << i;
        masks.mark |= static_cast<std::uint64_t>(p[i] == kSlot) << i;
    }
    return masks;
}
#endif

inline bool isTrimmed(char c) { return c == '.' || c == '-' || c == '_'; }

// Marks in a hash that no constant byte can stand for: they are mixed in by another multiplier.
inline std::uint64_t absorbSlot(std::uint64_t h) { return fold(h ^ 0x9e3779b97f4a7c15ull, kB); }

} // namespace

std::uint64_t hashBytes(std::string_view bytes, std::uint64_t seed) { return fold(absorb(seed ^ kA, bytes.data(), bytes.size()), kB); }

bool ShapeSplitter::split(std::string_view message) { return split(message, false); }

void ShapeSplitter::splitShape(std::string_view shapeText) { (void)split(shapeText, true); }

inline bool ShapeSplitter::split(std::string_view message, bool shape)
{
    m_message = message;
    m_words.clear();
    const char *const begin = message.data();
    const std::size_t size = message.size();
    bool inWord = false;
    bool digit = false;
    std::uint32_t wordBegin = 0;
    std::size_t slots = 0;
    std::size_t slotBytes = 0;
    const auto close = [&](std::uint32_t end) {
        while (end > wordBegin && isTrimmed(begin[end - 1]))
            --end;
        if (end > wordBegin) {
            m_words.push_back({wordBegin, end, digit});
            slots += digit ? 1 : 0;
            slotBytes += digit ? end - wordBegin : 0;
        }
    };
    for (std::size_t base = 0; base < size; base += 64) {
        Masks masks;
        if (size - base >= 64)
            masks = classify(begin + base);
        else {
            char tail[64] = {};
            std::memcpy(tail, begin + base, size - base);
            for (std::size_t i = size - base; i < 64; ++i)
                tail[i] = ' ';
            masks = classify(tail);
        }
        if (masks.mark != 0) {
            if (!shape)
                return false;
            masks.word |= masks.mark;
            masks.digit |= masks.mark;
        }
        // Edges: where "is a word byte" changes.
        std::uint64_t edges = masks.word ^ (masks.word << 1 | static_cast<std::uint64_t>(inWord));
        std::uint32_t from = 0; // digits of the current word are looked for from here
        while (edges != 0) {
            const auto at = static_cast<std::uint32_t>(std::countr_zero(edges));
            edges &= edges - 1;
            if (inWord) {
                const std::uint64_t upTo = at == 0 ? 0 : ~std::uint64_t{0} >> (64 - at);
                digit = digit || (masks.digit & upTo & (~std::uint64_t{0} << from)) != 0;
                close(static_cast<std::uint32_t>(base) + at);
                inWord = false;
            } else {
                wordBegin = static_cast<std::uint32_t>(base) + at;
                digit = false;
                inWord = true;
                from = at;
            }
        }
        if (inWord)
            digit = digit || (masks.digit & (~std::uint64_t{0} << from)) != 0;
        if (slots > limits::kSlots || m_words.size() > 4096)
            return false;
    }
    if (inWord)
        close(static_cast<std::uint32_t>(size));
    return slots <= limits::kSlots && size - slotBytes <= limits::kShapeBytes;
}

void ShapeSplitter::promote(std::uint64_t mask)
{
    unsigned constant = 0;
    for (WordRange &word : m_words) {
        if (word.slot)
            continue;
        if (constant < 64 && (mask >> constant & 1) != 0)
            word.slot = true;
        ++constant;
        if (constant >= 64)
            break;
    }
}

std::uint64_t ShapeSplitter::hash() const
{
    std::uint64_t h = kA;
    std::uint32_t at = 0;
    for (const WordRange &word : m_words) {
        if (!word.slot)
            continue;
        h = absorbSlot(absorb(h, m_message.data() + at, word.begin - at));
        at = word.end;
    }
    return fold(absorb(h, m_message.data() + at, m_message.size() - at), kB);
}

std::uint64_t ShapeSplitter::hashOfShape(std::string_view shapeText)
{
    std::uint64_t h = kA;
    for (std::size_t at = shapeText.find(kSlot); at != std::string_view::npos; at = shapeText.find(kSlot)) {
        h = absorbSlot(absorb(h, shapeText.data(), at));
        shapeText.remove_prefix(at + 1);
    }
    return fold(absorb(h, shapeText.data(), shapeText.size()), kB);
}

std::uint64_t ShapeSplitter::skeletonHash() const
{
    std::uint64_t h = kB;
    std::uint32_t at = 0;
    for (const WordRange &word : m_words) {
        h = absorb(h, m_message.data() + at, word.begin - at);
        h = word.slot ? absorbSlot(h) : fold(h, kB);
        at = word.end;
    }
    return fold(absorb(h, m_message.data() + at, m_message.size() - at), kB);
}

bool ShapeSplitter::matches(std::string_view shapeText) const
{
    const char *p = shapeText.data();
    const char *const end = p + shapeText.size();
    std::uint32_t at = 0;
    for (const WordRange &word : m_words) {
        if (!word.slot)
            continue;
        const std::size_t n = word.begin - at;
        if (static_cast<std::size_t>(end - p) < n + 1 || std::memcmp(p, m_message.data() + at, n) != 0 || p[n] != kSlot)
            return false;
        p += n + 1;
        at = word.end;
    }
    const std::size_t n = m_message.size() - at;
    return static_cast<std::size_t>(end - p) == n && std::memcmp(p, m_message.data() + at, n) == 0;
}

Shape ShapeSplitter::shape() const
{
    Shape shape;
    std::uint32_t at = 0;
    for (const WordRange &word : m_words) {
        // A promoted word has no digit: that tells the kinds apart.
        if (word.slot) {
            shape.text.append(m_message, at, word.begin - at);
            shape.text += kSlot;
            bool digit = false;
            for (std::uint32_t i = word.begin; i < word.end; ++i)
                digit = digit || (m_message[i] >= '0' && m_message[i] <= '9');
            shape.slots.push_back(digit ? SlotKind::Digits : SlotKind::Word);
            at = word.end;
        }
    }
    shape.text.append(m_message, at);
    return shape;
}

} // namespace causeway::templates
