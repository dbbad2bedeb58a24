#pragma once
// Templates as ordinary tables: which shapes make a template, its text, name, aliases of ids that vanished.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/templates/miner.h"
#include "storage/project.h"

namespace causeway::storage {

struct TemplateInfo {
    TemplateId id;
    std::vector<templates::Token> tokens;
    std::string name;     // given by a person; empty = text()
    bool pinned = false;
    std::uint64_t count = 0;
    std::vector<ShapeId> shapes;
    TimePoint first = TimePoint::none(), last = TimePoint::none();
    [[nodiscard]] std::string text() const; // parameters as <*>
};

// Immutable picture of the template tables; shared between threads.
class TemplateCatalog {
public:
    std::vector<TemplateInfo> templates;        // falling count
    std::vector<TemplateId> ofShape;            // by ShapeId; 0 where a shape has none yet
    std::uint64_t version = 0;
    [[nodiscard]] const TemplateInfo *find(TemplateId id) const; // follows aliases; nullptr where unknown
    [[nodiscard]] TemplateId templateOf(ShapeId shape) const;
    [[nodiscard]] std::string nameOf(TemplateId id) const; // name, else text, else "template 17"
    std::vector<std::pair<TemplateId, TemplateId>> aliases; // sorted by first
    std::vector<std::uint32_t> index; // TemplateId → position in templates + 1
};

class TemplateStore {
public:
    explicit TemplateStore(Project &project) : m_project(project) {}
    Result<std::shared_ptr<const TemplateCatalog>> catalog() const;
    // Replaces the mined state in one transaction: templates, assignment, aliases (from templates::assignStableIds).
    static Result<void> replace(Database &database, std::span<const templates::MinedTemplate> mined, const templates::StableIds &ids);
    static Result<std::vector<templates::EarlierAssignment>> assignment(Database &database);

private:
    Project &m_project;
};

} // namespace causeway::storage
