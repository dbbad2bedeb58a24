#pragma once
// What the lines behind evidence say: a pattern hides just the words that differ, and one of these may be what matters.

#include "analysis/rootcause/find_cause.h"
#include "storage/project.h"

namespace causeway::engine {

// Of each piece of evidence that has lines: the message that is most frequent among the first of them. Errors: Cancelled, Damaged.
Result<void> addExamples(storage::Project &project, std::vector<rootcause::Cause> &causes, const Job &job);

} // namespace causeway::engine
