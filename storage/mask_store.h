#pragma once
// The project's masks for templates (analysis/templates/masks.h), kept as JSON in the settings. Their version rises with every
// change: templates are mined anew where they were mined with another one.

#include <string>
#include <vector>

#include "analysis/templates/masks.h"
#include "storage/project.h"

namespace causeway::storage {

struct TemplateMask {
    templates::Mask mask;
    std::string source; // name; empty = all. One that the project does not have: no message
    bool operator==(const TemplateMask &) const = default;
};

class MaskStore {
public:
    // Errors: Damaged.
    static Result<std::vector<TemplateMask>> masks(Database &database);
    static Result<std::uint64_t> version(Database &database);
    // Within an open write transaction.
    static Result<void> set(Database &database, const std::vector<TemplateMask> &masks);
    // The version that templates were mined with last.
    static Result<std::uint64_t> minedVersion(Database &database);
    static Result<void> setMinedVersion(Database &database, std::uint64_t version);
};

std::string encodeMasks(const std::vector<TemplateMask> &masks); // a JSON array
Result<std::vector<TemplateMask>> decodeMasks(std::string_view json);

} // namespace causeway::storage
