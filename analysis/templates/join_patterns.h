#pragma once
// One pattern for several, as a person asked for by merging: their words in common, and a parameter for each stretch where they
// differ, found by the heaviest common subsequence (Wagner & Fischer 1974), the heaviest pattern first, one after the other.

#include <vector>

#include "analysis/templates/generaliser.h"

namespace causeway::templates {

// Of all shapes. Where no word is common to all: the tokens of the heaviest. patterns: at least one.
Pattern joinPatterns(std::vector<Pattern> patterns, const Vocabulary &vocabulary);

} // namespace causeway::templates
