#pragma once
// Which component each event's header names.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "storage/event_reader.h"
#include "storage/template_store.h"

namespace causeway::engine {

struct Components {
    static constexpr std::size_t kMost = 64; // the most frequent; events of others are of none
    static constexpr std::uint32_t kNone = 0xffffffff;
    std::vector<std::string> names; // most events first, then by name
    std::vector<std::uint32_t> of;  // by event id: index into `names`; kNone
    std::size_t left = 0;           // components beyond kMost
};

// No names where no header has a component. Memory: 4 bytes an event. Errors: Cancelled, Damaged.
Result<Components> componentsOf(storage::EventReader &reader, const Job &job, std::size_t most = Components::kMost);

// Which component logs each template, all components: none are left out.
struct TemplateComponents {
    std::vector<std::string> names;      // most events first, then by name
    std::vector<std::uint64_t> events;   // of each
    std::unordered_map<std::uint32_t, std::uint32_t> of; // template → the component that most of its events name
};

// Errors: Cancelled, Damaged.
Result<TemplateComponents> templateComponents(storage::EventReader &reader, const storage::TemplateCatalog &catalog, const Job &job);

} // namespace causeway::engine
