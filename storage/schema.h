#pragma once
// The tables of a project file and their version.

#include "storage/database.h"

namespace causeway::storage {

constexpr std::int64_t kApplicationId = 0x43415557; // "CAUW"
constexpr std::int64_t kSchemaVersion = 6;

// Creates the tables in an empty database; checks application id and version of an existing one, and adds the tables that an
// earlier version did not have. Errors: Foreign, Damaged.
Result<void> prepareSchema(Database &database, bool create);

} // namespace causeway::storage
