#pragma once

#include "analysis/detect/detector.h"
#include "analysis/learn/api/sequence_model.h"
#include "analysis/learn/neural/vocabulary.h"

namespace causeway::learn {

// The words of a template's text that are read: split at blanks, the first 32.
std::vector<std::string> templateWords(const std::string &text);

// Of a tiered shape: what words each symbol consists of. Words are split at blanks.
// Nothing for other shapes.
void describeTokens(const Vocabulary &vocabulary, const detect::KeyNamer &name, SequenceModelShape &shape);

} // namespace causeway::learn
