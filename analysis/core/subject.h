#pragma once
// What a finding, a label or evidence is about. Ids survive re-grouping and appending.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace causeway {

enum class SubjectKind : std::uint8_t { Session, Event, Window, Edge, Service, Metric, Trace };
std::string_view toName(SubjectKind kind);
std::optional<SubjectKind> parseSubjectKind(std::string_view text);

struct Subject {
    SubjectKind kind = SubjectKind::Session;
    std::string id; // of a session: GROUPING=KEY ("identifier:blk=blk_-160…", "sequence=17", "window:60s=2024-01-01T00:00:00Z")
    auto operator<=>(const Subject &) const = default;
};

// "session:ID" … ; a text without a known kind before the first colon is a session's id or bare key.
Subject parseSubject(std::string_view text);

} // namespace causeway
