#include "storage/stored_json.h"

#include <simdjson.h>

#include <array>
#include <cmath>
#include <limits>
#include <mutex>
#include <unordered_set>

#include "storage/packed_blob.h"

namespace causeway::storage {

namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

// A message's text must outlive the program: texts read from files are kept, each once.
const char *internText(std::string text)
{
    static std::mutex mutex;
    static auto *texts = new std::unordered_set<std::string>(); // never destroyed: messages may be, later
    const std::lock_guard lock(mutex);
    return texts->insert(std::move(text)).first->c_str();
}

int base64Value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

std::string fromBase64(std::string_view text)
{
    std::string out;
    std::uint32_t group = 0;
    int bits = 0;
    for (const char c : text) {
        const int value = base64Value(c);
        if (value < 0)
            break;
        group = (group << 6 | static_cast<std::uint32_t>(value)) & 0xFFFFFFu;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(group >> bits & 0xFFu);
        }
    }
    return out;
}

struct ArgumentWriter {
    JsonWriter &json;
    void operator()(const std::string &text) const { writeBytes(json, "text", text); }
    void operator()(std::int64_t number) const { json.field("integer", number); }
    void operator()(double number) const
    {
        json.key("number");
        writeNumber(json, number);
    }
    void operator()(Bytes bytes) const { json.field("bytes", bytes.count); }
    void operator()(Nanos duration) const { json.field("duration_ns", duration.count); }
    void operator()(TimePoint time) const { json.field("time_ns", time.ns); }
};

Message::Argument readArgument(const object &from)
{
    std::int64_t integer = 0;
    std::uint64_t bytes = 0;
    element number;
    if (from["integer"].get(integer) == simdjson::SUCCESS)
        return integer;
    if (from["number"].get(number) == simdjson::SUCCESS)
        return readNumber(number);
    if (from["bytes"].get(bytes) == simdjson::SUCCESS)
        return Bytes{bytes};
    if (from["duration_ns"].get(integer) == simdjson::SUCCESS)
        return Nanos{integer};
    if (from["time_ns"].get(integer) == simdjson::SUCCESS)
        return TimePoint{integer};
    return readBytes(from, "text");
}

void writeMessage(JsonWriter &json, const Message &message)
{
    json.beginObject();
    writeBytes(json, "message", message.text());
    json.key("arguments").beginArray();
    for (const Message::Argument &argument : message.arguments()) {
        json.beginObject();
        std::visit(ArgumentWriter{json}, argument);
        json.endObject();
    }
    json.endArray().endObject();
}

bool readMessage(const element &from, Message &message)
{
    object fields;
    array list;
    if (from.get(fields) != simdjson::SUCCESS || fields["arguments"].get(list) != simdjson::SUCCESS)
        return false;
    std::vector<Message::Argument> arguments;
    for (const element item : list) {
        object argument;
        if (item.get(argument) != simdjson::SUCCESS || arguments.size() >= 9)
            return false;
        arguments.push_back(readArgument(argument));
    }
    message = Message::fromParts(internText(readBytes(fields, "message")), std::move(arguments));
    return true;
}

constexpr std::size_t kTypes = static_cast<std::size_t>(templates::ParameterType::Text) + 1;

} // namespace

void writeBytes(JsonWriter &json, std::string_view key, std::string_view bytes)
{
    if (isUtf8(bytes))
        json.field(key, bytes);
    else
        json.field(std::string(key) + "_b64", toBase64(bytes));
}

std::string readBytes(const object &from, std::string_view key)
{
    std::string_view text;
    if (from[key].get(text) == simdjson::SUCCESS)
        return std::string(text);
    if (from[std::string(key) + "_b64"].get(text) == simdjson::SUCCESS)
        return fromBase64(text);
    return {};
}

void writeNumber(JsonWriter &json, double number)
{
    if (std::isfinite(number))
        json.value(number);
    else
        json.value(std::isnan(number) ? "nan" : number > 0 ? "inf" : "-inf");
}

double readNumber(const element &from)
{
    double number = 0;
    std::string_view text;
    if (from.get(number) == simdjson::SUCCESS)
        return number;
    if (from.get(text) == simdjson::SUCCESS && text != "nan")
        return text == "-inf" ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    return std::numeric_limits<double>::quiet_NaN();
}

std::string encodeMessage(const Message &message)
{
    JsonWriter json;
    writeMessage(json, message);
    return json.take();
}

