#pragma once
// Reads a Snapshot from a project's tables.

#include "storage/database.h"
#include "storage/snapshot.h"

namespace causeway::storage {

// Number of complete imports: rises with each.
Result<std::uint64_t> snapshotVersion(Database &database);
Result<std::shared_ptr<const Snapshot>> loadSnapshot(Database &database);

// Frames as stored: the fields of Frame, one after another (analysis/core/bytes.h).
std::string encodeFrame(const Frame &frame);
Result<Frame> decodeFrame(std::string_view bytes);

} // namespace causeway::storage
