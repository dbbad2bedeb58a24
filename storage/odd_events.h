#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/ids.h"
#include "analysis/core/result.h"

namespace causeway::storage {

// Finding::odd as it is kept in its row.
std::string encodeOddEvents(const std::vector<EventId> &events);
Result<std::vector<EventId>> decodeOddEvents(std::string_view bytes); // Errors: Damaged.

} // namespace causeway::storage
