#pragma once
// “Why (not) one pattern?”: two lines or patterns are compared in a job, then the answer is shown. GUI thread.

#include "app/engine/explain_patterns.h"
#include "views/shell/perspective.h"

namespace causeway::views {

// owner: nothing is shown where it is gone by then. A newer question takes the place of one that is not answered yet.
void explainWhy(const ViewContext &context, QWidget *owner, const engine::ExplainPatternsRequest &request);

} // namespace causeway::views
