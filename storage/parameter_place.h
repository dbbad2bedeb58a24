#pragma once
// What a parameter of a template is, whatever its number: stretches of the shapes it is in, which never change. Mining anew may
// give it another number, or none where nothing covers the same stretch any more.

#include <optional>

#include "storage/filter.h"

namespace causeway::storage {

// The condition with its places: the parameter's stretch in the commonest shapes of the template, at most kParameterPlaces.
// None where there is no such parameter.
ParameterCondition placedCondition(const TemplateCatalog &catalog, const Snapshot &snapshot, TemplateId id, std::uint32_t parameter, std::string value);
constexpr std::size_t kParameterPlaces = 16;

// The condition for another catalogue: its template's parameter that covers the same stretch in every one of its places that
// is still of the template. Nothing where there is no such one. A condition without places stays what it is.
std::optional<ParameterCondition> refitted(const ParameterCondition &condition, const TemplateCatalog &catalog, const Snapshot &snapshot);

} // namespace causeway::storage
