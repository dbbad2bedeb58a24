#pragma once
// A hash over what every imported line rests on: sources, list of chunks, shapes, header forms. SQLite does not notice a
// changed byte within a row, and blobs of chunks have a checksum of their own; this covers what lies between.

#include "storage/database.h"

namespace causeway::storage {

// Of the complete imports. Written in the transaction that completes an import.
Result<void> storeContentDigest(Database &database);
// Errors: Damaged, where the project's content is not what was written.
Result<void> checkContentDigest(Database &database);

} // namespace causeway::storage
