#pragma once
// An incident's traces beside those of its baseline, cut into windows: what every source of evidence starts from.

#include <span>

#include "analysis/rootcause/likelihood.h"
#include "analysis/rootcause/trace_facts.h"

namespace causeway::rootcause {

struct Scene {
    const Material *material = nullptr;
    const TraceFacts *facts = nullptr;
    TimeRange incident;
    std::vector<std::string> services;                // those of the table, then those that only series name
    std::vector<std::uint32_t> now;                   // traces
    std::vector<std::vector<std::uint32_t>> before;   // traces, by window of at most a minute, in order of time
    bool logs = false;                                // enough traces of both sides have lines

    [[nodiscard]] const SpanTable &spans() const { return *material->spans; }
};

// At most 64 windows: longer than a minute where there would be more.
Scene makeScene(const Material &material, const TraceFacts &facts, const Period &period);

// Counts of one thing by set of traces: the incident and each window.
struct Tally {
    Share now;
    std::vector<Share> before;
    [[nodiscard]] double change() const { return changeFromWindows(now, before); }
    [[nodiscard]] Share all() const; // of the windows
};

// f(trace, window) for all: window −1 is the incident.
template <typename F>
void forEachTrace(const Scene &scene, const F &f)
{
    for (const std::uint32_t trace : scene.now)
        f(trace, -1);
    for (std::size_t w = 0; w < scene.before.size(); ++w)
        for (const std::uint32_t trace : scene.before[w])
            f(trace, static_cast<int>(w));
}

} // namespace causeway::rootcause
