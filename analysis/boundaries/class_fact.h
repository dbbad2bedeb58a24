#pragma once
// What is known of the classes of a program, one thing at a time, in names: as files tell it and as a project keeps it.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::boundaries {

enum class FactKind : std::uint8_t {
    Class,     // a exists; b: its package, where known
    Call,      // a called b in a use case, weight times
    Volume,    // a called b, weight times in all; where there are any, calls are counted by them
    Work,      // a worked weight nanoseconds itself in a use case, all passages together
    Passage,   // a use case was passed through weight times
    Use,       // a took part in a use case; weight 1 where that is told, less where it follows from calls: then the former counts alone
    SharedUse, // a and b took part in weight use cases together
    Reference, // the text of a refers to b, weight times
    Terms,     // a and b are alike in their words, 0…1
    CoChange,  // a and b were changed together, weight times
    Table,     // a reads or writes the table b
};

struct ClassFact {
    FactKind kind = FactKind::Class;
    std::string a, b, useCase;
    double weight = 1;
    bool operator==(const ClassFact &) const = default;
};

// As stored.
constexpr std::array<std::string_view, 11> kFactNames{"class", "call", "volume", "work", "passage", "use", "shared_use", "reference", "terms", "co_change", "table"};
constexpr std::string_view toName(FactKind kind) { return kFactNames[static_cast<std::size_t>(kind)]; }
constexpr std::optional<FactKind> factKindOf(std::string_view name)
{
    for (std::size_t i = 0; i < kFactNames.size(); ++i)
        if (kFactNames[i] == name)
            return static_cast<FactKind>(i);
    return std::nullopt;
}

// What stands for the users of the program in recorded calls; it is in no service.
constexpr std::string_view kOutside = "Root";

} // namespace causeway::boundaries
