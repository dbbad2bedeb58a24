#pragma once
// Mines a control-flow graph. With sessions from their order (session_order.h), which is exact; without from times
// (kernels.h), which is a guess, and says so where it is a bad one.

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

struct MineSettings {
    GraphKind kind = GraphKind::Cfg;
    bool ignoreIds = false;
    std::size_t sample = 40'000;    // events that kernels are fitted to, in stretches spread over the log
    std::size_t ordered = 400'000;  // events of sessions that the order of templates is learned from
    double rareShare = 0.01;        // with ids: an edge taken by less than this of parents and of children is left out
    KernelSettings kernels;
};

// Times ascending. Memory: 8 bytes an event beside the events, and what the graph needs. Errors: Cancelled.
Result<Graph> mineGraph(const Events &events, const MineSettings &settings, const Job &job);

} // namespace causeway::flow
