#include "analysis/traces/critical_path.h"

#include <algorithm>

namespace causeway::traces {

namespace {

struct Waited {
    std::uint32_t row = 0;
    std::int64_t from = 0, to = 0; // cut to the parent
};

// Of a span that ran from `from` to `to`: its children that can be waited for, the last to finish at the back.
std::vector<Waited> waitedFor(const SpanTable &table, const Waited &span)
{
    std::vector<Waited> children;
    for (const std::uint32_t child : table.children(span.row)) {
        const std::int64_t from = std::max(span.from, table.start(child)), to = std::min(span.to, table.end(child));
        const bool message = table.kind(child) == SpanKind::Consumer && table.end(child) > table.end(span.row);
        if (from < to && !message)
            children.push_back({child, from, to});
    }
    // Of those that end together the one that began first explains most.
    std::stable_sort(children.begin(), children.end(), [](const Waited &a, const Waited &b) { return a.to != b.to ? a.to < b.to : a.from > b.from; });
    return children;
}

struct Frame {
    Waited span;
    std::int64_t at = 0; // everything after is explained
    std::vector<Waited> children;
};

} // namespace

std::vector<PathSegment> criticalPath(const SpanTable &table, std::uint32_t root)
{
    std::vector<PathSegment> path; // backwards
    std::vector<Frame> open;
    const auto enter = [&](const Waited &span) { open.push_back({span, span.to, waitedFor(table, span)}); };
    const auto emit = [&](std::uint32_t row, std::int64_t from, std::int64_t to) {
        if (from < to)
            path.push_back({row, from, to});
    };
    enter({root, table.start(root), table.end(root)});
    while (!open.empty()) {
        Frame &frame = open.back();
        while (!frame.children.empty() && frame.children.back().to > frame.at)
            frame.children.pop_back();
        if (frame.children.empty()) {
            emit(frame.span.row, frame.span.from, frame.at);
            open.pop_back();
            continue;
        }
        const Waited child = frame.children.back();
        frame.children.pop_back();
        emit(frame.span.row, child.to, frame.at);
        frame.at = child.from;
        enter(child); // frame is gone
    }
    std::reverse(path.begin(), path.end());
    return path;
}

} // namespace causeway::traces
