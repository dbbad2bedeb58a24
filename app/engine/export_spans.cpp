#include "app/engine/export_spans.h"

#include <simdjson.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "app/engine/current_spans.h"
#include "storage/signal_json.h"
#include "storage/span_store.h"

namespace causeway::engine {

namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

void appendText(std::string &out, std::string_view text) { storage::appendJson(out, text); }

constexpr std::string_view kServiceName = "service.name";

void appendValue(std::string &out, const element &value);

void appendList(std::string &out, const simdjson::dom::object &attributes)
{
    out += '[';
    for (const simdjson::dom::key_value_pair field : attributes) {
        out += out.back() == '[' ? "{\"key\":" : ",{\"key\":";
        appendText(out, field.key);
        out += ",\"value\":";
        appendValue(out, field.value);
        out += '}';
    }
    out += ']';
}

void appendValue(std::string &out, const element &value)
{
    switch (value.type()) {
    case element_type::STRING:
        out += "{\"stringValue\":";
        appendText(out, std::string_view(value));
        break;
    case element_type::INT64:
        out += "{\"intValue\":\"" + std::to_string(std::int64_t(value)) + "\"";
        break;
    case element_type::UINT64: // OTLP has none so large
        out += "{\"stringValue\":\"" + std::to_string(std::uint64_t(value)) + "\"";
        break;
    case element_type::DOUBLE:
        out += "{\"doubleValue\":";
        storage::appendJson(out, decode::AttributeValue(double(value)));
        break;
    case element_type::BOOL:
        out += bool(value) ? "{\"boolValue\":true" : "{\"boolValue\":false";
        break;
    case element_type::ARRAY: {
        out += "{\"arrayValue\":{\"values\":[";
        for (const element item : simdjson::dom::array(value)) {
            if (out.back() != '[')
                out += ',';
            appendValue(out, item);
        }
        out += "]}";
        break;
    }
    case element_type::OBJECT:
        out += "{\"kvlistValue\":{\"values\":";
        appendList(out, simdjson::dom::object(value));
        out += '}';
        break;
    case element_type::NULL_VALUE: out += '{'; break;
    }
    out += '}';
}

class Document {
public:
    explicit Document(std::string &out) : m_out(out) { m_out += "{\"resourceSpans\":["; }

