#include "storage/resource_attributes.h"

#include <simdjson.h>

#include <algorithm>

#include "storage/signal_json.h"

namespace causeway::storage {

namespace {

template <typename F>
void forEachField(std::string_view json, F &&f)
{
    thread_local simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(json.data(), json.size()).get(object) != simdjson::SUCCESS)
        return;
    for (const simdjson::dom::key_value_pair field : object)
        f(field.key, field.value);
}

} // namespace

ResourceAttributes::ResourceAttributes(std::string_view json)
{
    forEachField(json, [&](std::string_view key, const simdjson::dom::element &value) {
        // Of keys that repeat the first counts.
        if (std::any_of(m_attributes.begin(), m_attributes.end(), [&](const Attribute &one) { return one.key == key; }))
            return;
        Attribute &attribute = m_attributes.emplace_back();
        attribute.key = key;
        appendJson(attribute.json, key);
        attribute.json += ':';
        std::string_view text;
        if (value.get(text) == simdjson::SUCCESS) {
            attribute.text = text;
            appendJson(attribute.json, text);
        } else
            attribute.json += simdjson::minify(value);
    });
}

std::string ResourceAttributes::mergedInto(const std::string &own) const
{
    if (m_attributes.empty())
        return own;
    std::vector<std::string> has;
    forEachField(own, [&](std::string_view key, const simdjson::dom::element &) { has.emplace_back(key); });
    std::string merged = has.empty() ? "{" : own.substr(0, own.rfind('}'));
    for (const Attribute &attribute : m_attributes)
        if (std::find(has.begin(), has.end(), attribute.key) == has.end())
            merged.append(merged.size() > 1 ? "," : "").append(attribute.json);
    return merged + '}';
}

std::string ResourceAttributes::first(std::initializer_list<std::string_view> keys) const
{
    for (const std::string_view key : keys)
        for (const Attribute &attribute : m_attributes)
            if (attribute.key == key && !attribute.text.empty())
                return attribute.text;
    return {};
}

std::string ResourceAttributes::service() const
{
    return first({"service.name", "k8s.deployment.name", "k8s.statefulset.name", "k8s.daemonset.name", "k8s.job.name", "k8s.container.name", "container.name"});
}

std::string ResourceAttributes::pod() const { return first({"k8s.pod.name", "container.name", "k8s.container.name"}); }

std::string ResourceAttributes::host() const { return first({"host.name"}); }

} // namespace causeway::storage
