#pragma once
// A split of classes into services as a file tells it, and what a person demands of one.

#include <span>

#include "analysis/boundaries/class_model.h"

namespace causeway::boundaries {

// In the order of the file. A class may stand in several services (that is: it is duplicated).
struct NamedSplit {
    std::vector<std::pair<std::string, std::string>> members; // class, service
};

// Reads {"Class": 3}, {"Class": "service"}, {"service": ["Class"]}, {"partitions": {…}}, {"tool": {"decomposition": {"service": [{"id": "Class"}]}}}
// and CSV of class and service with a first line of names. Errors: InvalidInput, with what is read.
Result<NamedSplit> readSplit(std::string_view bytes);

// By class of the model: number of the service, kNoService where it is in none.
constexpr std::uint32_t kNoService = UINT32_MAX;
using Assignment = std::vector<std::uint32_t>;

struct Split {
    Assignment serviceOf;
    std::vector<std::string> services;     // names, by number
    std::vector<std::uint32_t> order;      // classes as listed
    std::vector<std::string> unknown;      // names that are no class of the model
    std::vector<std::string> duplicated;   // listed in several services: the one named last counts
};
// Errors: InvalidInput (none of its classes is one of the model's).
Result<Split> toSplit(const ClassModel &model, const NamedSplit &named);
// Services of a proposal without names: after the word that most tells each of them from the others.
std::vector<std::string> nameServices(const ClassModel &model, const Assignment &assignment, std::uint32_t services);

// What a proposal must keep to.
struct Demands {
    std::vector<std::pair<std::uint32_t, std::string>> pins;           // class and service; pinned together where the service is the same
    std::vector<std::pair<std::uint32_t, std::uint32_t>> together, apart;
    std::vector<std::uint32_t> utilities;                              // a part of every service: they are left out and couple nothing
    std::vector<std::string> unknown;                                  // names that are no class
};
// {"pins": {"Class": "service"}, "together": [["A", "B"]], "apart": [["A", "B"]], "utilities": ["Log"]}, or the pins alone in any layout of
// readSplit. Errors: InvalidInput (layout; a class pinned to two services; together and apart at once).
Result<Demands> readDemands(const ClassModel &model, std::string_view bytes);
// Errors: InvalidInput, where they contradict one another, with the classes.
Result<void> checkDemands(const ClassModel &model, const Demands &demands);

} // namespace causeway::boundaries
