#pragma once
// What the keys of JSON objects and logfmt lines mean: roles of well-known keys, attributes of those a layout lists, "other"
// for the rest (its key stands in the frame). Keys within objects have their object as parent.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/event.h"
#include "analysis/core/result.h"

namespace causeway::decode {

// What a level is that is a number of one digit.
enum class SmallLevels : std::uint8_t { None, Syslog, Nextcloud };

class KeyTable {
public:
    static constexpr int kRoot = -1;    // the parent of the line's own keys
    static constexpr int kUnknown = -2; // the parent of keys in an object that is not listed

    struct Key {
        int parent = kRoot;
        std::string text;
        Role role = Role::Attribute;
        std::uint16_t name = 0;
        bool nanos = false; // of the second that its sibling tells
    };

    // listed: paths separated by blanks, their parts by /; "=time", "=level" … behind one is what it means; "=gelf" and
    // "=nextcloud" say how levels of one digit are meant. Errors: InvalidInput beyond 4,000 keys.
    static Result<KeyTable> make(std::string_view listed);

    // Index of the key, or kUnknown.
    [[nodiscard]] int find(int parent, std::string_view text) const
    {
        if (parent == kUnknown)
            return kUnknown;
        for (std::size_t slot = hash(parent, text) & m_mask;; slot = (slot + 1) & m_mask) {
            const int index = m_slots[slot];
            if (index < 0)
                return kUnknown;
            const Key &key = m_keys[static_cast<std::size_t>(index)];
            if (key.parent == parent && key.text == text)
                return index;
        }
    }
    [[nodiscard]] const Key &key(int index) const { return m_keys[static_cast<std::size_t>(index)]; }
    [[nodiscard]] SmallLevels smallLevels() const { return m_smallLevels; }
    [[nodiscard]] const std::vector<std::string> &names() const { return m_names; } // the first is "other"

private:
    static std::size_t hash(int parent, std::string_view text)
    {
        std::uint64_t h = static_cast<std::uint64_t>(parent + 3) * 0x9E3779B97F4A7C15u + text.size();
        const std::size_t step = text.size() > 16 ? text.size() / 8 : 1;
        for (std::size_t i = 0; i < text.size(); i += step)
            h = (h ^ static_cast<unsigned char>(text[i])) * 0x100000001B3u;
        return static_cast<std::size_t>(h ^ (h >> 29));
    }
    int add(int parent, std::string_view text, Role role);

    std::vector<Key> m_keys;
    std::vector<int> m_slots;
    std::size_t m_mask = 0;
    std::vector<std::string> m_names;
    SmallLevels m_smallLevels = SmallLevels::None;
};

// The paths of the keys of these JSON or logfmt lines that are no well-known ones, as KeyTable::make takes them.
std::string keysOfJson(std::span<const std::string_view> lines);
std::string keysOfLogfmt(std::span<const std::string_view> lines);

} // namespace causeway::decode
