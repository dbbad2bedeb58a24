#include "app/engine/finding_origin.h"

#include <algorithm>

#include "analysis/core/json_writer.h"

#include "app/engine/mine_templates.h"
#include "app/engine/once_pass_cache.h"
#include "app/engine/service_names.h"

namespace causeway::engine {

namespace {

constexpr std::size_t kLinesPerTemplate = 16;

// Of the first lines of each template the service that most are of.
Result<std::map<TemplateId, std::string>> servicesOf(storage::EventReader &reader, const storage::TemplateCatalog &catalog, std::map<TemplateId, std::vector<std::string>> wanted, const Job &job)
{
    const storage::Snapshot &snapshot = reader.snapshot();
    std::size_t open = wanted.size();
    for (std::size_t c = 0; c < snapshot.chunks.size() && open > 0; ++c) {
        if (job.isCancelled())
            return failure(cancelled());
        const storage::ChunkInfo &chunk = snapshot.chunks[c];
        const storage::SourceInfo *source = snapshot.source(chunk.source);
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(c));
        for (std::uint32_t i = 0; i < chunk.rows && open > 0 && source != nullptr; ++i) {
            const auto found = wanted.find(catalog.templateOf(rows->shapes[i]));
            if (found == wanted.end() || found->second.size() == kLinesPerTemplate)
                continue;
            CAUSEWAY_ASSIGN(const storage::Event event, reader.event(EventId(chunk.first.value + i)));
            found->second.push_back(serviceOf(event, *source));
            open -= found->second.size() == kLinesPerTemplate ? 1 : 0;
        }
    }
    std::map<TemplateId, std::string> services;
    for (auto &[id, names] : wanted) {
        std::map<std::string, std::size_t> counts;
        for (const std::string &name : names)
            ++counts[name];
        const auto most = std::ranges::max_element(counts, {}, [](const auto &count) { return count.second; });
        services[id] = most == counts.end() ? std::string() : most->first;
    }
    return services;
}

} // namespace

std::string serviceOf(const storage::Event &event, const storage::SourceInfo &source)
{
    const auto text = [&](const storage::FieldRange &field) { return toValidUtf8(std::string_view(event.bytes).substr(field.begin, field.end - field.begin)); };
    for (const Role role : {Role::Attribute, Role::Component})
        for (const storage::FieldRange &field : event.fields)
            if (field.role == role && field.end > field.begin && (role == Role::Component || ServiceNames::mayName(role, field.name)))
                return text(field);
    std::string_view name = source.name;
    name.remove_prefix(name.find_last_of("/\\") == std::string_view::npos ? 0 : name.find_last_of("/\\") + 1);
    return toValidUtf8(name.substr(0, name.find('.')));
}

Result<std::vector<std::optional<FindingOrigin>>> FindingOrigins::of(const std::vector<const storage::Finding *> &findings, const Job &job)
{
    std::vector<std::optional<FindingOrigin>> origins(findings.size());
    if (!m_reader) {
        CAUSEWAY_ASSIGN(auto snapshot, m_project.snapshot());
        m_reader = std::make_unique<storage::EventReader>(m_project.shared_from_this(), std::move(snapshot), kOncePassCache);
    }
    std::map<TemplateId, std::vector<std::string>> absent;
    for (const storage::Finding *finding : findings)
        if (finding->origin && finding->absent.value != 0 && !m_services.contains(finding->absent))
            absent[finding->absent];
    if (!absent.empty()) {
        CAUSEWAY_ASSIGN(const auto catalog, currentTemplates(m_project, 0, job));
        CAUSEWAY_ASSIGN(auto services, servicesOf(*m_reader, *catalog, std::move(absent), job));
        m_services.merge(services);
    }
    const storage::Snapshot &snapshot = m_reader->snapshot();
    for (std::size_t i = 0; i < findings.size(); ++i) {
        if (i % 256 == 0 && job.isCancelled())
            return failure(cancelled());
        const storage::Finding &finding = *findings[i];
        if (!finding.origin || finding.origin->value >= snapshot.events)
            continue;
        FindingOrigin origin{*finding.origin, {}, finding.absent};
        if (const auto known = m_services.find(finding.absent); known != m_services.end())
            origin.service = known->second;
        if (origin.service.empty()) {
            CAUSEWAY_ASSIGN(const storage::Event event, m_reader->event(origin.event));
            if (const storage::SourceInfo *source = snapshot.source(event.source))
                origin.service = serviceOf(event, *source);
        }
        origins[i] = std::move(origin);
    }
    return origins;
}

} // namespace causeway::engine
