#pragma once
// What is different about these traces? Two sets are compared in what occurs in them, and what differs most is told first.
//
// Each row of the answer is a share in the one set against its share in the baseline, with a score: how much the shares differ at
// least, at 95 % (the end of the interval nearer to 0: Newcombe 1998, method 10, of Wilson's intervals), so 0 where they may be
// equal and at most 1. What slower or faster spans say is on the same scale: by how much the chance that a span lasts longer than
// one of the baseline differs at least from its reverse (Cliff's delta with its consistent variance, Cliff 1996; at most what
// Wilson's interval leaves of so few spans), times what the shift of the median is of what such traces take, at most 1: time that
// nobody waits for is no difference.
//
// Shares are of traces for services and operations (present or not), and of an operation's spans for everything that spans have:
// status, attributes, events, lines of log, what they call. So a trait that goes with an operation is told there, not wherever the
// mix of requests has changed.

#include "analysis/traces/span_table.h"

namespace causeway::traces {

// What spans have, beyond what the table tells: attribute and value, or the pattern of a line that was written in it.
struct SpanTraits {
    std::vector<std::pair<std::string, std::string>> names; // attribute, value; distinct
    std::vector<std::uint32_t> offsets;                     // by row, size + 1; empty: no traits
    std::vector<std::uint32_t> traits;                      // of a row, distinct
};

enum class DifferenceKind : std::uint8_t { Service, Operation, Calls, Status, Trait, Duration, SelfTime };
std::string_view toName(DifferenceKind kind); // "service", "operation", "calls", "status", "trait", "duration", "self-time"

struct Difference {
    DifferenceKind kind = DifferenceKind::Operation;
    std::uint32_t operation = kNone;     // whose spans; kNone for Service
    std::string attribute, value;        // "service", "operation", "calls", "status", "duration", "self time", or the trait's own
    std::uint64_t count = 0, of = 0;     // share = count / of
    std::uint64_t baselineCount = 0, baselineOf = 0;
    // Duration, SelfTime: the chance that a span lasts longer than one of the baseline, and its complement.
    double share = 0, baselineShare = 0;
    double score = 0;
    std::int64_t medianNs = 0, baselineMedianNs = 0; // Duration, SelfTime
};

struct OperationDifference {
    std::uint32_t operation = 0;
    std::uint64_t spans = 0, baselineSpans = 0;
    double errorShare = 0, baselineErrorShare = 0;
    std::int64_t selfMedianNs = 0, baselineSelfMedianNs = 0;
    double score = 0;                    // the largest of what is told about its spans, but their duration, which is that of others
                                         // as well; half of that of its own presence
};

struct TraceSetDifference {
    std::vector<Difference> rows;        // score > 0; the largest first
    std::vector<OperationDifference> operations; // all that occur, the largest score first
};

// Errors: InvalidInput where one of the sets is empty; Cancelled.
Result<TraceSetDifference> compareTraceSets(const SpanTable &table, std::span<const std::uint32_t> traces, std::span<const std::uint32_t> baseline,
                                            const SpanTraits &traits, const Job &job);

// At least so much do two shares differ, at 95 %; 0 where they may be equal.
double shareDifference(std::uint64_t count, std::uint64_t of, std::uint64_t baselineCount, std::uint64_t baselineOf);

// Two traces laid side by side: the k-th child of an operation against the k-th of the same operation.
struct AlignedSpan {
    std::uint32_t row = kNone, baselineRow = kNone; // kNone: only the other has it
    std::uint32_t parent = kNone;                   // index of an entry before this one
    std::uint32_t depth = 0;
};
// Depth first, in the order of the first trace, what only the baseline has behind the sibling it follows there.
std::vector<AlignedSpan> alignTraces(const SpanTable &table, std::uint32_t trace, std::uint32_t baseline);

} // namespace causeway::traces
