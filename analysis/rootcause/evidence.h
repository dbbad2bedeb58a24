#pragma once
// What speaks for and against a service being the cause.

#include <array>
#include <optional>

#include "analysis/core/message.h"
#include "analysis/rootcause/material.h"

namespace causeway::rootcause {

// Sources of evidence that do not follow from one another. What is within one counts once.
enum class Family : std::uint8_t {
    Path,    // what happens in requests, in which order: transitions of events, calls that are missing
    Network, // time between a call and its other side
    Time,    // time in the service itself
    Errors,  // lines of warning or worse, spans that failed
    Metrics, // steps of what is measured at a service
};
constexpr std::size_t kFamilyCount = 5;
std::string_view toName(Family family); // "path", "network", "time", "errors", "metrics"

enum class CauseKind : std::uint8_t { Cpu, Memory, Network, Exception, Return, MissingCall, Latency, Other };
constexpr std::size_t kCauseKindCount = 8;
std::string_view toName(CauseKind kind); // "cpu", "memory", "network", "exception", "return", "missing_call", "latency", "other"
std::optional<CauseKind> parseCauseKind(std::string_view name);

struct Evidence {
    Family family = Family::Path;
    std::uint32_t service = 0;            // of Scene::services
    std::uint32_t operation = kNone;      // of the table
    CauseKind kind = CauseKind::Other;    // what it is like
    double nats = 0;                      // against "nothing changed"; negative: it speaks against the service
    Message text;
    double expected = 0, observed = 0;    // in the text's unit
    std::vector<std::uint64_t> events;    // lines of log, examples
    std::vector<std::uint32_t> rows;      // spans, examples
    std::string source;                   // the metric, edge or operation it is from
    std::string example;                  // of its lines, the text that most of them have; empty: no lines
};

// All of a family, by service of the scene.
struct FamilyEvidence {
    std::vector<double> nats;       // by service: the family's verdict; 0 where it says nothing
    std::vector<Evidence> items;    // the strongest first
};

} // namespace causeway::rootcause
