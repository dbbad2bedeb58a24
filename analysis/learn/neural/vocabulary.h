#pragma once
// Keys of templates as the symbols of a network, and three symbols that are no template.

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/core/bytes.h"

namespace causeway::learn {

class Vocabulary {
public:
    static constexpr std::uint32_t kStart = 0;   // before the first event
    static constexpr std::uint32_t kEnd = 1;     // after the last
    static constexpr std::uint32_t kUnknown = 2; // a template that was never learned from
    static constexpr std::uint32_t kFirst = 3;
    // A key that is in no vocabulary.
    static constexpr std::uint32_t kNoKey = 0xffffffffu;

    Vocabulary() = default;
    explicit Vocabulary(std::span<const std::uint32_t> keys); // in any order, any number of times

    [[nodiscard]] std::uint32_t size() const { return kFirst + static_cast<std::uint32_t>(m_keys.size()); }
    [[nodiscard]] std::uint32_t symbol(std::uint32_t key) const;
    [[nodiscard]] bool isKey(std::uint32_t symbol) const { return symbol >= kFirst && symbol < size(); }
    [[nodiscard]] std::uint32_t key(std::uint32_t symbol) const { return m_keys[symbol - kFirst]; }
    // New keys get symbols behind the known ones.
    void add(std::span<const std::uint32_t> keys);

    void write(ByteWriter &out) const;
    [[nodiscard]] bool read(ByteReader &in); // false: not a vocabulary

private:
    void index();
    std::vector<std::uint32_t> m_keys;                             // by symbol
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_symbols; // key, symbol; ascending
};

} // namespace causeway::learn
