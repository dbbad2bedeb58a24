#pragma once
// The vocabulary that every folder shares about an event.

#include <cstdint>
#include <optional>
#include <string_view>

namespace causeway {

// In rising severity; Unknown where the line tells none.
enum class Level : std::uint8_t { Unknown, Trace, Debug, Info, Warning, Error, Fatal };
constexpr std::size_t kLevelCount = 7;

// "unknown", "trace", "debug", "info", "warning", "error", "fatal".
std::string_view toName(Level level);
// Any spelling in use: INFO, info, I, notice, WARN, W, ERR, SEVERE, CRITICAL, panic …; Unknown where it is none.
Level parseLevel(std::string_view text);

// What a field of a line means. A field's raw bytes are kept whatever its role.
enum class Role : std::uint8_t { Time, Level, Component, Thread, Process, Host, Trace, Span, Attribute, Content };
constexpr std::size_t kRoleCount = 10;
std::string_view toName(Role role);

enum class Verdict : std::uint8_t { Normal, Anomalous, Unsure };
std::string_view toName(Verdict verdict); // "normal", "anomalous", "unsure"
std::optional<Verdict> parseVerdict(std::string_view text);

} // namespace causeway
