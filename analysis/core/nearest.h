#pragma once
// The word that was probably meant.

#include <span>
#include <string>
#include <string_view>

namespace causeway {

// The nearest of the words by edits of letters (Levenshtein), neighbours swapped counting as one; empty where none is near.
std::string nearest(std::string_view word, std::span<const std::string> words);

} // namespace causeway
