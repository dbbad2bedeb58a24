#pragma once
// Which component each event's header names.

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "storage/event_reader.h"

namespace causeway::engine {

struct Components {
    static constexpr std::size_t kMost = 64; // the most frequent; events of others are of none
    static constexpr std::uint32_t kNone = 0xffffffff;
    std::vector<std::string> names; // most events first, then by name
    std::vector<std::uint32_t> of;  // by event id: index into `names`; kNone
    std::size_t left = 0;           // components beyond kMost
};

// No names where no header has a component. Memory: 4 bytes an event. Errors: Cancelled, Damaged.
Result<Components> componentsOf(storage::EventReader &reader, const Job &job);

} // namespace causeway::engine
