#pragma once
// Which replica of a service a cause is at, where its metrics do not tell: by the spans that speak for it.

#include "analysis/rootcause/find_cause.h"
#include "storage/project.h"

namespace causeway::engine {

// Of causes without a pod: that of four in five of the spans among its evidence, as their resource tells (k8s.pod.name). Errors: Cancelled,
// Damaged.
Result<void> addPods(storage::Project &project, const rootcause::Material &material, std::vector<rootcause::Cause> &causes, const Job &job);

} // namespace causeway::engine
