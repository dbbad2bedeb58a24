#pragma once
// Small values kept as JSON text in tables, so that anyone can read them with sqlite3. Bytes that are not UTF-8 are kept
// exactly, under the key's name with "_b64".

#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/json_writer.h"
#include "analysis/core/result.h"
#include "analysis/detect/detector.h"
#include "analysis/templates/miner.h"

namespace simdjson::dom {
class element;
class object;
} // namespace simdjson::dom

namespace causeway::storage {

std::string encodeMessage(const Message &message);
Result<Message> decodeMessage(std::string_view json);

std::string encodeTokens(const std::vector<templates::Token> &tokens);
Result<std::vector<templates::Token>> decodeTokens(std::string_view json);

std::string encodeReport(const detect::TrainReport &report);
Result<detect::TrainReport> decodeReport(std::string_view json);

// A field of exact bytes in an object.
void writeBytes(JsonWriter &json, std::string_view key, std::string_view bytes);
std::string readBytes(const simdjson::dom::object &object, std::string_view key); // empty where absent

// Numbers that JSON cannot hold are written as the texts "inf", "-inf" and "nan".
void writeNumber(JsonWriter &json, double number);
double readNumber(const simdjson::dom::element &element);

} // namespace causeway::storage
