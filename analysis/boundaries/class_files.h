#pragma once
// Files that tell of the classes of a program: recorded calls, use cases, static references, words in common, changes in common. They
// are known by their content; where two kinds look the same, by a word in the file's name.

#include <span>

#include "analysis/boundaries/class_fact.h"
#include "analysis/core/result.h"

namespace causeway::boundaries {

struct ClassFormat {
    std::string_view name, description;
};
// call-flow, call-volumes … in the order of the help.
std::span<const ClassFormat> classFormats();
// Among them: a split of the classes into services (class_proposal.h), which holds no facts.
constexpr std::string_view kProposalFormat = "class-proposal";

// The format of a file that begins so; empty where it is none of them. name: of the file, without folders.
std::string_view classFormatOf(std::string_view head, std::string_view name);

struct ClassFile {
    std::vector<ClassFact> facts;   // each once, in order of (kind, a, b, use case)
    std::uint64_t records = 0;      // lines or members
    std::uint64_t skipped = 0;      // of them, not of the format
    std::uint64_t firstSkipped = 0; // line, 1-based
};

constexpr std::size_t kMostClassFileBytes = 256u << 20;
constexpr std::size_t kMostFacts = 4'000'000;

// Errors: InvalidInput (nothing of the format in it, with what was expected), LimitExceeded.
Result<ClassFile> readClassFile(std::string_view bytes, std::string_view format, std::string_view name);

} // namespace causeway::boundaries
