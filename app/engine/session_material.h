#pragma once
// Sessions in the place of traces, for a search for root causes where there are logs alone: a session is a trace, what one service
// (serviceOf) wrote in it from its first line to its last is a span, and all are called by the service of the first line. An
// operation is what a service's first line says.

#include "analysis/rootcause/material.h"
#include "storage/project.h"

namespace causeway::engine {

// Lines and spans; no series. Sessions without a line in the range are left out, lines without a time stand at the one before them.
// As currentSessions groups them; windows and sources are no sessions here. Errors: NotFound (no such sessions), Cancelled, Damaged.
// Spans have numbers of their own, from 0.
Result<rootcause::Material> loadSessionMaterial(storage::Project &project, TimeRange range, const Job &job);

} // namespace causeway::engine
