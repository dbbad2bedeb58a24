#pragma once
// Where the forms (shapes) of a template differ, so that it can be split there.

#include <string>
#include <vector>

#include "storage/template_store.h"

namespace causeway::engine {

// The shapes of a template in which a parameter is written this way.
struct SplitChoice {
    std::uint32_t parameter = 0;  // its number among the template's parameter tokens
    std::string written;          // <*> where its bytes vary within the shapes: "alice", "user<*>"
    std::vector<ShapeId> shapes;  // rising; what leaves in an edit of Action::Split
    std::uint64_t count = 0;      // events
};

// Of each parameter that the template's shapes write in two ways or more; by parameter, then falling count. Of the others all
// values lie in the same shapes: they cannot be told apart without looking at each event.
std::vector<SplitChoice> splitChoices(const storage::Snapshot &snapshot, const storage::TemplateInfo &info);

// Parameters, rising, that all of its shapes write with the same words, or that have one value in all of its lines: nothing there differs between its lines.
std::vector<std::uint32_t> constantParameters(const storage::Snapshot &snapshot, const storage::TemplateInfo &info);

} // namespace causeway::engine
