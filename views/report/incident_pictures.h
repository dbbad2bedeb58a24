#pragma once
// Small pictures for the page of an incident: a trace as a waterfall, a metric over the incident. Paints with any painter; any thread.

#include <QSize>

#include "analysis/rootcause/material.h"
#include "views/models/trace_tree.h"

class QPainter;

namespace causeway::views {

// Spans of a trace that a small picture has room for: the one that is meant with those above it, then the longest; in the tree's order.
[[nodiscard]] std::vector<std::uint32_t> chosenSpans(const TraceTree &tree, std::uint32_t meant, std::size_t most); // positions
[[nodiscard]] QSize waterfallSize(std::size_t spans);
// meant: a position, marked; kNone: none. What failed has a mark of its own.
void paintWaterfall(QPainter &painter, const TraceTree &tree, const std::vector<std::uint32_t> &spans, std::uint32_t meant);

[[nodiscard]] QSize metricSize();
// The incident is shaded. shown: the time axis.
void paintMetric(QPainter &painter, const rootcause::Series &series, const TimeRange &incident, const TimeRange &shown);

} // namespace causeway::views
