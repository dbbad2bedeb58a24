#pragma once
// Policies that set how many replicas services have. Those with a setting `budget` share so many replicas among all services.

#include "analysis/allocate/policy.h"

namespace causeway::allocate {

Policy staticPolicy();
Policy proportionalPolicy();
Policy hpaPolicy();
Policy smartVmPolicy();
Policy drsPolicy();
Policy modelPredictivePolicy();

} // namespace causeway::allocate
