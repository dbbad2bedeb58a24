#pragma once

#include "analysis/learn/api/regression.h"

namespace causeway::learn {

// Errors: see Learner.
Result<RegressionOutcome> fitRegression(const Dense &start, const RegressionRows &rows, const RegressionPlan &plan, const Job &job);

} // namespace causeway::learn
