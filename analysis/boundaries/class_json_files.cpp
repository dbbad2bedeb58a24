// Files about classes that are JSON.

#include "analysis/boundaries/class_file_parts.h"
#include "analysis/boundaries/class_names.h"
#include "analysis/simulate/json_tree.h"

namespace causeway::boundaries {

namespace {

using simulate::JsonValue;
using Kind = JsonValue::Kind;

constexpr double kDerived = 0.5; // of a use that only follows from calls

// "A--B".
std::optional<std::pair<std::string_view, std::string_view>> pairOf(std::string_view text)
{
    const std::size_t at = text.find("--");
    if (at == std::string_view::npos || at == 0 || at + 2 == text.size())
        return std::nullopt;
    return std::pair{text.substr(0, at), text.substr(at + 2)};
}

void addClass(FactCollector &out, std::string_view name)
{
    if (name != kOutside)
        out.addLargest(FactKind::Class, name, {}, 1);
}

void readPairs(const JsonValue &object, FactKind kind, std::string_view useCase, FactCollector &out)
{
    for (const auto &[key, value] : object.members) {
        ++out.records;
        const auto pair = pairOf(key);
        if (!pair || value.kind != Kind::Number || !(value.number >= 0)) {
            out.skip(value.line);
            continue;
        }
        addClass(out, pair->first);
        addClass(out, pair->second);
        if (value.number > 0)
            out.add(kind, pair->first, pair->second, useCase, value.number);
    }
}

// Each pair in both directions, as call-relations have it for callers and those they lead to: no calls, but classes of the use case.
void readUses(const JsonValue &object, std::string_view useCase, FactCollector &out)
{
    for (const auto &[key, value] : object.members) {
        ++out.records;
        const auto pair = pairOf(key);
        if (!pair || value.kind != Kind::Number) {
            out.skip(value.line);
            continue;
        }
        for (const std::string_view one : {pair->first, pair->second}) {
            addClass(out, one);
            if (one != kOutside)
                out.addLargest(FactKind::Use, one, {}, kDerived, useCase);
        }
    }
}

void readChain(std::string_view chain, std::string_view useCase, FactCollector &out)
{
    const auto fields = splitFields(chain, 4096);
    for (const std::string_view one : fields)
        if (!one.empty()) {
            addClass(out, one);
            if (one != kOutside)
                out.addLargest(FactKind::Use, one, {}, kDerived, useCase);
        }
}

} // namespace

Result<void> readClassJson(std::string_view bytes, std::string_view format, FactCollector &out)
{
    CAUSEWAY_ASSIGN(const JsonValue document, simulate::parseJson(bytes));
    if (document.kind != Kind::Object)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The file about classes cannot be read as “%1”"), format), Message(CAUSEWAY_TEXT("it is no JSON object")), {}, {{}, document.line, -1});
    if (format == "call-volumes") {
        readPairs(document, FactKind::Volume, {}, out);
        return {};
    }
    for (const auto &[key, value] : document.members) {
        if (out.full())
            break;
        if (format == "call-relations" && value.kind == Kind::Object)
            readUses(value, key, out);
        else if (format == "class-list" && value.kind == Kind::Text && looksLikeClass(value.text)) {
            ++out.records;
            addClass(out, value.text);
        } else if ((format == "call-contexts" || format == "class-use-cases") && value.kind == Kind::Array)
            for (const JsonValue &item : value.items) {
                ++out.records;
                if (item.kind != Kind::Text)
                    out.skip(item.line);
                else if (format == "call-contexts")
                    readChain(item.text, key, out);
                else if (key != kOutside) {
                    addClass(out, key);
                    out.addLargest(FactKind::Use, key, {}, 1, item.text);
                }
            }
        else {
            ++out.records;
            out.skip(value.line);
        }
    }
    return {};
}

} // namespace causeway::boundaries
