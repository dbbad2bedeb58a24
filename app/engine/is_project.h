#pragma once
// Whether a file is a project.

#include <filesystem>

namespace causeway::engine {

// By its name, else by its first bytes: a project that is open must not be opened and closed beside SQLite.
bool isProject(const std::filesystem::path &path);

} // namespace causeway::engine
