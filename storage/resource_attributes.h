#pragma once
// What the resource of a series says of it: attributes beside its own, and where it was measured.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace causeway::storage {

class ResourceAttributes {
public:
    ResourceAttributes() = default;
    // A JSON object as stored; what is none has no attributes.
    explicit ResourceAttributes(std::string_view json);

    // The attributes of `own` (a JSON object, or empty) and behind them those that it has not itself.
    [[nodiscard]] std::string mergedInto(const std::string &own) const;
    // The text of the first of these that there is; empty where there is none.
    [[nodiscard]] std::string service() const; // service.name, k8s.deployment.name and others of its kind, container.name
    [[nodiscard]] std::string pod() const;     // k8s.pod.name, container.name
    [[nodiscard]] std::string host() const;    // host.name

private:
    [[nodiscard]] std::string first(std::initializer_list<std::string_view> keys) const;

    struct Attribute {
        std::string key, text, json; // text: empty where it is none; json: "\"key\":value"
    };
    std::vector<Attribute> m_attributes;
};

} // namespace causeway::storage
