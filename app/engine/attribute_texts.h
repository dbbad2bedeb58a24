#pragma once
// Attributes as stored (a JSON object), one by one as texts.

#include <functional>
#include <string_view>

namespace causeway::engine {

// Texts without quotes; numbers, truths, arrays and objects as they are written. What is not an object has none.
void forEachAttributeText(std::string_view json, const std::function<void(std::string_view key, std::string_view value)> &f);

} // namespace causeway::engine
