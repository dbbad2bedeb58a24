// A split as a file.

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "analysis/core/json_writer.h"
#include "app/engine/csv.h"
#include "app/engine/propose_boundaries.h"

namespace causeway::engine {

namespace {

using boundaries::kNoService;

std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c == '\n' || c == '\r' ? ' ' : c;
    }
    return out + '"';
}

} // namespace

std::string splitJson(const BoundariesResponse &response)
{
    JsonWriter json;
    json.beginObject();
    for (std::uint32_t i = 0; i < response.data.model.classes.size(); ++i)
        if (response.split.serviceOf[i] != kNoService)
            json.field(response.data.model.classes[i], response.split.services[response.split.serviceOf[i]]);
    json.endObject();
    return json.take();
}

std::string splitCsv(const BoundariesResponse &response)
{
    std::string out = "class,service,stability\n";
    for (std::uint32_t i = 0; i < response.data.model.classes.size(); ++i) {
        if (response.split.serviceOf[i] == kNoService)
            continue;
        appendCsvCell(out, response.data.model.classes[i]);
        out += ',';
        appendCsvCell(out, response.split.services[response.split.serviceOf[i]]);
        out += ',' + (response.stability.empty() || std::isnan(response.stability[i]) ? std::string() : number(response.stability[i])) + '\n';
    }
    return out;
}

// Services as clusters of their classes; calls that cross a border carry their number, those within a service are grey.
std::string splitDot(const BoundariesResponse &response)
{
    const boundaries::ClassModel &model = response.data.model;
    const std::vector<std::uint32_t> &serviceOf = response.split.serviceOf;
    std::string out = "digraph split {\n  rankdir=LR;\n  node [shape=box];\n";
    const auto node = [&](std::uint32_t i, const char *indent) { out += indent + ("c" + std::to_string(i)) + " [label=" + quoted(model.classes[i]) + "];\n"; };
    for (std::uint32_t s = 0; s < response.split.services.size(); ++s) {
        out += "  subgraph cluster_" + std::to_string(s) + " {\n    label=" + quoted(response.split.services[s]) + ";\n";
        for (std::uint32_t i = 0; i < serviceOf.size(); ++i)
            if (serviceOf[i] == s)
                node(i, "    ");
        out += "  }\n";
    }
    for (std::uint32_t i = 0; i < serviceOf.size(); ++i)
        if (serviceOf[i] == kNoService)
            node(i, "  ");
    for (const boundaries::ClassPair &call : model.calls)
        if (call.a != call.b) {
            const bool within = serviceOf[call.a] == serviceOf[call.b] || serviceOf[call.a] == kNoService || serviceOf[call.b] == kNoService;
            out += "  c" + std::to_string(call.a) + " -> c" + std::to_string(call.b) + (within ? " [color=gray];\n" : " [label=\"" + number(call.weight) + "\"];\n");
        }
    return out + "}\n";
}

Result<void> writeSplit(const BoundariesResponse &response, const std::string &path)
{
    std::string text;
    if (path.ends_with(".json"))
        text = splitJson(response) + "\n";
    else if (path.ends_with(".csv"))
        text = splitCsv(response);
    else if (path.ends_with(".dot"))
        text = splitDot(response);
    else
        return failure(ErrorCode::Usage, Message(CAUSEWAY_TEXT("“%1” has no ending that tells a format"), path), {}, Message(CAUSEWAY_TEXT("Use .json, .csv or .dot; .svg for a picture, .html or .pdf for a report.")));
    std::FILE *file = std::fopen(path.c_str(), "wb");
    const bool written = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
    const int wrong = errno;
    const bool closed = file == nullptr || std::fclose(file) == 0;
    if (written && closed)
        return {};
    return failure(ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("The split cannot be written")), Message(CAUSEWAY_TEXT("%1"), std::strerror(written ? errno : wrong)), {}, {path, 0, -1});
}

} // namespace causeway::engine