    Result<void> add(const traces::SpanTable &table, std::uint32_t row, const storage::SpanDetails &details, std::uint64_t parent)
    {
        const std::string group = table.serviceName(row) + '\0' + details.resource + '\0' + details.scopeName + '\0' + details.scopeVersion + '\0' + details.scopeAttributes;
        if (group != m_group) {
            if (!m_group.empty())
                m_out += "]}]},";
            m_group = group;
            m_out += "{\"resource\":{\"attributes\":";
            CAUSEWAY_TRY(resource(table.serviceName(row), details.resource));
            m_out += "},\"scopeSpans\":[{\"scope\":{\"name\":";
            appendText(m_out, details.scopeName);
            m_out += ",\"version\":";
            appendText(m_out, details.scopeVersion);
            CAUSEWAY_TRY(attributes(details.scopeAttributes));
            m_out += "},\"spans\":[";
        } else
            m_out += ',';
        std::string trace = traces::toHex(table.traceKey(table.trace(row)));
        trace.insert(0, 32 - trace.size(), '0');
        m_out += "{\"traceId\":\"" + trace + "\",\"spanId\":\"" + traces::toHex(table.spanKey(row)) + "\"";
        if (parent != 0)
            m_out += ",\"parentSpanId\":\"" + traces::toHex(traces::SpanKey{parent}) + "\"";
        m_out += ",\"name\":";
        appendText(m_out, table.operationName(row));
        m_out += ",\"kind\":" + std::to_string(static_cast<int>(table.kind(row)));
        if (details.hasStart)
            m_out += ",\"startTimeUnixNano\":\"" + std::to_string(table.start(row)) + "\"";
        if (details.hasStart && details.hasDuration)
            m_out += ",\"endTimeUnixNano\":\"" + std::to_string(table.end(row)) + "\"";
        CAUSEWAY_TRY(attributes(details.attributes));
        CAUSEWAY_TRY(events(details.events));
        CAUSEWAY_TRY(links(details.links));
        m_out += ",\"status\":{";
        if (!details.message.empty()) {
            m_out += "\"message\":";
            appendText(m_out, details.message);
        }
        if (table.status(row) != traces::SpanStatus::Unset)
            m_out += (details.message.empty() ? "\"code\":" : ",\"code\":") + std::to_string(static_cast<int>(table.status(row)));
        m_out += "}}";
        return {};
    }
    void end() { m_out += m_group.empty() ? "]}\n" : "]}]}]}\n"; }

private:
    Result<element> parse(const std::string &json)
    {
        element value;
        if (m_parser.parse(json).get(value) != simdjson::SUCCESS)
            return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("Exporting failed")), Message(CAUSEWAY_TEXT("the attributes of a span are damaged")));
        return value;
    }
    static std::string_view textOf(const element &object, const char *key)
    {
        std::string_view text;
        return object[key].get(text) == simdjson::SUCCESS ? text : std::string_view();
    }

    Result<void> resource(const std::string &service, const std::string &json)
    {
        bool named = false;
        const std::size_t before = m_out.size();
        if (json.empty())
            m_out += "[]";
        else {
            CAUSEWAY_ASSIGN(const element value, parse(json));
            const simdjson::dom::object object(value);
            for (const simdjson::dom::key_value_pair field : object)
                named = named || field.key == kServiceName;
            appendList(m_out, object);
        }
        if (!named && !service.empty()) {
            m_out.pop_back();
            m_out += m_out.size() - before > 1 ? ",{" : "{";
            m_out += "\"key\":\"service.name\",\"value\":{\"stringValue\":";
            appendText(m_out, service);
            m_out += "}}]";
        }
        return {};
    }
    Result<void> attributes(const std::string &json)
    {
        if (json.empty())
            return {};
        CAUSEWAY_ASSIGN(const element value, parse(json));
        m_out += ",\"attributes\":";
        appendList(m_out, simdjson::dom::object(value));
        return {};
    }
    Result<void> events(const std::string &json)
    {
        if (json.empty())
            return {};
        CAUSEWAY_ASSIGN(const element value, parse(json));
        m_out += ",\"events\":[";
        for (const element event : simdjson::dom::array(value)) {
            m_out += m_out.back() == '[' ? "{\"name\":" : ",{\"name\":";
            appendText(m_out, textOf(event, "name"));
            std::int64_t time = 0;
            if (event["time_ns"].get(time) == simdjson::SUCCESS)
                m_out += ",\"timeUnixNano\":\"" + std::to_string(time) + "\"";
            m_out += ",\"attributes\":";
            appendList(m_out, event["attributes"].get_object());
            m_out += '}';
        }
        m_out += ']';
        return {};
    }
    Result<void> links(const std::string &json)
    {
        if (json.empty())
            return {};
        CAUSEWAY_ASSIGN(const element value, parse(json));
        m_out += ",\"links\":[";
        for (const element link : simdjson::dom::array(value)) {
            std::string trace(textOf(link, "trace"));
            trace.insert(0, trace.size() < 32 ? 32 - trace.size() : 0, '0');
            m_out += (m_out.back() == '[' ? "{\"traceId\":\"" : ",{\"traceId\":\"") + trace + "\",\"spanId\":\"";
            m_out += std::string(textOf(link, "span")) + "\",\"attributes\":";
            appendList(m_out, link["attributes"].get_object());
            m_out += '}';
        }
        m_out += ']';
        return {};
    }

    std::string &m_out;
    std::string m_group;
    simdjson::dom::parser m_parser;
};

} // namespace

Result<std::uint64_t> writeSpansAsOtlp(storage::Project &project, std::string &out, const std::function<Result<void>()> &flush, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto table, currentSpans(project, job));
    std::vector<std::uint32_t> order(table->size()); // as imported
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return table->sequence(a) < table->sequence(b); });
    Document document(out);
    std::size_t next = 0;
    Result<void> done;
    CAUSEWAY_TRY(storage::SpanStore(project).forEachDetails(job, [&](std::int64_t sequence, std::uint64_t parent, const storage::SpanDetails &details) -> Result<void> {
        if (next == order.size() || sequence < table->sequence(order[next]))
            return {}; // an earlier source has it too
        if (table->sequence(order[next]) != sequence)
            return failure(ErrorCode::Conflict, Message(CAUSEWAY_TEXT("Exporting failed")), Message(CAUSEWAY_TEXT("the project changed meanwhile")), Message(CAUSEWAY_TEXT("Try again.")));
        CAUSEWAY_TRY(document.add(*table, order[next], details, parent));
        if (++next % 1024 == 0) {
            CAUSEWAY_TRY(flush());
            job.report({static_cast<double>(next), static_cast<double>(order.size()), Progress::Unit::Rows});
        }
        return {};
    }));
    document.end();
    CAUSEWAY_TRY(flush());
    return next;
}

} // namespace causeway::engine
