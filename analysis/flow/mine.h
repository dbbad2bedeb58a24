#pragma once
// Mines a control-flow graph. With sessions from their order (session_order.h), which is exact; without from times
// (kernels.h), which is a guess, and says so where it is a bad one.

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "analysis/flow/graph.h"
#include "analysis/flow/kernels.h"
#include "analysis/flow/session_order.h"
#include "analysis/flow/timeline.h"

namespace causeway::flow {

// Cfg: branch, fork, join and loop are told apart (after OASIS: Nandi et al. 2016). Tcfg: begin, end and operational
// templates (after LogSed: Jia et al. 2017).
enum class GraphKind : std::uint8_t { Cfg, Tcfg };

using ConcurrentTemplates = std::vector<std::pair<std::uint32_t, std::uint32_t>>; // templates, a < b, ascending

struct MineSettings {
    GraphKind kind = GraphKind::Cfg;
    bool ignoreIds = false;
    std::size_t sample = 40'000;    // events that kernels are fitted to, in stretches spread over the log
    std::size_t ordered = 400'000;  // events of sessions that the order of templates is learned from
    double rareShare = 0.01;        // with ids: an edge taken by less than this of parents and of children is left out
    KernelSettings kernels;
    // With ids: templates that run side by side, of other events than those that are mined (learnConcurrent), so that graphs of two
    // periods speak of the same order. Absent: learned from the events.
    std::optional<ConcurrentTemplates> concurrent;
};

// Of events of sessions, in order of time; ordered: about so many are looked at. Errors: Cancelled.
Result<ConcurrentTemplates> learnConcurrent(const Events &events, std::size_t ordered, const Job &job);

// Times ascending. Memory: 8 bytes an event beside the events, and what the graph needs. Errors: Cancelled.
Result<Graph> mineGraph(const Events &events, const MineSettings &settings, const Job &job);

} // namespace causeway::flow
