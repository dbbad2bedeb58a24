#pragma once
// Columns of our own tables as compressed blobs: zstd with its checksum. Unpacking is bounded by the size the blob may have.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/result.h"

namespace causeway::storage {

std::string packBlob(std::string_view bytes);
// what: for the message ("the sessions"). Errors: Damaged.
Result<std::string> unpackBlob(std::string_view packed, const char *what);

// Texts one after another, as they are.
std::string packTexts(std::span<const std::string> texts);
Result<std::vector<std::string>> unpackTexts(std::string_view packed, const char *what);

Error damagedBlob(const char *what);

} // namespace causeway::storage
