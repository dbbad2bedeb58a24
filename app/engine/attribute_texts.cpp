#include "app/engine/attribute_texts.h"

#include <simdjson.h>

namespace causeway::engine {

void forEachAttributeText(std::string_view json, const std::function<void(std::string_view, std::string_view)> &f)
{
    thread_local simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(json.data(), json.size()).get(object) != simdjson::SUCCESS)
        return;
    for (const simdjson::dom::key_value_pair field : object) {
        std::string_view text;
        if (field.value.get(text) == simdjson::SUCCESS)
            f(field.key, text);
        else
            f(field.key, simdjson::minify(field.value));
    }
}

} // namespace causeway::engine
