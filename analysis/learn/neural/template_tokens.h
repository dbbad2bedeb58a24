#pragma once

#include "analysis/detect/detector.h"
#include "analysis/learn/api/sequence_model.h"
#include "analysis/learn/neural/vocabulary.h"

namespace causeway::learn {

// Of a tiered shape: what words each symbol consists of. Words are split at blanks.
// Nothing for other shapes.
void describeTokens(const Vocabulary &vocabulary, const detect::KeyNamer &name, SequenceModelShape &shape);

} // namespace causeway::learn
