#include "app/engine/service_names.h"

#include <algorithm>
#include <array>

#include "analysis/decode/signals/pod_name.h"

namespace causeway::engine {

namespace {

constexpr std::size_t kRemembered = 100'000;
constexpr std::array<std::string_view, 9> kAttributes{"pod", "podname", "container", "containername", "service", "servicename", "app", "appname", "deploymentname"};

// "k8s.pod.name", "kubernetes/pod_name", "PodName" → "podname".
std::string plainName(std::string_view attribute)
{
    std::string plain;
    for (const char c : attribute)
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            plain += c;
        else if (c >= 'A' && c <= 'Z')
            plain += static_cast<char>(c - 'A' + 'a');
    for (const std::string_view prefix : {"attributes", "resource", "kubernetes", "k8s"})
        if (plain.starts_with(prefix))
            plain.erase(0, prefix.size());
    return plain;
}

} // namespace

bool ServiceNames::mayName(Role role, std::string_view attribute)
{
    return role == Role::Component || role == Role::Host || (role == Role::Attribute && std::find(kAttributes.begin(), kAttributes.end(), plainName(attribute)) != kAttributes.end());
}

std::uint32_t ServiceNames::named(std::string_view name)
{
    if (name.empty())
        return traces::kNone;
    std::string key(name);
    if (const auto found = m_known.find(key); found != m_known.end())
        return found->second;
    std::uint32_t service = m_table.findService(name);
    if (service == traces::kNone)
        service = m_table.findService(decode::serviceOfPod(name));
    if (m_known.size() < kRemembered)
        m_known.emplace(std::move(key), service);
    return service;
}

std::uint32_t ServiceNames::ofSource(const storage::SourceInfo &source)
{
    std::string_view name = source.name;
    name.remove_prefix(name.find_last_of("/\\") == std::string_view::npos ? 0 : name.find_last_of("/\\") + 1);
    while (true) {
        if (const std::uint32_t service = named(name); service != traces::kNone)
            return service;
        const std::size_t dot = name.rfind('.');
        if (dot == std::string_view::npos)
            break;
        name = name.substr(0, dot);
    }
    return named(name.substr(0, name.find('_')));
}

std::uint32_t ServiceNames::ofEvent(const storage::Event &event, const storage::SourceInfo &source)
{
    for (const Role role : {Role::Component, Role::Attribute, Role::Host})
        for (const storage::FieldRange &field : event.fields)
            if (field.role == role && mayName(role, field.name))
                if (const std::uint32_t service = named(std::string_view(event.bytes).substr(field.begin, field.end - field.begin)); service != traces::kNone)
                    return service;
    return ofSource(source);
}

} // namespace causeway::engine
