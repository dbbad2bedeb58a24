#pragma once
// Which keys of sampled JSON or logfmt lines get attributes of their own, and which of them tell what no well-known key tells:
// other spellings of time, level, message, component, trace and span, and any key whose values are times. Internal to this folder.

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/decode/key_values.h"

namespace causeway::decode {

class KeyStatistics {
public:
    KeyStatistics();
    void nextLine();
    // role: of a well-known key, else Attribute. path: its parts separated by /.
    void add(std::string_view path, bool wellKnown, Role role, std::string_view text, bool isText);
    // As KeyTable::make takes it.
    [[nodiscard]] std::string pattern() const;

private:
    struct Path {
        std::size_t order = 0;
        std::size_t lines = 0, times = 0;
    };
    [[nodiscard]] std::string_view best(Role role) const;

    std::map<std::string, Path, std::less<>> m_paths; // of keys that are not well known
    std::array<std::size_t, kRoleCount> m_told{};     // lines in which a well-known key tells it
    std::array<std::size_t, kRoleCount> m_lastLine{};
    std::size_t m_lines = 0;
    bool m_gelf = false, m_requestId = false, m_remoteAddress = false;
    TimeReader m_times;
};

} // namespace causeway::decode
