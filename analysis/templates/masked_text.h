#pragma once
// A text as a pattern without the miner: words with digits, as shapes have them, become <*>.

#include <string>
#include <string_view>

#include "analysis/templates/shape_splitter.h"

namespace causeway::templates {

// The text itself where it is of no shape of its own (ShapeSplitter::split).
inline std::string maskedText(std::string_view text, ShapeSplitter &splitter)
{
    std::string masked;
    std::size_t at = 0;
    if (splitter.split(text))
        for (const WordRange &word : splitter.words())
            if (word.slot) {
                masked.append(text.substr(at, word.begin - at)).append("<*>");
                at = word.end;
            }
    return masked.append(text.substr(at));
}

} // namespace causeway::templates
