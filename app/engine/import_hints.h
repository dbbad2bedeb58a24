#pragma once
// Warnings of an import that are hints: nothing is wrong, but a person may want to know. Any thread.

#include <cstddef>
#include <vector>

#include "analysis/core/result.h"

namespace causeway::engine {

enum class ImportHint : std::uint8_t {
    None,
    Splits, // splits into services, which tell nothing of the classes, were passed over
    Lines,  // lines of a file about classes were left out
};
ImportHint hintOf(const Error &warning);

// Those about single splits in a folder become one about all of them, where the first of them is; the others stay in their order.
void gatherSplits(std::vector<Error> &warnings);

} // namespace causeway::engine
