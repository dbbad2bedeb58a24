#pragma once
// What a person does to a split, as changes of the value: nothing is read or kept here. All or nothing: after an error the split is as it was.
// Services that become empty are gone, and the others are numbered anew in their order.

#include <span>

#include "app/engine/splits.h"

namespace causeway::engine {

constexpr std::uint32_t kNewService = UINT32_MAX - 1;

// service: a number, kNewService, or boundaries::kNoService: out of all. What must be together moves along, pins follow, utilities end to be some. What is moved loses its stability (made.moved), until it is moved back.
// Errors: InvalidInput (apart, no such service, nothing left in a service).
Result<void> moveClasses(KeptSplit &kept, const boundaries::ClassModel &model, std::span<const std::uint32_t> classes, std::uint32_t service);
Result<void> renameService(KeptSplit &kept, std::uint32_t service, const std::string &name); // InvalidInput: empty, or another one's
Result<void> mergeServices(KeptSplit &kept, const boundaries::ClassModel &model, std::uint32_t from, std::uint32_t into);
// To the services where they are. Errors: InvalidInput (one is in none; checkDemands).
Result<void> pinClasses(KeptSplit &kept, const boundaries::ClassModel &model, std::span<const std::uint32_t> classes, bool pinned);
// A part of every service: in none of the split's. No longer one: still in none until it is moved.
Result<void> markUtilities(KeptSplit &kept, const boundaries::ClassModel &model, std::span<const std::uint32_t> classes, bool utility);
Result<void> keepApart(KeptSplit &kept, const boundaries::ClassModel &model, std::uint32_t a, std::uint32_t b, bool apart);
// Gathers them in the service where most of them are. false: takes back what binds any two of them.
Result<void> keepTogether(KeptSplit &kept, const boundaries::ClassModel &model, std::span<const std::uint32_t> classes, bool together);

// "2 classes to order", for the edit log; English.
std::string toText(const boundaries::ClassModel &model, std::span<const std::uint32_t> classes);

} // namespace causeway::engine
