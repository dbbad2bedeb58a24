#pragma once
// Of each labelled fault the most similar other one: is it of the same kind, of the same service? Beside what chance would give.

#include "tests/bench/root_cause_cases.h"

namespace causeway::bench {

void printSignatures(const char *name, const System &system);

} // namespace causeway::bench
