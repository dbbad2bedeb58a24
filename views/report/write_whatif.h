#pragma once
// A what-if as a page for people who have no Causeway: what is changed, what it comes to, how far it can be relied on, which inputs matter,
// and its pictures over time. HTML or PDF as page_file.h writes pages. The same content gives the same bytes.

#include "analysis/core/job.h"
#include "app/engine/whatif_report.h"

#include <QString>

namespace causeway::views {

// Simulates the scenario and its baseline once more, over time. Errors: those of writePage and of the simulation.
Result<void> writeWhatIf(const engine::WhatIfReport &report, const QString &path, const Job &job);

} // namespace causeway::views
