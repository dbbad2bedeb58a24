#pragma once
// What is learned from labelled faults, held against the settings that the search comes with: each fault left out in turn, and from one
// system to the other.

#include "tests/bench/root_cause_cases.h"

namespace causeway::bench {

void printCalibrations(const System &trainTicket, const System &boutique);

} // namespace causeway::bench