Result<Message> decodeMessage(std::string_view json)
{
    simdjson::dom::parser parser;
    element root;
    Message message;
    if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS || !readMessage(root, message))
        return failure(damagedBlob(CAUSEWAY_TEXT("a message")));
    return message;
}

std::string encodeTokens(const std::vector<templates::Token> &tokens)
{
    JsonWriter json;
    json.beginArray();
    for (const templates::Token &token : tokens) {
        json.beginObject();
        writeBytes(json, token.parameter ? "parameter" : "text", token.text);
        if (token.parameter)
            json.field("type", toName(token.type));
        if (token.parameter)
            writeBytes(json, "shown", token.shown);
        json.endObject();
    }
    json.endArray();
    return json.take();
}

Result<std::vector<templates::Token>> decodeTokens(std::string_view json)
{
    simdjson::dom::parser parser;
    array list;
    if (parser.parse(json.data(), json.size()).get(list) != simdjson::SUCCESS)
        return failure(damagedBlob(CAUSEWAY_TEXT("a pattern's text")));
    std::vector<templates::Token> tokens;
    for (const element item : list) {
        object fields;
        if (item.get(fields) != simdjson::SUCCESS)
            return failure(damagedBlob(CAUSEWAY_TEXT("a pattern's text")));
        templates::Token token;
        std::string_view type;
        token.parameter = fields["type"].get(type) == simdjson::SUCCESS;
        token.text = readBytes(fields, token.parameter ? "parameter" : "text");
        if (token.parameter)
            token.shown = readBytes(fields, "shown");
        for (std::size_t i = 0; i < kTypes; ++i)
            if (token.parameter && toName(static_cast<templates::ParameterType>(i)) == type)
                token.type = static_cast<templates::ParameterType>(i);
        tokens.push_back(std::move(token));
    }
    return tokens;
}

std::string encodeReport(const detect::TrainReport &report)
{
    JsonWriter json;
    json.beginObject()
        .field("sessions", report.sessions)
        .field("windows", report.windows)
        .field("unique_windows", report.uniqueWindows)
        .field("epochs", report.epochs);
    json.key("loss").beginArray();
    for (const double loss : report.loss)
        writeNumber(json, loss);
    json.endArray().key("held_out").beginArray();
    for (const double loss : report.heldOut)
        writeNumber(json, loss);
    json.endArray().key("calibration").beginArray();
    for (const double score : report.calibration)
        writeNumber(json, score);
    json.endArray().key("threshold");
    writeNumber(json, report.threshold);
    json.key("calibration_fpr");
    writeNumber(json, report.calibrationFpr);
    json.key("rule");
    writeMessage(json, report.rule);
    json.endObject();
    return json.take();
}

Result<detect::TrainReport> decodeReport(std::string_view json)
{
    simdjson::dom::parser parser;
    object fields;
    element number, rule;
    array losses;
    std::int64_t epochs = 0;
    detect::TrainReport report;
    const bool read = parser.parse(json.data(), json.size()).get(fields) == simdjson::SUCCESS &&
                      fields["sessions"].get(report.sessions) == simdjson::SUCCESS && fields["windows"].get(report.windows) == simdjson::SUCCESS &&
                      fields["unique_windows"].get(report.uniqueWindows) == simdjson::SUCCESS && fields["epochs"].get(epochs) == simdjson::SUCCESS &&
                      fields["loss"].get(losses) == simdjson::SUCCESS && fields["rule"].get(rule) == simdjson::SUCCESS && readMessage(rule, report.rule);
    if (!read)
        return failure(damagedBlob(CAUSEWAY_TEXT("a model's report")));
    report.epochs = static_cast<int>(epochs);
    for (const element loss : losses)
        report.loss.push_back(readNumber(loss));
    // Projects of earlier versions have neither.
    if (fields["held_out"].get(losses) == simdjson::SUCCESS)
        for (const element loss : losses)
            report.heldOut.push_back(readNumber(loss));
    if (fields["calibration"].get(losses) == simdjson::SUCCESS)
        for (const element score : losses)
            report.calibration.push_back(readNumber(score));
    if (fields["threshold"].get(number) == simdjson::SUCCESS)
        report.threshold = readNumber(number);
    if (fields["calibration_fpr"].get(number) == simdjson::SUCCESS)
        report.calibrationFpr = readNumber(number);
    return report;
}

} // namespace causeway::storage
