#pragma once
// How events are grouped into sessions, as a person writes it: `auto`, `identifier`, `identifier:blk`, `trace`, `thread`,
// `source`, `sequence`, `window:60`.

#include <optional>
#include <string>
#include <string_view>

#include "analysis/core/result.h"

namespace causeway::sessions {

struct Grouping {
    enum class By : std::uint8_t { Auto, Identifier, Trace, Thread, Source, Sequence, Window } by = By::Auto;
    std::string identifier;        // By::Identifier: its name; empty = the best one
    std::int64_t windowNs = 0;     // By::Window
    bool operator==(const Grouping &) const = default;

    static Result<Grouping> parse(std::string_view text);
    // "identifier:blk", "window:60s", "trace" … : what stands before = in a session's id.
    [[nodiscard]] std::string toText() const;
};

} // namespace causeway::sessions
