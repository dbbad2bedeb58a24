#pragma once
// Which service a line of log is of, by what its header or its source is called.

#include <string>
#include <unordered_map>

#include "analysis/traces/span_table.h"
#include "storage/event_reader.h"

namespace causeway::engine {

// One thread; remembers what it has looked up.
class ServiceNames {
public:
    explicit ServiceNames(const traces::SpanTable &table) : m_table(table) {}
    // The service of that name, or of the pod of that name; traces::kNone where there is none.
    std::uint32_t named(std::string_view name);
    // By the file's name: without folders and endings, and as Kubernetes names the logs of pods (POD_NAMESPACE_CONTAINER).
    std::uint32_t ofSource(const storage::SourceInfo &source);
    // By component, attributes that name a service, pod or container, host; else that of the source.
    std::uint32_t ofEvent(const storage::Event &event, const storage::SourceInfo &source);

    // Whether a field of a header may name one.
    static bool mayName(Role role, std::string_view attribute);

private:
    const traces::SpanTable &m_table;
    std::unordered_map<std::string, std::uint32_t> m_known;
};

} // namespace causeway::engine
