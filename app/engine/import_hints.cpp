#include "app/engine/import_hints.h"

#include <algorithm>
#include <string_view>

#include "app/engine/import_classes.h"

namespace causeway::engine {

namespace {

const char *const kSplits = CAUSEWAY_TEXT("%1{split into services of another tool was|splits of other tools were} not imported as classes");

bool says(const Error &error, const char *text) { return std::string_view(error.what.text()) == text; }

} // namespace

ImportHint hintOf(const Error &warning) { return says(warning, kSplits) ? ImportHint::Splits : says(warning, kLinesLeftOut) ? ImportHint::Lines : ImportHint::None; }

void gatherSplits(std::vector<Error> &warnings)
{
    const auto isSplit = [](const Error &one) { return says(one, kNoClasses); };
    const auto first = std::ranges::find_if(warnings, isSplit);
    if (first == warnings.end())
        return;
    const auto count = static_cast<std::uint64_t>(std::ranges::count_if(warnings, isSplit));
    first->what = Message(kSplits, count);
    first->why = count == 1 ? Message(CAUSEWAY_TEXT("it tells nothing of the classes themselves")) : Message(CAUSEWAY_TEXT("they tell nothing of the classes themselves; this is the first"));
    warnings.erase(std::remove_if(first + 1, warnings.end(), isSplit), warnings.end());
}

} // namespace causeway::engine
