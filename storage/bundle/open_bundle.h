#pragma once
// Makes a project of a bundle. A bundle comes from somebody else: its seal, its tables and everything in them are checked before the
// project is there. Tables that are not ours, triggers and other views are refused, not run.

#include "storage/bundle/bundle_info.h"
#include "storage/project.h"

namespace causeway::storage {

// path: a new file, or a project that holds nothing. Errors: NotFound, Unreadable, Unwritable; Foreign (no bundle, or of a newer
// version), Damaged, Conflict (there is something at `path`), Cancelled. On an error nothing is at `path` that was not there before.
Result<BundleInfo> openBundle(const std::string &file, const std::string &path, const Job &job);

} // namespace causeway::storage
