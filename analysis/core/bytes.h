#pragma once
// Little-endian bytes for our own binary formats. ByteWriter appends; ByteReader never reads beyond its bytes: after the
// first read that does not fit it has failed for good, every read gives zero, and ok() tells. So a decoder reads a whole
// record and asks once. No allocation is larger than what the bytes can back: use fits() before reserving.

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace causeway {

class ByteWriter {
public:
    void u8(std::uint8_t v) { m_bytes.push_back(static_cast<char>(v)); }
    void u16(std::uint16_t v) { fixed(v); }
    void u32(std::uint32_t v) { fixed(v); }
    void u64(std::uint64_t v) { fixed(v); }
    void i64(std::int64_t v) { fixed(static_cast<std::uint64_t>(v)); }
    void f64(double v) { fixed(std::bit_cast<std::uint64_t>(v)); }
    // LEB128, 1 to 10 bytes.
    void varint(std::uint64_t v)
    {
        while (v >= 0x80) {
            u8(static_cast<std::uint8_t>(v | 0x80));
            v >>= 7;
        }
        u8(static_cast<std::uint8_t>(v));
    }
    // Zigzag LEB128: small magnitudes of either sign stay short.
    void signedVarint(std::int64_t v) { varint((static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63)); }
    void raw(std::string_view bytes) { m_bytes.append(bytes); }
    // Length as varint, then the bytes.
    void text(std::string_view bytes)
    {
        varint(bytes.size());
        raw(bytes);
    }

    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }
    [[nodiscard]] const std::string &bytes() const { return m_bytes; }
    [[nodiscard]] std::string take() { return std::move(m_bytes); }

private:
    template <typename Number>
    void fixed(Number v)
    {
        char buffer[sizeof(Number)];
        for (std::size_t i = 0; i < sizeof(Number); ++i)
            buffer[i] = static_cast<char>(static_cast<std::uint8_t>(v >> (8 * i)));
        m_bytes.append(buffer, sizeof(Number));
    }

    std::string m_bytes;
};

// A view: the bytes must outlive it and every view it returns.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : m_bytes(bytes) {}

    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] std::size_t position() const { return m_position; }
    [[nodiscard]] std::size_t remaining() const { return m_bytes.size() - m_position; }
    // Read to the last byte without a failure.
    [[nodiscard]] bool atEnd() const { return m_ok && m_position == m_bytes.size(); }
    // Whether `count` items of at least `itemBytes` (> 0) each can still follow; if not the reader has failed.
    bool fits(std::uint64_t count, std::uint64_t itemBytes = 1)
    {
        if (!m_ok || count > remaining() / itemBytes)
            fail();
        return m_ok;
    }
    // For a decoder that found a value it cannot accept.
    void fail() { m_ok = false; }

    std::uint8_t u8() { return fixed<std::uint8_t>(); }
    std::uint16_t u16() { return fixed<std::uint16_t>(); }
    std::uint32_t u32() { return fixed<std::uint32_t>(); }
    std::uint64_t u64() { return fixed<std::uint64_t>(); }
    std::int64_t i64() { return static_cast<std::int64_t>(fixed<std::uint64_t>()); }
    double f64() { return std::bit_cast<double>(fixed<std::uint64_t>()); }
    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const std::uint8_t byte = u8();
            if (!m_ok || (shift == 63 && byte > 1))
                break;
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0)
                return value;
        }
        fail();
        return 0;
    }
    std::int64_t signedVarint()
    {
        const std::uint64_t v = varint();
        return static_cast<std::int64_t>((v >> 1) ^ (~(v & 1) + 1));
    }
    // A varint that must not exceed `limit`; beyond it the reader has failed.
    std::uint64_t bounded(std::uint64_t limit)
    {
        const std::uint64_t v = varint();
        if (v > limit)
            fail();
        return m_ok ? v : 0;
    }
    std::string_view raw(std::uint64_t size)
    {
        if (!fits(size))
            return {};
        const std::string_view out = m_bytes.substr(m_position, static_cast<std::size_t>(size));
        m_position += static_cast<std::size_t>(size);
        return out;
    }
    std::string_view text() { return raw(varint()); }

private:
    template <typename Number>
    Number fixed()
    {
        if (!m_ok || remaining() < sizeof(Number)) {
            fail();
            return 0;
        }
        std::uint64_t v = 0;
        for (std::size_t i = 0; i < sizeof(Number); ++i)
            v |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(m_bytes[m_position + i])) << (8 * i);
        m_position += sizeof(Number);
        return static_cast<Number>(v);
    }

    std::string_view m_bytes;
    std::size_t m_position = 0;
    bool m_ok = true;
};

} // namespace causeway
