#pragma once
// What is read off each trace once, whatever period is asked for later: the events of its spans in order, self times, the gaps
// between a call and its other side.
//
// Clocks of different hosts never matter: spans that seem to lie outside of their parents are moved into them first
// (traces/clock_skew.h), and events of a span are put in order with its children by that service's own clock.

#include <array>

#include "analysis/rootcause/material.h"

namespace causeway::rootcause {

// What may follow in a span. Of a log line the pattern, of a child the operation: of the same service, or, where the child or
// what it calls is another service's, that service's; the end, told apart by the span's status.
enum class TokenKind : std::uint8_t { Begin, Log, Do, Call, End, EndError };
struct Token {
    TokenKind kind = TokenKind::Begin;
    std::uint32_t id = 0; // pattern, or operation
    auto operator<=>(const Token &) const = default;
};

// In a span of the operation, `next` came right after `before`.
struct Transition {
    std::uint32_t operation = 0;
    Token before, next;
    auto operator<=>(const Transition &) const = default;
};
struct Step {
    std::uint32_t transition = 0; // of Walks::transitions
    std::uint32_t row = 0;
    std::uint64_t event = 0;      // the line of log that `next` is, where it is one
};
// Depth first, one walk a trace: a call's step, then those of the called, then the caller's next.
struct Walks {
    std::vector<Transition> transitions;
    std::vector<std::uint32_t> context; // by transition: number of (operation, before)
    std::uint32_t contexts = 0;
    std::vector<Step> steps;
    std::vector<std::uint32_t> offsets; // by trace, one more
};

struct Gap {
    std::uint32_t row = 0;    // the caller's span
    std::uint32_t callee = 0; // service
    double ns = 0;            // duration of the call minus that of its other side, at least 0
};

struct TraceFacts {
    std::vector<std::int64_t> startNs;    // by row, by one clock for a trace
    std::vector<double> selfNs;           // by row: without children, and without siblings that began later and ran at the same time; negative: a call's own waiting is no self time
    std::vector<Gap> gaps;                // rising by row
    std::vector<std::int64_t> traceNs;    // by trace: start of its first span
    std::vector<bool> hasLogs;            // by trace
    std::vector<LogEvent> logs;           // by row and time
    Walks withLogs, structure;
    std::vector<bool> repeated;           // by row: the same span a second time (files that overlap); left out of all else
    std::uint32_t movedSpans = 0;         // by clock skew
};

// Errors: Cancelled.
Result<TraceFacts> readTraceFacts(const Material &material, const Job &job);

} // namespace causeway::rootcause
