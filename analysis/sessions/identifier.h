#pragma once
// Which parameter groups events into sessions: candidate identifiers are found among the parameters of messages and ranked.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/ids.h"
#include "analysis/core/job.h"
#include "analysis/core/result.h"

namespace causeway::sessions {

// One word of a message (or a header field of role trace, thread, process …) that could identify what the event belongs to.
struct Candidate {
    std::string name; // "blk" (letters before the digits of blk_-160…), "request" (the word before), "trace", "thread" …
    std::string why;  // "1,782 values, each in 11.2 events of 5.3 patterns on average; 100 % of events have one"
    double score = 0; // higher is better
    std::uint64_t values = 0;
    double coverage = 0; // share of events with a value
};

// What the name of a value is: the letters that introduce it, inside it (`blk_-160…` → "blk", `req-3a…` → "req") or before
// it (`instance: 3fa…`, `session=77` → "instance", "session"); empty where the value cannot be an identifier
// (`before` is the message's text in front of the value). key: the bytes that identify (`blk_-160…` whole; uuid alone).
struct NamedValue {
    std::string_view name;
    std::string_view key;
};
NamedValue nameValue(std::string_view before, std::string_view value);

// Collects evidence from a sample of events in order; one thread.
class IdentifierFinder {
public:
    IdentifierFinder();
    ~IdentifierFinder();
    IdentifierFinder(const IdentifierFinder &) = delete;
    IdentifierFinder &operator=(const IdentifierFinder &) = delete;

    struct Value {
        std::string_view name; // as nameValue() gives it, or the name of a header field
        std::string_view key;
    };
    void addEvent(TemplateId templateId, std::int64_t timeNs, std::span<const Value> values);
    // Best first. A good identifier: in most events, many distinct values, several events and several templates a value,
    // its events close in time, at most one value an event.
    [[nodiscard]] std::vector<Candidate> rank() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace causeway::sessions
