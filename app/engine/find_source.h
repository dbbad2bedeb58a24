#pragma once
// A source by its name.

#include <string_view>

#include "storage/snapshot.h"

namespace causeway::engine {

// Errors: NotFound, with the nearest name.
Result<const storage::SourceInfo *> findSource(const storage::Snapshot &snapshot, std::string_view name);

} // namespace causeway::engine
