#pragma once
// A profile's bytes, as models keep them.

#include <optional>

#include "analysis/core/bytes.h"
#include "analysis/flow/profile.h"

namespace causeway::flow {

void writeProfile(ByteWriter &out, const Profile &profile);
// Nothing where the bytes are damaged.
std::optional<Profile> readProfile(ByteReader &in);

} // namespace causeway::flow
