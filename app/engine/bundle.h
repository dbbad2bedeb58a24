#pragma once
// An incident handed to somebody else: a file with its slice of the project, and a project made of such a file.

#include "app/engine/bundle_slice.h"

namespace causeway::engine {

struct MadeBundle {
    storage::BundleCounts counts;
    BundlePlan plan;
};
// Errors: as planBundle and storage::writeBundle.
Result<MadeBundle> makeBundle(storage::Project &project, const BundleRequest &request, const std::string &file, const Job &job);

// The project at `path`, new, from a bundle; its sessions are grouped as they were. Errors: as storage::openBundle.
struct OpenedBundle {
    storage::BundleInfo info;
    std::uint64_t bytes = 0; // of the project
};
Result<OpenedBundle> openBundle(const std::string &file, const std::string &path, unsigned threads, const Job &job);

} // namespace causeway::engine
