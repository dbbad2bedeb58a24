#pragma once
// What facts say together: classes and use cases by number, calls, what was never observed.

#include <map>
#include <span>

#include "analysis/boundaries/class_fact.h"
#include "analysis/core/result.h"

namespace causeway::boundaries {

struct ClassPair {
    std::uint32_t a = 0, b = 0;
    double weight = 0;
};

constexpr std::uint32_t kNobody = UINT32_MAX; // the users of the program, as a caller; no use case

struct UseCaseCall {
    std::uint32_t from = 0, to = 0, useCase = 0; // from: kNobody for the users; useCase: kNobody where unknown
    double count = 0;
};

struct ClassModel {
    std::vector<std::string> classes;              // rising
    std::vector<std::string> packages;             // of the classes; empty where unknown
    std::vector<std::string> useCases, tables;     // rising
    std::vector<ClassPair> calls;                  // a calls b in all, self calls included; a < kNobody
    bool observed = false;                         // calls were recorded; else they are static references
    std::vector<UseCaseCall> useCaseCalls;         // recorded, by use case
    std::vector<std::vector<std::uint32_t>> uses;  // of each class: its use cases, rising
    std::vector<ClassPair> sharedUses, references, terms, coChanges;
    std::vector<ClassPair> closeness;              // in a graph embedding; empty where none was made (embed_classes.h)
    std::vector<std::vector<std::uint32_t>> tableUses; // of each class, rising
    std::vector<std::vector<ClassPair>> work;      // of each use case: a = class, weight = nanoseconds of one passage
    std::vector<double> passages;                  // of each use case, at least 1
    std::vector<bool> seen;                        // classes that were seen at run time

    // By its name, or by its short name where only one class has it.
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view name) const;
    std::map<std::string, std::uint32_t, std::less<>> byName; // short names too; kNobody where several have one
};

constexpr std::size_t kMostClasses = 100'000;

// Facts of several files: a class told once with its package and once without is one. Errors: InvalidInput (no class, one class, nothing
// that couples any two), LimitExceeded.
Result<ClassModel> makeClassModel(std::span<const ClassFact> facts);

} // namespace causeway::boundaries
